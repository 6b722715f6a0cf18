using System;
using System.Buffers.Binary;
using System.Numerics;

namespace Simulator.Crypto;

/// <summary>A number of 256 bits in four words, the least significant first.</summary>
internal readonly record struct UInt256(ulong W0, ulong W1, ulong W2, ulong W3)
{
    /// <summary>Octets of a number.</summary>
    public const int Size = 32;

    private const int WordSize = sizeof(ulong);

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

    /// <summary>Four bits, counted from the least significant ones.</summary>
    /// <param name="index">Which, from 0 to 63.</param>
    public int Nibble(int index)
    {
        ulong word = (index >> 4) switch { 0 => W0, 1 => W1, 2 => W2, _ => W3 };
        return (int)(word >> (4 * (index & 15))) & 0xF;
    }

    /// <summary>True if it is less than another.</summary>
    public bool IsBelow(in UInt256 other) =>
        W3 != other.W3 ? W3 < other.W3
        : W2 != other.W2 ? W2 < other.W2
        : W1 != other.W1 ? W1 < other.W1
        : W0 < other.W0;
}
