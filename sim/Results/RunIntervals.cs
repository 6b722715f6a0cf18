using System;
using System.Collections.Generic;
using Simulator.Measure;

namespace Simulator.Results;

/// <summary>
/// Confidence intervals of numbers of one run, from the run alone (batch means): for studies with one long replication.
/// How each is made is in results/README.md.
/// </summary>
internal static class RunIntervals
{
    private const double Confidence = Estimate.DefaultConfidence;

    /// <summary>The intervals that can be told, in order of declaration.</summary>
    public static IEnumerable<IntervalRow> Of(StudyPoint point, int replication, MetricRegistry metrics)
    {
        foreach (IMetric metric in metrics.Metrics)
        {
            if (metric is not IBatched batched)
            {
                continue;
            }

            foreach ((Statistic statistic, BatchError error) in batched.Errors())
            {
                if (IntervalOf(metric, statistic, error) is { } interval)
                {
                    MetricDefinition of = metric.Definition;
                    MetricUnit unit = statistic == Statistic.Ratio ? MetricUnit.One : of.Unit;
                    yield return new(
                        point, replication, of.Name, of.Entity, statistic, error.BatchCount, interval.Low,
                        interval.High, Confidence, unit);
                }
            }
        }
    }

    private static (double Low, double High)? IntervalOf(IMetric metric, Statistic statistic, BatchError error)
    {
        double student = Estimate.StudentQuantile(error.BatchCount - 1, Confidence);
        SampleSeries? samples = metric as SampleSeries ?? (metric as LatencyBreakdown)?.Whole;
        if (samples is not null && SampleSeries.ShareOf(statistic) is { } share)
        {
            return OfQuantile(samples.Distribution, share, error.StandardError, student);
        }

        if (metric is Ratio ratio)
        {
            return Estimate.OfShare(ratio.HitCount / (double)ratio.Count, ratio.Count, error, Confidence);
        }

        double value = ValueOf(metric, statistic), half = student * error.StandardError;
        return (value - half, value + half);
    }

    // The shares between which the true quantile's share lies, read off the distribution (Woodruff 1952; for correlated
    // values Heidelberger and Lewis 1984). None if they reach the smallest or the largest value, beyond which nothing
    // is known. Correlation is never taken to help.
    private static (double Low, double High)? OfQuantile(
        QuantileSketch distribution, double share, double standardError, double student)
    {
        double count = distribution.Count;
        double half = student * Math.Max(standardError, Math.Sqrt(share * (1 - share) / count));
        double low = share - half, high = share + half + (1 / count);
        return low * count < 1 || high * count > count - 1
            ? null
            : (distribution.Quantile(low), distribution.Quantile(high));
    }

    private static double ValueOf(IMetric metric, Statistic statistic)
    {
        var values = new List<MetricValue>();
        metric.Report(values);
        return values.Find(value => value.Statistic == statistic).Value;
    }
}
