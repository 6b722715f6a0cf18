using System;
using System.Buffers.Binary;

namespace Simulator.Network;

/// <summary>What an IP header says, of either version.</summary>
/// <param name="Source">Source address.</param>
/// <param name="Destination">Destination address.</param>
/// <param name="Protocol">Upper-layer protocol; in IPv6 what follows the fixed header, which may be an extension.</param>
/// <param name="HopLimit">TTL or hop limit.</param>
/// <param name="TrafficClass">Type of service or traffic class.</param>
/// <param name="HeaderSize">Octets up to what <paramref name="Protocol"/> names.</param>
/// <param name="TotalSize">Octets of the packet, the header included.</param>
public readonly record struct IpHeader(
    IpAddress Source, IpAddress Destination, byte Protocol, byte HopLimit, byte TrafficClass, int HeaderSize, int TotalSize)
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

/// <summary>Numbers of upper-layer protocols (IANA, Assigned Internet Protocol Numbers).</summary>
public static class IpProtocol
{
    /// <summary>IPv6 hop-by-hop options.</summary>
    public const byte HopByHop = 0;

    /// <summary>ICMP.</summary>
    public const byte Icmp = 1;

    /// <summary>IPv4 in IP.</summary>
    public const byte Ipv4 = 4;

    /// <summary>TCP.</summary>
    public const byte Tcp = 6;

    /// <summary>UDP.</summary>
    public const byte Udp = 17;

    /// <summary>IPv6 in IP.</summary>
    public const byte Ipv6 = 41;

    /// <summary>IPv6 routing header.</summary>
    public const byte Routing = 43;

    /// <summary>IPv6 fragment header.</summary>
    public const byte Fragment = 44;

    /// <summary>Encapsulating security payload.</summary>
    public const byte Esp = 50;

    /// <summary>ICMPv6.</summary>
    public const byte IcmpV6 = 58;

    /// <summary>IPv6 destination options.</summary>
    public const byte DestinationOptions = 60;

    /// <summary>SCTP.</summary>
    public const byte Sctp = 132;
}

/// <summary>The IPv4 header (RFC 791 §3.1).</summary>
public static class Ipv4
{
    // octet  0            1    2..3          4..5            6..7             8    9         10..11    12..15  16..19       20..
    //        version|IHL  TOS  total length  identification  flags|offset     TTL  protocol  checksum  source  destination  options

    /// <summary>Octets of a header without options.</summary>
    public const int HeaderSize = 20;

    /// <summary>Octets of a header with the most options.</summary>
    public const int HeaderSizeMax = 60;

    private const int TotalLengthOffset = 2, IdentificationOffset = 4, FragmentOffset = 6, TtlOffset = 8, ProtocolOffset = 9;
    private const int ChecksumOffset = 10, SourceOffset = 12, DestinationOffset = 16;
    private const byte VersionAndSize = 0x45;
    private const ushort DoNotFragment = 0x4000;
    private const ushort MoreFragmentsOrOffset = 0x3FFF;

    /// <summary>Writes a header without options; a packet is never to be fragmented.</summary>
    /// <param name="destination">At least 20 octets.</param>
    /// <param name="header">The fields; the header size does not count.</param>
    /// <param name="identification">Tells the sender's packets apart.</param>
    public static void Write(Span<byte> destination, in IpHeader header, ushort identification)
    {
        destination = destination[..HeaderSize];
        destination[0] = VersionAndSize;
        destination[1] = header.TrafficClass;
        BinaryPrimitives.WriteUInt16BigEndian(destination[TotalLengthOffset..], (ushort)header.TotalSize);
        BinaryPrimitives.WriteUInt16BigEndian(destination[IdentificationOffset..], identification);
        BinaryPrimitives.WriteUInt16BigEndian(destination[FragmentOffset..], DoNotFragment);
        destination[TtlOffset] = header.HopLimit;
        destination[ProtocolOffset] = header.Protocol;
        BinaryPrimitives.WriteUInt16BigEndian(destination[ChecksumOffset..], 0);
        BinaryPrimitives.WriteUInt32BigEndian(destination[SourceOffset..], header.Source.V4);
        BinaryPrimitives.WriteUInt32BigEndian(destination[DestinationOffset..], header.Destination.V4);
        WriteChecksum(destination);
    }

