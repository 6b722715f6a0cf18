using System;
using System.Collections.Generic;
using System.Linq;

namespace Simulator.Scenarios;

/// <summary>Reads an axis of a sweep: a list, or a linear or logarithmic range.</summary>
internal static class SweepAxisReader
{
    private const int ValuesMax = 10_000;            // ours: as many as a sweep has points
    // ours: more than any result is worth, few enough to be the same everywhere
    private const int LogarithmicDigits = 6;
    private const int LinearDigits = 12;
    private static readonly string[] RangeKeys = ["from", "to", "step", "points", "scale"];

    /// <summary>The axis; null after an error.</summary>
    /// <param name="entry">Its key and values.</param>
    /// <param name="scope">Where it stands.</param>
    /// <param name="mayRepeat">True if a value may stand twice, beside different ones of other axes.</param>
    public static SweepAxis? Read(ScenarioEntry entry, BindScope scope, bool mayRepeat = false)
    {
        BindScope below = scope.At(entry.Key.Text);
        if (PathResolver.Resolve(entry.Key.Text, entry.Key.Place, scope.Context.Root!, scope) is not { } path)
        {
            return null;
        }

        if (path.IsFixed)
        {
            scope.Error(
                entry.Key.Place,
                ErrorCode.Conflict,
                $"'{entry.Key.Text}' cannot be swept",
                "a sweep varies parameters and keys of the model");
            return null;
        }

        IKeyType type = TypeOf(entry.Key.Text, path, scope);
        IReadOnlyList<SweepValue>? values = entry.Value.Kind switch
        {
            NodeKind.Sequence => FromList(entry.Value, type, below),
            NodeKind.Mapping => FromRange(entry.Value, type, below),
            _ => WrongShape(entry.Value, below),
        };
        if (values is null || !(mayRepeat || AreDifferent(values, entry.Value.Place, below)))
        {
            return null;
        }

        return new SweepAxis(entry.Key.Text, values) { Type = type, Path = path, Place = entry.Key.Place };
    }

    /// <summary>A value of an axis as written; null after an error.</summary>
    public static SweepValue? Value(ScenarioNode node, IKeyType type, BindScope scope)
    {
        if (ParameterTable.IsReference(node))
        {
            scope.Error(
                node.Place,
                ErrorCode.Conflict,
                $"a value of a sweep cannot be a parameter{scope.In}",
                "write the value");
            return null;
        }

        if (type.Bind(node, scope) is not { } bound)
        {
            return null;
        }

        string text = bound.Content is Settings or IReadOnlyList<BoundValue> ? FlowText.Of(node) : bound.Text;
        return new SweepValue(text, QuantityOf(bound.Content)) { Node = node };
    }

    /// <summary>The type of a parameter follows from its default; a quantity may also become a distribution.</summary>
    private static IKeyType TypeOf(string key, ResolvedPath path, BindScope scope)
    {
        if (path.Type is not AnyValueType || scope.Context.Parameters.Find(key) is not { } parameter)
        {
            return path.Type;
        }

        Dimension? dimension = parameter.Quantity?.Dimension ?? parameter.Distribution?.Dimension;
        return dimension is { } known ? new DistributionType(new QuantityRule([known])) : path.Type;
    }

    private static Quantity? QuantityOf(object content) => content switch
    {
        Quantity quantity => quantity,
        Distribution { IsConstant: true } distribution => distribution.Value,
        Cost { PerOctet.Base: 0, Energy: null, EnergyPerOctet: null, Fixed.IsConstant: true } cost => cost.Fixed.Value,
        Directions both when ReferenceEquals(both.Up, both.Down) => QuantityOf(both.Up.Content),
        Parameter parameter => parameter.Quantity,
        _ => null,
    };

    private static List<SweepValue>? WrongShape(ScenarioNode node, BindScope scope)
    {
        scope.WrongShape(node, "a list or { from, to, step } or { from, to, points, scale }");
        return null;
    }

    private static List<SweepValue>? FromList(ScenarioNode node, IKeyType type, BindScope scope)
    {
        if (node.Items.Count is 0 or > ValuesMax)
        {
            scope.Error(node.Place, ErrorCode.OutOfRange, $"a sweep needs 1 to {ValuesMax} values{scope.In}");
            return null;
        }

        var values = new List<SweepValue>();
        for (int index = 0; index < node.Items.Count; index++)
        {
            if (Value(node.Items[index], type, scope.At(index)) is { } value)
            {
                values.Add(value);
            }
        }

        return values.Count == node.Items.Count ? values : null;
    }

    private static List<SweepValue>? FromRange(ScenarioNode node, IKeyType type, BindScope scope)
    {
        foreach (ScenarioEntry entry in node.Entries)
        {
            MappingType.RefuseUnknown(entry.Key, RangeKeys, scope);
        }

        if (type.Dimensions.Count == 0)
        {
            scope.Error(
                node.Place, ErrorCode.WrongShape, $"{scope.Path} takes no range: it is not a quantity", "write a list");
            return null;
        }

        var rule = new QuantityRule(type.Dimensions);
        Quantity? from = Bound(node, "from", rule, scope);
        Quantity? to = Bound(node, "to", rule, scope);
        if (from is not { } low || to is not { } high)
        {
            return null;
        }

        if (low.Dimension != high.Dimension || low.Base > high.Base)
        {
            scope.Error(
                node.Place, ErrorCode.OutOfRange, $"'from' must not lie above 'to'{scope.In}", "a range goes upwards");
            return null;
        }

        IReadOnlyList<decimal>? numbers = node.Find("step") is { } step
            ? Steps(node, step, low, high, rule, scope)
            : Spaced(node, low, high, scope);
        return numbers is null ? null : Bind(numbers, low.Dimension, node.Place, type, scope);
    }

