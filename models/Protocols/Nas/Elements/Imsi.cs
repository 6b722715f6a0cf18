using System;
using Simulator.Protocols.Wire;

namespace Simulator.Protocols.Nas;

/// <summary>International mobile subscriber identity: 6 to 15 digits, country code first (TS 23.003 §2.2).</summary>
public readonly record struct Imsi
{
    private const int DigitsMin = 6, DigitsMax = 15;
    private readonly DecimalDigits _digits;

    private Imsi(DecimalDigits digits) => _digits = digits;

    /// <summary>How many digits there are; 0 only for the default value, which names nobody.</summary>
    public int DigitCount => _digits.Count;

    /// <summary>The digits as a number, which alone does not tell zeros in front.</summary>
    public ulong Value => _digits.Value;

    internal DecimalDigits Digits => _digits;

    /// <summary>The subscriber's home network: country and network code stand first.</summary>
    /// <param name="mncDigits">Digits of the network code, 2 or 3: the identity itself does not say.</param>
    public PlmnId HomePlmn(int mncDigits)
    {
        Span<char> digits = stackalloc char[DecimalDigits.CountMax];
        _digits.Write(digits);
        return PlmnId.FromDigits(digits[..3], digits.Slice(3, mncDigits));
    }

    /// <summary>Reads digits.</summary>
    /// <param name="text">Decimal digits, nothing between them.</param>
    /// <param name="identity">The identity; the default value if the text is none.</param>
    public static bool TryParse(ReadOnlySpan<char> text, out Imsi identity)
    {
        bool read = DecimalDigits.TryParse(text, out DecimalDigits digits) && IsPossible(digits);
        identity = read ? new(digits) : default;
        return read;
    }

    /// <summary>Reads digits that are known to be right.</summary>
    /// <param name="text">Decimal digits, nothing between them.</param>
    /// <exception cref="FormatException">The text is no such identity.</exception>
    public static Imsi Parse(ReadOnlySpan<char> text) =>
        TryParse(text, out Imsi identity) ? identity : throw new FormatException($"'{text}' is no IMSI");

    /// <summary>The digits.</summary>
    public override string ToString() => _digits.ToString();

    internal static Imsi Of(DecimalDigits digits) => new(digits);

    internal static bool TryReadIdentity(ReadOnlySpan<byte> source, out Imsi identity)
    {
        bool read = DecimalDigits.TryReadIdentity(source, out DecimalDigits digits) && IsPossible(digits);
        identity = read ? new(digits) : default;
        return read;
    }

    private static bool IsPossible(DecimalDigits digits) => digits.Count is >= DigitsMin and <= DigitsMax;
}
