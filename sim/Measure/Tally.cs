using System.Collections.Generic;
using Simulator.Kernel;

namespace Simulator.Measure;

/// <summary>
/// Values in the measured window without their distribution: <c>count sum mean sd min max</c>. Energy and octets are
/// tallies; where percentiles matter take <see cref="SampleSeries"/>.
/// </summary>
public sealed class Tally : IMetric
{
    private readonly Simulation _simulation;
    private readonly MeasuredWindow _window;

    internal Tally(Simulation simulation, MeasuredWindow window, MetricDefinition definition)
    {
        _simulation = simulation;
        _window = window;
        Definition = definition;
    }

    /// <inheritdoc/>
    public MetricDefinition Definition { get; }

    /// <summary>The values so far.</summary>
    public Moments Moments { get; } = new();

    /// <summary>A value of now.</summary>
    /// <param name="value">In the metric's unit.</param>
    public void Add(double value) => AddStarted(_simulation.Now, value);

    /// <summary>A value of a procedure, which counts if it started in the window.</summary>
    /// <param name="startedAt">When the procedure started.</param>
    /// <param name="value">In the metric's unit.</param>
    public void AddStarted(SimTime startedAt, double value)
    {
        if (_window.Contains(startedAt))
        {
            Moments.Add(value);
        }
    }

    /// <inheritdoc/>
    public void Report(ICollection<MetricValue> values) => Report(values, Definition, Moments);

    internal static void Report(ICollection<MetricValue> values, in MetricDefinition definition, Moments moments)
    {
        values.Add(definition, Statistic.Count, moments.Count);
        values.Add(definition, Statistic.Sum, moments.Sum);
        values.Add(definition, Statistic.Mean, moments.Mean);
        values.Add(definition, Statistic.Sd, moments.StandardDeviation);
        values.Add(definition, Statistic.Min, moments.Min);
        values.Add(definition, Statistic.Max, moments.Max);
    }
}
