using System;
using System.IO;
using System.Linq;

namespace Simulator.Runner;

/// <summary>The commit of the sources, read from the repository's own files, without the program git.</summary>
public static class SourceCommit
{
    private const string Reference = "ref: ", LinkedFolder = "gitdir: ";

    /// <summary>The commit that the checkout around a folder is at; empty if there is none.</summary>
    /// <param name="folder">A folder in the checkout.</param>
    public static string Find(string folder)
    {
        try
        {
            return GitFolder(folder) is { } git ? Commit(git) : "";
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }

    // The folder .git; in a linked worktree it is a file that says where the folder is.
    private static string? GitFolder(string folder)
    {
        for (string? above = Path.GetFullPath(folder); above is not null; above = Path.GetDirectoryName(above))
        {
            string git = Path.Combine(above, ".git");
            if (Directory.Exists(git))
            {
                return git;
            }

            if (File.Exists(git))
            {
                return Path.GetFullPath(After(LinkedFolder, File.ReadAllText(git)), above);
            }
        }

        return null;
    }

    private static string Commit(string git)
    {
        string head = File.ReadAllText(Path.Combine(git, "HEAD")).Trim();
        if (!head.StartsWith(Reference, StringComparison.Ordinal))
        {
            return head;
        }

        string name = After(Reference, head);
        string common = Path.Combine(git, "commondir");
        string shared = File.Exists(common) ? Path.GetFullPath(File.ReadAllText(common).Trim(), git) : git;
        string loose = Path.Combine(shared, name);
        return File.Exists(loose) ? File.ReadAllText(loose).Trim() : Packed(shared, name);
    }

    private static string Packed(string git, string name)
    {
        string packed = Path.Combine(git, "packed-refs");
        string? line = File.Exists(packed)
            ? File.ReadLines(packed).FirstOrDefault(each => each.EndsWith(' ' + name, StringComparison.Ordinal))
            : null;
        return line is null ? "" : line[..line.IndexOf(' ', StringComparison.Ordinal)];
    }

    private static string After(string start, string text) =>
        text.StartsWith(start, StringComparison.Ordinal) ? text[start.Length..].Trim() : text.Trim();
}
