using System;
using Simulator.Crypto;

namespace Simulator.Protocols.Nas;

/// <summary>What a UE can do, as it says in the attach request: algorithms first (TS 24.301 §9.9.3.34).</summary>
public readonly record struct UeNetworkCapability
{
    // octet   0           1           2           3           4..12
    //         EEA0..7     EIA0..7     UEA0..7     UIA1..7     features     two always, the others as far as sent
    internal const int SizeMin = 2, SizeMax = 13;
    private readonly UInt128 _octets; // the first octet on top, zero behind the last
    private readonly byte _sizeBeyondMin;

    private UeNetworkCapability(UInt128 octets, int size)
    {
        _octets = octets;
        _sizeBeyondMin = (byte)(size - SizeMin);
    }

    /// <summary>Octets on the wire: 2 to 13.</summary>
    public int Size => SizeMin + _sizeBeyondMin;

    /// <summary>EPS ciphering algorithms: EEA0 in the highest bit.</summary>
    public byte Ciphering => (byte)(_octets >> 120);

    /// <summary>EPS integrity algorithms: EIA0 in the highest bit.</summary>
    public byte Integrity => (byte)((_octets >> 112) & 0xFF);

    /// <summary>A capability with EPS algorithms only.</summary>
    /// <param name="ciphering">EEA0 in the highest bit.</param>
    /// <param name="integrity">EIA0 in the highest bit.</param>
    public static UeNetworkCapability Of(byte ciphering, byte integrity)
    {
        TryRead([ciphering, integrity], out UeNetworkCapability capability);
        return capability;
    }

    /// <summary>Reads 2 to 13 octets.</summary>
    /// <param name="source">The octets, without the length.</param>
    /// <param name="capability">The capability.</param>
    public static bool TryRead(ReadOnlySpan<byte> source, out UeNetworkCapability capability)
    {
        bool read = source.Length is >= SizeMin and <= SizeMax;
        capability = read ? new(CapabilityOctets.Read(source), source.Length) : default;
        return read;
    }

    /// <summary>True if the UE has this ciphering algorithm.</summary>
    /// <param name="algorithm">EEA0 to EEA7.</param>
    public bool Supports(CipheringAlgorithm algorithm) => (Ciphering & (0x80 >> (int)algorithm)) != 0;

    /// <summary>True if the UE has this integrity algorithm.</summary>
    /// <param name="algorithm">EIA0 to EIA7.</param>
    public bool Supports(IntegrityAlgorithm algorithm) => (Integrity & (0x80 >> (int)algorithm)) != 0;

    /// <summary>Writes the octets, without the length.</summary>
    /// <param name="destination">At least <see cref="Size"/> octets.</param>
    /// <returns><see cref="Size"/>.</returns>
    public int Write(Span<byte> destination) => CapabilityOctets.Write(_octets, Size, destination);
}
