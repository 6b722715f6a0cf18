using System;
using Simulator.Kernel;

namespace Simulator.Network;

/// <summary>One operation of a packet in a <see cref="Pipeline"/>.</summary>
/// <param name="Stage">The stage that executes it, from 0; steps come in the order of their stages.</param>
/// <param name="Operation">An operation of the pipeline's cost table.</param>
/// <param name="Octets">Octets of its input.</param>
public readonly record struct PipelineStep(int Stage, OperationId Operation, int Octets = 0);

/// <summary>What a pipeline has.</summary>
public sealed record PipelineOptions
{
    /// <summary>Stages that a packet goes through one after the other.</summary>
    public int StageCount { get; init; } = 1;

    /// <summary>
    /// True if each stage may work on a packet of its own; false if the next packet enters when this one has left.
    /// </summary>
    public bool IsPipelined { get; init; } = true;

    /// <summary>Packets inside at most, those that wait to enter included (ours: 1,024).</summary>
    public int PacketMax { get; init; } = 1_024;
}

/// <summary>
/// Hardware of a node that works on packets in a fixed sequence of stages, as a network interface card does: in order,
/// each stage on one packet at a time. When a packet leaves is known when it enters, so that it costs one event and
/// nothing is allocated for it but what its measurement tag keeps.
/// </summary>
public sealed class Pipeline : Carrier, INodeObserver
{
    private readonly Node _node;
    private readonly PipelineOptions _options;
    private readonly IExecutionReceiver _receiver;
    private readonly SimTime[] _free; // by stage
    private readonly RandomStream _random;
    private int _epoch;

    /// <summary>A pipeline.</summary>
    /// <param name="node">The node, a crash of which loses what is inside.</param>
    /// <param name="name">As in <c>nic</c>; names the stream of drawn costs.</param>
    /// <param name="options">Stages and room.</param>
    /// <param name="costs">What operations cost.</param>
    /// <param name="receiver">Gets each packet at the end, in order.</param>
    public Pipeline(Node node, string name, PipelineOptions options, CostTable costs, IExecutionReceiver receiver)
    {
        ArgumentNullException.ThrowIfNull(node);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(options.StageCount);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(options.PacketMax);
        _node = node;
        _options = options;
        _receiver = receiver;
        _free = new SimTime[options.StageCount];
        _random = node.Simulation.Random($"{node.Id}/{name}/cost");
        Accounts = new ProcessorAccounts(costs);
        node.Observe(this);
    }

    /// <summary>What operations cost.</summary>
    public CostTable Costs => Accounts.Costs;

    /// <summary>What was executed.</summary>
    public ProcessorAccounts Accounts { get; }

    /// <summary>Packets inside.</summary>
    public int PacketCount { get; private set; }

    /// <summary>True if no packet can enter.</summary>
    public bool IsFull => PacketCount == _options.PacketMax;

    /// <summary>
    /// A packet enters; the receiver gets it back at the end, with the times added to its tag. The pipeline must not be
    /// full.
    /// </summary>
    /// <param name="steps">Its operations, in the order of their stages.</param>
    /// <param name="packet">The packet.</param>
    /// <returns>Time of all its operations, without waiting.</returns>
    public SimTime Submit(ReadOnlySpan<PipelineStep> steps, Packet packet)
    {
        ArgumentNullException.ThrowIfNull(packet);
        Invariant.Require(!IsFull, "a packet enters where there is room");
        MeasurementTag tag = packet.Tag;
        SimTime processed = Occupy(steps, ref tag, out SimTime end);
        packet.Tag = tag;
        packet.Carrier = this;
        packet.Epoch = _epoch;
        PacketCount++;
        _node.Simulation.Schedule(end - _node.Simulation.Now, packet);
        return processed;
    }

    /// <summary>
    /// Work for a packet that ends here: the stages are busy with it, and nobody is told of its end.
    /// </summary>
    /// <param name="steps">Its operations, in the order of their stages.</param>
    /// <returns>Time of all its operations, without waiting.</returns>
    public SimTime Occupy(ReadOnlySpan<PipelineStep> steps)
    {
        MeasurementTag none = default;
        return Occupy(steps, ref none, out _);
    }

    /// <inheritdoc/>
    void INodeObserver.Crashed(Node node)
    {
        _epoch++;
        PacketCount = 0;
        Array.Clear(_free);
    }

    /// <inheritdoc/>
    void INodeObserver.Restarted(Node node)
    {
        // empty since the crash
    }

    internal override void Arrive(Packet packet)
    {
        if (packet.Epoch != _epoch)
        {
            _node.Drop(packet, DropReason.NodeDown);
            return;
        }

        PacketCount--;
        _receiver.Executed(packet, new Execution(ExecutionStatus.Done, SimTime.Zero, SimTime.Zero, packet.Tag));
    }

    private SimTime Occupy(ReadOnlySpan<PipelineStep> steps, ref MeasurementTag tag, out SimTime end)
    {
        SimTime processed = SimTime.Zero;
        end = _node.Simulation.Now;
        SimTime entered = end;
        int next = 0;
        for (int stage = 0; stage < _free.Length; stage++)
        {
            end = SimTime.Latest(end, _free[stage]);
            for (; next < steps.Length && steps[next].Stage == stage; next++)
            {
                SimTime time = Execute(steps[next], ref tag);
                processed += time;
                end += time;
            }

            _free[stage] = end;
        }

        if (!_options.IsPipelined)
        {
            Array.Fill(_free, end);
        }

        Invariant.Require(next == steps.Length, "steps come in the order of their stages");
        tag.Queueing += tag.IsActive ? end - entered - processed : SimTime.Zero;
        return processed;
    }

    private SimTime Execute(in PipelineStep step, ref MeasurementTag tag)
    {
        OperationCost cost = Costs.CostOf(step.Operation);
        SimTime time = cost.TimeOf(step.Octets, cost.Fixed.IsConstant ? null : _random);
        Accounts.Add(step.Operation, step.Octets, time);
        if (tag.IsActive && time > SimTime.Zero)
        {
            tag.AddProcessing(Costs.NameOf(step.Operation), time);
        }

        return time;
    }
}
