using System;
using System.Numerics;
using System.Security.Cryptography;

namespace Simulator.Crypto;

/// <summary>
/// A private key that signs with ECDSA on the curve P-256 and SHA-256 (ES256, RFC 7518 §3.4). The nonce follows from
/// key and message (RFC 6979 §3.2), so that the same message always has the same signature.
/// </summary>
public sealed class EcdsaP256PrivateKey
{
    /// <summary>Octets of a private key and of each half of a signature.</summary>
    public const int ScalarSize = 32;

    /// <summary>Octets of a signature: r ‖ s.</summary>
    public const int SignatureSize = 2 * ScalarSize;

    // FIPS 186-5 and SP 800-186 §3.2.1.3: the order of the base point.
    private static readonly BigInteger Order = BigInteger.Parse(
        "0FFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551",
        System.Globalization.NumberStyles.AllowHexSpecifier,
        System.Globalization.CultureInfo.InvariantCulture);

    private readonly byte[] _scalar;

    /// <summary>Takes a private key.</summary>
    /// <param name="scalar">32 octets, from 1 to the order less 1.</param>
    /// <exception cref="ArgumentException">The scalar has another length or lies outside that range.</exception>
    public EcdsaP256PrivateKey(ReadOnlySpan<byte> scalar)
    {
        if (scalar.Length != ScalarSize || Read(scalar) is { IsZero: true } || Read(scalar) >= Order)
        {
            throw new ArgumentException("must be 32 octets from 1 to the order less 1", nameof(scalar));
        }

        _scalar = scalar.ToArray();
        (byte[] x, byte[] y) = MultiplyBase(_scalar);
        PublicKey = new EcdsaP256PublicKey(x, y);
    }

    /// <summary>The public key that belongs to it.</summary>
    public EcdsaP256PublicKey PublicKey { get; }

    /// <summary>Signs a message.</summary>
    /// <param name="message">The octets to sign; they are hashed with SHA-256.</param>
    /// <param name="signature">Receives r ‖ s, <see cref="SignatureSize"/> octets.</param>
    public void Sign(ReadOnlySpan<byte> message, Span<byte> signature)
    {
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(message, digest);
        BigInteger hash = Read(digest);
        var nonces = new DeterministicNonce(_scalar, digest, Order);
        while (true)
        {
            byte[] nonce = nonces.Next();
            (byte[] x, _) = MultiplyBase(nonce);
            BigInteger r = Read(x) % Order;
            BigInteger inverse = BigInteger.ModPow(Read(nonce), Order - 2, Order);
            BigInteger s = inverse * (hash + (r * Read(_scalar))) % Order;
            if (!r.IsZero && !s.IsZero)
            {
                Write(r, signature[..ScalarSize]);
                Write(s, signature[ScalarSize..SignatureSize]);
                return;
            }
        }
    }

    /// <summary>An unsigned number, most significant octet first.</summary>
    internal static BigInteger Read(ReadOnlySpan<byte> octets) =>
        new(octets, isUnsigned: true, isBigEndian: true);

    /// <summary>Writes an unsigned number over all octets, most significant first.</summary>
    internal static void Write(in BigInteger number, Span<byte> destination)
    {
        int size = number.GetByteCount(isUnsigned: true);
        destination[..^size].Clear();
        number.TryWriteBytes(destination[^size..], out _, isUnsigned: true, isBigEndian: true);
    }

    // The runtime has no multiplication of points, but it computes the public key of a private one.
    private static (byte[] X, byte[] Y) MultiplyBase(byte[] scalar)
    {
        using ECDiffieHellman key = ECDiffieHellman.Create(
            new ECParameters { Curve = ECCurve.NamedCurves.nistP256, D = scalar });
        ECPoint point = key.ExportParameters(includePrivateParameters: false).Q;
        return (point.X!, point.Y!);
    }
}
