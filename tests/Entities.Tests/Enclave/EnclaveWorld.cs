using System;
using System.Collections.Generic;
using System.Linq;
using Simulator.Crypto;
using Simulator.Entities;
using Simulator.Kernel;
using Simulator.Measure;
using Simulator.Network;
using Simulator.Protocols.Enclave;
using Simulator.Protocols.Esp;

namespace Tests.Entities.Enclave;

/// <summary>
/// client/0 -- middle/0 -- server/0 on links of 1 ms, with one SA between client and server. What stands in the middle
/// is the test's. The pool finds every use after release.
/// </summary>
internal sealed class EnclaveWorld : ITap
{
    public const uint Spi = 0x12345678;

    private static readonly SimTime Delay = SimTime.FromMilliseconds(1);

    private readonly MetricRegistry _metrics;

    public EnclaveWorld(
        NicMode mode = NicMode.None,
        bool isV6 = false,
        bool isTunnel = false,
        EspTransform? transform = null,
        EnclaveHierarchy? hierarchy = null,
        int replySize = 0,
        bool carriesInformation = true,
        CostTable? clientCosts = null,
        int clientWaitingMax = 10_000,
        int mtu = 1_500)
    {
        Hierarchy = hierarchy ?? new EnclaveHierarchy(EnclavePrf.AesCmac);
        Topology = new Topology(Simulation, new PacketPool(isStrict: true));
        _metrics = new MetricRegistry(Simulation, new(SimTime.Zero, SimTime.FromSeconds(1_000)));
        ClientNode = Host("client", 1, isV6);
        MiddleNode = Host("middle", 2, isV6);
        ServerNode = Host("server", 3, isV6);
        LinkOptions path = LinkOptions.Of(Delay) with { Mtu = mtu };
        Topology.AddLink("path", ClientNode, MiddleNode, path);
        Topology.AddLink("path", MiddleNode, ServerNode, path);
        Topology.AddTap(this);
        Setting = new EnclaveSetting(
            Hierarchy, transform ?? EspTransform.Gcm(32), isTunnel, carriesInformation, new CipherContexts());
        ServerPort = new KeyPort(ServerNode, Setting, Counters<EnclaveRefusal>("provisioning.packet", "server/0"));
        Packets = new ProcedureMeasure(
            "packet", "Test.", "client", [ProcedureMeasure.Success], Simulation, _metrics);
        Client = new EnclaveClient(
            ClientNode,
            0,
            Setting,
            new EnclaveMeasures(_metrics, "client", "client", "client/0"),
            Packets,
            clientCosts is null
                ? null
                : ClientNode.AddProcessor("client", new() { QueueMax = clientWaitingMax }, clientCosts));
        Server = new EnclaveServer(
            ServerNode,
            ServerNode.AddProcessor("server", new(), Costs),
            new EnclaveServerOptions { Enclave = 2, Id = 7, ReplySize = replySize },
            Nic(mode),
            Setting,
            new EnclaveMeasures(_metrics, "server", "server", "server/0"),
            new NicMeasures(_metrics, "server", "server/0"),
            Packets);
        Path = new EnclavePath(
            Hierarchy.PairOf(1, 2),
            new SubEnclavePairs([.. Enumerable.Repeat(new EnclavePair(3, 4), Hierarchy.SubLevelCount)]),
            Hierarchy.HasServerLevel ? 7U : 0U,
            Spi);
        SetUp();
    }

    public static CostTable Costs { get; } = new(
        new[] { "host.packet", "host.inspect", "aead.aes-gcm", "cipher.aes-cbc", "mac.hmac-sha256" }
            .Concat(NicOperations.All.Select(operation => operation.Name))
            .Select(name => KeyValuePair.Create(name, new OperationCost { Fixed = SimTime.FromMicroseconds(10) })));

    public Key256 Organisation { get; } = new(1, 2);

    public Simulation Simulation { get; } = new();

    public EnclaveHierarchy Hierarchy { get; }

    public Topology Topology { get; }

    public EnclaveSetting Setting { get; }

    public ProcedureMeasure Packets { get; }

    public Node ClientNode { get; }

    public Node MiddleNode { get; }

    public Node ServerNode { get; }

    /// <summary>The server's way to a key server.</summary>
    public KeyPort ServerPort { get; }

    public EnclaveClient Client { get; }

    public EnclaveServer Server { get; }

    public EnclavePath Path { get; }

    /// <summary>What was said, by whom and to whom; what a node on the way has changed is said again.</summary>
    public List<string> Said { get; } = [];

    /// <summary>Octets of every packet that was sent on a link, in order.</summary>
    public List<byte[]> Sent { get; } = [];

    /// <summary>When each of them was sent, and by whom.</summary>
    public List<(string Sender, SimTime Time)> SentAt { get; } = [];

