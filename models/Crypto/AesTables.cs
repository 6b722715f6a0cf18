using System;
using System.Numerics;
using System.Runtime.Intrinsics;

namespace Simulator.Crypto;

/// <summary>AES by look-up in tables that are computed from their definition (FIPS 197 §4, §5.1).</summary>
internal static class AesTables
{
    private const byte Polynomial = 0x1B; // x^8 + x^4 + x^3 + x + 1, the part below x^8 (FIPS 197 §4.2)

    private static readonly byte[] SBoxTable = BuildSBox();
    private static readonly uint[] RoundTable = BuildRoundTable();

    /// <summary>The S-box SR (FIPS 197 §5.1.1), which SNOW 3G uses too.</summary>
    public static ReadOnlySpan<byte> SBox => SBoxTable;

    /// <summary>Multiplication by x in the field of AES.</summary>
    public static byte Double(byte value) => GaloisByte.Double(value, Polynomial);

    /// <summary>SubBytes on the four octets of a word.</summary>
    public static uint SubWord(uint word)
    {
        byte[] box = SBoxTable;
        return box[(byte)word]
            | ((uint)box[(byte)(word >> 8)] << 8)
            | ((uint)box[(byte)(word >> 16)] << 16)
            | ((uint)box[word >> 24] << 24);
    }

    /// <summary>SubBytes, ShiftRows and MixColumns on four columns, first octet least significant.</summary>
    public static Vector128<uint> Round(Vector128<uint> state)
    {
        uint c0 = state[0], c1 = state[1], c2 = state[2], c3 = state[3];
        return Vector128.Create(
            Column(c0, c1, c2, c3), Column(c1, c2, c3, c0), Column(c2, c3, c0, c1), Column(c3, c0, c1, c2));
    }

    /// <summary>SubBytes and ShiftRows.</summary>
    public static Vector128<uint> LastRound(Vector128<uint> state)
    {
        uint c0 = state[0], c1 = state[1], c2 = state[2], c3 = state[3];
        return Vector128.Create(
            SubWord(Rows(c0, c1, c2, c3)),
            SubWord(Rows(c1, c2, c3, c0)),
            SubWord(Rows(c2, c3, c0, c1)),
            SubWord(Rows(c3, c0, c1, c2)));
    }

    private static uint Rows(uint row0, uint row1, uint row2, uint row3) =>
        (row0 & 0xFF) | (row1 & 0xFF00) | (row2 & 0xFF0000) | (row3 & 0xFF000000);

    private static uint Column(uint row0, uint row1, uint row2, uint row3)
    {
        uint[] table = RoundTable;
        return table[(byte)row0]
            ^ BitOperations.RotateLeft(table[(byte)(row1 >> 8)], 8)
            ^ BitOperations.RotateLeft(table[(byte)(row2 >> 16)], 16)
            ^ BitOperations.RotateLeft(table[row3 >> 24], 24);
    }

    /// <summary>The inverse in the field, then the affine map of §5.1.1.</summary>
    private static byte[] BuildSBox()
    {
        byte[] box = new byte[256];
        for (int i = 0; i < box.Length; i++)
        {
            uint inverse = GaloisByte.Power((byte)i, 254, Polynomial);
            uint doubled = inverse | (inverse << 8); // the map adds the octet turned left by 1, 2, 3 and 4 bits
            box[i] = (byte)(inverse ^ (doubled >> 7) ^ (doubled >> 6) ^ (doubled >> 5) ^ (doubled >> 4) ^ 0x63);
        }

        return box;
    }

    /// <summary>For each octet its S-box value times (2, 1, 1, 3), the first column of MixColumns (§5.1.3).</summary>
    private static uint[] BuildRoundTable()
    {
        uint[] table = new uint[256];
        for (int i = 0; i < table.Length; i++)
        {
            uint single = SBoxTable[i];
            uint twice = Double((byte)single);
            table[i] = twice | (single << 8) | (single << 16) | ((twice ^ single) << 24);
        }

        return table;
    }
}
