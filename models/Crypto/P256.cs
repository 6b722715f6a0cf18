using System.Globalization;
using System.Numerics;

namespace Simulator.Crypto;

/// <summary>
/// The curve P-256, y² = x³ - 3x + b (SP 800-186 §3.2.1.3): multiples of its base point, of which a table of every
/// digit at every place of a number in base 256 is made once.
/// </summary>
internal static class P256
{
    private const int DigitBits = 8, Base = 1 << DigitBits, DigitCount = 32;

    private static readonly PrimeField Field = new(Number(
        "0FFFFFFFF00000001000000000000000000000000FFFFFFFFFFFFFFFFFFFFFFFF"));

    private static readonly Affine Generator = new(
        Element("06B17D1F2E12C4247F8BCE6E563A440F277037D812DEB33A0F4A13945D898C296"),
        Element("04FE342E2FE1A7F9B8EE7EB4A7C0F9E162BCE33576B315ECECBB6406837BF51F5"));

    private static readonly Affine[] Multiples = MakeMultiples();

    /// <summary>Numbers modulo the order of the base point.</summary>
    public static PrimeField Scalars { get; } = new(Number(
        "0FFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551"));

    /// <summary>Both coordinates of a multiple of the base point.</summary>
    /// <param name="scalar">From 1 to the order less 1.</param>
    public static (UInt256 X, UInt256 Y) MultiplyBase(in UInt256 scalar)
    {
        // a sum of lower digits is never the point that the next digit adds, nor its opposite
        Jacobian sum = default;
        for (int place = 0; place < DigitCount; place++)
        {
            int digit = scalar.Digit(place * DigitBits, DigitBits);
            if (digit != 0)
            {
                sum = Add(sum, Multiples[(place * (Base - 1)) + digit - 1]);
            }
        }

        Affine point = ToAffine(sum);
        return (Field.Leave(point.X), Field.Leave(point.Y));
    }

    private static Affine[] MakeMultiples()
    {
        var table = new Affine[DigitCount * (Base - 1)];
        Affine one = Generator;
        for (int place = 0; place < DigitCount; place++)
        {
            Jacobian multiple = new(one.X, one.Y, Field.One);
            for (int digit = 1; digit < Base; digit++)
            {
                table[(place * (Base - 1)) + digit - 1] = ToAffine(multiple);
                multiple = digit == 1 ? Double(multiple) : Add(multiple, one);
            }

            one = ToAffine(multiple);
        }

        return table;
    }

    // coordinates X/Z², Y/Z³; nothing is added to the point at infinity but the point itself
    private static Jacobian Add(in Jacobian left, in Affine right)
    {
        if (left.Z.IsZero)
        {
            return new Jacobian(right.X, right.Y, Field.One);
        }

        UInt256 zz = Field.Multiply(left.Z, left.Z);
        UInt256 h = Field.Subtract(Field.Multiply(right.X, zz), left.X);
        UInt256 r = Field.Subtract(Field.Multiply(right.Y, Field.Multiply(zz, left.Z)), left.Y);
        UInt256 hh = Field.Multiply(h, h), hhh = Field.Multiply(hh, h), v = Field.Multiply(left.X, hh);
        UInt256 x = Field.Subtract(Field.Subtract(Field.Multiply(r, r), hhh), Field.Add(v, v));
        UInt256 y = Field.Subtract(
            Field.Multiply(r, Field.Subtract(v, x)), Field.Multiply(left.Y, hhh));
        return new Jacobian(x, y, Field.Multiply(left.Z, h));
    }

    private static Jacobian Double(in Jacobian point)
    {
        UInt256 zz = Field.Multiply(point.Z, point.Z), yy = Field.Multiply(point.Y, point.Y);
        UInt256 product = Field.Multiply(Field.Subtract(point.X, zz), Field.Add(point.X, zz));
        UInt256 slope = Field.Add(Field.Add(product, product), product);
        UInt256 s = Twice(Twice(Field.Multiply(point.X, yy)));
        UInt256 x = Field.Subtract(Field.Multiply(slope, slope), Twice(s));
        UInt256 y = Field.Subtract(
            Field.Multiply(slope, Field.Subtract(s, x)), Twice(Twice(Twice(Field.Multiply(yy, yy)))));
        return new Jacobian(x, y, Twice(Field.Multiply(point.Y, point.Z)));
    }

    private static UInt256 Twice(in UInt256 element) => Field.Add(element, element);

    private static Affine ToAffine(in Jacobian point)
    {
        UInt256 inverse = Field.Invert(point.Z), square = Field.Multiply(inverse, inverse);
        return new Affine(
            Field.Multiply(point.X, square), Field.Multiply(point.Y, Field.Multiply(square, inverse)));
    }

    private static UInt256 Element(string digits) => Field.Enter(UInt256.Of(Number(digits)));

    private static BigInteger Number(string digits) =>
        BigInteger.Parse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);

    private readonly record struct Affine(UInt256 X, UInt256 Y);

    private readonly record struct Jacobian(UInt256 X, UInt256 Y, UInt256 Z);
}
