using System;
using System.Collections.Generic;
using System.Linq;

namespace Simulator.Scenarios;

/// <summary>A condition that every point of a sweep fulfils: <c>{ rate: { below: 1000 /s } }</c>.</summary>
internal sealed class SweepCondition
{
    private static readonly string[] Comparisons =
    [
        "below",
        "above",
        "at-most",
        "at-least",
        "between",
        "equals",
        "not",
        "one-of",
    ];

    private readonly SweepAxis _axis;
    private readonly string _comparison;
    private readonly IReadOnlyList<Operand> _operands;

    private SweepCondition(SweepAxis axis, string comparison, IReadOnlyList<Operand> operands)
    {
        _axis = axis;
        _comparison = comparison;
        _operands = operands;
    }

    /// <summary>A value, or the axis whose value at the point is meant.</summary>
    private readonly record struct Operand(SweepValue? Value, SweepAxis? Axis);

    /// <summary>The conditions of one item of the list.</summary>
    public static IReadOnlyList<SweepCondition> Read(ScenarioNode node, SweepAxis[] axes, BindScope scope)
    {
        if (node.Kind != NodeKind.Mapping)
        {
            scope.WrongShape(node, "a mapping, as in { rate: { below: 1000 /s } }");
            return [];
        }

        var conditions = new List<SweepCondition>();
        foreach (ScenarioEntry entry in node.Entries)
        {
            if (Array.Find(axes, axis => axis.Key == entry.Key.Text) is { } axis)
            {
                conditions.AddRange(ReadAxis(axis, entry.Value, axes, scope.At(entry.Key.Text)));
            }
            else if (!scope.Context.Names.SweepKeys.Contains(entry.Key.Text))
            {
                scope.Error(
                    entry.Key.Place,
                    ErrorCode.UnknownReference,
                    $"'{entry.Key.Text}' is not swept{scope.In}",
                    Suggestion.Hint(entry.Key.Text, scope.Context.Names.SweepKeys, "keys of the sweep"));
            }
        }

        return conditions;
    }

    /// <summary>True if the condition holds at a point.</summary>
    public bool Holds(IReadOnlyList<(SweepAxis Axis, SweepValue Value)> point)
    {
        SweepValue value = At(point, _axis);
        SweepValue[] operands = _operands.Select(operand => operand.Value ?? At(point, operand.Axis!)).ToArray();
        return _comparison switch
        {
            "equals" => value.Text == operands[0].Text,
            "not" => value.Text != operands[0].Text,
            "one-of" => operands.Any(operand => operand.Text == value.Text),
            "below" => Compare(value, operands[0]) < 0,
            "above" => Compare(value, operands[0]) > 0,
            "at-most" => Compare(value, operands[0]) <= 0,
            "at-least" => Compare(value, operands[0]) >= 0,
            _ => Compare(value, operands[0]) >= 0 && Compare(value, operands[1]) <= 0,
        };
    }

    private static int Compare(SweepValue left, SweepValue right) =>
        (left.Quantity?.Base ?? 0).CompareTo(right.Quantity?.Base ?? 0);

    private static SweepValue At(IReadOnlyList<(SweepAxis Axis, SweepValue Value)> point, SweepAxis axis) =>
        point.First(entry => entry.Axis.Key == axis.Key).Value;

    private static IEnumerable<SweepCondition> ReadAxis(
        SweepAxis axis, ScenarioNode node, SweepAxis[] axes, BindScope scope)
    {
        if (node.Kind != NodeKind.Mapping)
        {
            scope.WrongShape(node, "a comparison, as in { below: 1000 /s }");
            yield break;
        }

        foreach (ScenarioEntry entry in node.Entries)
        {
            MappingType.RefuseUnknown(entry.Key, Comparisons, scope);
            if (Comparisons.Contains(entry.Key.Text)
                && ReadOperands(axis, entry, axes, scope.At(entry.Key.Text)) is { } operands)
            {
                yield return new SweepCondition(axis, entry.Key.Text, operands);
            }
        }
    }

    private static List<Operand>? ReadOperands(SweepAxis axis, ScenarioEntry entry, SweepAxis[] axes, BindScope scope)
    {
        bool isList = entry.Key.Text is "between" or "one-of";
        bool hasShape = isList == (entry.Value.Kind == NodeKind.Sequence)
            && (entry.Key.Text != "between" || entry.Value.Items.Count == 2);
        if (!hasShape)
        {
            scope.WrongShape(
                entry.Value, entry.Key.Text == "between" ? "two values" : isList ? "a list of values" : "a value");
            return null;
        }

        var operands = new List<Operand>();
        foreach (ScenarioNode node in isList ? entry.Value.Items : [entry.Value])
        {
            SweepAxis? other = ParameterTable.IsReference(node)
                ? Array.Find(axes, known => known.Key == node.Text[1..])
                : null;
            SweepValue? value = other is null ? SweepAxisReader.Value(node, axis.Type, scope) : null;
            if (value is null && other is null)
            {
                return null;
            }

            operands.Add(new Operand(value, other));
        }

        bool isOrdered = entry.Key.Text is not ("equals" or "not" or "one-of");
        bool isComparable = !isOrdered || operands.Append(new Operand(null, axis)).All(IsQuantity);
        if (!isComparable)
        {
            scope.Error(
                entry.Value.Place,
                ErrorCode.WrongDimension,
                $"only quantities of one dimension can be compared{scope.In}",
                "use equals, not or one-of");
        }

        return isComparable ? operands : null;

        bool IsQuantity(Operand operand) =>
            operand.Value is { } single
                ? single.Quantity?.Dimension == axis.Values[0].Quantity?.Dimension && single.Quantity is not null
                : operand.Axis!.Values.All(
                    value =>
                        value.Quantity is { } quantity && quantity.Dimension == axis.Values[0].Quantity?.Dimension);
    }
}
