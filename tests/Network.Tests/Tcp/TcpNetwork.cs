using System;
using System.Collections.Generic;
using System.Globalization;
using System.Text;
using NUnit.Framework;
using Simulator.Kernel;
using Simulator.Network;

namespace Tests.Network;

/// <summary>One frame, as its sender put it on the link.</summary>
internal sealed record TcpFrame(
    SimTime Time, string From, string To, string Label, byte[] Octets, TcpHeader Header, int Size)
{
    /// <summary>Sequence number of the first octet, from the initial one of its sender.</summary>
    public int Start { get; init; }

    public int Acknowledgment { get; init; }

    public override string ToString()
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"{Time}  {From} -> {To}  {Label} {Start}");
        if (Size > 0)
        {
            text.Append(CultureInfo.InvariantCulture, $"+{Size}");
        }

        if (Header.Has(TcpFlags.Ack))
        {
            text.Append(CultureInfo.InvariantCulture, $" ack {Acknowledgment}");
        }

        return text.ToString();
    }
}

/// <summary>
/// A client <c>a</c> and a server <c>b</c> on one link, and everything that they put on it. The link takes 10 ms each
/// way and no time for octets, so that each instant can be told by hand.
/// </summary>
internal sealed class TcpNetwork : ITap
{
    public const ushort Port = 4444; // no dissector of tshark claims it

    public static readonly MessageLabel Request = new("test", "REQUEST");
    public static readonly MessageLabel Answer = new("test", "ANSWER");

    private readonly Dictionary<string, uint> _initial = [];
    private readonly bool _isV6;

    public TcpNetwork(LinkOptions? link = null, long seed = 1, bool isV6 = false)
    {
        _isV6 = isV6;
        Simulation = new Simulation(seed);
        Topology = new Topology(Simulation, new PacketPool(isStrict: true));
        A = Host("a", 1);
        B = Host("b", 2);
        Link = Topology.AddLink("line", A, B, link ?? LinkOptions.Of(Ms(10)));
        Topology.AddTap(this);
    }

    public Simulation Simulation { get; }

    public Topology Topology { get; }

    public Node A { get; }

    public Node B { get; }

    public Link Link { get; }

    public TcpStack Client => TcpStack.Of(A);

    public TcpStack Server => TcpStack.Of(B);

    public List<TcpFrame> Frames { get; } = [];

    public IpEndpoint ServerEndpoint => new(B.Ip.Addresses[0], Port);

    public static SimTime Ms(long milliseconds) => SimTime.FromMilliseconds(milliseconds);

    /// <summary>Loses, doubles or delays packets with a label.</summary>
    public void Fault(params FaultRule[] rules) => FaultPlan.Apply(Topology, rules);

    /// <summary>Options of a receiver that keeps so many octets.</summary>
    public static TcpOptions Keeping(int octets) => new() { ReceiveBufferSize = octets };

    public static FaultRule Lose(string message, int count = 1, string? direction = null) =>
        new() { On = "line", What = FaultKind.Drop, Message = message, Count = count, Direction = direction };

    /// <summary>
    /// A connection that is up at 20 ms on the client, from its acknowledgment at 30 ms on the server.
    /// </summary>
    public (TcpConnection Client, TcpConnection Server) Connect(TcpOptions? client = null, TcpOptions? server = null)
    {
        TcpListener listener = Server.Listen(Port, server);
        TcpConnection connection = Client.Open(ServerEndpoint, options: client);
        Run(35);
        Assert.That(listener.Accepted.TryReceive(out TcpConnection? accepted), Is.True, "no connection");
        Assert.That(connection.IsEstablished, Is.True);
        return (connection, accepted!);
    }

    /// <summary>
    /// A connection of the server with a peer that the test speaks for, up at 40 ms; the server's next number is the
    /// third value, the peer's is its initial one and 1.
    /// </summary>
    public (ScriptedPeer Peer, TcpConnection Server, uint Next) Script(TcpOptions? server = null, uint initial = 0)
    {
        TcpListener listener = Server.Listen(Port, server);
        var peer = new ScriptedPeer(A);
        peer.Address(ServerEndpoint, 1234);
        peer.Send(TcpFlags.Syn, initial, 0, mss: 1_460);
        Run(30);
        uint next = unchecked(peer.Last.Sequence.Value + 1);
        peer.Send(TcpFlags.Ack, unchecked(initial + 1), next);
        Run(41);
        Assert.That(listener.Accepted.TryReceive(out TcpConnection? connection), Is.True);
        return (peer, connection!, next);
    }

    /// <summary>Runs up to a time in milliseconds.</summary>
    public void Run(long milliseconds) => Simulation.Run(Ms(milliseconds));

    public void At(long milliseconds, Action action) =>
        Simulation.Schedule(Ms(milliseconds) - Simulation.Now, new Callback(action), Priority.Process);

    /// <summary>The frames from a time on, as text.</summary>
    public List<string> Ladder(long fromMilliseconds = 0) =>
        Frames.FindAll(frame => frame.Time >= Ms(fromMilliseconds)).ConvertAll(frame => frame.ToString());

    public List<TcpFrame> From(string node) => Frames.FindAll(frame => frame.From == node);

    /// <summary>What has come, as text, and whether it has ended. What comes later is read and forgotten.</summary>
    public static string Read(TcpConnection connection)
    {
        var text = new StringBuilder();
        connection.Node.Simulation.Start(Reader(connection, text));
        return text.ToString();
    }

