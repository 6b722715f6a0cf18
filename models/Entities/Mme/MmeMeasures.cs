using System;
using Simulator.Measure;

namespace Simulator.Entities;

/// <summary>Why an MME refuses a message; a refused message changes nothing.</summary>
public enum MmeRefusal
{
    /// <summary>The processor's queue was full.</summary>
    ProcessorFull,

    /// <summary>An attach was rejected unread because too much waits for the processor (TS 24.301 §5.3.9).</summary>
    Congestion,

    /// <summary>SCTP could not take a message: the association is down, or its buffer is full.</summary>
    NotSent,

    /// <summary>The association went down while the message waited for the processor.</summary>
    AssociationLost,

    /// <summary>Another payload protocol than S1AP (TS 36.412 §7).</summary>
    WrongPayloadProtocol,

    /// <summary>S1AP octets in error (TS 36.413 §10.2, §10.3.4 to §10.3.6).</summary>
    UnreadableS1ap,

    /// <summary>A procedure that this MME does not know (TS 36.413 §10.3.4.1).</summary>
    UnknownProcedure,

    /// <summary>A message that an eNB does not send, or not now (TS 36.413 §10.4).</summary>
    UnexpectedS1ap,

    /// <summary>Something other than S1 SETUP REQUEST before it (TS 36.413 §8.7.3.1).</summary>
    NotSetUp,

    /// <summary>S1 SETUP REQUEST without a network or tracking area of ours (TS 36.413 §8.7.3.4).</summary>
    SetupRefused,

    /// <summary>An MME UE S1AP ID, or a pair of IDs, that names nobody (TS 36.413 §10.6).</summary>
    UnknownUe,

    /// <summary>As many logical S1 connections as there may be.</summary>
    TooManyConnections,

    /// <summary>As many subscribers as there may be, and none of them is deregistered.</summary>
    TooManyContexts,

    /// <summary>NAS octets that no message of this MME reads (TS 24.301 §7).</summary>
    UnreadableNas,

    /// <summary>A NAS message that no procedure waits for (TS 24.301 §7.4).</summary>
    UnexpectedNas,

    /// <summary>A plain NAS message where only a protected one counts (TS 24.301 §4.4.4.3).</summary>
    PlainNas,

    /// <summary>A protected NAS message for which there is no security context.</summary>
    NoSecurityContext,

    /// <summary>A GUTI that is not in the table.</summary>
    UnknownGuti,

    /// <summary>The MAC is wrong (TS 24.301 §4.4.3.3).</summary>
    WrongMac,

    /// <summary>The message was accepted before (TS 24.301 §4.4.3.2).</summary>
    ReplayedNas,

    /// <summary>The NAS COUNT is used up (TS 24.301 §4.4.3.5).</summary>
    CountExhausted,

    /// <summary>The security header type is kept for another message (TS 24.301 §9.3.1).</summary>
    WrongHeaderType,
}

/// <summary>How an attach ended at the MME.</summary>
public enum MmeOutcome
{
    /// <summary>The UE is registered and its context is set up.</summary>
    Success,

    /// <summary>The UE did not answer; the last retransmission included.</summary>
    NoAnswer,

    /// <summary>AUTHENTICATION REJECT: the response was wrong (TS 24.301 §5.4.2.5).</summary>
    AuthenticationRejected,

    /// <summary>
    /// The USIM refused the network, and still did when its IMSI was known (TS 24.301 §5.4.2.7 c, d).
    /// </summary>
    AuthenticationRefused,

    /// <summary>The second synch failure (TS 24.301 §5.4.2.7 e).</summary>
    NotSynchronised,

    /// <summary>The UE named no IMSI (TS 24.301 §5.4.4).</summary>
    NoIdentity,

    /// <summary>SECURITY MODE REJECT, or no algorithm in common (TS 24.301 §5.4.3.5).</summary>
    SecurityModeRejected,

    /// <summary>The HSS refused: ATTACH REJECT with the cause for its answer (TS 29.272 annex A).</summary>
    RefusedByHss,

    /// <summary>The HSS, or this MME, is overloaded: ATTACH REJECT with T3346.</summary>
    Congestion,

    /// <summary>The HSS did not answer or could not be reached: ATTACH REJECT #17.</summary>
    NetworkFailure,

    /// <summary>The bearer that was asked for cannot be had: ATTACH REJECT #19.</summary>
    EsmFailure,

    /// <summary>The ATTACH REQUEST asks for what there is not: ATTACH REJECT.</summary>
    NotSupported,

