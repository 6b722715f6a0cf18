using System;
using System.Collections.Generic;
using Simulator.Kernel;

namespace Simulator.Measure;

/// <summary>Counts what happens in the measured window: statistic <c>count</c>.</summary>
public sealed class Counter : ISeriesSource
{
    private readonly Simulation _simulation;
    private readonly MeasuredWindow _window;
    private long _total;

    internal Counter(Simulation simulation, MeasuredWindow window, MetricDefinition definition)
    {
        _simulation = simulation;
        _window = window;
        Definition = definition;
    }

    /// <inheritdoc/>
    public MetricDefinition Definition { get; }

    /// <summary>How often it happened.</summary>
    public long Count { get; private set; }

    MetricUnit ISeriesSource.SeriesUnit => MetricUnit.PerSecond;

    Int128 ISeriesSource.Total => _total;

    double ISeriesSource.Divisor(SimTime span) => span.Seconds;

    /// <summary>It happens now.</summary>
    public void Add() => AddStarted(_simulation.Now);

    /// <summary>It happened to a procedure, which counts if it started in the window.</summary>
    /// <param name="startedAt">When the procedure started.</param>
    public void AddStarted(SimTime startedAt)
    {
        _total++;
        Count += _window.Contains(startedAt) ? 1 : 0;
    }

    /// <inheritdoc/>
    public void Report(ICollection<MetricValue> values) => values.Add(Definition, Statistic.Count, Count);
}
