using System;
using System.Buffers.Binary;

namespace Simulator.Network;

/// <summary>The IPv4 header (RFC 791 §3.1).</summary>
public static class Ipv4
{
    // octet  0            1    2..3          4..5            6..7          8    9         10..11
    //        version|IHL  TOS  total length  identification  flags|offset  TTL  protocol  checksum
    //        12..15  16..19       20..
    //        source  destination  options

    /// <summary>Octets of a header without options.</summary>
    public const int HeaderSize = 20;

    /// <summary>Octets of a header with the most options.</summary>
    public const int HeaderSizeMax = 60;

    private const int TotalLengthOffset = 2, IdentificationOffset = 4, FragmentOffset = 6, TtlOffset = 8;
    private const int ProtocolOffset = 9, ChecksumOffset = 10, SourceOffset = 12, DestinationOffset = 16;
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
        checksum = InternetChecksum.Update(checksum, before, after);
        BinaryPrimitives.WriteUInt16BigEndian(packet[ChecksumOffset..], checksum);
    }
}
