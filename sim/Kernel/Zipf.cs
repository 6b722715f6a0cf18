using System;

namespace Simulator.Kernel;

/// <summary>
/// Zipf over ranks 1 … count, P(k) proportional to k^-exponent, by rejection-inversion (Hörmann, Derflinger 1996):
/// constant time and memory for any count.
/// </summary>
public sealed class Zipf
{
    private readonly double _exponent;
    private readonly double _hFirst;
    private readonly double _hLast;
    private readonly double _squeeze;

    /// <summary>A distribution.</summary>
    /// <param name="count">Ranks, positive.</param>
    /// <param name="exponent">Not negative; 0 is uniform.</param>
    public Zipf(int count, double exponent)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
        ArgumentOutOfRangeException.ThrowIfNegative(exponent);
        Count = count;
        _exponent = exponent;
        _hFirst = Integral(1.5) - 1.0;
        _hLast = Integral(count + 0.5);
        _squeeze = 2.0 - InverseIntegral(Integral(2.5) - Density(2.0));
    }

    /// <summary>Ranks.</summary>
    public int Count { get; }

    /// <summary>A rank, from 1, the most popular.</summary>
    /// <param name="stream">Where the draws come from.</param>
    public int Next(RandomStream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        while (true)
        {
            double u = _hLast + (stream.Uniform() * (_hFirst - _hLast));
            double x = InverseIntegral(u);
            int k = (int)Math.Clamp(Math.Floor(x + 0.5), 1.0, Count);
            if (k - x <= _squeeze || u >= Integral(k + 0.5) - Density(k))
            {
                return k;
            }
        }
    }

    private double Density(double x) => PortableMath.Exp(-_exponent * PortableMath.Log(x));

    // Integral of the density from 1 to x: (x^(1-s) - 1) / (1-s), or log x for s = 1.
    private double Integral(double x)
    {
        double logX = PortableMath.Log(x);
        return logX * ExpMinusOneOver((1.0 - _exponent) * logX);
    }

    private double InverseIntegral(double u)
    {
        double t = Math.Max(-1.0, u * (1.0 - _exponent));
        return PortableMath.Exp(LogOnePlusOver(t) * u);
    }

    // (e^t - 1) / t, by its series near 0
    private static double ExpMinusOneOver(double t) => Math.Abs(t) > 1e-8
        ? (PortableMath.Exp(t) - 1.0) / t
        : 1.0 + (t * 0.5 * (1.0 + (t / 3.0 * (1.0 + (0.25 * t)))));

    // log(1 + t) / t, by its series near 0
    private static double LogOnePlusOver(double t) => Math.Abs(t) > 1e-8
        ? PortableMath.Log(1.0 + t) / t
        : 1.0 - (t * (0.5 - (t * ((1.0 / 3.0) - (0.25 * t)))));
}

/// <summary>
/// A distribution given by measured values: every value is as likely as it is frequent, or, interpolated, every
/// quantile between two neighbours lies on the line between them.
/// </summary>
public sealed class Empirical
{
    private readonly double[] _sorted;

    /// <summary>A distribution.</summary>
    /// <param name="values">At least one value, in any order.</param>
    /// <param name="isInterpolated">True for a continuous distribution through the values.</param>
    public Empirical(ReadOnlySpan<double> values, bool isInterpolated = false)
    {
        if (values.IsEmpty)
        {
            throw new ArgumentException("an empirical distribution needs a value", nameof(values));
        }

        _sorted = values.ToArray();
        Array.Sort(_sorted);
        IsInterpolated = isInterpolated;
    }

    /// <summary>True for a continuous distribution through the values.</summary>
    public bool IsInterpolated { get; }

    /// <summary>Values, sorted.</summary>
    public ReadOnlySpan<double> Values => _sorted;

    /// <summary>A value.</summary>
    /// <param name="stream">Where the draw comes from.</param>
    public double Next(RandomStream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        double u = stream.Uniform();
        if (!IsInterpolated)
        {
            return _sorted[(int)(u * _sorted.Length)];
        }

        double place = u * (_sorted.Length - 1);
        int below = (int)place;
        return below + 1 == _sorted.Length
            ? _sorted[below]
            : _sorted[below] + ((place - below) * (_sorted[below + 1] - _sorted[below]));
    }
}
