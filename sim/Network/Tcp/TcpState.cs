using System.Diagnostics.CodeAnalysis;

namespace Simulator.Network;

/// <summary>States of a connection (RFC 9293 §3.3.2); LISTEN is a <see cref="TcpListener"/>.</summary>
public enum TcpState
{
    /// <summary>No connection.</summary>
    Closed,

    /// <summary>A SYN was sent.</summary>
    SynSent,

    /// <summary>A SYN was received and answered.</summary>
    SynReceived,

    /// <summary>Open in both directions.</summary>
    Established,

    /// <summary>Closed here: the FIN waits to be sent or acknowledged.</summary>
    FinWait1,

    /// <summary>Closed here and acknowledged; the peer may still send.</summary>
    FinWait2,

    /// <summary>Closed by the peer; this side may still send.</summary>
    CloseWait,

    /// <summary>Both have closed at once; the FIN waits to be acknowledged.</summary>
    Closing,

    /// <summary>Closed by the peer, then here; the FIN waits to be acknowledged.</summary>
    LastAck,

    /// <summary>Closed; kept for two segment lifetimes, for a lost last ACK and for stray segments.</summary>
    TimeWait,
}

/// <summary>How a connection ended.</summary>
public enum TcpEndReason
{
    /// <summary>It has not.</summary>
    None,

    /// <summary>Closed by both sides, in order.</summary>
    Closed,

    /// <summary>The attempt was answered by a reset.</summary>
    Refused,

    /// <summary>The peer has reset it.</summary>
    Reset,

    /// <summary>The peer did not answer.</summary>
    TimedOut,

    /// <summary>There is no way to the peer, or it speaks no TCP (ICMP during the attempt).</summary>
    Unreachable,

    /// <summary>Aborted here.</summary>
    Aborted,

    /// <summary>No free port, or as many connections as there may be.</summary>
    NoResources,

    /// <summary>The node has crashed.</summary>
    Crashed,
}

/// <summary>What became of a connect.</summary>
/// <param name="Connection">The connection, if it is up.</param>
/// <param name="Failure">Why it is not.</param>
public readonly record struct TcpConnectResult(TcpConnection? Connection, TcpEndReason Failure)
{
    /// <summary>True if the connection is up.</summary>
    [MemberNotNullWhen(true, nameof(Connection))]
    public bool IsUp => Connection is not null;
}

/// <summary>What became of a message that was to be sent.</summary>
public enum TcpSendOutcome
{
    /// <summary>It is sent, or will be as soon as the windows allow it.</summary>
    Queued,

    /// <summary>The send buffer has no room for all of it: nothing was taken.</summary>
    BufferFull,

    /// <summary>The connection is closed, or closed for sending.</summary>
    Closed,
}