    private static Quantity? Bound(ScenarioNode node, string key, QuantityRule rule, BindScope scope)
    {
        if (node.Find(key) is { } given)
        {
            return new QuantityType(rule).Bind(given, scope.At(key))?.Content as Quantity?;
        }

        scope.Error(
            node.Place,
            ErrorCode.MissingKey,
            $"key '{key}' is missing{scope.In}",
            "a range is { from, to, step } or { from, to, points, scale }");
        return null;
    }

    private static List<decimal>? Steps(
        ScenarioNode node, ScenarioNode given, Quantity low, Quantity high, QuantityRule rule, BindScope scope)
    {
        if (node.Find("points") is not null || node.Find("scale") is not null)
        {
            scope.Error(
                given.Place,
                ErrorCode.Conflict,
                $"'step' excludes 'points' and 'scale'{scope.In}",
                "a range is { from, to, step } or { from, to, points, scale }");
            return null;
        }

        if (new QuantityType(rule).Bind(given, scope.At("step"))?.Content is not Quantity step)
        {
            return null;
        }

        if (step.Base <= 0 || step.Dimension != low.Dimension || (high.Base - low.Base) / step.Base >= ValuesMax)
        {
            scope.Error(
                given.Place,
                ErrorCode.OutOfRange,
                $"'{given.Text}' is out of range{scope.At("step").In}",
                $"above 0, and at most {ValuesMax} values");
            return null;
        }

        var numbers = new List<decimal>();
        for (decimal number = low.Base; number <= high.Base; number += step.Base)
        {
            numbers.Add(number);
        }

        return numbers;
    }

    private static decimal[]? Spaced(ScenarioNode node, Quantity low, Quantity high, BindScope scope)
    {
        var count = new QuantityRule([Dimension.Count], min: "2", max: "10000");
        if (node.Find("points") is not { } given)
        {
            scope.Error(
                node.Place,
                ErrorCode.MissingKey,
                $"key 'points' is missing{scope.In}",
                "a range is { from, to, step } or { from, to, points, scale }");
            return null;
        }

        object? points = new QuantityType(count).Bind(given, scope.At("points"))?.Content;
        BoundValue? scale = new ChoiceType(["linear", "log"]).Bind(
            node.Find("scale") ?? ScenarioNode.Scalar(node.Place, "linear"), scope.At("scale"));
        if (points is not Quantity number || scale is null)
        {
            return null;
        }

        int length = (int)number.Whole;
        if (scale.Content is "linear")
        {
            return Enumerable.Range(0, length)
                .Select(index => low.Base + ((high.Base - low.Base) / (length - 1) * index))
                .ToArray();
        }

        if (low.Base > 0)
        {
            return Enumerable.Range(0, length).Select(index => Logarithmic(low, high, index, length)).ToArray();
        }

        scope.Error(
            node.Place, ErrorCode.OutOfRange, $"a logarithmic range cannot start at 0{scope.In}", "start above 0");
        return null;
    }

    private static decimal Logarithmic(Quantity low, Quantity high, int index, int length)
    {
        if (index == 0 || index == length - 1)
        {
            return index == 0 ? low.Base : high.Base;
        }

        double value = (double)low.Base * Math.Pow((double)(high.Base / low.Base), index / (double)(length - 1));
        return Rounded((decimal)value, low.Dimension, LogarithmicDigits);
    }

    /// <summary>Rounded to significant digits of the unit that people read: events per second, not per hour.</summary>
    private static decimal Rounded(decimal value, Dimension dimension, int digits)
    {
        decimal unit = dimension == Dimension.Frequency ? Units.Find("/s")!.Factor : 1;
        return Significant(value / unit, digits) * unit;
    }

    private static decimal Significant(decimal value, int digits)
    {
        decimal scale = 1;
        while (Math.Abs(value / scale) >= 10)
        {
            scale *= 10;
        }

        while (value != 0 && Math.Abs(value / scale) < 1)
        {
            scale /= 10;
        }

        return decimal.Round(value / scale, digits - 1, MidpointRounding.ToEven) * scale;
    }

    private static List<SweepValue>? Bind(
        IReadOnlyList<decimal> numbers, Dimension dimension, Place place, IKeyType type, BindScope scope)
    {
        var values = new List<SweepValue>();
        foreach (decimal number in numbers)
        {
            decimal whole = Quantity.IsWhole(dimension)
                ? decimal.Round(number)
                : Rounded(number, dimension, LinearDigits);
            string text = new Quantity(dimension, whole).ToString();
            if (Value(ScenarioNode.Scalar(place, text), type, scope) is not { } value)
            {
                return null;
            }

            values.Add(value);
        }

        return values;
    }

    private static bool AreDifferent(IReadOnlyList<SweepValue> values, Place place, BindScope scope)
    {
        SweepValue? repeated = values.GroupBy(value => value.Text).FirstOrDefault(group => group.Count() > 1)?.First();
        if (repeated is not null)
        {
            scope.Error(
                place,
                ErrorCode.Conflict,
                $"'{repeated.Text}' stands twice{scope.In}",
                "each point is run once; use replications to repeat it");
        }

        return repeated is null;
    }
}
