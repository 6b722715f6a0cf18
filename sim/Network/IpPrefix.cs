using System;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Simulator.Kernel;

namespace Simulator.Network;

/// <summary>The addresses that begin with the same bits.</summary>
public readonly record struct IpPrefix
{
    private const int MappedBits = 96;

    /// <summary>A prefix.</summary>
    /// <param name="address">Any address of it; bits beyond the length are cleared.</param>
    /// <param name="length">Bits: 0 to 32, or 0 to 128.</param>
    public IpPrefix(IpAddress address, int length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, address.Bits);
        Length = length;
        IsV4 = address.IsV4;
        Address = IpAddress.FromV6(address.Value & Mask(MappedLength));
        Invariant.Require(Address.IsV4 == IsV4 || length < MappedBits);
    }

    /// <summary>The first address.</summary>
    public IpAddress Address { get; }

    /// <summary>Bits that are the same.</summary>
    public int Length { get; }

    /// <summary>True for IPv4.</summary>
    public bool IsV4 { get; }

    private int MappedLength => IsV4 ? MappedBits + Length : Length;

    /// <summary>The prefix of one address alone.</summary>
    public static IpPrefix Host(IpAddress address) => new(address, address.Bits);

    /// <summary>Reads <c>10.0.0.0/8</c> or <c>fd00::/16</c>; bits beyond the length are an error.</summary>
    /// <param name="text">The text.</param>
    /// <param name="prefix">The prefix.</param>
    public static bool TryParse([NotNullWhen(true)] string? text, out IpPrefix prefix)
    {
        prefix = default;
        int slash = text?.IndexOf('/', StringComparison.Ordinal) ?? -1;
        if (slash < 0 || !IpAddress.TryParse(text![..slash], out IpAddress address)
            || !int.TryParse(text.AsSpan(slash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out int length)
            || length > address.Bits)
        {
            return false;
        }

        prefix = new IpPrefix(address, length);
        return prefix.Address == address;
    }

    /// <summary>Reads text that is known to be a prefix.</summary>
    /// <exception cref="FormatException">It is none.</exception>
    public static IpPrefix Parse(string text) =>
        TryParse(text, out IpPrefix prefix) ? prefix : throw new FormatException($"'{text}' is not an IP prefix");

    /// <summary>True if the address begins with these bits.</summary>
    public bool Contains(IpAddress address) =>
        address.IsV4 == IsV4 && ((address.Value ^ Address.Value) & Mask(MappedLength)) == 0;

    /// <summary>The usual text, as in <c>10.0.0.0/8</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Address}/{Length}");

    private static UInt128 Mask(int length) => length == 0 ? UInt128.Zero : UInt128.MaxValue << (128 - length);
}
