using System;
using System.Collections.Generic;
using System.IO;

namespace Simulator.Results;

/// <summary>A procedure as it was recorded by itself.</summary>
/// <param name="Row">Which it is.</param>
/// <param name="Ladder">
/// Its messages; <see cref="LadderRow.Frame"/> counts the frames of <paramref name="Capture"/>.
/// </param>
/// <param name="Capture">Its packets, as a pcapng file.</param>
public sealed record RecordedProcedure(ProcedureRow Row, IReadOnlyList<LadderRow> Ladder, byte[] Capture)
{
    /// <summary>Name of its files without an ending, as in <c>failed-mac-failure</c>.</summary>
    public string Name => NameOf(Row);

    /// <summary>Name of the files of a procedure.</summary>
    /// <param name="row">Which it is.</param>
    public static string NameOf(ProcedureRow row)
    {
        ArgumentNullException.ThrowIfNull(row);
        return row.Which == ProcedureLog.Failed ? Figure.FileName($"{row.Which}-{row.Outcome}") : row.Which;
    }
}

/// <summary>
/// The folder <c>procedures/</c> of a study: the ladder and a small capture of each procedure that a report shows, and
/// a Wireshark profile for all of them. It is replaced as a whole.
/// </summary>
public static class ProcedureFolder
{
    /// <summary>Name of the folder.</summary>
    public const string Name = "procedures";

    /// <summary>The procedures in the folder; none if there is no folder.</summary>
    /// <param name="study">Folder of a study.</param>
    public static IReadOnlyList<ProcedureRow> Rows(string study)
    {
        string folder = Path.Combine(study, Name);
        return File.Exists(Path.Combine(folder, CsvTables.Procedures.File))
            ? [.. CsvTables.Procedures.Read(folder)]
            : [];
    }

    /// <summary>The messages of a procedure in the folder.</summary>
    /// <param name="study">Folder of a study.</param>
    /// <param name="row">Which.</param>
    public static IReadOnlyList<LadderRow> Ladder(string study, ProcedureRow row)
    {
        string path = Path.Combine(study, Name, RecordedProcedure.NameOf(row) + ".csv");
        using FileStream stream = Open(path);
        return [.. CsvTables.Ladder.Read(stream, path)];
    }

    /// <summary>Replaces the folder.</summary>
    /// <param name="study">The study.</param>
    /// <param name="procedures">What it is to hold.</param>
    public static void Write(StudyFolder study, IReadOnlyList<RecordedProcedure> procedures)
    {
        ArgumentNullException.ThrowIfNull(study);
        ArgumentNullException.ThrowIfNull(procedures);
        Remove(study);
        string target = study.PathOf(Name), folder = study.PathOf(DurableFile.TemporaryPrefix + Name);
        Directory.CreateDirectory(Path.Combine(folder, WiresharkProfile.Folder));
        foreach (RecordedProcedure procedure in procedures)
        {
            string path = Path.Combine(folder, procedure.Name);
            DurableFile.Write(path + ".csv", stream => CsvTables.Ladder.Write(stream, procedure.Ladder));
            DurableFile.Write(path + ".pcapng", stream => stream.Write(procedure.Capture));
        }

        foreach ((string name, string text) in new WiresharkProfile().Files())
        {
            DurableFile.Write(Path.Combine(folder, WiresharkProfile.Folder, name), text);
        }

        DurableFile.Write(
            Path.Combine(folder, CsvTables.Procedures.File),
            stream => CsvTables.Procedures.Write(stream, Array.ConvertAll([.. procedures], each => each.Row)));
        Directory.Move(folder, target);
    }

    /// <summary>Removes the folder: the study has no such procedure.</summary>
    /// <param name="study">The study.</param>
    public static void Remove(StudyFolder study)
    {
        ArgumentNullException.ThrowIfNull(study);
        foreach (string name in (string[])[Name, DurableFile.TemporaryPrefix + Name])
        {
            if (Directory.Exists(study.PathOf(name)))
            {
                Directory.Delete(study.PathOf(name), recursive: true);
            }
        }
    }

    private static FileStream Open(string path)
    {
        try
        {
            return File.OpenRead(path);
        }
        catch (IOException missing)
        {
            throw new ResultsException($"{path} cannot be read: {missing.Message}", missing);
        }
    }
}
