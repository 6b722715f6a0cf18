using System;
using System.Buffers.Binary;

namespace Simulator.Crypto;

/// <summary>UIA2, and with it 128-EIA1: integrity by SNOW 3G (TS 35.215 §4, TS 33.401 annex B.2.2).</summary>
public static class Uia2
{
    private const byte Polynomial = 0x1B; // x^4 + x^3 + x + 1, the part below x^64 (TS 35.215 §4.3.2)

    /// <summary>The code MAC-I over a number of bits.</summary>
    /// <param name="key">Integrity key IK.</param>
    /// <param name="count">COUNT-I.</param>
    /// <param name="fresh">FRESH; for 128-EIA1 the BEARER in its first 5 bits.</param>
    /// <param name="direction">DIRECTION.</param>
    /// <param name="message">The octets that hold the bits; the bits after them are ignored.</param>
    /// <param name="bitCount">LENGTH in bits.</param>
    public static uint Compute(
        UInt128 key, uint count, uint fresh, Direction direction, ReadOnlySpan<byte> message, int bitCount)
    {
        Bits.Check(message, bitCount);
        StreamInput.Check(direction);
        uint bit = (uint)direction;
        var snow = new Snow3G(key, count, fresh, count ^ (bit << 31), fresh ^ (bit << 15));
        ulong p = Next64(ref snow), q = Next64(ref snow);
        uint oneTimePad = snow.Next();

        ulong evaluation = Evaluate(message, bitCount, p);
        evaluation = Multiply(evaluation ^ (ulong)bitCount, q);
        return (uint)(evaluation >> 32) ^ oneTimePad;
    }

    /// <summary>The product in GF(2^64), MUL64 of TS 35.215 §4.3.4.</summary>
    internal static ulong Multiply(ulong left, ulong right)
    {
        UInt128 product = CarrylessProduct.Multiply(left, right);
        UInt128 folded = CarrylessProduct.Multiply((ulong)(product >> 64), Polynomial);
        UInt128 rest = CarrylessProduct.Multiply((ulong)(folded >> 64), Polynomial);
        return (ulong)(product ^ folded ^ rest);
    }

    private static ulong Next64(ref Snow3G snow) => ((ulong)snow.Next() << 32) | snow.Next();

    /// <summary>The polynomial whose coefficients are the message's blocks of 64 bits, at the point P.</summary>
    private static ulong Evaluate(ReadOnlySpan<byte> message, int bitCount, ulong p)
    {
        ulong evaluation = 0;
        ReadOnlySpan<byte> octets = message[..Bits.ToOctets(bitCount)];
        int remaining = bitCount;
        for (; remaining >= 64; remaining -= 64, octets = octets[sizeof(ulong)..])
        {
            evaluation = Multiply(evaluation ^ BinaryPrimitives.ReadUInt64BigEndian(octets), p);
        }

        return remaining == 0 ? evaluation : Multiply(evaluation ^ LastBlock(octets, remaining), p);
    }

    /// <summary>The last bits, with zeros after them.</summary>
    private static ulong LastBlock(ReadOnlySpan<byte> octets, int bitCount)
    {
        Span<byte> block = stackalloc byte[sizeof(ulong)];
        block.Clear();
        octets.CopyTo(block);
        Bits.ClearTail(block, bitCount);
        return BinaryPrimitives.ReadUInt64BigEndian(block);
    }
}
