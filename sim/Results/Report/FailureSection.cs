using System;
using System.Linq;
using Simulator.Measure;

namespace Simulator.Results;

/// <summary>How procedures ended that did not succeed, and which messages were lost or dropped.</summary>
internal static class FailureSection
{
    private const string Outcome = ".outcome.", Success = "success";
    private const int LossMax = 40;

    public static void Write(HtmlWriter html, ReportStudy study)
    {
        SummaryRow[] outcomes =
        [
            .. study.Summary.Where(row => row.Statistic == Statistic.Count
                && row.Metric.Contains(Outcome, StringComparison.Ordinal)),
        ];
        SummaryRow[] failures = [.. outcomes.Where(row => CauseOf(row) != Success && row.Estimate.Mean > 0)];
        if (outcomes.Length == 0)
        {
            html.Open("p").Text("The scenario keeps no outcomes (").Element("code", "measure:").Text(").").Close();
        }
        else if (failures.Length == 0)
        {
            html.Element("p", "Every procedure that the study counted succeeded.").Markup("\n");
        }
        else
        {
            WriteFailures(html, study, outcomes, failures);
        }

        WriteLosses(html, study);
    }

    private static void WriteFailures(
        HtmlWriter html, ReportStudy study, SummaryRow[] outcomes, SummaryRow[] failures) => ReportTable.Write(
            html,
            "Procedures that did not succeed, a run",
            [.. study.Keys.Select(key => key.Name), "procedure", "of", "cause", "mean", "95 % interval", "share"],
            failures.Select(row => (ReportCell[])
            [
                .. ReportRows.Point(study, row.Point.Index),
                ProcedureOf(row),
                row.Entity,
                CauseOf(row),
                new(Readable.Text(row.Estimate.Mean, row.Unit, row.Statistic), row.Estimate.Mean),
                Readable.Interval(row.Estimate, row.Unit, row.Statistic),
                ShareOf(row, study, outcomes),
            ]));

    // Of those that started; of those whose outcome is kept if nobody counted the starts.
    private static ReportCell ShareOf(SummaryRow row, ReportStudy study, SummaryRow[] outcomes)
    {
        string procedure = ProcedureOf(row);
        bool IsSame(SummaryRow other) => other.Entity == row.Entity && other.Point.Index == row.Point.Index;
        double all = study.Summary
            .FirstOrDefault(other => IsSame(other) && other.Metric == procedure + ".started"
                && other.Statistic == Statistic.Count)?.Estimate.Mean
            ?? outcomes.Where(other => IsSame(other) && ProcedureOf(other) == procedure)
                .Sum(other => other.Estimate.Mean);
        double share = row.Estimate.Mean / all;
        return all > 0 ? new ReportCell(Readable.Text(share, MetricUnit.One, Statistic.Ratio), share) : "–";
    }

    private static string ProcedureOf(SummaryRow row) =>
        row.Metric[..row.Metric.IndexOf(Outcome, StringComparison.Ordinal)];

    private static string CauseOf(SummaryRow row) =>
        row.Metric[(row.Metric.IndexOf(Outcome, StringComparison.Ordinal) + Outcome.Length)..];

    // Over all runs: what a network does to messages is the same question at every point.
    private static void WriteLosses(HtmlWriter html, ReportStudy study)
    {
        (string Link, string Protocol, string Message, long Count, long Lost, long Dropped)[] losses =
        [
            .. study.Messages
                .GroupBy(row => (Link: ClassOf(row.Link), row.Protocol, row.Message))
                .Select(group => (
                    group.Key.Link, group.Key.Protocol, group.Key.Message, group.Sum(row => row.Count),
                    group.Sum(row => row.Lost), group.Sum(row => row.Dropped)))
                .Where(row => row.Item5 + row.Item6 > 0)
                .OrderByDescending(row => row.Item5 + row.Item6)
                .ThenBy(row => $"{row.Link} {row.Protocol} {row.Message}", StringComparer.Ordinal),
        ];
        if (losses.Length == 0)
        {
            html.Element("p", "No packet was lost or dropped.");
            return;
        }

        ReportTable.Write(
            html,
            "Lost or dropped packets of all runs" + (losses.Length > LossMax ? ", the most frequent" : ""),
            ["link", "protocol", "message", "sent", "lost", "dropped"],
            losses.Take(LossMax).Select(row => (ReportCell[])
            [
                row.Link, row.Protocol, row.Message.Length == 0 ? "–" : row.Message, row.Count, row.Lost, row.Dropped,
            ]));
    }

    private static string ClassOf(string link) => link.Split(':')[0];
}
