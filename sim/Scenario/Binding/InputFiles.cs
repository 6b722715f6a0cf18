using System;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using System.IO;
using System.Text;

namespace Simulator.Scenarios;

/// <summary>A file that a scenario refers to, and what was in it: part of a run's identity.</summary>
/// <param name="Path">The path as the scenario gives it.</param>
/// <param name="Sha256">SHA-256 of its content, in lower-case hexadecimal digits.</param>
public sealed record InputFile(string Path, string Sha256);

/// <summary>Where files come from that a scenario refers to: profiles and measured samples.</summary>
public interface IInputFiles
{
    /// <summary>The content of a file.</summary>
    /// <param name="path">Its path as the scenario gives it.</param>
    /// <param name="octets">The content.</param>
    bool TryRead(string path, [NotNullWhen(true)] out byte[]? octets);

    /// <summary>The names of the files of a folder, sorted.</summary>
    /// <param name="folder">The folder.</param>
    IReadOnlyList<string> List(string folder);
}

/// <summary>Files of a folder on disk.</summary>
/// <param name="root">The folder that relative paths start from.</param>
public sealed class FolderFiles(string root) : IInputFiles
{
    /// <inheritdoc/>
    public bool TryRead(string path, [NotNullWhen(true)] out byte[]? octets)
    {
        try
        {
            octets = File.ReadAllBytes(Path.Combine(root, path));
            return true;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException
            or NotSupportedException)
        {
            octets = null;
            return false;
        }
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> List(string folder)
    {
        string path = Path.Combine(root, folder);
        if (!Directory.Exists(path))
        {
            return [];
        }

        string[] names = Array.ConvertAll(Directory.GetFiles(path), file => Path.GetFileName(file));
        Array.Sort(names, StringComparer.Ordinal);
        return names;
    }
}

/// <summary>Files in memory, for tests and tools.</summary>
public sealed class MemoryFiles : IInputFiles
{
    private readonly SortedDictionary<string, byte[]> _files = new(StringComparer.Ordinal);

    /// <summary>Adds a file.</summary>
    /// <param name="path">Its path.</param>
    /// <param name="text">Its text.</param>
    public MemoryFiles Add(string path, string text)
    {
        _files[path] = Encoding.UTF8.GetBytes(text);
        return this;
    }

    /// <inheritdoc/>
    public bool TryRead(string path, [NotNullWhen(true)] out byte[]? octets) => _files.TryGetValue(path, out octets);

    /// <inheritdoc/>
    public IReadOnlyList<string> List(string folder)
    {
        var names = new List<string>();
        foreach (string path in _files.Keys)
        {
            if (Path.GetDirectoryName(path) == folder)
            {
                names.Add(Path.GetFileName(path));
            }
        }

        return names;
    }
}
