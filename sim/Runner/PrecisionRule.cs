using System;
using System.Collections.Generic;
using System.Linq;
using Simulator.Measure;
using Simulator.Results;

namespace Simulator.Runner;

/// <summary>
/// Which points need further replications (<c>replications: { min, max, precision }</c>): those where the 95 % interval
/// of a metric's level is wider than asked for. The level is its mean, time average or ratio; the metrics are those of
/// <c>measure:</c>, or without it the latencies of the system's procedures.
/// </summary>
internal static class PrecisionRule
{
    /// <summary>Indices of points, in order.</summary>
    public static IEnumerable<int> ImprecisePoints(StudyPlan plan, IReadOnlyList<SummaryRow> summary, double precision)
    {
        IReadOnlyList<string> metrics = StudyPlan.MainMetrics(plan.Scenario);
        return plan.Points.Select(point => point.Index).Where(index => summary.Any(row =>
            row.Point.Index == index && IsLevel(row.Statistic) && metrics.Contains(row.Metric)
            && row.Estimate.HalfWidth > precision * Math.Abs(row.Estimate.Mean)));
    }

    private static bool IsLevel(Statistic statistic) =>
        statistic is Statistic.Mean or Statistic.TimeAverage or Statistic.Ratio;
}
