using System.Collections.Generic;
using Simulator.Kernel;

namespace Simulator.Measure;

/// <summary>
/// Values in the measured window with their distribution, latencies above all:
/// <c>count sum mean sd min max p50 p95 p99 p999</c>. Percentiles are exact up to 10,000 values and within 0.1 % of
/// themselves beyond.
/// </summary>
public sealed class SampleSeries : IMetric
{
    private static readonly (Statistic Statistic, double Share)[] Percentiles =
        [(Statistic.P50, 0.5), (Statistic.P95, 0.95), (Statistic.P99, 0.99), (Statistic.P999, 0.999)];

    private readonly Simulation _simulation;
    private readonly MeasuredWindow _window;

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
        if (_window.Contains(startedAt))
        {
            Distribution.Add(value);
            Moments.Add(value);
        }
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
}
