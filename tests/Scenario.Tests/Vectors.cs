using System;
using System.Collections.Generic;
using System.IO;
using NUnit.Framework;

namespace Tests.Scenario;

/// <summary>Files of the folder <c>vectors</c> beside the test assembly.</summary>
internal static class Vectors
{
    /// <summary>The scenario that every case of bad-scenarios.txt spoils.</summary>
    public static string Good => Read("good.yaml");

    public static string Read(string name) => File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "vectors", name));

    /// <summary>The cases of bad-scenarios.txt: the spoilt text, and all that is said about it.</summary>
    public static IEnumerable<TestCaseData> BadScenarios()
    {
        string good = Good;
        foreach (string block in Read("bad-scenarios.txt").Split("\n\n", StringSplitOptions.RemoveEmptyEntries))
        {
            string[] lines = block.TrimEnd('\n').Split('\n');
            if (!lines[0].StartsWith("## ", StringComparison.Ordinal))
            {
                continue;
            }

            string from = Unescaped(lines[1]);
            string bad = Replaced(good, from, Unescaped(lines[2]), lines[0]);
            yield return new TestCaseData(bad, string.Join('\n', lines[3..])).SetArgDisplayNames(lines[0][3..]);
        }
    }

    private static string Replaced(string good, string from, string to, string name)
    {
        int at = good.IndexOf(from, StringComparison.Ordinal);
        Assert.That(at, Is.GreaterThanOrEqualTo(0), $"good.yaml holds what '{name}' replaces");
        return good[..at] + to + good[(at + from.Length)..];
    }

    private static string Unescaped(string line) =>
        (line.Length > 2 ? line[2..] : "").Replace("\\n", "\n", StringComparison.Ordinal)
            .Replace("\\t", "\t", StringComparison.Ordinal);
}
