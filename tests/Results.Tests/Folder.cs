using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using NUnit.Framework;
using Simulator.Results;

namespace Tests.Results;

/// <summary>A folder of a test, removed with it.</summary>
internal sealed class Folder : IDisposable
{
    internal string FullPath { get; } = Directory.CreateTempSubdirectory("results-").FullName;

    internal string this[string name] => Path.Combine(FullPath, name);

    /// <summary>Relative paths and contents of all files, in order.</summary>
    internal static IReadOnlyList<(string Path, string Content)> Image(string folder)
    {
        var files = new List<(string, string)>();
        foreach (string path in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories))
        {
            files.Add((Path.GetRelativePath(folder, path), Convert.ToHexString(File.ReadAllBytes(path))));
        }

        files.Sort((left, right) => string.CompareOrdinal(left.Item1, right.Item1));
        return files;
    }

    /// <summary>A copy of all files and folders, as a crash at this moment would leave them.</summary>
    internal static void Copy(string from, string to)
    {
        using Process process = Process.Start("cp", ["-R", from, to]); // cp asks no lock
        process.WaitForExit();
        Assert.That(process.ExitCode, Is.Zero);
    }

    /// <summary>The folder that a run has written of a profile.</summary>
    internal string Written(WiresharkProfile profile)
    {
        using StudyFolder study = StudyFolder.Open(this["study"], Studies.Hash);
        using RunFolder run = study.Begin(new RunKey(0, 0));
        profile.Write(run, WiresharkProfile.Folder);
        run.Complete();
        return Path.Combine(study.PathOf(new RunKey(0, 0)), WiresharkProfile.Folder);
    }

    public void Dispose() => Directory.Delete(FullPath, recursive: true);
}
