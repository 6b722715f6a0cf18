using System;

namespace Simulator.Crypto;

/// <summary>Multiples of a point of P-256: a table of every digit at every place of a number in base 256.</summary>
internal sealed class P256Multiples
{
    private const int DigitBits = 8, Base = 1 << DigitBits, DigitCount = 32;

    private readonly P256.Affine[] _points = new P256.Affine[DigitCount * Base];

    /// <summary>Makes the table: half a mebioctet, by 8,160 additions.</summary>
    /// <param name="point">The point.</param>
    public P256Multiples(in P256.Affine point)
    {
        P256.Affine one = point;
        var multiples = new P256.Jacobian[Base];
        for (int place = 0; place < DigitCount; place++)
        {
            multiples[0] = P256.Add(default, one);
            for (int index = 1; index < Base; index++)
            {
                multiples[index] = P256.Add(multiples[index - 1], one);
            }

            P256.ToAffine(multiples, _points.AsSpan(place * Base, Base));
            one = _points[((place + 1) * Base) - 1];
        }
    }

    /// <summary>sum + scalar * point.</summary>
    /// <param name="sum">Any point.</param>
    /// <param name="scalar">Any number.</param>
    public P256.Jacobian AddTo(in P256.Jacobian sum, in UInt256 scalar)
    {
        P256.Jacobian result = sum;
        for (int place = 0; place < DigitCount; place++)
        {
            int digit = scalar.Digit(place * DigitBits, DigitBits);
            if (digit != 0)
            {
                result = P256.Add(result, _points[(place * Base) + digit - 1]);
            }
        }

        return result;
    }
}
