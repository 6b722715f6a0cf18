using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Simulator.Measure;
using Simulator.Results;
using Simulator.Runner;
using Simulator.Scenarios;

namespace Simulator.Cli;

/// <summary>
/// What a study of one point prints of each procedure: how many were started, how they ended, how long the successful
/// ones took, and where the time went.
/// </summary>
internal static class ProcedurePrinter
{
    private static readonly Statistic[] Quantiles = [Statistic.P50, Statistic.P95, Statistic.P99];

    public static void Print(TextWriter output, StudyPlan plan, IReadOnlyList<SummaryRow> summary)
    {
        if (plan.Points.Count != 1)
        {
            return; // a sweep has its table and figures
        }

        bool isAny = false;
        foreach (Procedure procedure in plan.Scenario.System.Procedures)
        {
            foreach (string entity in EntitiesOf(procedure.Name, summary))
            {
                isAny |= PrintProcedure(output, procedure.Name, entity, summary);
            }
        }

        if (isAny)
        {
            output.WriteLine();
        }
    }

    private static IEnumerable<string> EntitiesOf(string procedure, IReadOnlyList<SummaryRow> summary) => summary
        .Where(row => row.Metric.StartsWith(procedure + ".", StringComparison.Ordinal))
        .Select(row => row.Entity)
        .Distinct();

    private static bool PrintProcedure(
        TextWriter output, string name, string entity, IReadOnlyList<SummaryRow> summary)
    {
        SummaryRow[] own = [.. summary.Where(row => row.Entity == entity)];
        string counts = Counts(own, name);
        if (counts.Length == 0 || ValueOf(own, name + ".started", Statistic.Count) is 0)
        {
            return false;
        }

        string whose = entity.Length == 0 ? "" : $" ({entity})";
        output.WriteLine($"  {name}{whose}: {counts}");
        if (ValueOf(own, name + ".latency", Statistic.Count) is > 0)
        {
            PrintLatency(output, own, name, entity);
        }

        return true;
    }

    private static void PrintLatency(TextWriter output, SummaryRow[] own, string name, string entity)
    {
        string mean = Time(ValueOf(own, name + ".latency", Statistic.Mean));
        IEnumerable<string> quantiles =
            Quantiles.Select(each => $"{each.Name()} {Time(ValueOf(own, name + ".latency", each))}");
        output.WriteLine($"    latency mean {mean}, {string.Join(", ", quantiles)}");
        LatencyShares all = LatencyShares.Of(own, name + ".latency", entity, point: 0);
        if (all.Parts.Count > 0)
        {
            LatencyShares shares = LatencyShares.Gather([all], isDrawn: false)[0];
            output.WriteLine(
                $"    of it {string.Join(", ", shares.Parts.Select(part => $"{part.Name} {Time(part.Seconds)}"))}");
        }
    }

    // Of a run, as a mean over replications: started, the share of successes, and the other ends.
    private static string Counts(SummaryRow[] own, string name)
    {
        const string Outcome = ".outcome.";
        var words = new List<string>();
        if (ValueOf(own, name + ".started", Statistic.Count) is { } started)
        {
            words.Add($"{ResultPrinter.Readable(started, "")} a run");
        }

        if (ValueOf(own, name + ".success", Statistic.Ratio) is { } share)
        {
            words.Add($"success ratio {ResultPrinter.Readable(share, "")}");
        }

        words.AddRange(own
            .Where(row => row.Metric.StartsWith(name + Outcome, StringComparison.Ordinal)
                && !row.Metric.EndsWith(Outcome + "success", StringComparison.Ordinal)
                && row.Estimate.Mean > 0)
            .Select(row =>
                $"{row.Metric[(name.Length + Outcome.Length)..]} {ResultPrinter.Readable(row.Estimate.Mean, "")}"));
        return string.Join(", ", words);
    }

    private static double? ValueOf(SummaryRow[] own, string metric, Statistic statistic) =>
        own.FirstOrDefault(row => row.Metric == metric && row.Statistic == statistic)?.Estimate.Mean;

    private static string Time(double? seconds) =>
        seconds is { } value ? ResultPrinter.Readable(value, "s") : "-";
}
