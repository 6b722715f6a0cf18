using System;
using System.Collections.Generic;
using System.Linq;
using Simulator.Measure;

namespace Simulator.Results;

/// <summary>The levels of metrics, by which a study is judged, and the runs that are far from others in one.</summary>
public static class ReportLevels
{
    private const int ReplicationMin = 5;     // ours: fewer have no middle to be far from
    private const double ScoreMax = 3.5;      // Iglewicz and Hoaglin, How to Detect and Handle Outliers, 1993
    private const double NormalScale = 1.4826; // the standard deviation of a normal over its median deviation
    private const int Max = 100;

    /// <summary>True for the statistic that is the level of its metric.</summary>
    /// <param name="row">A number.</param>
    internal static bool IsLevel(SummaryRow row) => IsLevel(row.Statistic);

    /// <summary>Runs whose level of a metric is far from the median of its point, by the modified z-score.</summary>
    /// <param name="rows">The numbers of the runs.</param>
    /// <param name="metrics">The metrics that the study is about.</param>
    public static IEnumerable<ReportOutlier> Outliers(IEnumerable<MetricRow> rows, IReadOnlyList<string> metrics)
    {
        ArgumentNullException.ThrowIfNull(rows);
        return rows
            .Where(row => IsLevel(row.Value.Statistic) && metrics.Contains(row.Value.Metric))
            .GroupBy(row => (row.Point.Index, row.Value.Metric, row.Value.Entity, row.Value.Statistic))
            .SelectMany(group => Outliers([.. group]))
            .OrderBy(outlier => outlier.Run)
            .Take(Max);
    }

    private static bool IsLevel(Statistic statistic) =>
        statistic is Statistic.Mean or Statistic.TimeAverage or Statistic.Ratio or Statistic.Rate;

    private static IEnumerable<ReportOutlier> Outliers(MetricRow[] rows)
    {
        double[] values = [.. rows.Select(row => row.Value.Value)];
        double median = Median(values);
        double deviation = NormalScale * Median([.. values.Select(value => Math.Abs(value - median))]);
        if (rows.Length < ReplicationMin || deviation <= 0)
        {
            yield break;
        }

        foreach (MetricRow row in rows.Where(row => Math.Abs(row.Value.Value - median) > ScoreMax * deviation))
        {
            MetricValue value = row.Value;
            string entity = value.Entity.Length == 0 ? "" : $" ({value.Entity})";
            yield return new(
                new RunKey(row.Point.Index, row.Replication),
                $"{value.Metric}.{value.Statistic.Name()}{entity}",
                Readable.Text(value.Value, value.Unit, value.Statistic),
                Readable.Text(median, value.Unit, value.Statistic));
        }
    }

    private static double Median(double[] values)
    {
        double[] sorted = [.. values.Order()];
        int middle = sorted.Length / 2;
        return sorted.Length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
