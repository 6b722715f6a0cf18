using System;
using System.Collections.Generic;
using System.Linq;
using Simulator.Kernel;

namespace Simulator.Scenarios;

/// <summary>What must hold between keys: periods, the clock, fault rules, parameters, the topology.</summary>
internal static class CrossCheck
{
    private const int SeriesStepMax = 10_000; // ours: more than a figure can show, 80 KB a series

    /// <summary>Checks what was bound; keys that have errors of their own are left out.</summary>
    public static void Run(ScenarioNode root, Settings? settings, BindScope scope)
    {
        if (settings is not null)
        {
            Periods(settings, scope);
            Replications(settings, scope);
            Faults(settings, scope);
            Measures(settings, scope);
            FigureCheck.Run(settings, scope);
        }

        TopologyCheck.Run(root, settings?.TryFind(CommonKeys.Nodes)?.Content as Settings, scope);
    }

    private static void Periods(Settings settings, BindScope scope)
    {
        if (settings.TryFind(CommonKeys.Stop) is not { Content: Quantity stop } bound)
        {
            return;
        }

        if (settings.TryFind(CommonKeys.Warmup) is { Content: Quantity warmup } given && warmup.Base >= stop.Base)
        {
            scope.Error(
                given.Place,
                ErrorCode.Conflict,
                $"warmup ({warmup}) does not end before stop ({stop})",
                "what starts in between is measured");
        }

        if (settings.TryFind(CommonKeys.Drain) is { Content: Quantity drain }
            && stop.Base + drain.Base > SimTime.Max.Picoseconds)
        {
            scope.Error(
                bound.Place,
                ErrorCode.Clock,
                $"a run of {stop} and {drain} drain is longer than the clock",
                "the clock counts picoseconds, up to 106 days");
        }

        Series(settings, stop, scope);
    }

    private static void Series(Settings settings, Quantity stop, BindScope scope)
    {
        if (settings.TryFind(CommonKeys.Series)?.Content is Settings series
            && series.TryFind(CommonKeys.Step) is { Content: Quantity step } given
            && Math.Ceiling(stop.Base / step.Base) > SeriesStepMax)
        {
            decimal shortest = Math.Ceiling(stop.Base / SeriesStepMax);
            scope.Error(
                given.Place,
                ErrorCode.OutOfRange,
                $"series of {stop} in steps of {step} have more than {SeriesStepMax} values",
                $"a step of {new Quantity(Dimension.Time, shortest)} or more");
        }
    }

    private static void Replications(Settings settings, BindScope scope)
    {
        if (settings.TryFind(CommonKeys.Replications)?.Content is Settings bounds
            && bounds.TryFind("min") is { Content: Quantity min }
            && bounds.TryFind("max") is { Content: Quantity max } given
            && min.Base > max.Base)
        {
            scope.Error(given.Place, ErrorCode.Conflict, $"max ({max}) lies below min ({min}) in replications");
        }
    }

    // What is not measured cannot be expected or drawn.
    private static void Measures(Settings settings, BindScope scope)
    {
        if (settings.TryFind(CommonKeys.Measure)?.Content is not IReadOnlyList<BoundValue> list)
        {
            return;
        }

        BoundValue[] items = list.Where(item => item.Content is not Settings given || given.Has("metric")).ToArray();
        Measurement[] kept = items.Select(Measurement.Of).ToArray();
        foreach ((string name, Place place) in MetricsInUse(settings))
        {
            string metric = scope.Context.Names.FindMetric(name) is null
                ? name[..Math.Max(name.LastIndexOf('.'), 0)]
                : name;
            bool isOnDemand = scope.Context.Names.FindMetric(metric)?.IsOnDemand ?? false;
            if ((kept.Length > 0 || isOnDemand) && !Array.Exists(kept, each => each.Covers(metric)))
            {
                scope.Error(
                    place, ErrorCode.Conflict, $"'{metric}' is not measured", "add it to 'measure', or leave that out");
            }
        }

        foreach (BoundValue item in items)
        {
            Entities(item, Measurement.Of(item), scope);
        }
    }

    private static IEnumerable<(string Name, Place Place)> MetricsInUse(Settings settings)
    {
        if (settings.TryFind(CommonKeys.Replications)?.Content is Settings bounds
            && bounds.TryFind("precision")?.Content is IReadOnlyList<BoundValue> precisions)
        {
            foreach (Settings precision in precisions.Select(item => item.Content).OfType<Settings>())
            {
                if (precision.TryFind("metric") is { Content: string name } given)
                {
                    yield return (name, given.Place);
                }
            }
        }

        if (settings.TryFind(CommonKeys.Expect)?.Content is IReadOnlyList<BoundValue> expectations)
        {
            foreach (Settings expectation in expectations.Select(item => item.Content).OfType<Settings>())
            {
                if (expectation.TryFind("value") is { Content: string value } given)
                {
                    yield return (value, given.Place);
                }
            }
        }

        if (settings.TryFind(CommonKeys.Figures)?.Content is Settings figures)
        {
            foreach (Settings figure in figures.Names.Select(figures.Below).Where(figure => figure.Has("y")))
            {
                foreach (BoundValue item in figure.List("y"))
                {
                    if (item.Content is string name)
                    {
                        yield return (name, item.Place);
                    }
                }
            }
        }
    }

