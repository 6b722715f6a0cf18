using System;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace Simulator.Crypto;

/// <summary>A public key that verifies signatures of RS256 (RFC 7518 §3.3).</summary>
public sealed class RsaPublicKey
{
    /// <summary>Octets of the smallest modulus (RFC 7518 §3.3: 2,048 bits or more).</summary>
    public const int ModulusMin = 256;

    /// <summary>Octets of the largest modulus; ours.</summary>
    public const int ModulusMax = 1_024;

    private readonly RSA _key;
    private readonly byte[] _modulus;
    private readonly byte[] _exponent;

    /// <summary>Takes a modulus and an exponent.</summary>
    /// <param name="modulus">256 to 1,024 octets, the first not zero.</param>
    /// <param name="exponent">1 to 4 octets, odd.</param>
    /// <exception cref="ArgumentException">They are no such numbers.</exception>
    public RsaPublicKey(ReadOnlySpan<byte> modulus, ReadOnlySpan<byte> exponent)
    {
        if (modulus.Length is < ModulusMin or > ModulusMax || modulus[0] == 0)
        {
            throw new ArgumentException("must have 256 to 1,024 octets, the first not zero", nameof(modulus));
        }

        if (exponent.Length is 0 or > sizeof(uint) || exponent[0] == 0 || exponent[^1] % 2 == 0)
        {
            throw new ArgumentException("must have 1 to 4 octets and be odd", nameof(exponent));
        }

        _modulus = modulus.ToArray();
        _exponent = exponent.ToArray();
        try
        {
            _key = RSA.Create(new RSAParameters { Modulus = _modulus, Exponent = _exponent });
        }
        catch (CryptographicException exception)
        {
            throw new ArgumentException("is no modulus", nameof(modulus), exception);
        }
    }

    /// <summary>The modulus n.</summary>
    public ReadOnlySpan<byte> Modulus => _modulus;

    /// <summary>The exponent e.</summary>
    public ReadOnlySpan<byte> Exponent => _exponent;

    /// <summary>Octets of a signature.</summary>
    public int SignatureSize => _modulus.Length;

    /// <summary>Takes numbers that came from elsewhere.</summary>
    /// <param name="modulus">The modulus.</param>
    /// <param name="exponent">The exponent.</param>
    /// <param name="key">The key; null if they are no such numbers.</param>
    public static bool TryCreate(
        ReadOnlySpan<byte> modulus, ReadOnlySpan<byte> exponent, [NotNullWhen(true)] out RsaPublicKey? key)
    {
        try
        {
            key = new RsaPublicKey(modulus, exponent);
        }
        catch (ArgumentException)
        {
            key = null;
        }

        return key is not null;
    }

    /// <summary>True if the signature is that of the message.</summary>
    /// <param name="message">The octets that were signed.</param>
    /// <param name="signature">The signature.</param>
    public bool Verify(ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature) =>
        signature.Length == SignatureSize
        && _key.VerifyData(message, signature, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
}
