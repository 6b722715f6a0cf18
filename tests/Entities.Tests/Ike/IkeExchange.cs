using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using NUnit.Framework;
using Simulator.Crypto;
using Simulator.Entities;
using Simulator.Kernel;
using Simulator.Measure;
using Simulator.Network;
using Simulator.Protocols.Ike;
using Simulator.Protocols.Wire;

namespace Tests.Entities.Ike;

/// <summary>left/0 -- right/0 over a link of 10 ms, IKE at both ends. The pool finds every use after release.</summary>
internal sealed class IkeExchange
{
    public const string Init = """
        left/0 -> right/0  IKE_SA_INIT request
        right/0 -> left/0  IKE_SA_INIT response
        """;

    public const string Auth = """
        left/0 -> right/0  IKE_AUTH request
        right/0 -> left/0  IKE_AUTH response
        """;

    public IkeExchange(IkeOptions? options = null, IkeOptions? rightOptions = null, int queueMax = 10_000)
    {
        Topology = new Topology(Simulation, new PacketPool(isStrict: true));
        Metrics = new MetricRegistry(Simulation, new(SimTime.Zero, SimTime.FromSeconds(100_000)));
        Node left = Host("left", 1), right = Host("right", 2);
        Link = Topology.AddLink("path", left, right, LinkOptions.Of(SimTime.FromMilliseconds(10)));
        Topology.AddTap(Said);
        Left = new IkeEnd(this, left, options ?? new(), queueMax, "left", "right");
        Right = new IkeEnd(this, right, rightOptions ?? options ?? new(), queueMax, "right", "left");
        Left.Other = Right;
        Right.Other = Left;
    }

    public Simulation Simulation { get; } = new();

    public Topology Topology { get; }

    public MetricRegistry Metrics { get; }

    public CipherContexts Contexts { get; } = new();

    public Link Link { get; }

    public IkeArrows Said { get; } = new();

    public IkeEnd Left { get; }

    public IkeEnd Right { get; }

    /// <summary>Runs for so many seconds more.</summary>
    public void Run(double seconds = 1) =>
        Simulation.Run(Simulation.Now + SimTime.FromMilliseconds((long)(seconds * 1000)));

    /// <summary>Sets up an IKE SA with a pair of associations, and forgets what was said.</summary>
    public void Establish()
    {
        IkeOperation operation = Left.Establish();
        Run();
        Assert.That(operation.Outcome, Is.EqualTo(IkeOutcome.Success));
        Said.Clear();
    }

    public void Apply(params FaultRule[] rules) => FaultPlan.Apply(Topology, rules);

    public void Lose(string message, int count = 1) => Apply(
        new FaultRule { On = "path", What = FaultKind.Drop, Message = message, Count = count });

    public static string Of(params string[] parts) => string.Join('\n', parts);

    /// <summary>Both ends have one SA and the same pairs with the same keys; no packet is left.</summary>
    public void AssertAgreement(int sas = 1, int children = 1)
    {
        Assert.Multiple(() =>
        {
            Assert.That(Left.Established, Has.Length.EqualTo(sas), "SAs of the left end");
            Assert.That(Right.Established, Has.Length.EqualTo(sas), "SAs of the right end");
            Assert.That(Left.Installed, Has.Count.EqualTo(children), "pairs of the left end");
            Assert.That(Right.Installed, Has.Count.EqualTo(children), "pairs of the right end");
            Assert.That(
                Left.Installed.Select(child => Convert.ToHexString(child.OutboundEncryptionKey)),
                Is.EquivalentTo(Right.Installed.Select(child => Convert.ToHexString(child.InboundEncryptionKey))));
            Assert.That(
                Left.Installed.Select(child => Convert.ToHexString(child.InboundIntegrityKey)),
                Is.EquivalentTo(Right.Installed.Select(child => Convert.ToHexString(child.OutboundIntegrityKey))));
            Assert.That(
                Left.Installed.Select(child => (child.OwnSpi, child.PeerSpi)),
                Is.EquivalentTo(Right.Installed.Select(child => (child.PeerSpi, child.OwnSpi))));
            Assert.That(
                Left.Established.Select(sa => Convert.ToHexString(sa.Keys!.SkD)),
                Is.EquivalentTo(Right.Established.Select(sa => Convert.ToHexString(sa.Keys!.SkD))));
            Assert.That(Left.ReservedCount, Is.EqualTo(children), "SPIs of the left end");
            Assert.That(Right.ReservedCount, Is.EqualTo(children), "SPIs of the right end");
            Assert.That(Topology.Packets.LiveCount, Is.Zero, "packets");
        });
    }

