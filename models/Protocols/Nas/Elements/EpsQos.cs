using System;
using Simulator.Protocols.Wire;

namespace Simulator.Protocols.Nas;

/// <summary>Quality of service of a bearer (TS 24.301 §9.9.4.3).</summary>
public readonly record struct EpsQos
{
    // octet   0     1..4                         5..8           9..12
    //         QCI   maximum, guaranteed rates    extended       extended-2     each group as a whole or not at all
    internal const int SizeMin = 1, SizeMax = 13;
    private const int RateGroupSize = 4;

    /// <summary>Quality of service.</summary>
    /// <param name="qci">QoS class identifier; 9 is the usual default bearer (TS 23.203 table 6.1.7).</param>
    /// <param name="rates">Bit rates as encoded, 0, 4, 8 or 12 octets: of bearers with a guaranteed rate.</param>
    public EpsQos(byte qci, Octets rates = default)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(rates.Size, SizeMax - 1);
        ArgumentOutOfRangeException.ThrowIfNotEqual(rates.Size % RateGroupSize, 0, nameof(rates));
        Qci = qci;
        Rates = rates;
    }

    /// <summary>QoS class identifier.</summary>
    public byte Qci { get; }

    /// <summary>Bit rates as encoded.</summary>
    public Octets Rates { get; }

    /// <summary>Octets on the wire, without the length.</summary>
    public int Size => 1 + Rates.Size;

    internal static bool TryRead(ReadOnlySpan<byte> source, out EpsQos qos)
    {
        bool read = source.Length is >= SizeMin and <= SizeMax && (source.Length - 1) % RateGroupSize == 0;
        qos = read ? new(source[0], new Octets(source[1..])) : default;
        return read;
    }
}
