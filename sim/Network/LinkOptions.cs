using Simulator.Kernel;

namespace Simulator.Network;

/// <summary>What packets on a link are, by the capture's link types.</summary>
public enum LinkType
{
    /// <summary>IPv4 and IPv6 packets without a frame around them (LINKTYPE_RAW).</summary>
    RawIp = 101,

    /// <summary>Records of an upper layer, whose dissector is named beside them (LINKTYPE_WIRESHARK_UPPER_PDU). The
    /// octets are the record alone; the capture writes the tags before it.</summary>
    ExportedPdu = 252,
}

/// <summary>How much a queue holds: packets, or octets.</summary>
/// <param name="Amount">The most that waits; zero is no queue at all.</param>
/// <param name="IsOctets">True for octets.</param>
public readonly record struct QueueLimit(long Amount, bool IsOctets)
{
    /// <summary>A queue of so many packets.</summary>
    public static QueueLimit Packets(long count) => new(count, false);

    /// <summary>A queue of so many octets.</summary>
    public static QueueLimit Octets(ByteCount size) => new(size.Octets, true);
}

/// <summary>One direction of a link.</summary>
public sealed record LinkOptions
{
    /// <summary>Ours: the usual length of a network device's queue.</summary>
    public static QueueLimit DefaultQueue => QueueLimit.Packets(1_000);

    /// <summary>Propagation delay. Packets keep their order even if it is drawn.</summary>
    public Duration Delay { get; init; }

    /// <summary>Transmission rate; none by default.</summary>
    public DataRate Rate { get; init; }

    /// <summary>What waits for the line at most, the packet that is being transmitted not included; beyond it packets
    /// are dropped (drop-tail). Without a rate nothing waits.</summary>
    public QueueLimit Queue { get; init; } = DefaultQueue;

    /// <summary>Probability that a packet is lost after it has left.</summary>
    public double Loss { get; init; }

    /// <summary>Probability that a packet arrives twice.</summary>
    public double Duplication { get; init; }

    /// <summary>
    /// Probability that a packet is delayed by <see cref="ReorderingDelay"/> and others may overtake it.
    /// </summary>
    public double Reordering { get; init; }

    /// <summary>Further delay of a packet that is reordered.</summary>
    public Duration ReorderingDelay { get; init; }

    /// <summary>Octets that each packet takes on the line beside its own: lower layers that are not encoded.</summary>
    public int OverheadSize { get; init; }

    /// <summary>Largest IP packet in octets.</summary>
    public int Mtu { get; init; } = 1_500;

    /// <summary>
    /// A transmitter shared with other directions, as in a radio cell; then rate and queue are its own.
    /// </summary>
    public Transmitter? Transmitter { get; init; }

    /// <summary>The least MTU of IPv4 (RFC 791 §3.2); IPv6 asks for 1280.</summary>
    public const int MtuMin = 68;

    /// <summary>What is wrong with the options, or null.</summary>
    public string? FindError() => this switch
    {
        { Delay.Constant: var delay } when delay < SimTime.Zero => "a delay is not negative",
        { ReorderingDelay.Constant: var delay } when delay < SimTime.Zero => "a delay is not negative",
        { Rate.BitsPerSecond: < 0 } => "a rate is positive",
        { Queue.Amount: < 0 } => "a queue is not negative",
        { Loss: not (>= 0.0 and <= 1.0) } or { Duplication: not (>= 0.0 and <= 1.0) }
            or { Reordering: not (>= 0.0 and <= 1.0) } => "a probability lies between 0 and 1",
        { OverheadSize: < 0 } => "an overhead is not negative",
        { Mtu: < MtuMin or > PacketPool.SizeMax } => "an MTU lies between 68 and 65,575 octets",
        _ => null,
    };

    /// <summary>A direction with nothing but a delay.</summary>
    /// <param name="delay">The delay.</param>
    public static LinkOptions Of(SimTime delay) => new() { Delay = delay };

    /// <summary>A direction with delay and rate.</summary>
    /// <param name="delay">The delay.</param>
    /// <param name="rate">The rate.</param>
    public static LinkOptions Of(SimTime delay, DataRate rate) => new() { Delay = delay, Rate = rate };
}
