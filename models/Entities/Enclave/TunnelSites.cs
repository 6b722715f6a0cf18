using System.Collections.Generic;
using System.Linq;
using Simulator.Network;

namespace Simulator.Entities;

/// <summary>What a gateway does with a packet that is not for itself.</summary>
internal enum TunnelVerdict
{
    /// <summary>It has nothing to do with hosts behind this gateway.</summary>
    Pass,

    /// <summary>A host behind this gateway sends it to the outside: it goes through a tunnel.</summary>
    Protect,

    /// <summary>It comes from outside without protection, or says that it is from inside: it is dropped.</summary>
    Refuse,
}

/// <summary>
/// Which hosts without IPsec are behind which gateway that tunnels for them: the policy that all gateways share
/// (RFC 4301 §4.4.1).
/// </summary>
public sealed class TunnelSites
{
    private readonly Dictionary<IpAddress, IpAddress> _gateways = [];
    private readonly List<(IpAddress Host, IpAddress Gateway)> _all = [];

    /// <summary>A host is behind a gateway.</summary>
    /// <param name="host">The host.</param>
    /// <param name="gateway">Its gateway: a client or a server.</param>
    public void Add(IpAddress host, IpAddress gateway)
    {
        _gateways.Add(host, gateway);
        _all.Add((host, gateway));
    }

    /// <summary>The gateway of a host; a host that has none is its own.</summary>
    /// <param name="host">The host.</param>
    public IpAddress GatewayOf(IpAddress host) => _gateways.GetValueOrDefault(host, host);

    /// <summary>The first and the last address of the hosts behind a gateway; null if there are none.</summary>
    /// <param name="gateway">The gateway.</param>
    public (IpAddress First, IpAddress Last)? RangeOf(IpAddress gateway)
    {
        IpAddress[] hosts = [.. _all.Where(each => each.Gateway == gateway).Select(each => each.Host).Order()];
        return hosts.Length == 0 ? null : (hosts[0], hosts[^1]);
    }

    /// <summary>True if a tunnel between two gateways may carry a packet (RFC 4301 §5.2).</summary>
    /// <param name="inner">Header of the packet inside.</param>
    /// <param name="from">The gateway that has sent it.</param>
    /// <param name="to">The gateway that it has come to.</param>
    internal bool Allow(in IpHeader inner, IpAddress from, IpAddress to) =>
        GatewayOf(inner.Source) == from && GatewayOf(inner.Destination) == to;

    /// <summary>What a gateway does with a packet that has come to it.</summary>
    /// <param name="point">The packet.</param>
    /// <param name="own">Address of the gateway.</param>
    internal TunnelVerdict Judge(in ForwardingPoint point, IpAddress own)
    {
        if (_all.Count == 0 || point.IsForNode)
        {
            return TunnelVerdict.Pass;
        }

        IpAddress source = point.Header.Source;
        bool isOfInside = GatewayOf(source) == own, isForInside = GatewayOf(point.Header.Destination) == own;
        bool isFromInside = isOfInside && point.Arrival!.Peer.Node.Ip.Addresses.Contains(source);
        return isFromInside ? isForInside ? TunnelVerdict.Pass : TunnelVerdict.Protect
            : isOfInside || isForInside ? TunnelVerdict.Refuse
            : TunnelVerdict.Pass;
    }
}
