using System;
using System.Numerics;

namespace Simulator.Protocols.Nas;

/// <summary>
/// Up to sixteen decimal digits, zeros in front included, and their place in a mobile identity (TS 24.008 §10.5.1.4).
/// </summary>
/// <param name="Value">The digits as a number.</param>
/// <param name="Count">How many there are.</param>
internal readonly record struct DecimalDigits(ulong Value, byte Count)
{
    // octet   0                     1..
    //         digit 1|odd|type (3)  digit 3|digit 2 ..   the last upper half octet is 0xF where the count is even
    internal const int CountMax = 16; // IMEISV (TS 23.003 §6.2.2) is the longest
    private const int Filler = 0xF, OddBit = 0x08;

    /// <summary>Octets of a mobile identity that holds these digits.</summary>
    internal int IdentitySize => (Count / 2) + 1;

    /// <summary>Reads digits written for people.</summary>
    internal static bool TryParse(ReadOnlySpan<char> text, out DecimalDigits digits) =>
        TryParse<char>(text, out digits);

    /// <summary>Reads digits in ASCII.</summary>
    internal static bool TryParse(ReadOnlySpan<byte> text, out DecimalDigits digits) =>
        TryParse<byte>(text, out digits);

    /// <summary>Reads the digits of a mobile identity; the type in its first octet is left to the caller.</summary>
    internal static bool TryReadIdentity(ReadOnlySpan<byte> identity, out DecimalDigits digits)
    {
        digits = default;
        if (identity.IsEmpty || identity.Length > (CountMax / 2) + 1)
        {
            return false;
        }

        bool odd = (identity[0] & OddBit) != 0;
        int count = (identity.Length * 2) - (odd ? 1 : 2);
        ulong value = 0;
        for (int place = 1; place <= count; place++)
        {
            int digit = HalfOctet(identity, place);
            if (digit > 9)
            {
                return false;
            }

            value = (value * 10) + (uint)digit;
        }

        digits = new(value, (byte)count);
        return count > 0 && (odd || identity[^1] >> 4 == Filler);
    }

    /// <summary>Writes a mobile identity that holds these digits.</summary>
    internal int WriteIdentity(Span<byte> destination, int type)
    {
        bool odd = Count % 2 != 0;
        if (!odd)
        {
            destination[IdentitySize - 1] = Filler << 4;
        }

        ulong left = Value;
        for (int place = Count; place > 1; place--)
        {
            int digit = (int)(left % 10);
            left /= 10;
            ref byte octet = ref destination[place / 2];
            octet = (byte)(place % 2 == 0 ? (octet & 0xF0) | digit : (digit << 4) | (octet & 0x0F));
        }

        destination[0] = (byte)(((int)left << 4) | (odd ? OddBit : 0) | type);
        return IdentitySize;
    }

    /// <summary>Writes the digits for people, with the zeros in front.</summary>
    internal void Write(Span<char> destination)
    {
        ulong left = Value;
        for (int place = Count - 1; place >= 0; place--)
        {
            (left, ulong digit) = Math.DivRem(left, 10);
            destination[place] = (char)('0' + digit);
        }
    }

    /// <summary>The digits, with the zeros in front.</summary>
    public override string ToString() =>
        string.Create(Count, this, static (text, digits) => digits.Write(text));

    private static bool TryParse<T>(ReadOnlySpan<T> text, out DecimalDigits digits)
        where T : unmanaged, IBinaryInteger<T>
    {
        digits = default;
        if (text.IsEmpty || text.Length > CountMax)
        {
            return false;
        }

        ulong value = 0;
        foreach (T character in text)
        {
            int digit = int.CreateTruncating(character) - '0';
            if (digit is < 0 or > 9)
            {
                return false;
            }

            value = (value * 10) + (uint)digit;
        }

        digits = new(value, (byte)text.Length);
        return true;
    }

    private static int HalfOctet(ReadOnlySpan<byte> identity, int place) =>
        place % 2 == 0 ? identity[place / 2] & 0x0F : identity[place / 2] >> 4;
}
