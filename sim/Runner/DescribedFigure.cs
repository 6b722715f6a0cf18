using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Simulator.Measure;
using Simulator.Results;
using Simulator.Scenarios;

namespace Simulator.Runner;

/// <summary>What the tables of a study hold for its figures.</summary>
internal sealed class FigureNumbers(StudyPlan plan, string folder)
{
    private readonly Lazy<DistributionRow[]> _distributions = new(() => ReadIfAny(plan.Tables.Distributions, folder));
    private readonly Lazy<SeriesRow[]> _series = new(() => ReadIfAny(plan.Tables.Series, folder));

    public SummaryRow[] Summary { get; } = [.. plan.Tables.Summary.Read(folder)];

    public DistributionRow[] Distributions => _distributions.Value;

    public SeriesRow[] Series => _series.Value;

    private static T[] ReadIfAny<T>(Table<T> table, string folder) =>
        File.Exists(Path.Combine(folder, table.File)) ? [.. table.Read(folder)] : [];
}

/// <summary>
/// A figure as a scenario's <c>figures:</c> describes it. The title names the axis of what was measured; a figure in a
/// paper has its caption there.
/// </summary>
internal sealed class DescribedFigure
{
    private readonly StudyPlan _plan;
    private readonly FigureNumbers _numbers;
    private readonly FigureDescription _figure;
    private readonly FigureCurves _curves;
    private readonly FormulaCurves _formulas;
    private readonly string _name;

    public DescribedFigure(StudyPlan plan, FigureNumbers numbers, FigureDescription figure)
    {
        (_plan, _numbers, _figure) = (plan, numbers, figure);
        _curves = new FigureCurves(plan, figure);
        _formulas = new FormulaCurves(plan, figure, _curves);
        _name = Simulator.Results.Figure.FileName(figure.Name);
    }

    /// <summary>The figure; without measured series if the study has none of its numbers.</summary>
    public Figure Draw() => _figure.Kind switch
    {
        FigureKinds.Cdf => Distribution(),
        FigureKinds.Parts => Parts(),
        FigureKinds.Heat => Heat(),
        _ when _figure.X == FigureKinds.Time => Course(),
        FigureKinds.Bars => Bars(),
        _ when !_curves.IsNumeric(_figure.X) => Bars(),
        FigureKinds.Capacity => Capacity(),
        _ => Line(),
    };

    private bool IsShown(string entity, StudyPoint point) =>
        (_figure.Entity ?? entity) == entity && Array.Exists(_curves.Points, shown => shown.Index == point.Index);

    // ---- over a swept number

    private Figure Line()
    {
        int key = _curves.IndexOf(_figure.X);
        FigureKind kind = _figure.Kind == FigureKinds.Points ? FigureKind.Points : FigureKind.Line;
        FigureSeries[] series = Series(rows =>
        [
            .. rows.Select(row => Point(FigureCurves.Number(row.Point, key), row)).OrderBy(point => point.X),
        ]);
        return new(
            _name, kind, _curves.AxisOf(key), YAxis(),
            [.. Told(series), .. _formulas.OverKey(key)]);
    }

    // The same with the knee of each curve; where there is none, a note says so.
    private Figure Capacity()
    {
        Figure line = Line();
        FigureSeries[] measured = [.. line.Series.Where(series => series.Role == SeriesRole.Measured)];
        string Label(FigureSeries curve, FigurePoint knee)
        {
            string load = AxisUnit.Text(knee.X, line.X.Unit);
            return measured.Length == 1 ? $"knee at {load}" : $"knee of {curve.Label} at {load}";
        }

        FigureSeries[] knees =
        [
            .. measured.Select(curve => (Curve: curve, Knee: Knee.Find(curve.Points)))
                .Where(found => found.Knee is not null)
                .Select(found => new FigureSeries(Label(found.Curve, found.Knee!.Value), [found.Knee.Value])
                {
                    Role = SeriesRole.Knee,
                }),
        ];
        return line with
        {
            Series = [.. line.Series, .. knees],
            Note = knees.Length == 0 ? "no knee in this range" : "",
        };
    }

