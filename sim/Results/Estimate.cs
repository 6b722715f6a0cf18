using System;
using System.Globalization;
using MathNet.Numerics.Distributions;
using Simulator.Measure;

namespace Simulator.Results;

/// <summary>A mean over replications and the confidence interval of what it estimates.</summary>
/// <param name="Count">How many replications gave a number.</param>
/// <param name="Mean">Their mean.</param>
/// <param name="Low">Lower end of the interval; null where there is none.</param>
/// <param name="High">Upper end of the interval; null where there is none.</param>
/// <param name="Confidence">Probability that such an interval holds the true mean, as in 0.95.</param>
public readonly record struct Estimate(int Count, double Mean, double? Low, double? High, double Confidence)
{
    /// <summary>Confidence of the tables.</summary>
    public const double DefaultConfidence = 0.95;

    /// <summary>The greater distance from the mean to an end of the interval; null where there is none.</summary>
    public double? HalfWidth => High is { } high && Low is { } low ? Math.Max(high - Mean, Mean - low) : null;

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
    /// The estimate of a share from one share a replication: the wider of two intervals by <see cref="Wilson"/>, one of
    /// all trials as if they were independent, the other of as many trials as the spread of the replications is worth.
    /// So it has a width where all trials hit, and stays honest where trials of a run resemble each other.
    /// </summary>
    /// <param name="shares">At least one share.</param>
    /// <param name="trials">Trials of all replications together, positive.</param>
    /// <param name="confidence">In (0, 1).</param>
    public static Estimate OfShares(Moments shares, double trials, double confidence = DefaultConfidence)
    {
        ArgumentNullException.ThrowIfNull(shares);
        ArgumentOutOfRangeException.ThrowIfLessThan(shares.Count, 1);
        int count = checked((int)shares.Count);
        if (count == 1)
        {
            return new(count, shares.Mean, null, null, confidence);
        }

        (double low, double high) = OfShare(shares.Mean, trials, new(count, shares.StandardError), confidence);
        return new(count, shares.Mean, low, high, confidence);
    }

    /// <summary>The interval of a share whose standard error was found from replications, or batches.</summary>
    /// <param name="share">In [0, 1].</param>
    /// <param name="trials">Trials in all, positive.</param>
    /// <param name="error">The standard error.</param>
    /// <param name="confidence">In (0, 1).</param>
    public static (double Low, double High) OfShare(double share, double trials, BatchError error, double confidence)
    {
        (double low, double high) = Wilson(share, trials, NormalQuantile(confidence));
        double variance = share * (1 - share), squared = error.StandardError * error.StandardError;
        if (squared == 0 || variance <= 0)
        {
            return (low, high);
        }

        double student = StudentQuantile(error.BatchCount - 1, confidence);
        (double lower, double higher) = Wilson(share, variance / squared, student);
        return (Math.Min(low, lower), Math.Max(high, higher));
    }

    /// <summary>The score interval of Wilson (1927) for a share.</summary>
    /// <param name="share">In [0, 1].</param>
    /// <param name="trials">Independent trials that it was found from, positive.</param>
    /// <param name="quantile">Two-sided quantile of the confidence, as in 1.96.</param>
    public static (double Low, double High) Wilson(double share, double trials, double quantile)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(share is >= 0 and <= 1, true, nameof(share));
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(trials);
        double squares = quantile * quantile / trials;
        double middle = (share + (squares / 2)) / (1 + squares);
        double half = Math.Sqrt(squares * ((share * (1 - share)) + (squares / 4))) / (1 + squares);
        return (Math.Clamp(middle - half, 0, share), Math.Clamp(middle + half, share, 1));
    }

    /// <summary>
    /// The quantile t for a two-sided interval, to ten digits: its last ones come from the machine's C library, and
    /// tables shall not.
    /// </summary>
    /// <param name="degrees">Degrees of freedom, positive.</param>
    /// <param name="confidence">In (0, 1).</param>
    public static double StudentQuantile(double degrees, double confidence)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(degrees);
        ArgumentOutOfRangeException.ThrowIfNotEqual(double.IsFinite(degrees), true, nameof(degrees));
        return Rounded(StudentT.InvCDF(0.0, 1.0, degrees, Upper(confidence)));
    }

    /// <summary>The quantile of the normal distribution for a two-sided interval, to ten digits.</summary>
    /// <param name="confidence">In (0, 1).</param>
    public static double NormalQuantile(double confidence) => Rounded(Normal.InvCDF(0.0, 1.0, Upper(confidence)));

    /// <summary>The probability that Student's t lies at least this far from zero, to ten digits.</summary>
    /// <param name="statistic">Value of t.</param>
    /// <param name="degrees">Degrees of freedom, positive.</param>
    public static double StudentProbability(double statistic, double degrees) =>
        Rounded(2 * StudentT.CDF(0.0, 1.0, degrees, -Math.Abs(statistic)));

    private static double Upper(double confidence)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(confidence is > 0 and < 1, true, nameof(confidence));
        return 0.5 + (confidence / 2.0);
    }

    private static double Rounded(double value) =>
        double.Parse(value.ToString("E9", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
}
