using Simulator.Kernel;

namespace Simulator.Network;

/// <summary>Parameters of an endpoint; defaults of RFC 9260 §16 where it has any.</summary>
public sealed record SctpOptions
{
    /// <summary>The defaults.</summary>
    public static SctpOptions Default { get; } = new();

    /// <summary>RTO.Initial.</summary>
    public SimTime RtoInitial { get; init; } = SimTime.FromSeconds(1);

    /// <summary>RTO.Min.</summary>
    public SimTime RtoMin { get; init; } = SimTime.FromSeconds(1);

    /// <summary>RTO.Max.</summary>
    public SimTime RtoMax { get; init; } = SimTime.FromSeconds(60);

    /// <summary>Association.Max.Retrans: more consecutive retransmissions than this lose the association.</summary>
    public int AssociationMaxRetrans { get; init; } = 10;

    /// <summary>Max.Init.Retransmits, of INIT and of COOKIE ECHO together.</summary>
    public int MaxInitRetransmits { get; init; } = 8;

    /// <summary>HB.interval; zero for no heartbeats, so that an idle network falls silent.</summary>
    public SimTime HeartbeatInterval { get; init; } = SimTime.FromSeconds(30);

    /// <summary>Valid.Cookie.Life.</summary>
    public SimTime ValidCookieLife { get; init; } = SimTime.FromSeconds(60);

    /// <summary>SACK.Delay.</summary>
    public SimTime SackDelay { get; init; } = SimTime.FromMilliseconds(200);

    /// <summary>Packets with DATA that are acknowledged together at most (§6.2: two).</summary>
    public int SackFrequency { get; init; } = 2;

    /// <summary>Max.Burst: packets that one event sends at most.</summary>
    public int MaxBurst { get; init; } = 4;

    /// <summary>Outbound streams that are asked for (ours: S1AP needs two, TS 36.412 §7).</summary>
    public ushort OutboundStreams { get; init; } = 16;

    /// <summary>Inbound streams that are allowed.</summary>
    public ushort InboundStreamsMax { get; init; } = 16;

    /// <summary>
    /// Octets of user data that are kept for the upper layer and for reassembly (ours); at least 1,500 (§6).
    /// </summary>
    public int ReceiveBufferSize { get; init; } = 131_072;

    /// <summary>Octets of user data that are queued or not acknowledged at most (ours).</summary>
    public int SendBufferSize { get; init; } = 262_144;

    /// <summary>Octets of the longest message, to send and to receive (ours).</summary>
    public int MessageSizeMax { get; init; } = 65_000;

    /// <summary>Octets of the largest IP packet; zero for the MTU of the first link.</summary>
    public int PathMtu { get; init; }

    /// <summary>True if associations may be opened from outside.</summary>
    public bool IsListening { get; init; } = true;

    /// <summary>Associations of the endpoint at most (ours).</summary>
    public int AssociationsMax { get; init; } = 10_000;

    /// <summary>Associations from outside that wait to be accepted at most (ours).</summary>
    public int BacklogMax { get; init; } = 1_000;
}
