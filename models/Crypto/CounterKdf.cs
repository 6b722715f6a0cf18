using System;
using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Simulator.Crypto;

/// <summary>Key derivation in counter mode with a counter anywhere in the input (NIST SP 800-108r1 §4.1).</summary>
public static class CounterKdf
{
    // ours: the fixed input of everything modelled is well below this
    private const int HmacInputMax = 512;

    /// <summary>Output of CMAC over before ‖ counter ‖ after, the counter from 1.</summary>
    /// <param name="aes">The key's schedule, 128 or 256 bits.</param>
    /// <param name="before">Fixed input before the counter.</param>
    /// <param name="counterBits">Length of the counter: 8, 16, 24 or 32 bits.</param>
    /// <param name="after">Fixed input after the counter.</param>
    /// <param name="destination">Receives the key; its length is the key's.</param>
    public static void DeriveCmac(
        ref readonly AesBlock aes,
        ReadOnlySpan<byte> before,
        int counterBits,
        ReadOnlySpan<byte> after,
        Span<byte> destination)
    {
        Check(counterBits, destination.Length, AesBlock.Size);
        Span<byte> counter = stackalloc byte[sizeof(uint)];
        Span<byte> block = stackalloc byte[AesBlock.Size];
        for (uint i = 1; !destination.IsEmpty; i++)
        {
            BinaryPrimitives.WriteUInt32BigEndian(counter, i);
            var cmac = new AesCmac(in aes);
            cmac.Append(before);
            cmac.Append(counter[^(counterBits / 8)..]);
            cmac.Append(after);
            BinaryPrimitives.WriteUInt128BigEndian(block, cmac.Finish());
            destination = Take(block, destination);
        }
    }

    /// <summary>Output of HMAC-SHA-256 over before ‖ counter ‖ after, the counter from 1.</summary>
    /// <param name="key">The key of the HMAC.</param>
    /// <param name="before">Fixed input before the counter.</param>
    /// <param name="counterBits">Length of the counter: 8, 16, 24 or 32 bits.</param>
    /// <param name="after">Fixed input after the counter.</param>
    /// <param name="destination">Receives the key; its length is the key's.</param>
    public static void DeriveHmac(
        ReadOnlySpan<byte> key,
        ReadOnlySpan<byte> before,
        int counterBits,
        ReadOnlySpan<byte> after,
        Span<byte> destination)
    {
        Check(counterBits, destination.Length, SHA256.HashSizeInBytes);
        Span<byte> counter = stackalloc byte[sizeof(uint)];
        Span<byte> block = stackalloc byte[SHA256.HashSizeInBytes];
        Span<byte> input = stackalloc byte[HmacInputMax];
        int counterSize = counterBits / 8;
        before.CopyTo(input);
        after.CopyTo(input[(before.Length + counterSize)..]);
        for (uint i = 1; !destination.IsEmpty; i++)
        {
            BinaryPrimitives.WriteUInt32BigEndian(counter, i);
            counter[^counterSize..].CopyTo(input[before.Length..]);
            HmacSha256.WriteWhole(key, input[..(before.Length + counterSize + after.Length)], block);
            destination = Take(block, destination);
        }
    }

    private static Span<byte> Take(scoped ReadOnlySpan<byte> block, Span<byte> destination)
    {
        int size = Math.Min(block.Length, destination.Length);
        block[..size].CopyTo(destination);
        return destination[size..];
    }

    /// <summary>The counter must be whole octets and must not wrap (SP 800-108r1 §4.1, step 2).</summary>
    private static void Check(int counterBits, int size, int blockSize)
    {
        if (counterBits is not (8 or 16 or 24 or 32))
        {
            throw new ArgumentOutOfRangeException(nameof(counterBits));
        }

        long blocks = ((long)size + blockSize - 1) / blockSize;
        ArgumentOutOfRangeException.ThrowIfGreaterThan(blocks, (1L << counterBits) - 1, nameof(size));
    }
}
