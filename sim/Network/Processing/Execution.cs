using System.Runtime.CompilerServices;
using Simulator.Kernel;

namespace Simulator.Network;

/// <summary>How the execution of an operation ended.</summary>
public enum ExecutionStatus
{
    /// <summary>It was executed.</summary>
    Done,

    /// <summary>It was refused: the queue of the processor was full.</summary>
    QueueFull,

    /// <summary>It was lost: the node was down, or crashed meanwhile.</summary>
    NodeDown,
}

/// <summary>What came of an operation.</summary>
/// <param name="Status">How it ended.</param>
/// <param name="Waited">Time in the queue.</param>
/// <param name="Processed">Time on a core.</param>
/// <param name="Tag">The tag it was given, with these times added: for what is sent as a consequence.</param>
public readonly record struct Execution(ExecutionStatus Status, SimTime Waited, SimTime Processed, MeasurementTag Tag)
{
    /// <summary>True if it was executed.</summary>
    public bool IsDone => Status == ExecutionStatus.Done;
}

/// <summary>Is told when an operation has ended; plumbing that does not await.</summary>
public interface IExecutionReceiver
{
    /// <summary>An operation has ended, in whatever way. Called once for each that was submitted, never before
    /// the submission has returned, but for a crash.</summary>
    /// <param name="packet">The packet that was submitted with it, now the receiver's again.</param>
    /// <param name="execution">What came of it.</param>
    void Executed(Packet? packet, in Execution execution);
}

/// <summary>Is told when the load of a processor changes.</summary>
public interface IProcessorObserver
{
    /// <summary>The load has changed.</summary>
    /// <param name="processor">The processor, as it is now.</param>
    /// <param name="queueChange">How many operations more wait.</param>
    /// <param name="busyChange">How many cores more execute.</param>
    void LoadChanged(Processor processor, int queueChange, int busyChange);
}

/// <summary>
/// One operation on its way through a processor: in the queue, then the event of its end, within which the process that
/// waits for it goes on. Pooled by the network; one that nobody collects, because its process was interrupted, is left.
/// </summary>
internal sealed class Job(Topology topology) : PendingWork<Execution>(topology.Simulation)
{
    private Durations _durations;

    public Job? NextFree;
    public Job? NextRunning; // on the same processor
    public Processor Processor = null!;
    public Work Work;
    public SimTime Arrival;
    public SimTime Start;
    public SimTime Duration; // of all operations together
    public MeasurementTag Tag;
    public Packet? Packet;
    public IExecutionReceiver? Receiver; // null if a process awaits it
    public TimerHandle Handle;

    private ExecutionStatus _status;

    private Execution Execution => _status == ExecutionStatus.Done
        ? new(_status, Start - Arrival, Duration, Tag)
        : new(_status, SimTime.Zero, SimTime.Zero, Tag);

    /// <summary>Time of each operation.</summary>
    public ref SimTime DurationOf(int step) => ref _durations[step];

    /// <summary>It was executed; this is its event.</summary>
    public void Done()
    {
        _status = ExecutionStatus.Done;
        if (Receiver is null)
        {
            End();
        }
        else
        {
            Tell();
        }
    }

    /// <summary>It was refused, or is lost.</summary>
    public void Fail(ExecutionStatus status)
    {
        _status = status;
        if (Receiver is null)
        {
            EndLater();
        }
        else
        {
            Tell();
        }
    }

    /// <summary>As new.</summary>
    public void Clear()
    {
        Packet = null;
        Receiver = null;
        Tag = default;
    }

    /// <inheritdoc/>
    protected override Execution Take()
    {
        Execution execution = Execution;
        topology.Return(this);
        return execution;
    }

    /// <inheritdoc/>
    protected override void Fire() => Processor.End(this);

    /// <inheritdoc/>
    protected override void Foresee()
    {
        base.Foresee();
        Foresight.Fetch(Processor);
        Foresight.Fetch(Packet);
        Foresight.Fetch(Receiver);
    }

    private void Tell()
    {
        (IExecutionReceiver receiver, Packet? packet, Execution execution) = (Receiver!, Packet, Execution);
        topology.Return(this);
        receiver.Executed(packet, execution);
    }

    [InlineArray(Work.CountMax)]
    private struct Durations
    {
        private SimTime _first;
    }
}
