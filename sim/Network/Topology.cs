using System;
using System.Collections.Generic;
using System.Linq;
using Simulator.Kernel;

namespace Simulator.Network;

/// <summary>
/// The network of one simulation: nodes and links in the order of declaration, the addresses, the packets, and who
/// watches them.
/// </summary>
public sealed class Topology
{
    private readonly List<Node> _nodes = [];
    private readonly List<Link> _links = [];
    private readonly Dictionary<string, int> _highestIndex = new(StringComparer.Ordinal); // by group
    private Dictionary<string, Node>? _nodesById; // made when it is asked for
    private Dictionary<string, Link>? _linksById; // made when it is asked for
    private readonly AddressTable _owners = new();
    private readonly Dictionary<(DataRate, QueueLimit), TransmissionPlan> _plans = [];
    private Job? _freeJob;
    private long _frameId;

    /// <summary>An empty network.</summary>
    /// <param name="simulation">The simulation.</param>
    /// <param name="packets">Its packets; a strict pool finds uses after release.</param>
    public Topology(Simulation simulation, PacketPool? packets = null)
    {
        ArgumentNullException.ThrowIfNull(simulation);
        Simulation = simulation;
        Packets = packets ?? new PacketPool();
        Routing = new Routing(_nodes);
    }

    /// <summary>The simulation.</summary>
    public Simulation Simulation { get; }

    /// <summary>Its packets.</summary>
    public PacketPool Packets { get; }

    /// <summary>Labels that senders compose.</summary>
    public LabelTable Labels { get; } = new();

    /// <summary>Nodes in the order of declaration.</summary>
    public IReadOnlyList<Node> Nodes => _nodes;

    /// <summary>Links in the order of declaration.</summary>
    public IReadOnlyList<Link> Links => _links;

    internal ITap[] Taps { get; private set; } = [];

    internal Routing Routing { get; }

    /// <summary>Raised when a way may have changed.</summary>
    internal int RouteVersion { get; private set; }

    /// <summary>Makes room for nodes and links that will be added: the lists need not grow under them.</summary>
    /// <param name="nodes">How many nodes.</param>
    /// <param name="links">How many links.</param>
    public void Expect(int nodes, int links)
    {
        _nodes.EnsureCapacity(_nodes.Count + nodes);
        _links.EnsureCapacity(_links.Count + links);
    }

    /// <summary>Adds a node.</summary>
    /// <param name="group">Its group; the id is <c>group/index</c> with the next index of the group.</param>
    /// <param name="index">Its index within the group.</param>
    public Node AddNode(string group, int index = 0)
    {
        ArgumentException.ThrowIfNullOrEmpty(group);
        RefuseDuplicate(group, index);
        var node = new Node(this, group, index, _nodes.Count);
        _nodes.Add(node);
        _nodesById = null;
        ForgetRoutes();
        return node;
    }

    /// <summary>Adds a link; its id is <c>class:first-second</c>.</summary>
    /// <param name="linkClass">Its class, as in <c>s1</c>.</param>
    /// <param name="first">From here leads the direction <c>up</c>.</param>
    /// <param name="second">To here.</param>
    /// <param name="up">The direction from the first node to the second.</param>
    /// <param name="down">The other direction; the same by default.</param>
    /// <param name="type">What its packets are. IP is routed over links of raw IP only.</param>
    public Link AddLink(
        string linkClass,
        Node first,
        Node second,
        LinkOptions up,
        LinkOptions? down = null,
        LinkType type = LinkType.RawIp)
    {
        ArgumentException.ThrowIfNullOrEmpty(linkClass);
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(second);
        ArgumentNullException.ThrowIfNull(up);
        bool areOurs = first.Topology == this && second.Topology == this;
        Invariant.Require(areOurs && first != second, "a link joins two nodes of its network");
        if (IsLinked(linkClass, first, second))
        {
            throw new ArgumentException($"{first.Id} and {second.Id} have a link of class {linkClass}", nameof(second));
        }

        var link = new Link(linkClass, type, (first, second), up, down ?? up, _links.Count);
        _links.Add(link);
        _linksById = null;
        first.Add(link.First);
        second.Add(link.Second);
        ForgetRoutes();
        return link;
    }