    /// <summary>Reads until the end, from now on, and echoes nothing.</summary>
    public Process Collect(TcpConnection connection, List<byte> octets) => CollectAll(connection, octets);

    public static byte[] Pattern(int size, int seed = 0)
    {
        byte[] octets = new byte[size];
        for (int index = 0; index < size; index++)
        {
            octets[index] = (byte)('a' + ((index + seed + (index / 251)) % 26));
        }

        return octets;
    }

    void ITap.Sent(LinkDirection direction, Packet packet, SimTime time, bool isFirst)
    {
        byte[] octets = packet.Octets.ToArray();
        bool isIp = IpHeader.TryRead(octets, out IpHeader ip, out _);
        if (packet.Fault is not null || (isIp && ip.Protocol != IpProtocol.Tcp))
        {
            return; // made wrong on purpose, or ICMP
        }

        ReadOnlySpan<byte> segment = octets.AsSpan(ip.HeaderSize);
        bool isRight = TcpHeader.TryRead(
            segment, ip.Source, ip.Destination, out TcpHeader header, out int headerSize, out _);
        Assert.That(isIp && isRight, Is.True, "a frame with a wrong header or checksum");
        string from = direction.Sender.Group, to = direction.Receiver.Group;
        if (header.Has(TcpFlags.Syn))
        {
            _initial[from] = header.Sequence.Value;
        }

        Frames.Add(new TcpFrame(time, from, to, packet.Label.Message, octets, header, segment.Length - headerSize)
        {
            Start = header.Sequence - new TcpSequence(_initial.GetValueOrDefault(from)),
            Acknowledgment = header.Acknowledgment - new TcpSequence(_initial.GetValueOrDefault(to)),
        });
    }

    void ITap.Withdrawn(LinkDirection direction, Packet packet)
    {
        // it was put on the link as far as TCP knows
    }

    void ITap.Delivered(LinkDirection direction, Packet packet, SimTime time)
    {
        // the times of sending tell enough
    }

    void ITap.Dropped(LinkDirection? direction, Node node, Packet packet, DropReason reason, SimTime time)
    {
        // counted elsewhere
    }

    private Node Host(string group, int number)
    {
        Node node = Topology.AddNode(group);
        node.Ip.AddAddress(_isV6
            ? IpAddress.Parse("fd00::" + number.ToString(CultureInfo.InvariantCulture))
            : IpAddress.FromV4(10, 0, 0, (byte)number));
        return node;
    }

    private static async Process Reader(TcpConnection connection, StringBuilder text)
    {
        while (true)
        {
            TcpReceived received = await connection.Receive();
            if (!received.HasOctets)
            {
                text.Append(CultureInfo.InvariantCulture, $"<{received.Status}>");
                return;
            }

            text.Append(Encoding.ASCII.GetString(received.Octets));
            received.Release();
        }
    }

    private static async Process CollectAll(TcpConnection connection, List<byte> octets)
    {
        while (true)
        {
            TcpReceived received = await connection.Receive();
            if (!received.HasOctets)
            {
                return;
            }

            octets.AddRange(received.Octets);
            received.Release();
        }
    }

    private sealed class Callback(Action action) : Handler
    {
        protected override void Fire() => action();
    }
}

/// <summary>Speaks TCP by hand: takes what comes to a node, and sends what the test says.</summary>
internal sealed class ScriptedPeer : ITransport
{
    private readonly Node _node;
    private IpEndpoint _remote;
    private ushort _port = TcpNetwork.Port;

    public ScriptedPeer(Node node)
    {
        _node = node;
        node.Ip.Register(IpProtocol.Tcp, this);
    }

    public List<(SimTime Time, TcpHeader Header, byte[] Text)> Received { get; } = [];

    public TcpHeader Last => Received[^1].Header;

    /// <summary>The text of a received segment.</summary>
    public string TextOf(int index) => Encoding.ASCII.GetString(Received[index].Text);

    /// <summary>To whom it speaks if nothing has come.</summary>
    public void Address(IpEndpoint remote, ushort port) => (_remote, _port) = (remote, port);

    public void Send(
        TcpFlags flags,
        uint sequence,
        uint acknowledgment,
        string text = "",
        ushort window = 65_535,
        int mss = TcpHeader.NoOption,
        int shift = TcpHeader.NoOption)
    {
        var header = new TcpHeader(
            _port, _remote.Port, new(sequence), new(acknowledgment), flags, window, mss, shift);
        Packet packet = _node.Topology.Packets.Rent(header.Size + text.Length);
        Span<byte> octets = packet.Change();
        Encoding.ASCII.GetBytes(text, octets[header.Size..]);
        IpAddress source = _node.Ip.Addresses[0];
        header.Write(octets, source, _remote.Address);
        packet.Label = new MessageLabel("test", "scripted");
        _node.Ip.Send(packet, source, _remote.Address, IpProtocol.Tcp);
    }

    public void Receive(Packet packet, in IpHeader header)
    {
        bool isRight = TcpHeader.TryRead(
            packet.Octets, header.Source, header.Destination, out TcpHeader tcp, out int headerSize, out _);
        Assert.That(isRight, Is.True);
        _remote = new(header.Source, tcp.SourcePort);
        _port = tcp.DestinationPort;
        Received.Add((_node.Simulation.Now, tcp, packet.Octets[headerSize..].ToArray()));
        packet.Release();
    }

    public void ReceiveError(in IcmpError error) => Assert.Fail("no ICMP is expected");

    public void Crash()
    {
        // nothing to lose
    }
}
