using System.Collections.Generic;
using System.Linq;
using System.Text;
using Simulator.Crypto;
using Simulator.Entities;
using Simulator.Kernel;
using Simulator.Network;
using Simulator.Protocols.Enclave;
using Simulator.Protocols.Ike;
using Simulator.Protocols.Wire;

namespace Tests.Entities.Enclave;

/// <summary>
/// IKE at both ends of an <see cref="EnclaveWorld"/>: client/0 -- middle/0 -- server/0. The client is in enclave 1, the
/// server in enclave 2 and its number is 7. What stands in the middle is the test's.
/// </summary>
internal sealed class ExchangeWorld : IClientSas, IIkeObserver
{
    /// <summary>An SA of the client comes up, and the intermediate asks for its key on the way.</summary>
    public const string SetUpWithFlag = """
        client/0 -> server/0  IKE_SA_INIT request
        server/0 -> client/0  IKE_SA_INIT response
        client/0 -> server/0  IKE_AUTH request
        middle/0 -> server/0  IKE_AUTH request
        server/0 -> client/0  IKE_AUTH response
        """;

    private static readonly CostTable Costs = new(
        Operations.All.Append(IkeEndpoint.Step).Select(each => KeyValuePair.Create(
            each.Name, new OperationCost { Fixed = SimTime.FromMicroseconds(10) })));

    private readonly Octets _secret = new(Encoding.ASCII.GetBytes("between two parties"));
    private readonly EnclaveClientExchange _client;
    private IIkeObserver _observer;
    private IkeEndpoint? _middleEnd;

    public ExchangeWorld(
        ClientKind kind = ClientKind.Aware,
        NicMode mode = NicMode.None,
        bool asks = false,
        bool listsKeys = false,
        EnclaveTag? tag = null,
        EnclaveTag? serverTag = null,
        bool isKnown = true,
        bool hasKey = true,
        bool isV6 = false,
        int replySize = 100,
        Simulator.Protocols.Esp.EspTransform? transform = null,
        bool isTunnel = false,
        bool isPeer = false,
        EnclaveHierarchy? hierarchy = null,
        CostTable? clientCosts = null)
    {
        World = new EnclaveWorld(
            mode, replySize: replySize, isV6: isV6, transform: transform, isTunnel: isTunnel, hierarchy: hierarchy,
            clientCosts: clientCosts);
        Ring = new KeyRing(World.Hierarchy);
        if (hasKey)
        {
            GiveKey();
        }

        Events = World.Counters<KeyExchangeEvent>("key-exchange");
        Server = new EnclaveServerExchange(
            World.ServerNode,
            World.Server,
            World.Setting,
            Ring,
            new ServerExchangeOptions
            {
                Connections = _ => ConnectionAt(World.ServerNode, World.ClientNode),
                Assignment = _ => isKnown ? new EnclaveEnds(1, 2) : null,
                Asks = asks,
                ListsKeys = listsKeys,
                Tag = serverTag,
            },
            new EnclaveWays(World.Simulation, World.Discovery()),
            Events)
        {
            KeyMissing = peer => Missing.Add(peer),
            Epoch = () => Epoch,
        };
        Caller = isPeer ? World.AddCaller(mode, replySize) : null;
        _client = new EnclaveClientExchange(
            World.ClientNode, Caller?.Calling ?? World.Client, World.Setting, kind,
            _ => ConnectionAt(World.ClientNode, World.ServerNode), Events)
        {
            Tag = tag,
            Sas = this,
        };
        _observer = _client;
        if (Caller is null)
        {
            ServerEnd = Add(World.ServerNode, Server, Server, Server);
            Server.Endpoint = ServerEnd;
            ClientEnd = Add(World.ClientNode, _client, _client, this);
        }
        else
        {
            (ServerEnd, ClientEnd) = AddPeers(Caller);
        }
    }

    /// <summary>The server in the place of the client that calls the other; null if there is a client.</summary>
    public EnclaveServer? Caller { get; }

    /// <summary>SAs that the other server has called the caller for, at the other's end.</summary>
    public List<int> CalledBack { get; } = [];

    public EnclaveWorld World { get; }

    public KeyRing Ring { get; }

    public ReasonCounters<KeyExchangeEvent> Events { get; }

    public ReasonCounters<DirectKeyEvent>? AtServer { get; private set; }

    public ReasonCounters<DirectKeyEvent>? AtMiddle { get; private set; }

    public EnclaveServerExchange Server { get; }

    public IkeEndpoint ServerEnd { get; }

    public IkeEndpoint ClientEnd { get; }

    /// <summary>The epoch in which the server derives.</summary>
    public int Epoch { get; set; }

    public List<int> Numbers { get; } = [];

    public List<ushort> Missing { get; } = [];

    /// <summary>Keys that the client was given.</summary>
    public List<KeyNotify> Given { get; } = [];

    public int SaCount => World.Server.SaCount - 1; // one was there before

