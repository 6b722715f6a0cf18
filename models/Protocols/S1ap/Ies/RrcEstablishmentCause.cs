namespace Simulator.Protocols.S1ap;

/// <summary>
/// Why a UE asked for a radio connection (TS 36.413 §9.2.1.3a); additions of later versions are kept.
/// </summary>
public enum RrcEstablishmentCause
{
    /// <summary>Emergency call.</summary>
    Emergency,

    /// <summary>Access of high priority.</summary>
    HighPriorityAccess,

    /// <summary>Answer to paging.</summary>
    MtAccess,

    /// <summary>Signalling that the UE begins: attach, tracking area update, detach.</summary>
    MoSignalling,

    /// <summary>Data that the UE begins.</summary>
    MoData,

    /// <summary>Data that can wait.</summary>
    DelayTolerantAccess,

    /// <summary>Voice call that the UE begins.</summary>
    MoVoiceCall,

    /// <summary>Report of an exception.</summary>
    MoExceptionData,
}
