using System;
using System.Collections.Generic;
using System.Linq;
using MathNet.Numerics;
using NUnit.Framework;

namespace Tests.Kernel;

/// <summary>
/// Goodness of fit at a fixed seed. A sample is refused if its p-value is below one in a thousand; the seed is 1 and
/// was never chosen.
/// </summary>
internal static class Goodness
{
    public const int SampleSize = 200_000;
    private const double Significance = 0.001;
    private const double ExpectedMin = 10.0; // smaller classes of a chi-square test are joined to their neighbour
    private const double DeviationsMax = 4.0;

    /// <summary>Kolmogorov–Smirnov, with Stephens' correction of the limiting distribution.</summary>
    public static void ExpectContinuous(Func<double> draw, Func<double, double> cumulative, int size = SampleSize)
    {
        double[] sample = Sample(draw, size);
        Array.Sort(sample);
        double distance = 0;
        for (int index = 0; index < size; index++)
        {
            double p = cumulative(sample[index]);
            distance = Math.Max(distance, Math.Max(p - (index / (double)size), ((index + 1) / (double)size) - p));
        }

        double root = Math.Sqrt(size);
        Assert.That(KolmogorovTail((root + 0.12 + (0.11 / root)) * distance), Is.GreaterThan(Significance));
    }

    /// <summary>
    /// Chi-square over classes of values; <c>uppers</c> are the last values of all classes but the last.
    /// </summary>
    public static void ExpectDiscrete(
        Func<long> draw, IReadOnlyList<long> uppers, IReadOnlyList<double> probabilities, int size = SampleSize)
    {
        Assert.That(probabilities.Sum(), Is.EqualTo(1.0).Within(1e-9), "the expected probabilities are complete");
        double[] counts = new double[probabilities.Count];
        long[] edges = [.. uppers];
        for (int index = 0; index < size; index++)
        {
            int at = Array.BinarySearch(edges, draw());
            counts[at < 0 ? ~at : at]++;
        }

        double statistic = 0, observed = 0, expected = 0;
        int classes = 0;
        for (int index = 0; index < counts.Length; index++)
        {
            observed += counts[index];
            expected += probabilities[index] * size;
            double rest = probabilities.Skip(index + 1).Sum() * size;
            if (expected >= ExpectedMin && (rest >= ExpectedMin || index == counts.Length - 1))
            {
                statistic += (observed - expected) * (observed - expected) / expected;
                observed = expected = 0;
                classes++;
            }
        }

        if (expected > 0)
        {
            statistic += (observed - expected) * (observed - expected) / expected;
            classes++;
        }

        Assert.That(classes, Is.GreaterThan(1));
        double tail = SpecialFunctions.GammaUpperRegularized((classes - 1) / 2.0, statistic / 2.0);
        Assert.That(tail, Is.GreaterThan(Significance), $"chi-square {statistic} over {classes} classes");
    }

    /// <summary>The mean lies within four standard errors.</summary>
    public static void ExpectMean(Func<double> draw, double mean, double deviation, int size = SampleSize) =>
        Assert.That(
            Sample(draw, size).Average(), Is.EqualTo(mean).Within(DeviationsMax * deviation / Math.Sqrt(size)));

    private static double[] Sample(Func<double> draw, int size)
    {
        double[] sample = new double[size];
        for (int index = 0; index < size; index++)
        {
            sample[index] = draw();
        }

        return sample;
    }

    private static double KolmogorovTail(double x)
    {
        double sum = 0;
        for (int term = 1; term <= 100; term++)
        {
            sum += (term % 2 == 1 ? 2 : -2) * Math.Exp(-2.0 * term * term * x * x);
        }

        return x < 0.2 ? 1.0 : Math.Clamp(sum, 0.0, 1.0);
    }
}