    // ---- bars and cells

    private Figure Bars()
    {
        int key = _curves.IndexOf(_figure.X);
        return key < 0 ? BarsOfEntities() : BarsOverKey(key);
    }

    private Figure BarsOverKey(int key)
    {
        string[] categories = _curves.TextsOf(key);
        FigureSeries[] series = Series(rows =>
        [
            .. rows.Select(row => Point(Array.IndexOf(categories, _plan.TextOf(row.Point, key)), row))
                .OrderBy(point => point.X),
        ]);
        var axis = new FigureAxis(FigureWords.Key(_figure.X!), "");
        return new(_name, FigureKind.Bars, axis, YAxis(), series)
        {
            Categories = categories,
        };
    }

    // Without a sweep: who is measured stands below the bars, what is measured has the colours.
    private Figure BarsOfEntities()
    {
        SummaryRow[] rows = Rows();
        string[] entities = [.. rows.Select(row => row.Entity).Distinct()];
        string[] quantities = [.. rows.Select(row => Quantity(row)).Distinct()];
        bool areEntitiesBelow = entities.Length > 1;
        string[] categories = areEntitiesBelow ? entities : quantities;
        FigureSeries[] series =
        [
            .. rows.GroupBy(row => areEntitiesBelow ? Quantity(row) : "")
                .Select(group => new FigureSeries(group.Key, [
                    .. group.Select(row => Point(
                        Array.IndexOf(categories, areEntitiesBelow ? row.Entity : Quantity(row)), row)),
                ])),
        ];
        return new(_name, FigureKind.Bars, new FigureAxis("", ""), YAxis(), series)
        {
            Categories = categories,
        };
    }

    // A row of cells for each value of the second key.
    private Figure Heat()
    {
        int column = _curves.IndexOf(_figure.X);
        int row = _curves.IndexOf(_figure.By.Count > 0
            ? _figure.By[0]
            : _plan.Tables.Keys.Select(key => key.Name).FirstOrDefault(name => name != _figure.X));
        if (column < 0 || row < 0)
        {
            return Bars(); // the small form of a scenario may sweep less
        }

        string[] columns = _curves.TextsOf(column);
        SummaryRow[] cells = Rows();
        cells = Array.FindAll(cells, cell => cell.Entity == cells[0].Entity);
        FigureSeries[] series =
        [
            .. _curves.TextsOf(row).Select(text => new FigureSeries(text, [
                .. cells.Where(cell => _plan.TextOf(cell.Point, row) == text)
                    .Select(cell => Point(Array.IndexOf(columns, _plan.TextOf(cell.Point, column)), cell))
                    .OrderBy(point => point.X),
            ])),
        ];
        var axis = new FigureAxis(FigureWords.Key(_figure.X!), "");
        return new(_name, FigureKind.Heat, axis, YAxis(), series)
        {
            Categories = columns,
            RowLabel = FigureWords.Key(_plan.Tables.Keys[row].Name),
        };
    }

    // Where the time went: the parts of a mean latency, processing by operation, on top of each other.
    private Figure Parts()
    {
        string metric = _figure.Y[0];
        IReadOnlyList<LatencyShares> bars = LatencyShares.Gather(
        [
            .. _curves.Points
                .Select(point => LatencyShares.Of(_numbers.Summary, metric, _figure.Entity, point.Index))
                .Where(shares => shares.Parts.Count > 0),
        ],
        isDrawn: true);
        double[] tops = new double[bars.Count];
        var series = new List<FigureSeries>();
        foreach (string part in bars.SelectMany(bar => bar.Parts.Select(each => each.Name)).Distinct())
        {
            var points = new List<FigurePoint>();
            for (int bar = 0; bar < bars.Count; bar++)
            {
                double seconds = bars[bar].Of(part);
                points.Add(new FigurePoint(bar, seconds, tops[bar], tops[bar] + seconds));
                tops[bar] += seconds;
            }

            series.Add(new FigureSeries(part, points));
        }

        var axis = new FigureAxis(_figure.X is null ? "" : FigureWords.Key(_figure.X), "");
        return new(_name, FigureKind.Stack, axis, new FigureAxis(Label(), "s"), series)
        {
            Categories = [.. bars.Select(bar => _curves.LabelOf(_plan.Points[bar.Point]))],
        };
    }

