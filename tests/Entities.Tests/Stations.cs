using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using Simulator.Entities;
using Simulator.Kernel;
using Simulator.Measure;
using Simulator.Network;

namespace Tests.Entities;

/// <summary>
/// source/0 -- server/0 -- sink/0: a source whose customers the test lets arrive, a station with one core that takes
/// 10 ms for each, links of 1 ms. The pool finds every use after release.
/// </summary>
internal sealed class Stations : ITap
{
    public const ushort Port = 50_000;

    private static readonly string[] Outcomes = [ProcedureMeasure.Success, Server.QueueFull];

    private readonly MetricRegistry _metrics;
    private readonly bool _isV6;
    private readonly Source _source;

    public Stations(CustomerTransport transport, bool isV6 = false, LinkOptions? link = null, int queueMax = 100_000)
    {
        _isV6 = isV6;
        Topology = new Topology(Simulation, new PacketPool(isStrict: true));
        _metrics = new MetricRegistry(Simulation, new(SimTime.Zero, SimTime.FromSeconds(1_000)));
        SourceNode = Host("source", 1);
        ServerNode = Host("server", 2);
        SinkNode = Host("sink", 3);
        link ??= LinkOptions.Of(SimTime.FromMilliseconds(1));
        Topology.AddLink("hop", SourceNode, ServerNode, link);
        Topology.AddLink("hop", ServerNode, SinkNode, link);
        Topology.AddTap(this);

        var measure = new ProcedureMeasure("customer", "Test.", "source", Outcomes, Simulation, _metrics);
        var book = new CustomerBook(measure, _metrics.Counter("customer.repeated", "", "Test."), sourceCount: 1);
        OperationCost cost = new() { Fixed = Duration.FromSimTime(SimTime.FromMilliseconds(10)) };
        Processor processor = ServerNode.AddProcessor(
            "server", new() { QueueMax = queueMax }, new CostTable([KeyValuePair.Create(Server.Serve, cost)]));
        Ratio waiting = _metrics.Ratio("server.waiting", "server/0", "Test.");
        var server = new Server(ServerNode, processor, book, waiting, Malformed("server"));
        var sink = new Sink(SinkNode, book, Malformed("sink"));
        _source = new Source(SourceNode, 0, () => Size, book);
        SinkPort = new CustomerPort(SinkNode, transport, Port, next: null, sink);
        server.Port = new CustomerPort(ServerNode, transport, Port, AddressOf(SinkNode), server);
        SourcePort = new CustomerPort(SourceNode, transport, Port, AddressOf(ServerNode), receiver: null);
        _source.Port = SourcePort;
    }

    public Simulation Simulation { get; } = new();

    public Topology Topology { get; }

    public Node SourceNode { get; }

    public Node ServerNode { get; }

    public Node SinkNode { get; }

    public CustomerPort SourcePort { get; }

    public CustomerPort SinkPort { get; }

    /// <summary>Octets of the next customer's message.</summary>
    public int Size { get; set; } = 100;

    /// <summary>Customers on the wire: time, sender and receiver.</summary>
    public List<string> Ladder { get; } = [];

    /// <summary>Octets of every packet that was sent.</summary>
    public List<byte[]> Packets { get; } = [];

    public IpAddress AddressOf(Node node) => node.Ip.Addresses[0];

    /// <summary>So many customers arrive, now.</summary>
    public void Arrive(int count = 1)
    {
        for (; count > 0; count--)
        {
            _source.Emit();
        }
    }

    /// <summary>Runs up to a time in milliseconds.</summary>
    public void Run(long milliseconds) => Simulation.Run(SimTime.FromMilliseconds(milliseconds));

    /// <summary>Value of a metric; without a value, zero.</summary>
    public double this[string metric, Statistic statistic = Statistic.Count] => _metrics.Values()
        .Where(value => value.Metric == metric && value.Statistic == statistic)
        .Sum(value => value.Value);

    void ITap.Sent(LinkDirection direction, Packet packet, SimTime time, bool isFirst)
    {
        Packets.Add(packet.Octets.ToArray());
        if (packet.Label.Message == Source.Label.Message)
        {
            string text = FormattableString.Invariant($"{time}  {direction.Sender.Id} -> {direction.Receiver.Id}");
            Ladder.Add(text);
        }
    }

    void ITap.Withdrawn(LinkDirection direction, Packet packet)
    {
        // the times of sending tell enough
    }

    void ITap.Delivered(LinkDirection direction, Packet packet, SimTime time)
    {
        // the times of sending tell enough
    }

    void ITap.Dropped(LinkDirection? direction, Node node, Packet packet, DropReason reason, SimTime time)
    {
        // counted by nodes
    }

    private Counter Malformed(string group) => _metrics.Counter($"{group}.malformed", group, "Test.");

    private Node Host(string group, int number)
    {
        Node node = Topology.AddNode(group);
        string digits = number.ToString(CultureInfo.InvariantCulture);
        node.Ip.AddAddress(IpAddress.Parse(_isV6 ? "fd00::" + digits : "10.0.0." + digits));
        return node;
    }
}
