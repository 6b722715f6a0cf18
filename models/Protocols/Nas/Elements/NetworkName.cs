using System;
using System.Text;
using Simulator.Protocols.Wire;

namespace Simulator.Protocols.Nas;

/// <summary>Name of the network for the UE to show (TS 24.008 §10.5.3.5a).</summary>
public readonly record struct NetworkName
{
    // octet   0                                                     1..
    //         1|coding scheme (3)|country initials|spare bits (3)   text
    private const byte ExtensionBit = 0x80, CodingMask = 0x70, Ucs2 = 0x10;
    private readonly Octets _octets;

    private NetworkName(Octets octets) => _octets = octets;

    /// <summary>The text, or null if it is not in UCS2 (the packed 7-bit alphabet is kept, not read).</summary>
    public string? Text => !_octets.IsEmpty && (_octets.Span[0] & CodingMask) == Ucs2
        ? Encoding.BigEndianUnicode.GetString(_octets.Span[1..])
        : null;

    internal Octets Octets => _octets;

    /// <summary>A name in UCS2 without country initials.</summary>
    /// <param name="text">Up to 127 characters.</param>
    public static NetworkName Of(string text)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(text.Length, sbyte.MaxValue);
        return new(new Octets([ExtensionBit | Ucs2, .. Encoding.BigEndianUnicode.GetBytes(text)]));
    }

    internal static bool TryRead(ReadOnlySpan<byte> source, out NetworkName name)
    {
        bool read = !source.IsEmpty && (source[0] & ExtensionBit) != 0
            && ((source[0] & CodingMask) != Ucs2 || source.Length % 2 == 1);
        name = read ? new(new Octets(source)) : default;
        return read;
    }
}
