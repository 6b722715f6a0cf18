using System;
using System.Collections.Generic;
using Simulator.Kernel;

namespace Simulator.Measure;

/// <summary>Ends the steps of every time series of a run, after everything else that happens at the instant.</summary>
internal sealed class SeriesSampler : Handler
{
    /// <summary>Most steps of a run.</summary>
    public const int StepCountMax = 10_000;

    private readonly Simulation _simulation;
    private readonly IReadOnlyList<IMetric> _metrics;
    private readonly Func<string, bool> _keeps;
    private readonly SimTime _start, _step, _stop;
    private readonly List<TimeSeries> _series = [];
    private int _metricCount;
    private int _stepCount;
    private SimTime _since;

    public SeriesSampler(
        Simulation simulation, IReadOnlyList<IMetric> metrics, Func<string, bool> keeps, SimTime step, SimTime stop)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(step, SimTime.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(stop, simulation.Now);
        long count = ((stop - simulation.Now).Picoseconds - 1) / step.Picoseconds;
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(count, StepCountMax, nameof(step));
        (_simulation, _metrics, _keeps, _step, _stop) = (simulation, metrics, keeps, step, stop);
        _start = _since = simulation.Now;
        ScheduleNext();
    }

    /// <summary>The series, in the order in which their metrics were declared.</summary>
    public IReadOnlyList<TimeSeries> Series => _series;

    /// <summary>Ends the last step, at the stop.</summary>
    public void End()
    {
        if (_since < _stop && _simulation.Now >= _stop)
        {
            EndStep(_stop);
        }
    }

    /// <inheritdoc/>
    protected override void Fire()
    {
        EndStep(_simulation.Now);
        ScheduleNext();
    }

    private void ScheduleNext()
    {
        if (_step < _stop - _simulation.Now)
        {
            _simulation.Schedule(_step, this, Priority.Measurement);
        }
    }

    private void EndStep(SimTime end)
    {
        AddDeclared();
        SimTime span = end - _since;
        foreach (TimeSeries series in _series)
        {
            series.End(span);
        }

        _since = end;
        _stepCount++;
    }

    private void AddDeclared()
    {
        for (; _metricCount < _metrics.Count; _metricCount++)
        {
            if (_metrics[_metricCount] is ISeriesSource source && _keeps(source.Definition.Name))
            {
                _series.Add(new TimeSeries(source, _start, _step, _stepCount));
            }
        }
    }
}
