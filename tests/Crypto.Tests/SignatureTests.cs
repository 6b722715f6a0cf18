using System;
using System.Buffers.Text;
using System.Collections.Generic;
using System.Linq;
using System.Numerics;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using NUnit.Framework;
using Simulator.Crypto;

namespace Tests.Crypto;

public sealed class SignatureTests
{
    // RFC 6979 §A.2.5: key, public point, and the signatures with SHA-256.
    private const string Scalar = "C9AFA9D845BA75166B5C215767B1D6934E50C3DB36E89B127B8A622B120F6721";
    private const string X = "60FED4BA255A9D31C961EB74C6356D68C049B8923B61FA6CE669622E60F29FB6";
    private const string Y = "7903FE1008B8BC99A41AE9E95628BC64F2F1B20C2D7E9F5177A3C294D4462299";
    private const string Sample =
        "EFD48B2AACB6A8FD1140DD9CD45E81D69D2C877B56AAF991C34D0EA84EAF3716"
        + "F7CB1C942D657C41D436C7A1B6E29F65F3E900DBB9AFF4064DC4AB2F843ACDA8";

    private const string Test =
        "F1ABB023518351CD71D881567B1EA663ED3EFCF6C5132B354F28D3B0B7D38367"
        + "019F4113742A2B14BD25926B49C649155F267E60D3814B4C0CC84250E46F0083";

    private const int OftenCount = 300; // uses after which a key verifies by a table of its own

    private const string Order = "FFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551";

    [TestCase("sample", Sample)]
    [TestCase("test", Test)]
    public void Signatures_of_ES256_are_those_of_RFC_6979(string message, string expected)
    {
        var key = new EcdsaP256PrivateKey(Convert.FromHexString(Scalar));
        Assert.That(Sign(key, message), Is.EqualTo(Convert.FromHexString(expected)));
        Assert.That(Convert.ToHexString(key.PublicKey.X), Is.EqualTo(X));
        Assert.That(Convert.ToHexString(key.PublicKey.Y), Is.EqualTo(Y));
    }

    [Test]
    public void The_signature_of_RFC_7515_A3_verifies_and_every_changed_bit_of_it_is_refused()
    {
        JsonElement vector = Jws("ES256");
        JsonElement jwk = vector.GetProperty("key_jwk");
        var key = new EcdsaP256PublicKey(Decode(jwk.Text("x")), Decode(jwk.Text("y")));
        (byte[] message, byte[] signature) = Parts(vector);
        Assert.That(key.Verify(message, signature), Is.True);
        Assert.That(new EcdsaP256PrivateKey(Decode(jwk.Text("d"))).PublicKey.X.SequenceEqual(key.X), Is.True);
        foreach (byte[] wrong in EveryBit(signature))
        {
            Assert.That(key.Verify(message, wrong), Is.False);
        }

        Assert.That(key.Verify(message, signature.AsSpan(1)), Is.False);
        Assert.That(key.Verify(message.AsSpan(1), signature), Is.False);
    }

    [Test]
    public void RS256_gives_the_signature_of_RFC_7515_A2_and_refuses_every_changed_octet()
    {
        JsonElement vector = Jws("RS256");
        JsonElement jwk = vector.GetProperty("key_jwk");
        (byte[] message, byte[] signature) = Parts(vector);
        bool isKey = RsaPublicKey.TryCreate(Decode(jwk.Text("n")), Decode(jwk.Text("e")), out RsaPublicKey? key);
        Assert.That(isKey, Is.True);
        Assert.That(key!.Verify(message, signature), Is.True);
        var signer = new RsaPrivateKey(Pkcs1(jwk));
        Assert.That(signer.Sign(message), Is.EqualTo(signature));
        Assert.That(signer.PublicKey.Modulus.SequenceEqual(key.Modulus), Is.True);
        for (int index = 0; index < signature.Length; index++)
        {
            byte[] wrong = [.. signature];
            wrong[index] ^= 0x10;
            Assert.That(key.Verify(message, wrong), Is.False);
        }

        Assert.That(key.Verify(message, signature.AsSpan(1)), Is.False);
        Assert.That(key.Verify(message.AsSpan(1), signature), Is.False);
    }

    [Test]
    public void Two_hundred_signatures_verify_by_the_runtime_and_under_no_other_key()
    {
        var draws = new Draws(6979);
        EcdsaP256PublicKey other = new EcdsaP256PrivateKey(Convert.FromHexString(Scalar)).PublicKey;
        for (int i = 0; i < 200; i++)
        {
            var key = new EcdsaP256PrivateKey(draws.Octets(EcdsaP256PrivateKey.ScalarSize));
            byte[] signature = Sign(key, $"message {i}");
            byte[] octets = Encoding.UTF8.GetBytes($"message {i}");
            Assert.That(key.PublicKey.Verify(octets, signature), Is.True);
            Assert.That(other.Verify(octets, signature), Is.False);
            Assert.That(Sign(key, $"message {i}"), Is.EqualTo(signature), "same message, same signature");
        }
    }

