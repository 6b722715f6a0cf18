using System;
using System.Security.Cryptography;

namespace Simulator.Crypto;

/// <summary>prf+ of IKEv2 with PRF_HMAC_SHA2_256 (RFC 7296 §2.13, RFC 4868).</summary>
public static class PrfPlus
{
    /// <summary>Octets at most: the counter is one octet.</summary>
    public const int SizeMax = 255 * SHA256.HashSizeInBytes;

    private const int SeedMax = 1024; // ours: a secret of 4096 bits and two nonces of 256 octets

    /// <summary>Executions of the PRF that a number of octets takes.</summary>
    /// <param name="size">Octets of key material.</param>
    public static int CountFor(int size) => (size + SHA256.HashSizeInBytes - 1) / SHA256.HashSizeInBytes;

    /// <summary>T1 ‖ T2 ‖ …, where Tn = prf(key, Tn-1 ‖ seed ‖ n).</summary>
    /// <param name="key">Key of the PRF.</param>
    /// <param name="seed">At most 1,024 octets.</param>
    /// <param name="destination">Receives the key material; at most <see cref="SizeMax"/> octets.</param>
    public static void Derive(ReadOnlySpan<byte> key, ReadOnlySpan<byte> seed, Span<byte> destination)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(destination.Length, SizeMax);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(seed.Length, SeedMax);
        const int Block = SHA256.HashSizeInBytes;
        Span<byte> buffer = stackalloc byte[Block + SeedMax + 1];
        Span<byte> input = buffer[..(Block + seed.Length + 1)], output = stackalloc byte[Block];
        seed.CopyTo(input[Block..]);
        for (byte count = 1; !destination.IsEmpty; count++)
        {
            input[^1] = count;
            HmacSha256.WriteWhole(key, count == 1 ? input[Block..] : input, output);
            output.CopyTo(input);
            int size = Math.Min(Block, destination.Length);
            output[..size].CopyTo(destination);
            destination = destination[size..];
        }
    }
}
