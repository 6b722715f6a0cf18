using System;
using System.Globalization;
using System.Numerics;

namespace Simulator.Crypto;

/// <summary>
/// The curve P-256, y² = x³ - 3x + b (SP 800-186 §3.2.1.3): sums of points, and multiples of its base point.
/// </summary>
internal static class P256
{
    private static readonly PrimeField Field = new(Number(
        "0FFFFFFFF00000001000000000000000000000000FFFFFFFFFFFFFFFFFFFFFFFF"));

    private static readonly Affine Generator = new(
        Element("06B17D1F2E12C4247F8BCE6E563A440F277037D812DEB33A0F4A13945D898C296"),
        Element("04FE342E2FE1A7F9B8EE7EB4A7C0F9E162BCE33576B315ECECBB6406837BF51F5"));

    private static readonly P256Multiples Multiples = new(Generator);

    /// <summary>Numbers modulo the order of the base point.</summary>
    public static PrimeField Scalars { get; } = new(Number(
        "0FFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551"));

    private static readonly UInt256 Order = UInt256.Of(Scalars.Modulus);

    private static readonly UInt256 Excess = UInt256.Of(Field.Modulus - Scalars.Modulus); // of the prime

    /// <summary>Both coordinates of a multiple of the base point.</summary>
    /// <param name="scalar">From 1 to the order less 1.</param>
    public static (UInt256 X, UInt256 Y) MultiplyBase(in UInt256 scalar)
    {
        Jacobian product = Multiples.AddTo(default, scalar);
        Affine point = ToAffine(product, Field.Invert(product.Z));
        return (Field.Leave(point.X), Field.Leave(point.Y));
    }

    /// <summary>A point by its coordinates, which are not checked.</summary>
    public static Affine Point(in UInt256 x, in UInt256 y) => new(Field.Enter(x), Field.Enter(y));

    /// <summary>True if a number is, modulo the order, the x of baseScalar * base point + scalar * point (SEC 1
    /// §4.1.4).</summary>
    /// <param name="x">From 1 to the order less 1.</param>
    /// <param name="baseScalar">Any number.</param>
    /// <param name="point">Multiples of the other point.</param>
    /// <param name="scalar">Any number.</param>
    public static bool IsAbscissaOfSum(
        in UInt256 x, in UInt256 baseScalar, P256Multiples point, in UInt256 scalar)
    {
        Jacobian sum = point.AddTo(Multiples.AddTo(default, baseScalar), scalar);
        return !sum.Z.IsZero && (IsAbscissa(x, sum) || (x.IsBelow(Excess) && IsAbscissa(Field.Add(x, Order), sum)));
    }

    /// <summary>The sum of any two points; Z of the point at infinity is 0.</summary>
    public static Jacobian Add(in Jacobian left, in Affine right)
    {
        if (left.Z.IsZero)
        {
            return new Jacobian(right.X, right.Y, Field.One);
        }

        UInt256 zz = Field.Multiply(left.Z, left.Z);
        UInt256 h = Field.Subtract(Field.Multiply(right.X, zz), left.X);
        UInt256 r = Field.Subtract(Field.Multiply(right.Y, Field.Multiply(zz, left.Z)), left.Y);
        if (h.IsZero)
        {
            return r.IsZero ? Double(left) : default;
        }

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

    /// <summary>Points by their coordinates, with one inversion for all of them.</summary>
    /// <param name="points">Points, none of them at infinity.</param>
    /// <param name="destination">Receives as many.</param>
    public static void ToAffine(ReadOnlySpan<Jacobian> points, Span<Affine> destination)
    {
        var products = new UInt256[points.Length]; // of the points before
        UInt256 product = Field.One;
        for (int index = 0; index < points.Length; index++)
        {
            products[index] = product;
            product = Field.Multiply(product, points[index].Z);
        }

        UInt256 inverse = Field.Invert(product); // of the points up to here
        for (int index = points.Length - 1; index >= 0; index--)
        {
            destination[index] = ToAffine(points[index], Field.Multiply(inverse, products[index]));
            inverse = Field.Multiply(inverse, points[index].Z);
        }
    }

    private static bool IsAbscissa(in UInt256 x, in Jacobian point) =>
        Field.Multiply(Field.Enter(x), Field.Multiply(point.Z, point.Z)) == point.X;

    private static Affine ToAffine(in Jacobian point, in UInt256 inverse)
    {
        UInt256 square = Field.Multiply(inverse, inverse);
        return new Affine(
            Field.Multiply(point.X, square), Field.Multiply(point.Y, Field.Multiply(square, inverse)));
    }

    private static UInt256 Element(string digits) => Field.Enter(UInt256.Of(Number(digits)));

    private static BigInteger Number(string digits) =>
        BigInteger.Parse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);

    /// <summary>A point that is not at infinity.</summary>
    internal readonly record struct Affine(UInt256 X, UInt256 Y);

    /// <summary>A point with the coordinates X/Z² and Y/Z³.</summary>
    internal readonly record struct Jacobian(UInt256 X, UInt256 Y, UInt256 Z);
}
