using System;

namespace Simulator.Protocols.Nas;

/// <summary>International mobile equipment identity: 15 digits, the last sent as 0 (TS 23.003 §6.2.1).</summary>
public readonly record struct Imei
{
    private const int DigitsMin = 15, DigitsMax = 15;
    private readonly DecimalDigits _digits;

    private Imei(DecimalDigits digits) => _digits = digits;

    /// <summary>How many digits there are; 0 only for the default value, which names nobody.</summary>
    public int DigitCount => _digits.Count;

    /// <summary>The digits as a number, which alone does not tell zeros in front.</summary>
    public ulong Value => _digits.Value;

    internal DecimalDigits Digits => _digits;

    /// <summary>Reads digits.</summary>
    /// <param name="text">Decimal digits, nothing between them.</param>
    /// <param name="identity">The identity; the default value if the text is none.</param>
    public static bool TryParse(ReadOnlySpan<char> text, out Imei identity)
    {
        bool read = DecimalDigits.TryParse(text, out DecimalDigits digits) && IsPossible(digits);
        identity = read ? new(digits) : default;
        return read;
    }

    /// <summary>Reads digits that are known to be right.</summary>
    /// <param name="text">Decimal digits, nothing between them.</param>
    /// <exception cref="FormatException">The text is no such identity.</exception>
    public static Imei Parse(ReadOnlySpan<char> text) =>
        TryParse(text, out Imei identity) ? identity : throw new FormatException($"'{text}' is no IMEI");

    /// <summary>The digits.</summary>
    public override string ToString() => _digits.ToString();

    internal static Imei Of(DecimalDigits digits) => new(digits);

    internal static bool TryReadIdentity(ReadOnlySpan<byte> source, out Imei identity)
    {
        bool read = DecimalDigits.TryReadIdentity(source, out DecimalDigits digits) && IsPossible(digits);
        identity = read ? new(digits) : default;
        return read;
    }

    private static bool IsPossible(DecimalDigits digits) => digits.Count is >= DigitsMin and <= DigitsMax;
}
