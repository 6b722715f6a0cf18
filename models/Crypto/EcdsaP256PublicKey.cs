using System;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace Simulator.Crypto;

/// <summary>A public key that verifies signatures of ES256 (RFC 7518 §3.4).</summary>
public sealed class EcdsaP256PublicKey
{
    // ITU-T X.690 §8.3, §8.9
    private const byte IntegerTag = 0x02, SequenceTag = 0x30;
    private const int SequenceMax = 2 + (2 * (3 + ScalarSize));

    private const int ScalarSize = EcdsaP256PrivateKey.ScalarSize;

    // signatures that the runtime verifies: a key that has verified more is worth a table of its multiples
    private const int RuntimeMax = 256;

    private readonly ECDsa _key;
    private readonly byte[] _x;
    private readonly byte[] _y;
    private P256Multiples? _multiples;
    private int _verifiedCount;

    /// <summary>Takes a point of the curve.</summary>
    /// <param name="x">Its x, 32 octets.</param>
    /// <param name="y">Its y, 32 octets.</param>
    /// <exception cref="ArgumentException">The point has another size or does not lie on the curve.</exception>
    public EcdsaP256PublicKey(ReadOnlySpan<byte> x, ReadOnlySpan<byte> y)
    {
        if (x.Length != ScalarSize || y.Length != ScalarSize)
        {
            throw new ArgumentException("must be 32 octets", x.Length != ScalarSize
                ? nameof(x)
                : nameof(y));
        }

        _x = x.ToArray();
        _y = y.ToArray();
        try
        {
            _key = ECDsa.Create(new ECParameters
            {
                Curve = ECCurve.NamedCurves.nistP256,
                Q = new ECPoint { X = _x, Y = _y },
            });
        }
        catch (CryptographicException exception)
        {
            throw new ArgumentException("is not a point of P-256", nameof(y), exception);
        }
    }

    /// <summary>x of the point, 32 octets.</summary>
    public ReadOnlySpan<byte> X => _x;

    /// <summary>y of the point, 32 octets.</summary>
    public ReadOnlySpan<byte> Y => _y;

    /// <summary>Takes a point that came from elsewhere.</summary>
    /// <param name="x">Its x.</param>
    /// <param name="y">Its y.</param>
    /// <param name="key">The key; null if the point has another size or does not lie on the curve.</param>
    public static bool TryCreate(
        ReadOnlySpan<byte> x, ReadOnlySpan<byte> y, [NotNullWhen(true)] out EcdsaP256PublicKey? key)
    {
        try
        {
            key = new EcdsaP256PublicKey(x, y);
        }
        catch (ArgumentException)
        {
            key = null;
        }

        return key is not null;
    }

    /// <summary>True if the signature is that of the message.</summary>
    /// <param name="message">The octets that were signed.</param>
    /// <param name="signature">r ‖ s.</param>
    public bool Verify(ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature)
    {
        if (signature.Length != EcdsaP256PrivateKey.SignatureSize)
        {
            return false;
        }

        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(message, hash);
        if (_multiples is null && ++_verifiedCount > RuntimeMax)
        {
            _multiples = new P256Multiples(P256.Point(UInt256.Read(_x), UInt256.Read(_y)));
        }

        return _multiples is null
            ? VerifyByRuntime(hash, signature)
            : Verify(UInt256.Read(hash), UInt256.Read(signature), UInt256.Read(signature[ScalarSize..]), _multiples);
    }

    private bool VerifyByRuntime(ReadOnlySpan<byte> hash, ReadOnlySpan<byte> signature)
    {
        Span<byte> sequence = stackalloc byte[SequenceMax];
        int size = WriteSequence(signature, sequence);
        return _key.VerifyHash(hash, sequence[..size], DSASignatureFormat.Rfc3279DerSequence);
    }

    // SEC 1 §4.1.4
    private static bool Verify(in UInt256 hash, in UInt256 r, in UInt256 s, P256Multiples point)
    {
        PrimeField scalars = P256.Scalars;
        if (!scalars.IsUnit(r) || !scalars.IsUnit(s))
        {
            return false;
        }

        UInt256 inverse = scalars.Invert(scalars.Enter(s));
        return P256.IsAbscissaOfSum(
            r, scalars.Multiply(scalars.Reduce(hash), inverse), point, scalars.Multiply(r, inverse));
    }

    // Ecdsa-Sig-Value ::= SEQUENCE { r INTEGER, s INTEGER } in DER (RFC 3279 §2.2.3), as the runtime's library reads it
    private static int WriteSequence(ReadOnlySpan<byte> signature, Span<byte> destination)
    {
        int size = 2;
        size += WriteInteger(signature[..ScalarSize], destination[size..]);
        size += WriteInteger(signature[ScalarSize..], destination[size..]);
        destination[0] = SequenceTag;
        destination[1] = (byte)(size - 2);
        return size;
    }

    // The fewest octets, the first bit of which is that of the sign (ITU-T X.690 §8.3).
    private static int WriteInteger(ReadOnlySpan<byte> number, Span<byte> destination)
    {
        ReadOnlySpan<byte> digits = number.TrimStart((byte)0);
        int zeros = digits.IsEmpty || digits[0] >= 0x80 ? 1 : 0;
        destination[0] = IntegerTag;
        destination[1] = (byte)(zeros + digits.Length);
        destination[2] = 0;
        digits.CopyTo(destination[(2 + zeros)..]);
        return 2 + zeros + digits.Length;
    }
}
