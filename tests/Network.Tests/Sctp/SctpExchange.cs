using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Globalization;
using System.Text;
using NUnit.Framework;
using Simulator.Kernel;
using Simulator.Network;

namespace Tests.Network;

/// <summary>A packet that was put on the wire.</summary>
/// <param name="Time">When its first octet left.</param>
/// <param name="From">Sender: <c>a</c> or <c>b</c>.</param>
/// <param name="Octets">The IP packet.</param>
/// <param name="Label">What its sender calls it.</param>
internal sealed record WirePacket(SimTime Time, string From, byte[] Octets, MessageLabel Label)
{
    public ReadOnlySpan<byte> Sctp => Octets.AsSpan(Octets[0] >> 4 == 4 ? 20 : 40);

    public uint Tag => BinaryPrimitives.ReadUInt32BigEndian(Sctp[4..]);
}

/// <summary>
/// Two nodes, a and b, 10 ms apart, with SCTP at port 36412, and everything that was put on the wire between them, read
/// by a reader that shares no code with the codecs.
/// </summary>
internal sealed class SctpExchange
{
    public const ushort Port = 36412;
    public const int DelayMilliseconds = 10;

    public static readonly MessageLabel Label = new("S1AP", "InitialUEMessage");

    private readonly Dictionary<string, uint> _initialTsn = [];

    public SctpExchange(
        SctpOptions? options = null,
        LinkOptions? link = null,
        long seed = 1,
        bool isV6 = false,
        SctpOptions? optionsOfB = null,
        ushort port = Port)
    {
        PortInUse = port;
        Simulation = new Simulation(seed);
        Topology = new Topology(Simulation, new PacketPool(isStrict: true));
        A = Topology.AddNode("a");
        B = Topology.AddNode("b");
        A.Ip.AddAddress(IpAddress.Parse(isV6 ? "fd00::1" : "10.0.0.1"));
        B.Ip.AddAddress(IpAddress.Parse(isV6 ? "fd00::2" : "10.0.0.2"));
        Link = Topology.AddLink("line", A, B, link ?? LinkOptions.Of(SimTime.FromMilliseconds(DelayMilliseconds)));
        Topology.AddTap(new WireTap(this));
        Options = options ?? Quiet;
        EndpointA = SctpStack.Of(A).Open(port, Options);
        EndpointB = SctpStack.Of(B).Open(port, optionsOfB ?? Options);
    }

    /// <summary>The defaults without heartbeats, so that a run ends by itself.</summary>
    public static SctpOptions Quiet { get; } = new() { HeartbeatInterval = SimTime.Zero };

    public Simulation Simulation { get; }

    public ushort PortInUse { get; }

    public Topology Topology { get; }

    public Node A { get; }

    public Node B { get; }

    public Link Link { get; }

    public SctpOptions Options { get; }

    public SctpEndpoint EndpointA { get; set; }

    public SctpEndpoint EndpointB { get; set; }

    public SctpCounters CountersA => SctpStack.Of(A).Counters;

    public SctpCounters CountersB => SctpStack.Of(B).Counters;

    public List<WirePacket> Wire { get; } = [];

    /// <summary>The packets since the last call, as <c>milliseconds a -> b  chunks</c>.</summary>
    public string TakeLadder()
    {
        string[] lines = Wire.ConvertAll(Line).ToArray();
        Wire.Clear();
        return string.Join('\n', lines);
    }

    /// <summary>Opens an association from a to b; the wire is empty afterwards.</summary>
    public (SctpAssociation A, SctpAssociation B) Connect()
    {
        SctpConnectResult result = ConnectOnly();
        Assert.That(result.IsUp, Is.True, result.Failure.ToString());
        Assert.That(EndpointB.Accepted.TryReceive(out SctpAssociation? accepted), Is.True);
        Wire.Clear();
        return (result.Association!, accepted!);
    }

    public SctpConnectResult ConnectOnly()
    {
        Process<SctpConnectResult> connect = EndpointA.Connect(B.Ip.Addresses[0], PortInUse);
        Simulation.Run(connect);
        return Result(connect);
    }

    /// <summary>The result of a process that has ended.</summary>
    public T Result<T>(Process<T> process)
    {
        Assert.That(process.IsCompleted, Is.True);
        return process.GetResult();
    }

    public void RunFor(double milliseconds) =>
        Simulation.Run(Simulation.Now + SimTime.FromSeconds(milliseconds / 1_000));

    /// <summary>
    /// Lets the receiving node lose packets; the predicate is asked once for each, in order of arrival.
    /// </summary>
    public void LoseAt(Node receiver, Predicate<Packet> isLost) =>
        receiver.Ip.AddHook(HookPoint.Arrival, new Loss(isLost));

    /// <summary>Loses the first packets of a label at their receiver.</summary>
    public void LoseFirst(Node receiver, string message, int count = 1) =>
        LoseAt(receiver, packet => packet.Label.Names(message) && count-- > 0);

    /// <summary>The octets of a message that nobody mistakes for another.</summary>
    public static byte[] Message(int number, int size)
    {
        byte[] octets = new byte[size];
        for (int index = 0; index < size; index++)
        {
            octets[index] = unchecked((byte)((number * 31) + (index * 7)));
        }

        if (size >= sizeof(int))
        {
            BinaryPrimitives.WriteInt32BigEndian(octets, number);
        }

        return octets;
    }

