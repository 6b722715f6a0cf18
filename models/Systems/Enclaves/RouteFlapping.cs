using System.Collections.Generic;
using System.Linq;
using Simulator.Kernel;
using Simulator.Network;
using Simulator.Scenarios;

namespace Simulator.Systems;

/// <summary>
/// Routes that change: every node with several neighbours side by side, in one direction of the path, chooses one of
/// them again and again, the first one or another. Neighbours that would send a packet straight back are no ways.
/// </summary>
internal sealed class RouteFlapping : Handler
{
    private readonly SystemRun _run;
    private readonly Sampler _interval;
    private readonly double _detour;
    private readonly RandomStream _random;
    private readonly List<Fork> _forks = [];

    private RouteFlapping(SystemRun run)
    {
        _run = run;
        _interval = new Sampler(run.Scenario.Options.Distribution(EnclavesKeys.Flap));
        _detour = run.Scenario.Options.Number(EnclavesKeys.Detour);
        _random = run.Simulation.Random("flap");
        Node[] clients = HostsOf(EnclavesDescription.ClientRole), servers = HostsOf(EnclavesDescription.ServerRole);
        foreach (Node node in run.Network.Nodes)
        {
            Add(node, servers, OfPath(node).Where(each => each.Link.Up == each.Outgoing));
            Add(node, clients, OfPath(node).Where(each => each.Link.Up != each.Outgoing));
        }
    }

    /// <summary>Starts it, if the scenario says so.</summary>
    public static void Start(SystemRun run)
    {
        if (run.Scenario.Options.TextOf(EnclavesKeys.Flap) != EnclavesKeys.None)
        {
            new RouteFlapping(run).ScheduleNext();
        }
    }

    /// <inheritdoc/>
    protected override void Fire()
    {
        foreach (Fork fork in _forks)
        {
            int choice = _random.Chance(_detour) ? 1 + _random.Below(fork.Ways.Length - 1) : 0;
            foreach (IpAddress host in fork.Hosts)
            {
                fork.Node.Ip.Routes.Add(IpPrefix.Host(host), fork.Ways[choice]);
            }
        }

        ScheduleNext();
    }

    private void ScheduleNext()
    {
        SimTime next = _interval.NextTime(_random);
        if (_run.Simulation.Now + next < _run.Scenario.Stop)
        {
            _run.Simulation.Schedule(next, this);
        }
    }

    private static IEnumerable<NetworkInterface> OfPath(Node node) =>
        node.Interfaces.Where(each => each.Link.Class == EnclavesDescription.PathLink);

    // Only nodes between the hosts fork, and only toward one group: a router that many clients or servers hang on does
    // not choose between those. Hosts with the same ways share a choice.
    private void Add(Node node, Node[] hosts, IEnumerable<NetworkInterface> ways)
    {
        NetworkInterface[] side = [.. ways.Where(each => !hosts.Contains(each.Peer.Node))];
        int first = _forks.Count;
        foreach (Node host in hosts.Where(host => host != node))
        {
            NetworkInterface[] onward = [.. side.Where(way => LeadsOn(way, host))];
            if (onward.Length > 1)
            {
                Fork? same = _forks.Skip(first).FirstOrDefault(fork => fork.Ways.SequenceEqual(onward));
                if (same is null)
                {
                    _forks.Add(same = new Fork(node, [], onward));
                }

                same.Hosts.Add(host.Ip.Addresses[0]);
            }
        }
    }

    private bool LeadsOn(NetworkInterface way, Node host) =>
        _run.Network.FirstHop(way.Peer.Node, host) is { } next && next.Peer.Node != way.Node;

    private Node[] HostsOf(string role) =>
    [
        .. _run.Scenario.GroupsOf(role)
            .SelectMany(group => Enumerable.Range(0, group.Count).Select(index => _run.NodeOf(group.Member(index)))),
    ];

    private sealed record Fork(Node Node, List<IpAddress> Hosts, NetworkInterface[] Ways);
}
