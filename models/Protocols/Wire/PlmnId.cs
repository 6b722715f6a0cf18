using System;

namespace Simulator.Protocols.Wire;

/// <summary>
/// PLMN identity, three octets (TS 24.008 §10.5.1.13, TS 36.413 §9.2.3.8, TS 29.272 §7.3.9): the same in NAS, S1AP, S6a
/// and in the derivation of K_ASME. Any three octets are kept as they came.
/// </summary>
public readonly record struct PlmnId
{
    // bit   8 7 6 5   4 3 2 1
    //       MCC 2     MCC 1
    //       MNC 3     MCC 3      MNC 3 is 1111 for a two-digit MNC
    //       MNC 2     MNC 1

    /// <summary>Octets of the identity.</summary>
    public const int Size = 3;

    private const uint Filler = 0xF, ValueMax = 0xFFFFFF;

    /// <summary>Takes the three octets as one number, first octet first.</summary>
    /// <param name="value">24 bits.</param>
    public PlmnId(uint value)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(value, ValueMax);
        Value = value;
    }

    /// <summary>The three octets as one number, first octet first.</summary>
    public uint Value { get; }

    /// <summary>True if every digit is decimal and only the third digit of the MNC may be the filler.</summary>
    public bool IsWellFormed =>
        Mcc1 <= 9 && Mcc2 <= 9 && Mcc3 <= 9 && Mnc1 <= 9 && Mnc2 <= 9 && Mnc3 is <= 9 or Filler;

    private uint Mcc1 => (Value >> 16) & 0xF;

    private uint Mcc2 => (Value >> 20) & 0xF;

    private uint Mcc3 => (Value >> 8) & 0xF;

    private uint Mnc1 => Value & 0xF;

    private uint Mnc2 => (Value >> 4) & 0xF;

    private uint Mnc3 => (Value >> 12) & 0xF;

    /// <summary>Makes the identity from its digits, e.g. <c>001</c> and <c>01</c>.</summary>
    /// <param name="mcc">Mobile country code: three digits.</param>
    /// <param name="mnc">Mobile network code: two or three digits.</param>
    public static PlmnId FromDigits(ReadOnlySpan<char> mcc, ReadOnlySpan<char> mnc)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(mcc.Length, 3);
        ArgumentOutOfRangeException.ThrowIfNotEqual(mnc.Length is 2 or 3, true);
        uint third = mnc.Length == 3 ? Digit(mnc[2]) : Filler;
        return new(
            (Digit(mcc[1]) << 20) | (Digit(mcc[0]) << 16)
            | (third << 12) | (Digit(mcc[2]) << 8)
            | (Digit(mnc[1]) << 4) | Digit(mnc[0]));
    }

    /// <summary>Reads the identity from the first three octets.</summary>
    /// <param name="source">At least three octets.</param>
    public static PlmnId Read(ReadOnlySpan<byte> source) =>
        new(((uint)source[0] << 16) | ((uint)source[1] << 8) | source[2]);

    /// <summary>Writes the identity over the first three octets.</summary>
    /// <param name="destination">At least three octets.</param>
    /// <returns><see cref="Size"/>.</returns>
    public int CopyTo(Span<byte> destination)
    {
        destination[2] = (byte)(Value & 0xFF); // the last first: a short buffer is left as it was
        destination[1] = (byte)((Value >> 8) & 0xFF);
        destination[0] = (byte)(Value >> 16);
        return Size;
    }

    /// <summary>Country and network code with a hyphen, e.g. <c>001-01</c>;
    /// six hexadecimal digits if not well formed.</summary>
    public override string ToString() => !IsWellFormed
        ? $"{Value:x6}"
        : Mnc3 == Filler
            ? $"{Mcc1}{Mcc2}{Mcc3}-{Mnc1}{Mnc2}"
            : $"{Mcc1}{Mcc2}{Mcc3}-{Mnc1}{Mnc2}{Mnc3}";

    private static uint Digit(char digit)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(char.IsAsciiDigit(digit), true);
        return (uint)(digit - '0');
    }
}
