using System;
using System.Collections.Generic;
using System.Linq;

namespace Simulator.Scenarios;

/// <summary>What must hold between the keys of a figure. The first mistake of a figure is reported.</summary>
internal sealed class FigureCheck
{
    private static readonly string[] OverSweep =
        [FigureKinds.Lines, FigureKinds.Points, FigureKinds.Heat, FigureKinds.Capacity];

    private static readonly string[] OfMetric = [FigureKinds.Cdf, FigureKinds.Parts];

    private readonly Settings _figure;
    private readonly ScenarioNode? _written;
    private readonly BindScope _scope;
    private readonly bool _isRecorded;
    private readonly string _kind;
    private readonly string? _x;
    private readonly string[] _by;
    private readonly Drawn[] _quantities;

    private FigureCheck(Settings figure, ScenarioNode? written, bool isRecorded, BindScope scope)
    {
        _figure = figure;
        _written = written;
        _isRecorded = isRecorded;
        _scope = scope;
        _kind = FigureKeys.KindOf(figure, scope.Context.Names);
        IReadOnlyList<SweepAxis> axes = scope.Context.Sweep.Axes;
        _x = FigureKeys.XOf(figure) ?? (axes.Count > 0 ? axes[0].Key : null);
        _by = figure.Has(FigureKeys.By) ? [.. figure.Words(FigureKeys.By)] : [];
        _quantities = [.. figure.List(FigureKeys.Y).Select(item => new Drawn(item, scope.Context.Names))];
    }

    private bool IsOverTime => _x == FigureKinds.Time;

    private SweepAxis? Axis => _x is null ? null : _scope.Context.Sweep.Find(_x);

    /// <summary>Checks the figures of a scenario; those with errors of their own are left out.</summary>
    public static void Run(Settings settings, BindScope scope)
    {
        if (settings.TryFind(CommonKeys.Figures)?.Content is not Settings figures)
        {
            return;
        }

        bool isRecorded = settings.Has(CommonKeys.Series);
        foreach (string name in figures.Names)
        {
            Settings figure = figures.Below(name);
            ScenarioNode? written = scope.Context.Root?.Find(CommonKeys.Figures)?.Find(name);
            BindScope below = scope.At(CommonKeys.Figures).At(name);
            if (figure.Has(FigureKeys.Y) && figure.List(FigureKeys.Y).Count > 0
                && new FigureCheck(figure, written, isRecorded, below).FindMistake() is { } mistake)
            {
                below.Error(mistake.Place, ErrorCode.Conflict, $"{mistake.Text}{below.In}", mistake.Hint);
            }
        }
    }

    private Mistake? FindMistake() =>
        KindMistake() ?? QuantityMistake() ?? AxisMistake() ?? ScaleMistake() ?? HeatMistake() ?? MixtureMistake()
        ?? FormulaMistakes();

    // ---- what is drawn

    private Mistake? KindMistake() =>
        IsOverTime && !_isRecorded
            ? At(FigureKeys.X, "nothing is recorded over time", "add 'series: { step: 100 ms }'")
        : IsOverTime && _kind != FigureKinds.Lines
            ? At(
                FigureKeys.Kind, $"'x: time' has 'kind: lines', not '{_kind}'",
                "leave 'kind' out, or take a key of the sweep")
        : _kind == FigureKinds.Parts && _quantities.Length > 1
            ? At(FigureKeys.Y, "the parts of one metric alone can be drawn", "make a figure for each")
        : _kind == FigureKinds.Heat && _quantities.Length > 1
            ? At(FigureKeys.Y, "a heat map shows one quantity", "make a figure for each")
        : null;

    private Mistake? QuantityMistake()
    {
        bool wantsMetric = OfMetric.Contains(_kind) || IsOverTime;
        foreach (Drawn quantity in _quantities)
        {
            if (wantsMetric == quantity.HasStatistic)
            {
                return wantsMetric
                    ? new(quantity.Place, $"'{quantity.Text}' is a number; {Drawing} is made of a metric",
                        $"write {quantity.Metric.Pattern}")
                    : new(quantity.Place, $"'{quantity.Text}' lacks its statistic",
                        $"statistics: {string.Join(", ", quantity.Metric.Statistics)}; "
                            + "'kind: cdf' draws the distribution");
            }
        }

        return NatureMistake() ?? DimensionMistake();
    }

    private string Drawing => IsOverTime ? "a course over time" : $"'kind: {_kind}'";

    private Mistake? NatureMistake()
    {
        foreach (Drawn quantity in _quantities)
        {
            bool isSample = quantity.Metric.Kind == MetricKind.Sample;
            string wrong = IsOverTime && isSample ? "has values of events, no course over time"
                : _kind == FigureKinds.Cdf && !isSample ? "has no distribution"
                : _kind == FigureKinds.Parts && !IsLatency(quantity.Metric) ? "has no parts"
                : _kind == FigureKinds.Capacity && quantity.Metric.Dimension != Dimension.Time ? "is no latency"
                : "";
            if (wrong.Length > 0)
            {
                return new(quantity.Place, $"'{quantity.Metric.Pattern}' {wrong}", Suitable());
            }
        }

        return null;
    }

