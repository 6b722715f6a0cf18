using System;
using System.Collections.Generic;
using System.Globalization;
using Simulator.Kernel;
using Simulator.Network;

namespace Tests.Network;

/// <summary>A small network whose pool finds every use after release.</summary>
internal sealed class Fixture
{
    public static readonly MessageLabel Ping = new("test", "PING");
    public static readonly MessageLabel Pong = new("test", "PONG");

    public Fixture(long seed = 1)
    {
        Simulation = new Simulation(seed);
        Topology = new Topology(Simulation, new PacketPool(isStrict: true));
    }

    public Simulation Simulation { get; }

    public Topology Topology { get; }

    public static SimTime Milliseconds(long milliseconds) => SimTime.FromMilliseconds(milliseconds);

    public static SimTime Seconds(long seconds) => SimTime.FromSeconds(seconds);

    /// <summary>A host with the addresses 10.0.0.n and fd00::n, n from 1 in the order of declaration.</summary>
    public Node Host(string group, int index = 0)
    {
        Node node = Topology.AddNode(group, index);
        node.Ip.AddAddress(IpAddress.FromV4(10, 0, 0, (byte)(node.Index + 1)));
        node.Ip.AddAddress(IpAddress.Parse("fd00::" + (node.Index + 1).ToString("x", CultureInfo.InvariantCulture)));
        return node;
    }

    public Link Join(Node first, Node second, LinkOptions? options = null) =>
        Topology.AddLink("line", first, second, options ?? LinkOptions.Of(Milliseconds(1)));

    /// <summary>A chain of hosts a, b, c … joined by equal links.</summary>
    public Node[] Chain(int count, LinkOptions? options = null)
    {
        var nodes = new Node[count];
        for (int index = 0; index < count; index++)
        {
            nodes[index] = Host(((char)('a' + index)).ToString());
            if (index > 0)
            {
                Join(nodes[index - 1], nodes[index], options);
            }
        }

        return nodes;
    }

    public static IpAddress V4(Node node) => node.Ip.Addresses[0];

    public static IpAddress V6(Node node) => node.Ip.Addresses[1];

    public static IpAddress Address(Node node, bool isV6) => node.Ip.Addresses[isV6 ? 1 : 0];

    public Packet Packet(ReadOnlySpan<byte> octets, MessageLabel? label = null) =>
        Topology.Packets.Rent(octets, label ?? Ping);

    public Packet Packet(int size, MessageLabel? label = null)
    {
        Packet packet = Topology.Packets.Rent(size);
        packet.Change().Clear();
        packet.Label = label ?? Ping;
        return packet;
    }

    /// <summary>Does something at a time.</summary>
    public void At(SimTime time, Action action, Priority priority = Priority.Process) =>
        Simulation.Schedule(time - Simulation.Now, new Callback(action), priority);

    private sealed class Callback(Action action) : Handler
    {
        protected override void Fire() => action();
    }
}

/// <summary>Takes whatever an interface gets, and notes when.</summary>
internal sealed class Sink : IPacketReceiver
{
    private readonly Simulation _simulation;

    public Sink(NetworkInterface from)
    {
        _simulation = from.Node.Simulation;
        from.Receiver = this;
    }

    public List<SimTime> Times { get; } = [];

    public List<byte[]> Octets { get; } = [];

    public List<string> Labels { get; } = [];

    public List<MeasurementTag> Tags { get; } = [];

    public void Receive(NetworkInterface from, Packet packet)
    {
        Times.Add(_simulation.Now);
        Octets.Add(packet.Octets.ToArray());
        Labels.Add(packet.Label.Text);
        Tags.Add(packet.Tag);
        packet.Release();
    }
}

/// <summary>Takes the datagrams and errors of a socket.</summary>
internal sealed class DatagramSink : IDatagramReceiver
{
    private readonly Simulation _simulation;

    public DatagramSink(UdpSocket socket)
    {
        _simulation = socket.Node.Simulation;
        socket.Receiver = this;
    }

    public List<(SimTime Time, byte[] Octets, IpEndpoint Source)> Datagrams { get; } = [];

    public List<UdpError> Errors { get; } = [];

    public void Receive(UdpSocket socket, Packet datagram)
    {
        Datagrams.Add((_simulation.Now, datagram.Octets.ToArray(), datagram.Source));
        datagram.Release();
    }

    public void ReceiveError(UdpSocket socket, UdpError error) => Errors.Add(error);
}

/// <summary>Takes the packets of an upper-layer protocol.</summary>
internal sealed class TransportSink : ITransport
{
    public List<(byte[] Octets, IpHeader Header)> Packets { get; } = [];

    public List<(IcmpErrorKind Kind, int Mtu, IpAddress Reporter, byte[] Quote)> Errors { get; } = [];

    public int CrashCount { get; private set; }

    public void Receive(Packet packet, in IpHeader header)
    {
        Packets.Add((packet.Octets.ToArray(), header));
        packet.Release();
    }

    public void ReceiveError(in IcmpError error) =>
        Errors.Add((error.Kind, error.Mtu, error.Reporter, error.Quote.ToArray()));

    public void Crash() => CrashCount++;
}

/// <summary>Writes down what a tap is told.</summary>
internal sealed class Recorder : ITap
{
    public List<string> Lines { get; } = [];

    public List<byte[]> First { get; } = [];

    public List<byte[]> Hops { get; } = [];

    public List<string?> Faults { get; } = [];

    public void Sent(LinkDirection direction, Packet packet, SimTime time, bool isFirst)
    {
        string what = isFirst ? "sent" : "sent on";
        Lines.Add($"{time} {what} {direction.Link.Id} {direction.Name} #{packet.FrameId} {packet.Label.Text}");
        Faults.Add(packet.Fault);
        (isFirst ? First : Hops).Add(packet.Octets.ToArray());
    }

    public void Withdrawn(LinkDirection direction, Packet packet) =>
        Lines.Add($"withdrawn {direction.Link.Id} {direction.Name} #{packet.FrameId}");

    public void Delivered(LinkDirection direction, Packet packet, SimTime time) =>
        Lines.Add($"{time} delivered {direction.Receiver.Id} #{packet.FrameId} {packet.Label.Text} {packet.Size}");

    public void Dropped(LinkDirection? direction, Node node, Packet packet, DropReason reason, SimTime time) =>
        Lines.Add($"{time} dropped {direction?.Link.Id ?? node.Id} #{packet.FrameId} {reason}");
}

/// <summary>Spans from a list, in turn.</summary>
internal sealed class Listed(params SimTime[] spans) : IDurationSampler
{
    private int _next;

    public SimTime Sample(RandomStream random) => spans[_next++ % spans.Length];
}

/// <summary>Uniform spans.</summary>
internal sealed class UniformSpan(SimTime low, SimTime high) : IDurationSampler
{
    public SimTime Sample(RandomStream random) =>
        new(low.Picoseconds + (long)(random.Uniform() * (high - low).Picoseconds));
}
