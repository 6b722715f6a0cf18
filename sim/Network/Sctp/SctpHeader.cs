using System;
using System.Buffers.Binary;

namespace Simulator.Network;

/// <summary>The common header of an SCTP packet (RFC 9260 §3.1).</summary>
/// <param name="SourcePort">Sender's port.</param>
/// <param name="DestinationPort">Receiver's port.</param>
/// <param name="VerificationTag">Tag that the receiver chose; zero with INIT.</param>
public readonly record struct SctpHeader(ushort SourcePort, ushort DestinationPort, uint VerificationTag)
{
    // octet  0..1         2..3              4..7              8..11     12..
    //        source port  destination port  verification tag  checksum  chunks

    /// <summary>Octets of the header.</summary>
    public const int Size = 12;

    internal const int DestinationPortOffset = 2, TagOffset = 4, ChecksumOffset = 8;

    /// <summary>Reads the header and checks size, checksum and ports.</summary>
    /// <param name="packet">Header and chunks.</param>
    /// <param name="header">The header.</param>
    /// <param name="reason">Why it was refused.</param>
    public static bool TryRead(ReadOnlySpan<byte> packet, out SctpHeader header, out SctpDropReason reason)
    {
        header = default;
        reason = SctpDropReason.Truncated;
        if (packet.Length < Size + SctpChunk.HeaderSize)
        {
            return false;
        }

        reason = SctpDropReason.BadChecksum;
        if (BinaryPrimitives.ReadUInt32LittleEndian(packet[ChecksumOffset..]) != Crc32c.ComputePacket(packet))
        {
            return false;
        }

        reason = SctpDropReason.BadPort;
        header = new(
            BinaryPrimitives.ReadUInt16BigEndian(packet),
            BinaryPrimitives.ReadUInt16BigEndian(packet[DestinationPortOffset..]),
            BinaryPrimitives.ReadUInt32BigEndian(packet[TagOffset..]));
        return header.SourcePort != 0 && header.DestinationPort != 0;
    }

    /// <summary>Writes the header in front of the chunks, with the checksum over all.</summary>
    /// <param name="packet">Header and chunks; the header's octets are overwritten.</param>
    public void Write(Span<byte> packet)
    {
        BinaryPrimitives.WriteUInt16BigEndian(packet, SourcePort);
        BinaryPrimitives.WriteUInt16BigEndian(packet[DestinationPortOffset..], DestinationPort);
        BinaryPrimitives.WriteUInt32BigEndian(packet[TagOffset..], VerificationTag);
        BinaryPrimitives.WriteUInt32LittleEndian(packet[ChecksumOffset..], Crc32c.ComputePacket(packet)); // §6.8
    }
}
