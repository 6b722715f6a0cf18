using System;

namespace Tests.Crypto;

/// <summary>Octets for tests, the same in every run: SplitMix64 (Steele, Lea, Flood, OOPSLA 2014).</summary>
internal sealed class Draws(ulong seed)
{
    private ulong _state = seed;

    public ulong Next()
    {
        unchecked
        {
            _state += 0x9E3779B97F4A7C15;
            ulong z = (_state ^ (_state >> 30)) * 0xBF58476D1CE4E5B9;
            z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
            return z ^ (z >> 31);
        }
    }

    public UInt128 Next128() => new(Next(), Next());

    public int Below(int bound) => (int)(Next() % (ulong)bound);

    public byte[] Octets(int size)
    {
        byte[] octets = new byte[size];
        for (int i = 0; i < size; i++)
        {
            octets[i] = (byte)(Next() >> 56);
        }

        return octets;
    }
}
