using System;
using System.Collections.Generic;
using System.Linq;
using Simulator.Entities;
using Simulator.Kernel;
using Simulator.Measure;
using Simulator.Network;
using Simulator.Scenarios;

namespace Simulator.Systems;

/// <summary>An SA between a client and a server.</summary>
/// <param name="Client">The client.</param>
/// <param name="Number">Number of the SA, or of its flow, at the client.</param>
/// <param name="Server">Address of the server.</param>
internal readonly record struct Tunnel(EnclaveClient Client, int Number, IpAddress Server);

/// <summary>The hosts of a replication that clients and servers tunnel for.</summary>
internal sealed class HostWiring
{
    /// <summary>What goodput of a host is.</summary>
    public const string GoodputMeaning = "Data that gateways handed to hosts behind them.";

    /// <summary>What is counted.</summary>
    public const string TooBigMeaning = "Datagrams of hosts for which a tunnel had no room; later ones are smaller.";

    private readonly SystemRun _run;
    private readonly ProcedureMeasure _packets;
    private readonly List<HostParty> _hosts = [];
    private readonly List<Tunnel> _tunnels = [];

    /// <summary>Finds out which host is behind which gateway: before SAs come up.</summary>
    public HostWiring(SystemRun run, EnclaveSetting setting, ProcedureMeasure packets)
    {
        (_run, _packets) = (run, packets);
        foreach (NodeGroup group in run.Scenario.GroupsOf(EnclavesDescription.HostRole))
        {
            Invariant.Require(setting.IsTunnel, "options.mode is tunnel where hosts are behind gateways");
            for (int index = 0; index < group.Count; index++)
            {
                Node node = run.NodeOf(group.Member(index));
                Node? gateway = GatewayOf(node);
                Invariant.Require(gateway is not null, $"{node.Id} has a link of class inside to a client or server");
                setting.Sites.Add(node.Ip.Addresses[0], gateway.Ip.Addresses[0]);
                _hosts.Add(new HostParty(group, group.Member(index), node, gateway));
            }
        }
    }

    /// <summary>An SA that there is, or may be.</summary>
    public void Add(EnclaveClient client, int number, IpAddress server)
    {
        if (_hosts.Count > 0)
        {
            _tunnels.Add(new Tunnel(client, number, server));
        }
    }

    /// <summary>
    /// Starts the hosts: those behind clients talk to those behind the servers of the client's SAs in turn, or to the
    /// server where there are none behind it.
    /// </summary>
    public void Start()
    {
        foreach (IGrouping<NodeGroup, HostParty> group in _hosts.GroupBy(host => host.Group))
        {
            var senders = new List<DrawnSender>();
            foreach (HostParty party in group)
            {
                Tunnel[] tunnels = [.. _tunnels.Where(tunnel => tunnel.Client.Address == party.Site)];
                EnclaveHost host = AddHost(party, begins: tunnels.Length > 0);
                if (tunnels.Length > 0)
                {
                    int number = NumberBehind(party);
                    Tunnel tunnel = tunnels[number % tunnels.Length];
                    IpAddress peer = PeerOf(tunnel.Server, number / tunnels.Length);
                    tunnel.Client.AddTunnel(host.Address, peer, tunnel.Number);
                    senders.Add(new DrawnSender(party.Member.Index, size => host.Emit(peer, size)));
                }
            }

            _run.StartArrivals(group.Key, new DrawnSource(_run, group.Key, senders));
        }
    }

    private EnclaveHost AddHost(HostParty party, bool begins)
    {
        string metric = $"{party.Group.Name}.goodput", entity = _run.StateEntityOf(metric, party.Member, party.Group);
        Rate goodput = _run.Metrics.Rate(metric, entity, MetricUnit.BitPerSecond, GoodputMeaning);
        Counter tooBig = _run.Metrics.Counter($"{party.Group.Name}.too-big", entity, TooBigMeaning);
        var options = new EnclaveHostOptions
        {
            Index = _hosts.IndexOf(party),
            Begins = begins,
            ReplySize = party.Group.Settings.Count(EnclavesKeys.Reply),
        };
        return new EnclaveHost(party.Node, options, goodput, tooBig, _packets);
    }

    // Its number among the hosts behind its gateway.
    private int NumberBehind(HostParty party) =>
        _hosts.TakeWhile(each => each != party).Count(each => each.Site == party.Site);

    private IpAddress PeerOf(IpAddress server, int number)
    {
        HostParty[] behind = [.. _hosts.Where(each => each.Site == server)];
        return behind.Length == 0 ? server : behind[number % behind.Length].Node.Ip.Addresses[0];
    }

    private static Node? GatewayOf(Node node) => node.Interfaces
        .FirstOrDefault(each => each.Link.Class == EnclavesDescription.InsideLink)?.Peer.Node;

    private sealed record HostParty(NodeGroup Group, NodeId Member, Node Node, Node Gateway)
    {
        public IpAddress Site => Gateway.Ip.Addresses[0];
    }
}