    [TestCase("00", "00")]
    [TestCase("00", "01")]
    [TestCase("01", "00")]
    [TestCase("01", "01")]
    [TestCase("7F", "80")]
    [TestCase(Order, "01")]
    [TestCase("01", Order)]
    [TestCase(Order, Order)]
    public void Halves_of_a_signature_that_are_no_numbers_of_the_group_or_not_its_own_are_refused(string r, string s)
    {
        EcdsaP256PublicKey key = new EcdsaP256PrivateKey(Convert.FromHexString(Scalar)).PublicKey;
        byte[] signature = Convert.FromHexString(r.PadLeft(64, '0') + s.PadLeft(64, '0'));
        for (int i = 0; i < OftenCount; i++)
        {
            Assert.That(key.Verify("sample"u8, signature), Is.False);
        }
    }

    [Test]
    public void A_key_that_is_used_often_says_what_it_said_before()
    {
        var draws = new Draws(186);
        var signer = new EcdsaP256PrivateKey(draws.Octets(EcdsaP256PrivateKey.ScalarSize));
        var often = new EcdsaP256PublicKey(signer.PublicKey.X, signer.PublicKey.Y);
        for (int i = 0; i < 2 * OftenCount; i++)
        {
            byte[] message = draws.Octets(1 + i), wrong = [.. message];
            byte[] signature = new byte[EcdsaP256PrivateKey.SignatureSize];
            wrong[i / 2] ^= 0x04;
            signer.Sign(message, signature);
            Assert.That(often.Verify(message, signature), Is.True);
            Assert.That(often.Verify(wrong, signature), Is.False);
            Assert.That(often.Verify(message, draws.Octets(EcdsaP256PrivateKey.SignatureSize)), Is.False);
        }
    }

    [Test]
    public void Sums_of_two_multiples_are_those_of_their_numbers_even_of_equal_and_opposite_points()
    {
        BigInteger order = P256.Scalars.Modulus;
        foreach (BigInteger number in (BigInteger[])[1, 2, 255, 256, order / 2, order - 2, order - 1])
        {
            (UInt256 x, UInt256 y) = P256.MultiplyBase(UInt256.Of(number));
            var point = new P256Multiples(P256.Point(x, y));
            foreach (BigInteger left in Numbers(order))
            {
                foreach (BigInteger right in (BigInteger[])[left, order - left, 1, 256, order - 1])
                {
                    BigInteger sum = (left + right * number) % order;
                    UInt256 expected = sum.IsZero ? new UInt256(1, 0, 0, 0)
                        : P256.Scalars.Reduce(P256.MultiplyBase(UInt256.Of(sum)).X);
                    UInt256 scalar = UInt256.Of(left), other = UInt256.Of(right);
                    Assert.That(P256.IsAbscissaOfSum(expected, scalar, point, other), Is.EqualTo(!sum.IsZero));
                    UInt256 wrong = expected with { W0 = expected.W0 ^ 1 };
                    Assert.That(P256.IsAbscissaOfSum(wrong, scalar, point, other), Is.False);
                }
            }
        }
    }

    [Test]
    public void Signatures_with_zeros_in_front_verify()
    {
        var key = new EcdsaP256PrivateKey(Convert.FromHexString(Scalar));
        byte[] message = new byte[4];
        bool[] seen = new bool[2];
        for (int i = 0; seen.Contains(false); i++)
        {
            BitConverter.TryWriteBytes(message, i);
            byte[] signature = new byte[EcdsaP256PrivateKey.SignatureSize];
            key.Sign(message, signature);
            seen[0] |= signature[0] == 0;
            seen[1] |= signature[EcdsaP256PrivateKey.ScalarSize] == 0;
            Assert.That(key.PublicKey.Verify(message, signature), Is.True);
        }
    }

    [Test]
    public void Arithmetic_modulo_the_order_is_that_of_the_runtimes_numbers()
    {
        BigInteger order = P256.Scalars.Modulus;
        PrimeField field = P256.Scalars;
        BigInteger[] numbers = Numbers(order);
        for (int index = 0; index < numbers.Length; index++)
        {
            BigInteger left = numbers[index], right = numbers[(index * 7 + 3) % numbers.Length];
            UInt256 x = UInt256.Of(left), y = UInt256.Of(right);
            Assert.That(Number(field.Add(x, y)), Is.EqualTo((left + right) % order));
            Assert.That(Number(field.Subtract(x, y)), Is.EqualTo((left - right + order) % order));
            Assert.That(Number(field.Multiply(field.Enter(x), y)), Is.EqualTo(left * right % order));
            UInt256 inverse = field.Leave(field.Invert(field.Enter(x)));
            Assert.That(Number(inverse), Is.EqualTo(BigInteger.ModPow(left, order - 2, order)));
        }

        Assert.That(field.IsUnit(default), Is.False);
        Assert.That(field.IsUnit(UInt256.Of(order)), Is.False);
        Assert.That(field.IsUnit(UInt256.Of(order - 1)), Is.True);
        Assert.That(field.Reduce(UInt256.Of(order + 1)), Is.EqualTo(new UInt256(1, 0, 0, 0)));
    }

