using System;
using System.Buffers.Binary;

namespace Simulator.Crypto;

/// <summary>128-EIA3: integrity by ZUC (TS 35.221 §4, TS 33.401 annex B.2.4).</summary>
internal static class Eia3
{
    private const ulong DirectionMask = (1UL << 63) | (1UL << 15); // IV octets 8 and 14 carry DIRECTION

    /// <summary>The code over a number of bits.</summary>
    public static uint Compute(
        UInt128 key, uint count, int bearer, Direction direction, ReadOnlySpan<byte> message, int bitCount)
    {
        ulong half = StreamInput.High(count, bearer, Direction.Uplink);
        ulong low = direction == Direction.Downlink ? half ^ DirectionMask : half;
        var zuc = new Zuc(key, new UInt128(half, low));
        return Accumulate(ref zuc, message, bitCount);
    }

    /// <summary>The sum of those 32-bit windows of the key stream that stand at a one bit of the message.</summary>
    private static uint Accumulate(ref Zuc zuc, ReadOnlySpan<byte> message, int bitCount)
    {
        uint sum = 0;
        ulong window = ((ulong)zuc.Next() << 32) | zuc.Next();
        for (; bitCount >= 32; bitCount -= 32, message = message[sizeof(uint)..])
        {
            sum ^= Windows(window, BinaryPrimitives.ReadUInt32BigEndian(message));
            window = (window << 32) | zuc.Next();
        }

        if (bitCount == 0)
        {
            return sum ^ (uint)(window >> 32) ^ (uint)window; // the window after the message, and the last word
        }

        sum ^= Windows(window, LastWord(message, bitCount));
        return sum ^ (uint)((window << bitCount) >> 32) ^ zuc.Next();
    }

    /// <summary>For each bit of the word, most significant first, the window that starts at its place.</summary>
    private static uint Windows(ulong window, uint word) =>
        (uint)((ulong)CarrylessProduct.Multiply(window, Bits.Reverse(word)) >> 32);

    private static uint LastWord(ReadOnlySpan<byte> octets, int bitCount)
    {
        Span<byte> word = stackalloc byte[sizeof(uint)];
        word.Clear();
        octets[..Bits.ToOctets(bitCount)].CopyTo(word);
        Bits.ClearTail(word, bitCount);
        return BinaryPrimitives.ReadUInt32BigEndian(word);
    }
}
