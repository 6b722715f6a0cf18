using System;
using System.Collections.Generic;
using System.IO;

namespace Simulator.Results;

/// <summary>
/// The folder of one run while it is written: <c>runs/.tmp-POINT-REPLICATION</c>, renamed when it is complete. Disposed
/// without <see cref="Complete"/> it leaves nothing.
/// </summary>
public sealed class RunFolder : IDisposable
{
    private readonly string _target;
    private bool _isComplete;

    internal RunFolder(string runs, RunKey key)
    {
        Key = key;
        _target = Path.Combine(runs, key.ToString());
        FullPath = Path.Combine(runs, DurableFile.TemporaryPrefix + key);
        if (Directory.Exists(FullPath))
        {
            Directory.Delete(FullPath, recursive: true);
        }

        Directory.CreateDirectory(FullPath);
    }

    /// <summary>Which run.</summary>
    public RunKey Key { get; }

    /// <summary>Where its files are written.</summary>
    public string FullPath { get; }

    /// <summary>Creates a file, in folders of the run if the name has some.</summary>
    /// <param name="name">Path within the run, with <c>/</c>.</param>
    public FileStream Create(string name)
    {
        string path = Path.Combine(FullPath, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        return DurableFile.Create(path);
    }

    /// <summary>Writes one table.</summary>
    /// <param name="table">The table.</param>
    /// <param name="rows">Its rows.</param>
    public void Write<T>(Table<T> table, IEnumerable<T> rows)
    {
        ArgumentNullException.ThrowIfNull(table);
        using FileStream stream = Create(table.File);
        table.Write(stream, rows);
    }

    /// <summary>
    /// Lists and flushes the files and gives the folder its name: from here on the run is there, and as a whole.
    /// </summary>
    public void Complete()
    {
        RunSeal.Write(FullPath);
        if (Directory.Exists(_target))
        {
            Directory.Delete(_target, recursive: true);
        }

        Directory.Move(FullPath, _target);
        _isComplete = true;
    }

    /// <summary>Removes what is not complete.</summary>
    public void Dispose()
    {
        if (!_isComplete && Directory.Exists(FullPath))
        {
            Directory.Delete(FullPath, recursive: true);
        }
    }
}
