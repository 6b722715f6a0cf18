using System;
using System.Globalization;
using MathNet.Numerics.Distributions;
using Simulator.Measure;

namespace Simulator.Results;

/// <summary>A mean over replications and the confidence interval of what it estimates.</summary>
/// <param name="Count">How many replications gave a number.</param>
/// <param name="Mean">Their mean.</param>
/// <param name="Low">Lower end of the interval; null with one replication.</param>
/// <param name="High">Upper end of the interval; null with one replication.</param>
/// <param name="Confidence">Probability that such an interval holds the true mean, as in 0.95.</param>
public readonly record struct Estimate(int Count, double Mean, double? Low, double? High, double Confidence)
{
    /// <summary>Confidence of the tables.</summary>
    public const double DefaultConfidence = 0.95;

    /// <summary>Half the width of the interval; null with one replication.</summary>
    public double? HalfWidth => High - Mean;

    /// <summary>The estimate from one number a replication, by Student's distribution.</summary>
    /// <param name="replications">At least one number.</param>
    /// <param name="confidence">In (0, 1).</param>
    public static Estimate Of(Moments replications, double confidence = DefaultConfidence)
    {
        ArgumentNullException.ThrowIfNull(replications);
        ArgumentOutOfRangeException.ThrowIfZero(replications.Count);
        int count = checked((int)replications.Count);
        if (count == 1)
        {
            return new(count, replications.Mean, null, null, confidence);
        }

        double halfWidth = StudentQuantile(count - 1, confidence) * replications.StandardError;
        return new(count, replications.Mean, replications.Mean - halfWidth, replications.Mean + halfWidth, confidence);
    }

    /// <summary>
    /// The quantile t for a two-sided interval, to ten digits: its last ones come from the machine's C library, and
    /// tables shall not.
    /// </summary>
    /// <param name="degrees">Degrees of freedom, positive.</param>
    /// <param name="confidence">In (0, 1).</param>
    public static double StudentQuantile(int degrees, double confidence)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(degrees);
        ArgumentOutOfRangeException.ThrowIfNotEqual(confidence is > 0 and < 1, true, nameof(confidence));
        double quantile = StudentT.InvCDF(0.0, 1.0, degrees, 0.5 + (confidence / 2.0));
        return double.Parse(quantile.ToString("E9", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
    }
}
