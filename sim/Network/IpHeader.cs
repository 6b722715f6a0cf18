using System;

namespace Simulator.Network;

/// <summary>What an IP header says, of either version.</summary>
/// <param name="Source">Source address.</param>
/// <param name="Destination">Destination address.</param>
/// <param name="Protocol">Upper-layer protocol; in IPv6 what follows the fixed header, which may be an
/// extension.</param>
/// <param name="HopLimit">TTL or hop limit.</param>
/// <param name="TrafficClass">Type of service or traffic class.</param>
/// <param name="HeaderSize">Octets up to what <paramref name="Protocol"/> names.</param>
/// <param name="TotalSize">Octets of the packet, the header included.</param>
public readonly record struct IpHeader(
    IpAddress Source,
    IpAddress Destination,
    byte Protocol,
    byte HopLimit,
    byte TrafficClass,
    int HeaderSize,
    int TotalSize)
{
    /// <summary>Reads the header at the start of a packet and checks it.</summary>
    /// <param name="packet">The packet; octets after its total size are padding.</param>
    /// <param name="header">The header.</param>
    /// <param name="reason">Why it was refused.</param>
    public static bool TryRead(ReadOnlySpan<byte> packet, out IpHeader header, out DropReason reason)
    {
        int version = packet.IsEmpty ? 0 : packet[0] >> 4;
        switch (version)
        {
            case 4:
                return Ipv4.TryRead(packet, out header, out reason);
            case 6:
                return Ipv6.TryRead(packet, out header, out reason);
            default:
                header = default;
                reason = DropReason.BadHeader;
                return false;
        }
    }
}
