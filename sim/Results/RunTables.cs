using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Simulator.Measure;

namespace Simulator.Results;

/// <summary>Writes what a run has measured into the run's folder.</summary>
public static class RunTables
{
    private static readonly double[] Shares = MakeShares();

    /// <summary>Writes <c>metrics.csv</c>, <c>dictionary.csv</c>, and <c>intervals.csv</c>, <c>series.csv</c> and
    /// <c>distributions.csv</c> if there is something to write.</summary>
    /// <param name="folder">Folder of the run.</param>
    /// <param name="tables">Tables of the study.</param>
    /// <param name="point">Point of the study.</param>
    /// <param name="metrics">What was measured.</param>
    /// <param name="keeps">Whether a metric is written, by its name; all of them by default.</param>
    /// <returns>The fingerprint of the results.</returns>
    public static string Write(
        RunFolder folder, CsvTables tables, StudyPoint point, MetricRegistry metrics, Func<string, bool>? keeps = null)
    {
        ArgumentNullException.ThrowIfNull(folder);
        ArgumentNullException.ThrowIfNull(tables);
        ArgumentNullException.ThrowIfNull(metrics);
        keeps ??= _ => true;
        int replication = folder.Key.Replication;
        List<MetricRow> rows = Metrics(point, replication, metrics);
        rows.RemoveAll(row => !keeps(row.Value.Metric));
        folder.Write(tables.Metrics, rows);
        folder.Write(CsvTables.Dictionary, Dictionary(metrics).Where(row => keeps(row.Name)));
        List<IntervalRow> intervals = [.. RunIntervals.Of(point, replication, metrics)];
        WriteIfAny(folder, tables.Intervals, intervals, row => keeps(row.Metric));
        WriteIfAny(folder, tables.Series, Series(point, replication, metrics), row => keeps(row.Metric));
        WriteIfAny(folder, tables.Distributions, Distributions(point, replication, metrics), row => keeps(row.Metric));
        return ResultsFingerprint(tables, rows);
    }

    private static void WriteIfAny<T>(RunFolder folder, Table<T> table, List<T> rows, Predicate<T> keeps)
    {
        rows.RemoveAll(row => !keeps(row));
        if (rows.Count > 0)
        {
            folder.Write(table, rows);
        }
    }

    private static List<MetricRow> Metrics(StudyPoint point, int replication, MetricRegistry metrics)
    {
        var rows = new List<MetricRow>();
        foreach (MetricValue value in metrics.Values())
        {
            rows.Add(new MetricRow(point, replication, value));
        }

        return rows;
    }

    private static List<DictionaryRow> Dictionary(MetricRegistry metrics)
    {
        var rows = new List<DictionaryRow>();
        foreach (MetricDefinition definition in metrics.Definitions())
        {
            rows.Add(new DictionaryRow(definition.Name, definition.Meaning, definition.Unit.Symbol()));
        }

        return rows;
    }

    private static List<SeriesRow> Series(StudyPoint point, int replication, MetricRegistry metrics)
    {
        var rows = new List<SeriesRow>();
        foreach (TimeSeries series in metrics.Series)
        {
            MetricDefinition of = series.Definition;
            for (int index = 0; index < series.Count; index++)
            {
                double time = series.At(index).Seconds;
                rows.Add(new(point, replication, of.Name, of.Entity, time, series.Points[index], of.Unit));
            }
        }

        return rows;
    }

    private static List<DistributionRow> Distributions(StudyPoint point, int replication, MetricRegistry metrics)
    {
        var rows = new List<DistributionRow>();
        foreach (IMetric metric in metrics.Metrics)
        {
            SampleSeries? samples = metric as SampleSeries ?? (metric as LatencyBreakdown)?.Whole;
            if (samples is { Moments.Count: > 0 })
            {
                Add(rows, point, replication, samples);
            }
        }

        return rows;
    }

    private static void Add(List<DistributionRow> rows, StudyPoint point, int replication, SampleSeries samples)
    {
        MetricDefinition of = samples.Definition;
        foreach (double share in Shares)
        {
            double value = samples.Distribution.Quantile(share);
            rows.Add(new(point, replication, of.Name, of.Entity, share, value, of.Unit));
        }
    }

    private static string ResultsFingerprint(CsvTables tables, List<MetricRow> rows)
    {
        using var octets = new MemoryStream();
        tables.Metrics.WriteRows(octets, rows);
        using var digest = new Digest();
        digest.Append(octets.GetBuffer().AsSpan(0, (int)octets.Length));
        return digest.Digits();
    }

    // Every hundredth, and the tail that papers ask for.
    private static double[] MakeShares()
    {
        var shares = new List<double>();
        for (int hundredth = 0; hundredth < 100; hundredth++)
        {
            shares.Add(hundredth / 100.0);
        }

        return [.. shares, 0.995, 0.999, 1.0];
    }
}
