using System;
using System.Collections.Generic;
using System.Linq;
using Simulator.Measure;
using Simulator.Results;
using Simulator.Scenarios;

namespace Simulator.Runner;

/// <summary>What became of an expectation at one point.</summary>
/// <param name="Expectation">The expectation.</param>
/// <param name="Point">The point.</param>
/// <param name="Estimate">The mean over replications and its interval; null if there is no such number.</param>
/// <param name="Unit">Unit of the number.</param>
/// <param name="Miss">Why it does not hold; empty if it does.</param>
public sealed record ExpectationResult(
    Expectation Expectation, SweepPoint Point, Estimate? Estimate, MetricUnit Unit, string Miss)
{
    /// <summary>True if it holds.</summary>
    public bool Holds => Miss.Length == 0;
}

/// <summary>Tests the expectations of a scenario on its results.</summary>
public static class ExpectationTest
{
    /// <summary>Confidence of the interval in which a value must lie with <c>within: interval</c>.</summary>
    public const double Confidence = 0.999;

    /// <summary>Fewest replications for <c>within: interval</c>.</summary>
    public const int ReplicationMin = 10;

    // What never varies has an interval without width, and sums of it are off by their rounding.
    private const double RoundingMax = 1e-9;

    /// <summary>Tests every expectation at every point that it speaks of, in order.</summary>
    /// <param name="plan">The study.</param>
    /// <param name="rows">The numbers of its runs.</param>
    public static IEnumerable<ExpectationResult> Of(StudyPlan plan, IEnumerable<MetricRow> rows)
    {
        ArgumentNullException.ThrowIfNull(plan);
        IReadOnlyList<Expectation> expectations = plan.Scenario.Expectations;
        if (expectations.Count == 0)
        {
            yield break;
        }

        MetricRow[] own =
            [.. rows.Where(row => expectations.Any(expectation => expectation.Metric == row.Value.Metric))];
        ILookup<(int, string, string), SummaryRow> byName = Summary.Of(own, confidence: Confidence)
            .ToLookup(row => (row.Point.Index, row.Metric, row.Statistic.Name()));
        foreach (Expectation expectation in expectations)
        {
            foreach (SweepPoint point in plan.Scenario.Points.Where(expectation.Selects))
            {
                yield return Test(expectation, point, byName[(point.Index, expectation.Metric, expectation.Statistic)]);
            }
        }
    }

    private static ExpectationResult Test(Expectation expectation, SweepPoint point, IEnumerable<SummaryRow> rows)
    {
        string[] entities = [.. rows.Select(row => row.Entity)];
        string? entity = expectation.Entity ?? (entities.Contains("") ? "" : entities.Length == 1 ? entities[0] : null);
        if (rows.FirstOrDefault(row => row.Entity == entity) is not { } own)
        {
            string miss = entity is null && entities.Length > 1
                ? $"several have it: say 'entity:', one of {string.Join(", ", entities)}"
                : "no run has this number";
            return new(expectation, point, null, MetricUnit.One, miss);
        }

        return new(expectation, point, own.Estimate, own.Unit, Miss(expectation, own.Estimate));
    }

    private static string Miss(Expectation expectation, Estimate estimate)
    {
        double low = expectation.Low.Si, high = expectation.High.Si, mean = estimate.Mean;
        return expectation.Comparison switch
        {
            Comparison.Between => mean < low ? "too small" : mean > high ? "too great" : "",
            Comparison.Above => mean > low ? "" : "too small",
            Comparison.Below => mean < low ? "" : "too great",
            Comparison.Within => Math.Abs(mean - low) <= expectation.Deviation * Math.Abs(low) ? "" : "too far off",
            _ => IntervalMiss(low, expectation.Deviation, estimate),
        };
    }

    private static string IntervalMiss(double value, double halfWidthMax, Estimate estimate)
    {
        if (estimate.Count < ReplicationMin)
        {
            return FormattableString.Invariant(
                $"an interval needs {ReplicationMin} replications, there are {estimate.Count}");
        }

        double rounding = RoundingMax * Math.Abs(value);
        bool isInside = value >= estimate.Low - rounding && value <= estimate.High + rounding;
        return !isInside ? "the interval does not hold the value"
            : estimate.HalfWidth > halfWidthMax * Math.Abs(value)
                ? FormattableString.Invariant($"the interval is wider than ± {100 * halfWidthMax} % of the value")
            : "";
    }
}
