using System;
using System.Collections.Generic;
using System.Linq;

namespace Simulator.Scenarios;

/// <summary>How a metric is made of what happens, which decides its statistics.</summary>
public enum MetricKind
{
    /// <summary>One value for each event, such as a latency.</summary>
    Sample,

    /// <summary>A number of events.</summary>
    Count,

    /// <summary>An amount over the measured time, such as a goodput; its dimension is that of the rate.</summary>
    Rate,

    /// <summary>A level that changes over time, such as the length of a queue.</summary>
    Level,

    /// <summary>A number of events over another.</summary>
    Ratio,
}

/// <summary>A metric, or a family of them.</summary>
/// <param name="Pattern">
/// The name; <c>{procedure}</c>, <c>{outcome}</c>, <c>{operation}</c>, <c>{group}</c>, <c>{processor}</c> (a group with
/// one),
/// <c>{link}</c> stand for each of these that a scenario has, <c>{ROLE}</c> for each group of that role.
/// </param>
/// <param name="Kind">How it is made.</param>
/// <param name="Dimension">What a value measures.</param>
/// <param name="Meaning">What it is, one sentence.</param>
public sealed record Metric(string Pattern, MetricKind Kind, Dimension Dimension, string Meaning)
{
    private static readonly string[] OfSamples =
        ["count", "sum", "mean", "sd", "min", "max", "p50", "p95", "p99", "p999"];

    private static readonly string[] OfCounts = ["count"];
    private static readonly string[] OfRates = ["count", "rate"];
    private static readonly string[] OfLevels = ["min", "max", "time-average"];
    private static readonly string[] OfRatios = ["count", "ratio"];

    /// <summary>True if runs have it only where <c>measure</c> names it: few want it, and it costs memory.</summary>
    public bool IsOnDemand { get; init; }

    /// <summary>The statistics it has.</summary>
    public IReadOnlyList<string> Statistics => Kind switch
    {
        MetricKind.Sample => OfSamples,
        MetricKind.Count => OfCounts,
        MetricKind.Rate => OfRates,
        MetricKind.Level => OfLevels,
        _ => OfRatios,
    };

    /// <summary>What a statistic of it measures.</summary>
    /// <param name="statistic">One of <see cref="Statistics"/>.</param>
    public Dimension DimensionOf(string statistic) => statistic switch
    {
        "count" => Dimension.Count,
        _ => Dimension,
    };

    /// <summary>Every metric of this pattern in a scenario.</summary>
    internal IEnumerable<Metric> Expand(
        SystemDescription system, IReadOnlyList<GroupName> groups, IReadOnlyList<string> links)
    {
        int start = Pattern.IndexOf('{', StringComparison.Ordinal);
        int end = Pattern.IndexOf('}', StringComparison.Ordinal);
        if (start < 0 || end < start)
        {
            return [this];
        }

        string placeholder = Pattern[(start + 1)..end];
        if (placeholder == "procedure" && Pattern.Contains("{outcome}", StringComparison.Ordinal))
        {
            return system.Procedures.SelectMany(procedure => Outcomes(procedure, system, groups, links));
        }

        IEnumerable<string> names = placeholder switch
        {
            "procedure" => system.Procedures.Select(procedure => procedure.Name),
            "operation" => system.Operations.Select(operation => operation.Name),
            "group" => groups.Select(group => group.Name),
            "processor" =>
                groups.Where(group => system.FindRole(group.Role)?.Operations.Count > 0).Select(group => group.Name),
            "link" => links,
            _ => groups.Where(group => group.Role == placeholder).Select(group => group.Name),
        };
        return names.SelectMany(
            name => (this with { Pattern = Filled(Pattern, placeholder, name) }).Expand(system, groups, links));
    }

    private IEnumerable<Metric> Outcomes(
        Procedure procedure, SystemDescription system, IReadOnlyList<GroupName> groups, IReadOnlyList<string> links)
    {
        string pattern = Filled(Pattern, "procedure", procedure.Name);
        return procedure.Outcomes.Append("unfinished").Distinct()
            .SelectMany(
                outcome => (this with { Pattern = Filled(pattern, "outcome", outcome) }).Expand(system, groups, links));
    }

    private static string Filled(string pattern, string placeholder, string name) =>
        pattern.Replace($"{{{placeholder}}}", name, StringComparison.Ordinal);
}

/// <summary>The metrics that every system has.</summary>
public static class CommonMetrics
{
    /// <summary>The metrics, in the order of documents.</summary>
    public static IReadOnlyList<Metric> All { get; } =
    [
        new(
            "{procedure}.latency",
            MetricKind.Sample,
            Dimension.Time,
            "From the start of a procedure to its successful end."),
        new(
            "{procedure}.latency.propagation",
            MetricKind.Sample,
            Dimension.Time,
            "The part of the latency spent on the way through links."),
        new(
            "{procedure}.latency.transmission",
            MetricKind.Sample,
            Dimension.Time,
            "The part spent putting octets on links."),
        new(
            "{procedure}.latency.queueing",
            MetricKind.Sample,
            Dimension.Time,
            "The part spent waiting for a link or a processor."),
        new(
            "{procedure}.latency.processing",
            MetricKind.Sample,
            Dimension.Time,
            "The part spent executing operations."),
        new(
            "{procedure}.latency.processing.{operation}",
            MetricKind.Sample,
            Dimension.Time,
            "The part spent executing one operation."),
        new(
            "{procedure}.latency.timer",
            MetricKind.Sample,
            Dimension.Time,
            "The part that nothing else explains: timers and back-off."),
        new("{procedure}.started", MetricKind.Count, Dimension.Count, "Procedures started in the measured period."),
        new(
            "{procedure}.start",
            MetricKind.Sample,
            Dimension.Time,
            "Instants at which procedures start; kept only where 'measure' names it.")
        {
            IsOnDemand = true,
        },
        new(
            "{procedure}.success",
            MetricKind.Ratio,
            Dimension.Number,
            "Successful procedures over those started in the measured period."),
        new("{procedure}.outcome.{outcome}", MetricKind.Count, Dimension.Count, "Procedures that ended in this way."),
        new(
            "{processor}.queue",
            MetricKind.Level,
            Dimension.Requests,
            "Requests waiting for a processor of the group."),
        new("{processor}.utilisation", MetricKind.Level, Dimension.Number, "Busy cores over all cores."),
        new(
            "{processor}.energy",
            MetricKind.Sample,
            Dimension.Energy,
            "Energy spent on operations, one value for each node."),
        new("{link}.loss", MetricKind.Ratio, Dimension.Number, "Frames lost or dropped over frames sent."),
        new(
            "{link}.utilisation",
            MetricKind.Level,
            Dimension.Number,
            "Share of time in which links of the class transmit."),
        new(
            "warmup",
            MetricKind.Sample,
            Dimension.Time,
            "Start of the measured period, where 'warmup: auto' finds it."),
        new(
            "warmup.settled",
            MetricKind.Ratio,
            Dimension.Number,
            "Runs in which 'warmup: auto' found it in the first half of the procedures."),
        new("arrivals.exhausted", MetricKind.Count, Dimension.Count, "Arrivals that found no idle member."),
    ];
}
