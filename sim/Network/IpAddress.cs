using System;
using System.Buffers;
using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Runtime.CompilerServices;

namespace Simulator.Network;

/// <summary>
/// An IPv4 or IPv6 address. An IPv4 address is kept in its mapped form <c>::ffff:a.b.c.d</c> (RFC 4291 §2.5.5.2), which
/// therefore does not exist as an IPv6 address here. The default is the unspecified IPv6 address.
/// </summary>
public readonly struct IpAddress : IEquatable<IpAddress>, IComparable<IpAddress>
{
    private const ulong MappedPrefix = 0xFFFF_0000_0000;
    private const ulong MappedMask = 0xFFFF_FFFF_0000_0000;

    private static readonly SearchValues<char> V6Characters = SearchValues.Create("0123456789abcdefABCDEF:.");

    private readonly ulong _high;
    private readonly ulong _low;

    private IpAddress(ulong high, ulong low)
    {
        _high = high;
        _low = low;
    }

    /// <summary>The unspecified IPv6 address <c>::</c>.</summary>
    public static IpAddress Unspecified => default;

    /// <summary>True for IPv4.</summary>
    public bool IsV4
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => _high == 0 && (_low & MappedMask) == MappedPrefix;
    }

    /// <summary>True for IPv6.</summary>
    public bool IsV6 => !IsV4;

    /// <summary>True for <c>0.0.0.0</c> and <c>::</c>.</summary>
    public bool IsUnspecified => _high == 0 && (_low & ~MappedPrefix) == 0;

    /// <summary>True for a group of receivers: 224.0.0.0/4 and ff00::/8, and the IPv4 broadcast.</summary>
    public bool IsMulticast => IsV4 ? V4 >= 0xE000_0000 : _high >> 56 == 0xFF;

    /// <summary>Octets on the wire: 4 or 16.</summary>
    public int Size => IsV4 ? 4 : 16;

    /// <summary>Number of bits: 32 or 128.</summary>
    public int Bits => IsV4 ? 32 : 128;

    /// <summary>The IPv4 address as a number.</summary>
    public uint V4 => unchecked((uint)_low);

    /// <summary>The 128 bits, an IPv4 address in its mapped form.</summary>
    public UInt128 Value => new(_high, _low);

    internal ulong High => _high;

    internal ulong Low => _low;

    /// <summary>An IPv4 address of a number.</summary>
    /// <param name="value">The 32 bits.</param>
    public static IpAddress FromV4(uint value) => new(0, MappedPrefix | value);

    /// <summary>An IPv4 address of its four octets.</summary>
    public static IpAddress FromV4(byte a, byte b, byte c, byte d) =>
        FromV4(((uint)a << 24) | ((uint)b << 16) | ((uint)c << 8) | d);

    /// <summary>An IPv6 address of a number; a mapped one is the IPv4 address.</summary>
    /// <param name="value">The 128 bits.</param>
    public static IpAddress FromV6(UInt128 value) => unchecked(new((ulong)(value >> 64), (ulong)value));

    /// <summary>Reads four octets off the wire.</summary>
    /// <param name="source">At least four octets.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static IpAddress ReadV4(ReadOnlySpan<byte> source) => FromV4(BinaryPrimitives.ReadUInt32BigEndian(source));

    /// <summary>Reads sixteen octets off the wire.</summary>
    /// <param name="source">At least sixteen octets.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static IpAddress ReadV6(ReadOnlySpan<byte> source) =>
        new(BinaryPrimitives.ReadUInt64BigEndian(source), BinaryPrimitives.ReadUInt64BigEndian(source[8..]));

    /// <summary>Writes the address as on the wire.</summary>
    /// <param name="destination">At least <see cref="Size"/> octets.</param>
    /// <returns><see cref="Size"/>.</returns>
    public int Write(Span<byte> destination)
    {
        if (IsV4)
        {
            BinaryPrimitives.WriteUInt32BigEndian(destination, V4);
            return 4;
        }

        BinaryPrimitives.WriteUInt64BigEndian(destination, _high);
        BinaryPrimitives.WriteUInt64BigEndian(destination[8..], _low);
        return 16;
    }

    /// <summary>Reads text: four decimal numbers, or IPv6 in the forms of RFC 4291 §2.2 without a zone.</summary>
    /// <param name="text">The text.</param>
    /// <param name="address">The address.</param>
    public static bool TryParse([NotNullWhen(true)] string? text, out IpAddress address)
    {
        address = default;
        if (text is null)
        {
            return false;
        }

        bool isV6 = text.Contains(':', StringComparison.Ordinal);
        return isV6 ? TryParseV6(text, out address) : TryParseV4(text, out address);
    }

    /// <summary>Reads text that is known to be an address.</summary>
    /// <exception cref="FormatException">It is none.</exception>
    public static IpAddress Parse(string text) =>
        TryParse(text, out IpAddress address) ? address : throw new FormatException($"'{text}' is not an IP address");

    /// <summary>True if the addresses are the same.</summary>
    public static bool operator ==(IpAddress left, IpAddress right) => left.Equals(right);

    /// <summary>True if the addresses differ.</summary>
    public static bool operator !=(IpAddress left, IpAddress right) => !left.Equals(right);

    /// <summary>Before, in the order of <see cref="CompareTo"/>.</summary>
    public static bool operator <(IpAddress left, IpAddress right) => left.CompareTo(right) < 0;

    /// <summary>After, in the order of <see cref="CompareTo"/>.</summary>
    public static bool operator >(IpAddress left, IpAddress right) => left.CompareTo(right) > 0;

    /// <summary>Not after, in the order of <see cref="CompareTo"/>.</summary>
    public static bool operator <=(IpAddress left, IpAddress right) => left.CompareTo(right) <= 0;

    /// <summary>Not before, in the order of <see cref="CompareTo"/>.</summary>
    public static bool operator >=(IpAddress left, IpAddress right) => left.CompareTo(right) >= 0;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Equals(IpAddress other) => _low == other._low && _high == other._high;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is IpAddress other && Equals(other);

    /// <summary>A mix of the bits: the same in every process.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public override int GetHashCode() =>
        unchecked((int)(((_low ^ (_high * 0x9E37_79B9_7F4A_7C15)) * 0xD6E8_FEB8_6659_FD93) >> 32));

    /// <summary>Order by number; IPv4 as its mapped form.</summary>
    public int CompareTo(IpAddress other) => Value.CompareTo(other.Value);

    /// <summary>The usual text; IPv6 as RFC 5952 has it.</summary>
    public override string ToString()
    {
        Span<byte> octets = stackalloc byte[16];
        return new IPAddress(octets[..Write(octets)]).ToString();
    }

    private static bool TryParseV4(string text, out IpAddress address)
    {
        address = default;
        uint value = 0;
        int count = 0;
        foreach (Range range in text.AsSpan().Split('.'))
        {
            ReadOnlySpan<char> part = text.AsSpan()[range];
            if (++count > 4 || !TryParseOctet(part, out byte octet))
            {
                return false;
            }

            value = (value << 8) | octet;
        }

        address = FromV4(value);
        return count == 4;
    }

    private static bool TryParseOctet(ReadOnlySpan<char> part, out byte octet)
    {
        octet = 0;
        bool hasLeadingZero = part.Length > 1 && part[0] == '0';
        return part.Length is >= 1 and <= 3 && !hasLeadingZero
            && byte.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out octet);
    }

    private static bool TryParseV6(string text, out IpAddress address)
    {
        address = default;
        if (text.AsSpan().ContainsAnyExcept(V6Characters) || !IPAddress.TryParse(text, out IPAddress? parsed)
            || parsed.AddressFamily != AddressFamily.InterNetworkV6)
        {
            return false;
        }

        Span<byte> octets = stackalloc byte[16];
        parsed.TryWriteBytes(octets, out _);
        address = ReadV6(octets);
        return address.IsV6;
    }
}