    private Node Host(string group, byte number)
    {
        Node node = Topology.AddNode(group);
        node.Ip.AddAddress(IpAddress.FromV4(10, 0, 0, number));
        return node;
    }
}

/// <summary>One end: endpoint, UDP, what is installed, what was seen.</summary>
internal sealed class IkeEnd : IIkePolicy, ISecurityAssociations, IIkeObserver, IIkeKeyLog, IForwardingHook
{
    private readonly IkeExchange _exchange;
    private readonly HashSet<uint> _spis = [];
    private uint _nextSpi;

    public IkeEnd(IkeExchange exchange, Node node, IkeOptions options, int queueMax, string name, string peer)
    {
        _exchange = exchange;
        Node = node;
        _nextSpi = name == "left" ? 0x1000u : 0x2000u;
        Connection = new IkeConnection
        {
            Own = IdentificationPayload.Fqdn(name + ".sim"),
            Peer = IdentificationPayload.Fqdn(peer + ".sim"),
            SharedKey = new Octets(Encoding.ASCII.GetBytes("shared between left and right")),
            OwnSelectors = new(TrafficSelector.Range([10, 0, 0, 0], [10, 0, 0, 255])),
            PeerSelectors = new(TrafficSelector.Range([10, 0, 0, 0], [10, 0, 0, 255])),
        };
        Processor processor = node.AddProcessor("processor", new() { QueueMax = queueMax }, Costs());
        Processor = processor;
        IkeProcedures procedures = new(
            Measure("establish"), Measure("create-child"), Measure("rekey"), Measure("informational"));
        Measures = new IkeMeasures(procedures, exchange.Metrics, node.Id);
        node.Ip.AddHook(HookPoint.Arrival, this);
        Udp = new IkeUdp(node) { Observer = this };
        Endpoint = new IkeEndpoint(
            node, processor, options, new(Udp, this, this, this, this), exchange.Contexts, Measures);
        Udp.Endpoint = Endpoint;
    }

    public Node Node { get; }

    public Processor Processor { get; }

    public IkeEnd Other { get; set; } = null!;

    public IkeUdp Udp { get; }

    public IkeEndpoint Endpoint { get; }

    public IkeMeasures Measures { get; }

    public IkeConnection? Connection { get; set; }

    /// <summary>Looks at each packet that arrives, and may take it away.</summary>
    public Func<Packet, HookVerdict>? OnArrival { get; set; }

    public Action<IkeSending, IList<IkePayload>>? OnSending { get; set; }

    public Action<IkeReceived>? OnReceived { get; set; }

    public Action<IkeSa?, Packet, IpHeader>? OnDeparting { get; set; }

    public List<ChildSa> Installed { get; } = [];

    public List<string> Story { get; } = [];

    public List<IkeSa> IkeKeys { get; } = [];

    public List<ChildSa> ChildKeys { get; } = [];

    public List<(IkeSa Sa, IkeOutcome Outcome)> ClosedSas { get; } = [];

    public IkeSa[] Established => [.. Endpoint.Sas.Where(sa => sa.State == IkeSaState.Established)];

    public int ReservedCount => _spis.Count;

    public IpAddress Address => Node.Ip.Addresses[0];

    public IkeOperation Establish() => Endpoint.Establish(
        Connection!, new(Address, IkeNumber.Port), new(Other.Address, IkeNumber.Port));

    public long Count(IkeEvent what) => Measures.Events.CountOf(what);

    public long Count(IkeDrop what) => Measures.Drops.CountOf(what);

    public long Count(IkeRefusal what) => Measures.Refusals.CountOf(what);

    IkeConnection? IIkePolicy.Find(
        in IdentificationPayload initiator, in IdentificationPayload? responder, IkeSa sa) => Connection;

