using Simulator.Measure;

namespace Simulator.Entities;

/// <summary>Why an eNB does not take a message.</summary>
public enum EnbRefusal
{
    /// <summary>The processor's queue is full.</summary>
    QueueFull,

    /// <summary>No MME has answered an S1 SETUP.</summary>
    NoMme,

    /// <summary>The eNB has as many connections as it may have.</summary>
    TooManyConnections,

    /// <summary>A further NAS message came before the MME had answered the first one.</summary>
    NoMmeIdentity,

    /// <summary>The MME names a UE that is not there.</summary>
    UnknownUe,

    /// <summary>A message could not be read.</summary>
    Malformed,

    /// <summary>A message that this eNB does not expect.</summary>
    Unexpected,

    /// <summary>The send buffer of the association is full, or the association is down.</summary>
    NotSent,
}

/// <summary>What the eNBs of a group count.</summary>
public sealed class EnbMeasures
{
    /// <summary>Measures of a group.</summary>
    /// <param name="metrics">Where the metrics go.</param>
    /// <param name="entity">A group or a node's id.</param>
    public EnbMeasures(MetricRegistry metrics, string entity) =>
        Refused = new ReasonCounters<EnbRefusal>(metrics, "enb.refused", entity, "Messages that an eNB did not take");

    /// <summary>Messages that were not taken.</summary>
    public ReasonCounters<EnbRefusal> Refused { get; }
}
