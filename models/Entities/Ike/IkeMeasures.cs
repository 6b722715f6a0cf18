using System;
using System.Collections.Generic;
using System.Linq;
using Simulator.Measure;
using Simulator.Protocols.Ike;

namespace Simulator.Entities;

/// <summary>How an exchange, or the set-up of an IKE SA, ended.</summary>
public enum IkeOutcome
{
    /// <summary>As wanted.</summary>
    Success,

    /// <summary>The peer does not answer.</summary>
    NoAnswer,

    /// <summary>AUTHENTICATION_FAILED, or the peer's own proof is wrong.</summary>
    AuthenticationFailed,

    /// <summary>NO_PROPOSAL_CHOSEN.</summary>
    NoProposalChosen,

    /// <summary>TS_UNACCEPTABLE.</summary>
    TsUnacceptable,

    /// <summary>INVALID_KE_PAYLOAD with a group that was not offered, or once too often.</summary>
    InvalidKePayload,

    /// <summary>INVALID_SYNTAX.</summary>
    InvalidSyntax,

    /// <summary>UNSUPPORTED_CRITICAL_PAYLOAD.</summary>
    UnsupportedCriticalPayload,

    /// <summary>NO_ADDITIONAL_SAS.</summary>
    NoAdditionalSas,

    /// <summary>CHILD_SA_NOT_FOUND.</summary>
    ChildSaNotFound,

    /// <summary>TEMPORARY_FAILURE.</summary>
    TemporaryFailure,

    /// <summary>INVALID_MAJOR_VERSION.</summary>
    InvalidMajorVersion,

    /// <summary>Another error.</summary>
    Refused,

    /// <summary>The answer breaks the rules: something is missing, or was never offered.</summary>
    BadAnswer,

    /// <summary>A cookie once too often.</summary>
    TooManyCookies,

    /// <summary>A table, a queue or the processor of this end is full.</summary>
    Overloaded,

    /// <summary>Both ends replaced the same SA, and the other end's replacement stays.</summary>
    CollisionLost,

    /// <summary>The SA ended before.</summary>
    Closed,

    /// <summary>The node crashed.</summary>
    NodeCrashed,
}

/// <summary>Why a message was dropped.</summary>
public enum IkeDrop
{
    /// <summary>It cannot be read, or is not for this protocol.</summary>
    Malformed,

    /// <summary>A higher major version.</summary>
    HigherVersion,

    /// <summary>It belongs to no IKE SA.</summary>
    UnknownSpi,

    /// <summary>One of its SPIs, or the initiator flag, is not that of the IKE SA.</summary>
    Mismatch,

    /// <summary>Its integrity check value is wrong.</summary>
    WrongIntegrity,

    /// <summary>It should have been protected, or should not.</summary>
    Protection,

    /// <summary>A request older than the last one.</summary>
    OldMessageId,

    /// <summary>A request beyond the window.</summary>
    FutureMessageId,

    /// <summary>A response to nothing that is waited for.</summary>
    UnexpectedResponse,

    /// <summary>An exchange that does not belong to this state.</summary>
    UnexpectedExchange,

    /// <summary>The first request of an SA again, with other contents.</summary>
    ChangedRequest,

    /// <summary>Too many half-open SAs.</summary>
    HalfOpenFull,

    /// <summary>Too many SAs.</summary>
    TableFull,

    /// <summary>The queue of the processor is full.</summary>
    ProcessorFull,

    /// <summary>An answer that may leave only so often.</summary>
    RateLimited,
}

/// <summary>What else is counted.</summary>
public enum IkeEvent
{
    /// <summary>An IKE SA was established, at either end.</summary>
    Established,

    /// <summary>A pair of associations was installed.</summary>
    ChildInstalled,

    /// <summary>A pair was replaced.</summary>
    ChildRekeyed,

    /// <summary>A pair was removed.</summary>
    ChildRemoved,

    /// <summary>An IKE SA was replaced.</summary>
    IkeRekeyed,

    /// <summary>An IKE SA has ended.</summary>
    Closed,

    /// <summary>A request was sent again.</summary>
    Retransmission,

    /// <summary>A request came again, and got the octets of its answer again.</summary>
    ResponseRepeated,

    /// <summary>A peer that does not answer was given up.</summary>
    DeadPeer,

    /// <summary>A half-open SA has timed out.</summary>
    HalfOpenExpired,

    /// <summary>A cookie was asked for.</summary>
    CookieDemanded,

    /// <summary>A returned cookie was wrong.</summary>
    CookieWrong,

    /// <summary>A cookie was returned to a peer that asked for it.</summary>
    CookieReturned,

    /// <summary>The group was changed at the peer's wish.</summary>
    GroupChanged,

    /// <summary>A public value that is none of its group.</summary>
    InvalidPublicValue,

    /// <summary>An address translator was detected.</summary>
    TranslatorDetected,

    /// <summary>The peer was asked whether it lives.</summary>
    LivenessAsked,

    /// <summary>Both ends replaced the same SA at once.</summary>
    Collision,
}

/// <summary>The errors that this end notifies.</summary>
public enum IkeRefusal
{
    /// <summary>UNSUPPORTED_CRITICAL_PAYLOAD.</summary>
    UnsupportedCriticalPayload,

    /// <summary>INVALID_IKE_SPI.</summary>
    InvalidIkeSpi,

    /// <summary>INVALID_MAJOR_VERSION.</summary>
    InvalidMajorVersion,

