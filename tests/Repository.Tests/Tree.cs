using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Tests.Testing;

namespace Tests.Repository;

/// <summary>The checkout that the tests were built from.</summary>
internal static class Tree
{
    private static readonly string[] Generated = [".git", ".artifacts", "bin", "obj"];

    public static string Root { get; } = Checkout.Root;

    /// <summary>Every file with this ending, by its path below the root, sorted.</summary>
    public static IReadOnlyList<string> Files(string pattern) =>
        [.. Walk(Root, pattern).Select(Relative).Order(StringComparer.Ordinal)];

    public static string Read(string file) => File.ReadAllText(Path.Combine(Root, file));

    private static string Relative(string path) => Path.GetRelativePath(Root, path).Replace('\\', '/');

    private static IEnumerable<string> Walk(string folder, string pattern)
    {
        foreach (string file in Directory.EnumerateFiles(folder, pattern))
        {
            yield return file;
        }

        foreach (string child in Directory.EnumerateDirectories(folder))
        {
            if (!Generated.Contains(Path.GetFileName(child)) && !IsResult(child))
            {
                foreach (string file in Walk(child, pattern))
                {
                    yield return file;
                }
            }
        }
    }

    private static bool IsResult(string folder) =>
        Path.GetDirectoryName(folder) == Path.Combine(Root, "results") && Path.GetFileName(folder) != "reference";
}
