using System;
using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;

namespace Simulator.Kernel;

/// <summary>
/// A named stream of random numbers: xoshiro256++ (Blackman, Vigna 2019) whose state is SHA-256 of seed, replication
/// and name. Samplers are by inversion where there is a good inverse, so that one draw gives one number and streams of
/// two variants stay in step; they use no function whose last bit depends on the machine.
/// </summary>
public sealed class RandomStream
{
    private const double Unit = 1.0 / (1UL << 53);
    private const int ShortMax = 256; // octets of an input that needs no array

    private ulong _s0;
    private ulong _s1;
    private ulong _s2;
    private ulong _s3;
    private ulong _aheadBits; // the draw after the last exponential one
    private double _aheadLog = double.NaN; // its logarithm, computed while nobody waits for it; or not computed

    /// <summary>A stream.</summary>
    /// <param name="seed">Seed of the study.</param>
    /// <param name="replication">Number of the replication.</param>
    /// <param name="name">What the stream drives.</param>
    public RandomStream(long seed, int replication, string name)
        : this(seed, replication, (name ?? throw new ArgumentNullException(nameof(name))).AsSpan())
    {
    }

    /// <summary>A stream whose name needs no string.</summary>
    /// <param name="seed">Seed of the study.</param>
    /// <param name="replication">Number of the replication.</param>
    /// <param name="name">What the stream drives.</param>
    public RandomStream(long seed, int replication, ReadOnlySpan<char> name) => Restart(seed, replication, name);

    /// <summary>A stream in a given state, for known-answer tests.</summary>
    internal RandomStream(ulong s0, ulong s1, ulong s2, ulong s3) => (_s0, _s1, _s2, _s3) = (s0, s1, s2, s3);

    /// <summary>
    /// Becomes the stream of another name, from its first draw on: for many streams that are drawn from once each.
    /// </summary>
    /// <param name="seed">Seed of the study.</param>
    /// <param name="replication">Number of the replication.</param>
    /// <param name="name">What the stream drives.</param>
    public void Restart(long seed, int replication, ReadOnlySpan<char> name)
    {
        int size = 12 + Encoding.UTF8.GetByteCount(name);
        Span<byte> input = size <= ShortMax ? stackalloc byte[size] : new byte[size];
        BinaryPrimitives.WriteInt64LittleEndian(input, seed);
        BinaryPrimitives.WriteInt32LittleEndian(input[8..], replication);
        Encoding.UTF8.GetBytes(name, input[12..]);
        Span<byte> state = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(input, state);
        _s0 = BinaryPrimitives.ReadUInt64LittleEndian(state);
        _s1 = BinaryPrimitives.ReadUInt64LittleEndian(state[8..]);
        _s2 = BinaryPrimitives.ReadUInt64LittleEndian(state[16..]);
        _s3 = BinaryPrimitives.ReadUInt64LittleEndian(state[24..]);
        (_aheadBits, _aheadLog) = (0, double.NaN);
    }

    /// <summary>64 random bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong NextBits()
    {
        ulong result = PeekBits();
        ulong t = _s1 << 17;
        _s2 ^= _s0;
        _s3 ^= _s1;
        _s1 ^= _s2;
        _s0 ^= _s3;
        _s2 ^= t;
        _s3 = BitOperations.RotateLeft(_s3, 45);
        return result;
    }

