using System;
using System.Collections.Generic;
using Simulator.Kernel;

namespace Simulator.Network;

/// <summary>
/// The IP layer of a node, both versions: addresses, forwarding, hooks, and the way to and from the transports. There
/// is no fragmentation and no ARP: packets are never to be fragmented, links are unnumbered.
/// </summary>
public sealed class IpStack : Carrier
{
    /// <summary>TTL and hop limit of packets that a node sends (RFC 1700, IP parameters).</summary>
    public const byte DefaultHopLimit = 64;

    private const int FewAddresses = 4; // ours: as many are looked through

    private readonly Topology _topology;
    private IpAddress[] _addresses = [];
    private Registration[] _transports = [];
    private IForwardingHook[] _arrivalHooks = [];
    private IForwardingHook[] _originHooks = [];
    private ForwardingTable? _routes;
    private Icmp? _icmp;
    private UdpStack? _udp;
    private ushort _identification;

    internal IpStack(Topology topology, Node node)
    {
        _topology = topology;
        Node = node;
    }

    /// <summary>The node.</summary>
    public Node Node { get; }

    /// <summary>Addresses of the node, on all its interfaces, in the order in which they were given.</summary>
    public IReadOnlyList<IpAddress> Addresses => _addresses;

    /// <summary>
    /// Routes by prefix beside the shortest paths that the topology gives to each node's address. A route to a single
    /// address goes before the shortest path; shorter prefixes serve addresses that no node has.
    /// </summary>
    public ForwardingTable Routes => _routes ??= new ForwardingTable();

    /// <summary>UDP of the node.</summary>
    public UdpStack Udp => _udp ??= new UdpStack(_topology, this);

    /// <summary>ICMP of the node.</summary>
    public Icmp Icmp => _icmp ??= new Icmp(_topology, this);

    /// <summary>False for a host: what is not for it is dropped. True by default.</summary>
    public bool IsForwarding { get; set; } = true;

    /// <summary>Packets that it has forwarded.</summary>
    public long ForwardedCount { get; private set; }

    /// <summary>Gives the node an address.</summary>
    /// <param name="address">A unicast address that no node has.</param>
    public void AddAddress(IpAddress address)
    {
        _topology.ClaimAddress(address, Node);
        _addresses = [.. _addresses, address];
    }

    /// <summary>Takes an address from the node.</summary>
    /// <returns>False if it does not have it.</returns>
    public bool RemoveAddress(IpAddress address)
    {
        int index = Array.IndexOf(_addresses, address);
        if (index < 0)
        {
            return false;
        }

        _addresses = [.. _addresses[..index], .. _addresses[(index + 1)..]];
        return _topology.FreeAddress(address);
    }

    /// <summary>The address with which the node sends to another: its first of the same version.</summary>
    public bool TryGetSource(IpAddress destination, out IpAddress source)
    {
        foreach (IpAddress address in _addresses)
        {
            if (address.IsV4 == destination.IsV4)
            {
                source = address;
                return true;
            }
        }

        source = default;
        return false;
    }

    /// <summary>Largest packet to a destination that the first link takes; 0 without a route.</summary>
    public int MtuToward(IpAddress destination)
    {
        RouteMemory none = default;
        return MtuToward(destination, ref none);
    }

    /// <summary>The interface by which packets to a destination leave; null without a route.</summary>
    public NetworkInterface? InterfaceToward(IpAddress destination) => FindRoute(destination);

    /// <summary>Adds a hook, after those that are there.</summary>
    /// <param name="point">Where it sees packets.</param>
    /// <param name="hook">The hook.</param>
    public void AddHook(HookPoint point, IForwardingHook hook)
    {
        ArgumentNullException.ThrowIfNull(hook);
        ref IForwardingHook[] hooks = ref (point == HookPoint.Arrival ? ref _arrivalHooks : ref _originHooks);
        hooks = [.. hooks, hook];
    }