    // A procedure is measured by the group that starts it, a link class as a whole; nodes have states of their own.
    private static void Entities(BoundValue item, Measurement measurement, BindScope scope)
    {
        ScenarioNames names = scope.Context.Names;
        bool Is(IEnumerable<string> owners) =>
            owners.Any(owner => measurement.Metric.StartsWith(owner + '.', StringComparison.Ordinal));
        bool isOfProcedure = Is(names.System!.Procedures.Select(procedure => procedure.Name));
        if (measurement.Per == "node" && (isOfProcedure || Is(names.Links)))
        {
            string owner = isOfProcedure ? "a procedure" : "a link class";
            scope.Error(
                item.Place, ErrorCode.Conflict, $"'{measurement.Metric}' of {owner} has no rows of nodes",
                "leave 'per' out, or take 'system'");
        }
    }

    private static void Faults(Settings settings, BindScope scope)
    {
        if (settings.TryFind(CommonKeys.Faults)?.Content is not IReadOnlyList<BoundValue> rules)
        {
            return;
        }

        var topology = new Topology(scope.Context.Names, settings.TryFind(CommonKeys.Nodes)?.Content as Settings);
        for (int index = 0; index < rules.Count; index++)
        {
            if (rules[index].Content is Settings rule && rule.Has("on") && rule.Has("what"))
            {
                FaultRule(rule, topology, scope.At(CommonKeys.Faults).At(index));
            }
        }
    }

    private static void FaultRule(Settings rule, Topology topology, BindScope scope)
    {
        string what = rule.Word("what");
        string on = rule.Word("on");
        ScenarioNames names = scope.Context.Names;
        bool isLink = names.Links.Contains(on) || on.Contains(':', StringComparison.Ordinal);
        bool stops = what is "crash" or "restart";
        bool isTimed = rule.Has("at") || rule.Has("during");
        string wrong = stops && isLink ? $"a link cannot {what}"
            : stops && !isTimed ? $"a {what} needs 'at'"
            : what == "restart" && rule.Has("during") ? "a restart has 'at', not 'during'"
            : stops && rule.Has("message") ? $"a {what} hits no message"
            : rule.Has("at") && rule.Has("during") ? "'at' excludes 'during'"
            : what == "partition" && !isTimed ? "a partition needs 'during' or 'at'"
            : !isLink && rule.Word("direction") != "both" ? "only links have a direction"
            : EndsBeforeItStarts(rule) ? "'during' ends before it starts"
            : IsNoLink(on, topology) ? $"there is no link '{on}'"
            : "";
        if (wrong.Length > 0)
        {
            scope.Error(
                rule.PlaceOf("what"), ErrorCode.Conflict, $"{wrong}{scope.In}", "see 'faults' in scenarios/README.md");
        }
    }

    private static bool EndsBeforeItStarts(Settings rule) =>
        rule.Has("during") && rule.Quantities("during") is [var from, var to] && from.Base >= to.Base;

    private static bool IsNoLink(string on, Topology topology) =>
        on.Contains(':', StringComparison.Ordinal) && topology.Links.All(link => link.ToString() != on);

    /// <summary>A parameter that no value names is most likely misspelt where it should be.</summary>
    public static void Parameters(ScenarioNode root, BindScope scope)
    {
        HashSet<string> used = new(StringComparer.Ordinal);
        foreach (ScenarioEntry entry in root.Entries)
        {
            if (entry.Key.Text != CommonKeys.Parameters)
            {
                Collect(entry.Value, used);
            }
        }

        foreach (Parameter parameter in scope.Context.Parameters.All)
        {
            if (!used.Contains(parameter.Name))
            {
                ScenarioNode key = root.Find(CommonKeys.Parameters)!.Entries
                    .First(entry => entry.Key.Text == parameter.Name).Key;
                scope.Error(
                    key.Place,
                    ErrorCode.UnusedParameter,
                    $"nothing uses parameter '{parameter.Name}'",
                    $"write ${parameter.Name} where its value belongs");
            }
        }
    }

    private static void Collect(ScenarioNode node, HashSet<string> used)
    {
        foreach (string word in node.Text.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (word[0] == '$')
            {
                used.Add(word[1..]);
            }
        }

        foreach (ScenarioNode item in node.Items)
        {
            Collect(item, used);
        }

        foreach (ScenarioEntry entry in node.Entries)
        {
            Collect(entry.Value, used);
        }
    }
}
