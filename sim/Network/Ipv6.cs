using System;
using System.Buffers.Binary;

namespace Simulator.Network;

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
        ushort payloadLength = (ushort)(header.TotalSize - HeaderSize);
        BinaryPrimitives.WriteUInt16BigEndian(destination[PayloadLengthOffset..], payloadLength);
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
        IpAddress source = IpAddress.ReadV6(packet[SourceOffset..]);
        IpAddress destination = IpAddress.ReadV6(packet[DestinationOffset..]);
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
        for (int count = 0; IsExtension(protocol); count++)
        {
            ReadOnlySpan<byte> rest = packet[offset..header.TotalSize];
            if (count == ExtensionCountMax || !TryReadExtension(rest, protocol, out int size))
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

    /// <summary>Offset of the field that names the upper-layer protocol.</summary>
    internal static int ProtocolOffset(ReadOnlySpan<byte> packet, int upperLayerOffset)
    {
        int field = NextHeaderOffset;
        for (int next = HeaderSize; next < upperLayerOffset; next += (packet[next + 1] + 1) * ExtensionUnit)
        {
            field = next;
        }

        return field;
    }

    internal static void DecrementHopLimit(Span<byte> packet) => packet[HopLimitOffset]--;

    private static bool IsExtension(byte protocol) =>
        protocol is IpProtocol.HopByHop or IpProtocol.DestinationOptions or IpProtocol.Routing;

    private static bool TryReadExtension(ReadOnlySpan<byte> octets, byte protocol, out int size)
    {
        size = 0;
        if (octets.Length < ExtensionUnit)
        {
            return false;
        }

        size = (octets[1] + 1) * ExtensionUnit;
        if (octets.Length < size)
        {
            return false;
        }

        const int SegmentsLeftOffset = 3;
        bool isRouting = protocol == IpProtocol.Routing;
        return isRouting ? octets[SegmentsLeftOffset] == 0 : AreOptionsSkippable(octets[2..size]);
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
