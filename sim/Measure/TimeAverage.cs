using System;
using System.Collections.Generic;
using Simulator.Kernel;

namespace Simulator.Measure;

/// <summary>
/// A state that is a whole number at every instant (requests in a queue, busy cores, live associations): its mean over
/// the measured time and its extremes in it, <c>time-average min max</c>. The integral is kept in whole picoseconds,
/// so it is exact.
/// </summary>
public sealed class TimeAverage : ISeriesSource, IBatched
{
    private readonly Simulation _simulation;
    private readonly MeasuredWindow _window;
    private readonly TimeBatches _batches;
    private Int128 _area;
    private Int128 _total; // the area from the start of the run on
    private SimTime _since;
    private long _min = long.MaxValue;
    private long _max = long.MinValue;

    internal TimeAverage(Simulation simulation, MeasuredWindow window, MetricDefinition definition, long capacity)
    {
        _simulation = simulation;
        _window = window;
        _batches = new TimeBatches(window);
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

    MetricUnit ISeriesSource.SeriesUnit => Definition.Unit;

    Int128 ISeriesSource.Total => _total + AreaTo(_simulation.Now);

    double ISeriesSource.Divisor(SimTime span) => (double)span.Picoseconds * Capacity;

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

    /// <inheritdoc/>
    public IEnumerable<(Statistic Statistic, BatchError Error)> Errors()
    {
        Account();
        return _batches.Error(1.0 / Capacity) is { } error ? [(Statistic.TimeAverage, error)] : [];
    }

    private Int128 AreaTo(SimTime now) => Math.BigMul(Level, (now - _since).Picoseconds);

    private void CloseBatches(SimTime now)
    {
        while (_batches.IsDue(now))
        {
            SimTime lasted = _window.Between(_since, SimTime.Latest(_since, _batches.Next));
            _batches.Record(_area + Math.BigMul(Level, lasted.Picoseconds));
        }
    }

    // A level that lasts no time is no extreme: a request that is taken at once was never in the queue.
    private void Account()
    {
        SimTime now = _simulation.Now;
        if (now == _since)
        {
            return;
        }

        CloseBatches(now);
        SimTime lasted = _window.Between(_since, now);
        _total += AreaTo(now);
        _since = now;
        if (lasted > SimTime.Zero)
        {
            _area += Math.BigMul(Level, lasted.Picoseconds);
            _min = Math.Min(_min, Level);
            _max = Math.Max(_max, Level);
        }
    }
}
