using System;
using System.Collections.Generic;
using System.Linq;
using Simulator.Measure;

namespace Simulator.Results;

/// <summary>The main numbers with their intervals: a line a point, and every one by itself.</summary>
internal static class ResultSection
{
    private const int ColumnMax = 6, OpenRowMax = 30, RowMax = 1_000;

    private static readonly Statistic[] Shown =
    [
        Statistic.Count, Statistic.Mean, Statistic.P50, Statistic.P95, Statistic.P99, Statistic.Max,
        Statistic.TimeAverage, Statistic.Rate, Statistic.Ratio,
    ];

    private static readonly Statistic[] Levels =
        [Statistic.Mean, Statistic.P99, Statistic.TimeAverage, Statistic.Rate, Statistic.Ratio];

    public static void Write(HtmlWriter html, ReportStudy study)
    {
        SummaryRow[] rows =
        [
            .. study.Metrics.SelectMany(metric => study.Summary.Where(row =>
                row.Metric == metric && Shown.Contains(row.Statistic))),
        ];
        rows = [.. rows.Where(row => !IsEmpty(row.Metric, rows) && !IsTold(row, rows))];
        if (rows.Length == 0)
        {
            html.Element("p", "No run has any of the numbers that the study is about.");
            return;
        }

        html.Open("p").Text("Means over replications with their 95 % intervals. All numbers: ")
            .Element("a", "summary.csv", ("href", "summary.csv")).Text(", ")
            .Element("a", "metrics.csv", ("href", "metrics.csv")).Text("; what they mean: ")
            .Element("a", "dictionary.csv", ("href", "dictionary.csv")).Text(".").Close();
        if (study.Keys.Count > 0)
        {
            WritePoints(html, study, rows);
        }

        WriteAll(html, study, rows);
    }

    // Nothing of it happened at any point.
    private static bool IsEmpty(string metric, SummaryRow[] rows) =>
        Array.FindAll(rows, row => row.Metric == metric && row.Statistic == Statistic.Count) is { Length: > 0 } counts
            && Array.TrueForAll(counts, row => row.Estimate.Mean == 0);

    // How many trials a share has is told by other metrics.
    private static bool IsTold(SummaryRow row, SummaryRow[] rows) => row.Statistic == Statistic.Count
        && Array.Exists(rows, other => other.Metric == row.Metric && other.Statistic == Statistic.Ratio);

    // ---- a line a point

    private static void WritePoints(HtmlWriter html, ReportStudy study, SummaryRow[] rows)
    {
        (string Metric, string Entity, Statistic Statistic)[] columns =
        [
            .. rows.Where(row => Levels.Contains(row.Statistic))
                .Select(row => (row.Metric, row.Entity, row.Statistic))
                .Distinct()
                .Take(ColumnMax),
        ];
        IEnumerable<string> heads = columns.Select(column => NameOf(column.Metric, column.Statistic, column.Entity));
        ReportTable.Write(
            html,
            "Points of the sweep",
            [.. study.Keys.Select(key => key.Name), .. heads],
            Enumerable.Range(0, study.Points.Count).Select(point => (ReportCell[])
            [
                .. ReportRows.Point(study, point),
                .. columns.Select(column => CellOf(rows.FirstOrDefault(row =>
                    row.Point.Index == point && (row.Metric, row.Entity, row.Statistic) == column))),
            ]));
    }

    private static string NameOf(string metric, Statistic statistic, string entity) =>
        $"{metric}.{statistic.Name()}" + (entity.Length == 0 ? "" : $" ({entity})");

    private static ReportCell CellOf(SummaryRow? row)
    {
        if (row is null)
        {
            return "–";
        }

        string interval = Readable.Interval(row.Estimate, row.Unit, row.Statistic);
        string mean = Readable.Text(row.Estimate.Mean, row.Unit, row.Statistic);
        return new($"{mean} {interval}".Trim(), row.Estimate.Mean);
    }

    // ---- every number by itself

    private static void WriteAll(HtmlWriter html, ReportStudy study, SummaryRow[] rows)
    {
        bool isLong = rows.Length > OpenRowMax;
        if (isLong)
        {
            html.Open("details").Element("summary", Counted(rows.Length));
        }

        ReportTable.Write(
            html,
            "Main metrics",
            [
                .. study.Keys.Select(key => key.Name), "metric", "of", "statistic", "mean", "95 % interval",
                "replications",
            ],
            rows.Take(RowMax).Select(row => (ReportCell[])
            [
                .. ReportRows.Point(study, row.Point.Index),
                row.Metric,
                row.Entity,
                row.Statistic.Name(),
                new(Readable.Text(row.Estimate.Mean, row.Unit, row.Statistic), row.Estimate.Mean),
                new(Readable.Interval(row.Estimate, row.Unit, row.Statistic), row.Estimate.HalfWidth ?? 0),
                row.Estimate.Count,
            ]));
        if (isLong)
        {
            html.Close();
        }
    }

    private static string Counted(int count) => count > RowMax
        ? FormattableString.Invariant($"The first {RowMax} of {count} numbers")
        : FormattableString.Invariant($"All {count} numbers");
}

/// <summary>Cells that several tables have.</summary>
internal static class ReportRows
{
    /// <summary>The values of the sweep keys at a point, sorted as numbers where they are.</summary>
    public static IEnumerable<ReportCell> Point(ReportStudy study, int point)
    {
        SummaryRow? row = study.Summary.FirstOrDefault(each => each.Point.Index == point);
        for (int key = 0; key < study.Keys.Count; key++)
        {
            bool isNumber = row is not null & Cell.TryParse(row?.Point.Values[key] ?? "", out double value);
            yield return new(study.Points[point][key], isNumber ? value : null);
        }
    }
}
