using System;
using System.Security.Cryptography;

namespace Simulator.Crypto;

/// <summary>AUTH_HMAC_SHA2_256_128: HMAC-SHA-256 cut to 128 bits (RFC 4868 §2.3).</summary>
public static class HmacSha256
{
    /// <summary>Octets of the key (RFC 4868 §2.1.1).</summary>
    public const int KeySize = 32;

    /// <summary>Octets of the code.</summary>
    public const int CodeSize = 16;

    /// <summary>Writes the code of a message.</summary>
    /// <param name="key">The key.</param>
    /// <param name="message">The octets.</param>
    /// <param name="code">Receives 16 octets.</param>
    public static void Write(ReadOnlySpan<byte> key, ReadOnlySpan<byte> message, Span<byte> code)
    {
        Span<byte> whole = stackalloc byte[SHA256.HashSizeInBytes];
        HMACSHA256.HashData(key, message, whole);
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
