using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Collections.Immutable;
using Simulator.Crypto;
using Simulator.Kernel;
using Simulator.Network;
using Simulator.Protocols.Enclave;

namespace Simulator.Entities;

/// <summary>When a router tags.</summary>
public enum Tagging
{
    /// <summary>Never.</summary>
    None,

    /// <summary>Control packets to a host that has asked.</summary>
    Asked,

    /// <summary>Every control packet.</summary>
    Unasked,

    /// <summary>
    /// Control packets to a host that has asked, with one tag for each end, from a database of assignments.
    /// </summary>
    Database,

    /// <summary>The control packet that asks, so that the host it is for reads the chain.</summary>
    Request,
}

/// <summary>A router that tags.</summary>
public sealed record TaggingRouterOptions
{
    /// <summary>When it tags.</summary>
    public Tagging Tagging { get; init; }

    /// <summary>Identifier of its enclave, or of another if it lies.</summary>
    public ushort Enclave { get; init; }

    /// <summary>Its own identifier among the devices.</summary>
    public ushort Device { get; init; }

    /// <summary>True to tag all packets, not those of the set-up of SAs and probes alone.</summary>
    public bool TagsAll { get; init; }

    /// <summary>Packets that it tags after a host has asked; 0 for all.</summary>
    public int PacketMax { get; init; }

    /// <summary>How long it tags after a host has asked; zero for ever.</summary>
    public SimTime Span { get; init; }

    /// <summary>True if it drops packets with options, as many routers do.</summary>
    public bool DropsOptions { get; init; }

    /// <summary>Pairs whose keys it holds, for chains that list them.</summary>
    public ImmutableArray<EnclavePair> Pairs { get; init; } = [];

    /// <summary>Enclave of each host, for tagging from a database.</summary>
    public IReadOnlyDictionary<IpAddress, ushort> Assignments { get; init; } = new Dictionary<IpAddress, ushort>();
}

/// <summary>What a tagging router has done.</summary>
public enum TaggingEvent
{
    /// <summary>A host has asked for its enclave.</summary>
    Asked,

    /// <summary>A tag was added.</summary>
    Tagged,

    /// <summary>There was no room: the last tag was overwritten.</summary>
    Overflowed,

    /// <summary>There was no room for any tag.</summary>
    NoRoom,

    /// <summary>A packet with options was dropped.</summary>
    OptionsDropped,

    /// <summary>Too many hosts have asked: this one is not remembered.</summary>
    Forgotten,
}

/// <summary>
/// A router that tells hosts on which way their packets have come (Fig. 3): it remembers who has asked, and appends its
/// tag to control packets on their way to that host.
/// </summary>
public sealed class TaggingRouter : IForwardingHook
{
    /// <summary>Port of the special probe (ours: not assigned).</summary>
    public const ushort ProbePort = 4_502;

    private const ushort IkePort = 500, NatTraversalPort = 4_500; // RFC 7296 §2
    private const int AskingMax = 4_096; // ours: hosts that are remembered

    private readonly Node _node;
    private readonly TaggingRouterOptions _options;
    private readonly ReasonCounters<TaggingEvent> _events;
    private readonly Dictionary<IpAddress, Asking> _asking = [];

    /// <summary>A router; it takes part in forwarding from now on.</summary>
    /// <param name="node">Its node.</param>
    /// <param name="options">What it does.</param>
    /// <param name="events">Counts what it does.</param>
    public TaggingRouter(Node node, TaggingRouterOptions options, ReasonCounters<TaggingEvent> events)
    {
        ArgumentNullException.ThrowIfNull(node);
        (_node, _options, _events) = (node, options, events);
        node.Ip.AddHook(HookPoint.Arrival, this);
    }

    /// <summary>True if a packet belongs to the set-up of an SA or is a probe: only those are tagged.</summary>
    /// <param name="packet">The packet.</param>
    /// <param name="header">Its header.</param>
    public static bool IsControl(ReadOnlySpan<byte> packet, in IpHeader header)
    {
        (byte protocol, int offset) = IpOptions.UpperLayerOf(packet, header);
        if (protocol != IpProtocol.Udp || packet.Length < offset + Udp.HeaderSize)
        {
            return false;
        }

        ushort source = BinaryPrimitives.ReadUInt16BigEndian(packet[offset..]);
        ushort destination = BinaryPrimitives.ReadUInt16BigEndian(packet[(offset + sizeof(ushort))..]);
        return IsControl(source) || IsControl(destination);
    }

