using System;
using System.Collections.Generic;
using System.IO;
using Simulator.Measure;

namespace Simulator.Results;

/// <summary>
/// The figures of a study, made from its stored tables: for each measured metric the quantity over the swept key, its
/// distribution, its parts and its course over time, as far as the study has them.
/// </summary>
public static class StudyFigures
{
    private const int SeriesMax = 6, CategoryMax = 8;

    private static readonly string[] Percentiles = ["p50", "p95", "p99"];
    private static readonly string[] Parts = ["propagation", "transmission", "queueing", "processing", "timer"];

    /// <summary>The figures of a study whose tables are written.</summary>
    /// <param name="folder">Its folder.</param>
    /// <param name="tables">Its tables.</param>
    /// <param name="metrics">Names of the metrics to draw, as the scenario's <c>measure</c> lists them.</param>
    public static IReadOnlyList<Figure> Of(string folder, CsvTables tables, IReadOnlyList<string> metrics)
    {
        ArgumentNullException.ThrowIfNull(tables);
        ArgumentNullException.ThrowIfNull(metrics);
        SummaryRow[] summary = [.. tables.Summary.Read(folder)];
        var sweep = new FigureSweep(tables.Keys, summary);
        var figures = new List<Figure>();
        foreach (string metric in metrics)
        {
            SummaryRow[] rows = Array.FindAll(summary, row => row.Metric == metric);
            AddSweeps(figures, sweep, metric, rows);
            AddParts(figures, sweep, metric, summary);
            AddDistributions(figures, sweep, metric, ReadIfAny(tables.Distributions, folder));
            AddTimeSeries(figures, sweep, metric, ReadIfAny(tables.Series, folder));
        }

        return figures;
    }

    private static IEnumerable<T> ReadIfAny<T>(Table<T> table, string folder) =>
        File.Exists(Path.Combine(folder, table.File)) ? table.Read(folder) : [];

    // ---- a quantity over the swept key

    private static void AddSweeps(List<Figure> figures, FigureSweep sweep, string metric, SummaryRow[] rows)
    {
        if (!sweep.IsSwept)
        {
            return;
        }

        foreach ((string entity, string whose) in Entities(rows, row => row.Entity))
        {
            SummaryRow[] own = Array.FindAll(rows, row => row.Entity == entity);
            if (sweep.HasOneSeries && Has(own, Statistic.P50))
            {
                figures.Add(PercentileFigure(sweep, metric, whose, own));
                continue;
            }

            foreach (Statistic statistic in StatisticsToDraw(own))
            {
                figures.Add(SweepFigure(sweep, metric, whose, statistic, own));
            }
        }
    }

    private static Figure PercentileFigure(FigureSweep sweep, string metric, string entity, SummaryRow[] rows)
    {
        var series = new List<FigureSeries>();
        foreach (string percentile in Percentiles)
        {
            List<FigurePoint> points = sweep.Points(Array.FindAll(rows, row => row.Statistic.Name() == percentile), 0);
            series.Add(new FigureSeries(percentile, points));
        }

        string unit = Array.Find(rows, row => row.Statistic == Statistic.P50)!.Unit.Symbol();
        var y = new FigureAxis(FigureWords.Metric(metric, entity), unit);
        return sweep.Figure(FileName(metric, entity), y, series);
    }

    private static Figure SweepFigure(
        FigureSweep sweep, string metric, string entity, Statistic statistic, SummaryRow[] rows)
    {
        SummaryRow[] own = Array.FindAll(rows, row => row.Statistic == statistic);
        var series = new List<FigureSeries>();
        for (int index = 0; index < sweep.Series.Count; index++)
        {
            series.Add(new FigureSeries(sweep.Series[index], sweep.Points(own, index)));
        }

        string label = $"{FigureWords.Metric(metric, entity)}{FigureWords.Of(statistic)}";
        string name = FileName(metric, entity) + "." + statistic.Name();
        return sweep.Figure(name, new FigureAxis(label, own[0].Unit.Symbol()), series);
    }

    private static Statistic[] StatisticsToDraw(SummaryRow[] rows) =>
        Has(rows, Statistic.P50) ? [Statistic.P50, Statistic.P99]
        : Has(rows, Statistic.TimeAverage) ? [Statistic.TimeAverage]
        : Has(rows, Statistic.Ratio) ? [Statistic.Ratio]
        : Has(rows, Statistic.Rate) ? [Statistic.Rate]
        : Has(rows, Statistic.Mean) ? [Statistic.Mean]
        : Has(rows, Statistic.Count) ? [Statistic.Count]
        : [];

    private static bool Has(SummaryRow[] rows, Statistic statistic) =>
        Array.Exists(rows, row => row.Statistic == statistic);

    // ---- the parts of a latency

    private static void AddParts(List<Figure> figures, FigureSweep sweep, string metric, SummaryRow[] summary)
    {
        SummaryRow[] rows = Array.FindAll(summary, row =>
            row.Statistic == Statistic.Mean
            && row.Estimate.Mean > 0
            && Array.Exists(Parts, part => row.Metric == $"{metric}.{part}"));
        foreach ((string entity, string whose) in Entities(rows, row => row.Entity))
        {
            figures.Add(PartsFigure(sweep, metric, whose, Array.FindAll(rows, row => row.Entity == entity)));
        }
    }