    /// <summary>Gives packets of an upper-layer protocol to a transport.</summary>
    /// <param name="protocol">The protocol's number, as in <see cref="IpProtocol"/>.</param>
    /// <param name="transport">The transport; it stays over crashes, but is told of them.</param>
    public void Register(byte protocol, ITransport transport)
    {
        ArgumentNullException.ThrowIfNull(transport);
        Invariant.Require(FindTransport(protocol) is null, "a protocol is registered once");
        _transports = [.. _transports, new(protocol, transport)];
    }

    /// <summary>Prepends an IP header and sends the packet, which is given away whatever comes out.</summary>
    /// <param name="packet">Begins with the transport header.</param>
    /// <param name="source">An address of the node, or unspecified for its first of the destination's version.</param>
    /// <param name="destination">Where to.</param>
    /// <param name="protocol">Upper-layer protocol.</param>
    /// <param name="hopLimit">TTL or hop limit.</param>
    /// <param name="trafficClass">Type of service or traffic class.</param>
    public SendOutcome Send(
        Packet packet,
        IpAddress source,
        IpAddress destination,
        byte protocol,
        byte hopLimit = DefaultHopLimit,
        byte trafficClass = 0)
    {
        RouteMemory none = default;
        return SendAlong(packet, source, destination, protocol, ref none, hopLimit, trafficClass);
    }

    /// <summary>Sends a packet that begins with an IP header of its own, as the node's.</summary>
    /// <param name="packet">The packet, given away whatever comes out.</param>
    public SendOutcome SendWhole(Packet packet)
    {
        ArgumentNullException.ThrowIfNull(packet);
        if (!IpHeader.TryRead(packet.Octets, out IpHeader header, out DropReason reason))
        {
            Node.Drop(packet, reason);
            return SendOutcome.NoRoute;
        }

        RouteMemory none = default;
        return Originate(packet, header, ref none);
    }

    /// <summary>
    /// Takes a packet back that a hook has taken: it goes on after the hooks, to this node's transports or to the next
    /// hop, its TTL as it is.
    /// </summary>
    /// <param name="packet">The packet, beginning with its IP header.</param>
    public void Forward(Packet packet)
    {
        ArgumentNullException.ThrowIfNull(packet);
        if (!Node.IsUp)
        {
            Node.Drop(packet, DropReason.NodeDown);
        }
        else if (!IpHeader.TryRead(packet.Octets, out IpHeader header, out DropReason reason))
        {
            Node.Drop(packet, reason);
        }
        else if (IsOwn(header.Destination))
        {
            DeliverLocally(packet, header);
        }
        else
        {
            SendOn(packet, header, FindRoute(header.Destination));
        }
    }

    /// <summary>
    /// Takes one off the TTL or hop limit of a packet that goes on. If none is left the packet is dropped, and its
    /// source is told (RFC 1812 §5.3.1).
    /// </summary>
    /// <param name="packet">The packet, beginning with its IP header.</param>
    /// <param name="header">That header.</param>
    /// <returns>False if the packet is gone.</returns>
    public bool TryAge(Packet packet, in IpHeader header)
    {
        ArgumentNullException.ThrowIfNull(packet);
        if (header.HopLimit <= 1)
        {
            Icmp.SendError(packet, header, IcmpErrorKind.HopLimitExceeded);
            Node.Drop(packet, DropReason.HopLimitExceeded);
            return false;
        }

        if (header.Destination.IsV4)
        {
            Ipv4.DecrementTtl(packet.Span);
        }
        else
        {
            Ipv6.DecrementHopLimit(packet.Span);
        }

        return true;
    }

