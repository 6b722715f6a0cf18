using System;

namespace Simulator.Measure;

/// <summary>The standard error of a mean within one run.</summary>
/// <param name="BatchCount">Batches that it was found from.</param>
/// <param name="StandardError">Standard error of the mean of all values.</param>
public readonly record struct BatchError(int BatchCount, double StandardError);

/// <summary>
/// Means of consecutive batches of a sequence whose length is not known before: when there are
/// <see cref="BatchCountMax"/> batches, neighbours are joined and the batches become twice as long (Yeh and Schmeiser
/// 2000). So there are always 32 to 63 of one size, in 512 octets. Values of the last batch, which is not full, do not
/// count.
/// </summary>
public sealed class BatchMeans
{
    /// <summary>Batches at which neighbours are joined.</summary>
    public const int BatchCountMax = 2 * TestedMin;

    /// <summary>Fewest batches from which an error is told.</summary>
    public const int BatchCountMin = 8;

    private const int TestedMin = 32;

    // one-sided 10 % of the normal distribution: what still looks correlated at this level is not used
    private const double CriticalValue = 1.2816;

    private readonly double[] _sums = new double[BatchCountMax];
    private int _count;
    private long _size = 1;
    private double _open;
    private long _openCount;

    /// <summary>Values of a full batch.</summary>
    public long BatchSize => _size;

    /// <summary>Full batches.</summary>
    public int BatchCount => _count;

    /// <summary>One more value.</summary>
    /// <param name="value">A finite number.</param>
    public void Add(double value)
    {
        _open += value;
        if (++_openCount == _size)
        {
            Close();
        }
    }

    /// <summary>
    /// The standard error of the mean, from 16 to 31 batches if batches of half that size look independent (von
    /// Neumann's ratio, one-sided test at 10 %), else from 8 to 15 if those twice as long do; null if neither does, or
    /// if there are fewer than 16 values.
    /// </summary>
    public BatchError? Error()
    {
        Span<double> means = stackalloc double[_count];
        for (int batch = 0; batch < _count; batch++)
        {
            means[batch] = _sums[batch] / _size;
        }

        return ErrorOf(means);
    }

    /// <summary>The same of means that are there already; they are overwritten.</summary>
    /// <param name="means">Means of at most <see cref="BatchCountMax"/> batches of equal length, in order.</param>
    internal static BatchError? ErrorOf(Span<double> means)
    {
        while (means.Length >= 2 * BatchCountMin)
        {
            bool isTested = means.Length < BatchCountMax && LooksIndependent(means);
            means = Join(means);
            if (isTested)
            {
                var moments = new Moments();
                foreach (double mean in means)
                {
                    moments.Add(mean);
                }

                return new BatchError(means.Length, moments.StandardError);
            }
        }

        return null;
    }

    // Von Neumann (1941): the mean squared difference of neighbours over the variance is 2 if they are independent, and
    // less if they resemble each other. Its deviation is about normal with variance (n - 2) / (n² - 1).
    private static bool LooksIndependent(ReadOnlySpan<double> means)
    {
        var moments = new Moments();
        double differences = 0;
        for (int batch = 0; batch < means.Length; batch++)
        {
            moments.Add(means[batch]);
            double difference = batch == 0 ? 0 : means[batch] - means[batch - 1];
            differences += difference * difference;
        }

        double squares = moments.Variance * (means.Length - 1), count = means.Length;
        return squares == 0
            || 1 - (differences / (2 * squares)) <= CriticalValue * Math.Sqrt((count - 2) / ((count * count) - 1));
    }

    // An odd one at the start is left out: it is the one nearest to the warm-up.
    private static Span<double> Join(Span<double> means)
    {
        int odd = means.Length % 2, count = means.Length / 2;
        for (int batch = 0; batch < count; batch++)
        {
            means[batch] = (means[odd + (2 * batch)] + means[odd + (2 * batch) + 1]) / 2;
        }

        return means[..count];
    }

    private void Close()
    {
        _sums[_count++] = _open;
        (_open, _openCount) = (0, 0);
        if (_count == BatchCountMax)
        {
            _count = Join(_sums).Length;
            _size *= 2;
            for (int batch = 0; batch < _count; batch++)
            {
                _sums[batch] *= 2; // sums again, not means
            }
        }
    }
}
