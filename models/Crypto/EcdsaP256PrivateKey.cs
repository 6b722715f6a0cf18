using System;
using System.Security.Cryptography;

namespace Simulator.Crypto;

/// <summary>
/// A private key that signs with ECDSA on the curve P-256 and SHA-256 (ES256, RFC 7518 §3.4). The nonce follows from
/// key and message (RFC 6979 §3.2), so that the same message always has the same signature; the runtime, which draws
/// its nonces, cannot do that.
/// </summary>
public sealed class EcdsaP256PrivateKey
{
    /// <summary>Octets of a private key and of each half of a signature.</summary>
    public const int ScalarSize = 32;

    /// <summary>Octets of a signature: r ‖ s.</summary>
    public const int SignatureSize = 2 * ScalarSize;

    private static readonly PrimeField Scalars = P256.Scalars;

    private readonly byte[] _octets;
    private readonly UInt256 _scalar;

    /// <summary>Takes a private key.</summary>
    /// <param name="scalar">32 octets, from 1 to the order less 1.</param>
    /// <exception cref="ArgumentException">The scalar has another length or lies outside that range.</exception>
    public EcdsaP256PrivateKey(ReadOnlySpan<byte> scalar)
    {
        if (scalar.Length != ScalarSize || !Scalars.IsUnit(UInt256.Read(scalar)))
        {
            throw new ArgumentException("must be 32 octets from 1 to the order less 1", nameof(scalar));
        }

        _octets = scalar.ToArray();
        _scalar = UInt256.Read(scalar);
        (UInt256 x, UInt256 y) = P256.MultiplyBase(_scalar);
        Span<byte> point = stackalloc byte[2 * ScalarSize];
        x.Write(point);
        y.Write(point[ScalarSize..]);
        PublicKey = new EcdsaP256PublicKey(point[..ScalarSize], point[ScalarSize..]);
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
        UInt256 hash = Scalars.Reduce(UInt256.Read(digest));
        hash.Write(digest); // bits2octets (RFC 6979 §2.3.4)
        var nonces = new DeterministicNonce(_octets, digest);
        UInt256 r, s;
        do
        {
            UInt256 nonce = nonces.Next();
            r = Scalars.Reduce(P256.MultiplyBase(nonce).X);
            s = Conclude(nonce, hash, r);
        }
        while (r.IsZero || s.IsZero);
        r.Write(signature);
        s.Write(signature[ScalarSize..]);
    }

    // (hash + r * key) / nonce
    private UInt256 Conclude(in UInt256 nonce, in UInt256 hash, in UInt256 r)
    {
        UInt256 product = Scalars.Multiply(Scalars.Enter(r), _scalar);
        UInt256 inverse = Scalars.Invert(Scalars.Enter(nonce));
        return Scalars.Multiply(Scalars.Add(hash, product), inverse);
    }
}
