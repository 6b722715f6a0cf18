using System.Text;

namespace Simulator.Results;

/// <summary>Text as a part of XML or HTML: as content and between quotes.</summary>
internal static class XmlText
{
    /// <summary>The text escaped; characters that XML does not know are replaced.</summary>
    /// <param name="text">Any text.</param>
    public static string Escape(string text)
    {
        var escaped = new StringBuilder(text.Length);
        foreach (Rune rune in Clean(text).EnumerateRunes())
        {
            _ = rune.Value switch
            {
                '&' => escaped.Append("&amp;"),
                '<' => escaped.Append("&lt;"),
                '>' => escaped.Append("&gt;"),
                '"' => escaped.Append("&quot;"),
                '\'' => escaped.Append("&#39;"),
                _ => escaped.Append(rune.ToString()),
            };
        }

        return escaped.ToString();
    }

    /// <summary>The text with U+FFFD in place of what XML does not know: control characters, half pairs.</summary>
    /// <param name="text">Any text.</param>
    public static string Clean(string text)
    {
        var clean = new StringBuilder(text.Length);
        foreach (Rune rune in text.EnumerateRunes())
        {
            bool isKnown = rune.Value is '\t' or '\n' or (>= 0x20 and not (0xFFFE or 0xFFFF));
            clean.Append(isKnown ? rune.ToString() : "\uFFFD");
        }

        return clean.ToString();
    }
}
