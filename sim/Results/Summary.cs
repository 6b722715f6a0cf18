using System;
using System.Collections.Generic;
using Simulator.Measure;

namespace Simulator.Results;

/// <summary>Numbers over the replications of each point.</summary>
public static class Summary
{
    /// <summary>
    /// One row for each number, in the order in which the runs give them. The interval is Student's over replications,
    /// of a share whose trials are counted that of <see cref="Estimate.OfShares"/>, and with one replication that of
    /// the run itself.
    /// </summary>
    /// <param name="rows">Rows of runs, in order of point and replication.</param>
    /// <param name="intervals">Intervals of the runs by themselves; none by default.</param>
    /// <param name="confidence">Confidence of the intervals.</param>
    public static IReadOnlyList<SummaryRow> Of(
        IEnumerable<MetricRow> rows,
        IEnumerable<IntervalRow>? intervals = null,
        double confidence = Estimate.DefaultConfidence)
    {
        ArgumentNullException.ThrowIfNull(rows);
        var groups = new List<Group>();
        var byName = new Dictionary<(int, string, string, Statistic), Group>();
        foreach (MetricRow row in rows)
        {
            MetricValue value = row.Value;
            (int, string, string, Statistic) name = (row.Point.Index, value.Metric, value.Entity, value.Statistic);
            if (!byName.TryGetValue(name, out Group? group))
            {
                group = new Group(row);
                byName.Add(name, group);
                groups.Add(group);
            }

            group.Replications.Add(value.Value);
        }

        foreach (IntervalRow interval in intervals ?? [])
        {
            (int, string, string, Statistic) name =
                (interval.Point.Index, interval.Metric, interval.Entity, interval.Statistic);
            if (interval.Confidence == confidence && byName.TryGetValue(name, out Group? group))
            {
                group.Interval = interval;
            }
        }

        return groups.ConvertAll(group => group.Row(confidence, TrialsOf(group, byName)));
    }

    // The trials of a share are the count of the same metric.
    private static double? TrialsOf(Group group, Dictionary<(int, string, string, Statistic), Group> byName)
    {
        MetricValue value = group.First.Value;
        return value.Statistic == Statistic.Ratio
            && byName.TryGetValue(
                (group.First.Point.Index, value.Metric, value.Entity, Statistic.Count), out Group? counts)
            && counts.Replications.Sum > 0
            ? counts.Replications.Sum
            : null;
    }

    private sealed class Group(MetricRow first)
    {
        public MetricRow First => first;

        public Moments Replications { get; } = new();

        public IntervalRow? Interval { get; set; }

        public SummaryRow Row(double confidence, double? trials) => new(
            first.Point, first.Value.Metric, first.Value.Entity, first.Value.Statistic,
            EstimateOf(confidence, trials), first.Value.Unit);

        private Estimate EstimateOf(double confidence, double? trials)
        {
            if (Replications.Count == 1 && Interval is { } interval)
            {
                return new(1, Replications.Mean, interval.Low, interval.High, confidence);
            }

            return trials is { } count
                ? Estimate.OfShares(Replications, count, confidence)
                : Estimate.Of(Replications, confidence);
        }
    }
}
