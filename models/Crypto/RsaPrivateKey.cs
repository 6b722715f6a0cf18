using System;
using System.Security.Cryptography;

namespace Simulator.Crypto;

/// <summary>A private key that signs with RSASSA-PKCS1-v1_5 and SHA-256 (RS256, RFC 7518 §3.3): without a random
/// number, so that the same message always has the same signature.</summary>
public sealed class RsaPrivateKey
{
    private readonly RSA _key = RSA.Create();

    /// <summary>Reads a private key.</summary>
    /// <param name="pkcs1">RSAPrivateKey in DER (RFC 8017 §A.1.2).</param>
    /// <exception cref="CryptographicException">The octets are no such key.</exception>
    public RsaPrivateKey(ReadOnlySpan<byte> pkcs1)
    {
        _key.ImportRSAPrivateKey(pkcs1, out _);
        RSAParameters parameters = _key.ExportParameters(includePrivateParameters: false);
        PublicKey = new RsaPublicKey(parameters.Modulus, parameters.Exponent);
    }

    /// <summary>The public key that belongs to it.</summary>
    public RsaPublicKey PublicKey { get; }

    /// <summary>Signs a message.</summary>
    /// <param name="message">The octets to sign; they are hashed with SHA-256.</param>
    /// <returns>The signature, as long as the modulus.</returns>
    public byte[] Sign(ReadOnlySpan<byte> message)
    {
        byte[] signature = new byte[PublicKey.SignatureSize];
        _key.SignData(message, signature, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        return signature;
    }
}