    /// <inheritdoc/>
    public HookVerdict Handle(in ForwardingPoint point)
    {
        bool hasOptions = !point.IsForNode && IpOptions.AreThere(point.Packet.Octets, point.Header);
        if (hasOptions && _options.DropsOptions)
        {
            _events.Count(TaggingEvent.OptionsDropped);
            return HookVerdict.Drop;
        }

        if (!point.IsForNode && _options.Tagging != Tagging.None
            && (_options.TagsAll || IsControl(point.Packet.Octets, point.Header)))
        {
            Handle(point.Packet, point.Header);
        }

        return HookVerdict.Pass;
    }

    private static bool IsControl(ushort port) => port is IkePort or NatTraversalPort or ProbePort;

    private void Handle(Packet packet, in IpHeader header)
    {
        bool isRequest = EnclaveRequests.IsRequest(packet.Octets, header);
        if (isRequest)
        {
            Remember(header.Source);
        }

        bool isTagged = _options.Tagging switch
        {
            Tagging.Unasked => true,
            Tagging.Request => isRequest,
            _ => IsAsking(header.Destination),
        };
        if (isTagged)
        {
            Tag(packet, header);
        }
    }

    private void Remember(IpAddress host)
    {
        if (_asking.Count >= AskingMax && !_asking.ContainsKey(host))
        {
            _events.Count(TaggingEvent.Forgotten);
            return;
        }

        _events.Count(TaggingEvent.Asked);
        SimTime until = _options.Span == SimTime.Zero ? SimTime.Max : _node.Simulation.Now + _options.Span;
        _asking[host] = new Asking(_options.PacketMax == 0 ? int.MaxValue : _options.PacketMax, until);
    }

    private bool IsAsking(IpAddress host)
    {
        if (!_asking.TryGetValue(host, out Asking asking))
        {
            return false;
        }

        bool isOver = asking.PacketsLeft == 0 || asking.Until <= _node.Simulation.Now;
        if (isOver)
        {
            _asking.Remove(host);
        }
        else
        {
            _asking[host] = asking with { PacketsLeft = asking.PacketsLeft - 1 };
        }

        return !isOver;
    }

    private void Tag(Packet packet, in IpHeader header)
    {
        bool isV6 = header.Destination.IsV6;
        ReadOnlySpan<byte> option = IpOptions.Find(packet.Octets, header, IpOptions.Tags);
        TagChain chain = TagChain.TryDecode(option, out TagChain found, out _) ? found : new TagChain([], IsV6: isV6);
        int room = IpOptions.RoomOf(isV6) - IpOptions.SizeOfOthers(packet.Octets, header, IpOptions.Tags);
        TagChain tagged = _options.Tagging == Tagging.Database
            ? FromDatabase(chain, header, room)
            : chain.With(new EnclaveTag(_options.Enclave, _options.Device, _options.Pairs), room);
        Span<byte> octets = stackalloc byte[TagChain.Ipv6SizeMax];
        bool isSet = tagged.EncodedSize <= room
            && IpOptions.TrySet(packet, header, IpOptions.Tags, octets[..tagged.Encode(octets)]);
        _events.Count(!isSet ? TaggingEvent.NoRoom
            : tagged.HasOverflowed && !chain.HasOverflowed ? TaggingEvent.Overflowed : TaggingEvent.Tagged);
    }

    // One tag for each end that is assigned; whoever comes later finds the chain complete.
    private TagChain FromDatabase(TagChain chain, in IpHeader header, int room)
    {
        if (!chain.Tags.IsEmpty)
        {
            return chain;
        }

        foreach (IpAddress host in (ReadOnlySpan<IpAddress>)[header.Source, header.Destination])
        {
            if (_options.Assignments.TryGetValue(host, out ushort enclave))
            {
                chain = chain.With(new EnclaveTag(enclave, _options.Device), room);
            }
        }

        return chain;
    }

    private readonly record struct Asking(int PacketsLeft, SimTime Until);
}
