using Simulator.Kernel;

namespace Simulator.Network;

/// <summary>
/// What a TCP may choose (the options of the header are in <see cref="TcpHeader"/>). The defaults are the values of the
/// RFCs where these have one, otherwise common practice.
/// </summary>
public sealed record TcpOptions
{
    /// <summary>The defaults.</summary>
    public static TcpOptions Default { get; } = new();

    /// <summary>Retransmission timeout before the first measurement (RFC 6298 §2.1).</summary>
    public SimTime RtoInitial { get; init; } = SimTime.FromSeconds(1L);

    /// <summary>Least retransmission timeout (RFC 6298 §2.4).</summary>
    public SimTime RtoMin { get; init; } = SimTime.FromSeconds(1L);

    /// <summary>Largest retransmission timeout, at least 60 s (RFC 6298 §2.5); also of zero-window probes.</summary>
    public SimTime RtoMax { get; init; } = SimTime.FromSeconds(60L);

    /// <summary>Clock granularity G of RFC 6298 §2: least term added for variance. Ours: 1 ms, as finer than 100 ms
    /// performs better (§4).</summary>
    public SimTime ClockGranularity { get; init; } = SimTime.FromMilliseconds(1);

    /// <summary>
    /// Retransmissions of a SYN before the attempt is given up: by default 7, after 183 s; RFC 9293 §3.8.3 asks for 3
    /// minutes (MUST-23).
    /// </summary>
    public int SynRetransmissionMax { get; init; } = 7;

    /// <summary>Retransmissions of one segment, or unanswered zero-window probes, before the connection is given up: by
    /// default 6, after 123 s from a timeout of 1 s; RFC 9293 §3.8.3 asks for 100 s (R2).</summary>
    public int RetransmissionMax { get; init; } = 6;

    /// <summary>
    /// How long an acknowledgment is held back, less than 0.5 s (RFC 9293 §3.8.6.3); zero for never. Ours: 40 ms.
    /// </summary>
    public SimTime AckDelay { get; init; } = SimTime.FromMilliseconds(40);

    /// <summary>
    /// Nagle's algorithm (RFC 9293 §3.7.4). Off by default: signalling sends small messages and waits for answers. Off,
    /// a segment never carries octets of two messages.
    /// </summary>
    public bool Nagle { get; init; }

    /// <summary>Initial congestion window in segments; zero for the two to four of RFC 5681 §3.1.</summary>
    public int InitialWindow { get; init; }

    /// <summary>Octets that may wait to be sent or acknowledged. Ours: 256 KiB.</summary>
    public int SendBufferSize { get; init; } = 262_144;

    /// <summary>
    /// Octets that are received and not yet taken, or out of order: the largest window. More than 65,535 need the
    /// window scale of the peer (RFC 7323 §2).
    /// </summary>
    public int ReceiveBufferSize { get; init; } = 65_535;

    /// <summary>Segments received and not yet taken, or out of order. Ours: 4,096.</summary>
    public int ReceivedSegmentMax { get; init; } = 4_096;

    /// <summary>
    /// Maximum segment lifetime: TIME-WAIT lasts twice as long. RFC 9293 §3.4.2 calls its 2 minutes an engineering
    /// choice; ours: 30 s, as common systems have it.
    /// </summary>
    public SimTime Msl { get; init; } = SimTime.FromSeconds(30L);

    /// <summary>Silence in FIN-WAIT-2 after which the connection is forgotten; RFC 9293 has none. Ours: 60 s, as common
    /// systems have it.</summary>
    public SimTime FinWait2Timeout { get; init; } = SimTime.FromSeconds(60L);

    /// <summary>
    /// Connections that nobody has accepted at most, half-open ones included, for each listener; a SYN beyond is
    /// dropped. Ours: 1,000.
    /// </summary>
    public int BacklogMax { get; init; } = 1_000;

    /// <summary>Connections of one node in any state but LISTEN. Ours: 65,536.</summary>
    public int ConnectionsMax { get; init; } = 65_536;
}
