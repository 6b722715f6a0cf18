using System;
using System.Buffers.Binary;

namespace Simulator.Crypto;

/// <summary>User response RES or XRES, 4 to 16 octets (TS 33.102 §6.3.7, TS 24.301 §9.9.3.4).</summary>
public readonly record struct Res
{
    /// <summary>The shortest response in octets.</summary>
    public const int SizeMin = 4;

    /// <summary>The longest response in octets.</summary>
    public const int SizeMax = 16;

    private readonly UInt128 _leftAligned;

    /// <summary>A response given as a number.</summary>
    /// <param name="value">The response, right-aligned, below 2^(8 * <paramref name="size"/>).</param>
    /// <param name="size">Octets, 4 to 16.</param>
    public Res(UInt128 value, int size)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(size, SizeMin);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(size, SizeMax);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(value, UInt128.MaxValue >> (8 * (SizeMax - size)));
        _leftAligned = value << (8 * (SizeMax - size));
        Size = size;
    }

    /// <summary>Length in octets; 0 for the default value, which is no response.</summary>
    public int Size { get; }

    /// <summary>Reads a response; false if its length is not allowed.</summary>
    /// <param name="octets">All its octets.</param>
    /// <param name="res">The response.</param>
    public static bool TryRead(ReadOnlySpan<byte> octets, out Res res)
    {
        res = default;
        if (octets.Length is < SizeMin or > SizeMax)
        {
            return false;
        }

        Span<byte> padded = stackalloc byte[SizeMax];
        padded.Clear();
        octets.CopyTo(padded);
        UInt128 leftAligned = BinaryPrimitives.ReadUInt128BigEndian(padded);
        res = new Res(leftAligned >> (8 * (SizeMax - octets.Length)), octets.Length);
        return true;
    }

    /// <summary>Writes <see cref="Size"/> octets.</summary>
    /// <param name="destination">At least that many octets.</param>
    public void Write(Span<byte> destination)
    {
        Span<byte> padded = stackalloc byte[SizeMax];
        BinaryPrimitives.WriteUInt128BigEndian(padded, _leftAligned);
        padded[..Size].CopyTo(destination);
    }

    /// <summary>True for the same octets in the same number;
    /// the time taken does not depend on where they differ.</summary>
    /// <param name="other">The response to compare with.</param>
    public bool Equals(Res other) => FixedTime.Equal(_leftAligned, other._leftAligned) & (Size == other.Size);

    /// <inheritdoc/>
    public override int GetHashCode() => (int)(uint)(_leftAligned >> 96);

    /// <summary>The octets in hexadecimal.</summary>
    public override string ToString()
    {
        Span<byte> octets = stackalloc byte[SizeMax];
        Write(octets);
        return Convert.ToHexStringLower(octets[..Size]);
    }
}
