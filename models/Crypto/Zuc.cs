using System;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace Simulator.Crypto;

/// <summary>The stream cipher ZUC (TS 35.222 §3).</summary>
internal struct Zuc : IKeyStream
{
    private const int InitialisationRounds = 32;
    private const ulong Modulus = 0x7FFFFFFF; // 2^31 - 1

    private Register _s;
    private int _first; // index of s0 in the register, which turns instead of moving its cells
    private uint _r1, _r2;

    /// <summary>Initialises the cipher (§3.5, §3.6.1).</summary>
    /// <param name="key">Key, first octet most significant.</param>
    /// <param name="iv">Initial vector, first octet most significant.</param>
    public Zuc(UInt128 key, UInt128 iv)
    {
        for (int i = 0; i < 16; i++)
        {
            int shift = 120 - (8 * i);
            _s[i] = ((uint)(byte)(key >> shift) << 23) | (D[i] << 8) | (byte)(iv >> shift);
        }

        for (int i = 0; i < InitialisationRounds; i++)
        {
            ClockRegister(ClockFunction() >> 1);
        }

        ClockFunction(); // §3.6.2: the first output of F is not used
        ClockRegister(0);
    }

    // from the standard: the constants of key loading, 15 bits each (§3.5)
    private static ReadOnlySpan<uint> D =>
    [
        0x44D7, 0x26BC, 0x626B, 0x135E, 0x5789, 0x35E2, 0x7135, 0x09AF,
        0x4D78, 0x2F13, 0x6BC4, 0x1AF1, 0x5E26, 0x3C4D, 0x789A, 0x47AC,
    ];

    /// <inheritdoc/>
    public uint Next()
    {
        uint x3 = Join(Cell(2) << 16, Cell(0));
        uint word = ClockFunction() ^ x3;
        ClockRegister(0);
        return word;
    }

    private readonly uint Cell(int index) => _s[(_first + index) & 15];

    /// <summary>A word of bit reorganisation (§3.3): a high half that is in place,
    /// and bits 30 to 15 of a cell.</summary>
    private static uint Join(uint high, uint cell) => (high & 0xFFFF0000) | (cell >> 15);

    /// <summary>The nonlinear function F (§3.4): updates R1 and R2, gives W.</summary>
    private uint ClockFunction()
    {
        uint x0 = ((Cell(15) << 1) & 0xFFFF0000) | (Cell(14) & 0xFFFF);
        uint x1 = Join(Cell(11) << 16, Cell(9));
        uint x2 = Join(Cell(7) << 16, Cell(5));
        uint output = (x0 ^ _r1) + _r2;
        uint w1 = _r1 + x1, w2 = _r2 ^ x2;
        _r1 = ZucTables.Substitute(L1((w1 << 16) | (w2 >> 16)));
        _r2 = ZucTables.Substitute(L2((w2 << 16) | (w1 >> 16)));
        return output;
    }

    /// <summary>Clocks the shift register over GF(2^31 - 1), whose zero is written 2^31 - 1 (§3.2).</summary>
    private void ClockRegister(uint input)
    {
        ulong sum = ((ulong)Cell(15) << 15) + ((ulong)Cell(13) << 17) + ((ulong)Cell(10) << 21)
            + ((ulong)Cell(4) << 20) + ((ulong)Cell(0) << 8) + Cell(0) + input;
        sum = (sum & Modulus) + (sum >> 31);
        sum = (sum & Modulus) + (sum >> 31);
        _s[_first] = (uint)sum;
        _first = (_first + 1) & 15;
    }

    private static uint L1(uint x) => x ^ BitOperations.RotateLeft(x, 2) ^ BitOperations.RotateLeft(x, 10)
        ^ BitOperations.RotateLeft(x, 18) ^ BitOperations.RotateLeft(x, 24);

    private static uint L2(uint x) => x ^ BitOperations.RotateLeft(x, 8) ^ BitOperations.RotateLeft(x, 14)
        ^ BitOperations.RotateLeft(x, 22) ^ BitOperations.RotateLeft(x, 30);

    [InlineArray(16)]
    private struct Register
    {
        private uint _first;
    }
}
