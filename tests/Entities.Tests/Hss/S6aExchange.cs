using System.Collections.Generic;
using System.Globalization;
using NUnit.Framework;
using Simulator.Crypto;
using Simulator.Entities;
using Simulator.Kernel;
using Simulator.Measure;
using Simulator.Network;
using Simulator.Protocols.Nas;
using Simulator.Protocols.Wire;

namespace Tests.Entities;

/// <summary>
/// Two MMEs and the HSSs of two networks, 5 ms apart, in a network that uses no packet twice; what they say is noted.
/// </summary>
internal sealed class S6aExchange
{
    public static readonly PlmnId Home = PlmnId.FromDigits("001", "01");
    public static readonly PlmnId Other = PlmnId.FromDigits("310", "410");

    private readonly List<string> _ladder = [];
    private int _subscriberCount;

    public S6aExchange(
        HssOptions? options = null,
        DiameterOptions? diameter = null,
        ProcessorOptions? processor = null,
        IReadOnlyList<S6aPeer>? peers = null,
        PlmnId? visited = null,
        bool isStarted = true)
    {
        Simulation = new Simulation();
        Topology = new Topology(Simulation, new PacketPool(isStrict: true));
        Metrics = new MetricRegistry(Simulation, new MeasuredWindow(SimTime.Zero, SimTime.FromSeconds(100_000)));
        Mmes = [AddNode("mme", 0, "10.1.0.1"), AddNode("mme", 1, "10.1.0.2")];
        HssNode = AddNode("hss", 0, "10.2.0.1");
        OtherHssNode = AddNode("hss", 1, "10.2.0.2");
        HssProcessor = HssNode.AddProcessor("processor", processor ?? new ProcessorOptions(), Costs);
        HssMeasures = new HssMeasures(Metrics, "hss");
        DiameterOptions behaviour = diameter ?? DiameterOptions.Default;
        HssOptions home = (options ?? new HssOptions()) with { Plmn = Home, Diameter = behaviour };
        Hss = new Hss(HssNode, HssProcessor, home, HssMeasures);
        Processor otherProcessor = OtherHssNode.AddProcessor("processor", new ProcessorOptions(), Costs);
        OtherHss = new Hss(OtherHssNode, otherProcessor, home with { Plmn = Other }, new HssMeasures(Metrics, "other"));
        peers ??= [new S6aPeer(Home, HssNode.Ip.Addresses[0]), new S6aPeer(Other, OtherHssNode.Ip.Addresses[0])];
        Clients = new S6aClient[Mmes.Length];
        ClientMeasures = new S6aMeasures[Mmes.Length];
        for (int index = 0; index < Mmes.Length; index++)
        {
            Links.Add(Topology.AddLink("s6a", Mmes[index], HssNode, LinkOptions.Of(SimTime.FromMilliseconds(5))));
            Topology.AddLink("s6a", Mmes[index], OtherHssNode, LinkOptions.Of(SimTime.FromMilliseconds(5)));
            ClientMeasures[index] = new S6aMeasures(Metrics, Mmes[index].Id);
            PlmnId network = visited ?? Home;
            var own = new S6aOptions(DiameterNames.Mme(network, 0x8000, (byte)index), network) { Diameter = behaviour };
            Clients[index] = new S6aClient(Mmes[index], own, peers, ClientMeasures[index]);
        }

        Topology.AddTap(new Tap(this));
        if (isStarted)
        {
            Start();
        }
    }

    public static CostTable Costs { get; } = new(new Dictionary<string, OperationCost>
    {
        [Hss.Lookup] = new() { Fixed = SimTime.FromMilliseconds(1) },
        [Operations.AkaVector.Name] = new() { Fixed = SimTime.FromMicroseconds(100) },
        [Operations.KdfHmacSha256.Name] = new() { Fixed = SimTime.FromMicroseconds(10) },
        [Operations.AkaResynchronise.Name] = new() { Fixed = SimTime.FromMicroseconds(200) },
    });

    public Simulation Simulation { get; }

    public Topology Topology { get; }

    public MetricRegistry Metrics { get; }

    public Node[] Mmes { get; }

    public Node HssNode { get; }

    public Node OtherHssNode { get; }

    public List<Link> Links { get; } = [];

    public Processor HssProcessor { get; }

    public Hss Hss { get; }

    public Hss OtherHss { get; }

    public HssMeasures HssMeasures { get; }

    public S6aClient[] Clients { get; }

    public S6aMeasures[] ClientMeasures { get; }

    /// <summary>Starts everybody and waits until the connections are up; the ladder is empty then.</summary>
    public void Start()
    {
        Hss.Start();
        OtherHss.Start();
        foreach (S6aClient client in Clients)
        {
            client.Start();
        }

        RunFor(1_000);
        TakeLadder();
    }

    /// <summary>A subscriber of the home network whom the HSS knows.</summary>
    public Subscriber Provision()
    {
        Subscriber subscriber = Draw();
        Hss.Provision(subscriber);
        return subscriber;
    }

    /// <summary>A subscriber of the home network whom nobody knows.</summary>
    public Subscriber Draw() => Subscriber.Draw(Simulation, "001", "01", ++_subscriberCount);

    public VectorAnswer FetchVector(Imsi imsi, Resynchronisation? resynchronisation = null, int mme = 0) =>
        Run(Clients[mme].FetchVector(imsi, resynchronisation, default));

    public LocationAnswer UpdateLocation(Imsi imsi, int mme = 0) => Run(Clients[mme].UpdateLocation(imsi, default));

    public T Run<T>(Process<T> process)
    {
        Assert.That(Simulation.Run(process), Is.True, "it ended");
        return process.GetResult();
    }

    public void RunFor(double milliseconds) =>
        Simulation.Run(Simulation.Now + SimTime.FromSeconds(milliseconds / 1_000));

    /// <summary>The Diameter messages since the last call.</summary>
    public string TakeLadder()
    {
        string ladder = string.Join('\n', _ladder);
        _ladder.Clear();
        return ladder;
    }

    /// <summary>When everything is switched off, nothing is left: no packet, no timer.</summary>
    public void Finish()
    {
        foreach (Node node in Topology.Nodes)
        {
            node.Crash();
        }

        Simulation.Run();
        Assert.That(Topology.Packets.LiveCount, Is.Zero, "every packet was released");
        Assert.That(Simulation.PendingCount, Is.Zero, "no timer is left");
    }

    public Node AddNode(string group, int index, string address)
    {
        Node node = Topology.AddNode(group, index);
        node.Ip.AddAddress(IpAddress.Parse(address));
        return node;
    }

    private sealed class Tap(S6aExchange exchange) : ITap
    {
        public void Sent(LinkDirection direction, Packet packet, SimTime time, bool isFirst)
        {
            for (int index = 0; index < packet.MessageCount; index++)
            {
                MessageLabel label = packet.MessageAt(index, out _);
                if (label.Protocol == DiameterLabels.Protocol)
                {
                    exchange._ladder.Add(string.Create(
                        CultureInfo.InvariantCulture,
                        $"{direction.Sender.Id} -> {direction.Receiver.Id}  {label.Text}"));
                }
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
}