    /// <summary>Lets a test change packets in the middle.</summary>
    public void Tamper(Action<Packet> change) => MiddleNode.Ip.AddHook(HookPoint.Arrival, new Tamperer(change));

    public NicOptions Nic(NicMode mode) => new() { Mode = mode, EntryCount = 2, Costs = Costs };

    /// <summary>A key of the organisation's tree.</summary>
    public Key256 KeyAt(EnclaveLevel level, EnclavePath? path = null, KeyUse use = KeyUse.Both) =>
        Hierarchy.Derive(OrganisationOf(use), 0, Hierarchy.DepthOf(level), path ?? Path, use);

    /// <summary>What is known of an SA key by those who know all.</summary>
    public SaKeys SaKeysAt(EnclavePath path) => Hierarchy.IsSeparate
        ? new SaKeys(
            KeyAt(EnclaveLevel.Sa, path, KeyUse.Encryption), KeyAt(EnclaveLevel.Sa, path, KeyUse.Authentication))
        : new SaKeys(KeyAt(EnclaveLevel.Sa, path));

    private Key256 OrganisationOf(KeyUse use) => use == KeyUse.Authentication ? new Key256(3, 4) : Organisation;

    /// <summary>The value of a counter or of a ratio's count.</summary>
    public double Value(string metric, Statistic statistic = Statistic.Count) => _metrics.Values()
        .First(value => value.Metric == metric && value.Statistic == statistic).Value;

    /// <summary>Counters of a family that are not zero, as <c>reason count</c>.</summary>
    public string Reasons(string family) => string.Join(
        ", ", _metrics.Values()
            .Where(value => value.Metric.StartsWith(family + ".", StringComparison.Ordinal) && value.Value > 0)
            .Select(value => FormattableString.Invariant($"{value.Metric[(family.Length + 1)..]} {value.Value}")));

    public Intermediate AddIntermediate(
        NicMode mode = NicMode.None, bool reProtects = false, bool isGateway = false, int dataMax = 0,
        bool derives = true, int cardMax = 1_024, int waitingMax = 10_000) => new(
        MiddleNode,
        MiddleNode.AddProcessor("middle", new() { QueueMax = waitingMax }, Costs),
        new IntermediateOptions
        {
            Device = 5,
            ReProtects = reProtects,
            IsGateway = isGateway,
            DataMax = dataMax,
            Derives = derives,
        },
        Nic(mode) with { QueueMax = cardMax },
        Setting,
        new IntermediateMeasures(_metrics, "intermediate", "middle/0"),
        new NicMeasures(_metrics, "intermediate", "middle/0"));

    /// <summary>left/0 behind the client, which tunnels for it, and right/0 behind the server.</summary>
    public (EnclaveHost Left, EnclaveHost Right) AddHosts(int replySize = 0)
    {
        bool isV6 = Client.Address.IsV6;
        Node left = Host("left", 4, isV6), right = Host("right", 5, isV6);
        Topology.AddLink("inside", left, ClientNode, LinkOptions.Of(Delay));
        Topology.AddLink("inside", right, ServerNode, LinkOptions.Of(Delay));
        Setting.Sites.Add(left.Ip.Addresses[0], Client.Address);
        Setting.Sites.Add(right.Ip.Addresses[0], Server.Address);
        Client.Tunnelled = Client.Emit;
        return (HostOf(left, begins: true, replySize), HostOf(right, begins: false, replySize));
    }

    /// <summary>A server on the client's node, whose packets the client does not see.</summary>
    public EnclaveServer AddCaller(NicMode mode, int replySize = 0) => new(
        ClientNode,
        ClientNode.AddProcessor("caller", new(), Costs),
        new EnclaveServerOptions { Enclave = 1, Id = 3, ReplySize = replySize },
        Nic(mode),
        Setting,
        new EnclaveMeasures(_metrics, "caller", "caller", "client/0"),
        new NicMeasures(_metrics, "caller", "client/0"),
        Packets);

    /// <summary>The key server of the server's enclave, which holds the pair's key from a time on.</summary>
    public (Node Node, EnclaveKeyServer Server, KeyClient Client) AddKeyServer(SimTime at = default)
    {
        Node node = Host("keys", 9, ServerNode.Ip.Addresses[0].IsV6);
        Topology.AddLink("keys", ServerNode, node, LinkOptions.Of(Delay));
        var port = new KeyPort(node, Setting, Counters<EnclaveRefusal>("provisioning.packet", "keys/0"));
        KeyPort.Join(ServerPort, port, 256, new Key256(6, 6));
        var measures = new KeyServerMeasures(_metrics, "keys", "keys/0");
        var installed = new InstalledKeys(node, new KeyRing(Hierarchy), measures);
        var server = new EnclaveKeyServer(port, Hierarchy, 2, installed, measures);
        server.AddPeer(1);
        server.Register(Server.Address, 7, Hierarchy.ServerDepth);
        installed.Put(Path.Pair, KeyAt(EnclaveLevel.Pair), at);
        var options = new KeyClientOptions
        {
            Enclave = 2,
            Timeout = SimTime.FromMilliseconds(100),
            AttemptMax = 2,
        };
        var client = new KeyClient(
            ServerPort, port.Address, Hierarchy, options,
            new ProcedureMeasure(
                "provisioning", "Test.", "server",
                [ProcedureMeasure.Success, KeyClient.Denied, KeyClient.UnknownEnclave, KeyClient.TimedOut],
                Simulation, _metrics),
            new KeyServerMeasures(_metrics, "server", "server/0"));
        ServerPort.Use(client);
        return (node, server, client);
    }

