using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json;

namespace Simulator.Scenarios;

/// <summary>
/// An item of <c>expect:</c>; its values have the dimension of the metric that they are compared with.
/// </summary>
internal sealed class ExpectationType : IKeyType
{
    private static readonly string[] Comparisons = ["between", "above", "below", "equals"];

    private static readonly MappingType Inner = new(
    [
        new Key(
            "value",
            KeyType.Reference(ReferenceKind.MetricStatistic),
            "METRIC.STATISTIC that is tested, as the mean over replications")
        {
            Required = true,
        },
        new Key(
            "entity",
            KeyType.AnyReference(ReferenceKind.Group, ReferenceKind.Node, ReferenceKind.LinkClass, ReferenceKind.Link),
            "Whose metric; by default that of the whole system or of the only entity"),
        new Key("at", AtType.Instance, "Points at which it must hold, by values of keys of the sweep; by default all"),
        new Key("between", KeyType.List(ComparedType.Instance, 2, 2), "Least and greatest value"),
        new Key("above", ComparedType.Instance, "Value that must be exceeded"),
        new Key("below", ComparedType.Instance, "Value that must not be reached"),
        new Key("equals", ComparedType.Instance, "Value that must be met, with 'within'"),
        new Key(
            "within",
            KeyType.WordOr("interval", KeyType.Probability()),
            "Allowed relative deviation from 'equals', or 'interval': "
                + "the value lies in the 99.9 % interval of at least 10 replications"),
        new Key(
            "half-width",
            KeyType.Probability(min: "0.01 %"),
            "Greatest half-width of that interval over the value; a wider one proves nothing")
        {
            DefaultNote = "`2 %`", // decisions: 5 % at load 0.9, where a run says less than its length promises
        },
    ]);

    public string Takes => "an expectation";

    public IEnumerable<(string Path, Key Key)> Keys => ((IKeyType)Inner).Keys;

    public BoundValue? Bind(ScenarioNode node, BindScope scope)
    {
        BoundValue? bound = Inner.Bind(node, scope with { Compared = DimensionsOf(node.Find("value"), scope) });
        return bound is not null && IsComplete((Settings)bound.Content, node, scope) ? bound : null;
    }

    public PathStep? Step(string rest, ScenarioNode? node) => Inner.Step(rest, node);

    public IReadOnlyList<string> StepNames(ScenarioNode? node) => Inner.StepNames(node);

    public void WriteSchema(Utf8JsonWriter writer) => Inner.WriteSchema(writer);

    private static Dimension[]? DimensionsOf(ScenarioNode? value, BindScope scope)
    {
        int dot = value?.Text.LastIndexOf('.') ?? -1;
        if (dot <= 0 || scope.Context.Names.FindMetric(value!.Text[..dot]) is not { } metric)
        {
            return null;
        }

        Dimension dimension = metric.DimensionOf(value.Text[(dot + 1)..]);
        return dimension is Dimension.Number ? [Dimension.Number, Dimension.Probability]
            : dimension is Dimension.Requests or Dimension.Packets ? [dimension, Dimension.Size]
            : dimension is Dimension.Count ? [Dimension.Number]
            : [dimension];
    }

    private static bool IsComplete(Settings settings, ScenarioNode node, BindScope scope)
    {
        string[] given = node.Entries.Select(entry => entry.Key.Text).Where(Comparisons.Contains).ToArray();
        string wrong = given.Length != 1 ? $"an expectation has one of {Units.Alternatives(Comparisons)}"
            : given[0] == "equals" && node.Find("within") is null ? "'equals' needs 'within'"
            : given[0] != "equals" && node.Find("within") is not null ? "'within' belongs to 'equals'"
            : node.Find("half-width") is not null && node.Find("within")?.Text != "interval"
                ? "'half-width' belongs to 'within: interval'"
            : IsReversed(settings) ? "'between' goes from the least to the greatest value"
            : "";
        if (wrong.Length > 0)
        {
            scope.Error(
                node.Place,
                ErrorCode.Conflict,
                $"{wrong}{scope.In}",
                "as in { value: attach.latency.p50, between: [112 ms, 122 ms] }");
        }

        return wrong.Length == 0;
    }

    private static bool IsReversed(Settings settings) =>
        settings.Has("between") && settings.Quantities("between") is [var low, var high] && low.Si > high.Si;
}

/// <summary>A quantity that is compared with a metric.</summary>
internal sealed class ComparedType : IKeyType
{
    public static readonly ComparedType Instance = new();

    private static readonly Dimension[] Any = Enum.GetValues<Dimension>()
        .Where(dimension => dimension != Dimension.Count)
        .ToArray();

    public string Takes => "a quantity of the metric's dimension";

    public BoundValue? Bind(ScenarioNode node, BindScope scope) =>
        new QuantityType(new QuantityRule(scope.Compared ?? Any)).Bind(node, scope);

    public void WriteSchema(Utf8JsonWriter writer) => SchemaParts.Types(writer, Takes, "string", "number");
}

/// <summary>Values of keys of the sweep that select points.</summary>
internal sealed class AtType : IKeyType
{
    public static readonly AtType Instance = new();

    public string Takes => "a mapping of keys of the sweep to values";

    public BoundValue? Bind(ScenarioNode node, BindScope scope)
    {
        if (node.Kind != NodeKind.Mapping)
        {
            scope.WrongShape(node, Takes);
            return null;
        }

        var entries = new List<(string, BoundValue)>();
        foreach (ScenarioEntry entry in node.Entries)
        {
            if (Value(entry, scope) is { } value)
            {
                entries.Add((entry.Key.Text, BoundValue.Scalar(entry.Value.Place, value, value.Text)));
            }
        }

        return BoundValue.Mapping(node.Place, new Settings(scope.Path, entries));
    }

    public void WriteSchema(Utf8JsonWriter writer) => SchemaParts.Types(writer, Takes, "object");

    private static SweepValue? Value(ScenarioEntry entry, BindScope scope)
    {
        IReadOnlyList<string> keys = scope.Context.Names.SweepKeys;
        if (!keys.Contains(entry.Key.Text))
        {
            scope.Error(
                entry.Key.Place,
                ErrorCode.UnknownReference,
                $"'{entry.Key.Text}' is not swept{scope.In}",
                Suggestion.Hint(entry.Key.Text, keys, "keys of the sweep"));
            return null;
        }

        if (scope.Context.Sweep.Find(entry.Key.Text) is not { } axis
            || SweepAxisReader.Value(entry.Value, axis.Type, scope.At(entry.Key.Text)) is not { } value)
        {
            return null;
        }

        bool isPoint = axis.Values.Any(known => known.IsSame(value));
        if (isPoint || scope.Context.IsSmall)
        {
            return value;
        }

        scope.Error(
            entry.Value.Place,
            ErrorCode.UnknownReference,
            $"the sweep has no point with {entry.Key.Text} = {value.Text}{scope.In}",
            $"values: {string.Join(", ", axis.Values.Take(12).Select(known => known.Text))}");
        return null;
    }
}