    public static SctpSendOutcome Send(
        SctpAssociation association, int number, int size, ushort stream = 0, bool isUnordered = false) =>
        association.Send(stream, SctpPpid.S1ap, Message(number, size), Label, default, isUnordered);

    /// <summary>The numbers of the messages that have arrived, as text.</summary>
    public static string Take(SctpAssociation association) => string.Join(' ', TakeNumbers(association));

    /// <summary>
    /// The numbers of the messages that have arrived and were not taken; each is compared and released.
    /// </summary>
    public static List<int> TakeNumbers(SctpAssociation association)
    {
        List<int> numbers = [];
        while (association.TryReceive(out SctpIndication indication) && indication.IsMessage)
        {
            int number = BinaryPrimitives.ReadInt32BigEndian(indication.Payload.Octets);
            Assert.That(
                indication.Payload.Octets.SequenceEqual(Message(number, indication.Payload.Size)),
                Is.True,
                "the octets are right");
            numbers.Add(number);
            indication.Payload.Release();
        }

        return numbers;
    }

    public string Line(WirePacket packet)
    {
        string time = (packet.Time.Picoseconds / 1e9).ToString("0.#########", CultureInfo.InvariantCulture);
        return $"{time} {packet.From} -> {(packet.From == "a" ? "b" : "a")}  {Describe(packet)}";
    }

    /// <summary>Chunk names; TSNs count from the first one of their sender.</summary>
    public string Describe(WirePacket packet)
    {
        string peer = packet.From == "a" ? "b" : "a";
        List<string> chunks = [];
        ReadOnlySpan<byte> rest = packet.Sctp[12..];
        while (!rest.IsEmpty)
        {
            int length = BinaryPrimitives.ReadUInt16BigEndian(rest[2..]);
            chunks.Add(DescribeChunk(rest[..length], packet.From, peer));
            rest = rest[Math.Min(rest.Length, (length + 3) / 4 * 4)..];
        }

        return string.Join(" + ", chunks);
    }

    private string DescribeChunk(ReadOnlySpan<byte> chunk, string from, string peer)
    {
        string[] names =
        [
            "DATA", "INIT", "INIT ACK", "SACK", "HEARTBEAT", "HEARTBEAT ACK", "ABORT", "SHUTDOWN", "SHUTDOWN ACK",
            "ERROR", "COOKIE ECHO", "COOKIE ACK", "12", "13", "SHUTDOWN COMPLETE",
        ];
        string name = chunk[0] < names.Length ? names[chunk[0]] : chunk[0].ToString(CultureInfo.InvariantCulture);
        switch (chunk[0])
        {
            case 0:
                return $"DATA {Tsn(chunk[4..], from)}";
            case 1 or 2:
                _initialTsn[from] = BinaryPrimitives.ReadUInt32BigEndian(chunk[16..]);
                return name;
            case 3:
                return name + DescribeSack(chunk, peer);
            case 6 or 9 when chunk.Length > 4:
                return $"{name} {BinaryPrimitives.ReadUInt16BigEndian(chunk[4..])}";
            case 7:
                return $"{name} {Tsn(chunk[4..], peer)}";
            default:
                return name + (chunk[1] == 0 ? "" : " T");
        }
    }

    private string DescribeSack(ReadOnlySpan<byte> chunk, string peer)
    {
        int tsn = Tsn(chunk[4..], peer);
        var text = new StringBuilder($" {tsn}");
        int gaps = BinaryPrimitives.ReadUInt16BigEndian(chunk[12..]), duplicates = BinaryPrimitives.ReadUInt16BigEndian(
            chunk[14..]);
        for (int index = 0; index < gaps; index++)
        {
            ReadOnlySpan<byte> gap = chunk[(16 + (index * 4))..];
            int first = tsn + BinaryPrimitives.ReadUInt16BigEndian(gap);
            int last = tsn + BinaryPrimitives.ReadUInt16BigEndian(gap[2..]);
            text.Append(CultureInfo.InvariantCulture, $" ({first}..{last})");
        }

        for (int index = 0; index < duplicates; index++)
        {
            text.Append(CultureInfo.InvariantCulture, $" again {Tsn(chunk[(16 + ((gaps + index) * 4))..], peer)}");
        }

        return text.ToString();
    }

    private int Tsn(ReadOnlySpan<byte> octets, string sender) =>
        unchecked((int)(BinaryPrimitives.ReadUInt32BigEndian(octets) - _initialTsn.GetValueOrDefault(sender)));

    private sealed class WireTap(SctpExchange exchange) : ITap
    {
        public void Sent(LinkDirection direction, Packet packet, SimTime time, bool isFirst)
        {
            var sent = new WirePacket(time, direction.Sender.Group, packet.Octets.ToArray(), packet.Label);
            if (sent.Octets[sent.Octets[0] >> 4 == 4 ? 9 : 6] == IpProtocol.Sctp)
            {
                exchange.Describe(sent); // learns the first TSNs
                exchange.Wire.Add(sent);
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
        }
    }

    private sealed class Loss(Predicate<Packet> isLost) : IForwardingHook
    {
        public HookVerdict Handle(in ForwardingPoint point) =>
            isLost(point.Packet) ? HookVerdict.Drop : HookVerdict.Pass;
    }
}
