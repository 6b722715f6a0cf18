using System;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace Simulator.Crypto;

/// <summary>A public key that verifies signatures of ES256 (RFC 7518 §3.4).</summary>
public sealed class EcdsaP256PublicKey
{
    private readonly ECDsa _key;
    private readonly byte[] _x;
    private readonly byte[] _y;

    /// <summary>Takes a point of the curve.</summary>
    /// <param name="x">Its x, 32 octets.</param>
    /// <param name="y">Its y, 32 octets.</param>
    /// <exception cref="ArgumentException">The point has another size or does not lie on the curve.</exception>
    public EcdsaP256PublicKey(ReadOnlySpan<byte> x, ReadOnlySpan<byte> y)
    {
        if (x.Length != EcdsaP256PrivateKey.ScalarSize || y.Length != EcdsaP256PrivateKey.ScalarSize)
        {
            throw new ArgumentException("must be 32 octets", x.Length != EcdsaP256PrivateKey.ScalarSize
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
    public bool Verify(ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature) =>
        signature.Length == EcdsaP256PrivateKey.SignatureSize
        && _key.VerifyData(
            message, signature, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
}
