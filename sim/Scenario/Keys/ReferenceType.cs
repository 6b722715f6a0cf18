using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json;

namespace Simulator.Scenarios;

/// <summary>What a name in a scenario can refer to.</summary>
public enum ReferenceKind
{
    /// <summary>A group of nodes.</summary>
    Group,

    /// <summary>A node: <c>group/index</c>.</summary>
    Node,

    /// <summary>Of each member the one with the same index: <c>group/*</c>.</summary>
    SameIndex,

    /// <summary>A link class of the scenario.</summary>
    LinkClass,

    /// <summary>A link: <c>class:node-node</c>.</summary>
    Link,

    /// <summary>A role of the system.</summary>
    Role,

    /// <summary>An operation of the system.</summary>
    Operation,

    /// <summary>A procedure of the system.</summary>
    Procedure,

    /// <summary>A message of the system.</summary>
    Message,

    /// <summary>A metric.</summary>
    Metric,

    /// <summary>A metric with a statistic as its last segment.</summary>
    MetricStatistic,

    /// <summary>A key of the sweep.</summary>
    SweepKey,

    /// <summary>A device profile.</summary>
    DeviceProfile,

    /// <summary>A link profile.</summary>
    LinkProfile,

    /// <summary>A NIC profile.</summary>
    NicProfile,
}

/// <summary>The name of something that must exist.</summary>
internal sealed class ReferenceType(ReferenceKind[] kinds, string role) : IKeyType
{
    private string What => Units.Alternatives(kinds.Select(Noun).ToArray());

    public string Takes => role.Length == 0 ? $"the name of a {What}" : $"the name of a {What} with role {role}";

    public BoundValue? Bind(ScenarioNode node, BindScope scope)
    {
        if (Words.Read(node, scope, Takes) is not { } word)
        {
            return null;
        }

        int before = scope.Context.Errors.Reported;
        if (Array.Exists(kinds, kind => Exists(kind, word, scope)))
        {
            return BoundValue.Scalar(node.Place, word, Words.Written(node, word));
        }

        if (scope.Context.Errors.Reported == before)
        {
            Report(word, node.Place, scope);
        }

        return null;
    }

    public void WriteSchema(Utf8JsonWriter writer) => SchemaParts.Types(writer, Takes, "string");

    private void Report(string word, Place place, BindScope scope)
    {
        if (kinds is [ReferenceKind.MetricStatistic])
        {
            ReportStatistic(word, place, scope);
            return;
        }

        string[] names = kinds.SelectMany(kind => NamesOf(kind, scope)).Distinct().ToArray();
        scope.Error(
            place, ErrorCode.UnknownReference, $"there is no {What} '{word}'{scope.In}",
            Suggestion.Hint(word, names, Plural(kinds[0])));
    }

    private static void ReportStatistic(string word, Place place, BindScope scope)
    {
        int dot = word.LastIndexOf('.');
        string name = dot < 0 ? word : word[..dot];
        ScenarioNames names = scope.Context.Names;
        Metric? metric = names.FindMetric(name) ?? names.FindMetric(word);
        if (metric is null)
        {
            string[] known = names.Metrics.Select(candidate => candidate.Pattern).ToArray();
            scope.Error(
                place,
                ErrorCode.UnknownReference,
                $"there is no metric '{name}'{scope.In}",
                Suggestion.Hint(name, known, "metrics"));
            return;
        }

        string statistics = string.Join(", ", metric.Statistics);
        scope.Error(
            place,
            ErrorCode.UnknownReference,
            names.FindMetric(word) is null
                ? $"metric '{name}' has no statistic '{word[(dot + 1)..]}'{scope.In}"
                : $"'{word}' lacks its statistic{scope.In}",
            $"statistics: {statistics}");
    }

