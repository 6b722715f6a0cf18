using System;
using System.Security.Cryptography;

namespace Simulator.Crypto;

/// <summary>HMAC-SHA-256 (RFC 2104), whole and as AUTH_HMAC_SHA2_256_128: cut to 128 bits (RFC 4868 §2.3).</summary>
public static class HmacSha256
{
    private const int BlockSize = 64, HashSize = SHA256.HashSizeInBytes;
    private const byte InnerPad = 0x36, OuterPad = 0x5C; // RFC 2104 §2

    // one hash kept by each thread takes half the time of the runtime's HMAC, which makes its own each time
    [ThreadStatic]
    private static IncrementalHash? _hash;

    /// <summary>Octets of the key (RFC 4868 §2.1.1).</summary>
    public const int KeySize = 32;

    /// <summary>Octets of the code.</summary>
    public const int CodeSize = 16;

    /// <summary>Writes the whole code of a message.</summary>
    /// <param name="key">The key.</param>
    /// <param name="message">The octets.</param>
    /// <param name="code">Receives 32 octets; may be the key or the message.</param>
    public static void WriteWhole(ReadOnlySpan<byte> key, ReadOnlySpan<byte> message, Span<byte> code)
    {
        if (key.Length > BlockSize)
        {
            HMACSHA256.HashData(key, message, code);
            return;
        }

        IncrementalHash hash = _hash ??= IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> outer = stackalloc byte[BlockSize + HashSize];
        Span<byte> inner = stackalloc byte[BlockSize];
        inner.Fill(InnerPad);
        outer.Fill(OuterPad);
        for (int index = 0; index < key.Length; index++)
        {
            inner[index] ^= key[index];
            outer[index] ^= key[index];
        }

        hash.AppendData(inner);
        hash.AppendData(message);
        hash.GetHashAndReset(outer[BlockSize..]);
        hash.AppendData(outer);
        hash.GetHashAndReset(code);
    }

    /// <summary>Writes the code of a message.</summary>
    /// <param name="key">The key.</param>
    /// <param name="message">The octets.</param>
    /// <param name="code">Receives 16 octets.</param>
    public static void Write(ReadOnlySpan<byte> key, ReadOnlySpan<byte> message, Span<byte> code)
    {
        Span<byte> whole = stackalloc byte[HashSize];
        WriteWhole(key, message, whole);
        whole[..CodeSize].CopyTo(code);
    }

    /// <summary>True if a code is that of a message.</summary>
    /// <param name="key">The key.</param>
    /// <param name="message">The octets.</param>
    /// <param name="code">16 octets.</param>
    public static bool Verify(ReadOnlySpan<byte> key, ReadOnlySpan<byte> message, ReadOnlySpan<byte> code)
    {
        Span<byte> expected = stackalloc byte[CodeSize];
        Write(key, message, expected);
        return CryptographicOperations.FixedTimeEquals(expected, code);
    }
}
