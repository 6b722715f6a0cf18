using System;
using System.Collections.Generic;
using Simulator.Kernel;

namespace Simulator.Measure;

/// <summary>
/// An amount per second of the measured window, as in attaches or bits per second: <c>count rate</c>.
/// </summary>
public sealed class Rate : ISeriesSource, IBatched
{
    private readonly Simulation _simulation;
    private readonly MeasuredWindow _window;
    private readonly TimeBatches _batches;
    private Int128 _total;

    internal Rate(Simulation simulation, MeasuredWindow window, MetricDefinition definition)
    {
        _simulation = simulation;
        _window = window;
        _batches = new TimeBatches(window);
        Definition = definition;
    }

    /// <inheritdoc/>
    public MetricDefinition Definition { get; }

    /// <summary>How often something was added.</summary>
    public long Count { get; private set; }

    /// <summary>What was added up.</summary>
    public long Amount { get; private set; }

    MetricUnit ISeriesSource.SeriesUnit => Definition.Unit;

    Int128 ISeriesSource.Total => _total;

    double ISeriesSource.Divisor(SimTime span) => span.Seconds;

    /// <summary>It happens now.</summary>
    /// <param name="amount">How much: 1 for things, 8 × octets for bits.</param>
    public void Add(long amount = 1)
    {
        _total += amount;
        CloseBatches();
        if (_window.Contains(_simulation.Now))
        {
            Count++;
            Amount += amount;
        }
    }

    /// <inheritdoc/>
    public void Report(ICollection<MetricValue> values)
    {
        values.Add(Definition, Statistic.Count, Count);
        values.Add(Definition, Statistic.Rate, Amount / _window.Elapsed(_simulation.Now).Seconds);
    }

    /// <inheritdoc/>
    public IEnumerable<(Statistic Statistic, BatchError Error)> Errors()
    {
        CloseBatches();
        return _batches.Error(SimTime.PicosecondsPerSecond) is { } error ? [(Statistic.Rate, error)] : [];
    }

    // What comes at the end of a part belongs to the next one.
    private void CloseBatches()
    {
        while (_batches.IsDue(_simulation.Now))
        {
            _batches.Record(Amount);
        }
    }
}
