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
    /// <param name="processor">The processor.</param>
    /// <param name="queueCount">Operations that wait.</param>
    /// <param name="busyCount">Cores that execute.</param>
    void LoadChanged(Processor processor, int queueCount, int busyCount);
}

/// <summary>
/// One operation on its way through a processor: in the queue, then the event of its end. Pooled by the network.
/// </summary>
internal sealed class Job(Topology topology) : Handler
{
    private readonly SimTime[] _durations = new SimTime[Work.CountMax];
    private Mailbox<Execution>? _ended;

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
    public TimerHandle End;
    public bool IsOver; // has ended, and waits for its process to collect
    public bool IsAbandoned; // nobody waits for it any more

    /// <summary>Where the process waits.</summary>
    public Mailbox<Execution> Ended => _ended ??= new Mailbox<Execution>(topology.Simulation);

    /// <summary>Time of each operation.</summary>
    public ref SimTime DurationOf(int step) => ref _durations[step];

    /// <summary>Tells who waits for it.</summary>
    public void Finish(in Execution execution)
    {
        if (Receiver is { } receiver)
        {
            Packet? packet = Packet;
            topology.Return(this);
            receiver.Executed(packet, execution);
        }
        else if (IsAbandoned)
        {
            topology.Return(this);
        }
        else
        {
            IsOver = true;
            Ended.Put(execution);
        }
    }

    /// <summary>The process has collected the result, or was interrupted.</summary>
    public void Leave()
    {
        if (IsOver)
        {
            topology.Return(this);
        }
        else
        {
            IsAbandoned = true;
        }
    }

    /// <summary>As new.</summary>
    public void Clear()
    {
        _ended?.Clear();
        Packet = null;
        Receiver = null;
        Tag = default;
        IsOver = false;
        IsAbandoned = false;
    }

    protected override void Fire() => Processor.End(this);
}
