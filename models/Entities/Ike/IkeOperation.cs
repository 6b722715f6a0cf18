using Simulator.Kernel;
using Simulator.Network;
using Simulator.Protocols.Ike;

namespace Simulator.Entities;

/// <summary>Something that this end has started: it ends once, with an outcome.</summary>
public sealed class IkeOperation
{
    private readonly ProcedureMeasure _measure;
    private readonly SimTime _startedAt;
    private readonly bool _isPart; // of another procedure, which the messages count for

    internal IkeOperation(Simulation simulation, ProcedureMeasure measure, in MeasurementTag tag)
    {
        _measure = measure;
        _startedAt = simulation.Now;
        MeasurementTag own = measure.Start();
        _isPart = tag.IsActive;
        Tag = _isPart ? tag : own;
        Ended = new Event<IkeOutcome>(simulation);
    }

    /// <summary>Happens when it ends.</summary>
    public Event<IkeOutcome> Ended { get; }

    /// <summary>How it ended; null before.</summary>
    public IkeOutcome? Outcome { get; private set; }

    /// <summary>The IKE SA in which it takes place, or which it has made.</summary>
    public IkeSa? Sa { get; internal set; }

    /// <summary>The pair of associations that it has made, or null.</summary>
    public ChildSa? Child { get; internal set; }

    /// <summary>What the last answer said, or null.</summary>
    public IkeContents? Answer { get; internal set; }

    /// <summary>Tag of the last message.</summary>
    public MeasurementTag Tag { get; internal set; }

    internal void End(IkeOutcome outcome)
    {
        if (Outcome is not null)
        {
            return;
        }

        Outcome = outcome;
        _measure.End(_startedAt, ReasonCounters<IkeOutcome>.WordOf(outcome), _isPart ? default : Tag);
        Ended.Succeed(outcome);
    }
}
