using System;
using System.Buffers.Binary;
using Simulator.Protocols.Per;

namespace Simulator.Protocols.S1ap;

/// <summary>K_eNB or NH: the key of the radio link, 256 bits (TS 36.413 §9.2.1.41).</summary>
/// <param name="High">The first 128 bits.</param>
/// <param name="Low">The last 128 bits.</param>
public readonly record struct SecurityKey(UInt128 High, UInt128 Low) : IPerValue<SecurityKey>
{
    /// <summary>Octets of the key.</summary>
    public const int Size = 32;

    /// <summary>Takes the key's octets.</summary>
    /// <param name="octets">32 octets.</param>
    public static SecurityKey Of(ReadOnlySpan<byte> octets)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(octets.Length, Size);
        return new(
            BinaryPrimitives.ReadUInt128BigEndian(octets),
            BinaryPrimitives.ReadUInt128BigEndian(octets[(Size / 2)..]));
    }

    /// <inheritdoc/>
    public static SecurityKey Read(ref PerReader reader)
    {
        ReadOnlySpan<byte> octets = reader.Octets(Size, "Security Key");
        return octets.IsEmpty ? default : Of(octets);
    }

    /// <summary>Writes the key's octets.</summary>
    /// <param name="destination">At least 32 octets.</param>
    public void CopyTo(Span<byte> destination)
    {
        BinaryPrimitives.WriteUInt128BigEndian(destination, High);
        BinaryPrimitives.WriteUInt128BigEndian(destination[(Size / 2)..], Low);
    }

    /// <inheritdoc/>
    public void Write(ref PerWriter writer)
    {
        Span<byte> octets = stackalloc byte[Size];
        CopyTo(octets);
        writer.Octets(octets);
    }

    /// <summary>The key's octets.</summary>
    public override string ToString() => $"{High:x32}{Low:x32}";
}
