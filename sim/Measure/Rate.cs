using System.Collections.Generic;
using Simulator.Kernel;

namespace Simulator.Measure;

/// <summary>
/// An amount per second of the measured window, as in attaches or bits per second: <c>count rate</c>.
/// </summary>
public sealed class Rate : IMetric
{
    private readonly Simulation _simulation;
    private readonly MeasuredWindow _window;

    internal Rate(Simulation simulation, MeasuredWindow window, MetricDefinition definition)
    {
        _simulation = simulation;
        _window = window;
        Definition = definition;
    }

    /// <inheritdoc/>
    public MetricDefinition Definition { get; }

    /// <summary>How often something was added.</summary>
    public long Count { get; private set; }

    /// <summary>What was added up.</summary>
    public long Amount { get; private set; }

    /// <summary>It happens now.</summary>
    /// <param name="amount">How much: 1 for things, 8 × octets for bits.</param>
    public void Add(long amount = 1)
    {
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
}
