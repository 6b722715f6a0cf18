using System;
using Simulator.Kernel;

namespace Simulator.Measure;

/// <summary>
/// A state looked at every step, from the start of the run to the last instant before its stop (warm-up included: a
/// reader wants to see it), after everything else that happens at the instant.
/// </summary>
public sealed class TimeSeries : Handler
{
    /// <summary>Most points of a series.</summary>
    public const int PointMax = 1_000_000;

    private readonly Simulation _simulation;
    private readonly TimeAverage _state;
    private readonly SimTime _stop;
    private readonly double[] _points;

    internal TimeSeries(Simulation simulation, TimeAverage state, SimTime step, SimTime stop)
    {
        _simulation = simulation;
        _state = state;
        _stop = stop;
        Step = step;
        Start = simulation.Now;
        _points = new double[PointCount(stop - Start, step)];
        simulation.Schedule(SimTime.Zero, this, Priority.Measurement);
    }

    /// <summary>What is looked at.</summary>
    public MetricDefinition Definition => _state.Definition;

    /// <summary>Time of the first point.</summary>
    public SimTime Start { get; }

    /// <summary>Time between points.</summary>
    public SimTime Step { get; }

    /// <summary>How many points there are so far.</summary>
    public int Count { get; private set; }

    /// <summary>The points so far: the state at <see cref="Start"/>, one step later, two steps later …</summary>
    public ReadOnlySpan<double> Points => _points.AsSpan(0, Count);

    /// <summary>Time of a point.</summary>
    /// <param name="index">From 0.</param>
    public SimTime At(int index) => Start + (Step * index);

    /// <summary>Number of points in a span; more than <see cref="PointMax"/>, or none, is refused.</summary>
    /// <param name="span">Length of the span, without its end.</param>
    /// <param name="step">Positive.</param>
    public static int PointCount(SimTime span, SimTime step)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(step, SimTime.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(span, SimTime.Zero);
        long count = ((span.Picoseconds - 1) / step.Picoseconds) + 1;
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, PointMax, nameof(step));
        return (int)count;
    }

    /// <inheritdoc/>
    protected override void Fire()
    {
        _points[Count++] = _state.Value;
        if (Step < _stop - _simulation.Now)
        {
            _simulation.Schedule(Step, this, Priority.Measurement);
        }
    }
}
