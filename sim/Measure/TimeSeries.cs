using System;
using System.Collections.Generic;
using System.Runtime.InteropServices;
using Simulator.Kernel;

namespace Simulator.Measure;

/// <summary>
/// A metric over time, a value for each step from the start of the run (warm-up included: a reader wants to see it) to
/// its stop: of a state the mean over the step, of a count or an amount what came in the step, per second.
/// </summary>
public sealed class TimeSeries
{
    private readonly ISeriesSource _source;
    private readonly SimTime _step;
    private readonly List<double> _points = [];
    private Int128 _total;

    internal TimeSeries(ISeriesSource source, SimTime start, SimTime step, int missed)
    {
        (_source, Start, _step) = (source, start, step);
        CollectionsMarshal.SetCount(_points, missed); // declared later, and nothing had happened by then
        Definition = source.Definition with { Unit = source.SeriesUnit };
    }

    /// <summary>What is drawn, with the unit of the values.</summary>
    public MetricDefinition Definition { get; }

    /// <summary>Start of the first step.</summary>
    public SimTime Start { get; }

    /// <summary>Steps that are over.</summary>
    public int Count => _points.Count;

    /// <summary>The value of each step.</summary>
    public ReadOnlySpan<double> Points => CollectionsMarshal.AsSpan(_points);

    /// <summary>Start of a step.</summary>
    /// <param name="index">From 0.</param>
    public SimTime At(int index) => Start + (_step * index);

    /// <summary>A step is over; the last one of a run may be shorter.</summary>
    internal void End(SimTime span)
    {
        Int128 total = _source.Total;
        _points.Add((double)(total - _total) / _source.Divisor(span));
        _total = total;
    }
}