    private bool Exists(ReferenceKind kind, string word, BindScope scope)
    {
        ScenarioNames names = scope.Context.Names;
        switch (kind)
        {
            case ReferenceKind.Node:
                return names.IsNode(word) && HasRole(names, word.Split('/')[0]);
            case ReferenceKind.SameIndex:
                return names.IsSameIndex(word) && HasRole(names, word.Split('/')[0]);
            case ReferenceKind.Link:
                return names.IsLink(word);
            case ReferenceKind.Group:
                return names.FindGroup(word) is not null && HasRole(names, word);
            case ReferenceKind.MetricStatistic:
                int dot = word.LastIndexOf('.');
                return dot > 0
                    && names.FindMetric(word[..dot]) is { } metric
                    && metric.Statistics.Contains(word[(dot + 1)..]);
            case ReferenceKind.DeviceProfile:
                return scope.Context.Profiles.Find(word, ProfileKind.Device, scope.Context.Errors) is not null;
            case ReferenceKind.LinkProfile:
                return scope.Context.Profiles.Find(word, ProfileKind.Link, scope.Context.Errors) is not null;
            case ReferenceKind.NicProfile:
                return scope.Context.Profiles.Find(word, ProfileKind.Nic, scope.Context.Errors) is not null;
            default:
                return NamesOf(kind, scope).Contains(word);
        }
    }

    private bool HasRole(ScenarioNames names, string group) => role.Length == 0 || names.FindGroup(group)?.Role == role;

    private IEnumerable<string> NamesOf(ReferenceKind kind, BindScope scope)
    {
        ScenarioNames names = scope.Context.Names;
        SystemDescription? system = names.System;
        return kind switch
        {
            ReferenceKind.Group =>
                names.Groups.Where(group => role.Length == 0 || group.Role == role).Select(group => group.Name),
            ReferenceKind.Node =>
                names.Groups.Where(group => role.Length == 0 || group.Role == role).Select(group => $"{group.Name}/0"),
            ReferenceKind.LinkClass => names.Links,
            ReferenceKind.Role => system?.Roles.Select(known => known.Name) ?? [],
            ReferenceKind.Operation => system?.Operations.Select(known => known.Name) ?? [],
            ReferenceKind.Procedure => system?.Procedures.Select(known => known.Name) ?? [],
            ReferenceKind.Message => system?.Messages ?? [],
            ReferenceKind.Metric => names.Metrics.Select(metric => metric.Pattern),
            ReferenceKind.SweepKey => names.SweepKeys,
            ReferenceKind.DeviceProfile => scope.Context.Profiles.Names(ProfileKind.Device),
            ReferenceKind.LinkProfile => scope.Context.Profiles.Names(ProfileKind.Link),
            ReferenceKind.NicProfile => scope.Context.Profiles.Names(ProfileKind.Nic),
            _ => [],
        };
    }

    private static string Noun(ReferenceKind kind) => kind switch
    {
        ReferenceKind.Group => "group",
        ReferenceKind.Node => "node (group/index)",
        ReferenceKind.SameIndex => "node of the same index (group/*)",
        ReferenceKind.LinkClass => "link class",
        ReferenceKind.Link => "link (class:node-node)",
        ReferenceKind.Role => "role",
        ReferenceKind.Operation => "operation",
        ReferenceKind.Procedure => "procedure",
        ReferenceKind.Message => "message",
        ReferenceKind.Metric => "metric",
        ReferenceKind.MetricStatistic => "metric with a statistic",
        ReferenceKind.SweepKey => "key of the sweep",
        ReferenceKind.DeviceProfile => "device profile",
        ReferenceKind.LinkProfile => "link profile",
        _ => "NIC profile",
    };

    private static string Plural(ReferenceKind kind) => kind switch
    {
        ReferenceKind.Group => "groups",
        ReferenceKind.Node or ReferenceKind.SameIndex => "nodes",
        ReferenceKind.LinkClass or ReferenceKind.Link => "names",
        ReferenceKind.Role => "roles",
        ReferenceKind.Operation => "operations",
        ReferenceKind.Procedure => "procedures",
        ReferenceKind.Message => "messages",
        ReferenceKind.Metric or ReferenceKind.MetricStatistic => "metrics",
        ReferenceKind.SweepKey => "keys of the sweep",
        _ => "profiles",
    };
}
