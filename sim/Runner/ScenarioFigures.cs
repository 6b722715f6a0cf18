using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Simulator.Measure;
using Simulator.Results;
using Simulator.Scenarios;

namespace Simulator.Runner;

/// <summary>The figures of a study: those that its scenario describes, and those of its main metrics.</summary>
public static class ScenarioFigures
{
    /// <summary>The figures of a study whose tables are written.</summary>
    /// <param name="plan">The study.</param>
    /// <param name="folder">Its folder.</param>
    public static IReadOnlyList<Figure> Of(StudyPlan plan, string folder)
    {
        ArgumentNullException.ThrowIfNull(plan);
        var described = new DescribedFigures(plan, folder);
        List<Figure> figures = [.. plan.Scenario.Figures.Select(described.Of).Where(figure => figure.Series.Count > 0)];
        IEnumerable<Figure> own = StudyFigures.Of(folder, plan.Tables, StudyPlan.MainMetrics(plan.Scenario));
        figures.AddRange(own.Where(figure => !figures.Exists(other => other.Name == figure.Name)));
        return figures;
    }
}

/// <summary>
/// Figures as a scenario's <c>figures:</c> describes them. The title names the axis of what was measured; a figure in a
/// paper has its caption there.
/// </summary>
internal sealed class DescribedFigures
{
    private const string Time = "time";

    private readonly StudyPlan _plan;
    private readonly SummaryRow[] _summary;
    private readonly Lazy<DistributionRow[]> _distributions;
    private readonly Lazy<SeriesRow[]> _series;

    public DescribedFigures(StudyPlan plan, string folder)
    {
        _plan = plan;
        _summary = [.. plan.Tables.Summary.Read(folder)];
        _distributions = new(() => [.. ReadIfAny(plan.Tables.Distributions, folder)]);
        _series = new(() => [.. ReadIfAny(plan.Tables.Series, folder)]);
    }

    /// <summary>The figure of a description; without series if the study has none of its numbers.</summary>
    public Figure Of(FigureDescription figure)
    {
        if (figure.Kind == "parts")
        {
            return Parts(figure);
        }

        if (figure.Kind == "cdf" || figure.Y.Any(y => StatisticOf(y) is null && figure.X != Time))
        {
            return Distribution(figure);
        }

        return figure.X == Time ? Course(figure)
            : figure.Kind == "bars" || !IsNumeric(figure.X) ? Bars(figure)
            : Line(figure);
    }

    private static IEnumerable<T> ReadIfAny<T>(Table<T> table, string folder) =>
        File.Exists(Path.Combine(folder, table.File)) ? table.Read(folder) : [];

    // ---- kinds

    private Figure Line(FigureDescription figure)
    {
        int key = KeyIndex(figure.X!);
        SweepKey x = _plan.Tables.Keys[key];
        FigureSeries[] series = Series(figure, rows =>
            [.. rows.Select(row => Point(Number(row.Point.Values[key]), row)).OrderBy(point => point.X)]);
        var axis = new FigureAxis(FigureWords.Key(x.Name), x.Unit, figure.IsXLogarithmic);
        return new(Figure.FileName(figure.Name), FigureKind.Line, axis, YAxis(figure), series);
    }

    private Figure Bars(FigureDescription figure)
    {
        int key = figure.X is null ? -1 : KeyIndex(figure.X);
        string[] categories = key < 0
            ? [.. figure.Y]
            : [.. _plan.Points.Select(point => Text(point, key)).Distinct()];
        int CategoryOf(SummaryRow row) => Array.IndexOf(
            categories, key < 0 ? $"{row.Metric}.{row.Statistic.Name()}" : Text(row.Point, key));
        FigureSeries[] series = Series(figure, rows =>
            [.. rows.Select(row => Point(CategoryOf(row), row)).OrderBy(point => point.X)]);
        var axis = new FigureAxis(key < 0 ? "" : FigureWords.Key(figure.X!), "");
        return new(Figure.FileName(figure.Name), FigureKind.Bars, axis, YAxis(figure), series)
        {
            Categories = categories,
        };
    }

    // Where the time went: the parts of a mean latency, processing by operation, on top of each other.
    private Figure Parts(FigureDescription figure)
    {
        string metric = figure.Y[0];
        IReadOnlyList<LatencyShares> bars = LatencyShares.WithoutInvisible(
        [
            .. _plan.Points
                .Select(point => LatencyShares.Of(_summary, metric, figure.Entity, point.Index))
                .Where(shares => shares.Parts.Count > 0),
        ]);
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

        var axis = new FigureAxis(figure.X is null ? "" : FigureWords.Key(figure.X), "");
        return new(Figure.FileName(figure.Name), FigureKind.Stack, axis, new FigureAxis(Label(figure), "s"), series)
        {
            Categories = [.. bars.Select(bar => LabelOf(_plan.Points[bar.Point]))],
        };
    }

    private string LabelOf(StudyPoint point) => string.Join(
        ", ", Enumerable.Range(0, _plan.Tables.Keys.Count).Where(Varies).Select(key => Text(point, key)));

    private Figure Distribution(FigureDescription figure)
    {
        static double Value(DistributionRow row) => row.Value;
        DistributionRow[] rows = Array.FindAll(
            _distributions.Value, row => figure.Y.Contains(row.Metric) && (figure.Entity ?? row.Entity) == row.Entity);
        FigureSeries[] series = Grouped(
            figure, rows, row => row.Point, row => row.Metric, row => row.Entity, all =>
                [.. all.GroupBy(row => row.Share).Select(same => new FigurePoint(same.Average(Value), same.Key))]);
        string unit = rows.Length == 0 ? "" : rows[0].Unit.Symbol();
        var x = new FigureAxis(Label(figure), unit, figure.IsXLogarithmic);
        return new(Figure.FileName(figure.Name), FigureKind.Ecdf, x, new FigureAxis("Share of samples", "1"), series);
    }

