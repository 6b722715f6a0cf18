using System;
using System.Collections.Generic;
using Simulator.Measure;

namespace Simulator.Results;

/// <summary>Numbers over the replications of each point.</summary>
public static class Summary
{
    /// <summary>One row for each number, in the order in which the runs give them.</summary>
    /// <param name="rows">Rows of runs, in order of point and replication.</param>
    /// <param name="confidence">Confidence of the intervals.</param>
    public static IReadOnlyList<SummaryRow> Of(
        IEnumerable<MetricRow> rows, double confidence = Estimate.DefaultConfidence)
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

        return groups.ConvertAll(group => group.Row(confidence));
    }

    private sealed class Group(MetricRow first)
    {
        public MetricRow First => first;

        public Moments Replications { get; } = new();

        public SummaryRow Row(double confidence) => new(
            first.Point, first.Value.Metric, first.Value.Entity, first.Value.Statistic,
            Estimate.Of(Replications, confidence), first.Value.Unit);
    }
}
