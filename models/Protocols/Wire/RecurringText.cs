using System;
using System.Numerics;
using System.Text;

namespace Simulator.Protocols.Wire;

/// <summary>
/// Texts of ASCII. Names, hosts, dates and lengths recur in message after message: the same string is given for them as
/// long as no other text has taken its place in a table of fixed size.
/// </summary>
internal static class RecurringText
{
    private const int SizeMax = 64, PlaceCount = 1_024;

    [ThreadStatic]
    private static string?[]? _known;

    /// <summary>Text of octets that are ASCII.</summary>
    /// <param name="octets">The octets.</param>
    public static string Of(ReadOnlySpan<byte> octets)
    {
        if (octets.IsEmpty || octets.Length > SizeMax)
        {
            return Encoding.ASCII.GetString(octets);
        }

        ref string? known = ref PlaceOf(octets);
        return known is not null && Ascii.Equals(octets, known) ? known : known = Encoding.ASCII.GetString(octets);
    }

    /// <summary>A part of a text as a text of its own.</summary>
    /// <param name="text">The part.</param>
    public static string Of(ReadOnlySpan<char> text)
    {
        if (text.IsEmpty || text.Length > SizeMax)
        {
            return text.ToString();
        }

        ref string? known = ref PlaceOf(text);
        return known is not null && text.SequenceEqual(known) ? known : known = text.ToString();
    }

    private static ref string? PlaceOf<T>(ReadOnlySpan<T> text)
        where T : INumberBase<T>
    {
        uint hash = 0;
        foreach (T character in text)
        {
            hash = unchecked((hash * 31) + uint.CreateTruncating(character));
        }

        _known ??= new string?[PlaceCount];
        return ref _known[hash % PlaceCount];
    }
}
