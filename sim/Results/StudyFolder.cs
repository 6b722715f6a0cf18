using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Text;

namespace Simulator.Results;

/// <summary>
/// The results folder of a study, locked while it is open. Runs are in <c>runs/POINT-REPLICATION/</c>, each complete or
/// absent; an interrupted study is opened again and goes on with the runs that are missing.
/// </summary>
public sealed class StudyFolder : IDisposable
{
    /// <summary>Digits of a study's hash.</summary>
    public const int HashSize = 8;

    private const string RunsName = "runs", LockName = ".lock";

    // EWOULDBLOCK of Linux and of BSD, ERROR_SHARING_VIOLATION of Windows: what the runtime says of a held lock
    private static readonly int[] SharingViolations = [11, 35, unchecked((int)0x80070020)];

    private readonly FileStream _lock;
    private readonly string _runs;

    private StudyFolder(string path, string hash, FileStream held)
    {
        FullPath = path;
        Hash = hash;
        _runs = Path.Combine(path, RunsName);
        _lock = held;
    }

    /// <summary>Where it is.</summary>
    public string FullPath { get; }

    /// <summary>Hash of the study.</summary>
    public string Hash { get; }

    /// <summary>The hash that names a study's folder: of what its runs depend on.</summary>
    /// <param name="effectiveScenario">The effective scenario without replications and output keys.</param>
    /// <param name="modelVersion">Version of the system's model.</param>
    public static string HashOf(string effectiveScenario, int modelVersion) => Digest.Of(
        string.Create(CultureInfo.InvariantCulture, $"{effectiveScenario}\nmodel version {modelVersion}\n"), HashSize);

    /// <summary>
    /// Opens a folder, new or of the same study, and removes what an interrupted program left half-written.
    /// </summary>
    /// <param name="path">The folder itself.</param>
    /// <param name="hash">Hash of the study.</param>
    /// <param name="isFresh">True if what it holds is to be thrown away, whatever version has written it.</param>
    /// <exception cref="StudyBusyException">Another process has it open.</exception>
    /// <exception cref="ResultsException">It belongs to something else, or cannot be written.</exception>
    public static StudyFolder Open(string path, string hash, bool isFresh = false)
    {
        string full = Path.GetFullPath(path);
        RequireOwn(full, hash, isFresh); // before a lock is put into somebody else's folder
        FileStream held = Lock(full);
        try
        {
            RequireOwn(full, hash, isFresh);
            Claim(held, full, hash);
            var folder = new StudyFolder(full, hash, held);
            folder.RemoveTemporaries();
            return folder;
        }
        catch
        {
            held.Dispose();
            throw;
        }
    }

    /// <summary>The runs that are there and whole, in order; what is there but not whole is removed.</summary>
    public IReadOnlyList<RunKey> FinishedRuns()
    {
        var finished = new List<RunKey>();
        foreach (string folder in Directory.EnumerateDirectories(_runs))
        {
            if (!RunKey.TryParse(Path.GetFileName(folder), out RunKey key))
            {
                continue;
            }

            if (RunSeal.Holds(folder))
            {
                finished.Add(key);
            }
            else
            {
                Directory.Delete(folder, recursive: true);
            }
        }

        finished.Sort();
        return finished;
    }

    /// <summary>Where a finished run is.</summary>
    /// <param name="key">The run.</param>
    public string PathOf(RunKey key) => Path.Combine(_runs, key.ToString());

    /// <summary>Path of a file of the study.</summary>
    /// <param name="name">Path within the folder.</param>
    public string PathOf(string name) => Path.Combine(FullPath, name);

    /// <summary>Starts to write a run. Runs may be written side by side, each by its own thread.</summary>
    /// <param name="key">The run.</param>
    public RunFolder Begin(RunKey key) => new(_runs, key);

    /// <summary>Removes a finished run, so that it runs again.</summary>
    /// <param name="key">The run.</param>
    public void Remove(RunKey key)
    {
        Remove(PathOf(key));
    }

    private static void Remove(string path)
    {
        if (Directory.Exists(path))
        {
            Directory.Delete(path, recursive: true);
        }
        else
        {
            File.Delete(path);
        }
    }

    /// <summary>Removes everything but the lock: the study starts afresh.</summary>
    public void Clear()
    {
        foreach (string folder in Directory.GetDirectories(FullPath))
        {
            Directory.Delete(folder, recursive: true);
        }

        foreach (string file in Directory.GetFiles(FullPath))
        {
            if (Path.GetFileName(file) != LockName)
            {
                File.Delete(file);
            }
        }

        Directory.CreateDirectory(_runs);
    }

    /// <summary>Writes or replaces a text file of the study.</summary>
    /// <param name="name">Name in the folder.</param>
    /// <param name="text">Its text.</param>
    public void WriteText(string name, string text) => DurableFile.Write(PathOf(name), text);

    /// <summary>Writes or replaces a table of the study.</summary>
    /// <param name="table">The table.</param>
    /// <param name="rows">Its rows.</param>
    public void Write<T>(Table<T> table, IEnumerable<T> rows)
    {
        ArgumentNullException.ThrowIfNull(table);
        DurableFile.Write(PathOf(table.File), stream => table.Write(stream, rows));
    }

