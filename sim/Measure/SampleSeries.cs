using System;
using System.Collections.Generic;
using Simulator.Kernel;

namespace Simulator.Measure;

/// <summary>
/// Values in the measured window with their distribution, latencies above all:
/// <c>count sum mean sd min max p50 p95 p99 p999</c>. Percentiles are exact up to 10,000 values and within 0.1 % of
/// themselves beyond.
/// </summary>
public sealed class SampleSeries : IMetric, IBatched
{
    private static readonly (Statistic Statistic, double Share)[] Percentiles =
        [(Statistic.P50, 0.5), (Statistic.P95, 0.95), (Statistic.P99, 0.99), (Statistic.P999, 0.999)];

    private readonly Simulation _simulation;
    private readonly MeasuredWindow _window;
    private readonly BatchMeans _batches = new();
    private ShareBatches? _shares; // from the first value on that the distribution does not keep in its order

    internal SampleSeries(Simulation simulation, MeasuredWindow window, MetricDefinition definition)
    {
        _simulation = simulation;
        _window = window;
        Definition = definition;
    }

    /// <inheritdoc/>
    public MetricDefinition Definition { get; }

    /// <summary>Mean and extremes so far.</summary>
    public Moments Moments { get; } = new();

    /// <summary>Distribution so far.</summary>
    public QuantileSketch Distribution { get; } = new();

    /// <summary>A value of now.</summary>
    /// <param name="value">In the metric's unit, not negative.</param>
    public void Add(double value) => AddStarted(_simulation.Now, value);

    /// <summary>The latency of a procedure that ends now; it counts if it started in the window.</summary>
    /// <param name="startedAt">When it started.</param>
    public void AddSince(SimTime startedAt) => AddStarted(startedAt, (_simulation.Now - startedAt).Seconds);

    /// <summary>A value of a procedure, which counts if it started in the window.</summary>
    /// <param name="startedAt">When the procedure started.</param>
    /// <param name="value">In the metric's unit, not negative.</param>
    public void AddStarted(SimTime startedAt, double value)
    {
        if (!_window.Contains(startedAt))
        {
            return;
        }

        if (Distribution.Count == QuantileSketch.ExactMax)
        {
            _shares = Shares();
        }

        _shares?.Add(value);
        _batches.Add(value);
        Distribution.Add(value);
        Moments.Add(value);
    }

    /// <summary>The share of a percentile, as 0.99 of <see cref="Statistic.P99"/>; null of other statistics.</summary>
    /// <param name="statistic">The statistic.</param>
    public static double? ShareOf(Statistic statistic)
    {
        int index = Array.FindIndex(Percentiles, percentile => percentile.Statistic == statistic);
        return index < 0 ? null : Percentiles[index].Share;
    }

    /// <inheritdoc/>
    public void Report(ICollection<MetricValue> values)
    {
        Tally.Report(values, Definition, Moments);
        foreach ((Statistic statistic, double share) in Percentiles)
        {
            values.Add(Definition, statistic, Distribution.Quantile(share));
        }
    }

    /// <summary>
    /// The error of the mean, and for each percentile that of the share of values that do not exceed it.
    /// </summary>
    public IEnumerable<(Statistic Statistic, BatchError Error)> Errors()
    {
        if (_batches.Error() is { } ofMean)
        {
            yield return (Statistic.Mean, ofMean);
        }

        ShareBatches shares = _shares ?? Shares();
        for (int index = 0; index < Percentiles.Length; index++)
        {
            if (shares.Error(index) is { } ofShare)
            {
                yield return (Percentiles[index].Statistic, ofShare);
            }
        }
    }

    // Up to 10,000 values the limits are the percentiles themselves, beyond that the percentiles of the first 10,000:
    // how correlated it is to lie below a limit hardly depends on where exactly the limit is.
    private ShareBatches Shares()
    {
        var shares = new ShareBatches(
            Array.ConvertAll(Percentiles, percentile => Distribution.Quantile(percentile.Share)));
        foreach (double value in Distribution.Values)
        {
            shares.Add(value);
        }

        return shares;
    }
}
