using System;
using Simulator.Crypto;
using Simulator.Protocols.Enclave;

namespace Simulator.Entities;

/// <summary>Names an SA for everybody who reads its packets: the pair, the server, its identifier, the epoch.</summary>
/// <param name="Pair">The two enclaves.</param>
/// <param name="Server">The server within its enclave; 0 in hierarchies without server keys.</param>
/// <param name="Sa">The SA among those of its server: the SPI that the server chose.</param>
/// <param name="Epoch">Epoch of the organisation key, modulo 8.</param>
public readonly record struct SaId(EnclavePair Pair, uint Server, uint Sa, int Epoch) : IEquatable<SaId>
{
    /// <summary>The SA of a packet.</summary>
    /// <param name="information">What the packet carries.</param>
    public static SaId Of(in DerivationInformation information) => new(
        information.Path.Pair, information.Path.Server, information.Path.Sa, information.Epoch);

    /// <inheritdoc/>
    public bool Equals(SaId other) =>
        Sa == other.Sa && Server == other.Server && Pair == other.Pair && Epoch == other.Epoch;

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        unchecked
        {
            ulong high = ((ulong)Pair.First << 48) ^ ((ulong)Pair.Second << 32) ^ Server;
            ulong mixed = ((high * 0x9E37_79B9_7F4A_7C15) ^ Sa ^ ((ulong)Epoch << 40)) * 0xBF58_476D_1CE4_E5B9;
            return (int)(mixed >> 32);
        }
    }
}

/// <summary>The keys of both directions of an SA.</summary>
/// <param name="ToServer">From the client to the server.</param>
/// <param name="ToClient">From the server to the client.</param>
public readonly record struct EspKeyPair(EspKeys ToServer, EspKeys ToClient)
{
    /// <summary>The keys of one direction.</summary>
    /// <param name="direction">Which.</param>
    public EspKeys Of(EspDirection direction) => direction == EspDirection.ToServer ? ToServer : ToClient;
}