    private static Figure PartsFigure(FigureSweep sweep, string metric, string entity, SummaryRow[] rows)
    {
        List<StudyPoint> bars = sweep.Choose(CategoryMax);
        double[] tops = new double[bars.Count];
        var series = new List<FigureSeries>();
        foreach (string part in Array.FindAll(Parts, part => HasPart(rows, $"{metric}.{part}")))
        {
            var points = new List<FigurePoint>();
            for (int bar = 0; bar < bars.Count; bar++)
            {
                double mean = MeanOf(rows, $"{metric}.{part}", bars[bar].Index);
                points.Add(new FigurePoint(bar, mean, tops[bar], tops[bar] + mean));
                tops[bar] += mean;
            }

            series.Add(new FigureSeries(part, points));
        }

        var y = new FigureAxis("Mean " + FigureWords.Lower(FigureWords.Metric(metric, entity)), "s");
        return new(FileName(metric, entity) + ".parts", FigureKind.Stack, new FigureAxis(sweep.Title, ""), y, series)
        {
            Categories = bars.ConvertAll(sweep.Label),
        };
    }

    // A part that takes no time anywhere has no place in the key.
    private static bool HasPart(SummaryRow[] rows, string metric) => Array.Exists(rows, row => row.Metric == metric);

    private static double MeanOf(SummaryRow[] rows, string metric, int point) =>
        Array.Find(rows, row => row.Metric == metric && row.Point.Index == point)?.Estimate.Mean ?? 0.0;

    // ---- distributions

    private static void AddDistributions(
        List<Figure> figures, FigureSweep sweep, string metric, IEnumerable<DistributionRow> rows)
    {
        List<StudyPoint> chosen = sweep.Choose(SeriesMax);
        DistributionRow[] own =
            [.. Where(rows, row => row.Metric == metric && chosen.Exists(point => point.Index == row.Point.Index))];
        foreach ((string entity, string whose) in Entities(own, row => row.Entity))
        {
            var series = new List<FigureSeries>();
            foreach (StudyPoint point in chosen)
            {
                DistributionRow[] samples =
                    Array.FindAll(own, row => row.Entity == entity && row.Point.Index == point.Index);
                if (samples.Length > 0)
                {
                    series.Add(new FigureSeries(sweep.Label(point), Quantiles(samples)));
                }
            }

            var x = new FigureAxis(FigureWords.Metric(metric, whose), own[0].Unit.Symbol(), IsSpreadWide(series));
            var y = new FigureAxis("Share of samples", "1");
            figures.Add(new(FileName(metric, whose) + ".ecdf", FigureKind.Ecdf, x, y, series));
        }
    }

    // At each share the mean of the replications' quantiles.
    private static List<FigurePoint> Quantiles(DistributionRow[] samples)
    {
        var shares = new List<double>();
        var means = new List<Moments>();
        foreach (DistributionRow row in samples)
        {
            int index = shares.BinarySearch(row.Share);
            if (index < 0)
            {
                index = ~index;
                shares.Insert(index, row.Share);
                means.Insert(index, new Moments());
            }

            means[index].Add(row.Value);
        }

        var points = new List<FigurePoint>();
        for (int index = 0; index < shares.Count; index++)
        {
            points.Add(new FigurePoint(means[index].Mean, shares[index]));
        }

        return points;
    }

    // A logarithmic axis if the median of one line and the tail of another lie more than a decade apart.
    private static bool IsSpreadWide(List<FigureSeries> series)
    {
        const double Decade = 10.0;
        double least = double.PositiveInfinity, median = double.PositiveInfinity, tail = 0;
        foreach (FigureSeries each in series)
        {
            foreach (FigurePoint point in each.Points)
            {
                least = Math.Min(least, point.X);
                median = point.Y >= 0.5 ? Math.Min(median, point.X) : median;
                tail = point.Y <= 0.99 ? Math.Max(tail, point.X) : tail;
            }
        }

        return least > 0 && tail > Decade * median;
    }

    // ---- states over time

    private static void AddTimeSeries(
        List<Figure> figures, FigureSweep sweep, string metric, IEnumerable<SeriesRow> rows)
    {
        List<StudyPoint> chosen = sweep.Choose(SeriesMax);
        SeriesRow[] own = [.. Where(rows, row => row.Metric == metric)];
        foreach ((string entity, string whose) in Entities(own, row => row.Entity))
        {
            var series = new List<FigureSeries>();
            foreach (StudyPoint point in chosen)
            {
                SeriesRow[] states = Array.FindAll(own, row => row.Entity == entity && row.Point.Index == point.Index);
                if (states.Length > 0)
                {
                    series.Add(new FigureSeries(sweep.Label(point), Courses.Mean(states)));
                }
            }

            var y = new FigureAxis(FigureWords.Metric(metric, whose), own[0].Unit.Symbol());
            string name = FileName(metric, whose) + ".time";
            figures.Add(new(name, FigureKind.TimeSeries, new FigureAxis("Time", "s"), y, series));
        }
    }

    private static string FileName(string metric, string entity) =>
        Results.Figure.FileName(entity.Length == 0 ? metric : $"{metric}.{entity}");

    // Whom the rows are about, and how a figure names it: not at all if there is one.
    private static List<(string Entity, string Whose)> Entities<T>(IEnumerable<T> rows, Func<T, string> entity)
    {
        var names = new List<string>();
        foreach (T row in rows)
        {
            if (!names.Contains(entity(row)))
            {
                names.Add(entity(row));
            }
        }

        return names.ConvertAll(name => (name, names.Count == 1 ? "" : name));
    }

    private static IEnumerable<T> Where<T>(IEnumerable<T> rows, Predicate<T> isWanted)
    {
        foreach (T row in rows)
        {
            if (isWanted(row))
            {
                yield return row;
            }
        }
    }
}
