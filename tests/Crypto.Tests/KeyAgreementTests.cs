using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Numerics;
using System.Text.Json;
using NUnit.Framework;
using Simulator.Crypto;

namespace Tests.Crypto;

public sealed class KeyAgreementTests
{
    private static readonly IKeyAgreement[] Groups =
        [ModpGroup.Modp1024, ModpGroup.Modp2048, P256Group.Instance, Curve25519Group.Instance];

    private static JsonElement Modp => Vectors.Load("crypto_primitives.json").GetProperty("modp2048_dh")[0];

    private static JsonElement P256 => Vectors.Load("crypto_primitives.json").GetProperty("ecp")[0];

    private static JsonElement X25519 => Vectors.Load("crypto_primitives.json").GetProperty("x25519");

    // points of order 1, 2, 4 and 8 of the curve and its twist, and those plus p (RFC 7748 §7 names the check)
    private static IEnumerable<string> SmallOrders =>
    [
        "0000000000000000000000000000000000000000000000000000000000000000",
        "0100000000000000000000000000000000000000000000000000000000000000",
        "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800",
        "5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157",
        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    ];

    [TestCase(1024, 894, 129093)]
    [TestCase(2048, 1918, 124476)]
    public void The_primes_follow_their_formula(int bits, int digits, int offset)
    {
        // 2^n - 2^(n-64) - 1 + 2^64 (⌊2^m π⌋ + c) (RFC 2409 §6.2, RFC 3526 §3); 2^n mod p is 2^n - p
        BigInteger prime = BigInteger.Pow(2, bits) - BigInteger.Pow(2, bits - 64) - 1
            + (BigInteger.Pow(2, 64) * (Pi(digits) + offset));
        ModpGroup group = bits == 1024 ? ModpGroup.Modp1024 : ModpGroup.Modp2048;
        byte[] publicValue = new byte[group.PublicSize];
        group.WritePublic([(byte)(bits >> 8), 0], publicValue);
        Assert.That(Number(publicValue), Is.EqualTo(BigInteger.Pow(2, bits) - prime));
    }

    [TestCase("i", "r")]
    [TestCase("r", "i")]
    public void Group_14_of_another_implementation(string own, string peer)
    {
        byte[] publicValue = new byte[256], secret = new byte[256];
        ModpGroup.Modp2048.WritePublic(Modp.Octets($"private_{own}"), publicValue);
        Assert.That(publicValue, Is.EqualTo(Modp.Octets($"public_{own}")));
        Assert.That(ModpGroup.Modp2048.TryAgree(
            Modp.Octets($"private_{own}"), Modp.Octets($"public_{peer}"), secret), Is.True);
        Assert.That(secret, Is.EqualTo(Modp.Octets("shared")));
    }

    [TestCase("i", "r")]
    [TestCase("r", "i")]
    public void P256_of_RFC_5903(string own, string peer)
    {
        byte[] publicValue = new byte[64], secret = new byte[32];
        P256Group.Instance.WritePublic(P256.Octets(own), publicValue);
        Assert.That(publicValue, Is.EqualTo(Point(own)));
        Assert.That(P256Group.Instance.TryAgree(P256.Octets(own), Point(peer), secret), Is.True);
        Assert.That(secret, Is.EqualTo(P256.Octets("shared_secret")));
    }

    [Test]
    public void X25519_of_RFC_7748_section_5()
    {
        byte[] secret = new byte[32];
        JsonElement vector = X25519[0];
        Assert.That(
            Curve25519Group.Instance.TryAgree(vector.Octets("scalar"), vector.Octets("u"), secret), Is.True);
        Assert.That(secret, Is.EqualTo(vector.Octets("output")));
    }

    [TestCase("alice", "bob")]
    [TestCase("bob", "alice")]
    public void X25519_of_RFC_7748_section_6(string own, string peer)
    {
        byte[] secret = new byte[32], privateValue = X25519[1].Octets($"{own}_private");
        Assert.That(
            Public(Curve25519Group.Instance, privateValue), Is.EqualTo(X25519[1].Octets($"{own}_public")));
        Assert.That(
            Curve25519Group.Instance.TryAgree(privateValue, X25519[1].Octets($"{peer}_public"), secret), Is.True);
        Assert.That(secret, Is.EqualTo(X25519[1].Octets("shared")));
    }

    [TestCaseSource(nameof(Groups))]
    public void Both_ends_agree_whatever_they_draw(IKeyAgreement group)
    {
        var draw = new Draws(11);
        for (int i = 0; i < 20; i++)
        {
            byte[] own = draw.Octets(group.PrivateSize), peer = draw.Octets(group.PrivateSize);
            byte[] ownPublic = Public(group, own), peerPublic = Public(group, peer);
            byte[] left = new byte[group.SecretSize], right = new byte[group.SecretSize];
            Assert.That(group.TryAgree(own, peerPublic, left) && group.TryAgree(peer, ownPublic, right), Is.True);
            Assert.That(left, Is.EqualTo(right));
            Assert.That(left, Is.Not.All.Zero);
        }
    }

