using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json;

namespace Simulator.Scenarios;

/// <summary>
/// <c>sweep:</c>: axes by name of parameter or path, all combined (<c>grid</c>, the default) or step by step
/// (<c>zip</c>),
/// less what <c>where</c> excludes.
/// </summary>
internal sealed class SweepType : IKeyType
{
    private const int PointsMax = 10_000; // ours: each point is bound, checked and run

    public string Takes => "a mapping of parameters or paths to values; grid, zip, where";

    public BoundValue? Bind(ScenarioNode node, BindScope scope)
    {
        if (node.Kind != NodeKind.Mapping)
        {
            scope.WrongShape(node, Takes);
            return null;
        }

        int before = scope.Context.Errors.Reported;
        var factors = new List<IReadOnlyList<SweepAxis>>();
        var written = new List<(string, BoundValue)>();
        foreach (ScenarioEntry entry in node.Entries)
        {
            if (entry.Key.Text != "where")
            {
                AddEntry(entry, factors, written, scope);
            }
        }

        SweepAxis[] axes = factors.SelectMany(factor => factor).ToArray();
        RefuseRepeated(axes, scope);
        IReadOnlyList<SweepCondition> conditions = Conditions(node.Find("where"), axes, scope, written);
        if (scope.Context.Errors.Reported > before)
        {
            return null;
        }

        scope.Context.Sweep = new SweepPlan(axes, Points(factors, conditions, node.Place, scope));
        return BoundValue.Mapping(node.Place, new Settings(scope.Path, written));
    }

    public void WriteSchema(Utf8JsonWriter writer) => SchemaParts.Types(writer, Takes, "object");

    /// <summary>The keys that a sweep has, read before anything is bound.</summary>
    public static IReadOnlyList<string> KeysOf(ScenarioNode? node)
    {
        var keys = new List<string>();
        foreach (ScenarioEntry entry in node?.Entries ?? [])
        {
            if (entry.Key.Text is "grid" or "zip")
            {
                keys.AddRange(entry.Value.Entries.Select(below => below.Key.Text));
            }
            else if (entry.Key.Text != "where")
            {
                keys.Add(entry.Key.Text);
            }
        }

        return keys;
    }

    private static void AddEntry(
        ScenarioEntry entry, List<IReadOnlyList<SweepAxis>> factors, List<(
            string, BoundValue)> written, BindScope scope)
    {
        if (entry.Key.Text is not ("grid" or "zip"))
        {
            if (SweepAxisReader.Read(entry, scope) is { } axis)
            {
                factors.Add([axis]);
                written.Add((axis.Key, ListOf(axis)));
            }

            return;
        }

        BindScope below = scope.At(entry.Key.Text);
        if (entry.Value.Kind != NodeKind.Mapping)
        {
            below.WrongShape(entry.Value, "a mapping of parameters or paths to values");
            return;
        }

        var axes = new List<SweepAxis>();
        foreach (ScenarioEntry inner in entry.Value.Entries)
        {
            if (SweepAxisReader.Read(inner, below, mayRepeat: entry.Key.Text == "zip") is { } axis)
            {
                axes.Add(axis);
            }
        }

        (string, BoundValue)[] lists = axes.Select(axis => (axis.Key, ListOf(axis))).ToArray();
        written.Add((entry.Key.Text, BoundValue.Mapping(entry.Value.Place, new Settings(below.Path, lists))));
        if (entry.Key.Text == "zip")
        {
            CheckLengths(axes, scope);
            factors.Add(axes);
        }
        else
        {
            factors.AddRange(axes.Select(axis => new[] { axis }));
        }
    }

    private static BoundValue ListOf(SweepAxis axis) =>
        BoundValue.List(
            axis.Place, axis.Values.Select(value => BoundValue.Scalar(axis.Place, value.Text, value.Text)).ToArray());

