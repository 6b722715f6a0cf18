using System;
using System.Buffers.Binary;

namespace Simulator.Crypto;

/// <summary>Messages whose length is a number of bits, most significant bit of each octet first.</summary>
internal static class Bits
{
    /// <summary>Octets that hold so many bits.</summary>
    public static int ToOctets(int bitCount) => (int)(((uint)bitCount + 7) / 8);

    /// <summary>The first <paramref name="bits"/> bits of an octet (1 to 7), a one bit, zeros.</summary>
    public static byte Pad(byte octet, int bits) => (byte)((octet & (0xFF << (8 - bits))) | (0x80 >> bits));

    /// <summary>Sets the bits of the last octet that do not belong to the message to zero.</summary>
    public static void ClearTail(Span<byte> octets, int bitCount)
    {
        if (bitCount % 8 != 0)
        {
            octets[bitCount / 8] &= (byte)(0xFF << (8 - (bitCount % 8)));
        }
    }

    /// <summary>The word with its bits in the opposite order.</summary>
    public static uint Reverse(uint word)
    {
        word = ((word >> 1) & 0x55555555) | ((word & 0x55555555) << 1);
        word = ((word >> 2) & 0x33333333) | ((word & 0x33333333) << 2);
        word = ((word >> 4) & 0x0F0F0F0F) | ((word & 0x0F0F0F0F) << 4);
        return BinaryPrimitives.ReverseEndianness(word);
    }

    /// <summary>Refuses a length that the octets do not hold.</summary>
    public static void Check(ReadOnlySpan<byte> octets, int bitCount)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(bitCount);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(ToOctets(bitCount), octets.Length, nameof(bitCount));
    }
}
