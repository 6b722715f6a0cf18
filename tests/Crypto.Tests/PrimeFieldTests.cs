using System.Numerics;
using NUnit.Framework;
using Simulator.Crypto;

namespace Tests.Crypto;

/// <summary>Arithmetic of P-256's scalars beside that of whole numbers of any size.</summary>
public sealed class PrimeFieldTests
{
    private static readonly PrimeField Field = P256.Scalars;

    [Test]
    public void A_number_times_its_inverse_is_one()
    {
        var draws = new Draws(1);
        for (int count = 0; count < 2_000; count++)
        {
            IsInverted(new BigInteger(draws.Octets(UInt256.Size), isUnsigned: true) % Field.Modulus);
        }
    }

    [Test]
    public void Powers_of_two_and_their_neighbours_are_inverted_too()
    {
        for (int exponent = 0; exponent < 256; exponent++)
        {
            IsInverted(BigInteger.One << exponent);
            IsInverted((BigInteger.One << exponent) - 1);
            IsInverted(Field.Modulus - (BigInteger.One << exponent));
        }
    }

    [Test]
    public void Nothing_is_the_inverse_of_zero() => Assert.That(Field.Invert(default).IsZero, Is.True);

    private static void IsInverted(BigInteger number)
    {
        if (number.Sign <= 0 || number >= Field.Modulus)
        {
            return;
        }

        UInt256 inverse = Field.Leave(Field.Invert(Field.Enter(UInt256.Of(number))));
        BigInteger expected = BigInteger.ModPow(number, Field.Modulus - 2, Field.Modulus); // Fermat
        Assert.That(inverse, Is.EqualTo(UInt256.Of(expected)), $"{number:x}");
    }
}
