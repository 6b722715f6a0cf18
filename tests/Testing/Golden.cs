using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using NUnit.Framework;

namespace Tests.Testing;

/// <summary>
/// Files that hold what a test expects. They are written by <c>UPDATE_GOLDEN=1</c> and by nothing else; without it a
/// difference fails the test and is shown line by line.
/// </summary>
internal static class Golden
{
    private const int ContextLines = 2;

    /// <summary>True if the files are to be written.</summary>
    internal static bool IsUpdate { get; } = Environment.GetEnvironmentVariable("UPDATE_GOLDEN") == "1";

    /// <summary>Compares a text with a file, or writes it.</summary>
    /// <param name="file">Path of the file.</param>
    /// <param name="actual">What it should hold, with Unix ends of lines.</param>
    internal static void Check(string file, string actual)
    {
        if (IsUpdate)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllText(file, actual);
        }

        string expected = File.Exists(file) ? File.ReadAllText(file) : "";
        CheckLines(Path.GetFileName(file), expected.Split('\n'), actual.Split('\n'));
    }

    /// <summary>Compares lines; a difference fails the test.</summary>
    /// <param name="name">What is compared.</param>
    /// <param name="expected">The lines of the file.</param>
    /// <param name="actual">The lines as they are.</param>
    internal static void CheckLines(string name, string[] expected, string[] actual)
    {
        if (!expected.AsSpan().SequenceEqual(actual))
        {
            Assert.Fail(
                $"{name} (- as committed, + as it is; UPDATE_GOLDEN=1 writes it anew):\n"
                + string.Join('\n', Difference(expected, actual)));
        }
    }

    /// <summary>Lines that only the first text has (-), only the second (+), and those around them.</summary>
    /// <param name="old">The first text.</param>
    /// <param name="now">The second text.</param>
    internal static IEnumerable<string> Difference(string[] old, string[] now)
    {
        List<string> lines = Merged(old, now);
        bool IsNear(int index) => Enumerable.Range(index - ContextLines, (2 * ContextLines) + 1)
            .Any(other => other >= 0 && other < lines.Count && lines[other][0] != ' ');
        return lines.Where((_, index) => IsNear(index));
    }

    // Both texts in one, by their longest common subsequence.
    private static List<string> Merged(string[] old, string[] now)
    {
        int[,] common = Common(old, now);
        var lines = new List<string>();
        int left = 0, right = 0;
        while (left < old.Length || right < now.Length)
        {
            if (left < old.Length && right < now.Length && old[left] == now[right])
            {
                lines.Add("  " + old[left++]);
                right++;
            }
            else if (right == now.Length || (left < old.Length && common[left + 1, right] >= common[left, right + 1]))
            {
                lines.Add("- " + old[left++]);
            }
            else
            {
                lines.Add("+ " + now[right++]);
            }
        }

        return lines;
    }

    // How many lines the ends of both texts have in common, from each pair of lines on.
    private static int[,] Common(string[] old, string[] now)
    {
        int[,] common = new int[old.Length + 1, now.Length + 1];
        for (int left = old.Length - 1; left >= 0; left--)
        {
            for (int right = now.Length - 1; right >= 0; right--)
            {
                common[left, right] = old[left] == now[right]
                    ? common[left + 1, right + 1] + 1
                    : Math.Max(common[left + 1, right], common[left, right + 1]);
            }
        }

        return common;
    }
}