    /// <summary>Reads a table of the study, row by row.</summary>
    /// <param name="table">The table.</param>
    public IEnumerable<T> Read<T>(Table<T> table)
    {
        ArgumentNullException.ThrowIfNull(table);
        return table.Read(FullPath);
    }

    /// <summary>Reads a table of runs, run after run.</summary>
    /// <param name="table">The table.</param>
    /// <param name="runs">Finished runs; one without this table is passed over.</param>
    public IEnumerable<T> Read<T>(Table<T> table, IEnumerable<RunKey> runs)
    {
        ArgumentNullException.ThrowIfNull(table);
        ArgumentNullException.ThrowIfNull(runs);
        foreach (RunKey key in runs)
        {
            if (!File.Exists(Path.Combine(PathOf(key), table.File)))
            {
                continue;
            }

            foreach (T row in table.Read(PathOf(key)))
            {
                yield return row;
            }
        }
    }

    /// <summary>
    /// Gives the study the file or folder of a finished run, in place of the one it has; none if the run has none.
    /// </summary>
    /// <param name="key">The run.</param>
    /// <param name="name">Name in the run's folder.</param>
    /// <returns>True if the run has it.</returns>
    public bool Promote(RunKey key, string name)
    {
        string source = Path.Combine(PathOf(key), name), target = PathOf(name);
        Remove(target);
        if (Directory.Exists(source))
        {
            CopyFolder(source, target);
            return true;
        }

        if (!File.Exists(source))
        {
            return false;
        }

        DurableFile.Copy(source, target);
        return true;
    }

    private static void CopyFolder(string source, string target)
    {
        Directory.CreateDirectory(target);
        foreach (string file in Directory.GetFiles(source))
        {
            DurableFile.Copy(file, Path.Combine(target, Path.GetFileName(file)));
        }

        foreach (string folder in Directory.GetDirectories(source))
        {
            CopyFolder(folder, Path.Combine(target, Path.GetFileName(folder)));
        }
    }

    /// <summary>Gives the lock back.</summary>
    public void Dispose() => _lock.Dispose();

    // Ours is a folder with a manifest of this study, or one that we have locked before it had a manifest, or an empty
    // one.
    private static void RequireOwn(string path, string hash, bool isFresh)
    {
        if (File.Exists(path))
        {
            throw new ResultsException($"{path} is a file, not a folder");
        }

        if (StudyIdentity.TryRead(path) is { } found)
        {
            RequireSame(path, hash, found.Hash);
            if (!isFresh)
            {
                found.RequireFormat(path);
            }
        }
        else if (!File.Exists(Path.Combine(path, LockName)))
        {
            RequireEmpty(path);
        }
    }

    private static void RequireSame(string path, string hash, string found)
    {
        if (found != hash)
        {
            throw new ResultsException(
                $"{path} holds another study (its hash is {found}, this one's is {hash}): another scenario, or the "
                + "same by another version of its model; choose another folder");
        }
    }

    private static void RequireEmpty(string path)
    {
        if (Directory.Exists(path) && Directory.GetFileSystemEntries(path).Length > 0)
        {
            throw new ResultsException($"{path} is not empty and holds no study; choose another folder");
        }
    }

    // The lock file says whose folder it is until there is a manifest.
    private static void Claim(FileStream held, string path, string hash)
    {
        byte[] claim = new byte[HashSize];
        int size = held.ReadAtLeast(claim, HashSize, throwOnEndOfStream: false);
        if (size == HashSize)
        {
            RequireSame(path, hash, Encoding.ASCII.GetString(claim));
            return;
        }

        held.SetLength(0);
        held.Write(Encoding.ASCII.GetBytes(hash));
        held.Flush(flushToDisk: true);
    }

    private static void Create(string path)
    {
        try
        {
            Directory.CreateDirectory(path);
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            throw new ResultsException($"{path} cannot be made: {refused.Message}", refused);
        }
    }

    private static FileStream Lock(string path)
    {
        Create(path);
        try
        {
            return new FileStream(
                Path.Combine(path, LockName), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException busy) when (Array.IndexOf(SharingViolations, busy.HResult) >= 0)
        {
            throw new StudyBusyException($"{path} is in use by another run of the simulator", busy);
        }
        catch (UnauthorizedAccessException refused)
        {
            throw new ResultsException($"{path} cannot be written: {refused.Message}", refused);
        }
    }

    private void RemoveTemporaries()
    {
        Directory.CreateDirectory(_runs);
        foreach (string folder in (string[])[FullPath, _runs])
        {
            foreach (string file in Directory.GetFiles(folder, DurableFile.TemporaryPrefix + "*"))
            {
                File.Delete(file);
            }

            foreach (string leftover in Directory.GetDirectories(folder, DurableFile.TemporaryPrefix + "*"))
            {
                Directory.Delete(leftover, recursive: true);
            }
        }
    }
}
