using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using Simulator.Measure;
using Simulator.Results;
using Simulator.Runner;
using Simulator.Scenarios;

namespace Simulator.Cli;

/// <summary>What a run prints: a line a point with its main numbers, failures, expectations, the path.</summary>
internal static class ResultPrinter
{
    private const int ColumnMax = 4, PointMax = 24, Digits = 4, IntervalDigits = 2;

    public static void Print(TextWriter output, StudyPlan plan, CampaignResult result, bool isSmall)
    {
        PrintRuns(output, plan, result);
        PrintTable(output, plan, result.Summary);
        ProcedurePrinter.Print(output, plan, result.Summary);
        PrintFailures(output, result);
        PrintExpectations(output, plan, result, isSmall);
        output.WriteLine(PathOf(result.Folder));
    }

    private static void PrintRuns(TextWriter output, StudyPlan plan, CampaignResult result)
    {
        int failed = result.Failures.Count, completed = result.Runs.Count - failed;
        string rest = (failed > 0 ? $", {failed} failed" : "")
            + (result.Reused > 0 ? $", {result.Reused} of them before" : "")
            + (result.IsInterrupted ? ", interrupted" : "");
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{plan.Scenario.Name}: {completed} of {result.Planned} runs completed{rest}, "
                + $"{Readable(result.Runs.Sum(run => run.Events), "")} events"));
    }

    // ---- the table

    private static void PrintTable(TextWriter output, StudyPlan plan, IReadOnlyList<SummaryRow> summary)
    {
        Column[] columns = [.. Columns(plan, summary).Take(ColumnMax)];
        if (columns.Length == 0)
        {
            return;
        }

        IEnumerable<string> keys = plan.Tables.Keys.Select(key => key.Name);
        List<string[]> lines = [[.. keys, .. columns.Select(column => column.Title)]];
        StudyPoint[] points = [.. plan.Points.Where(point => summary.Any(row => row.Point.Index == point.Index))];
        foreach (StudyPoint point in points.Take(PointMax))
        {
            lines.Add([
                .. point.Values.Select((_, key) => plan.TextOf(point, key)),
                .. columns.Select(column => column.CellOf(point.Index, summary)),
            ]);
        }

        output.WriteLine();
        foreach (string[] line in lines)
        {
            IEnumerable<string> cells =
                line.Select((cell, index) => cell.PadRight(lines.Max(other => other[index].Length)));
            output.WriteLine(("  " + string.Join("  ", cells)).TrimEnd());
        }

        if (points.Length > PointMax)
        {
            output.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"  ... and {points.Length - PointMax} points more, in summary.csv"));
        }

        output.WriteLine();
    }

    // What is expected comes first, then the main metrics.
    private static IEnumerable<Column> Columns(StudyPlan plan, IReadOnlyList<SummaryRow> summary)
    {
        IEnumerable<Column> expected = plan.Scenario.Expectations.SelectMany(expectation => summary
            .Where(row => row.Metric == expectation.Metric && row.Statistic.Name() == expectation.Statistic
                && (expectation.Entity ?? row.Entity) == row.Entity)
            .Take(1)
            .Select(row => new Column(row.Metric, row.Entity, row.Statistic)));
        IEnumerable<Column> main = StudyPlan.MainMetrics(plan.Scenario).SelectMany(metric => summary
            .Where(row => row.Metric == metric && IsMain(row.Statistic))
            .Select(row => new Column(row.Metric, row.Entity, row.Statistic)));
        return expected.Concat(main).Distinct();
    }

    private static bool IsMain(Statistic statistic) =>
        statistic is Statistic.Mean or Statistic.P99 or Statistic.TimeAverage or Statistic.Ratio;

    internal static string Readable(double value, string unit, int digits = Digits) =>
        Results.Readable.Text(value, unit, digits);

    // ---- what went wrong

    private static void PrintFailures(TextWriter output, CampaignResult result)
    {
        foreach (RunRow run in result.Failures)
        {
            output.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"run {run.Point.Index}:{run.Replication} failed: {run.Reason}"));
        }
    }

    private static void PrintExpectations(TextWriter output, StudyPlan plan, CampaignResult result, bool isSmall)
    {
        if (isSmall && plan.Scenario.Expectations.Count > 0)
        {
            output.WriteLine("expectations are not tested with --small");
        }

        int held = result.Expectations.Count(expectation => expectation.Holds);
        if (result.Expectations.Count > 0)
        {
            output.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"{held} of {result.Expectations.Count} expectations hold"));
        }

        foreach (ExpectationResult missed in result.Expectations.Where(expectation => !expectation.Holds))
        {
            output.WriteLine(Words(missed));
        }
    }

    private static string Words(ExpectationResult missed)
    {
        Expectation expectation = missed.Expectation;
        string unit = missed.Unit.Symbol();
        string where = string.Concat(missed.Point.Values.Select(value => $" {value.Key}={value.Value.Text}"));
        string found = missed.Estimate is not { } estimate ? ""
            : estimate is { Low: { } low, High: { } high }
                ? $": {Readable(estimate.Mean, unit)} in [{Readable(low, unit)}, {Readable(high, unit)}] (99.9 %)"
                : $": {Readable(estimate.Mean, unit)}";
        return $"{expectation.Place}: {expectation.Metric}.{expectation.Statistic}{where}{found}, "
            + $"expected {expectation.BoundsText}: {missed.Miss}";
    }

    // As short as it can be, and without the path of this machine where the folder is below the present one.
    private static string PathOf(string folder)
    {
        string relative = Path.GetRelativePath(".", folder);
        return relative.StartsWith("..", StringComparison.Ordinal) ? folder : relative;
    }

    private sealed record Column(string Metric, string Entity, Statistic Statistic)
    {
        public string Title => $"{Metric}.{Statistic.Name()}" + (Entity.Length == 0 ? "" : $" ({Entity})");

        public string CellOf(int point, IReadOnlyList<SummaryRow> summary)
        {
            SummaryRow? row = summary.FirstOrDefault(row => row.Point.Index == point
                && row.Metric == Metric && row.Entity == Entity && row.Statistic == Statistic);
            if (row is null)
            {
                return "-";
            }

            string unit = row.Unit.Symbol(), mean = Readable(row.Estimate.Mean, unit);
            return row.Estimate.HalfWidth is { } half ? $"{mean} ± {Readable(half, unit, IntervalDigits)}" : mean;
        }
    }
}
