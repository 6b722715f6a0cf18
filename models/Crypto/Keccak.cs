using System;
using System.Numerics;

namespace Simulator.Crypto;

/// <summary>The permutation Keccak-f[1600] (FIPS 202 §3).</summary>
internal static class Keccak
{
    /// <summary>Lanes of 64 bits in the state.</summary>
    public const int LaneCount = 25;

    private const int RoundCount = 24;

    private static readonly ulong[] RoundConstants = BuildRoundConstants();

    // lanes in the order in which pi visits them, and the rotation that rho gives the lane that arrives there
    private static readonly int[] PiLanes = new int[LaneCount - 1];
    private static readonly int[] RhoOffsets = BuildOffsets();

    /// <summary>Permutes the state; lane (x, y) has index x + 5 y.</summary>
    public static void Permute(Span<ulong> state)
    {
        foreach (ulong constant in RoundConstants)
        {
            Theta(state);
            RhoAndPi(state);
            Chi(state);
            state[0] ^= constant;
        }
    }

    private static void Theta(Span<ulong> a)
    {
        ulong c0 = Parity(a, 0), c1 = Parity(a, 1), c2 = Parity(a, 2), c3 = Parity(a, 3), c4 = Parity(a, 4);
        Add(a, 0, c4 ^ BitOperations.RotateLeft(c1, 1));
        Add(a, 1, c0 ^ BitOperations.RotateLeft(c2, 1));
        Add(a, 2, c1 ^ BitOperations.RotateLeft(c3, 1));
        Add(a, 3, c2 ^ BitOperations.RotateLeft(c4, 1));
        Add(a, 4, c3 ^ BitOperations.RotateLeft(c0, 1));
    }

    private static ulong Parity(Span<ulong> a, int x) => a[x] ^ a[x + 5] ^ a[x + 10] ^ a[x + 15] ^ a[x + 20];

    private static void Add(Span<ulong> a, int x, ulong value)
    {
        a[x] ^= value;
        a[x + 5] ^= value;
        a[x + 10] ^= value;
        a[x + 15] ^= value;
        a[x + 20] ^= value;
    }

    private static void RhoAndPi(Span<ulong> a)
    {
        ulong moving = a[1];
        for (int step = 0; step < PiLanes.Length; step++)
        {
            int lane = PiLanes[step];
            ulong displaced = a[lane];
            a[lane] = BitOperations.RotateLeft(moving, RhoOffsets[step]);
            moving = displaced;
        }
    }

    private static void Chi(Span<ulong> a)
    {
        for (int row = 0; row < LaneCount; row += 5)
        {
            Span<ulong> r = a.Slice(row, 5);
            ulong r0 = r[0], r1 = r[1];
            r[0] ^= ~r1 & r[2];
            r[1] ^= ~r[2] & r[3];
            r[2] ^= ~r[3] & r[4];
            r[3] ^= ~r[4] & r0;
            r[4] ^= ~r0 & r1;
        }
    }

    /// <summary>Offsets (t + 1)(t + 2) / 2 along the path (x, y) -> (y, 2x + 3y) from (1, 0)
    /// (FIPS 202 §3.2.2).</summary>
    private static int[] BuildOffsets()
    {
        int[] offsets = new int[LaneCount - 1];
        int x = 1, y = 0;
        for (int t = 0; t < offsets.Length; t++)
        {
            (x, y) = (y, ((2 * x) + (3 * y)) % 5);
            PiLanes[t] = x + (5 * y);
            offsets[t] = (t + 1) * (t + 2) / 2 % 64;
        }

        return offsets;
    }

    /// <summary>Bits 2^j - 1 of each constant come from a shift register (FIPS 202 §3.2.5).</summary>
    private static ulong[] BuildRoundConstants()
    {
        ulong[] constants = new ulong[RoundCount];
        uint register = 1;
        for (int round = 0; round < RoundCount; round++)
        {
            for (int j = 0; j <= 6; j++)
            {
                constants[round] |= (ulong)(register & 1) << ((1 << j) - 1);
                register = (register << 1) ^ ((register >> 7) * 0x171); // x^8 + x^6 + x^5 + x^4 + 1
            }
        }

        return constants;
    }
}
