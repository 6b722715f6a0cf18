using System;
using System.Buffers.Binary;
using System.Globalization;

namespace Simulator.Crypto;

/// <summary>A key of 256 bits (KASME, KeNB, NH, Ks …), stored as its octets in big-endian order.</summary>
/// <param name="High">Octets 0 to 15.</param>
/// <param name="Low">Octets 16 to 31.</param>
public readonly record struct Key256(UInt128 High, UInt128 Low)
{
    /// <summary>Length in octets.</summary>
    public const int Size = 32;

    /// <summary>Reads a key.</summary>
    /// <param name="octets">Exactly 32 octets.</param>
    public static Key256 Read(ReadOnlySpan<byte> octets)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(octets.Length, Size);
        return new(BinaryPrimitives.ReadUInt128BigEndian(octets), BinaryPrimitives.ReadUInt128BigEndian(octets[16..]));
    }

    /// <summary>Writes the 32 octets.</summary>
    /// <param name="destination">At least 32 octets.</param>
    public void Write(Span<byte> destination)
    {
        BinaryPrimitives.WriteUInt128BigEndian(destination, High);
        BinaryPrimitives.WriteUInt128BigEndian(destination[16..], Low);
    }

    /// <summary>The octets in hexadecimal.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{High:x32}{Low:x32}");
}
