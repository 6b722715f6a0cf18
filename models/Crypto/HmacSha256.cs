using System;
using System.Security.Cryptography;

namespace Simulator.Crypto;

/// <summary>HMAC-SHA-256 (RFC 2104), whole and as AUTH_HMAC_SHA2_256_128: cut to 128 bits (RFC 4868 §2.3).</summary>
public static class HmacSha256
{
    private const int BlockSize = 64, HashSize = SHA256.HashSizeInBytes;
    private const byte InnerPad = 0x36, OuterPad = 0x5C; // RFC 2104 §2

    // one hash kept by each thread takes half the time of the runtime's HMAC, which makes its own each time; ours takes
    // less than that for short messages if a rotation is one instruction, or if several messages share its passes
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
        if (Sha256Lanes.HasRotation && HmacSha256Lanes.Fits(key.Length, message.Length))
        {
            HmacSha256Lanes.Write(key, message, code[..HashSize]);
        }
        else
        {
            WriteByRuntime(key, message, code);
        }
    }

    /// <summary>Writes the whole codes of up to four messages of one length, faster than one by one.</summary>
    /// <param name="key">The key.</param>
    /// <param name="messages">The messages end to end, as many as there are codes.</param>
    /// <param name="codes">Receives 32 octets for each message, one to four; no octet of the key or a message.</param>
    public static void WriteEach(ReadOnlySpan<byte> key, ReadOnlySpan<byte> messages, Span<byte> codes)
    {
        (int count, int odd) = Math.DivRem(codes.Length, HashSize);
        if (odd != 0 || count is 0 or > Sha256Lanes.Count || messages.Length % count != 0)
        {
            throw new ArgumentException("one to four codes of 32 octets, messages of one length", nameof(codes));
        }

        int size = messages.Length / count;
        if (count > 1 && Sha256Lanes.IsAccelerated && HmacSha256Lanes.Fits(key.Length, size))
        {
            HmacSha256Lanes.Write(key, messages, codes);
            return;
        }

        for (int index = 0; index < count; index++)
        {
            WriteWhole(key, messages.Slice(index * size, size), codes.Slice(index * HashSize, HashSize));
        }
    }

    /// <summary>The code by the runtime's hash, for a key and a message of any length.</summary>
    internal static void WriteByRuntime(ReadOnlySpan<byte> key, ReadOnlySpan<byte> message, Span<byte> code)
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