    private static void CheckLengths(List<SweepAxis> axes, BindScope scope)
    {
        foreach (SweepAxis axis in axes)
        {
            if (axis.Values.Count != axes[0].Values.Count)
            {
                scope.Error(
                    axis.Place,
                    ErrorCode.ZipLength,
                    $"{Length(axis)} values in zip, {Length(axes[0])}",
                    "a zip goes through its lists together; they need the same length");
                return;
            }
        }

        RefuseRepeatedStep(axes, scope);
    }

    private static void RefuseRepeatedStep(List<SweepAxis> axes, BindScope scope)
    {
        if (axes.Count == 0)
        {
            return;
        }

        string? repeated = Enumerable.Range(0, axes[0].Values.Count)
            .Select(step => string.Join(", ", axes.Select(axis => axis.Values[step].Text)))
            .GroupBy(step => step)
            .FirstOrDefault(group => group.Count() > 1)?.Key;
        if (repeated is not null)
        {
            scope.Error(
                axes[0].Place,
                ErrorCode.Conflict,
                $"'{repeated}' stands twice in zip",
                "each point is run once; use replications to repeat it");
        }
    }

    private static string Length(SweepAxis axis) =>
        FormattableString.Invariant($"'{axis.Key}' has {axis.Values.Count}");

    private static void RefuseRepeated(SweepAxis[] axes, BindScope scope)
    {
        for (int index = 0; index < axes.Length; index++)
        {
            if (Array.FindIndex(axes, axis => axis.Key == axes[index].Key) < index)
            {
                scope.Error(
                    axes[index].Place,
                    ErrorCode.DuplicateKey,
                    $"'{axes[index].Key}' is swept twice",
                    "leave one of them out");
            }
        }
    }

    private static List<SweepCondition> Conditions(
        ScenarioNode? node, SweepAxis[] axes, BindScope scope, List<(string, BoundValue)> written)
    {
        var conditions = new List<SweepCondition>();
        if (node is null)
        {
            return conditions;
        }

        BindScope below = scope.At("where");
        if (node.Kind != NodeKind.Sequence)
        {
            below.WrongShape(node, "a list, as in [{ rate: { below: 1000 /s } }]");
            return conditions;
        }

        written.Add(
            (
                "where",
                BoundValue.List(
                    node.Place,
                    node.Items.Select(item => BoundValue.Scalar(item.Place, item, FlowText.Of(item))).ToArray())));
        for (int index = 0; index < node.Items.Count; index++)
        {
            conditions.AddRange(SweepCondition.Read(node.Items[index], axes, below.At(index)));
        }

        return conditions;
    }

    private static List<IReadOnlyList<(SweepAxis Axis, SweepValue Value)>> Points(
        List<IReadOnlyList<SweepAxis>> factors, IReadOnlyList<SweepCondition> conditions, Place place, BindScope scope)
    {
        var points = new List<IReadOnlyList<(SweepAxis, SweepValue)>> { Array.Empty<(SweepAxis, SweepValue)>() };
        foreach (IReadOnlyList<SweepAxis> factor in factors)
        {
            if (factor.Count == 0)
            {
                continue;
            }

            int length = factor[0].Values.Count;
            if ((long)points.Count * length > PointsMax)
            {
                scope.Error(
                    place,
                    ErrorCode.TooLarge,
                    FormattableString.Invariant($"the sweep has more than {PointsMax} points"),
                    "split it, or use zip");
                return [];
            }

            points = points
                .SelectMany(point => Enumerable.Range(0, length).Select(step => Extended(point, factor, step)))
                .ToList();
        }

        points.RemoveAll(point => !conditions.All(condition => condition.Holds(point)));
        if (points.Count == 0)
        {
            scope.Error(place, ErrorCode.Empty, "the sweep has no point", "no combination of values fulfils 'where'");
        }

        return points;
    }

    private static IReadOnlyList<(SweepAxis, SweepValue)> Extended(
        IReadOnlyList<(SweepAxis, SweepValue)> point, IReadOnlyList<SweepAxis> factor, int step) =>
        [.. point, .. factor.Select(axis => (axis, axis.Values[step]))];
}