    // ---- distributions and courses

    private Figure Distribution()
    {
        static double Value(DistributionRow row) => row.Value;
        DistributionRow[] rows = Array.FindAll(
            _numbers.Distributions, row => _figure.Y.Contains(row.Metric) && IsShown(row.Entity, row.Point));
        FigureSeries[] series = _curves.Group(
            rows, row => row.Point, row => FigureWords.Key(row.Metric), row => row.Entity, all =>
                [.. all.GroupBy(row => row.Share).Select(same => new FigurePoint(same.Average(Value), same.Key))]);
        string unit = rows.Length == 0 ? "" : rows[0].Unit.Symbol();
        var x = new FigureAxis(Label(), unit, _figure.IsXLogarithmic);
        return new(
            _name, FigureKind.Ecdf, x, new FigureAxis("Share of samples", "1"),
            [.. Told(series), .. _formulas.OverValues(series)]);
    }

    // At each step the mean over the replications, and its interval if there are several.
    private Figure Course()
    {
        SeriesRow[] rows = Array.FindAll(
            _numbers.Series, row => _figure.Y.Contains(row.Metric) && IsShown(row.Entity, row.Point));
        FigureSeries[] series = _curves.Group(
            rows, row => row.Point, row => FigureWords.Key(row.Metric), row => row.Entity, Courses.Mean);
        string unit = rows.Length == 0 ? "" : rows[0].Unit.Symbol();
        var y = new FigureAxis(Label(), unit, _figure.IsYLogarithmic);
        return new(_name, FigureKind.TimeSeries, new FigureAxis("Time", "s"), y, series);
    }

    // ---- numbers and words

    // What stands alone needs no name, unless a formula is beside it.
    private FigureSeries[] Told(FigureSeries[] series) => series is [{ Label: "" } only] && _figure.Formulas.Count > 0
        ? [only with { Label = "simulated" }]
        : series;

    // In the order in which the figure lists its quantities.
    private SummaryRow[] Rows() =>
    [
        .. _figure.Y.SelectMany(y => _numbers.Summary.Where(row =>
            y == $"{row.Metric}.{row.Statistic.Name()}" && IsShown(row.Entity, row.Point))),
    ];

    private FigureSeries[] Series(Func<IEnumerable<SummaryRow>, List<FigurePoint>> draw) =>
        _curves.Group(
            Rows(), row => row.Point, row => Quantity(row), row => row.Entity, draw);

    // What tells the quantities of a figure apart: their statistics, unless it has several metrics.
    private string Quantity(SummaryRow row)
    {
        string statistic = row.Statistic.Name().Replace('-', ' ');
        string[] metrics = [.. _figure.Y.Select(MetricOf).Distinct()];
        string[] statistics = [.. _figure.Y.Select(y => y[(y.LastIndexOf('.') + 1)..]).Distinct()];
        return metrics.Length == 1 ? statistic
            : statistics.Length == 1 ? FigureWords.Key(row.Metric)
            : $"{FigureWords.Key(row.Metric)}, {statistic}";
    }

    private static FigurePoint Point(double x, SummaryRow row) =>
        new(x, row.Estimate.Mean, row.Estimate.Low, row.Estimate.High);

    private FigureAxis YAxis()
    {
        SummaryRow[] rows = Rows();
        string unit = rows.Length == 0 ? "" : rows[0].Unit.Symbol();
        return new FigureAxis(Label(), unit, _figure.IsYLogarithmic);
    }

    private string Label() =>
        _figure.Title.Length > 0 ? _figure.Title : FigureWords.Key(MetricOf(_figure.Y[0]));

    private static string MetricOf(string y) =>
        Statistics.TryParse(y[(y.LastIndexOf('.') + 1)..], out _) ? y[..y.LastIndexOf('.')] : y;
}
