using System;
using System.Collections.Generic;

namespace Simulator.Measure;

/// <summary>One statistic that is computed when the run is over, from what somebody else counts.</summary>
public sealed class Derived : IMetric
{
    private readonly Statistic _statistic;
    private readonly Func<double> _value;

    internal Derived(MetricDefinition definition, Statistic statistic, Func<double> value)
    {
        Definition = definition;
        _statistic = statistic;
        _value = value;
    }

    /// <inheritdoc/>
    public MetricDefinition Definition { get; }

    /// <inheritdoc/>
    public void Report(ICollection<MetricValue> values) => values.Add(Definition, _statistic, _value());
}
