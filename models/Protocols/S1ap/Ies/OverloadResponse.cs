using Simulator.Protocols.Per;

namespace Simulator.Protocols.S1ap;

/// <summary>
/// What an eNB shall keep away from an overloaded MME (TS 36.413 §9.2.3.20); additions of later versions are kept.
/// </summary>
public enum OverloadAction
{
    /// <summary>Reject connections for data that is neither emergency nor asked for by the network.</summary>
    RejectNonEmergencyMoDt,

    /// <summary>Reject connections for signalling.</summary>
    RejectRrcCrSignalling,

    /// <summary>Only emergency sessions and answers to paging.</summary>
    PermitEmergencySessionsAndMobileTerminatedServicesOnly,

    /// <summary>Only high priority sessions and answers to paging.</summary>
    PermitHighPrioritySessionsAndMobileTerminatedServicesOnly,

    /// <summary>Reject what can wait.</summary>
    RejectDelayTolerantAccess,
}

/// <summary>What an eNB shall do for an overloaded MME (TS 36.413 §9.2.3.19).</summary>
/// <param name="Action">The action.</param>
public readonly record struct OverloadResponse(OverloadAction Action) : IPerValue<OverloadResponse>
{
    private const string Name = "Overload Response";
    private const int ActionCount = 3;

    /// <inheritdoc/>
    public static OverloadResponse Read(ref PerReader reader)
    {
        reader.Root(Name); // a CHOICE of one alternative: no index
        return new((OverloadAction)reader.Index(ActionCount, extensible: true, Name));
    }

    /// <inheritdoc/>
    public void Write(ref PerWriter writer)
    {
        writer.Bit(false);
        writer.Index((int)Action, ActionCount, extensible: true);
    }
}