    /// <summary>INVALID_SYNTAX.</summary>
    InvalidSyntax,

    /// <summary>NO_PROPOSAL_CHOSEN.</summary>
    NoProposalChosen,

    /// <summary>INVALID_KE_PAYLOAD.</summary>
    InvalidKePayload,

    /// <summary>AUTHENTICATION_FAILED.</summary>
    AuthenticationFailed,

    /// <summary>TS_UNACCEPTABLE.</summary>
    TsUnacceptable,

    /// <summary>NO_ADDITIONAL_SAS.</summary>
    NoAdditionalSas,

    /// <summary>TEMPORARY_FAILURE.</summary>
    TemporaryFailure,

    /// <summary>CHILD_SA_NOT_FOUND.</summary>
    ChildSaNotFound,
}

/// <summary>The procedures that an endpoint starts.</summary>
/// <param name="Establish">From the first message of IKE_SA_INIT to the answer of IKE_AUTH.</param>
/// <param name="CreateChild">CREATE_CHILD_SA for a pair of associations, new or in the place of another.</param>
/// <param name="Rekey">CREATE_CHILD_SA for an IKE SA in the place of another.</param>
/// <param name="Informational">INFORMATIONAL.</param>
public sealed record IkeProcedures(
    ProcedureMeasure Establish, ProcedureMeasure CreateChild, ProcedureMeasure Rekey, ProcedureMeasure Informational)
{
    /// <summary>The outcomes of all four.</summary>
    public static IReadOnlyList<string> Outcomes { get; } =
        [.. Enum.GetValues<IkeOutcome>().Select(ReasonCounters<IkeOutcome>.WordOf)];
}

/// <summary>Counts what an endpoint does.</summary>
public sealed class IkeMeasures
{
    /// <summary>Counters; every one exists from the start.</summary>
    /// <param name="procedures">Latency and outcomes of what this end starts.</param>
    /// <param name="metrics">Where the metrics go.</param>
    /// <param name="entity">A group or a node's id.</param>
    public IkeMeasures(IkeProcedures procedures, MetricRegistry metrics, string entity)
    {
        ArgumentNullException.ThrowIfNull(procedures);
        ArgumentNullException.ThrowIfNull(metrics);
        Procedures = procedures;
        Messages = metrics.Counter("ike.messages", entity, MessagesMeaning);
        Events = new(metrics, "ike.event", entity, "Events of IKE");
        Drops = new(metrics, "ike.dropped", entity, "IKE messages dropped");
        Refusals = new(metrics, "ike.refused", entity, "Errors that IKE notifies");
        Ended = new(metrics, "ike.closed", entity, "IKE SAs that ended");
    }

    /// <summary>What <see cref="Messages"/> counts.</summary>
    public static string MessagesMeaning => "IKE messages sent, those that were sent again included.";

    /// <summary>What this end starts.</summary>
    public IkeProcedures Procedures { get; }

    /// <summary>What it sends.</summary>
    public Counter Messages { get; }

    /// <summary>What happens.</summary>
    public ReasonCounters<IkeEvent> Events { get; }

    /// <summary>What is dropped.</summary>
    public ReasonCounters<IkeDrop> Drops { get; }

    /// <summary>What is refused.</summary>
    public ReasonCounters<IkeRefusal> Refusals { get; }

    /// <summary>Why IKE SAs end.</summary>
    public ReasonCounters<IkeOutcome> Ended { get; }

    internal void Refused(NotifyType type) => Refusals.Count(type switch
    {
        NotifyType.UnsupportedCriticalPayload => IkeRefusal.UnsupportedCriticalPayload,
        NotifyType.InvalidIkeSpi => IkeRefusal.InvalidIkeSpi,
        NotifyType.InvalidMajorVersion => IkeRefusal.InvalidMajorVersion,
        NotifyType.NoProposalChosen => IkeRefusal.NoProposalChosen,
        NotifyType.InvalidKePayload => IkeRefusal.InvalidKePayload,
        NotifyType.AuthenticationFailed => IkeRefusal.AuthenticationFailed,
        NotifyType.TsUnacceptable => IkeRefusal.TsUnacceptable,
        NotifyType.NoAdditionalSas => IkeRefusal.NoAdditionalSas,
        NotifyType.TemporaryFailure => IkeRefusal.TemporaryFailure,
        NotifyType.ChildSaNotFound => IkeRefusal.ChildSaNotFound,
        _ => IkeRefusal.InvalidSyntax,
    });

    internal static IkeOutcome OutcomeOf(NotifyType error) => error switch
    {
        NotifyType.AuthenticationFailed => IkeOutcome.AuthenticationFailed,
        NotifyType.NoProposalChosen => IkeOutcome.NoProposalChosen,
        NotifyType.TsUnacceptable => IkeOutcome.TsUnacceptable,
        NotifyType.InvalidKePayload => IkeOutcome.InvalidKePayload,
        NotifyType.InvalidSyntax => IkeOutcome.InvalidSyntax,
        NotifyType.UnsupportedCriticalPayload => IkeOutcome.UnsupportedCriticalPayload,
        NotifyType.NoAdditionalSas => IkeOutcome.NoAdditionalSas,
        NotifyType.ChildSaNotFound => IkeOutcome.ChildSaNotFound,
        NotifyType.TemporaryFailure => IkeOutcome.TemporaryFailure,
        NotifyType.InvalidMajorVersion => IkeOutcome.InvalidMajorVersion,
        _ => IkeOutcome.Refused,
    };
}
