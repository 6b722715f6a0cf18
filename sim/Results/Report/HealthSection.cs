using System;
using System.Collections.Generic;
using System.Linq;

namespace Simulator.Results;

/// <summary>What is to be known of the numbers before they are believed.</summary>
internal static class HealthSection
{
    public static void Write(HtmlWriter html, ReportStudy study)
    {
        ReportHealth health = study.Health;
        html.Element("p", health.Warmup).Markup("\n");
        WritePoints(html, study);
        WriteFailedRuns(html, study);
        WriteOutliers(html, study);
    }

    private static void WritePoints(HtmlWriter html, ReportStudy study)
    {
        bool hasPrecision = study.Health.Points.Any(point => point.Precision.Length > 0);
        List<string> columns =
            [.. study.Keys.Select(key => key.Name), "replications", "failed runs", "events", "widest interval"];
        if (hasPrecision)
        {
            columns.Add("precision asked for");
        }

        ReportTable.Write(html, "Replications of each point", columns, study.Health.Points.Select(point =>
        {
            RunRow[] runs = [.. study.Runs.Where(run => run.Point.Index == point.Point)];
            List<ReportCell> cells =
            [
                .. ReportRows.Point(study, point.Point),
                new(FormattableString.Invariant($"{point.Completed} of {point.Planned}"), point.Completed),
                runs.Count(run => run.Status == RunStatus.Failed),
                runs.Sum(run => run.Events),
                Widest(study, point.Point),
            ];
            return (ReportCell[])(hasPrecision ? [.. cells, point.Precision] : cells.ToArray());
        }));
    }

    // The main level that is known worst, by half its interval over its mean.
    private static ReportCell Widest(ReportStudy study, int point)
    {
        SummaryRow? worst = study.Summary
            .Where(row => row.Point.Index == point && study.Metrics.Contains(row.Metric) && ReportLevels.IsLevel(row)
                && row.Estimate is { HalfWidth: not null, Mean: not 0 })
            .MaxBy(RelativeWidth);
        return worst is null
            ? "–"
            : new ReportCell(
                $"± {Readable.Text(100 * RelativeWidth(worst), "", digits: 2)} % of {worst.Metric}"
                    + (worst.Entity.Length == 0 ? "" : $" ({worst.Entity})"),
                RelativeWidth(worst));
    }

    private static double RelativeWidth(SummaryRow row) => row.Estimate.HalfWidth!.Value / Math.Abs(row.Estimate.Mean);

    private static void WriteFailedRuns(HtmlWriter html, ReportStudy study)
    {
        RunRow[] failed = [.. study.Runs.Where(run => run.Status == RunStatus.Failed)];
        if (failed.Length == 0)
        {
            html.Element("p", "No run failed.").Markup("\n");
            return;
        }

        ReportTable.Write(
            html,
            "Runs that a defect ended; they are in no number",
            ["run", "reason"],
            failed.Select(run => (ReportCell[])
                [FormattableString.Invariant($"{run.Point.Index}:{run.Replication}"), run.Reason]));
    }

    private static void WriteOutliers(HtmlWriter html, ReportStudy study)
    {
        if (study.Health.Outliers.Count == 0)
        {
            html.Element(
                "p",
                "No run is an outlier: no main metric of one is further from the median of its point than 3.5 times "
                    + "the scaled median deviation (looked for from 5 replications on).");
            return;
        }

        html.Open("p").Text("Runs far from the other replications of their point (by more than 3.5 scaled median ")
            .Text("deviations). They count like the others; look at one with ")
            .Element("code", "--only POINT:REPLICATION --pcap").Text(".").Close();
        ReportTable.Write(
            html,
            "Outlier runs",
            ["run", "metric", "value", "median of the point"],
            study.Health.Outliers.Select(outlier => (ReportCell[])
            [
                FormattableString.Invariant($"{outlier.Run.Point}:{outlier.Run.Replication}"), outlier.Metric,
                outlier.Value, outlier.Median,
            ]));
    }
}