    // The course of the first replication: a mean of courses would be that of no run.
    private Figure Course(FigureDescription figure)
    {
        string[] metrics = [.. figure.Y.Select(MetricOf)];
        SeriesRow[] rows = Array.FindAll(_series.Value, row =>
            row.Replication == 0 && metrics.Contains(row.Metric) && (figure.Entity ?? row.Entity) == row.Entity);
        FigureSeries[] series = Grouped(
            figure, rows, row => row.Point, row => row.Metric, row => row.Entity, all =>
                [.. all.Select(row => new FigurePoint(row.Time, row.Value))]);
        string unit = rows.Length == 0 ? "" : rows[0].Unit.Symbol();
        var y = new FigureAxis(Label(figure), unit, figure.IsYLogarithmic);
        return new(Figure.FileName(figure.Name), FigureKind.TimeSeries, new FigureAxis("Time", "s"), y, series);
    }

    // ---- series

    // In the order in which the figure lists its quantities.
    private SummaryRow[] Rows(FigureDescription figure) =>
    [
        .. figure.Y.SelectMany(y => _summary.Where(row =>
            y == $"{row.Metric}.{row.Statistic.Name()}" && (figure.Entity ?? row.Entity) == row.Entity)),
    ];

    private FigureSeries[] Series(FigureDescription figure, Func<IEnumerable<SummaryRow>, List<FigurePoint>> draw) =>
        Grouped(
            figure, Rows(figure), row => row.Point, row => Quantity(figure, row), row => row.Entity, draw);

    // What tells the quantities of a figure apart: their statistics, unless it has several metrics.
    private static string Quantity(FigureDescription figure, SummaryRow row)
    {
        string statistic = row.Statistic.Name().Replace('-', ' ');
        bool hasMetrics = figure.Y.Select(MetricOf).Distinct().Skip(1).Any();
        return hasMetrics ? $"{FigureWords.Key(row.Metric)}, {statistic}" : statistic;
    }

    // A curve for each measured quantity, entity and value of the keys that tell curves apart.
    private FigureSeries[] Grouped<T>(
        FigureDescription figure, T[] rows, Func<T, StudyPoint> point, Func<T, string> quantity, Func<T, string> entity,
        Func<IEnumerable<T>, List<FigurePoint>> draw)
    {
        bool hasQuantities = rows.Select(quantity).Distinct().Skip(1).Any() && figure.X is not null;
        bool hasEntities = rows.Select(entity).Distinct().Skip(1).Any();
        int[] keys = CurveKeys(figure);
        string LabelOf(T row)
        {
            IEnumerable<string> words = keys.Select(key => Text(point(row), key));
            words = hasEntities ? words.Prepend(entity(row)) : words;
            words = hasQuantities ? words.Prepend(quantity(row)) : words;
            return string.Join(", ", words);
        }

        return [.. rows.GroupBy(LabelOf).Select(group => new FigureSeries(group.Key, draw(group)))];
    }

    // The keys of `by`; without it all that vary beside the one on the axis.
    private int[] CurveKeys(FigureDescription figure)
    {
        string? axis = figure.Kind == "cdf" ? null : figure.X;
        IEnumerable<string> names = figure.By.Count > 0
            ? figure.By
            : _plan.Tables.Keys.Select(key => key.Name).Where(name => name != axis);
        return [.. names.Select(KeyIndex).Where(Varies)];
    }

    private bool Varies(int key) => _plan.Points.Select(point => point.Values[key]).Distinct().Skip(1).Any();

    // ---- words and numbers

    private int KeyIndex(string name) => _plan.Tables.Keys.ToList().FindIndex(key => key.Name == name);

    private bool IsNumeric(string? key) =>
        key is not null && KeyIndex(key) is >= 0 and int index
        && _plan.Points.All(point => Cell.TryParse(point.Values[index], out _));

    // A number needs the last word of its key beside it, as in `loss 1 %`; a word speaks for itself.
    private string Text(StudyPoint point, int key)
    {
        string name = _plan.Tables.Keys[key].Name, value = _plan.TextOf(point, key);
        return Cell.TryParse(point.Values[key], out _) ? $"{name[(name.LastIndexOf('.') + 1)..]} {value}" : value;
    }

    private static FigurePoint Point(double x, SummaryRow row) =>
        new(x, row.Estimate.Mean, row.Estimate.Low, row.Estimate.High);

    private static double Number(string cell) => Cell.TryParse(cell, out double number) ? number : double.NaN;

    private FigureAxis YAxis(FigureDescription figure)
    {
        SummaryRow[] rows = Rows(figure);
        string unit = rows.Length == 0 ? "" : rows[0].Unit.Symbol();
        return new FigureAxis(Label(figure), unit, figure.IsYLogarithmic);
    }

    private static string Label(FigureDescription figure) =>
        figure.Title.Length > 0 ? figure.Title : FigureWords.Key(MetricOf(figure.Y[0]));

    private static Statistic? StatisticOf(string y) =>
        Statistics.TryParse(y[(y.LastIndexOf('.') + 1)..], out Statistic statistic) ? statistic : null;

    private static string MetricOf(string y) => StatisticOf(y) is null ? y : y[..y.LastIndexOf('.')];
}
