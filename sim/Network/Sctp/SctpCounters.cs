namespace Simulator.Network;

/// <summary>Why SCTP refused a packet, a chunk or a message.</summary>
public enum SctpDropReason
{
    /// <summary>Shorter than the common header and one chunk header.</summary>
    Truncated,

    /// <summary>The CRC32c is wrong (RFC 9260 §6.8).</summary>
    BadChecksum,

    /// <summary>A port is zero (§3.1).</summary>
    BadPort,

    /// <summary>A length of a chunk or of something in it does not fit (§3.2).</summary>
    Malformed,

    /// <summary>The verification tag is not the association's (§8.5).</summary>
    BadVerificationTag,

    /// <summary>INIT, INIT ACK or SHUTDOWN COMPLETE with other chunks, or COOKIE ECHO not in front (§6.10).</summary>
    BadBundling,

    /// <summary>No association and no reason to make one (§8.4).</summary>
    OutOfTheBlue,

    /// <summary>INIT for a port without an endpoint that accepts (§5.1).</summary>
    NotListening,

    /// <summary>INIT or INIT ACK with a forbidden value (§3.3.2, §3.3.3).</summary>
    BadInit,

    /// <summary>The authentication of the state cookie fails, or it is another association's (§5.1.5).</summary>
    ForgedCookie,

    /// <summary>The state cookie is too old (§5.1.5).</summary>
    StaleCookie,

    /// <summary>A cookie whose tags fit neither this association nor a restart (§5.2.4 action C).</summary>
    UnexpectedCookie,

    /// <summary>The node or endpoint has as many associations as it may have.</summary>
    AssociationLimit,

    /// <summary>A chunk that the present state does not expect.</summary>
    UnexpectedChunk,

    /// <summary>A chunk of unknown type (§3.2).</summary>
    UnknownChunk,

    /// <summary>DATA that had been received (§6.2).</summary>
    Duplicate,

    /// <summary>DATA beyond the receiver window (§6.2).</summary>
    WindowFull,

    /// <summary>DATA further ahead than the receiver keeps track of.</summary>
    TsnTooFarAhead,

    /// <summary>DATA on a stream that does not exist (§6.5).</summary>
    InvalidStream,

    /// <summary>DATA without user data (§6.2).</summary>
    NoUserData,

    /// <summary>A fragment or stream sequence number that contradicts what was received before.</summary>
    Inconsistent,

    /// <summary>SACK with a cumulative TSN that was passed already (§6.2.1).</summary>
    OldSack,

    /// <summary>A message that the upper layer wanted to send and that was refused.</summary>
    SendRefused,

    /// <summary>A message that was not sent or not delivered when its association ended or started anew.</summary>
    AssociationEnded,
}

/// <summary>What SCTP of a node has done.</summary>
public sealed class SctpCounters
{
    private readonly long[] _drops = new long[(int)SctpDropReason.AssociationEnded + 1];

    /// <summary>Refusals of one reason: of packets, chunks or messages, as the reason says.</summary>
    public long this[SctpDropReason reason] => _drops[(int)reason];

    /// <summary>Packets sent.</summary>
    public long PacketsSent { get; internal set; }

    /// <summary>Packets received, refused ones included.</summary>
    public long PacketsReceived { get; internal set; }

    /// <summary>DATA chunks sent for the first time.</summary>
    public long DataSent { get; internal set; }

    /// <summary>DATA chunks sent again because T3-rtx expired, or to probe a window again.</summary>
    public long TimeoutRetransmissions { get; internal set; }

    /// <summary>DATA chunks sent again because of three missing reports.</summary>
    public long FastRetransmissions { get; internal set; }

    /// <summary>Expiries of T3-rtx.</summary>
    public long T3Expiries { get; internal set; }

    /// <summary>SACK chunks sent.</summary>
    public long SacksSent { get; internal set; }

    /// <summary>Messages that the upper layer gave to send.</summary>
    public long MessagesSent { get; internal set; }

    /// <summary>Messages that were delivered to the upper layer.</summary>
    public long MessagesReceived { get; internal set; }

    /// <summary>Associations that came up.</summary>
    public long AssociationsEstablished { get; internal set; }

    /// <summary>Associations that the peer started anew.</summary>
    public long Restarts { get; internal set; }

    internal void Count(SctpDropReason reason, long count = 1) => _drops[(int)reason] += count;
}
