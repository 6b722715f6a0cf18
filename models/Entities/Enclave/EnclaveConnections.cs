using System;
using System.Globalization;
using Simulator.Network;
using Simulator.Protocols.Esp;
using Simulator.Protocols.Ike;
using Simulator.Protocols.Wire;

namespace Simulator.Entities;

/// <summary>What two parties of the architecture agree to over IKE.</summary>
public static class EnclaveConnections
{
    /// <summary>The name of a party.</summary>
    /// <param name="node">Its node.</param>
    public static IdentificationPayload IdentityOf(Node node)
    {
        ArgumentNullException.ThrowIfNull(node);
        return IdentificationPayload.Fqdn(
            string.Create(CultureInfo.InvariantCulture, $"{node.Id.Replace('/', '-')}.enclave.example"));
    }

    /// <summary>The algorithms with which a pair of associations is as the transform wants it.</summary>
    /// <param name="transform">How packets are protected.</param>
    public static EspSuite SuiteOf(EspTransform transform)
    {
        EncryptionAlgorithm algorithm = transform.IsCbc ? EncryptionAlgorithm.AesCbc : EncryptionAlgorithm.AesGcm16;
        return new EspSuite(new CipherSuite(algorithm, (ushort)(8 * transform.KeySize)), transform.IsExtended);
    }

    /// <summary>A connection between two hosts.</summary>
    /// <param name="own">This end.</param>
    /// <param name="peer">The other end.</param>
    /// <param name="secret">The key that both share.</param>
    /// <param name="setting">What all parties agree on.</param>
    public static IkeConnection Of(Node own, Node peer, Octets secret, EnclaveSetting setting)
    {
        ArgumentNullException.ThrowIfNull(own);
        ArgumentNullException.ThrowIfNull(peer);
        ArgumentNullException.ThrowIfNull(setting);
        return new IkeConnection
        {
            Own = IdentityOf(own),
            Peer = IdentityOf(peer),
            SharedKey = secret,
            ChildSuites = [SuiteOf(setting.Transform)],
            Mode = setting.IsTunnel ? ChildMode.Tunnel : ChildMode.Transport,
            OwnSelectors = new(HostOf(own)),
            PeerSelectors = new(HostOf(peer)),
        };
    }

    private static TrafficSelector HostOf(Node node)
    {
        Span<byte> address = stackalloc byte[16];
        return TrafficSelector.Host(address[..node.Ip.Addresses[0].Write(address)]);
    }
}
