using System.Collections.Generic;
using Simulator.Kernel;

namespace Simulator.Measure;

/// <summary>A share of trials in the measured window, as of successes or cache hits: <c>count ratio</c>.</summary>
public sealed class Ratio : IMetric, IBatched
{
    private readonly Simulation _simulation;
    private readonly MeasuredWindow _window;
    private readonly BatchMeans _batches = new();

    internal Ratio(Simulation simulation, MeasuredWindow window, MetricDefinition definition)
    {
        _simulation = simulation;
        _window = window;
        Definition = definition;
    }

    /// <inheritdoc/>
    public MetricDefinition Definition { get; }

    /// <summary>How many trials.</summary>
    public long Count { get; private set; }

    /// <summary>How many of them hit.</summary>
    public long HitCount { get; private set; }

    /// <summary>A trial of now.</summary>
    /// <param name="isHit">It belongs to the share.</param>
    public void Add(bool isHit) => AddStarted(_simulation.Now, isHit);

    /// <summary>A trial that is a procedure; it counts if it started in the window.</summary>
    /// <param name="startedAt">When the procedure started.</param>
    /// <param name="isHit">It belongs to the share.</param>
    public void AddStarted(SimTime startedAt, bool isHit)
    {
        if (_window.Contains(startedAt))
        {
            Count++;
            HitCount += isHit ? 1 : 0;
            _batches.Add(isHit ? 1 : 0);
        }
    }

    /// <inheritdoc/>
    public void Report(ICollection<MetricValue> values)
    {
        values.Add(Definition, Statistic.Count, Count);
        values.Add(Definition, Statistic.Ratio, HitCount / (double)Count);
    }

    /// <inheritdoc/>
    public IEnumerable<(Statistic Statistic, BatchError Error)> Errors() =>
        _batches.Error() is { } error ? [(Statistic.Ratio, error)] : [];
}
