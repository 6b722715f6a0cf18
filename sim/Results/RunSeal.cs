using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Security.Cryptography;
using System.Text;

namespace Simulator.Results;

/// <summary>
/// The list of a run's files with their sizes and SHA-256, written last. A run counts as finished if every listed file
/// is there as listed: what a crash, a full disk or a hand has changed is not trusted but run again.
/// </summary>
internal static class RunSeal
{
    /// <summary>Name of the list; its lines are those of <c>sha256sum</c>.</summary>
    public const string File = "SHA256SUMS";

    /// <summary>Flushes the files of a folder to the disk and lists them.</summary>
    public static void Write(string folder)
    {
        foreach (string path in Files(folder))
        {
            DurableFile.Flush(path);
        }

        DurableFile.Write(Path.Combine(folder, File), List(folder));
    }

    /// <summary>True if the folder holds the files of its list as listed, and no others.</summary>
    public static bool Holds(string folder)
    {
        string list = Path.Combine(folder, File);
        return System.IO.File.Exists(list) && System.IO.File.ReadAllText(list) == List(folder);
    }

    private static string List(string folder)
    {
        var list = new StringBuilder();
        foreach (string path in Files(folder))
        {
            list.Append(CultureInfo.InvariantCulture, $"{Hash(path)}  {Relative(folder, path)}\n");
        }

        return list.ToString();
    }

    private static List<string> Files(string folder)
    {
        List<string> paths = [.. Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)];
        paths.Remove(Path.Combine(folder, File));
        paths.Sort(string.CompareOrdinal);
        return paths;
    }

    private static string Relative(string folder, string path) => Path.GetRelativePath(folder, path).Replace('\\', '/');

    private static string Hash(string path)
    {
        using FileStream stream = System.IO.File.OpenRead(path);
        return Convert.ToHexStringLower(SHA256.HashData(stream));
    }
}
