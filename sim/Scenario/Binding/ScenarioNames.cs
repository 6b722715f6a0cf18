using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;

namespace Simulator.Scenarios;

/// <summary>A group as far as references need it.</summary>
/// <param name="Name">The name of the group.</param>
/// <param name="Role">Its role.</param>
/// <param name="Count">Number of its members.</param>
internal sealed record GroupName(string Name, string Role, long Count);

/// <summary>The names of a scenario that references may mean.</summary>
internal sealed class ScenarioNames
{
    private readonly Lazy<IReadOnlyList<Metric>> _metrics;

    public ScenarioNames(SystemDescription? system, IReadOnlyList<GroupName> groups, IReadOnlyList<string> links)
    {
        System = system;
        Groups = groups;
        Links = links;
        _metrics = new(() => system is null
            ? []
            : CommonMetrics.All.Concat(system.Metrics)
                .SelectMany(metric => metric.Expand(system, groups, links))
                .ToArray());
    }

    public static ScenarioNames None { get; } = new(null, [], []);

    public SystemDescription? System { get; }

    public IReadOnlyList<GroupName> Groups { get; }

    /// <summary>The link classes that the scenario has.</summary>
    public IReadOnlyList<string> Links { get; }

    /// <summary>The metrics that a run of the scenario has.</summary>
    public IReadOnlyList<Metric> Metrics => _metrics.Value;

    /// <summary>Names of the metrics that the system draws beside the latencies.</summary>
    public IEnumerable<string> Drawn => System is null
        ? []
        : System.Drawn.Select(pattern => new Metric(pattern, MetricKind.Level, Dimension.Number, ""))
            .SelectMany(metric => metric.Expand(System, Groups, Links))
            .Select(metric => metric.Pattern);

    /// <summary>The keys of the sweep.</summary>
    public IReadOnlyList<string> SweepKeys { get; init; } = [];

    public GroupName? FindGroup(string name) => Groups.FirstOrDefault(group => group.Name == name);

    public Metric? FindMetric(string name) => Metrics.FirstOrDefault(metric => metric.Pattern == name);

    /// <summary>True for <c>group/index</c> of a node that exists.</summary>
    public bool IsNode(string text)
    {
        string[] parts = text.Split('/');
        return parts.Length == 2 && FindGroup(parts[0]) is { } group
            && int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out int index)
            && index < group.Count && (parts[1] == "0" || parts[1][0] != '0');
    }

    /// <summary>True for <c>group/*</c> with a group that exists.</summary>
    public bool IsSameIndex(string text) =>
        text.EndsWith(Topology.SameIndex, StringComparison.Ordinal)
        && FindGroup(text[..^Topology.SameIndex.Length]) is not null;

    /// <summary>
    /// True for <c>class:node-node</c> with a class and nodes that exist; the pair is checked with the topology.
    /// </summary>
    public bool IsLink(string text)
    {
        string[] parts = text.Split(':');
        return parts.Length == 2 && Links.Contains(parts[0]) && TrySplitEnds(parts[1], out string from, out string to)
            && IsNode(from) && IsNode(to);
    }

    /// <summary>Splits <c>enb/0-mme/0</c>; group names may hold hyphens, indices are digits.</summary>
    public static bool TrySplitEnds(string text, out string from, out string to)
    {
        int slash = text.IndexOf('/', StringComparison.Ordinal);
        int hyphen = slash < 0 ? -1 : text.IndexOf('-', slash);
        (from, to) = hyphen < 0 ? ("", "") : (text[..hyphen], text[(hyphen + 1)..]);
        return hyphen >= 0;
    }
}