    /// <summary>As the public one, for a transport that remembers the way to its peer.</summary>
    internal SendOutcome SendAlong(
        Packet packet,
        IpAddress source,
        IpAddress destination,
        byte protocol,
        ref RouteMemory way,
        byte hopLimit = DefaultHopLimit,
        byte trafficClass = 0)
    {
        ArgumentNullException.ThrowIfNull(packet);
        if (source.IsUnspecified && !TryGetSource(destination, out source))
        {
            Node.Drop(packet, DropReason.NoRoute);
            return SendOutcome.NoRoute;
        }

        int headerSize = destination.IsV4 ? Ipv4.HeaderSize : Ipv6.HeaderSize;
        int sizeMax = destination.IsV4 ? ushort.MaxValue : PacketPool.SizeMax;
        if (packet.Size + headerSize > sizeMax)
        {
            Node.Drop(packet, DropReason.TooBig);
            return SendOutcome.TooBig;
        }

        Invariant.Require(source.IsV4 == destination.IsV4, "source and destination are of one IP version");
        Span<byte> octets = packet.Prepend(headerSize);
        var header = new IpHeader(source, destination, protocol, hopLimit, trafficClass, headerSize, packet.Size);
        if (destination.IsV4)
        {
            Ipv4.Write(octets, header, unchecked(++_identification));
        }
        else
        {
            Ipv6.Write(octets, header);
        }

        return Originate(packet, header, ref way);
    }

    internal int MtuToward(IpAddress destination, ref RouteMemory way) =>
        IsOwn(destination) ? PacketPool.SizeMax : Remembered(destination, ref way)?.Mtu ?? 0;

    internal void Receive(Packet packet, NetworkInterface arrival)
    {
        if (!IpHeader.TryRead(packet.Span, out IpHeader header, out DropReason reason))
        {
            Node.Drop(packet, reason);
            return;
        }

        if (packet.Size > header.TotalSize)
        {
            packet.TrimEnd(packet.Size - header.TotalSize); // padding of a lower layer
        }

        if (header.Destination.IsUnspecified || header.Destination.IsMulticast)
        {
            Node.Drop(packet, DropReason.NotUnicast);
            return;
        }

        NetworkInterface? via = null;
        if (_arrivalHooks.Length > 0 && !PassHooks(_arrivalHooks, arrival, packet, ref header, out via))
        {
            return;
        }

        if (via is null && IsOwn(header.Destination))
        {
            DeliverLocally(packet, header);
        }
        else
        {
            ForwardOn(packet, header, via);
        }
    }

    // Sent by the node to itself.
    internal override void Arrive(Packet packet)
    {
        if (!Node.IsUp)
        {
            Node.Drop(packet, DropReason.NodeDown);
        }
        else if (!IpHeader.TryRead(packet.Span, out IpHeader header, out DropReason reason))
        {
            Node.Drop(packet, reason);
        }
        else
        {
            DeliverLocally(packet, header);
        }
    }

    internal void DeliverLocally(Packet packet, IpHeader header)
    {
        if (header.Destination.IsV4 ? Ipv4.IsFragment(packet.Span) : !FindUpperLayer(packet, ref header))
        {
            Node.Drop(packet, header.Destination.IsV4 ? DropReason.Fragment : _upperLayerReason);
            return;
        }

        if (header.Protocol == (header.Destination.IsV4 ? IpProtocol.Icmp : IpProtocol.IcmpV6))
        {
            Icmp.Receive(packet, header);
            return;
        }

        if (FindTransport(header.Protocol) is { } transport)
        {
            packet.TrimStart(header.HeaderSize);
            transport.Receive(packet, header);
            return;
        }

        Icmp.SendError(packet, header, IcmpErrorKind.ProtocolUnreachable);
        Node.Drop(packet, DropReason.ProtocolUnreachable);
    }

    internal ITransport? FindTransport(byte protocol)
    {
        foreach ((byte number, ITransport transport) in _transports)
        {
            if (number == protocol)
            {
                return transport;
            }
        }

        return null;
    }

    internal void Crash()
    {
        _icmp?.Crash();
        foreach ((_, ITransport transport) in _transports)
        {
            transport.Crash();
        }
    }

    private DropReason _upperLayerReason;

    private bool FindUpperLayer(Packet packet, ref IpHeader header) =>
        Ipv6.TryFindUpperLayer(packet.Span, ref header, out _upperLayerReason);