    private bool IsLatency(Metric metric) =>
        _scope.Context.Names.System!.Procedures.Any(procedure => metric.Pattern == $"{procedure.Name}.latency");

    private string Suitable() =>
        _kind == FigureKinds.Parts ? "PROCEDURE.latency has parts"
        : _kind == FigureKinds.Capacity ? "a capacity curve is a latency over the load; 'kind: lines' draws the rest"
        : IsOverTime ? "queues, loads and other states have one"
        : "latencies have one; 'kind: lines' draws numbers over a swept key";

    // One axis has one unit.
    private Mistake? DimensionMistake()
    {
        foreach (Drawn other in _quantities.Skip(1))
        {
            if (Kind(other.Dimension) != Kind(_quantities[0].Dimension))
            {
                return new(
                    other.Place,
                    $"'{other.Text}' is {Units.Name(other.Dimension)}, "
                        + $"'{_quantities[0].Text}' is {Units.Name(_quantities[0].Dimension)}: one axis has one unit",
                    "make a figure for each");
            }
        }

        return null;
    }

    private static Dimension Kind(Dimension dimension) => dimension switch
    {
        Dimension.Count or Dimension.Probability or Dimension.Requests or Dimension.Packets => Dimension.Number,
        _ => dimension,
    };

    // ---- axes

    private Mistake? AxisMistake()
    {
        bool needsSweep = OverSweep.Contains(_kind) && !IsOverTime;
        return needsSweep && Axis is null && !_scope.Context.IsSmall
                ? At(FigureKeys.Kind, $"there is no sweep that 'kind: {_kind}' could go over",
                    "add 'sweep', or take 'kind: bars' or 'kind: cdf'")
            : _kind == FigureKinds.Capacity && !IsNumeric(Axis)
                ? At(FigureKeys.X, $"a capacity curve goes over a load, and '{_x}' has words for values",
                    "take a swept key with numbers")
            : _by.Contains(_x) && !OfMetric.Contains(_kind)
                ? At(FigureKeys.By, $"'{_x}' cannot tell curves apart and be the axis too", "leave one of them out")
            : null;
    }

    private static bool IsNumeric(SweepAxis? axis) =>
        axis is null || axis.Values.All(value => value.Quantity is not null);

    private Mistake? ScaleMistake()
    {
        bool isLogarithmic = FigureKeys.IsLogarithmic(_figure, FigureKeys.XScale);
        if (!isLogarithmic || _kind == FigureKinds.Cdf)
        {
            return null;
        }

        if (_kind is FigureKinds.Bars or FigureKinds.Parts or FigureKinds.Heat || IsOverTime || !IsNumeric(Axis))
        {
            return At(FigureKeys.XScale, "this axis has no logarithmic scale", "leave 'x-scale' out");
        }

        SweepValue? wrong = Axis?.Values.FirstOrDefault(value => value.Quantity is { Si: <= 0 });
        return wrong is null
            ? null
            : At(FigureKeys.XScale, $"{wrong.Text} has no place on a logarithmic axis", "leave 'x-scale' out");
    }

    private Mistake? HeatMistake()
    {
        if (_kind != FigureKinds.Heat)
        {
            return null;
        }

        int others = _scope.Context.Sweep.Axes.Count(axis => axis.Key != _x);
        return others == 0 && !_scope.Context.IsSmall
                ? At(FigureKeys.Kind, "a heat map needs two keys of the sweep", "sweep another key, or draw lines")
            : _by.Length > 1 || (_by.Length == 0 && others > 1)
                ? At(FigureKeys.By, "a heat map has one key on its vertical axis", "name it: by: KEY")
            : null;
    }

    // What differs in a key that neither axis nor curves show would be one curve and is none.
    private Mistake? MixtureMistake()
    {
        if (_by.Length == 0 || _kind == FigureKinds.Parts || _scope.Context.IsSmall)
        {
            return null;
        }

        (string Key, SweepValue Value)[] at = FigureKeys.AtOf(_figure);
        IReadOnlyList<(SweepAxis Axis, SweepValue Value)>[] shown =
        [
            .. _scope.Context.Sweep.Points.Where(point => at.All(wanted =>
                point.Any(given => given.Axis.Key == wanted.Key && given.Value.IsSame(wanted.Value)))),
        ];
        string[] hidden =
        [
            .. _scope.Context.Sweep.Axes.Select(axis => axis.Key)
                .Where(key => !_by.Contains(key) && (key != _x || _kind == FigureKinds.Cdf))
                .Where(key => shown.GroupBy(point => Words(point, key))
                    .Any(group => group.Select(point => ValueOf(point, key)).Distinct().Skip(1).Any())),
        ];
        return hidden.Length == 0
            ? null
            : At(FigureKeys.By, $"the figure does not tell values of '{hidden[0]}' apart",
                $"add {hidden[0]} to 'by', or choose a value with 'at'");
    }

