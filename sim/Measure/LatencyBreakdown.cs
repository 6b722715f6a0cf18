using System;
using System.Collections.Generic;
using Simulator.Kernel;

namespace Simulator.Measure;

/// <summary>
/// Latency of a procedure and its parts: <c>NAME.latency</c> with percentiles, and for each part and operation the
/// <c>sum</c> and the <c>mean</c> over all these procedures. In whole picoseconds the parts add up to the whole
/// exactly.
/// </summary>
public sealed class LatencyBreakdown : IMetric, IBatched
{
    private const int PartCount = 5;

    private readonly MeasuredWindow _window;
    private readonly SampleSeries _whole;
    private readonly MetricDefinition[] _parts = new MetricDefinition[PartCount];
    private readonly Int128[] _partSums = new Int128[PartCount];
    private readonly Dictionary<string, int> _operationIndices = new(StringComparer.Ordinal);
    private readonly List<(string Operation, Int128 Sum)> _operations = [];
    private Int128 _sum;

    internal LatencyBreakdown(MeasuredWindow window, SampleSeries whole, IEnumerable<string> operations)
    {
        _window = window;
        _whole = whole;
        foreach (LatencyPart part in Enum.GetValues<LatencyPart>())
        {
            _parts[(int)part] = PartDefinition(part.ToString().ToLowerInvariant(), Meaning(part));
        }

        foreach (string operation in operations)
        {
            OperationIndex(operation);
        }
    }

    /// <inheritdoc/>
    public MetricDefinition Definition => _whole.Definition;

    /// <inheritdoc/>
    public IEnumerable<MetricDefinition> Definitions => [Definition, .. _parts, .. OperationDefinitions()];

    /// <summary>The whole latencies, with their distribution.</summary>
    public SampleSeries Whole => _whole;

    /// <summary>Sum of the whole latencies, in picoseconds.</summary>
    public Int128 SumPicoseconds => _sum;

    /// <summary>Sum of a part over all procedures, in picoseconds.</summary>
    /// <param name="part">The part.</param>
    public Int128 PartPicoseconds(LatencyPart part) => _partSums[(int)part];

    /// <summary>Sum of an operation over all procedures, in picoseconds; 0 if it never ran.</summary>
    /// <param name="operation">Its name.</param>
    public Int128 OperationPicoseconds(string operation) =>
        _operationIndices.TryGetValue(operation, out int index) ? _operations[index].Sum : 0;

    /// <summary>A procedure ended; it counts if it started in the window.</summary>
    /// <param name="startedAt">When it started.</param>
    /// <param name="latency">How long it took; at least the explained time.</param>
    /// <param name="parts">What its critical path explains of that.</param>
    public void AddStarted(SimTime startedAt, SimTime latency, PathTimes parts)
    {
        ArgumentNullException.ThrowIfNull(parts);
        SimTime timer = latency - parts.Explained;
        Invariant.Require(timer >= SimTime.Zero, "the parts of a latency do not exceed it");
        if (!_window.Contains(startedAt))
        {
            return;
        }

        _whole.AddStarted(startedAt, latency.Seconds);
        _sum += latency.Picoseconds;
        _partSums[(int)LatencyPart.Timer] += timer.Picoseconds;
        for (LatencyPart part = LatencyPart.Propagation; part <= LatencyPart.Processing; part++)
        {
            _partSums[(int)part] += parts[part].Picoseconds;
        }

        for (int index = 0; index < parts.OperationCount; index++)
        {
            (string operation, SimTime time) = parts.Operation(index);
            AddOperation(operation, time);
        }
    }

    /// <inheritdoc/>
    public void Report(ICollection<MetricValue> values)
    {
        _whole.Report(values);
        for (int part = 0; part < PartCount; part++)
        {
            Report(values, _parts[part], _partSums[part]);
        }

        foreach (int index in InOrderOfName())
        {
            Report(values, OperationDefinition(_operations[index].Operation), _operations[index].Sum);
        }
    }

    /// <inheritdoc/>
    public IEnumerable<(Statistic Statistic, BatchError Error)> Errors() => _whole.Errors();

    private static string Meaning(LatencyPart part) => part switch
    {
        LatencyPart.Propagation => "propagation delay of the links on the critical path",
        LatencyPart.Transmission => "serialisation on the links of the critical path",
        LatencyPart.Queueing => "waiting for links and processors on the critical path",
        LatencyPart.Processing => "operations on the critical path",
        _ => "waiting that no message explains: timers, schedules, arrivals",
    };

    private MetricDefinition PartDefinition(string part, string meaning) =>
        Definition with { Name = $"{Definition.Name}.{part}", Meaning = $"Part of {Definition.Name}: {meaning}." };

    private MetricDefinition OperationDefinition(string operation) =>
        PartDefinition("processing." + operation, operation + " on the critical path");

    private IEnumerable<MetricDefinition> OperationDefinitions()
    {
        foreach (int index in InOrderOfName())
        {
            yield return OperationDefinition(_operations[index].Operation);
        }
    }

    // By name and not by first use, which two replications need not share.
    private int[] InOrderOfName()
    {
        int[] indices = new int[_operations.Count];
        for (int index = 0; index < indices.Length; index++)
        {
            indices[index] = index;
        }

        Array.Sort(indices, (left, right) =>
            string.CompareOrdinal(_operations[left].Operation, _operations[right].Operation));
        return indices;
    }

    private int OperationIndex(string operation)
    {
        if (!_operationIndices.TryGetValue(operation, out int index))
        {
            index = _operations.Count;
            _operations.Add((operation, 0));
            _operationIndices.Add(operation, index);
        }

        return index;
    }

    private void AddOperation(string operation, SimTime time)
    {
        int index = OperationIndex(operation);
        _operations[index] = (operation, _operations[index].Sum + time.Picoseconds);
    }

    private void Report(ICollection<MetricValue> values, in MetricDefinition definition, Int128 picoseconds)
    {
        if (_whole.Moments.Count > 0)
        {
            double seconds = (double)picoseconds / SimTime.PicosecondsPerSecond;
            values.Add(definition, Statistic.Sum, seconds);
            values.Add(definition, Statistic.Mean, seconds / _whole.Moments.Count);
        }
    }
}