    private SendOutcome Originate(Packet packet, IpHeader header, ref RouteMemory way)
    {
        if (!Node.IsUp)
        {
            Node.Drop(packet, DropReason.NodeDown);
            return SendOutcome.NodeDown;
        }

        NetworkInterface? via = null;
        if (_originHooks.Length > 0 && !PassHooks(_originHooks, null, packet, ref header, out via))
        {
            return SendOutcome.Taken;
        }

        if (via is null && IsOwn(header.Destination))
        {
            packet.Carrier = this;
            _topology.Simulation.Schedule(SimTime.Zero, packet, Priority.Delivery);
            return SendOutcome.Sent;
        }

        via ??= Remembered(header.Destination, ref way);
        SendOutcome outcome = via is null ? SendOutcome.NoRoute
            : packet.Size > via.Mtu ? SendOutcome.TooBig : SendOutcome.Sent;
        if (outcome == SendOutcome.Sent)
        {
            via!.Outgoing.Send(packet);
        }
        else
        {
            Node.Drop(packet, outcome == SendOutcome.NoRoute ? DropReason.NoRoute : DropReason.TooBig);
        }

        return outcome;
    }

    private void ForwardOn(Packet packet, in IpHeader header, NetworkInterface? via)
    {
        if (!IsForwarding)
        {
            Node.Drop(packet, DropReason.NoRoute);
            return;
        }

        if (TryAge(packet, header))
        {
            SendOn(packet, header, via ?? FindRoute(header.Destination));
        }
    }

    private void SendOn(Packet packet, in IpHeader header, NetworkInterface? via)
    {
        if (via is null)
        {
            Icmp.SendError(packet, header, IcmpErrorKind.NoRoute);
            Node.Drop(packet, DropReason.NoRoute);
        }
        else if (packet.Size > via.Mtu)
        {
            Icmp.SendError(packet, header, IcmpErrorKind.PacketTooBig, via.Mtu);
            Node.Drop(packet, DropReason.TooBig);
        }
        else
        {
            ForwardedCount++;
            via.Outgoing.Send(packet);
        }
    }

    private bool IsOwn(IpAddress address)
    {
        if (_addresses.Length > FewAddresses)
        {
            return _topology.OwnerOf(address) == Node;
        }

        foreach (IpAddress own in _addresses)
        {
            if (own == address)
            {
                return true;
            }
        }

        return false;
    }

    // The memory knows nothing of a table of the node's own.
    private NetworkInterface? Remembered(IpAddress destination, ref RouteMemory way)
    {
        NetworkInterface? via = _routes is null ? way.At(_topology) : null;
        if (via is null)
        {
            via = FindRoute(destination);
            way.Keep(_topology, via);
        }

        return via;
    }

    private NetworkInterface? FindRoute(IpAddress destination)
    {
        Node? owner = _topology.OwnerOf(destination);
        int prefixLength = 0;
        int index = _routes?.Find(destination, out prefixLength) ?? -1;
        if (index >= 0 && prefixLength == destination.Bits)
        {
            return Node.Interfaces[index];
        }

        NetworkInterface? shortest = owner is null ? null : _topology.Routing.Find(Node, owner);
        return shortest ?? (index >= 0 ? Node.Interfaces[index] : null);
    }

    // False if the packet is gone.
    private bool PassHooks(
        IForwardingHook[] hooks,
        NetworkInterface? arrival,
        Packet packet,
        ref IpHeader header,
        out NetworkInterface? via)
    {
        via = null;
        foreach (IForwardingHook hook in hooks)
        {
            bool isForNode = IsOwn(header.Destination);
            HookVerdict verdict = hook.Handle(new ForwardingPoint(Node, arrival, packet, header, isForNode));
            if (verdict.Action is HookAction.Taken)
            {
                return false;
            }

            DropReason reason = DropReason.Hook;
            if (verdict.Action is HookAction.Drop || !IpHeader.TryRead(packet.Span, out header, out reason))
            {
                Node.Drop(packet, reason);
                return false;
            }

            via = verdict.Via ?? via;
        }

        return true;
    }

    private readonly record struct Registration(byte Protocol, ITransport Transport);
}
