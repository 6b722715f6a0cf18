using System.Diagnostics.CodeAnalysis;

namespace Simulator.Network;

/// <summary>What an association tells its user (RFC 9260 §11.2).</summary>
public enum SctpIndicationKind
{
    /// <summary>A message has arrived.</summary>
    Message,

    /// <summary>
    /// The peer has lost its state and has started the association anew; what was not acknowledged is lost.
    /// </summary>
    Restart,

    /// <summary>The peer shuts the association down: it takes no further messages, but may still send some.</summary>
    ShutdownReceived,

    /// <summary>The association is gone. Every later receive says so again.</summary>
    Ended,
}

/// <summary>Why an association ended, or did not come up.</summary>
public enum SctpEndReason
{
    /// <summary>It has not ended.</summary>
    None,

    /// <summary>Shut down in order; everything was delivered.</summary>
    Shutdown,

    /// <summary>The peer sent ABORT; the cause says why.</summary>
    AbortedByPeer,

    /// <summary>The user aborted it, or its endpoint was closed.</summary>
    AbortedLocally,

    /// <summary>The peer broke the protocol, and was sent ABORT with the cause.</summary>
    ProtocolViolation,

    /// <summary>Too many retransmissions in a row.</summary>
    PeerUnreachable,

    /// <summary>The set-up was not answered, or its cookies were always stale.</summary>
    SetupTimedOut,

    /// <summary>The answer to the set-up was invalid.</summary>
    SetupInvalid,

    /// <summary>The host at the address does not speak SCTP (ICMP).</summary>
    ProtocolUnreachable,

    /// <summary>There is such an association already, or the endpoint has as many as it may have.</summary>
    Refused,

    /// <summary>The node has no address of this IP version.</summary>
    NoAddress,

    /// <summary>The node crashed, or the endpoint was closed.</summary>
    EndpointGone,
}

/// <summary>A message, or what else happened, in the order in which it happened.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Stream">Stream of a message.</param>
/// <param name="Ppid">Payload protocol identifier of a message.</param>
/// <param name="IsUnordered">True for a message outside the order of its stream.</param>
/// <param name="Payload">Octets, label and tag of a message. Whoever receives it owns it; it takes up room in the
/// receiver
/// window until it is released.</param>
/// <param name="Reason">Why the association ended.</param>
/// <param name="Cause">The first cause in the peer's ABORT, or in ours.</param>
public readonly record struct SctpIndication(
    SctpIndicationKind Kind,
    ushort Stream = 0,
    uint Ppid = 0,
    bool IsUnordered = false,
    Packet? Payload = null,
    SctpEndReason Reason = SctpEndReason.None,
    SctpCause Cause = SctpCause.None)
{
    /// <summary>True for a message.</summary>
    [MemberNotNullWhen(true, nameof(Payload))]
    public bool IsMessage => Payload is not null;

    /// <summary>True if nothing follows.</summary>
    public bool IsEnded => Kind == SctpIndicationKind.Ended;
}

/// <summary>What became of a connect.</summary>
/// <param name="Association">The association, if it is up.</param>
/// <param name="Failure">Why it is not.</param>
/// <param name="Cause">The first cause in the peer's ABORT.</param>
public readonly record struct SctpConnectResult(SctpAssociation? Association, SctpEndReason Failure, SctpCause Cause)
{
    /// <summary>True if the association is up.</summary>
    [MemberNotNullWhen(true, nameof(Association))]
    public bool IsUp => Association is not null;
}

/// <summary>What became of a message at once.</summary>
public enum SctpSendOutcome
{
    /// <summary>It is sent, or will be as soon as the windows allow it.</summary>
    Queued,

    /// <summary>The association is not up, or is being shut down.</summary>
    NotEstablished,

    /// <summary>There is no such stream.</summary>
    NoSuchStream,

    /// <summary>A message has at least one octet.</summary>
    Empty,

    /// <summary>It is longer than <see cref="SctpOptions.MessageSizeMax"/>.</summary>
    TooLong,

    /// <summary>The send buffer has no room for it.</summary>
    BufferFull,
}

/// <summary>State of an association (RFC 9260 §4).</summary>
public enum SctpState
{
    /// <summary>None, or no longer.</summary>
    Closed,

    /// <summary>INIT is sent.</summary>
    CookieWait,

    /// <summary>COOKIE ECHO is sent.</summary>
    CookieEchoed,

    /// <summary>Up.</summary>
    Established,

    /// <summary>The user wants to end it, data are outstanding.</summary>
    ShutdownPending,

    /// <summary>SHUTDOWN is sent.</summary>
    ShutdownSent,

    /// <summary>The peer wants to end it, data are outstanding.</summary>
    ShutdownReceived,

    /// <summary>SHUTDOWN ACK is sent.</summary>
    ShutdownAckSent,
}