    public void GiveKey()
    {
        foreach (KeyUse use in World.Hierarchy.Uses)
        {
            Ring.Add(
                0, World.Hierarchy.ServerDepth, World.Path, World.KeyAt(EnclaveLevel.Server, use: use), use);
        }
    }

    public IkeOperation StartAtClient() => Start(ClientEnd, World.ClientNode, World.ServerNode);

    public IkeOperation StartAtServer() => Start(ServerEnd, World.ServerNode, World.ClientNode);

    /// <summary>An SA of the client comes up, and everything that follows from it happens.</summary>
    public IkeOperation ComeUp(bool isServerFirst = false)
    {
        IkeOperation operation = isServerFirst ? StartAtServer() : StartAtClient();
        Run();
        return operation;
    }

    /// <summary>Sets an SA up and forgets what was said.</summary>
    public IkeOperation SetUp(bool isServerFirst = false)
    {
        IkeOperation operation = ComeUp(isServerFirst);
        World.Said.Clear();
        World.Sent.Clear();
        return operation;
    }

    public void Run(double seconds = 70) =>
        World.Simulation.Run(World.Simulation.Now + SimTime.FromMilliseconds((long)(seconds * 1_000)));

    /// <summary>The client sends over its newest SA, and everything runs to its end.</summary>
    public void Send(int size = 200)
    {
        (Caller?.Calling ?? World.Client).Emit(Numbers[^1], size);
        Run();
    }

    /// <summary>Direct key exchange between the server and an intermediate in the middle.</summary>
    public Intermediate AddDirect(
        bool isAnnounced = true, bool isKnown = true, bool isAuthorised = true, bool hasOtherSecret = false,
        double interval = 1, bool hasPairKey = false, bool isGateway = false, bool derives = true,
        KeyDelivery delivery = KeyDelivery.Ike, MonitorKeyClient? keyServer = null, KeySealer? ofKeyServer = null,
        bool onlyVerifies = false, CounterMeasure counterMeasure = CounterMeasure.None)
    {
        Node middle = World.MiddleNode, server = World.ServerNode;
        Intermediate intermediate = World.AddIntermediate(isGateway: isGateway, derives: derives);
        if (hasPairKey)
        {
            intermediate.AddKey(0, 1, World.Path, World.KeyAt(EnclaveLevel.Pair));
        }

        AtMiddle = World.Counters<DirectKeyEvent>("direct-middle", "middle/0");
        AtServer = World.Counters<DirectKeyEvent>("direct-server", "server/0");
        var client = new DirectKeyClient(
            middle,
            intermediate,
            new DirectKeyClientOptions
            {
                Servers = new Dictionary<IpAddress, IkeConnection>
                {
                    [World.Server.Address] = ConnectionAt(middle, server) with
                    {
                        SharedKey = hasOtherSecret ? new Octets([1, 2, 3]) : _secret,
                    },
                },
                KeyServer = ofKeyServer,
                Contexts = World.Setting.Contexts,
            },
            AtMiddle);
        _middleEnd = Add(middle, client, client, client);
        if (isAnnounced)
        {
            var known = new Dictionary<IpAddress, IkeConnection>();
            if (isKnown)
            {
                known.Add(middle.Ip.Addresses[0], ConnectionAt(server, middle));
            }

            var direct = new DirectKeyServer(
                server,
                Server,
                new DirectKeyOptions
                {
                    Intermediates = known,
                    IsAuthorised = _ => isAuthorised,
                    OnlyVerifies = _ => onlyVerifies,
                    CounterMeasure = counterMeasure,
                    IgnoreTime = SimTime.FromMilliseconds(500),
                    Delivery = delivery,
                    KeyServer = keyServer,
                    Contexts = World.Setting.Contexts,
                    RekeyInterval = SimTime.FromMilliseconds((long)(1_000 * interval)),
                },
                AtServer,
                World.Counters<KeyRequestReason>("reason", "server/0"));
            Server.Direct = direct;
            World.Server.Flagged = direct.Flagged;
        }

        return intermediate;
    }

    /// <summary>Derivation information of each protected packet that was sent, or null.</summary>
    public IEnumerable<DerivationInformation?> Carried() => World.Sent
        .Where(octets => IpHeader.TryRead(octets, out IpHeader header, out _)
            && IpOptions.UpperLayerOf(octets, header).Protocol == IpProtocol.Esp)
        .Select(octets =>
        {
            IpHeader.TryRead(octets, out IpHeader header, out _);
            return IpOptions.TryReadInformation(octets, header, out DerivationInformation information)
                ? information
                : (DerivationInformation?)null;
        });

    /// <summary>Is told of the client's SAs, too.</summary>
    public IClientSas? Forward { get; set; }

    public SaCaller CallerToServer(SaCallOptions options) => new(
        World.ClientNode, ClientEnd, ConnectionAt(World.ClientNode, World.ServerNode), World.Server.Address, options);

    void IClientSas.Installed(ChildSa child, int sa)
    {
        Numbers.Add(sa);
        Forward?.Installed(child, sa);
    }