    /// <summary>Fills a buffer with random octets.</summary>
    public void Fill(Span<byte> destination)
    {
        Span<byte> word = stackalloc byte[8];
        while (destination.Length > 0)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(word, NextBits());
            int size = Math.Min(8, destination.Length);
            word[..size].CopyTo(destination);
            destination = destination[size..];
        }
    }

    /// <summary>Uniform in [0, 1), a multiple of 2^-53.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public double Uniform() => UniformOf(NextBits());

    /// <summary>Uniform in [low, high); high itself comes only where rounding gives it.</summary>
    public double Uniform(double low, double high) => low + ((high - low) * Uniform());

    /// <summary>Uniform among 0 … count − 1, without bias (Lemire 2019).</summary>
    /// <param name="count">Positive.</param>
    public int Below(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
        uint bound = (uint)count;
        ulong product = (NextBits() >> 32) * bound;
        if ((uint)product < bound)
        {
            uint threshold = unchecked((uint)-(int)bound) % bound;
            while ((uint)product < threshold)
            {
                product = (NextBits() >> 32) * bound;
            }
        }

        return (int)(product >> 32);
    }

    /// <summary>True with a probability.</summary>
    /// <param name="probability">In [0, 1]; 0 and 1 draw nothing less, so that streams stay in step.</param>
    public bool Chance(double probability) => Uniform() < probability;

    /// <summary>Exponential.</summary>
    /// <param name="mean">Not negative.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public double Exponential(double mean)
    {
        ulong bits = NextBits();
        bool isInRow = bits == _aheadBits; // the last draw was exponential too: so will be the next
        double log = isInRow && !double.IsNaN(_aheadLog) ? _aheadLog : LogOfComplement(bits);
        _aheadBits = PeekBits();
        _aheadLog = isInRow ? LogOfComplement(_aheadBits) : double.NaN;
        return -mean * log;
    }

    /// <summary>Normal.</summary>
    /// <param name="mean">Mean.</param>
    /// <param name="deviation">Standard deviation, not negative.</param>
    public double Normal(double mean, double deviation) =>
        mean + (deviation * PortableMath.NormalQuantile(((NextBits() >> 12) + 0.5) * (2.0 * Unit)));

    /// <summary>Lognormal, by its median and 95th percentile.</summary>
    /// <param name="median">Positive.</param>
    /// <param name="p95">At least the median.</param>
    public double Lognormal(double median, double p95)
    {
        const double NormalP95 = 1.6448536269514722;
        double sigma = (PortableMath.Log(p95) - PortableMath.Log(median)) / NormalP95;
        return median * PortableMath.Exp(Normal(0.0, sigma));
    }

    /// <summary>Pareto: P(X &gt; x) = (minimum / x)^shape.</summary>
    /// <param name="minimum">Smallest value, positive.</param>
    /// <param name="shape">Positive; the mean is infinite up to 1.</param>
    public double Pareto(double minimum, double shape) =>
        minimum * PortableMath.Exp(-PortableMath.Log(1.0 - Uniform()) / shape);

    /// <summary>Gamma (Marsaglia, Tsang 2000).</summary>
    /// <param name="shape">Positive and finite.</param>
    /// <param name="scale">Positive; the mean is shape × scale.</param>
    public double Gamma(double shape, double scale)
    {
        if (!(shape > 0.0) || double.IsInfinity(shape))
        {
            throw new ArgumentOutOfRangeException(nameof(shape), shape, "a shape is positive and finite");
        }

        if (shape < 1.0)
        {
            // a gamma of shape + 1, thinned by a power of a uniform
            double power = PortableMath.Exp(PortableMath.Log(1.0 - Uniform()) / shape);
            return Gamma(shape + 1.0, scale) * power;
        }

        double d = shape - (1.0 / 3.0);
        double c = 1.0 / Math.Sqrt(9.0 * d);
        while (true)
        {
            double x = Normal(0.0, 1.0);
            double v = 1.0 + (c * x);
            v = v * v * v;
            double u = 1.0 - Uniform();
            if (v > 0 && PortableMath.Log(u) < (0.5 * x * x) + (d * (1.0 - v + PortableMath.Log(v))))
            {
                return d * v * scale;
            }
        }
    }

    /// <summary>Beta on [0, 1], as a share of two gammas.</summary>
    /// <param name="alpha">Positive and finite.</param>
    /// <param name="beta">Positive and finite.</param>
    public double Beta(double alpha, double beta)
    {
        double x = Gamma(alpha, 1.0);
        double sum = x + Gamma(beta, 1.0);
        if (sum > 0.0)
        {
            return x / sum;
        }

        // both too small for a double: which is by far the larger has this probability
        return Chance(alpha / (alpha + beta)) ? 1.0 : 0.0;
    }

    /// <summary>Poisson: inversion for small means, Hörmann's PTRS (1993) from 10 on.</summary>
    /// <param name="mean">In [0, 10^15].</param>
    public long Poisson(double mean)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(mean);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(mean, 1e15);
        return mean < 10.0 ? PoissonByInversion(mean) : PoissonByRejection(mean);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ulong PeekBits() => BitOperations.RotateLeft(_s0 + _s3, 23) + _s0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static double UniformOf(ulong bits) => (long)(bits >> 11) * Unit;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static double LogOfComplement(ulong bits) => PortableMath.LogOfFraction((1UL << 53) - (bits >> 11));

    private long PoissonByInversion(double mean)
    {
        double rest = Uniform();
        double probability = PortableMath.Exp(-mean);
        long k = 0;
        while (rest >= probability && probability > Unit / 16.0) // beyond, rounding would count for more
        {
            rest -= probability;
            k++;
            probability *= mean / k;
        }

        return k;
    }

    private long PoissonByRejection(double mean)
    {
        double b = 0.931 + (2.53 * Math.Sqrt(mean));
        double a = -0.059 + (0.02483 * b);
        double inverseAlpha = 1.1239 + (1.1328 / (b - 3.4));
        double vr = 0.9277 - (3.6224 / (b - 2.0));
        double logMean = PortableMath.Log(mean);
        while (true)
        {
            double v = 1.0 - Uniform();
            double u = Uniform() - 0.5;
            double us = 0.5 - Math.Abs(u);
            double k = Math.Floor((((2.0 * a / us) + b) * u) + mean + 0.43);
            if (us >= 0.07 && v <= vr)
            {
                return (long)k;
            }

            if (k < 0 || (us < 0.013 && v > us))
            {
                continue;
            }

            double left = PortableMath.Log(v * inverseAlpha / ((a / (us * us)) + b));
            if (left <= (k * logMean) - mean - PortableMath.LogGamma(k + 1.0))
            {
                return (long)k;
            }
        }
    }
}
