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
    private const double OperationShareMin = 0.01; // ours: an operation with less of every latency is one of the others
    private const double VisibleShareMin = 0.005;  // ours: half a millimetre of a bar of ten centimetres
    private const string Processing = "processing", OtherProcessing = "other processing", Timers = "timers";
    private const string Other = "other";

    private static readonly string[] Before = ["propagation", "transmission", "queueing"];

    /// <summary>Seconds of all parts.</summary>
    public double Sum => Parts.Sum(part => part.Seconds);

    /// <summary>Seconds of a part; 0 if it is not there.</summary>
    /// <param name="name">Its name.</param>
    public double Of(string name) => Parts.FirstOrDefault(part => part.Name == name).Seconds;

    /// <summary>The parts of a latency, each operation by itself.</summary>
    /// <param name="summary">The study's numbers.</param>
    /// <param name="metric">As in <c>attach.latency</c>.</param>
    /// <param name="entity">Whose; of the first that has one if null.</param>
    /// <param name="point">The point.</param>
    public static LatencyShares Of(IReadOnlyList<SummaryRow> summary, string metric, string? entity, int point)
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
        string operations = $"{prefix}{Processing}.";
        (string Name, double Seconds)[] own =
        [
            .. rows.Where(row => row.Metric.StartsWith(operations, StringComparison.Ordinal))
                .Select(row => (row.Metric[operations.Length..], row.Estimate.Mean)),
        ];
        double rest = own.Length == 0 ? Mean(Processing) : 0.0;
        IEnumerable<(string Name, double Seconds)> parts =
        [
            .. Before.Select(part => (part, Mean(part))), .. own, (Processing, rest), (Timers, Mean("timer")),
        ];
        return new(point, [.. parts.Where(part => part.Seconds > 0.0)]);
    }

    /// <summary>
    /// The same parts in each, in one order, for people: operations that matter nowhere are one.
    /// </summary>
    /// <param name="shares">The latencies that are shown together.</param>
    /// <param name="isDrawn">True for a drawing: parts that are too small to see in every bar are one as well.</param>
    public static IReadOnlyList<LatencyShares> Gather(IReadOnlyList<LatencyShares> shares, bool isDrawn)
    {
        ArgumentNullException.ThrowIfNull(shares);
        double Most(string name) => shares.Max(each => each.Of(name) / each.Sum);
        double partMin = isDrawn ? VisibleShareMin : 0.0;
        string[] names = [.. shares.SelectMany(each => each.Parts.Select(part => part.Name)).Distinct()];
        string[] operations = [.. names.Where(name => !Before.Contains(name) && name != Timers)];
        string[] kept =
        [
            .. Before.Where(name => names.Contains(name) && Most(name) >= partMin),
            .. operations.Where(name => Most(name) >= OperationShareMin)
                .OrderByDescending(Most)
                .ThenBy(name => name, StringComparer.Ordinal),
        ];
        string[] timers = [.. names.Where(name => name == Timers && Most(name) >= partMin)];
        return [.. shares.Select(each => each.Gathered(kept, [.. operations.Except(kept)], timers, partMin))];
    }

    private LatencyShares Gathered(string[] kept, string[] small, string[] timers, double partMin)
    {
        double processing = small.Sum(Of);
        double rest = Sum - kept.Sum(Of) - timers.Sum(Of) - processing;
        bool isProcessingSeen = processing >= partMin * Sum;
        IEnumerable<(string Name, double Seconds)> parts =
        [
            .. kept.Select(name => (name, Of(name))),
            (OtherProcessing, isProcessingSeen ? processing : 0.0),
            .. timers.Select(name => (name, Of(name))),
            (Other, Math.Max(0.0, rest) + (isProcessingSeen ? 0.0 : processing)),
        ];
        return this with { Parts = [.. parts.Where(part => part.Seconds > 1e-12)] };
    }
}
