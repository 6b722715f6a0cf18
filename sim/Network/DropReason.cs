namespace Simulator.Network;

/// <summary>Why a packet went no further.</summary>
public enum DropReason
{
    /// <summary>Lost on the way, with the link's probability of loss.</summary>
    Loss,

    /// <summary>The queue of the link was full.</summary>
    QueueFull,

    /// <summary>The link was down, or went down under way.</summary>
    LinkDown,

    /// <summary>A fault rule dropped it.</summary>
    Fault,

    /// <summary>A fault rule partitions the network here.</summary>
    Partition,

    /// <summary>The node was down, or crashed before the packet had left it.</summary>
    NodeDown,

    /// <summary>The IP header is wrong: version, sizes or options.</summary>
    BadHeader,

    /// <summary>A checksum of IP, ICMP or UDP is wrong.</summary>
    BadChecksum,

    /// <summary>TTL or hop limit ran out.</summary>
    HopLimitExceeded,

    /// <summary>No route to the destination.</summary>
    NoRoute,

    /// <summary>Larger than the MTU of the next link.</summary>
    TooBig,

    /// <summary>A fragment: there is no reassembly.</summary>
    Fragment,

    /// <summary>Multicast or unspecified destination.</summary>
    NotUnicast,

    /// <summary>The destination node has no handler for the upper-layer protocol.</summary>
    ProtocolUnreachable,

    /// <summary>No socket on the port.</summary>
    PortUnreachable,

    /// <summary>Nobody takes packets from this interface.</summary>
    NoReceiver,

    /// <summary>The mailbox of the receiver was full.</summary>
    MailboxFull,

    /// <summary>A hook at the forwarding point dropped it.</summary>
    Hook,

    /// <summary>A transport protocol dropped it: outside any association, or wrong.</summary>
    Transport,

    /// <summary>The queue of the processor was full.</summary>
    ProcessorFull,

    /// <summary>A role dropped it: undecodable, unexpected or refused.</summary>
    Role,
}

/// <summary>Drops, counted by reason.</summary>
public sealed class DropCounters
{
    /// <summary>Number of reasons.</summary>
    public const int ReasonCount = (int)DropReason.Role + 1;

    private readonly long[] _counts = new long[ReasonCount];

    /// <summary>Drops of one reason.</summary>
    public long this[DropReason reason] => _counts[(int)reason];

    /// <summary>All drops.</summary>
    public long Total
    {
        get
        {
            long total = 0;
            foreach (long count in _counts)
            {
                total += count;
            }

            return total;
        }
    }

    /// <summary>Counts one drop.</summary>
    public void Count(DropReason reason) => _counts[(int)reason]++;
}
