using System;
using System.Buffers.Binary;

namespace Simulator.Crypto;

/// <summary>The 48-bit quantities of AKA (SQN, AK, SQN xor AK) as they stand in octets.</summary>
internal static class UInt48
{
    /// <summary>The largest value.</summary>
    public const ulong Max = (1UL << 48) - 1;

    /// <summary>Length in octets.</summary>
    public const int Size = 6;

    /// <summary>Reads 6 octets, most significant first.</summary>
    public static ulong Read(ReadOnlySpan<byte> octets) =>
        ((ulong)BinaryPrimitives.ReadUInt16BigEndian(octets) << 32) | BinaryPrimitives.ReadUInt32BigEndian(octets[2..]);

    /// <summary>Writes 6 octets, most significant first.</summary>
    public static void Write(Span<byte> octets, ulong value)
    {
        BinaryPrimitives.WriteUInt16BigEndian(octets, (ushort)(value >> 32));
        BinaryPrimitives.WriteUInt32BigEndian(octets[2..], (uint)value);
    }
}
