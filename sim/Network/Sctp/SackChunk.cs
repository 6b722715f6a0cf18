using System;
using System.Buffers.Binary;

namespace Simulator.Network;

/// <summary>SACK (RFC 9260 §3.3.4).</summary>
public readonly ref struct SackChunk
{
    // octet  0  1  2..3    4..7                8..11   12..13     14..15           16..
    //        3  0  length  cumulative TSN ack  a_rwnd  gap count  duplicate count  gaps (start, end), duplicate TSNs

    /// <summary>Octets before the first gap ack block.</summary>
    public const int HeaderSize = 16;

    /// <summary>Octets of a gap ack block, and of a duplicate TSN.</summary>
    public const int EntrySize = 4;

    private const int TsnOffset = 4, WindowOffset = 8, GapCountOffset = 12, DuplicateCountOffset = 14;

    private readonly ReadOnlySpan<byte> _octets;

    private SackChunk(ReadOnlySpan<byte> octets) => _octets = octets;

    /// <summary>All TSNs up to this one have been received.</summary>
    public uint CumulativeTsnAck => BinaryPrimitives.ReadUInt32BigEndian(_octets[TsnOffset..]);

    /// <summary>Octets that the sender of the SACK has room for.</summary>
    public uint ReceiverWindow => BinaryPrimitives.ReadUInt32BigEndian(_octets[WindowOffset..]);

    /// <summary>Number of gap ack blocks.</summary>
    public int GapCount => BinaryPrimitives.ReadUInt16BigEndian(_octets[GapCountOffset..]);

    /// <summary>Number of duplicate TSNs.</summary>
    public int DuplicateCount => BinaryPrimitives.ReadUInt16BigEndian(_octets[DuplicateCountOffset..]);

    /// <summary>One gap ack block: what was received, as distances from the cumulative TSN.</summary>
    /// <param name="index">From 0.</param>
    public (int Start, int End) Gap(int index)
    {
        ReadOnlySpan<byte> block = _octets[(HeaderSize + (index * EntrySize))..];
        return (BinaryPrimitives.ReadUInt16BigEndian(block), BinaryPrimitives.ReadUInt16BigEndian(block[2..]));
    }

    /// <summary>One TSN that was received again.</summary>
    /// <param name="index">From 0.</param>
    public uint Duplicate(int index) =>
        BinaryPrimitives.ReadUInt32BigEndian(_octets[(HeaderSize + ((GapCount + index) * EntrySize))..]);

    /// <summary>Reads a chunk that is well formed.</summary>
    /// <param name="chunk">The chunk.</param>
    public static SackChunk Read(in SctpChunk chunk) => new(chunk.Octets);

    /// <summary>True if the counts fit the length and the gap ack blocks are disjoint and in order.</summary>
    internal static bool IsWhole(ReadOnlySpan<byte> octets)
    {
        if (octets.Length < HeaderSize)
        {
            return false;
        }

        var sack = new SackChunk(octets);
        if (octets.Length != HeaderSize + ((sack.GapCount + sack.DuplicateCount) * EntrySize))
        {
            return false;
        }

        int previous = 0;
        for (int index = 0; index < sack.GapCount; index++)
        {
            (int start, int end) = sack.Gap(index);
            if (start <= previous || end < start)
            {
                return false;
            }

            previous = end;
        }

        return true;
    }

    /// <summary>Writes the fixed part of the value.</summary>
    internal static void WriteValue(Span<byte> value, uint cumulativeTsn, uint window, int gapCount, int duplicateCount)
    {
        BinaryPrimitives.WriteUInt32BigEndian(value, cumulativeTsn);
        BinaryPrimitives.WriteUInt32BigEndian(value[(WindowOffset - SctpChunk.HeaderSize)..], window);
        BinaryPrimitives.WriteUInt16BigEndian(value[(GapCountOffset - SctpChunk.HeaderSize)..], (ushort)gapCount);
        BinaryPrimitives.WriteUInt16BigEndian(
            value[(DuplicateCountOffset - SctpChunk.HeaderSize)..], (ushort)duplicateCount);
    }
}
