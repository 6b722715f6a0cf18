using System;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Simulator.Crypto;

/// <summary>128-EEA2: AES-128 in counter mode (TS 33.401 annex B.1.3).</summary>
internal static class Eea2
{
    /// <summary>Adds the key stream to octets in place.</summary>
    public static void Apply(UInt128 key, uint count, int bearer, Direction direction, Span<byte> octets)
    {
        var aes = new AesBlock(key);
        Apply(in aes, new UInt128(StreamInput.High(count, bearer, direction), 0), octets);
    }

    private static void Apply(ref readonly AesBlock aes, UInt128 counter, Span<byte> octets)
    {
        while (octets.Length >= 4 * AesBlock.Size)
        {
            AesBlock.Blocks stream = new(
                AesBlock.ToVector(counter),
                AesBlock.ToVector(counter + 1),
                AesBlock.ToVector(counter + 2),
                AesBlock.ToVector(counter + 3));
            aes.Encrypt(ref stream);
            Add(octets, stream.B0);
            Add(octets[AesBlock.Size..], stream.B1);
            Add(octets[(2 * AesBlock.Size)..], stream.B2);
            Add(octets[(3 * AesBlock.Size)..], stream.B3);
            octets = octets[(4 * AesBlock.Size)..];
            counter += 4;
        }

        for (; octets.Length >= AesBlock.Size; octets = octets[AesBlock.Size..])
        {
            Add(octets, aes.Encrypt(AesBlock.ToVector(counter++)));
        }

        ReadOnlySpan<Vector128<byte>> last = [aes.Encrypt(AesBlock.ToVector(counter))];
        ReadOnlySpan<byte> tail = MemoryMarshal.AsBytes(last);
        for (int i = 0; i < octets.Length; i++)
        {
            octets[i] ^= tail[i];
        }
    }

    private static void Add(Span<byte> octets, Vector128<byte> stream) =>
        (Vector128.Create((ReadOnlySpan<byte>)octets) ^ stream).CopyTo(octets);
}
