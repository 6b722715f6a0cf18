using System;
using System.Collections.Generic;
using System.IO;

namespace Simulator.Results;

/// <summary>
/// Joins the tables of runs into those of a study; the octets depend on which runs there are, and on nothing else.
/// </summary>
public static class StudyTables
{
    /// <summary>Writes every table of the study from its finished runs.</summary>
    /// <param name="folder">The study.</param>
    /// <param name="tables">Its tables.</param>
    /// <param name="runs">The runs that count, in any order.</param>
    /// <param name="confidence">Confidence of the intervals.</param>
    public static void Write(
        StudyFolder folder, CsvTables tables, IEnumerable<RunKey> runs, double confidence = Estimate.DefaultConfidence)
    {
        ArgumentNullException.ThrowIfNull(folder);
        ArgumentNullException.ThrowIfNull(tables);
        List<RunKey> inOrder = [.. runs];
        inOrder.Sort();
        Join(folder, tables.Runs, inOrder);
        Join(folder, tables.Metrics, inOrder);
        Join(folder, CsvTables.Messages, inOrder);
        Join(folder, CsvTables.Performance, inOrder);
        JoinIfAny(folder, tables.Intervals, inOrder);
        Join(folder, CsvTables.Procedures, inOrder);
        JoinIfAny(folder, tables.Series, inOrder);
        JoinIfAny(folder, tables.Distributions, inOrder);
        folder.Write(CsvTables.Dictionary, Dictionary(tables.Keys, folder.Read(CsvTables.Dictionary, inOrder)));
        folder.Write(tables.Summary, Summarise(folder, tables, inOrder, confidence));
    }

    /// <summary>The numbers over some runs of a study.</summary>
    /// <param name="folder">The study.</param>
    /// <param name="tables">Its tables.</param>
    /// <param name="runs">The runs, in order.</param>
    /// <param name="confidence">Confidence of the intervals.</param>
    public static IReadOnlyList<SummaryRow> Summarise(
        StudyFolder folder,
        CsvTables tables,
        IReadOnlyList<RunKey> runs,
        double confidence = Estimate.DefaultConfidence)
    {
        ArgumentNullException.ThrowIfNull(folder);
        ArgumentNullException.ThrowIfNull(tables);
        return Summary.Of(folder.Read(tables.Metrics, runs), folder.Read(tables.Intervals, runs), confidence);
    }

    /// <summary>The fingerprint of several runs: each part hashes theirs, in the order given.</summary>
    /// <param name="runs">Rows in order of point and replication.</param>
    public static Fingerprint Combine(IEnumerable<RunRow> runs)
    {
        ArgumentNullException.ThrowIfNull(runs);
        using var time = new Digest();
        using var order = new Digest();
        using var wire = new Digest();
        using var results = new Digest();
        foreach (RunRow run in runs)
        {
            time.Append(run.Fingerprint.Time);
            order.Append(run.Fingerprint.Order);
            wire.Append(run.Fingerprint.Wire);
            results.Append(run.Fingerprint.Results);
        }

        return new(time.Digits(), order.Digits(), wire.Digits(), results.Digits());
    }

    /// <summary>Sweep keys, then what the runs define, each name once.</summary>
    private static List<DictionaryRow> Dictionary(IReadOnlyList<SweepKey> keys, IEnumerable<DictionaryRow> defined)
    {
        var rows = new List<DictionaryRow>();
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (SweepKey key in keys)
        {
            names.Add(key.Name);
            rows.Add(new DictionaryRow(key.Name, key.Meaning, key.Unit));
        }

        foreach (DictionaryRow row in defined)
        {
            if (names.Add(row.Name))
            {
                rows.Add(row);
            }
        }

        return rows;
    }

    private static void JoinIfAny<T>(StudyFolder folder, Table<T> table, List<RunKey> runs)
    {
        if (runs.Exists(key => File.Exists(PathOf(folder, table, key))))
        {
            Join(folder, table, runs);
        }
        else
        {
            File.Delete(folder.PathOf(table.File));
        }
    }

    // The rows of the runs, octet by octet, under one line of column names.
    private static void Join<T>(StudyFolder folder, Table<T> table, List<RunKey> runs) =>
        DurableFile.Write(folder.PathOf(table.File), stream =>
        {
            table.WriteHeader(stream);
            foreach (RunKey key in runs)
            {
                AppendRows(PathOf(folder, table, key), stream);
            }
        });

    private static void AppendRows(string path, Stream target)
    {
        if (!File.Exists(path))
        {
            return;
        }

        using FileStream source = File.OpenRead(path);
        int octet;
        do
        {
            octet = source.ReadByte();
        }
        while (octet >= 0 && octet != '\n');
        source.CopyTo(target);
    }

    private static string PathOf<T>(StudyFolder folder, Table<T> table, RunKey key) =>
        Path.Combine(folder.PathOf(key), table.File);
}
