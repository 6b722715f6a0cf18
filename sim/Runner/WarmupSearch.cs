using System;
using System.Collections.Generic;
using System.Linq;
using Simulator.Kernel;
using Simulator.Measure;
using Simulator.Network;
using Simulator.Results;
using Simulator.Scenarios;
using Simulator.Systems;

namespace Simulator.Runner;

/// <summary>
/// Finds the start of the measured period of one run from its own latencies (<c>warmup: auto</c>): the run is made once
/// to see them, and once more to measure. Measuring changes no packet, so both are the same run.
/// </summary>
internal sealed class WarmupSearch
{
    private const string Metric = "warmup", Settled = "warmup.settled";

    private readonly string _procedure;
    private readonly List<(SimTime StartedAt, SimTime Latency)> _successes = [];

    private WarmupSearch(Scenario scenario)
    {
        _procedure = ProcedureOf(scenario);
    }

    /// <summary>Where the measured period starts, and whether the run has settled by then.</summary>
    /// <param name="point">A point of a scenario.</param>
    /// <param name="replication">The run's replication.</param>
    /// <param name="taps">Who may end it.</param>
    public static (SimTime Start, bool IsSettled) Find(Scenario point, int replication, params IReadOnlyList<ITap> taps)
    {
        var search = new WarmupSearch(point);
        var run = new SystemRun(point, replication, taps) { ProcedureSucceeded = search.Add };
        run.Run();
        return search.Truncate();
    }

    /// <summary>Tells in the run's results what was found.</summary>
    /// <param name="metrics">Its measures.</param>
    /// <param name="found">What was found.</param>
    public static void Declare(MetricRegistry metrics, (SimTime Start, bool IsSettled) found)
    {
        metrics.Derived(
            Metric, "", MetricUnit.Second, Statistic.Mean, "Start of the measured period, found by the rule MSER-5.",
            () => found.Start.Seconds);
        metrics.Derived(
            Settled, "", MetricUnit.One, Statistic.Ratio,
            "1 if the rule MSER-5 found a start in the first half of the procedures, otherwise 0.",
            () => found.IsSettled ? 1.0 : 0.0);
    }

    /// <summary>True for the metrics that tell what was found; they are kept whatever <c>measure:</c> names.</summary>
    /// <param name="metric">Name of a metric.</param>
    public static bool Tells(string metric) => metric is Metric or Settled;

    /// <summary>True for the metric that tells where the measured period starts.</summary>
    /// <param name="metric">Name of a metric.</param>
    public static bool IsStart(string metric) => metric == Metric;

    /// <summary>What the manifest says of it.</summary>
    /// <param name="rows">The numbers of all runs.</param>
    public static IEnumerable<string> Notes(IEnumerable<MetricRow> rows)
    {
        MetricRow[] own = [.. rows.Where(row => Tells(row.Value.Metric))];
        double[] starts = [.. own.Where(row => row.Value.Metric == Metric).Select(row => row.Value.Value)];
        int unsettled = own.Count(row => row.Value is { Metric: Settled, Value: 0 });
        if (starts.Length > 0)
        {
            yield return FormattableString.Invariant(
                $"warm-up by MSER-5: from {starts.Min()} s to {starts.Max()} s; {unsettled} runs have not settled");
        }
    }

    // The first procedure that `measure:` names, or that the system has.
    private static string ProcedureOf(Scenario scenario)
    {
        IReadOnlyList<Procedure> all = scenario.System.Procedures;
        string? named = scenario.Measure.Select(measurement => measurement.Metric)
            .Select(metric => all.FirstOrDefault(each => metric.StartsWith(each.Name + '.', StringComparison.Ordinal)))
            .FirstOrDefault(procedure => procedure is not null)?.Name;
        return named ?? all[0].Name;
    }

    private void Add(string procedure, SimTime startedAt, SimTime latency)
    {
        if (procedure == _procedure)
        {
            _successes.Add((startedAt, latency));
        }
    }

    // In order of their start, since that decides whether a procedure is measured.
    private (SimTime Start, bool IsSettled) Truncate()
    {
        (SimTime StartedAt, SimTime Latency)[] series = [.. _successes.OrderBy(success => success.StartedAt)];
        Truncation truncation = Mser5.Of(Array.ConvertAll(series, success => success.Latency.Seconds));
        return (truncation.Count == 0 ? SimTime.Zero : series[truncation.Count].StartedAt, truncation.IsSettled);
    }
}
