using System;
using System.Numerics;

namespace Simulator.Crypto;

/// <summary>The tables of SNOW 3G, computed from their definition (TS 35.216 §3.3, §3.4, §5).</summary>
internal static class Snow3GTables
{
    private const byte AlphaPolynomial = 0xA9;  // §3.4.2, §3.4.3
    private const byte S1Polynomial = 0x1B;     // §3.3.1
    private const byte S2Polynomial = 0x69;     // §3.3.2
    private const byte DicksonConstant = 0x25;  // §5.2

    private static readonly uint[] MulAlphaTable = BuildAlpha(23, 245, 48, 239);
    private static readonly uint[] DivAlphaTable = BuildAlpha(16, 39, 6, 64);
    private static readonly uint[] S1Table = BuildWord(AesTables.SBox, S1Polynomial);
    private static readonly uint[] S2Table = BuildWord(BuildSq(), S2Polynomial);

    /// <summary>MULα of an octet (§3.4.2).</summary>
    public static uint MulAlpha(uint octet) => MulAlphaTable[(byte)octet];

    /// <summary>DIVα of an octet (§3.4.3).</summary>
    public static uint DivAlpha(uint octet) => DivAlphaTable[(byte)octet];

    /// <summary>The 32 × 32 bit S-box S1 (§3.3.1).</summary>
    public static uint S1(uint word) => Substitute(S1Table, word);

    /// <summary>The 32 × 32 bit S-box S2 (§3.3.2).</summary>
    public static uint S2(uint word) => Substitute(S2Table, word);

    private static uint Substitute(uint[] table, uint word) =>
        table[word >> 24]
        ^ BitOperations.RotateRight(table[(byte)(word >> 16)], 8)
        ^ BitOperations.RotateRight(table[(byte)(word >> 8)], 16)
        ^ BitOperations.RotateRight(table[(byte)word], 24);

    /// <summary>For each octet its S-box value times (2, 3, 1, 1), most significant octet first.</summary>
    private static uint[] BuildWord(ReadOnlySpan<byte> box, byte polynomial)
    {
        uint[] table = new uint[256];
        for (int i = 0; i < table.Length; i++)
        {
            uint single = box[i];
            uint twice = GaloisByte.Double((byte)single, polynomial);
            table[i] = (twice << 24) | ((twice ^ single) << 16) | (single << 8) | single;
        }

        return table;
    }

    /// <summary>Four multiples of each octet by powers of x.</summary>
    private static uint[] BuildAlpha(int power0, int power1, int power2, int power3)
    {
        uint[] table = new uint[256];
        for (int i = 0; i < table.Length; i++)
        {
            table[i] = (Multiple(i, power0) << 24) | (Multiple(i, power1) << 16)
                | (Multiple(i, power2) << 8) | Multiple(i, power3);
        }

        return table;
    }

    /// <summary>MULxPOW (§3.1.2).</summary>
    private static uint Multiple(int octet, int power)
    {
        byte value = (byte)octet;
        for (int i = 0; i < power; i++)
        {
            value = GaloisByte.Double(value, AlphaPolynomial);
        }

        return value;
    }

    /// <summary>The S-box SQ: a Dickson polynomial and a constant (§5.2).</summary>
    private static byte[] BuildSq()
    {
        ReadOnlySpan<int> powers = [1, 9, 13, 15, 33, 41, 45, 47, 49];
        byte[] box = new byte[256];
        for (int i = 0; i < box.Length; i++)
        {
            box[i] = DicksonConstant;
            foreach (int power in powers)
            {
                box[i] ^= GaloisByte.Power((byte)i, power, S2Polynomial);
            }
        }

        return box;
    }
}
