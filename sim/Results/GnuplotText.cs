using System.Collections.Generic;
using System.Text;

namespace Simulator.Results;

/// <summary>Words in a script: strings in single quotes, with what gnuplot's markup would read written so that it is
/// printed.</summary>
internal static class GnuplotText
{
    /// <summary>A string of gnuplot: a label with its unit, in as many lines as its axis needs.</summary>
    public static string Label(string label, AxisUnit unit, int lettersThatFit)
    {
        string inUnit = unit.Symbol.Length == 0 ? "" : $" ({unit.Symbol})";
        List<string> lines = Lines(label, lettersThatFit - inUnit.Length).ConvertAll(Escaped);
        lines[^1] += inUnit;
        return $"'{string.Join("'.\"\\n\".'", lines)}'";
    }

    /// <summary>What stands between single quotes.</summary>
    public static string Escaped(string text)
    {
        var escaped = new StringBuilder();
        foreach (char letter in text)
        {
            if (letter is '^' or '_' or '@' or '&' or '~' or '{' or '}' or '\\')
            {
                escaped.Append('\\');
            }

            escaped.Append(letter == '\'' ? "''" : letter);
        }

        return escaped.ToString();
    }

    private static List<string> Lines(string text, int lettersThatFit)
    {
        List<string> lines = [""];
        foreach (string word in text.Split(' '))
        {
            if (lines[^1].Length > 0 && lines[^1].Length + 1 + word.Length > lettersThatFit)
            {
                lines.Add(word);
            }
            else
            {
                lines[^1] += lines[^1].Length > 0 ? " " + word : word;
            }
        }

        return lines;
    }
}
