using System;
using System.Buffers.Binary;
using System.Numerics;

namespace Simulator.Network;

/// <summary>
/// The checksum of SCTP packets: CRC with the Castagnoli polynomial 0x1EDC6F41, reflected (RFC 9260 §6.8).
/// </summary>
public static class Crc32c
{
    private const uint Initial = 0xFFFF_FFFF;

    /// <summary>The checksum of octets.</summary>
    /// <param name="octets">Any number of octets.</param>
    public static uint Compute(ReadOnlySpan<byte> octets) => ~Add(Initial, octets);

    /// <summary>The checksum of a packet as if its checksum field were zero.</summary>
    /// <param name="packet">A packet with its whole common header.</param>
    internal static uint ComputePacket(ReadOnlySpan<byte> packet)
    {
        uint crc = Add(Initial, packet[..SctpHeader.ChecksumOffset]);
        crc = BitOperations.Crc32C(crc, 0u);
        return ~Add(crc, packet[SctpHeader.Size..]);
    }

    private static uint Add(uint crc, ReadOnlySpan<byte> octets)
    {
        while (octets.Length >= sizeof(ulong))
        {
            crc = BitOperations.Crc32C(crc, BinaryPrimitives.ReadUInt64LittleEndian(octets));
            octets = octets[sizeof(ulong)..];
        }

        foreach (byte octet in octets)
        {
            crc = BitOperations.Crc32C(crc, octet);
        }

        return crc;
    }
}
