using System;
using System.Globalization;

namespace Simulator.Scenarios;

/// <summary>Why a text is no quantity.</summary>
internal enum QuantityFault
{
    None,
    NotANumber,
    TooLong,
    UnknownUnit,
}

/// <summary>A text read as number and unit, before anybody asks for a dimension.</summary>
/// <param name="Fault">What is wrong with it, or none.</param>
/// <param name="Number">The number.</param>
/// <param name="Unit">The unit; null if there is none, or none that is known.</param>
/// <param name="UnitText">The unit as written; empty if there is none.</param>
internal readonly record struct QuantityText(QuantityFault Fault, decimal Number, Unit? Unit, string UnitText)
{
    private const int DigitsMax = 18;   // a decimal holds 28, the rest is for the factor of the unit
    private const int FractionMax = 24;
    private const decimal Max = 1e18m;

    /// <summary>The number in base units; false if that is beyond all bounds.</summary>
    public bool TryBase(out decimal inBaseUnits)
    {
        decimal factor = Unit?.Factor ?? 1m;
        bool fits = Math.Abs(Number) < decimal.MaxValue / Math.Max(1m, factor);
        inBaseUnits = fits ? Number * factor : 0;
        return fits;
    }

    /// <summary>Reads <c>400/s</c>, <c>400 /s</c>, <c>1e3</c>, <c>-2.5</c>.</summary>
    public static QuantityText Parse(ReadOnlySpan<char> text)
    {
        text = text.Trim();
        int length = NumberLength(text);
        if (length == 0)
        {
            return new(QuantityFault.NotANumber, 0, null, "");
        }

        if (!TryNumber(text[..length], out decimal number))
        {
            return new(QuantityFault.TooLong, 0, null, "");
        }

        string unitText = text[length..].Trim().ToString();
        Unit? unit = Units.Find(unitText);
        return new(
            unitText.Length > 0 && unit is null ? QuantityFault.UnknownUnit : QuantityFault.None,
            number,
            unit,
            unitText);
    }

    /// <summary>
    /// Characters of the number at the start: an optional minus, digits, a fraction, an exponent; 0 if none.
    /// </summary>
    public static int NumberLength(ReadOnlySpan<char> text)
    {
        int index = text.StartsWith("-") ? 1 : 0;
        int digits = Digits(text[index..]);
        if (digits == 0)
        {
            return 0;
        }

        index += digits;
        if (index < text.Length && text[index] == '.' && Digits(text[(index + 1)..]) is > 0 and int fraction)
        {
            index += 1 + fraction;
        }

        return index + ExponentLength(text[index..]);
    }

    private static int ExponentLength(ReadOnlySpan<char> text)
    {
        if (text.Length < 2 || text[0] is not ('e' or 'E'))
        {
            return 0;
        }

        int sign = text[1] is '-' or '+' ? 1 : 0;
        int digits = Digits(text[(1 + sign)..]);
        return digits == 0 ? 0 : 1 + sign + digits;
    }

    private static int Digits(ReadOnlySpan<char> text)
    {
        int length = text.IndexOfAnyExceptInRange('0', '9');
        return length < 0 ? text.Length : length;
    }

    private static bool TryNumber(ReadOnlySpan<char> text, out decimal number)
    {
        number = 0;
        int exponentAt = text.IndexOfAny('e', 'E');
        ReadOnlySpan<char> mantissa = exponentAt < 0 ? text : text[..exponentAt];
        int point = mantissa.IndexOf('.');
        int fraction = point < 0 ? 0 : mantissa.Length - point - 1;
        int exponent = 0;
        bool isShort = mantissa.TrimStart("-0.").Length <= DigitsMax + 1 && fraction <= DigitsMax;
        bool isKnown = exponentAt < 0
            || int.TryParse(text[(exponentAt + 1)..], CultureInfo.InvariantCulture, out exponent);
        if (!isShort || !isKnown || fraction - exponent > FractionMax || exponent > DigitsMax)
        {
            return false;
        }

        const NumberStyles Style = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint;
        return decimal.TryParse(mantissa, Style, CultureInfo.InvariantCulture, out number)
            && TryScale(ref number, exponent);
    }

    private static bool TryScale(ref decimal number, int exponent)
    {
        for (; exponent > 0 && Math.Abs(number) <= Max; exponent--)
        {
            number *= 10;
        }

        for (; exponent < 0; exponent++)
        {
            number /= 10;
        }

        return Math.Abs(number) <= Max;
    }
}