    /// <summary>Writes the checksum of a header whose other fields are in place, options included.</summary>
    /// <param name="header">Exactly the header.</param>
    public static void WriteChecksum(Span<byte> header)
    {
        BinaryPrimitives.WriteUInt16BigEndian(header[ChecksumOffset..], 0);
        ushort checksum = InternetChecksum.Finish(InternetChecksum.Add(header));
        BinaryPrimitives.WriteUInt16BigEndian(header[ChecksumOffset..], checksum);
    }

    /// <summary>Reads a header, options included, and checks sizes and checksum (RFC 1812 §5.2.2).</summary>
    /// <param name="packet">The packet.</param>
    /// <param name="header">The header.</param>
    /// <param name="reason">Why it was refused.</param>
    public static bool TryRead(ReadOnlySpan<byte> packet, out IpHeader header, out DropReason reason)
    {
        header = default;
        reason = DropReason.BadHeader;
        if (packet.Length < HeaderSize || packet[0] >> 4 != 4)
        {
            return false;
        }

        int headerSize = (packet[0] & 0x0F) * 4;
        int totalSize = BinaryPrimitives.ReadUInt16BigEndian(packet[TotalLengthOffset..]);
        if (headerSize < HeaderSize || totalSize < headerSize || packet.Length < totalSize)
        {
            return false;
        }

        if (!InternetChecksum.IsRight(InternetChecksum.Add(packet[..headerSize])))
        {
            reason = DropReason.BadChecksum;
            return false;
        }

        header = new IpHeader(
            IpAddress.ReadV4(packet[SourceOffset..]),
            IpAddress.ReadV4(packet[DestinationOffset..]),
            packet[ProtocolOffset],
            packet[TtlOffset],
            packet[1],
            headerSize,
            totalSize);
        return true;
    }

    /// <summary>True for a fragment, the first one included.</summary>
    internal static bool IsFragment(ReadOnlySpan<byte> packet) =>
        (BinaryPrimitives.ReadUInt16BigEndian(packet[FragmentOffset..]) & MoreFragmentsOrOffset) != 0;

    /// <summary>Takes one off the TTL and corrects the checksum for it (RFC 1624).</summary>
    internal static void DecrementTtl(Span<byte> packet)
    {
        ushort before = BinaryPrimitives.ReadUInt16BigEndian(packet[TtlOffset..]);
        ushort after = (ushort)(before - 0x0100);
        ushort checksum = BinaryPrimitives.ReadUInt16BigEndian(packet[ChecksumOffset..]);
        BinaryPrimitives.WriteUInt16BigEndian(packet[TtlOffset..], after);
        BinaryPrimitives.WriteUInt16BigEndian(packet[ChecksumOffset..], InternetChecksum.Update(checksum, before, after));
    }
}

/// <summary>The IPv6 header (RFC 8200 §3) and its extension headers (§4).</summary>
public static class Ipv6
{
    // octet  0..3                             4..5            6            7          8..23   24..39
    //        version|traffic class|flow label  payload length  next header  hop limit  source  destination

    /// <summary>Octets of the fixed header.</summary>
    public const int HeaderSize = 40;

    private const int PayloadLengthOffset = 4, NextHeaderOffset = 6, HopLimitOffset = 7;
    private const int SourceOffset = 8, DestinationOffset = 24;
    private const int ExtensionUnit = 8;
    private const int PadOne = 0;
    private const int ExtensionCountMax = 16; // ours: a chain that is longer is a bad header

