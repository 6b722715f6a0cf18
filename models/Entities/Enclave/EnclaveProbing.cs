using System;
using Simulator.Kernel;
using Simulator.Measure;
using Simulator.Network;
using Simulator.Protocols.Enclave;

namespace Simulator.Entities;

/// <summary>What is measured of enclave discovery.</summary>
public sealed class DiscoveryMeasures
{
    /// <summary>Measures named <c>discovery.…</c>.</summary>
    /// <param name="metrics">Where they go.</param>
    /// <param name="entity">A node or a group.</param>
    /// <param name="procedure">From the first probe to the right answer.</param>
    public DiscoveryMeasures(MetricRegistry metrics, string entity, ProcedureMeasure procedure)
    {
        ArgumentNullException.ThrowIfNull(metrics);
        Packets = metrics.Samples("discovery.packets", entity, MetricUnit.One, PacketsMeaning);
        Right = metrics.Ratio("discovery.right", entity, RightMeaning);
        Inconsistent = metrics.Counter("discovery.inconsistent", entity, InconsistentMeaning);
        Overflowed = metrics.Counter("discovery.overflowed", entity, OverflowedMeaning);
        Procedure = procedure;
    }

    /// <summary>What the samples are.</summary>
    public static string PacketsMeaning => "Control packets that had come when a server knew both enclaves rightly.";

    /// <summary>What the ratio is of.</summary>
    public static string RightMeaning => "Control packets after which the server had both enclaves right.";

    /// <summary>What is counted.</summary>
    public static string InconsistentMeaning => "Chains of tags that contradict the one before.";

    /// <summary>What is counted.</summary>
    public static string OverflowedMeaning => "Chains of tags that had no room for all.";

    internal SampleSeries Packets { get; }

    internal Ratio Right { get; }

    internal Counter Inconsistent { get; }

    internal Counter Overflowed { get; }

    internal ProcedureMeasure Procedure { get; }
}

/// <summary>
/// A server that finds out its enclave and those of its clients: it probes each of them now and then, and reads the
/// chains of tags that control packets bring.
/// </summary>
public sealed class EnclaveProber : IForwardingHook, IDatagramReceiver
{
    private readonly Node _node;
    private readonly EnclaveTag? _tag;
    private readonly EnclaveWays _ways;
    private ushort _identification;
    private uint _probeCount;

    /// <summary>A server's part.</summary>
    /// <param name="node">Its node.</param>
    /// <param name="tag">Its own tag; null if it does not know its enclave.</param>
    /// <param name="measures">What is measured of it.</param>
    public EnclaveProber(Node node, EnclaveTag? tag, DiscoveryMeasures measures)
    {
        ArgumentNullException.ThrowIfNull(node);
        (_node, _tag) = (node, tag);
        _ways = new EnclaveWays(node.Simulation, measures);
        node.Ip.Udp.Open(TaggingRouter.ProbePort).Receiver = this;
        node.Ip.AddHook(HookPoint.Arrival, this);
    }

    /// <summary>What it thinks of a client's way; null before it knows anything.</summary>
    /// <param name="client">The client.</param>
    public EnclaveEnds? DecisionFor(IpAddress client) => _ways.DecisionFor(client);

    /// <summary>SERVER -> CLIENT  DISCOVERY PROBE, again and again until the run stops starting things.</summary>
    /// <param name="client">The client.</param>
    /// <param name="interval">Between two probes.</param>
    /// <param name="until">No probe from then on.</param>
    /// <param name="truth">What it should find: for measurement alone.</param>
    /// <param name="listsKeys">True to ask for the keys that devices hold.</param>
    public async Process Probe(
        IpAddress client, SimTime interval, SimTime until, EnclaveEnds truth, bool listsKeys)
    {
        MeasurementTag tag = _ways.Begin(client, truth);
        while (_node.Simulation.Now < until)
        {
            Send(client, listsKeys, tag);
            await _node.Simulation.Timeout(interval);
        }
    }

    /// <summary>A packet of a client has come that has tags.</summary>
    /// <param name="client">The client.</param>
    /// <param name="chain">The tags.</param>
    /// <param name="tag">Tag of the packet.</param>
    public void Read(IpAddress client, TagChain chain, in MeasurementTag tag) =>
        _ways.Read(client, HostTags.Ended(_tag, chain), tag);