    [TestCaseSource(nameof(Groups))]
    public void A_value_of_another_size_is_refused(IKeyAgreement group)
    {
        byte[] own = new Draws(3).Octets(group.PrivateSize), value = Public(group, own);
        byte[] secret = new byte[group.SecretSize];
        foreach (byte[] wrong in new[] { [], value[1..], value[..^1], [.. value, 0], [0, .. value] })
        {
            Assert.That(group.TryAgree(own, wrong, secret), Is.False, $"{wrong.Length} octets");
        }
    }

    [Test]
    public void Values_outside_the_range_of_group_14_are_refused()
    {
        BigInteger prime = Number(
            Vectors.Load("crypto_primitives.json").GetProperty("modp2048_group14")[0].Octets("prime"));
        byte[] own = new Draws(3).Octets(32), secret = new byte[256];
        foreach ((BigInteger value, bool isGood) in new[]
        {
            (BigInteger.Zero, false), (BigInteger.One, false), (2, true), (prime - 2, true), (prime - 1, false),
            (prime, false), (prime + 2, false), (BigInteger.Pow(2, 2048) - 1, false),
        })
        {
            byte[] octets = new byte[256];
            byte[] digits = value.ToByteArray(isUnsigned: true, isBigEndian: true);
            digits.CopyTo(octets, 256 - digits.Length);
            Assert.That(ModpGroup.Modp2048.TryAgree(own, octets, secret), Is.EqualTo(isGood), $"{value:x}");
        }
    }

    [Test]
    public void Every_flipped_bit_leaves_the_curve()
    {
        byte[] own = P256.Octets("i"), value = Point("r"), secret = new byte[32];
        for (int bit = 0; bit < 512; bit++)
        {
            value[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.That(P256Group.Instance.TryAgree(own, value, secret), Is.False, $"bit {bit}");
            value[bit / 8] ^= (byte)(1 << (bit % 8));
        }
    }

    [Test]
    public void No_point_of_the_curve_is_zero_or_has_a_coordinate_above_the_prime()
    {
        byte[] own = P256.Octets("i"), secret = new byte[32];
        BigInteger prime = BigInteger.Parse(
            "0ffffffff00000001000000000000000000000000ffffffffffffffffffffffff",
            NumberStyles.AllowHexSpecifier,
            CultureInfo.InvariantCulture);
        byte[] aboveX = prime.ToByteArray(isUnsigned: true, isBigEndian: true);
        Assert.That(P256Group.Instance.TryAgree(own, new byte[64], secret), Is.False);
        Assert.That(P256Group.Instance.TryAgree(own, [.. aboveX, .. Point("r")[32..]], secret), Is.False);
        Assert.That(P256Group.Instance.TryAgree(own, [.. Enumerable.Repeat((byte)255, 64)], secret), Is.False);
    }

    [Test]
    public void A_scalar_of_P256_counts_modulo_the_order_and_is_never_zero()
    {
        byte[] order = Convert.FromHexString("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551");
        byte[] one = new byte[32], more = [.. order];
        one[31] = 1;
        more[31] += 1;
        byte[] generator = Public(P256Group.Instance, one);
        Assert.That(Public(P256Group.Instance, order), Is.EqualTo(generator));
        Assert.That(Public(P256Group.Instance, new byte[32]), Is.EqualTo(generator));
        Assert.That(Public(P256Group.Instance, more), Is.EqualTo(generator));
    }

    [TestCaseSource(nameof(SmallOrders))]
    public void A_point_of_small_order_is_refused(string value)
    {
        byte[] secret = new byte[32];
        Assert.That(
            Curve25519Group.Instance.TryAgree(new Draws(1).Octets(32), Convert.FromHexString(value), secret), Is.False);
    }

    private static byte[] Public(IKeyAgreement group, byte[] privateValue)
    {
        byte[] value = new byte[group.PublicSize];
        group.WritePublic(privateValue, value);
        return value;
    }

    /// <summary>⌊2^bits π⌋ by Machin's formula.</summary>
    private static BigInteger Pi(int bits)
    {
        BigInteger one = BigInteger.One << (bits + 64);
        return (4 * ((4 * ArcTangent(5, one)) - ArcTangent(239, one))) >> 64;
    }

    private static BigInteger ArcTangent(int inverse, BigInteger one)
    {
        BigInteger term = one / inverse, sum = term;
        for (int divisor = 3; !term.IsZero; divisor += 2)
        {
            term /= inverse * inverse;
            sum += divisor % 4 == 3 ? -(term / divisor) : term / divisor;
        }

        return sum;
    }

    private static byte[] Point(string end) => [.. P256.Octets($"g{end}x"), .. P256.Octets($"g{end}y")];

    private static BigInteger Number(byte[] octets) => new(octets, isUnsigned: true, isBigEndian: true);
}
