using System;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Simulator.Crypto;

/// <summary>SHA-256 of four messages side by side, one block of each at a time (FIPS 180-4 §6.2).</summary>
/// <remarks>
/// A vector holds the same word of all four: nothing in it crosses from one lane to another. The runtime hashes a block
/// by the processor's own instructions, but a short message costs it more in calls than in hashing.
/// </remarks>
internal static class Sha256Lanes
{
    /// <summary>Messages side by side.</summary>
    public const int Count = 4;

    /// <summary>Words of a block.</summary>
    public const int BlockWords = 16;

    /// <summary>Words of a hash value.</summary>
    public const int HashWords = 8;

    /// <summary>Words of the message schedule.</summary>
    public const int ScheduleWords = 64;

    private const int Unrolled = 8, WordBits = 32;

    /// <summary>True if the processor works on four lanes as fast as on one.</summary>
    public static bool IsAccelerated => Vector128.IsHardwareAccelerated;

    /// <summary>True if it also rotates all of them by one instruction instead of three (AVX-512VL).</summary>
    public static bool HasRotation => Avx512F.VL.IsSupported;

    // FIPS 180-4 §4.2.2
    private static ReadOnlySpan<uint> K =>
    [
        0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
        0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
        0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
        0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
        0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
        0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
        0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
        0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
    ];

    // §5.3.3
    private static ReadOnlySpan<uint> InitialHash =>
    [
        0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19,
    ];

    /// <summary>Sets the hash values of all lanes to H(0).</summary>
    /// <param name="hash">8 words.</param>
    public static void Start(Span<Vector128<uint>> hash)
    {
        for (int index = 0; index < HashWords; index++)
        {
            hash[index] = Vector128.Create(InitialHash[index]);
        }
    }

    /// <summary>Adds a block to each lane's hash value (§6.2.2).</summary>
    /// <param name="hash">8 words: the hash values, intermediate before and after.</param>
    /// <param name="schedule">64 words: the blocks are the first 16, the message schedule becomes the others.</param>
    public static void Compress(Span<Vector128<uint>> hash, Span<Vector128<uint>> schedule)
    {
        hash = hash[..HashWords];
        Vector128<uint> a = hash[0], b = hash[1], c = hash[2], d = hash[3];
        Vector128<uint> e = hash[4], f = hash[5], g = hash[6], h = hash[7];
        int round = 0;
        for (; round < ScheduleWords - BlockWords; round += Unrolled)
        {
            Span<Vector128<uint>> w = schedule.Slice(round, BlockWords + Unrolled);
            ReadOnlySpan<uint> k = K.Slice(round, Unrolled);
            Round(a, b, c, ref d, e, f, g, ref h, Extend(w, 0), k[0]);
            Round(h, a, b, ref c, d, e, f, ref g, Extend(w, 1), k[1]);
            Round(g, h, a, ref b, c, d, e, ref f, Extend(w, 2), k[2]);
            Round(f, g, h, ref a, b, c, d, ref e, Extend(w, 3), k[3]);
            Round(e, f, g, ref h, a, b, c, ref d, Extend(w, 4), k[4]);
            Round(d, e, f, ref g, h, a, b, ref c, Extend(w, 5), k[5]);
            Round(c, d, e, ref f, g, h, a, ref b, Extend(w, 6), k[6]);
            Round(b, c, d, ref e, f, g, h, ref a, Extend(w, 7), k[7]);
        }

        for (; round < ScheduleWords; round += Unrolled)
        {
            ReadOnlySpan<Vector128<uint>> w = schedule.Slice(round, Unrolled);
            ReadOnlySpan<uint> k = K.Slice(round, Unrolled);
            Round(a, b, c, ref d, e, f, g, ref h, w[0], k[0]);
            Round(h, a, b, ref c, d, e, f, ref g, w[1], k[1]);
            Round(g, h, a, ref b, c, d, e, ref f, w[2], k[2]);
            Round(f, g, h, ref a, b, c, d, ref e, w[3], k[3]);
            Round(e, f, g, ref h, a, b, c, ref d, w[4], k[4]);
            Round(d, e, f, ref g, h, a, b, ref c, w[5], k[5]);
            Round(c, d, e, ref f, g, h, a, ref b, w[6], k[6]);
            Round(b, c, d, ref e, f, g, h, ref a, w[7], k[7]);
        }

        hash[0] += a;
        hash[1] += b;
        hash[2] += c;
        hash[3] += d;
        hash[4] += e;
        hash[5] += f;
        hash[6] += g;
        hash[7] += h;
    }

    /// <summary>A word of the schedule; makes the one that is needed sixteen rounds later, which the processor does
    /// beside the rounds.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<uint> Extend(Span<Vector128<uint>> w, int t)
    {
        w[t + 16] = w[t] + w[t + 9] + SmallSigma0(w[t + 1]) + SmallSigma1(w[t + 14]);
        return w[t];
    }

    /// <summary>A round; what the standard calls a afterwards is h here, and its e is d.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Round(
        Vector128<uint> a,
        Vector128<uint> b,
        Vector128<uint> c,
        ref Vector128<uint> d,
        Vector128<uint> e,
        Vector128<uint> f,
        Vector128<uint> g,
        ref Vector128<uint> h,
        Vector128<uint> word,
        uint k)
    {
        Vector128<uint> t1 = Ch(e, f, g) + (h + (word + Vector128.Create(k))) + BigSigma1(e);
        d += t1;
        h = BigSigma0(a) + Maj(a, b, c) + t1;
    }

    // the six functions of §4.1.2
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<uint> Ch(Vector128<uint> x, Vector128<uint> y, Vector128<uint> z) =>
        Vector128.ConditionalSelect(x, y, z);

    // where x and y differ, z decides
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<uint> Maj(Vector128<uint> x, Vector128<uint> y, Vector128<uint> z) =>
        Vector128.ConditionalSelect(x ^ y, z, y);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<uint> BigSigma0(Vector128<uint> x) =>
        RotateRight(x, 2) ^ RotateRight(x, 13) ^ RotateRight(x, 22);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<uint> BigSigma1(Vector128<uint> x) =>
        RotateRight(x, 6) ^ RotateRight(x, 11) ^ RotateRight(x, 25);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<uint> SmallSigma0(Vector128<uint> x) =>
        RotateRight(x, 7) ^ RotateRight(x, 18) ^ (x >>> 3);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<uint> SmallSigma1(Vector128<uint> x) =>
        RotateRight(x, 17) ^ RotateRight(x, 19) ^ (x >>> 10);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<uint> RotateRight(Vector128<uint> x, [ConstantExpected] byte bits) =>
        Avx512F.VL.IsSupported ? Avx512F.VL.RotateRight(x, bits) : (x >>> bits) | (x << (WordBits - bits));
}
