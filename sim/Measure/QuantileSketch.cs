using System;
using Simulator.Kernel;

namespace Simulator.Measure;

/// <summary>
/// Quantiles of values that are not negative. Up to <see cref="ExactMax"/> values all are kept and quantiles are exact;
/// beyond that values are counted in buckets, 512 an octave, and a quantile is off by <see cref="ErrorMax"/> of itself
/// at most. Merging adds counts, so its order cannot matter.
/// </summary>
/// <remarks>
/// A bucket is named by the exponent and the first nine bits of the fraction of a double, so that finding it is a shift
/// and no logarithm. Memory: 8 octets a value up to 80 KB, twice that once a quantile was asked for, then 4 KB for each
/// octave that occurs, 2.7 MB if all do.
/// </remarks>
public sealed class QuantileSketch
{
    /// <summary>Number of values up to which quantiles are exact.</summary>
    public const int ExactMax = 10_000;

    /// <summary>Bound of the relative error beyond that: half a bucket, 0.098 %.</summary>
    public const double ErrorMax = 1.0 / (2 * BucketsPerOctave);

    /// <summary>Largest value taken.</summary>
    public const double ValueMax = Moments.MagnitudeMax;

    /// <summary>Values below this count as zero.</summary>
    public const double ValueMin = 1e-100;

    private const int BucketBits = 9, BucketsPerOctave = 1 << BucketBits, FirstSize = 16;
    private const int BucketShift = 52 - BucketBits;

    private static readonly int FirstOctave = Bucket(ValueMin) >> BucketBits;
    private static readonly int OctaveCount = (Bucket(ValueMax) >> BucketBits) - FirstOctave + 1;

    private double[]? _values = new double[FirstSize];
    private double[]? _sorted; // a copy, since the order of arrival is asked for too
    private long[]?[] _octaves = [];
    private long _zeroCount;
    private double _min = double.PositiveInfinity;
    private double _max;

    /// <summary>How many values.</summary>
    public long Count { get; private set; }

    /// <summary>True while quantiles are exact.</summary>
    public bool IsExact => _values is not null;

    /// <summary>Octets held by values and buckets.</summary>
    public long SizeOctets
    {
        get
        {
            long octets = (8L * (_values?.Length ?? 0)) + (8L * _octaves.Length);
            foreach (long[]? octave in _octaves)
            {
                octets += 8L * (octave?.Length ?? 0);
            }

            return octets;
        }
    }

    /// <summary>The values in the order in which they came; none when they are in buckets.</summary>
    public ReadOnlySpan<double> Values => _values.AsSpan(0, _values is null ? 0 : (int)Count);

    /// <summary>One more value.</summary>
    /// <param name="value">In [0, <see cref="ValueMax"/>]; anything else is a defect of the caller.</param>
    public void Add(double value)
    {
        Invariant.Require(value is >= 0 and <= ValueMax, "a sample is a number in [0, 1e100]");
        value += 0.0; // the negative zero becomes zero
        _min = Math.Min(_min, value);
        _max = Math.Max(_max, value);
        if (Count == ExactMax)
        {
            MoveToBuckets();
        }

        Keep(value);
        Count++;
    }

    /// <summary>The values of another.</summary>
    /// <param name="other">Stays as it is.</param>
    public void Merge(QuantileSketch other)
    {
        ArgumentNullException.ThrowIfNull(other);
        Invariant.Require(other != this, "a sketch is not merged with itself");
        if (other._values is { } values)
        {
            foreach (double value in values.AsSpan(0, (int)other.Count))
            {
                Add(value);
            }

            return;
        }

        MoveToBuckets();
        Count += other.Count;
        _min = Math.Min(_min, other._min);
        _max = Math.Max(_max, other._max);
        _zeroCount += other._zeroCount;
        for (int octave = 0; octave < OctaveCount; octave++)
        {
            AddOctave(octave, other._octaves[octave]);
        }
    }

    /// <summary>
    /// The smallest value that at least this share of the values does not exceed (the inverse of the empirical
    /// distribution function); not a number without values.
    /// </summary>
    /// <param name="share">In [0, 1]; 0 gives the smallest, 1 the largest, both exact.</param>
    public double Quantile(double share)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(share is >= 0 and <= 1, true, nameof(share));
        if (Count == 0)
        {
            return double.NaN;
        }

        const double Rounding = 1e-12; // 0.07 x 100 is a little over 7
        long rank = Math.Max(1, (long)Math.Ceiling(share * Count * (1.0 - Rounding)));
        return rank == 1 ? _min
            : rank >= Count ? _max
            : _values is null ? InBuckets(rank)
            : Sorted(_values)[(int)rank - 1];
    }

    private static int Bucket(double value) => (int)(BitConverter.DoubleToInt64Bits(value) >> BucketShift);

    private void Keep(double value)
    {
        if (_values is null)
        {
            CountInBucket(value);
            return;
        }

        if (Count == _values.Length)
        {
            Array.Resize(ref _values, Math.Min(2 * _values.Length, ExactMax));
        }

        _values[(int)Count] = value;
        _sorted = null;
    }

    private void MoveToBuckets()
    {
        if (_values is not { } values)
        {
            return;
        }

        _values = _sorted = null;
        _octaves = new long[]?[OctaveCount];
        foreach (double value in values.AsSpan(0, (int)Count))
        {
            CountInBucket(value);
        }
    }

    private void CountInBucket(double value)
    {
        if (value < ValueMin)
        {
            _zeroCount++;
            return;
        }

        int bucket = Bucket(value);
        long[] octave = _octaves[(bucket >> BucketBits) - FirstOctave] ??= new long[BucketsPerOctave];
        octave[bucket & (BucketsPerOctave - 1)]++;
    }

    private void AddOctave(int octave, long[]? counts)
    {
        if (counts is null)
        {
            return;
        }

        long[] mine = _octaves[octave] ??= new long[BucketsPerOctave];
        for (int bucket = 0; bucket < BucketsPerOctave; bucket++)
        {
            mine[bucket] += counts[bucket];
        }
    }

    private ReadOnlySpan<double> Sorted(double[] values)
    {
        if (_sorted is null)
        {
            _sorted = values.AsSpan(0, (int)Count).ToArray();
            Array.Sort(_sorted);
        }

        return _sorted;
    }

    private double InBuckets(long rank)
    {
        long seen = _zeroCount;
        if (seen >= rank)
        {
            return 0.0;
        }

        for (int octave = 0; octave < OctaveCount; octave++)
        {
            long[] counts = _octaves[octave] ?? [];
            for (int bucket = 0; bucket < counts.Length; bucket++)
            {
                seen += counts[bucket];
                if (seen >= rank)
                {
                    return Math.Clamp(Middle(octave, bucket), _min, _max);
                }
            }
        }

        throw new InvariantException("the buckets hold every value");
    }

    private static double Middle(int octave, int bucket)
    {
        long name = ((long)(octave + FirstOctave) << BucketBits) | (long)bucket;
        return BitConverter.Int64BitsToDouble((name << BucketShift) | (1L << (BucketShift - 1)));
    }
}
