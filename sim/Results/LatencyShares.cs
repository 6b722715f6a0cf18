using System;
using System.Collections.Generic;
using System.Linq;
using Simulator.Measure;

namespace Simulator.Results;

/// <summary>
/// Where the mean latency of a procedure went, at one point: propagation, transmission, queueing, processing by
/// operation, timers. The parts add up to the latency.
/// </summary>
/// <param name="Point">The point.</param>
/// <param name="Parts">Name and seconds of each part that takes time, in the order of the list above.</param>
public sealed record LatencyShares(int Point, IReadOnlyList<(string Name, double Seconds)> Parts)
{
    private const double OwnShareMin = 0.01; // ours: an operation with less of the latency is one of the others
    private const double VisibleShareMin = 0.005; // ours: half a millimetre of a bar of ten centimetres
    private const string Processing = "processing";

    private static readonly string[] Before = ["propagation", "transmission", "queueing"];

    /// <summary>Seconds of all parts.</summary>
    public double Sum => Parts.Sum(part => part.Seconds);

    /// <summary>Seconds of a part; 0 if it is not there.</summary>
    /// <param name="name">Its name.</param>
    public double Of(string name) => Parts.FirstOrDefault(part => part.Name == name).Seconds;

    /// <summary>The parts of a latency.</summary>
    /// <param name="summary">The study's numbers.</param>
    /// <param name="metric">As in <c>attach.latency</c>.</param>
    /// <param name="entity">Whose; of the first that has one if null.</param>
    /// <param name="point">The point.</param>
    public static LatencyShares Of(
        IReadOnlyList<SummaryRow> summary, string metric, string? entity, int point)
    {
        ArgumentNullException.ThrowIfNull(summary);
        string prefix = metric + ".";
        SummaryRow[] rows =
        [
            .. summary.Where(row => row.Point.Index == point && row.Statistic == Statistic.Mean
                && row.Metric.StartsWith(prefix, StringComparison.Ordinal)
                && (entity ?? row.Entity) == row.Entity),
        ];
        rows = [.. rows.Where(row => row.Entity == rows[0].Entity)];
        double Mean(string part) =>
            rows.FirstOrDefault(row => row.Metric == prefix + part)?.Estimate.Mean ?? 0.0;
        var parts = new List<(string Name, double Seconds)>();
        parts.AddRange(Before.Select(part => (part, Mean(part))));
        parts.AddRange(Operations(rows, prefix + Processing + ".", Mean(Processing), Before.Sum(Mean) + Mean(Processing)));
        parts.Add(("timers", Mean("timer")));
        return new(point, [.. parts.Where(part => part.Seconds > 0.0)]);
    }

    /// <summary>
    /// The same for a drawing: parts that are too small to see in every bar are one, so that the bars stay whole.
    /// </summary>
    /// <param name="bars">The bars.</param>
    public static IReadOnlyList<LatencyShares> WithoutInvisible(IReadOnlyList<LatencyShares> bars)
    {
        ArgumentNullException.ThrowIfNull(bars);
        bool IsVisible(string name) => bars.Any(bar => bar.Of(name) >= VisibleShareMin * bar.Sum);
        return
        [
            .. bars.Select(bar =>
            {
                double rest = bar.Parts.Where(part => !IsVisible(part.Name)).Sum(part => part.Seconds);
                IEnumerable<(string Name, double Seconds)> seen = bar.Parts.Where(part => IsVisible(part.Name));
                return bar with { Parts = [.. rest > 0.0 ? seen.Append(("other", rest)) : seen] };
            }),
        ];
    }

    // The operations that count, the longest first, and what is left of the processing.
    private static IEnumerable<(string Name, double Seconds)> Operations(
        SummaryRow[] rows, string prefix, double processing, double latency)
    {
        (string Name, double Seconds)[] own =
        [
            .. rows.Where(row => row.Metric.StartsWith(prefix, StringComparison.Ordinal))
                .Select(row => (row.Metric[prefix.Length..], row.Estimate.Mean))
                .Where(each => each.Mean >= OwnShareMin * latency)
                .OrderByDescending(each => each.Mean)
                .ThenBy(each => each.Item1, StringComparer.Ordinal),
        ];
        double rest = processing - own.Sum(each => each.Seconds);
        string name = own.Length == 0 ? Processing : "other processing";
        return rest > 1e-12 ? own.Append((name, rest)) : own;
    }
}
