using System;
using System.IO;
using System.Text;

namespace Simulator.Results;

/// <summary>
/// Files that are there whole or not at all: written under another name, flushed to the disk, renamed.
/// </summary>
internal static class DurableFile
{
    /// <summary>Start of the names of what is not complete.</summary>
    public const string TemporaryPrefix = ".tmp-";

    /// <summary>Writes or replaces a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="write">Writes its octets.</param>
    public static void Write(string path, Action<Stream> write)
    {
        string temporary = Path.Combine(Path.GetDirectoryName(path)!, TemporaryPrefix + Path.GetFileName(path));
        using (FileStream stream = Create(temporary))
        {
            write(stream);
            stream.Flush(flushToDisk: true);
        }

        File.Move(temporary, path, overwrite: true);
    }

    /// <summary>Writes or replaces a text file: UTF-8 without a mark.</summary>
    public static void Write(string path, string text) =>
        Write(path, stream => stream.Write(Encoding.UTF8.GetBytes(text)));

    /// <summary>Copies a file, durably.</summary>
    public static void Copy(string source, string target)
    {
        using FileStream from = File.OpenRead(source);
        Write(target, from.CopyTo);
    }

    /// <summary>A new file with a large buffer.</summary>
    public static FileStream Create(string path) =>
        new(path, FileMode.Create, FileAccess.Write, FileShare.Read, bufferSize: 64 * 1024);

    /// <summary>Makes sure that a written file is on the disk.</summary>
    public static void Flush(string path)
    {
        using FileStream stream = new(path, FileMode.Open, FileAccess.ReadWrite);
        stream.Flush(flushToDisk: true);
    }
}
