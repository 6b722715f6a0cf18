using System;
using System.Collections.Generic;
using System.Linq;
using Simulator.Kernel;
using Simulator.Measure;
using Simulator.Results;
using Simulator.Scenarios;

namespace Simulator.Runner;

/// <summary>
/// Whether the points of a study are known as well as <c>replications: { min, max, precision }</c> asks. An empty list
/// asks for the level (mean, time average or ratio) of the main metrics within 5 % with confidence 95 %.
/// </summary>
internal static class PrecisionRule
{
    private const double RelativeDefault = 0.05;

    /// <summary>A row for each number that is asked for, point by point; none of a fixed number of runs.</summary>
    /// <param name="plan">The study.</param>
    /// <param name="summaryAt">The numbers over replications, with intervals of a confidence.</param>
    public static IReadOnlyList<PrecisionRow> Of(
        StudyPlan plan, Func<double, IReadOnlyList<SummaryRow>> summaryAt)
    {
        if (plan.Scenario.Replications.Precision is not { } asked)
        {
            return [];
        }

        var summaries = new SortedDictionary<double, ILookup<int, SummaryRow>>();
        ILookup<int, SummaryRow> At(double confidence)
        {
            if (!summaries.TryGetValue(confidence, out ILookup<int, SummaryRow>? summary))
            {
                summaries.Add(confidence, summary = summaryAt(confidence).ToLookup(row => row.Point.Index));
            }

            return summary;
        }

        return [.. plan.Points.SelectMany(point => asked.Count > 0
            ? asked.SelectMany(precision => Asked(point, precision, At(precision.Confidence)[point.Index]))
            : Main(plan, At(Estimate.DefaultConfidence)[point.Index]))];
    }

    /// <summary>What the manifest says of numbers that are not known well enough.</summary>
    /// <param name="rows">Rows of all points.</param>
    public static IEnumerable<string> Notes(IReadOnlyList<PrecisionRow> rows)
    {
        PrecisionRow[] missed = [.. rows.Where(row => !row.IsReached)];
        if (missed.Length > 0)
        {
            string names = string.Join(", ", missed.Select(row => $"{row.Metric}.{row.Statistic.Name()}").Distinct());
            int points = missed.Select(row => row.Point.Index).Distinct().Count();
            int all = rows.Select(row => row.Point.Index).Distinct().Count();
            yield return FormattableString.Invariant(
                $"the precision asked for was not reached at {points} of {all} points ({names}): precision.csv");
        }
    }

    private static IEnumerable<PrecisionRow> Asked(
        StudyPoint point, Precision precision, IEnumerable<SummaryRow> summary)
    {
        SummaryRow[] own = [.. summary.Where(row => row.Metric == precision.Metric
            && row.Statistic.Name() == precision.Statistic && (precision.Entity ?? row.Entity) == row.Entity)];
        if (own.Length > 0)
        {
            return own.Select(row => Row(row, precision.Relative));
        }

        bool isKnown = Statistics.TryParse(precision.Statistic, out Statistic statistic);
        Invariant.Require(isKnown, "a scenario names statistics that exist");
        return
        [
            new(
                point, precision.Metric, precision.Entity ?? "", statistic, precision.Relative, precision.Confidence,
                Estimate: null, IsReached: false, MetricUnit.One),
        ];
    }

    private static IEnumerable<PrecisionRow> Main(StudyPlan plan, IEnumerable<SummaryRow> summary)
    {
        IReadOnlyList<string> metrics = StudyPlan.MainMetrics(plan.Scenario);
        return summary.Where(row => IsLevel(row.Statistic) && metrics.Contains(row.Metric))
            .Select(row => Row(row, RelativeDefault));
    }

    private static PrecisionRow Row(SummaryRow row, double relative)
    {
        Estimate estimate = row.Estimate;
        bool isReached = estimate.HalfWidth <= relative * Math.Abs(estimate.Mean);
        return new(
            row.Point, row.Metric, row.Entity, row.Statistic, relative, estimate.Confidence, estimate, isReached,
            row.Unit);
    }

    private static bool IsLevel(Statistic statistic) =>
        statistic is Statistic.Mean or Statistic.TimeAverage or Statistic.Ratio;
}
