using System.Linq;
using System.Text.Json;

namespace Simulator.Scenarios;

/// <summary>The keys of a formula in a figure.</summary>
internal static class FormulaKeys
{
    public const string Curve = "curve", Label = "label";

    private static readonly Key[] Arguments =
    [
        Argument(Formula.Arrivals, new([Dimension.Frequency], min: "0 /s"), "Arrivals: Poisson"),
        new(
            Formula.Service,
            KeyType.OneOrMore(new FormulaValueType(new([Dimension.Time], above: "0 s")), max: 100),
            "Mean service time; of 'jackson' formulas one for each station"),
        Argument(Formula.Deviation, new([Dimension.Time]), "Standard deviation of the service time"),
        Argument(Formula.Servers, new([Dimension.Count], min: "1", max: "100000"), "Servers behind one queue"),
        Argument(
            Formula.Places, new([Dimension.Count], min: "1", max: "100000"),
            "Customers for which there is room, the one in service among them"),
        Argument(
            Formula.Share, new([Dimension.Probability], min: "0.01 %", max: "99.99 %"),
            "Share of customers that do not exceed the quantile"),
        Argument(Formula.A, new([Dimension.Number], above: "0"), "First shape of a Beta distribution"),
        Argument(Formula.B, new([Dimension.Number], above: "0"), "Second shape"),
        Argument(Formula.Over, new([Dimension.Time], above: "0 s"), "Time over which it is stretched"),
        Argument(Formula.Objects, new([Dimension.Count], min: "1", max: "10000000"), "Objects that may be asked for"),
        Argument(
            Formula.Exponent, new([Dimension.Number], min: "0", max: "10"),
            "Exponent of Zipf's law; 0 if all objects are as popular"),
        Argument(Formula.Entries, new([Dimension.Count], min: "1", max: "10000000"), "Entries of the cache"),
        Argument(Formula.Plus, new([Dimension.Time]), "Time that is added to a time, as that of links"),
    ];

    /// <summary>The type of a formula.</summary>
    public static IKeyType Type { get; } = KeyType.Mapping(
    [
        new Key(Curve, KeyType.Choice([.. Formulas.All.Select(formula => formula.Name)]), "Which formula")
        {
            Required = true,
        },
        .. Arguments,
        new Key(Label, KeyType.Text(), "What the figure's key says; by default the formula's own name"),
    ]);

    /// <summary>True for the name of an argument.</summary>
    public static bool IsArgument(string name) => Arguments.Any(argument => argument.Name == name);

    private static Key Argument(string name, QuantityRule rule, string meaning) =>
        new(name, new FormulaValueType(rule), meaning);
}

/// <summary>A quantity, or the key of the sweep that has it at each point.</summary>
internal sealed class FormulaValueType(QuantityRule rule) : IKeyType
{
    private readonly QuantityType _quantity = new(rule);

    public string Takes => $"{rule.Takes}, or the name of a key of the sweep";

    public string Bounds => rule.Bounds;

    public BoundValue? Bind(ScenarioNode node, BindScope scope)
    {
        string name = node.Kind != NodeKind.Scalar ? "" : node.Text.StartsWith('$') ? node.Text[1..] : node.Text;
        if (!scope.Context.Names.SweepKeys.Contains(name))
        {
            return _quantity.Bind(node, scope);
        }

        SweepAxis? axis = scope.Context.Sweep.Find(name);
        if (axis is null || axis.Values.All(Fits))
        {
            return BoundValue.Scalar(node.Place, name, name);
        }

        scope.Error(
            node.Place, ErrorCode.WrongDimension, $"'{name}' is swept over other values than {rule.Takes}{scope.In}",
            $"values: {string.Join(", ", axis.Values.Take(12).Select(value => value.Text))}");
        return null;
    }

    public void WriteSchema(Utf8JsonWriter writer) => SchemaParts.Types(writer, Takes, "string", "number");

    private bool Fits(SweepValue value) => value.Quantity is { } quantity
        && rule.Dimensions.Any(dimension => Kind(dimension) == Kind(quantity.Dimension));

    private static Dimension Kind(Dimension dimension) => dimension switch
    {
        Dimension.Count or Dimension.Probability => Dimension.Number,
        _ => dimension,
    };
}