    public TaggingRouter AddRouter(TaggingRouterOptions options) => new(
        MiddleNode, options, new ReasonCounters<TaggingEvent>(_metrics, "router.tags", "middle/0", "Test"));

    public ReasonCounters<T> Counters<T>(string family, string entity = "test")
        where T : struct, Enum => new(_metrics, family, entity, "Test");

    public ProcedureMeasure Measure(string name) => new(
        name, "Test.", "test", IkeProcedures.Outcomes, Simulation, _metrics);

    public IkeMeasures IkeMeasures(IkeProcedures procedures, string entity) => new(procedures, _metrics, entity);

    public DiscoveryMeasures Discovery(string entity = "server/0") => new(_metrics, entity, new ProcedureMeasure(
        "discovery", "Test.", "server", [ProcedureMeasure.Success], Simulation, _metrics));

    /// <summary>Another SA between client and server, up from now on.</summary>
    public void AddSa(uint spi)
    {
        EnclavePath path = Path with { Sa = spi };
        var information = new DerivationInformation(path);
        EspKeyPair keys = Setting.Expand(KeyAt(EnclaveLevel.Sa, path));
        Server.Add(Client.Address, information, keys);
        Client.Add(Server.Address, information, keys);
    }

    /// <summary>The client sends so many packets, one after the other, and everything runs to its end.</summary>
    public void Send(int count = 1, int size = 200)
    {
        for (; count > 0; count--)
        {
            Client.Emit(0, size);
            Simulation.Run();
        }
    }

    void ITap.Sent(LinkDirection direction, Packet packet, SimTime time, bool isFirst)
    {
        Sent.Add(packet.Octets.ToArray());
        SentAt.Add((direction.Sender.Id, time));
        if (isFirst && IpHeader.TryRead(packet.Octets, out IpHeader header, out _))
        {
            Node to = Topology.Nodes.First(node => node.Ip.Addresses.Contains(header.Destination));
            Said.Add($"{direction.Sender.Id} -> {to.Id}  {packet.Label.Text}");
        }
    }

    void ITap.Withdrawn(LinkDirection direction, Packet packet)
    {
        // what was sent is enough
    }

    void ITap.Delivered(LinkDirection direction, Packet packet, SimTime time)
    {
        // what was sent is enough
    }

    void ITap.Dropped(LinkDirection? direction, Node node, Packet packet, DropReason reason, SimTime time)
    {
        // counted by nodes
    }

    private void SetUp()
    {
        var information = new DerivationInformation(
            Path, HasServerLevel: Hierarchy.HasServerLevel, IsOrdered: Hierarchy.IsOrdered,
            IsV6: Client.Address.IsV6);
        EspKeyPair keys = Setting.Expand(SaKeysAt(Path));
        foreach (KeyUse use in Hierarchy.Uses.Where(_ => Server.Nic.Options.Derives))
        {
            int depth = Server.Nic.KeyDepth;
            Server.Nic.AddKey(0, depth, Path, Hierarchy.Derive(OrganisationOf(use), 0, depth, Path, use), use);
        }

        Server.Add(Client.Address, information, keys);
        Client.Add(Server.Address, information, keys);
    }

    private EnclaveHost HostOf(Node node, bool begins, int replySize) => new(
        node,
        new EnclaveHostOptions { Index = 3, Begins = begins, ReplySize = replySize },
        _metrics.Rate($"{node.Group}.goodput", node.Id, MetricUnit.BitPerSecond, "Test."),
        _metrics.Counter($"{node.Group}.too-big", node.Id, "Test."),
        Packets);

    private Node Host(string group, int number, bool isV6)
    {
        Node node = Topology.AddNode(group, 0);
        node.Ip.AddAddress(isV6 ? IpAddress.Parse($"fd00::{number}") : IpAddress.FromV4(10, 0, 0, (byte)number));
        return node;
    }

    private sealed class Tamperer(Action<Packet> change) : IForwardingHook
    {
        public HookVerdict Handle(in ForwardingPoint point)
        {
            change(point.Packet);
            return HookVerdict.Pass;
        }
    }
}