    [Test]
    public void Multiples_of_the_base_point_are_those_of_the_runtime()
    {
        foreach (BigInteger number in Numbers(P256.Scalars.Modulus))
        {
            byte[] octets = new byte[UInt256.Size];
            UInt256.Of(number).Write(octets);
            using var runtime = ECDiffieHellman.Create(
                new ECParameters { Curve = ECCurve.NamedCurves.nistP256, D = octets });
            ECPoint point = runtime.ExportParameters(includePrivateParameters: false).Q;
            (UInt256 x, UInt256 y) = P256.MultiplyBase(UInt256.Of(number));
            Assert.That(x, Is.EqualTo(UInt256.Read(point.X)), $"x of {number}");
            Assert.That(y, Is.EqualTo(UInt256.Read(point.Y)), $"y of {number}");
        }
    }

    // numbers from 1 to the modulus less 1: both ends, words of ones and zeros, and some drawn
    private static BigInteger[] Numbers(BigInteger modulus)
    {
        var draws = new Draws(256);
        return
        [
            1, 2, 15, 16, 17, ulong.MaxValue, BigInteger.One << 64, (BigInteger.One << 128) - 1,
            BigInteger.One << 192, BigInteger.One << 255, modulus / 2, modulus - 16, modulus - 2, modulus - 1,
            .. Enumerable.Range(0, 300).Select(_ => 1 + (Number(UInt256.Read(draws.Octets(32))) % (modulus - 1))),
        ];
    }

    private static BigInteger Number(UInt256 number)
    {
        byte[] octets = new byte[UInt256.Size];
        number.Write(octets);
        return new BigInteger(octets, isUnsigned: true, isBigEndian: true);
    }

    [TestCase("00")]
    [TestCase("0000000000000000000000000000000000000000000000000000000000000000")]
    [TestCase(Order)]
    [TestCase("FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF")]
    [TestCase(Scalar + "00")]
    public void Numbers_that_are_no_private_key_are_refused(string scalar) =>
        Assert.That(() => new EcdsaP256PrivateKey(Convert.FromHexString(scalar)), Throws.ArgumentException);

    [TestCase(X, X)]
    [TestCase(Y, X)]
    [TestCase(X, "00")]
    [TestCase("", Y)]
    [TestCase("0000000000000000000000000000000000000000000000000000000000000000",
        "0000000000000000000000000000000000000000000000000000000000000000")]
    public void Points_outside_the_curve_are_refused(string x, string y) =>
        Assert.That(
            EcdsaP256PublicKey.TryCreate(Convert.FromHexString(x), Convert.FromHexString(y), out _), Is.False);

    [TestCase(255, "010001")]
    [TestCase(1_025, "010001")]
    [TestCase(0, "010001")]
    [TestCase(256, "")]
    [TestCase(256, "010000")]
    [TestCase(256, "000001")]
    [TestCase(256, "0100000001")]
    public void Numbers_that_are_no_RSA_key_are_refused(int size, string exponent)
    {
        byte[] modulus = new byte[size];
        modulus.AsSpan().Fill(0xC5);
        Assert.That(RsaPublicKey.TryCreate(modulus, Convert.FromHexString(exponent), out _), Is.False);
    }

    private static byte[] Sign(EcdsaP256PrivateKey key, string message)
    {
        byte[] signature = new byte[EcdsaP256PrivateKey.SignatureSize];
        key.Sign(Encoding.UTF8.GetBytes(message), signature);
        return signature;
    }

    private static JsonElement Jws(string algorithm)
    {
        foreach (JsonElement vector in Vectors.Load("jose_oidc.json").GetProperty("jws").EnumerateArray())
        {
            if (vector.Text("alg") == algorithm)
            {
                return vector;
            }
        }

        throw new InvalidOperationException(algorithm);
    }

    private static (byte[] Message, byte[] Signature) Parts(JsonElement vector)
    {
        string compact = vector.Text("compact");
        int dot = compact.LastIndexOf('.');
        return (Encoding.ASCII.GetBytes(compact[..dot]), Decode(compact[(dot + 1)..]));
    }

    private static byte[] Decode(string text) => Base64Url.DecodeFromChars(text);

    private static byte[] Pkcs1(JsonElement jwk)
    {
        using var key = System.Security.Cryptography.RSA.Create(new System.Security.Cryptography.RSAParameters
        {
            Modulus = Decode(jwk.Text("n")),
            Exponent = Decode(jwk.Text("e")),
            D = Decode(jwk.Text("d")),
            P = Decode(jwk.Text("p")),
            Q = Decode(jwk.Text("q")),
            DP = Decode(jwk.Text("dp")),
            DQ = Decode(jwk.Text("dq")),
            InverseQ = Decode(jwk.Text("qi")),
        });
        return key.ExportRSAPrivateKey();
    }

    private static IEnumerable<byte[]> EveryBit(byte[] octets)
    {
        for (int bit = 0; bit < octets.Length * 8; bit++)
        {
            byte[] changed = [.. octets];
            changed[bit / 8] ^= (byte)(1 << (bit % 8));
            yield return changed;
        }
    }
}
