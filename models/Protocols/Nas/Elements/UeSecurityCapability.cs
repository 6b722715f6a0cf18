using System;

namespace Simulator.Protocols.Nas;

/// <summary>
/// The algorithms that the MME heard from the UE, sent back under integrity so that nobody can have taken one away
/// (TS 24.301 §9.9.3.36).
/// </summary>
public readonly record struct UeSecurityCapability
{
    // octet   0           1           2           3           4
    //         EEA0..7     EIA0..7     UEA0..7     UIA1..7     GEA1..7      two always, the others as far as sent
    internal const int SizeMin = 2, SizeMax = 5;
    private const int UmtsIntegrityOffset = 3;
    private const byte SpareBit = 0x80; // of the UIA octet; the network capability has its bit for UCS2 there
    private readonly UInt128 _octets; // the first octet on top, zero behind the last
    private readonly byte _sizeBeyondMin;

    private UeSecurityCapability(UInt128 octets, int size)
    {
        _octets = octets;
        _sizeBeyondMin = (byte)(size - SizeMin);
    }

    /// <summary>Octets on the wire: 2 to 5.</summary>
    public int Size => SizeMin + _sizeBeyondMin;

    /// <summary>What an MME replays: the EPS algorithms, and the UMTS ones if both were sent.</summary>
    /// <param name="capability">What the UE sent in its attach request.</param>
    public static UeSecurityCapability Replay(UeNetworkCapability capability)
    {
        Span<byte> octets = stackalloc byte[UeNetworkCapability.SizeMax];
        capability.Write(octets);
        int size = capability.Size > UmtsIntegrityOffset ? UmtsIntegrityOffset + 1 : SizeMin;
        if (size > UmtsIntegrityOffset)
        {
            octets[UmtsIntegrityOffset] &= unchecked((byte)~SpareBit);
        }

        return new(CapabilityOctets.Read(octets[..size]), size);
    }

    /// <summary>Reads 2 to 5 octets.</summary>
    /// <param name="source">The octets, without the length.</param>
    /// <param name="capability">The capability.</param>
    public static bool TryRead(ReadOnlySpan<byte> source, out UeSecurityCapability capability)
    {
        bool read = source.Length is >= SizeMin and <= SizeMax;
        capability = read ? new(CapabilityOctets.Read(source), source.Length) : default;
        return read;
    }

    /// <summary>Writes the octets, without the length.</summary>
    /// <param name="destination">At least <see cref="Size"/> octets.</param>
    /// <returns><see cref="Size"/>.</returns>
    public int Write(Span<byte> destination) => CapabilityOctets.Write(_octets, Size, destination);
}
