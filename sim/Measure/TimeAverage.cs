using System;
using System.Collections.Generic;
using Simulator.Kernel;

namespace Simulator.Measure;

/// <summary>
/// A state that is a whole number at every instant (requests in a queue, busy cores, live associations): its mean over
/// the measured time and its extremes in it, <c>time-average min max</c>. The integral is kept in whole picoseconds,
/// so it is exact.
/// </summary>
public sealed class TimeAverage : IMetric
{
    private readonly Simulation _simulation;
    private readonly MeasuredWindow _window;
    private Int128 _area;
    private SimTime _since;
    private long _min = long.MaxValue;
    private long _max = long.MinValue;

    internal TimeAverage(Simulation simulation, MeasuredWindow window, MetricDefinition definition, long capacity)
    {
        _simulation = simulation;
        _window = window;
        Capacity = capacity;
        _since = simulation.Now;
        Definition = definition;
    }

    /// <inheritdoc/>
    public MetricDefinition Definition { get; }

    /// <summary>What the state is divided by.</summary>
    public long Capacity { get; }

    /// <summary>The state now.</summary>
    public long Level { get; private set; }

    /// <summary>The state now, in the metric's unit: divided by the capacity.</summary>
    public double Value => Level / (double)Capacity;

    /// <summary>The state becomes this, now.</summary>
    /// <param name="level">Whole number, before division by the capacity.</param>
    public void Set(long level)
    {
        Account();
        Level = level;
    }

    /// <summary>The state changes by this, now.</summary>
    /// <param name="change">May be negative.</param>
    public void Add(long change) => Set(Level + change);

    /// <inheritdoc/>
    public void Report(ICollection<MetricValue> values)
    {
        Account();
        SimTime elapsed = _window.Elapsed(_simulation.Now);
        if (elapsed > SimTime.Zero)
        {
            values.Add(Definition, Statistic.Min, _min / (double)Capacity);
            values.Add(Definition, Statistic.Max, _max / (double)Capacity);
            values.Add(Definition, Statistic.TimeAverage, (double)_area / elapsed.Picoseconds / Capacity);
        }
    }

    // A level that lasts no time is no extreme: a request that is taken at once was never in the queue.
    private void Account()
    {
        SimTime now = _simulation.Now;
        SimTime lasted = _window.Between(_since, now);
        _since = now;
        if (lasted > SimTime.Zero)
        {
            _area += (Int128)Level * lasted.Picoseconds;
            _min = Math.Min(_min, Level);
            _max = Math.Max(_max, Level);
        }
    }
}