    void IClientSas.Replaced(int old, int replacement)
    {
        Replaced.Add((old, replacement));
        Forward?.Replaced(old, replacement);
    }

    void IClientSas.Removed(int sa)
    {
        Removed.Add(sa);
        Forward?.Removed(sa);
    }

    public List<(int Old, int Replacement)> Replaced { get; } = [];

    public List<int> Removed { get; } = [];

    // Both servers can call and be called; the caller is number 3 of enclave 1.
    private (IkeEndpoint Server, IkeEndpoint Client) AddPeers(EnclaveServer caller)
    {
        var ring = new KeyRing(World.Hierarchy);
        EnclavePath path = World.Path with { Server = 3 };
        ring.Add(0, World.Hierarchy.ServerDepth, path, World.KeyAt(EnclaveLevel.Server, path));
        if (caller.Nic.Options.Derives)
        {
            EnclavePath own = caller.Nic.KeyDepth == 1 ? World.Path : path;
            caller.Nic.AddKey(0, caller.Nic.KeyDepth, own, World.Hierarchy.Derive(
                World.Organisation, 0, caller.Nic.KeyDepth, own));
        }

        var called = new EnclaveServerExchange(
            World.ClientNode,
            caller,
            World.Setting,
            ring,
            new ServerExchangeOptions
            {
                Connections = _ => ConnectionAt(World.ClientNode, World.ServerNode),
                Assignment = _ => new EnclaveEnds(2, 1),
            },
            new EnclaveWays(World.Simulation, World.Discovery("client/0")),
            Events);
        var calling = new EnclaveClientExchange(
            World.ServerNode, World.Server.Calling, World.Setting, ClientKind.Aware, _ => null, Events)
        {
            Sas = new CalledBackSas(CalledBack),
        };
        var atServer = new PeerExchange(World.Server, Server, calling, peer => peer == caller.Address);
        var atCaller = new PeerExchange(caller, called, _client, peer => peer == World.Server.Address);
        _observer = atCaller;
        Server.Endpoint = Add(World.ServerNode, atServer, atServer, atServer);
        called.Endpoint = Add(World.ClientNode, atCaller, atCaller, this);
        return (Server.Endpoint, called.Endpoint);
    }

    private sealed class CalledBackSas(List<int> numbers) : IClientSas
    {
        public void Installed(ChildSa child, int sa) => numbers.Add(sa);

        public void Replaced(int old, int replacement) => numbers.Add(replacement);

        public void Removed(int sa) => numbers.Remove(sa);
    }

    // ---- what the client observes, and the test with it

    void IIkeObserver.Received(in IkeReceived message)
    {
        foreach (NotifyPayload notify in message.Contents.Notifies)
        {
            if ((ushort)notify.Type == EnclaveCodes.KeyNotify
                && KeyNotify.TryDecode(notify.Data.Span, out KeyNotify key, out _))
            {
                Given.Add(key);
            }
        }

        _observer.Received(message);
    }

    void IIkeObserver.Sending(in IkeSending message, IList<IkePayload> payloads) =>
        _observer.Sending(message, payloads);

    void IIkeObserver.Departing(IkeSa? sa, Packet packet, in IpHeader header) =>
        _observer.Departing(sa, packet, header);

    void IIkeObserver.SendingInClear(in IkeSending message, IList<IkePayload> payloads) =>
        _observer.SendingInClear(message, payloads);

    private static IkeOperation Start(IkeEndpoint endpoint, Node own, Node peer, IkeConnection connection) =>
        endpoint.Establish(
            connection,
            new IpEndpoint(own.Ip.Addresses[0], IkeNumber.Port),
            new IpEndpoint(peer.Ip.Addresses[0], IkeNumber.Port));

    private IkeOperation Start(IkeEndpoint endpoint, Node own, Node peer) =>
        Start(endpoint, own, peer, ConnectionAt(own, peer));

    private IkeConnection ConnectionAt(Node own, Node peer) =>
        EnclaveConnections.Of(own, peer, _secret, World.Setting);

    private IkeEndpoint Add(
        Node node, IIkePolicy policy, ISecurityAssociations associations, IIkeObserver observer)
    {
        var udp = new IkeUdp(node) { Observer = observer };
        IkeProcedures procedures = new(
            World.Measure($"{node.Group}.establish"),
            World.Measure($"{node.Group}.create-child"),
            World.Measure($"{node.Group}.rekey"),
            World.Measure($"{node.Group}.informational"));
        var options = new IkeOptions
        {
            Suites = [new IkeSuite(CipherSuite.AesGcm256, DhGroup.Curve25519)],
            RetransmissionTimeout = SimTime.FromMilliseconds(100),
        };
        var endpoint = new IkeEndpoint(
            node,
            node.AddProcessor("ike", new(), Costs),
            options,
            new(udp, policy, associations, observer),
            World.Setting.Contexts,
            World.IkeMeasures(procedures, node.Id));
        udp.Endpoint = endpoint;
        return endpoint;
    }
}