    private string Words(IReadOnlyList<(SweepAxis Axis, SweepValue Value)> point, string without) => string.Join(
        '\n',
        point.Where(given => given.Axis.Key != without)
            .Where(given => _by.Contains(given.Axis.Key) || (given.Axis.Key == _x && _kind != FigureKinds.Cdf))
            .Select(given => given.Value.Text));

    private static string ValueOf(IReadOnlyList<(SweepAxis Axis, SweepValue Value)> point, string key) =>
        point.First(given => given.Axis.Key == key).Value.Text;

    // ---- formulas

    private Mistake? FormulaMistakes() => !_figure.Has(FigureKeys.Formula)
        ? null
        : _figure.Mappings(FigureKeys.Formula)
            .Where(formula => formula.Has(FormulaKeys.Curve))
            .Select(FormulaMistake)
            .FirstOrDefault(mistake => mistake is not null);

    private Mistake? FormulaMistake(Settings given)
    {
        Formula formula = Formulas.Find(given.Word(FormulaKeys.Curve))!;
        string[] allowed = formula.IsTime ? [.. formula.Arguments, Formula.Plus] : [.. formula.Arguments];
        string[] arguments = [.. given.Names.Where(FormulaKeys.IsArgument)];
        string? missing = formula.Arguments.FirstOrDefault(
            argument => !given.Has(argument) && !IsWritten(given, argument));
        string? superfluous = arguments.FirstOrDefault(argument => !allowed.Contains(argument));
        string takes = $"it takes {string.Join(", ", allowed)}";
        return formula.IsDistribution != (_kind == FigureKinds.Cdf)
                ? new(given.PlaceOf(FormulaKeys.Curve),
                    formula.IsDistribution
                        ? $"'{formula.Name}' is a distribution, which 'kind: cdf' shows"
                        : $"'{formula.Name}' is no distribution",
                    $"formulas for this kind: {string.Join(", ", FormulasOfKind())}")
            : !formula.IsDistribution && (_kind is FigureKinds.Bars or FigureKinds.Heat or FigureKinds.Parts
                || IsOverTime || !IsNumeric(Axis))
                ? new(given.PlaceOf(FormulaKeys.Curve), "a formula goes over a swept number",
                    "take 'kind: lines' over such a key")
            : missing is not null
                ? new(given.PlaceOf(FormulaKeys.Curve), $"'{formula.Name}' needs '{missing}'", takes)
            : superfluous is not null
                ? new(given.PlaceOf(superfluous), $"'{formula.Name}' takes no '{superfluous}'", takes)
            : !formula.HasStations && given.Has(Formula.Service) && given.List(Formula.Service).Count != 1
                ? new(given.PlaceOf(Formula.Service), $"'{formula.Name}' has one service time", takes)
            : null;
    }

    // An argument with an error of its own is not missing.
    private bool IsWritten(Settings formula, string argument)
    {
        ScenarioNode? written = _written?.Find(FigureKeys.Formula);
        Place place = formula.PlaceOf(FormulaKeys.Curve);
        ScenarioNode[] all = written is null ? [] : written.Kind == NodeKind.Sequence ? [.. written.Items] : [written];
        return all.Any(item => item.Find(FormulaKeys.Curve)?.Place == place && item.Find(argument) is not null);
    }

    private IEnumerable<string> FormulasOfKind() => Formulas.All
        .Where(formula => formula.IsDistribution == (_kind == FigureKinds.Cdf))
        .Select(formula => formula.Name);

    // ---- where

    private Mistake At(string key, string text, string hint) =>
        new(_figure.PlaceOf(_figure.Has(key) ? key : FigureKeys.Y), text, hint);

    private sealed record Mistake(Place Place, string Text, string Hint);

    // An item of y.
    private sealed class Drawn
    {
        public Drawn(BoundValue item, ScenarioNames names)
        {
            Place = item.Place;
            Text = (string)item.Content;
            int dot = Text.LastIndexOf('.');
            HasStatistic = names.FindMetric(Text) is null;
            Metric = names.FindMetric(HasStatistic ? Text[..dot] : Text)!;
            Dimension = HasStatistic ? Metric.DimensionOf(Text[(dot + 1)..]) : Metric.Dimension;
        }

        public Place Place { get; }

        public string Text { get; }

        public bool HasStatistic { get; }

        public Metric Metric { get; }

        public Dimension Dimension { get; }
    }
}