    /// <inheritdoc/>
    public HookVerdict Handle(in ForwardingPoint point)
    {
        if (point.IsForNode && TaggingRouter.IsControl(point.Packet.Octets, point.Header))
        {
            ReadOnlySpan<byte> option = IpOptions.Find(point.Packet.Octets, point.Header, IpOptions.Tags);
            bool isChain = TagChain.TryDecode(option, out TagChain chain, out _);
            Read(point.Header.Source, isChain ? chain : new TagChain([]), point.Packet.Tag);
        }

        return HookVerdict.Pass;
    }

    /// <inheritdoc/>
    public void Receive(UdpSocket socket, Packet datagram)
    {
        ArgumentNullException.ThrowIfNull(datagram);
        datagram.Release(); // the option said it all
    }

    /// <inheritdoc/>
    public void ReceiveError(UdpSocket socket, UdpError error)
    {
        // the next probe follows anyway
    }

    private void Send(IpAddress client, bool listsKeys, in MeasurementTag tag)
    {
        var probe = new DiscoveryProbe(IsAnswer: false, ++_probeCount);
        var chain = new TagChain([], IsRequest: true, ListsKeys: listsKeys, IsV6: client.IsV6);
        EnclaveProbes.Send(
            _node, client, probe, HostTags.Asked(_tag, chain), EnclaveLabels.Probe, tag,
            unchecked(++_identification));
    }
}

/// <summary>
/// A client that answers probes: its own tag is in front if it knows its enclave, and what it has read on the probe.
/// </summary>
public sealed class EnclaveProbed : IForwardingHook, IDatagramReceiver
{
    private readonly Node _node;
    private readonly EnclaveTag? _tag;
    private ushort _identification;
    private TagChain _question = new([]); // on the packet that is delivered in this very event

    /// <summary>A client's part.</summary>
    /// <param name="node">Its node.</param>
    /// <param name="tag">Its own tag; null if it does not know its enclave.</param>
    public EnclaveProbed(Node node, EnclaveTag? tag)
    {
        ArgumentNullException.ThrowIfNull(node);
        (_node, _tag) = (node, tag);
        node.Ip.Udp.Open(TaggingRouter.ProbePort).Receiver = this;
        node.Ip.AddHook(HookPoint.Arrival, this);
    }

    /// <inheritdoc/>
    public HookVerdict Handle(in ForwardingPoint point)
    {
        if (point.IsForNode && TaggingRouter.IsControl(point.Packet.Octets, point.Header))
        {
            ReadOnlySpan<byte> option = IpOptions.Find(point.Packet.Octets, point.Header, IpOptions.Tags);
            _question = TagChain.TryDecode(option, out TagChain chain, out _) ? chain : new TagChain([]);
        }

        return HookVerdict.Pass;
    }

    /// <inheritdoc/>
    public void Receive(UdpSocket socket, Packet datagram)
    {
        ArgumentNullException.ThrowIfNull(datagram);
        if (DiscoveryProbe.TryDecode(datagram.Octets, out DiscoveryProbe probe, out _) && !probe.IsAnswer)
        {
            IpAddress server = datagram.Source.Address;
            TagChain chain = HostTags.Begun(_tag, _question, server.IsV6, out _);
            EnclaveProbes.Send(
                _node, server, probe with { IsAnswer = true }, chain, EnclaveLabels.ProbeAnswer, datagram.Tag,
                unchecked(++_identification));
        }

        datagram.Release();
    }

    /// <inheritdoc/>
    public void ReceiveError(UdpSocket socket, UdpError error)
    {
        // the server asks again
    }
}

/// <summary>Sends probes and answers.</summary>
internal static class EnclaveProbes
{
    public static void Send(
        Node node, IpAddress to, DiscoveryProbe probe, TagChain chain, MessageLabel label, in MeasurementTag tag,
        ushort identification)
    {
        Packet packet = node.Topology.Packets.Rent(DiscoveryProbe.Size);
        probe.Encode(packet.Change());
        packet.Label = label;
        packet.Tag = tag;
        IpAddress from = node.Ip.Addresses[0];
        packet.Prepend(Udp.HeaderSize);
        Udp.Write(
            packet.Change(),
            new IpEndpoint(from, TaggingRouter.ProbePort),
            new IpEndpoint(to, TaggingRouter.ProbePort));
        Span<byte> option = stackalloc byte[TagChain.Ipv6SizeMax];
        IpOptions.Prepend(packet, from, to, IpProtocol.Udp, identification, option[..chain.Encode(option)]);
        node.Ip.SendWhole(packet);
    }
}