    uint ISecurityAssociations.ReserveSpi(IpAddress peer)
    {
        _spis.Add(_nextSpi);
        return _nextSpi++;
    }

    void ISecurityAssociations.ReleaseSpi(uint spi) => Assert.That(_spis.Remove(spi), Is.True);

    void ISecurityAssociations.Install(ChildSa child)
    {
        Assert.That(_spis, Does.Contain(child.OwnSpi));
        Installed.Add(child);
        Story.Add($"install {child.OwnSpi:x}");
    }

    void ISecurityAssociations.Replace(ChildSa old, ChildSa replacement)
    {
        Assert.That(Installed, Does.Contain(replacement));
        Story.Add($"replace {old.OwnSpi:x} by {replacement.OwnSpi:x}");
    }

    void ISecurityAssociations.Remove(ChildSa child)
    {
        Assert.That(Installed.Remove(child), Is.True);
        _spis.Remove(child.OwnSpi);
        Story.Add($"remove {child.OwnSpi:x}");
    }

    void IIkeObserver.Received(in IkeReceived message) => OnReceived?.Invoke(message);

    void IIkeObserver.Sending(in IkeSending message, IList<IkePayload> payloads) =>
        OnSending?.Invoke(message, payloads);

    void IIkeObserver.Departing(IkeSa? sa, Packet packet, in IpHeader header) =>
        OnDeparting?.Invoke(sa, packet, header);

    void IIkeObserver.Closed(IkeSa sa, IkeOutcome outcome) => ClosedSas.Add((sa, outcome));

    void IIkeKeyLog.Add(IkeSa sa) => IkeKeys.Add(sa);

    void IIkeKeyLog.Add(ChildSa child) => ChildKeys.Add(child);

    HookVerdict IForwardingHook.Handle(in ForwardingPoint point) =>
        OnArrival?.Invoke(point.Packet) ?? HookVerdict.Pass;

    private static CostTable Costs()
    {
        OperationCost cost = new() { Fixed = Duration.FromSimTime(SimTime.FromMicroseconds(100)) };
        return new CostTable(
            Operations.All.Append(IkeEndpoint.Step).Select(each => KeyValuePair.Create(each.Name, cost)));
    }

    private ProcedureMeasure Measure(string name) => new(
        $"ike.{name}", "Test.", Node.Id, IkeProcedures.Outcomes, _exchange.Simulation, _exchange.Metrics);
}

/// <summary>Who says what to whom, with what became of it if it did not arrive.</summary>
internal sealed class IkeArrows : ITap
{
    private readonly List<(long Frame, string Text)> _arrows = [];

    public string Text => string.Join('\n', _arrows.Select(arrow => arrow.Text));

    public void Clear() => _arrows.Clear();

    public void Sent(LinkDirection direction, Packet packet, SimTime time, bool isFirst)
    {
        if (packet.Label.Protocol == IkeLabels.Protocol)
        {
            _arrows.Add((
                packet.FrameId, $"{direction.Sender.Id} -> {direction.Receiver.Id}  {packet.Label.Text}"));
        }
    }

    public void Withdrawn(LinkDirection direction, Packet packet)
    {
    }

    public void Delivered(LinkDirection direction, Packet packet, SimTime time)
    {
    }

    public void Dropped(LinkDirection? direction, Node node, Packet packet, DropReason reason, SimTime time)
    {
        int index = _arrows.FindIndex(arrow => arrow.Frame == packet.FrameId);
        if (index >= 0)
        {
            _arrows[index] = (packet.FrameId, _arrows[index].Text + "  lost");
        }
    }
}

/// <summary>Places in an IPv4 packet with an IKE message.</summary>
internal static class IkePlaces
{
    public const int Udp = 20, Message = 28, PortOffset = 22;

    public static ReadOnlySpan<byte> MessageOf(ReadOnlySpan<byte> packet) => packet[Message..];

    /// <summary>Changes the message of a packet and makes the checksum of UDP right again: by having none.</summary>
    public static void Change(Packet packet, int offset, byte mask)
    {
        Span<byte> octets = packet.Change();
        octets[Message + offset] ^= mask;
        BinaryPrimitives.WriteUInt16BigEndian(octets[26..], 0); // RFC 768: no checksum
    }
}
