using System;
using System.Linq;
using System.Text;

namespace Simulator.Scenarios;

/// <summary>Writes nodes and texts as YAML that reads back as the same.</summary>
internal static class FlowText
{
    private const string Special = ",[]{}#&*!|>'\"%@`:";

    /// <summary>A node in flow style, on one line.</summary>
    public static string Of(ScenarioNode node) => node.Kind switch
    {
        NodeKind.Scalar => node.IsPlain && IsPlain(node.Text) ? node.Text : Quoted(node.Text),
        NodeKind.Sequence => $"[{string.Join(", ", node.Items.Select(Of))}]",
        _ when node.Entries.Count == 0 => "{}",
        _ => $"{{ {string.Join(", ", node.Entries.Select(entry => $"{Key(entry.Key.Text)}: {Of(entry.Value)}"))} }}",
    };

    /// <summary>A key; those of the language need no quotes, those of a small or wrong scenario may.</summary>
    public static string Key(string text) =>
        IsPlain(text) && !text.Contains(' ', StringComparison.Ordinal) ? text : Quoted(text);

    /// <summary>A text in double quotes.</summary>
    public static string Quoted(string text)
    {
        var quoted = new StringBuilder("\"");
        foreach (char character in text)
        {
            quoted.Append(character switch
            {
                '"' => "\\\"",
                '\\' => "\\\\",
                '\n' => "\\n",
                '\r' => "\\r",
                '\t' => "\\t",
                _ when char.IsControl(character) || character is '\u2028' or '\u2029' or '\uFEFF' =>
                    FormattableString.Invariant($"\\u{(int)character:X4}"),
                _ => character.ToString(),
            });
        }

        return quoted.Append('"').ToString();
    }

    /// <summary>True if a text can stand without quotes wherever a value may stand.</summary>
    private static bool IsPlain(string text) =>
        text.Length > 0 && text.Trim() == text && !text.Any(char.IsControl)
        && !Special.Contains(text[0])
        && text[0] is not ('-' or '?') | (text.Length > 1 && char.IsAsciiLetterOrDigit(text[1]))
        && text.IndexOfAny([',', '[', ']', '{', '}', '#', '"', '\uFEFF', '\u2028', '\u2029', '\u0085']) < 0
        && !text.Contains(": ", StringComparison.Ordinal) && text[^1] != ':'
        && text is not ("~" or "null" or "---" or "...");
}