    /// <summary>ATTACH COMPLETE did not come (TS 24.301 §5.5.1.2.7 c).</summary>
    NoComplete,

    /// <summary>The eNB could not set up the UE's context.</summary>
    ContextSetupFailed,

    /// <summary>The S1 connection was lost or released.</summary>
    ConnectionLost,

    /// <summary>Another ATTACH REQUEST of the UE took its place (TS 24.301 §5.5.1.2.7 d, e).</summary>
    Superseded,

    /// <summary>The UE detached meanwhile (TS 24.301 §5.5.1.2.7 g).</summary>
    Detached,

    /// <summary>The HSS cancelled the location meanwhile.</summary>
    LocationCancelled,

    /// <summary>The MME crashed.</summary>
    Crashed,
}

/// <summary>Timers of the MME (TS 24.301 table 10.2.2).</summary>
public enum MmeTimer
{
    /// <summary>DETACH REQUEST.</summary>
    T3422,

    /// <summary>ATTACH ACCEPT.</summary>
    T3450,

    /// <summary>AUTHENTICATION REQUEST, SECURITY MODE COMMAND.</summary>
    T3460,

    /// <summary>IDENTITY REQUEST.</summary>
    T3470,
}

/// <summary>How a registered UE was detached.</summary>
public enum MmeDetachment
{
    /// <summary>By the UE (TS 24.301 §5.5.2.2).</summary>
    ByUe,

    /// <summary>By the network, and the UE accepted (TS 24.301 §5.5.2.3).</summary>
    ByNetwork,

    /// <summary>By the network, and the UE did not answer (TS 24.301 §5.5.2.3.5 a).</summary>
    NoAnswer,

    /// <summary>By the network while the UE was idle: it is not told.</summary>
    Implicit,

    /// <summary>Another MME serves the subscriber now (TS 29.272 §5.2.1.2).</summary>
    LocationCancelled,
}

/// <summary>What an MME, or a group of them, counts.</summary>
public sealed class MmeMeasures
{
    /// <summary>Measures; all their metrics are declared at once.</summary>
    /// <param name="metrics">Where the metrics go.</param>
    /// <param name="entity">A group or a node's id.</param>
    public MmeMeasures(MetricRegistry metrics, string entity)
    {
        ArgumentNullException.ThrowIfNull(metrics);
        Refused = new(metrics, "mme.refused", entity, "Messages that an MME refused");
        Attached = new(metrics, "mme.attach", entity, "Attaches that ended at an MME");
        Retransmitted = new(metrics, "mme.retransmitted", entity, "NAS requests sent again when a timer expired");
        Detached = new(metrics, "mme.detached", entity, "Registered UEs that were detached");
        RepeatedAttaches = metrics.Counter(
            "mme.attach.repeated", entity, "ATTACH REQUESTs with the same content during an attach.");
        Unverified = metrics.Counter(
            "mme.unverified", entity, "Protected NAS messages taken as plain ones because no context verifies them.");
        Evicted = metrics.Counter("mme.evicted", entity, "Deregistered subscribers forgotten to make room.");
        ErrorIndications = metrics.Counter("mme.error-indications", entity, "ERROR INDICATIONs received.");
        Undelivered = metrics.Counter("mme.undelivered", entity, "NAS NON DELIVERY INDICATIONs received.");
    }

    /// <summary>Refused messages by reason.</summary>
    public ReasonCounters<MmeRefusal> Refused { get; }

    /// <summary>Attaches by how they ended.</summary>
    public ReasonCounters<MmeOutcome> Attached { get; }

    /// <summary>Retransmissions by timer.</summary>
    public ReasonCounters<MmeTimer> Retransmitted { get; }

    /// <summary>Detached UEs by how.</summary>
    public ReasonCounters<MmeDetachment> Detached { get; }

    /// <summary>ATTACH REQUESTs that repeat the one of a running attach.</summary>
    public Counter RepeatedAttaches { get; }

    /// <summary>Protected messages that were taken as plain ones (TS 24.301 §4.4.4.3).</summary>
    public Counter Unverified { get; }

    /// <summary>Deregistered subscribers that were forgotten to make room.</summary>
    public Counter Evicted { get; }

    /// <summary>ERROR INDICATIONs received.</summary>
    public Counter ErrorIndications { get; }

    /// <summary>NAS NON DELIVERY INDICATIONs received.</summary>
    public Counter Undelivered { get; }
}
