using System.Collections.Generic;
using System.Linq;

namespace Simulator.Scenarios;

/// <summary>A figure.</summary>
/// <param name="Name">Its name, which is its file's.</param>
/// <param name="X">Key of the sweep on the horizontal axis, or <c>time</c>; null if there is no sweep.</param>
/// <param name="Y">What is drawn: METRIC.STATISTIC, or METRIC.</param>
/// <param name="By">Keys of the sweep with a curve for each value; of a heat map the vertical axis.</param>
/// <param name="Entity">Whose metric; null for all.</param>
/// <param name="Kind">One of <see cref="FigureKinds.All"/>.</param>
/// <param name="IsXLogarithmic">True for a logarithmic horizontal axis.</param>
/// <param name="IsYLogarithmic">True for a logarithmic vertical axis.</param>
/// <param name="Title">What the axis of the quantity says; empty for the metric's name.</param>
public sealed record FigureDescription(
    string Name,
    string? X,
    IReadOnlyList<string> Y,
    IReadOnlyList<string> By,
    string? Entity,
    string Kind,
    bool IsXLogarithmic,
    bool IsYLogarithmic,
    string Title)
{
    /// <summary>Keys of the sweep and the values at which points are shown; all points if empty.</summary>
    public IReadOnlyList<(string Key, SweepValue Value)> At { get; init; } = [];

    /// <summary>Closed forms laid over what was simulated.</summary>
    public IReadOnlyList<FormulaUse> Formulas { get; init; } = [];

    /// <summary>True if it shows a point.</summary>
    /// <param name="point">The point.</param>
    public bool Shows(SweepPoint point)
    {
        System.ArgumentNullException.ThrowIfNull(point);
        return At.All(wanted => point.Values.Any(given => given.Key == wanted.Key && given.Value.IsSame(wanted.Value)));
    }

    internal static FigureDescription Of(string name, Settings settings, BindContext context) => new(
        name,
        FigureKeys.XOf(settings) ?? (context.Sweep.Axes.Count > 0 ? context.Sweep.Axes[0].Key : null),
        settings.Words(FigureKeys.Y),
        settings.Has(FigureKeys.By) ? settings.Words(FigureKeys.By) : [],
        settings.Has(FigureKeys.Entity) ? settings.Word(FigureKeys.Entity) : null,
        FigureKeys.KindOf(settings, context.Names),
        FigureKeys.IsLogarithmic(settings, FigureKeys.XScale),
        FigureKeys.IsLogarithmic(settings, FigureKeys.YScale),
        settings.Has(FigureKeys.Title) ? settings.Word(FigureKeys.Title) : "")
    {
        At = FigureKeys.AtOf(settings),
        Formulas = settings.Has(FigureKeys.Formula)
            ? [.. settings.Mappings(FigureKeys.Formula).Select(FormulaUse.Of)]
            : [],
    };
}
