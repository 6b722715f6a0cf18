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
            OwnSelectors = SelectorsOf(own, setting.Sites),
            PeerSelectors = SelectorsOf(peer, setting.Sites),
        };
    }

    // The host itself, and the range of those that it tunnels for.
    private static ValueList<TrafficSelector> SelectorsOf(Node node, TunnelSites sites)
    {
        IpAddress own = node.Ip.Addresses[0];
        TrafficSelector host = RangeOf(own, own);
        return sites.RangeOf(own) is { } range ? new(host, RangeOf(range.First, range.Last)) : new(host);
    }

    private static TrafficSelector RangeOf(IpAddress first, IpAddress last)
    {
        Span<byte> start = stackalloc byte[16], end = stackalloc byte[16];
        return TrafficSelector.Range(start[..first.Write(start)], end[..last.Write(end)]);
    }
}
