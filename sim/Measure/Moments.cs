using System;
using Simulator.Kernel;

namespace Simulator.Measure;

/// <summary>
/// Count, sum, mean, standard deviation and extremes of values seen one by one: a compensated sum (Neumaier 1974) and
/// Welford's recurrence (1962), which stay exact to a few last places for any number of values.
/// </summary>
public sealed class Moments
{
    /// <summary>Largest magnitude taken, so that no square overflows.</summary>
    public const double MagnitudeMax = 1e100;

    private double _sum;
    private double _lost;
    private double _mean;
    private double _squares;

    /// <summary>How many values.</summary>
    public long Count { get; private set; }

    /// <summary>Their sum; 0 without values.</summary>
    public double Sum => _sum + _lost;

    /// <summary>Their mean; not a number without values.</summary>
    public double Mean => Count == 0 ? double.NaN : Sum / Count;

    /// <summary>Their variance with n − 1 in the denominator; not a number below two values.</summary>
    public double Variance => Count < 2 ? double.NaN : _squares / (Count - 1);

    /// <summary>Their standard deviation; not a number below two values.</summary>
    public double StandardDeviation => Math.Sqrt(Variance);

    /// <summary>Standard error of the mean; not a number below two values.</summary>
    public double StandardError => Math.Sqrt(Variance / Count);

    /// <summary>The smallest; not a number without values.</summary>
    public double Min { get; private set; } = double.NaN;

    /// <summary>The largest; not a number without values.</summary>
    public double Max { get; private set; } = double.NaN;

    /// <summary>One more value.</summary>
    /// <param name="value">At most <see cref="MagnitudeMax"/> in magnitude; anything else is a defect of the
    /// caller.</param>
    public void Add(double value)
    {
        Invariant.Require(Math.Abs(value) <= MagnitudeMax, "a value is a number, at most 1e100 in magnitude");
        AddToSum(value);
        Count++;
        double before = value - _mean;
        _mean += before / Count;
        _squares += before * (value - _mean);
        Min = Count == 1 ? value : Math.Min(Min, value);
        Max = Count == 1 ? value : Math.Max(Max, value);
    }

    /// <summary>The values of another (Chan, Golub, LeVeque 1979).</summary>
    /// <param name="other">Stays as it is.</param>
    public void Merge(Moments other)
    {
        ArgumentNullException.ThrowIfNull(other);
        if (other.Count == 0)
        {
            return;
        }

        double distance = other._mean - _mean;
        long count = Count + other.Count;
        _squares += other._squares + (distance * distance * ((double)Count * other.Count / count));
        _mean += distance * ((double)other.Count / count);
        Min = Count == 0 ? other.Min : Math.Min(Min, other.Min);
        Max = Count == 0 ? other.Max : Math.Max(Max, other.Max);
        Count = count;
        double lost = other._lost;
        AddToSum(other._sum);
        AddToSum(lost);
    }

    private void AddToSum(double value)
    {
        double sum = _sum + value;
        _lost += Math.Abs(_sum) >= Math.Abs(value) ? _sum - sum + value : value - sum + _sum;
        _sum = sum;
    }
}
