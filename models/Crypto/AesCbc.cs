using System;
using System.Security.Cryptography;

namespace Simulator.Crypto;

/// <summary>AES in cipher block chaining over whole blocks, as ESP and IKEv2 use it (RFC 3602).</summary>
public static class AesCbc
{
    /// <summary>Octets of a block and of the initialisation vector.</summary>
    public const int BlockSize = 16;

    /// <summary>Encrypts whole blocks in place.</summary>
    /// <param name="contexts">The simulation's contexts.</param>
    /// <param name="key">The key.</param>
    /// <param name="vector">16 octets that nobody could foresee.</param>
    /// <param name="text">The blocks.</param>
    public static void Encrypt(
        CipherContexts contexts, ReadOnlySpan<byte> key, ReadOnlySpan<byte> vector, Span<byte> text)
    {
        ArgumentNullException.ThrowIfNull(contexts);
        contexts.Aes(key).EncryptCbc(text, vector, text, PaddingMode.None);
    }

    /// <summary>Decrypts whole blocks in place.</summary>
    /// <param name="contexts">The simulation's contexts.</param>
    /// <param name="key">The key.</param>
    /// <param name="vector">16 octets, as received.</param>
    /// <param name="text">The blocks.</param>
    public static void Decrypt(
        CipherContexts contexts, ReadOnlySpan<byte> key, ReadOnlySpan<byte> vector, Span<byte> text)
    {
        ArgumentNullException.ThrowIfNull(contexts);
        contexts.Aes(key).DecryptCbc(text, vector, text, PaddingMode.None);
    }
}
