using System;
using System.Runtime.CompilerServices;

namespace Simulator.Crypto;

/// <summary>The stream cipher SNOW 3G (TS 35.216 §4).</summary>
internal struct Snow3G : IKeyStream
{
    private const int InitialisationRounds = 32;

    private Register _s;
    private int _first; // index of s0 in the register, which turns instead of moving its words
    private uint _r1, _r2, _r3;

    /// <summary>Initialises the cipher (§4.1).</summary>
    /// <param name="key">k3 ‖ k2 ‖ k1 ‖ k0: the confidentiality or integrity key.</param>
    /// <param name="iv3">IV3.</param>
    /// <param name="iv2">IV2.</param>
    /// <param name="iv1">IV1.</param>
    /// <param name="iv0">IV0.</param>
    public Snow3G(UInt128 key, uint iv3, uint iv2, uint iv1, uint iv0)
    {
        for (int i = 0; i < 16; i++)
        {
            uint word = (uint)(key >> (32 * (i % 4)));
            _s[i] = (i & 4) != 0 ? word : ~word; // s4..s7 and s12..s15 are the key, the others its complement
        }

        _s[15] ^= iv0;
        _s[12] ^= iv1;
        _s[10] ^= iv2;
        _s[9] ^= iv3;
        for (int i = 0; i < InitialisationRounds; i++)
        {
            ClockRegister(ClockMachine());
        }

        ClockMachine(); // §4.2: the first output of the machine is not used
        ClockRegister(0);
    }

    /// <inheritdoc/>
    public uint Next()
    {
        uint word = ClockMachine() ^ Cell(0);
        ClockRegister(0);
        return word;
    }

    private readonly uint Cell(int index) => _s[(_first + index) & 15];

    /// <summary>Clocks the finite state machine (§3.4.6) and gives its output F.</summary>
    private uint ClockMachine()
    {
        uint output = (Cell(15) + _r1) ^ _r2;
        uint r1 = _r2 + (_r3 ^ Cell(5));
        _r3 = Snow3GTables.S2(_r2);
        _r2 = Snow3GTables.S1(_r1);
        _r1 = r1;
        return output;
    }

    /// <summary>Clocks the shift register with or without the machine's output (§3.4.4, §3.4.5).</summary>
    private void ClockRegister(uint input)
    {
        uint s0 = Cell(0), s11 = Cell(11);
        _s[_first] = (s0 << 8) ^ Snow3GTables.MulAlpha(s0 >> 24) ^ Cell(2)
            ^ (s11 >> 8) ^ Snow3GTables.DivAlpha(s11) ^ input;
        _first = (_first + 1) & 15;
    }

    [InlineArray(16)]
    private struct Register
    {
        private uint _first;
    }
}