    /// <summary>Writes a fixed header; flow label zero.</summary>
    /// <param name="destination">At least 40 octets.</param>
    /// <param name="header">The fields; the header size does not count.</param>
    public static void Write(Span<byte> destination, in IpHeader header)
    {
        destination = destination[..HeaderSize];
        BinaryPrimitives.WriteUInt32BigEndian(destination, (6u << 28) | ((uint)header.TrafficClass << 20));
        BinaryPrimitives.WriteUInt16BigEndian(destination[PayloadLengthOffset..], (ushort)(header.TotalSize - HeaderSize));
        destination[NextHeaderOffset] = header.Protocol;
        destination[HopLimitOffset] = header.HopLimit;
        header.Source.Write(destination[SourceOffset..]);
        header.Destination.Write(destination[DestinationOffset..]);
    }

    /// <summary>Reads a fixed header and checks its sizes.</summary>
    /// <param name="packet">The packet.</param>
    /// <param name="header">The header.</param>
    /// <param name="reason">Why it was refused.</param>
    public static bool TryRead(ReadOnlySpan<byte> packet, out IpHeader header, out DropReason reason)
    {
        header = default;
        reason = DropReason.BadHeader;
        if (packet.Length < HeaderSize || packet[0] >> 4 != 6)
        {
            return false;
        }

        int totalSize = HeaderSize + BinaryPrimitives.ReadUInt16BigEndian(packet[PayloadLengthOffset..]);
        IpAddress source = IpAddress.ReadV6(packet[SourceOffset..]), destination = IpAddress.ReadV6(packet[DestinationOffset..]);
        if (packet.Length < totalSize || source.IsV4 || destination.IsV4)
        {
            return false; // a mapped address is never on the wire
        }

        byte trafficClass = unchecked((byte)(BinaryPrimitives.ReadUInt16BigEndian(packet) >> 4));
        byte protocol = packet[NextHeaderOffset], hopLimit = packet[HopLimitOffset];
        header = new IpHeader(source, destination, protocol, hopLimit, trafficClass, HeaderSize, totalSize);
        return true;
    }

    /// <summary>
    /// Walks the extension headers to the upper-layer protocol. Options that are not known are skipped if they allow it
    /// (RFC 8200 §4.2: the two highest bits of their type are zero), routing headers if no segment is left (§4.4).
    /// </summary>
    /// <param name="packet">The packet.</param>
    /// <param name="header">The fixed header; protocol and header size are moved to the upper layer.</param>
    /// <param name="reason">Why it was refused.</param>
    public static bool TryFindUpperLayer(ReadOnlySpan<byte> packet, ref IpHeader header, out DropReason reason)
    {
        byte protocol = header.Protocol;
        int offset = header.HeaderSize;
        reason = DropReason.BadHeader;
        for (int count = 0; protocol is IpProtocol.HopByHop or IpProtocol.DestinationOptions or IpProtocol.Routing; count++)
        {
            if (count == ExtensionCountMax || !TryReadExtension(packet[offset..header.TotalSize], protocol, out int size))
            {
                return false;
            }

            protocol = packet[offset];
            offset += size;
        }

        header = header with { Protocol = protocol, HeaderSize = offset };
        reason = DropReason.Fragment;
        return protocol != IpProtocol.Fragment;
    }

    internal static void DecrementHopLimit(Span<byte> packet) => packet[HopLimitOffset]--;

    private static bool TryReadExtension(ReadOnlySpan<byte> octets, byte protocol, out int size)
    {
        size = 0;
        if (octets.Length < ExtensionUnit)
        {
            return false;
        }

        size = (octets[1] + 1) * ExtensionUnit;
        const int SegmentsLeftOffset = 3;
        return octets.Length >= size
            && (protocol == IpProtocol.Routing ? octets[SegmentsLeftOffset] == 0 : AreOptionsSkippable(octets[2..size]));
    }

    private static bool AreOptionsSkippable(ReadOnlySpan<byte> options)
    {
        while (!options.IsEmpty)
        {
            if (options[0] == PadOne)
            {
                options = options[1..];
                continue;
            }

            bool isWhole = options.Length >= 2 && options.Length >= 2 + options[1];
            if (!isWhole || options[0] >> 6 != 0)
            {
                return false;
            }

            options = options[(2 + options[1])..];
        }

        return true;
    }
}
