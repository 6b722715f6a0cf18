using System;
using Simulator.Kernel;

namespace Simulator.Network;

/// <summary>What a processor has.</summary>
public sealed record ProcessorOptions
{
    /// <summary>Cores, each executing one operation at a time.</summary>
    public int Cores { get; init; } = 1;

    /// <summary>Operations that wait at most, those being executed not included (ours: 10,000).</summary>
    public int QueueMax { get; init; } = 10_000;

    /// <summary>
    /// Where executions are counted; an account of its own if null. Processors of one group may share one.
    /// </summary>
    public ProcessorAccounts? Accounts { get; init; }
}

/// <summary>
/// A processor of a node: cores behind one queue, first come, first served. It executes operations at the cost of the
/// device's profile and accounts time and energy. An operation costs one event, at its end.
/// </summary>
public sealed class Processor
{
    private readonly ProcessorOptions _options;
    private Job? _running; // those that run, linked in order of their start
    private Job[] _waiting = []; // a ring
    private int _head;
    private RandomStream? _random;
    private SimTime _changed;
    private Int128 _busyArea; // picoseconds × cores; the sum over a long queue leaves the range of the clock
    private Int128 _queueArea;

    internal Processor(Node node, string name, ProcessorOptions options, CostTable costs)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(options.Cores);
        ArgumentOutOfRangeException.ThrowIfNegative(options.QueueMax);
        bool isOfTable = options.Accounts is null || options.Accounts.Costs == costs;
        Invariant.Require(isOfTable, "an account is kept by one cost table");
        _options = options;
        Node = node;
        Name = name;
        Accounts = options.Accounts ?? new ProcessorAccounts(costs);
    }

    /// <summary>The node.</summary>
    public Node Node { get; }

    /// <summary>Its name among the processors of the node.</summary>
    public string Name { get; }

    /// <summary>The processor that its node got after it; null if it is the last.</summary>
    internal Processor? NextOfNode { get; set; }

    /// <summary>Its cost table.</summary>
    public CostTable Costs => Accounts.Costs;

    /// <summary>Cores.</summary>
    public int CoreCount => _options.Cores;

    /// <summary>Cores that execute.</summary>
    public int BusyCount { get; private set; }

    /// <summary>Operations that wait.</summary>
    public int QueueCount { get; private set; }

    /// <summary>The longest queue so far.</summary>
    public int QueueCountMax { get; private set; }

    /// <summary>Operations that were refused because the queue was full.</summary>
    public long RefusedCount { get; private set; }

    /// <summary>Operations that a crash has lost.</summary>
    public long LostCount { get; private set; }

    /// <summary>What was executed to its end.</summary>
    public ProcessorAccounts Accounts { get; }

    /// <summary>Is told of every change of the load.</summary>
    public IProcessorObserver? Observer { get; set; }

    /// <summary>Core time spent so far in seconds: the integral of <see cref="BusyCount"/>; divided by time and cores
    /// it
    /// is the utilisation.</summary>
    public double BusySeconds => Seconds(_busyArea + Area(BusyCount));

    /// <summary>Time waited so far in seconds: the integral of <see cref="QueueCount"/>.</summary>
    public double WaitingSeconds => Seconds(_queueArea + Area(QueueCount));

    /// <summary>An operation of its cost table.</summary>
    /// <param name="name">As in <c>aka.vector</c>.</param>
    public OperationId Find(string name) => Costs.Find(name);

    /// <summary>
    /// Executes an operation and waits for its end. A process that is interrupted meanwhile leaves the operation to the
    /// processor, which executes it all the same.
    /// </summary>
    /// <param name="operation">An operation of its cost table.</param>
    /// <param name="octets">Octets of the input.</param>
    /// <param name="tag">What is measured: the tag of the message that led here.</param>
    public Pending<Execution> Execute(OperationId operation, int octets = 0, in MeasurementTag tag = default) =>
        Execute(Work.Of(operation, octets), tag);

    /// <summary>
    /// Executes operations one after the other on one core and waits for their end; otherwise as for one operation.
    /// </summary>
    /// <param name="work">Operations of its cost table.</param>
    /// <param name="tag">What is measured: the tag of the message that led here.</param>
    public Pending<Execution> Execute(in Work work, in MeasurementTag tag = default)
    {
        Job job = Rent(work, tag);
        if (Refuse() is { } refusal)
        {
            job.Fail(refusal);
        }
        else
        {
            Accept(job);
        }

        return job.Result;
    }

    /// <summary>
    /// Executes an operation and tells a receiver of its end; nothing waits and nothing is allocated.
    /// </summary>
    /// <param name="operation">An operation of its cost table.</param>
    /// <param name="octets">Octets of the input.</param>
    /// <param name="receiver">Is told.</param>
    /// <param name="packet">Goes with the operation, whose tag is measured; the receiver gets it back.</param>
    /// <returns>Done if it was accepted; otherwise it was refused, the receiver is not called, and the packet stays the
    /// caller's.</returns>
    public ExecutionStatus Submit(
        OperationId operation, int octets, IExecutionReceiver receiver, Packet? packet = null) =>
        Submit(Work.Of(operation, octets), receiver, packet);

    /// <summary>
    /// Executes operations one after the other on one core and tells a receiver of their end; otherwise as for one.
    /// </summary>
    /// <param name="work">Operations of its cost table.</param>
    /// <param name="receiver">Is told.</param>
    /// <param name="packet">Goes with the work, whose tag is measured; the receiver gets it back.</param>
    /// <returns>As for one operation.</returns>
    public ExecutionStatus Submit(in Work work, IExecutionReceiver receiver, Packet? packet = null)
    {
        ArgumentNullException.ThrowIfNull(receiver);
        if (Refuse() is { } refusal)
        {
            return refusal;
        }

        Job job = Rent(work, packet?.Tag ?? default);
        job.Receiver = receiver;
        job.Packet = packet;
        Accept(job);
        return ExecutionStatus.Done;
    }

    internal void End(Job job)
    {
        (int queueCount, int busyCount) = (QueueCount, BusyCount);
        Advance();
        Unlink(job);
        Account(job);
        if (QueueCount > 0)
        {
            Begin(Take());
        }

        Observer?.LoadChanged(this, QueueCount - queueCount, BusyCount - busyCount);
        job.Done();
    }

    /// <summary>The node has crashed: what runs and what waits is lost.</summary>
    internal void Crash()
    {
        (int queueCount, int busyCount) = (QueueCount, BusyCount);
        Advance();
        while (_running is { } job)
        {
            Node.Simulation.Cancel(job.Handle);
            Unlink(job);
            Lose(job);
        }

        while (QueueCount > 0)
        {
            Lose(Take());
        }

        Observer?.LoadChanged(this, -queueCount, -busyCount);
    }

    private ExecutionStatus? Refuse()
    {
        if (!Node.IsUp)
        {
            return ExecutionStatus.NodeDown;
        }

        if (BusyCount < _options.Cores || QueueCount < _options.QueueMax)
        {
            return null;
        }

        RefusedCount++;
        return ExecutionStatus.QueueFull;
    }

    private void Account(Job job)
    {
        ref MeasurementTag tag = ref job.Tag;
        bool isMeasured = tag.IsActive;
        tag.Queueing += isMeasured ? job.Start - job.Arrival : SimTime.Zero;
        for (int step = 0; step < job.Work.Count; step++)
        {
            (OperationId operation, int octets, int times) = job.Work[step];
            Accounts.Add(operation, octets, job.DurationOf(step), times);
        }

        for (int step = 0; isMeasured && step < job.Work.Count;)
        {
            OperationId operation = job.Work[step].Operation;
            tag.AddProcessing(Costs.NameOf(operation), DurationOfRow(job, ref step));
        }

        if (isMeasured && job.Packet is { } packet)
        {
            packet.Tag = tag;
        }
    }

    // The same operation again and again is one part of the latency.
    private static SimTime DurationOfRow(Job job, ref int step)
    {
        OperationId operation = job.Work[step].Operation;
        SimTime sum = SimTime.Zero;
        for (; step < job.Work.Count && job.Work[step].Operation == operation; step++)
        {
            sum += job.DurationOf(step);
        }

        return sum;
    }

    private Job Rent(in Work work, in MeasurementTag tag)
    {
        Job job = Node.Topology.RentJob();
        job.Processor = this;
        job.Work = work;
        job.Tag = tag;
        job.Arrival = Node.Simulation.Now;
        return job;
    }

    private void Accept(Job job)
    {
        (int queueCount, int busyCount) = (QueueCount, BusyCount);
        Advance();
        if (BusyCount < _options.Cores)
        {
            Begin(job);
        }
        else
        {
            Join(job);
        }

        Observer?.LoadChanged(this, QueueCount - queueCount, BusyCount - busyCount);
    }

    private void Begin(Job job)
    {
        job.Start = Node.Simulation.Now;
        job.Duration = Draw(job);
        Link(job);
        job.Handle = Node.Simulation.Schedule(job.Duration, job);
    }

    private void Link(Job job)
    {
        ref Job? next = ref _running;
        while (next is not null)
        {
            next = ref next.NextRunning;
        }

        next = job;
        BusyCount++;
    }

    private void Unlink(Job job)
    {
        ref Job? next = ref _running;
        while (next != job)
        {
            next = ref next!.NextRunning;
        }

        next = job.NextRunning;
        job.NextRunning = null;
        BusyCount--;
    }

    private SimTime Draw(Job job)
    {
        SimTime sum = SimTime.Zero;
        for (int step = 0; step < job.Work.Count; step++)
        {
            job.DurationOf(step) = Draw(job.Work[step]);
            sum += job.DurationOf(step);
        }

        return sum;
    }

    private SimTime Draw(WorkStep step)
    {
        OperationCost cost = Costs.CostOf(step.Operation);
        RandomStream? random = cost.Fixed.IsConstant ? null : Random();
        SimTime sum = cost.TimeOf(step.Octets, random);
        for (int time = 1; time < step.Times; time++)
        {
            sum += cost.TimeOf(step.Octets, random);
        }

        return sum;
    }

    private void Lose(Job job)
    {
        LostCount++;
        job.Fail(ExecutionStatus.NodeDown);
    }

    private void Join(Job job)
    {
        if (QueueCount == _waiting.Length)
        {
            Grow();
        }

        _waiting[(_head + QueueCount++) & (_waiting.Length - 1)] = job;
        QueueCountMax = Math.Max(QueueCountMax, QueueCount);
    }

    private Job Take()
    {
        Job job = _waiting[_head];
        _head = (_head + 1) & (_waiting.Length - 1);
        QueueCount--;
        return job;
    }

    private void Grow()
    {
        var larger = new Job[Math.Max(8, _waiting.Length * 2)];
        for (int index = 0; index < QueueCount; index++)
        {
            larger[index] = _waiting[(_head + index) & (_waiting.Length - 1)];
        }

        _waiting = larger;
        _head = 0;
    }

    private RandomStream Random() => _random ??= Node.Simulation.Random($"{Node.Id}/{Name}/cost");

    private void Advance()
    {
        if (BusyCount > 0)
        {
            _busyArea += Area(BusyCount);
        }

        if (QueueCount > 0)
        {
            _queueArea += Area(QueueCount);
        }

        _changed = Node.Simulation.Now;
    }

    private Int128 Area(int count) => Math.BigMul((Node.Simulation.Now - _changed).Picoseconds, (long)count);

    private static double Seconds(Int128 picoseconds) => (double)picoseconds / SimTime.PicosecondsPerSecond;
}
