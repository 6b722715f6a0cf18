using Simulator.Crypto;
using Simulator.Network;
using Simulator.Protocols.Esp;

namespace Simulator.Entities;

/// <summary>What all parties of a simulation agree on.</summary>
/// <param name="Hierarchy">The tree of keys.</param>
/// <param name="Transform">How packets are protected.</param>
/// <param name="IsTunnel">True if whole IP packets are protected, false for their payload alone.</param>
/// <param name="CarriesInformation">True if protected packets carry their derivation information.</param>
/// <param name="Contexts">The simulation's cipher contexts.</param>
public sealed record EnclaveSetting(
    EnclaveHierarchy Hierarchy,
    EspTransform Transform,
    bool IsTunnel,
    bool CarriesInformation,
    CipherContexts Contexts)
{
    /// <summary>Hosts behind clients and servers that tunnel for them.</summary>
    public TunnelSites Sites { get; init; } = new();

    /// <summary>The keys of both directions of an SA.</summary>
    /// <param name="sa">What is known of the SA key.</param>
    public EspKeyPair Expand(in SaKeys sa) => new(
        Hierarchy.Expand(sa, EspDirection.ToServer, Transform.KeySize, Transform.IsCbc),
        Hierarchy.Expand(sa, EspDirection.ToClient, Transform.KeySize, Transform.IsCbc));

    /// <summary>The keys of both directions of an SA with one key, which need not be from a tree.</summary>
    /// <param name="saKey">The SA key.</param>
    public EspKeyPair Expand(in Key256 saKey) => new(
        Hierarchy.Expand(saKey, EspDirection.ToServer, Transform.KeySize, Transform.IsCbc),
        Hierarchy.Expand(saKey, EspDirection.ToClient, Transform.KeySize, Transform.IsCbc));

    /// <summary>Octets from the SPI to the datagram inside.</summary>
    /// <param name="isV4">True for IPv4.</param>
    public int DatagramOffset(bool isV4) =>
        Transform.PayloadOffset + (!IsTunnel ? 0 : isV4 ? Ipv4.HeaderSize : Ipv6.HeaderSize);

    /// <summary>The protocol that a protected packet has inside.</summary>
    /// <param name="isV4">True for IPv4.</param>
    public byte NextHeader(bool isV4) => !IsTunnel ? IpProtocol.Udp : isV4 ? IpProtocol.Ipv4 : IpProtocol.Ipv6;
}
