using System;
using System.Collections.Generic;
using Simulator.Kernel;
using Simulator.Measure;
using Simulator.Network;

namespace Simulator.Entities;

/// <summary>Is told that a procedure has ended.</summary>
/// <param name="tag">Tag of the message that ended it: which procedure it was.</param>
/// <param name="startedAt">When it started.</param>
/// <param name="outcome">How it ended.</param>
public delegate void ProcedureEnded(in MeasurementTag tag, SimTime startedAt, string outcome);

/// <summary>Is told of each success.</summary>
/// <param name="procedure">Name of the procedure.</param>
/// <param name="startedAt">When it started.</param>
/// <param name="latency">How long it took.</param>
public delegate void ProcedureSucceeded(string procedure, SimTime startedAt, SimTime latency);

/// <summary>
/// Numbers the procedures of one name in a simulation, over all groups that start them: ladders tell them apart by name
/// and number.
/// </summary>
public sealed class ProcedureNumbers
{
    private long _next;

    /// <summary>The next number, from 0.</summary>
    internal long Next() => _next++;
}

/// <summary>
/// Measures one procedure of one group, from start to outcome: latency and its parts, outcomes by cause, the share of
/// successes. Procedures count if they started in the measured window. Roles report to it; they cannot read it.
/// </summary>
public sealed class ProcedureMeasure
{
    /// <summary>The outcome that a success has.</summary>
    public const string Success = "success";

    /// <summary>The outcome of a procedure that had not ended when the run was over.</summary>
    public const string Unfinished = "unfinished";

    private readonly string _name;
    private readonly Simulation _simulation;
    private readonly MeasuredWindow _window;
    private readonly ProcedureNumbers _numbers;
    private readonly LatencyBreakdown _latency;
    private readonly Counter _started;
    private readonly Ratio _success;
    private readonly Dictionary<string, Counter> _outcomes = new(StringComparer.Ordinal);
    private readonly PathStart _pathStart = new();
    private readonly PathTimes _path = new();
    private long _measuredCount;
    private long _latencyCount;
    private SimTime _latencySum;

    /// <summary>A measure; its metrics are declared at once, so that every run has the same rows.</summary>
    /// <param name="name">Name of the procedure, as in <c>attach</c>.</param>
    /// <param name="meaning">From what to what, for the dictionary.</param>
    /// <param name="entity">Group or node; empty for the whole system.</param>
    /// <param name="outcomes">The ways in which it can end.</param>
    /// <param name="simulation">The replication.</param>
    /// <param name="metrics">Where the metrics go.</param>
    /// <param name="numbers">Shared by the measures of one name; null if there is only this one.</param>
    public ProcedureMeasure(
        string name,
        string meaning,
        string entity,
        IEnumerable<string> outcomes,
        Simulation simulation,
        MetricRegistry metrics,
        ProcedureNumbers? numbers = null)
    {
        ArgumentNullException.ThrowIfNull(outcomes);
        ArgumentNullException.ThrowIfNull(metrics);
        _name = name;
        _simulation = simulation;
        _window = metrics.Window;
        _numbers = numbers ?? new ProcedureNumbers();
        _latency = metrics.Latency(name, entity, meaning);
        _started = metrics.Counter($"{name}.started", entity, $"Procedures '{name}' started in the measured period.");
        _success = metrics.Ratio($"{name}.success", entity, $"Successes over procedures '{name}' started.");
        foreach (string outcome in outcomes)
        {
            AddOutcome(outcome, entity, metrics);
        }

        AddOutcome(Unfinished, entity, metrics);
    }

    /// <summary>Where the instants of their start go, if they are wanted.</summary>
    public SampleSeries? Starts { get; init; }

    /// <summary>Procedures that have started and not ended.</summary>
    public long OpenCount { get; private set; }

    /// <summary>Procedures that have started.</summary>
    public long StartedCount { get; private set; }

    /// <summary>Procedures that have succeeded, measured or not.</summary>
    public long SuccessCount { get; private set; }

    /// <summary>Mean latency of the measured successes in seconds; not a number without one.</summary>
    public double MeanLatency => _latencySum.Seconds / _latencyCount;

    /// <summary>Called when the last open procedure has ended.</summary>
    public Action? Emptied { get; set; }

    /// <summary>Called when a procedure ends whose last message carries its tag.</summary>
    public ProcedureEnded? Ended { get; set; }

    /// <summary>Called for each success, measured or not.</summary>
    public ProcedureSucceeded? Succeeded { get; set; }

    /// <summary>True if a procedure that started then is measured.</summary>
    /// <param name="startedAt">When it started.</param>
    public bool IsMeasured(SimTime startedAt) => _window.Contains(startedAt);

    /// <summary>A procedure starts now.</summary>
    /// <returns>The tag of its first message.</returns>
    public MeasurementTag Start()
    {
        SimTime now = _simulation.Now;
        OpenCount++;
        _started.AddStarted(now);
        Starts?.AddStarted(now, now.Seconds);
        _measuredCount += _window.Contains(now) ? 1 : 0;
        StartedCount++;
        return CriticalPath.Begin(_name, _numbers.Next(), now, _pathStart);
    }

    /// <summary>A procedure ends now.</summary>
    /// <param name="startedAt">When it started.</param>
    /// <param name="outcome">One of the declared outcomes.</param>
    /// <param name="tag">Tag of the message that ended it; without one the latency has no explained parts.</param>
    public void End(SimTime startedAt, string outcome, in MeasurementTag tag = default)
    {
        OpenCount--;
        bool isMeasured = _window.Contains(startedAt);
        _measuredCount -= isMeasured ? 1 : 0;
        if (CriticalPath.Procedure(tag) == _name)
        {
            Ended?.Invoke(tag, startedAt, outcome);
        }

        _success.AddStarted(startedAt, outcome == Success);
        _outcomes[outcome].AddStarted(startedAt);
        if (outcome == Success)
        {
            SuccessCount++;
            Succeeded?.Invoke(_name, startedAt, _simulation.Now - startedAt);
        }

        if (isMeasured && outcome == Success)
        {
            AddLatency(startedAt, tag);
        }

        if (OpenCount == 0)
        {
            Emptied?.Invoke();
        }
    }

    /// <summary>The run is over: what is open is unfinished.</summary>
    public void Close()
    {
        for (; _measuredCount > 0; _measuredCount--)
        {
            _success.AddStarted(_window.Warmup, isHit: false);
            _outcomes[Unfinished].AddStarted(_window.Warmup);
        }
    }

    private void AddLatency(SimTime startedAt, in MeasurementTag tag)
    {
        SimTime now = _simulation.Now;
        _latencyCount++;
        _latencySum += now - startedAt;
        _path.Clear();
        if (tag.IsActive && CriticalPath.Procedure(tag) == _name)
        {
            LatencyParts parts = CriticalPath.Finish(tag, now);
            _path.Add(LatencyPart.Propagation, parts.Propagation);
            _path.Add(LatencyPart.Transmission, parts.Transmission);
            _path.Add(LatencyPart.Queueing, parts.Queueing);
            foreach ((string operation, SimTime time) in CriticalPath.Operations(tag))
            {
                _path.AddProcessing(operation, time);
            }
        }

        _latency.AddStarted(startedAt, now - startedAt, _path);
    }

    private void AddOutcome(string outcome, string entity, MetricRegistry metrics) => _outcomes.TryAdd(
        outcome,
        metrics.Counter($"{_name}.outcome.{outcome}", entity, $"Procedures '{_name}' that ended with '{outcome}'."));
}