    /// <summary>Adds someone who watches packets.</summary>
    public void AddTap(ITap tap) => Taps = [.. Taps, tap];

    /// <summary>The node of an id, or null.</summary>
    /// <param name="id">As in <c>mme/0</c>.</param>
    public Node? FindNode(string id)
    {
        _nodesById ??= _nodes.ToDictionary(node => node.Id, StringComparer.Ordinal);
        return _nodesById.GetValueOrDefault(id);
    }

    /// <summary>The link of an id, or null.</summary>
    /// <param name="id">As in <c>s1:enb/0-mme/0</c>.</param>
    public Link? FindLink(string id)
    {
        _linksById ??= _links.ToDictionary(link => link.Id, StringComparer.Ordinal);
        return _linksById.GetValueOrDefault(id);
    }

    /// <summary>The node that has an address, or null.</summary>
    /// <param name="address">The address.</param>
    public Node? OwnerOf(IpAddress address)
    {
        int index = _owners.Find(address);
        return index < 0 ? null : _nodes[index];
    }

    /// <summary>True if IP packets of one node find a way to another over links, whether or not these are up.</summary>
    /// <param name="from">From here.</param>
    /// <param name="to">To here.</param>
    public bool IsReachable(Node from, Node to) => from == to || Routing.Find(from, to) is not null;

    /// <summary>The interface through which the shortest path from one node to another begins; null without a path.
    /// </summary>
    /// <param name="from">Where it begins.</param>
    /// <param name="to">Where it ends.</param>
    public NetworkInterface? FirstHop(Node from, Node to) => Routing.Find(from, to);

    // Members of a group are mostly added in the order of their indices: only others are looked for.
    private void RefuseDuplicate(string group, int index)
    {
        int highest = _highestIndex.GetValueOrDefault(group, -1);
        if (index <= highest && HasNode(group, index))
        {
            throw new ArgumentException($"there is a node {Node.IdOf(group, index)}", nameof(index));
        }

        _highestIndex[group] = Math.Max(highest, index);
    }

    private bool HasNode(string group, int index) =>
        _nodes.Exists(node => node.IndexInGroup == index && node.Group == group);

    // Asked of the first end: a terminal has few links, a base station many.
    private static bool IsLinked(string linkClass, Node first, Node second)
    {
        for (int index = 0; index < first.Interfaces.Count; index++)
        {
            NetworkInterface each = first.Interfaces[index];
            if (each.Link.First == each && each.Peer.Node == second && each.Link.Class == linkClass)
            {
                return true;
            }
        }

        return false;
    }

    internal Job RentJob()
    {
        if (_freeJob is not { } job)
        {
            return new Job(this);
        }

        _freeJob = job.NextFree;
        job.NextFree = null;
        return job;
    }

    internal void Return(Job job)
    {
        job.Clear();
        job.NextFree = _freeJob;
        _freeJob = job;
    }

    internal long NextFrameId() => ++_frameId;

    /// <summary>What the transmitters of one rate and queue share.</summary>
    internal TransmissionPlan PlanOf(DataRate rate, QueueLimit queue)
    {
        if (!_plans.TryGetValue((rate, queue), out TransmissionPlan? plan))
        {
            _plans.Add((rate, queue), plan = new TransmissionPlan(rate, queue));
        }

        return plan;
    }

    internal void ClaimAddress(IpAddress address, Node node)
    {
        Invariant.Require(!address.IsUnspecified && !address.IsMulticast, "a node has unicast addresses");
        Invariant.Require(_owners.Find(address) < 0, "an address belongs to one node");
        _owners.Set(address, node.Index);
        RouteVersion++;
    }

    internal bool FreeAddress(IpAddress address)
    {
        RouteVersion++;
        return _owners.Remove(address);
    }

    private void ForgetRoutes()
    {
        RouteVersion++;
        Routing.Reset();
    }
}
