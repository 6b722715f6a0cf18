using System;
using System.Security.Cryptography;

namespace Simulator.Crypto;

/// <summary>AES-GCM with a tag of 16 octets, a salt behind the key and an initialisation vector of 8 octets, as ESP and
/// IKEv2 use it (RFC 4106, RFC 5282).</summary>
public static class SaltedGcm
{
    /// <summary>Octets of the salt (RFC 4106 §4).</summary>
    public const int SaltSize = 4;

    /// <summary>Octets of the initialisation vector that is sent (RFC 4106 §3.1).</summary>
    public const int VectorSize = 8;

    /// <summary>Octets of the tag.</summary>
    public const int TagSize = 16;

    /// <summary>Encrypts and authenticates.</summary>
    /// <param name="contexts">The simulation's contexts.</param>
    /// <param name="keyAndSalt">The key and 4 octets of salt.</param>
    /// <param name="vector">8 octets, used once with a key.</param>
    /// <param name="associated">Octets that are authenticated alone.</param>
    /// <param name="text">The octets to encrypt, in place.</param>
    /// <param name="tag">Receives 16 octets.</param>
    public static void Seal(
        CipherContexts contexts,
        ReadOnlySpan<byte> keyAndSalt,
        ReadOnlySpan<byte> vector,
        ReadOnlySpan<byte> associated,
        Span<byte> text,
        Span<byte> tag)
    {
        ArgumentNullException.ThrowIfNull(contexts);
        Span<byte> nonce = stackalloc byte[SaltSize + VectorSize];
        WriteNonce(keyAndSalt, vector, nonce);
        contexts.Gcm(keyAndSalt[..^SaltSize]).Encrypt(nonce, text, text, tag, associated);
    }

    /// <summary>Verifies and decrypts.</summary>
    /// <param name="contexts">The simulation's contexts.</param>
    /// <param name="keyAndSalt">The key and 4 octets of salt.</param>
    /// <param name="vector">8 octets, as received.</param>
    /// <param name="associated">Octets that are authenticated alone.</param>
    /// <param name="text">The octets to decrypt, in place; of no meaning if the tag is wrong.</param>
    /// <param name="tag">16 octets, as received.</param>
    /// <returns>False if the tag is wrong.</returns>
    public static bool TryOpen(
        CipherContexts contexts,
        ReadOnlySpan<byte> keyAndSalt,
        ReadOnlySpan<byte> vector,
        ReadOnlySpan<byte> associated,
        Span<byte> text,
        ReadOnlySpan<byte> tag)
    {
        ArgumentNullException.ThrowIfNull(contexts);
        Span<byte> nonce = stackalloc byte[SaltSize + VectorSize];
        WriteNonce(keyAndSalt, vector, nonce);
        try
        {
            contexts.Gcm(keyAndSalt[..^SaltSize]).Decrypt(nonce, text, tag, text, associated);
            return true;
        }
        catch (AuthenticationTagMismatchException)
        {
            return false; // the runtime has no call that answers instead of throwing
        }
    }

    private static void WriteNonce(ReadOnlySpan<byte> keyAndSalt, ReadOnlySpan<byte> vector, Span<byte> nonce)
    {
        keyAndSalt[^SaltSize..].CopyTo(nonce);
        vector[..VectorSize].CopyTo(nonce[SaltSize..]);
    }
}
