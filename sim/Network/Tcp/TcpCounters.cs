namespace Simulator.Network;

/// <summary>Why TCP did not take a segment, a message or a connection.</summary>
public enum TcpDropReason
{
    /// <summary>Header sizes, options or control bits are wrong.</summary>
    Malformed,

    /// <summary>The checksum is wrong.</summary>
    BadChecksum,

    /// <summary>No connection and no listener; answered by a reset unless it is one.</summary>
    NoConnection,

    /// <summary>A segment that no state expects: no ACK bit, or text on a SYN.</summary>
    Unexpected,

    /// <summary>Its text was received before.</summary>
    Duplicate,

    /// <summary>Outside the receive window.</summary>
    OutsideWindow,

    /// <summary>It acknowledges what was never sent, or what is too old (RFC 5961 §5).</summary>
    BadAcknowledgment,

    /// <summary>A reset or SYN that is in the window but not exactly right (RFC 5961 §3, §4).</summary>
    Challenged,

    /// <summary>Text after the sender's FIN.</summary>
    AfterEnd,

    /// <summary>As many segments wait as may.</summary>
    QueueFull,

    /// <summary>The listener has as many connections as it may, half-open ones included.</summary>
    BacklogFull,

    /// <summary>The node has as many connections as it may.</summary>
    ConnectionLimit,

    /// <summary>Received, but the connection was over before the application took it.</summary>
    Flushed,
}

/// <summary>What the TCP of a node has done, over all its connections, crashes included.</summary>
public sealed class TcpCounters
{
    private readonly long[] _drops = new long[(int)TcpDropReason.Flushed + 1];

    /// <summary>Segments dropped, by reason.</summary>
    public long this[TcpDropReason reason] => _drops[(int)reason];

    /// <summary>Segments sent, retransmissions included.</summary>
    public long SegmentsSent { get; internal set; }

    /// <summary>Segments received, dropped ones included.</summary>
    public long SegmentsReceived { get; internal set; }

    /// <summary>Segments sent again for any cause.</summary>
    public long Retransmissions { get; internal set; }

    /// <summary>Expiries of the retransmission timer.</summary>
    public long Timeouts { get; internal set; }

    /// <summary>Fast retransmits: entries into fast recovery.</summary>
    public long FastRetransmits { get; internal set; }

    /// <summary>Probes of a closed window, repetitions included.</summary>
    public long Probes { get; internal set; }

    /// <summary>Challenge ACKs that were held back because there were many (RFC 5961 §7).</summary>
    public long ChallengesSuppressed { get; internal set; }

    /// <summary>Resets sent.</summary>
    public long ResetsSent { get; internal set; }

    /// <summary>Connections that became established.</summary>
    public long ConnectionsEstablished { get; internal set; }

    /// <summary>Messages refused because the send buffer was full.</summary>
    public long SendsRefused { get; internal set; }

    /// <summary>Connection attempts refused at home: no free port, or too many connections.</summary>
    public long ConnectsRefused { get; internal set; }

    internal void Count(TcpDropReason reason) => _drops[(int)reason]++;
}
