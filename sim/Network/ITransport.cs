using System;

namespace Simulator.Network;

/// <summary>
/// An upper-layer protocol of one node: UDP, SCTP, TCP, ESP … Register it with <see cref="IpStack.Register"/>; send
/// with
/// <see cref="IpStack.Send"/>, which prepends the IP header to a packet that begins with the transport header.
/// </summary>
public interface ITransport
{
    /// <summary>A packet for this node has arrived, its checksum not checked.</summary>
    /// <param name="packet">The packet, now the transport's; its first octet is that of the transport header.</param>
    /// <param name="header">The IP header that was taken off.</param>
    void Receive(Packet packet, in IpHeader header);

    /// <summary>ICMP says that a packet of this node went wrong.</summary>
    /// <param name="error">What went wrong; readable during the call.</param>
    void ReceiveError(in IcmpError error);

    /// <summary>
    /// The node has crashed: associations, sockets, timers and buffers are gone. Called once a crash.
    /// </summary>
    void Crash();
}

/// <summary>What an ICMP error says, in either version.</summary>
public enum IcmpErrorKind
{
    /// <summary>No route to the destination (RFC 792 type 3 code 0, RFC 4443 type 1 code 0).</summary>
    NoRoute,

    /// <summary>Nobody speaks the upper-layer protocol there (RFC 792 type 3 code 2, RFC 4443 type 4 code 1).</summary>
    ProtocolUnreachable,

    /// <summary>No socket on the port (RFC 792 type 3 code 3, RFC 4443 type 1 code 4).</summary>
    PortUnreachable,

    /// <summary>Larger than a link's MTU (RFC 1191 type 3 code 4, RFC 4443 type 2).</summary>
    PacketTooBig,

    /// <summary>TTL or hop limit ran out (RFC 792 type 11 code 0, RFC 4443 type 3 code 0).</summary>
    HopLimitExceeded,
}

/// <summary>An ICMP error that reached the sender of the packet that caused it.</summary>
public readonly ref struct IcmpError
{
    /// <summary>What went wrong.</summary>
    public IcmpErrorKind Kind { get; init; }

    /// <summary>Largest packet that would pass, for <see cref="IcmpErrorKind.PacketTooBig"/>.</summary>
    public int Mtu { get; init; }

    /// <summary>Who reports it.</summary>
    public IpAddress Reporter { get; init; }

    /// <summary>IP header of the packet that caused it.</summary>
    public IpHeader Header { get; init; }

    /// <summary>Its first octets after the IP header: at least eight.</summary>
    public ReadOnlySpan<byte> Quote { get; init; }
}

/// <summary>What became of a packet that a node has sent, as far as the node can tell at once.</summary>
public enum SendOutcome
{
    /// <summary>It was put on a link, or delivered to the node itself.</summary>
    Sent,

    /// <summary>A hook of the node has taken or dropped it.</summary>
    Taken,

    /// <summary>The node is down.</summary>
    NodeDown,

    /// <summary>There is no route, or no source address of this IP version.</summary>
    NoRoute,

    /// <summary>It is larger than the MTU of the first link.</summary>
    TooBig,
}
