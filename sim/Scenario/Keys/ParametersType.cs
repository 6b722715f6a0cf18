using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json;

namespace Simulator.Scenarios;

/// <summary>
/// <c>parameters:</c>, whose values are bound before everything else; here they are only written back.
/// </summary>
internal sealed class ParametersType : IKeyType
{
    public static readonly ParametersType Instance = new();

    private static readonly string[] Reserved = ["grid", "zip", "where"];

    public string Takes => "a mapping of names to values";

    /// <summary>Binds the parameters of a scenario; each has the type of the value given here.</summary>
    public static ParameterTable Read(ScenarioNode? node, IReadOnlyCollection<string> keys, BindScope scope)
    {
        var table = new ParameterTable();
        if (node is null or { Kind: not NodeKind.Mapping })
        {
            return table;
        }

        foreach (ScenarioEntry entry in node.Entries)
        {
            if (NameType.Check(entry.Key.Text, entry.Key.Place, scope) && IsFree(entry.Key, keys, scope)
                && Value(entry.Key.Text, entry.Value, scope.At(entry.Key.Text)) is { } parameter)
            {
                table.Add(parameter);
            }
        }

        return table;
    }

    public BoundValue? Bind(ScenarioNode node, BindScope scope)
    {
        if (node.Kind != NodeKind.Mapping)
        {
            scope.WrongShape(node, Takes);
            return null;
        }

        (string Name, BoundValue)[] entries = scope.Context.Parameters.All
            .Select(parameter => (parameter.Name, BoundValue.Scalar(parameter.Place, parameter, parameter.Text)))
            .ToArray();
        return BoundValue.Mapping(node.Place, new Settings(scope.Path, entries));
    }

    public PathStep? Step(string rest, ScenarioNode? node) =>
        PathText.StepByName(rest, StepNames(node), _ => new AnyValueType());

    public IReadOnlyList<string> StepNames(ScenarioNode? node) =>
        node is null ? [] : node.Entries.Select(entry => entry.Key.Text).ToArray();

    public void WriteSchema(Utf8JsonWriter writer) => SchemaParts.Types(writer, Takes, "object");

    /// <summary>
    /// The value of a parameter: a quantity of any dimension, a distribution, or a word; null after an error.
    /// </summary>
    public static Parameter? Value(string name, ScenarioNode node, BindScope scope)
    {
        if (node.Kind == NodeKind.Sequence || node.IsMissing || ParameterTable.IsReference(node))
        {
            scope.WrongShape(node, "a quantity, a distribution or a word");
            return null;
        }

        if (node.Kind == NodeKind.Scalar && QuantityText.NumberLength(node.Text) > 0)
        {
            return AnyQuantity.TryRead(node.Text, node.Place, scope, out Quantity quantity)
                ? new Parameter(name, node.Place, quantity)
                : null;
        }

        bool isDistribution = node.Kind == NodeKind.Mapping
            || Readers[0].Starts(node.Text)
            || node.Text.StartsWith("zipf ", StringComparison.Ordinal);
        return isDistribution ? DistributionOf(name, node, scope) : new Parameter(name, node.Place, node.Text);
    }

    private static readonly Dimension[] Dimensions =
        [.. Enum.GetValues<Dimension>().Where(Quantity.HasUnit), Dimension.Number];

    private static readonly QuantityRule AnyQuantity = new(Dimensions);

    private static readonly DistributionReader[] Readers =
        Dimensions.Select(dimension => new DistributionReader(new QuantityRule([dimension]))).ToArray();

    /// <summary>
    /// A distribution of the first dimension that fits; the errors of the first are reported if none does.
    /// </summary>
    private static Parameter? DistributionOf(string name, ScenarioNode node, BindScope scope)
    {
        foreach (DistributionReader reader in Readers)
        {
            if (reader.Read(node, scope.WithScratchLog()) is { } written)
            {
                return new Parameter(name, node.Place, written.Value);
            }
        }

        Readers[0].Read(node, scope);
        return null;
    }

    private static bool IsFree(ScenarioNode name, IReadOnlyCollection<string> keys, BindScope scope)
    {
        if (!keys.Contains(name.Text) && !Reserved.Contains(name.Text))
        {
            return true;
        }

        scope.Error(
            name.Place,
            ErrorCode.Conflict,
            $"a parameter cannot be called '{name.Text}'",
            "that is a key of the language; paths would be ambiguous");
        return false;
    }
}

/// <summary>Anything that a parameter can hold.</summary>
internal sealed class AnyValueType : IKeyType
{
    public string Takes => "a quantity, a distribution or a word";

    public BoundValue? Bind(ScenarioNode node, BindScope scope) =>
        ParametersType.Value("value", node, scope) is { } parameter
            ? BoundValue.Scalar(node.Place, parameter, parameter.Text)
            : null;

    public void WriteSchema(Utf8JsonWriter writer) =>
        SchemaParts.Types(writer, Takes, "string", "number", "boolean", "object");
}
