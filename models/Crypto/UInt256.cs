using System;
using System.Buffers.Binary;
using System.Numerics;

namespace Simulator.Crypto;

/// <summary>A number of 256 bits in four words, the least significant first.</summary>
internal readonly record struct UInt256(ulong W0, ulong W1, ulong W2, ulong W3)
{
    /// <summary>Octets of a number.</summary>
    public const int Size = 32;

    private const int WordSize = sizeof(ulong), WordBits = 64;

    /// <summary>True for 0.</summary>
    public bool IsZero => (W0 | W1 | W2 | W3) == 0;

    /// <summary>Reads 32 octets, most significant first.</summary>
    public static UInt256 Read(ReadOnlySpan<byte> octets) => new(
        BinaryPrimitives.ReadUInt64BigEndian(octets[(3 * WordSize)..]),
        BinaryPrimitives.ReadUInt64BigEndian(octets[(2 * WordSize)..]),
        BinaryPrimitives.ReadUInt64BigEndian(octets[WordSize..]),
        BinaryPrimitives.ReadUInt64BigEndian(octets));

    /// <summary>Takes a number below 2^256.</summary>
    public static UInt256 Of(in BigInteger number)
    {
        Span<byte> octets = stackalloc byte[Size];
        octets.Clear();
        int size = number.GetByteCount(isUnsigned: true);
        number.TryWriteBytes(octets[^size..], out _, isUnsigned: true, isBigEndian: true);
        return Read(octets);
    }

    /// <summary>Writes 32 octets, most significant first.</summary>
    public void Write(Span<byte> destination)
    {
        BinaryPrimitives.WriteUInt64BigEndian(destination, W3);
        BinaryPrimitives.WriteUInt64BigEndian(destination[WordSize..], W2);
        BinaryPrimitives.WriteUInt64BigEndian(destination[(2 * WordSize)..], W1);
        BinaryPrimitives.WriteUInt64BigEndian(destination[(3 * WordSize)..], W0);
    }

    /// <summary>Zeros below the lowest one, of which at most 63 are counted; 63 for 0.</summary>
    public int TrailingZeros => Math.Min(BitOperations.TrailingZeroCount(W0), WordBits - 1);

    /// <summary>The number divided by a power of two and rounded down.</summary>
    /// <param name="count">The exponent, from 1 to 63.</param>
    public UInt256 ShiftRight(int count)
    {
        int rest = WordBits - count;
        return new(
            (W0 >> count) | (W1 << rest), (W1 >> count) | (W2 << rest), (W2 >> count) | (W3 << rest), W3 >> count);
    }

    /// <summary>Some bits as a number.</summary>
    /// <param name="offset">The lowest of them, from 0 to 255.</param>
    /// <param name="count">How many, from 1 to 31; those above the 256th are 0.</param>
    public int Digit(int offset, int count)
    {
        int index = offset / WordBits, shift = offset % WordBits;
        ulong bits = Word(index) >> shift;
        bits |= shift + count > WordBits ? Word(index + 1) << (WordBits - shift) : 0;
        return (int)bits & ((1 << count) - 1);
    }

    /// <summary>True if it is less than another.</summary>
    public bool IsBelow(in UInt256 other) =>
        W3 != other.W3 ? W3 < other.W3
        : W2 != other.W2 ? W2 < other.W2
        : W1 != other.W1 ? W1 < other.W1
        : W0 < other.W0;

    private ulong Word(int index) => index switch { 0 => W0, 1 => W1, 2 => W2, 3 => W3, _ => 0 };
}
