using System;
using System.Collections.Generic;
using System.IO;

namespace Tests.Testing;

/// <summary>The files of a study's results.</summary>
internal static class StudyFiles
{
    // What tells of the machine and the clock, and the list of hashes that covers it.
    private static readonly string[] OfTheMachine = ["manifest.json", "performance.csv", "SHA256SUMS", ".lock"];

    /// <summary>Every file that two equal studies share, with its content, sorted.</summary>
    /// <param name="folder">The folder of the results.</param>
    internal static SortedDictionary<string, string> Of(string folder)
    {
        var files = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (string path in Directory.GetFiles(folder, "*", SearchOption.AllDirectories))
        {
            if (Array.IndexOf(OfTheMachine, Path.GetFileName(path)) < 0)
            {
                files.Add(Path.GetRelativePath(folder, path), Content(path));
            }
        }

        return files;
    }

    // Of a report without the paragraph about the run itself.
    private static string Content(string path)
    {
        if (Path.GetFileName(path) != "report.html")
        {
            return Convert.ToHexString(File.ReadAllBytes(path));
        }

        string page = File.ReadAllText(path);
        int start = page.IndexOf("<section id=\"run\"", StringComparison.Ordinal);
        return page.Remove(start, page.IndexOf("</section>", start, StringComparison.Ordinal) - start);
    }
}
