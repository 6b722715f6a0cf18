using System.Linq;

namespace Simulator.Scenarios;

/// <summary>The keys of a figure.</summary>
internal static class FigureKeys
{
    public const string
        X = "x",
        Y = "y",
        By = "by",
        Points = "at",
        Entity = "entity",
        Kind = "kind",
        XScale = "x-scale",
        YScale = "y-scale",
        Title = "title",
        Formula = "formula";

    private const string Log = "log";

    /// <summary>The type of a figure.</summary>
    public static IKeyType Type { get; } = KeyType.Mapping(
        new Key(
            X,
            KeyType.WordOr(FigureKinds.Time, KeyType.Reference(ReferenceKind.SweepKey)),
            "Key of the sweep on the horizontal axis, by default the first; 'time' for the course of a recorded state"),
        new Key(
            Y,
            KeyType.OneOrMore(KeyType.AnyReference(ReferenceKind.MetricStatistic, ReferenceKind.Metric)),
            "What is drawn: METRIC.STATISTIC, or METRIC for 'cdf', 'parts' and a course over time")
        {
            Required = true,
        },
        new Key(
            By,
            KeyType.OneOrMore(KeyType.Reference(ReferenceKind.SweepKey)),
            "Keys of the sweep with a curve for each value, by default all others; of 'heat' the vertical axis"),
        new Key(Points, AtType.Instance, "Points that are shown, by values of keys of the sweep; by default all"),
        new Key(
            Entity,
            KeyType.AnyReference(ReferenceKind.Group, ReferenceKind.Node, ReferenceKind.LinkClass, ReferenceKind.Link),
            "Whose metric"),
        new Key(Kind, KeyType.Choice([.. FigureKinds.All]), "How it is drawn")
        {
            DefaultNote = "`lines`; `cdf` of a METRIC",
        },
        new Key(XScale, KeyType.Choice("linear", Log), "Horizontal scale") { Default = "linear" },
        new Key(YScale, KeyType.Choice("linear", Log), "Vertical scale; of 'heat' that of the colours")
        {
            Default = "linear",
        },
        new Key(Title, KeyType.Text(), "What the axis of the quantity says, instead of the metric's name"),
        new Key(Formula, KeyType.OneOrMore(FormulaKeys.Type, max: 8), "Closed forms laid over what was simulated"));

    /// <summary>True if an axis is logarithmic.</summary>
    public static bool IsLogarithmic(Settings figure, string scale) => figure.Word(scale) == Log;

    /// <summary>The kind of a figure, which what it draws decides if it is not given.</summary>
    public static string KindOf(Settings figure, ScenarioNames names) =>
        figure.Has(Kind) ? figure.Word(Kind)
        : XOf(figure) != FigureKinds.Time && figure.Words(Y).All(y => names.FindMetric(y) is not null)
            ? FigureKinds.Cdf
            : FigureKinds.Lines;

    /// <summary>The values of keys of the sweep that select points.</summary>
    public static (string Key, SweepValue Value)[] AtOf(Settings figure) => figure.Has(Points)
        ? [.. figure.Below(Points).Entries.Select(entry => (entry.Name, (SweepValue)entry.Value.Content))]
        : [];

    /// <summary>What stands for the horizontal axis; null if nothing is given.</summary>
    public static string? XOf(Settings figure) => figure.Has(X) ? figure.Word(X) : null;
}

/// <summary>The kinds of figures.</summary>
public static class FigureKinds
{
    /// <summary>The kinds, as a scenario names them; <see cref="Time"/> is no kind but an axis.</summary>
    public const string
        Lines = "lines",
        Points = "points",
        Bars = "bars",
        Cdf = "cdf",
        Parts = "parts",
        Heat = "heat",
        Capacity = "capacity",
        Time = "time";

    /// <summary>All kinds.</summary>
    public static System.Collections.Generic.IReadOnlyList<string> All { get; } =
        [Lines, Points, Bars, Cdf, Parts, Heat, Capacity];
}
