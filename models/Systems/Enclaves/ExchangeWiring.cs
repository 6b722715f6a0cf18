using System;
using System.Collections.Generic;
using System.Linq;
using Simulator.Crypto;
using Simulator.Entities;
using Simulator.Kernel;
using Simulator.Network;
using Simulator.Protocols.Enclave;
using Simulator.Protocols.Ike;
using Simulator.Protocols.Wire;
using Simulator.Scenarios;

namespace Simulator.Systems;

/// <summary>The parts of a replication's parties in the set-up of SAs over IKE, and in direct key exchange.</summary>
internal sealed class ExchangeWiring : IIkeKeyLog
{
    /// <summary>Operations of an endpoint beside those that every host has.</summary>
    public static readonly Crypto.Operation[] Operations =
        [IkeEndpoint.Step, Crypto.Operations.KdfHmacSha256, Crypto.Operations.X25519];

    private const int SecretSize = 32;

    private readonly SystemRun _run;
    private readonly EnclaveSetting _setting;
    private readonly Settings _options;
    private readonly string _baseline;
    private readonly List<ServerEnd> _servers = [];
    private readonly List<ClientEnd> _clients = [];
    private readonly Dictionary<string, IkeProcedures> _procedures = new(StringComparer.Ordinal); // by group

    public ExchangeWiring(SystemRun run, EnclaveSetting setting)
    {
        (_run, _setting, _options) = (run, setting, run.Scenario.Options);
        _baseline = _options.Word(EnclavesKeys.Baseline);
    }

    /// <summary>False if all SAs are up from the start.</summary>
    public bool IsOn => _options.Word(EnclavesKeys.SetUp) != EnclavesKeys.Shared;

    private bool HasPeers => _run.Scenario.GroupsOf(EnclavesDescription.ServerRole)
        .Any(group => group.Settings.Count(EnclavesKeys.PeerSas) > 0);

    private bool ServersStart => _options.Word(EnclavesKeys.SetUp) == EnclavesKeys.ByServers;

    private SaCallOptions Calls =>
        new(_options.Time(EnclavesKeys.KeyTimeout), _options.Count(EnclavesKeys.KeyAttempts));

    /// <summary>A server's part.</summary>
    /// <param name="party">The server.</param>
    /// <param name="keys">The keys that it has from the start; those of its key server, if it has one.</param>
    /// <param name="isOnDemand">True if it asks for a key when it needs it.</param>
    public void AddServer(ServerParty party, KeyRing keys, bool isOnDemand)
    {
        Node node = _run.NodeOf(party.Member);
        string entity = EntityOf(party.Group, party.Member);
        Settings settings = party.Group.Settings;
        var events = new ReasonCounters<KeyExchangeEvent>(
            _run.Metrics, "key-exchange", entity, EnclavesDescription.ExchangeMeaning);
        var end = new ServerEnd(party, new Dictionary<IpAddress, IkeConnection>(), []);
        var options = new ServerExchangeOptions
        {
            Connections = claimed => ConnectionOf(end, claimed),
            Assignment = client => AssignmentOf(party, client),
            Asks = settings.Flag(EnclavesKeys.Asks),
            ListsKeys = settings.Flag(EnclavesKeys.ListsKeys),
            Tag = EnclavesOptions.TagOf(_run, party.Group, party.Member.Index),
            SubEnclaves = client => SubEnclavesOf(party, client),
            HasTree = _baseline != "per-sa",
            HasPairs = _baseline != "enclave-key",
        };
        var discovery = new DiscoveryMeasures(
            _run.Metrics, entity, _run.Measure(EnclavesDescription.DiscoveryProcedure, party.Group));
        KeyClient? provisioned = party.Keys;
        var exchange = new EnclaveServerExchange(
            node, party.Server, _setting, keys, options, new EnclaveWays(_run.Simulation, discovery), events)
        {
            Epoch = () => provisioned?.Epoch ?? OrganisationKeys.FirstEpoch,
            KeyMissing = isOnDemand ? peer => provisioned!.Require(peer) : null,
            Installed = Tell,
        };
        end.Exchange = exchange;
        exchange.Endpoint = HasPeers
            ? AddPeer(end, node, entity, events)
            : AddEndpoint(node, party.Group, entity, _run.ProcessorOf(party.Member), exchange, exchange, exchange);
        if (settings.Flag(EnclavesKeys.Direct))
        {
            AddDirect(end, node, entity);
        }

        _servers.Add(end);
    }

    // One endpoint for both parts of a server: called by others, and calling them.
    private IkeEndpoint AddPeer(ServerEnd end, Node node, string entity, ReasonCounters<KeyExchangeEvent> events)
    {
        EnclaveServer server = end.Party.Server;
        ClientKind kind = _baseline == "per-sa" ? ClientKind.Unchanged : ClientKind.Aware;
        var calling = new EnclaveClientExchange(node, server.Calling, _setting, kind, _ => null, events)
        {
            Tag = EnclavesOptions.TagOf(_run, end.Party.Group, end.Party.Member.Index),
        };
        var peer = new PeerExchange(
            server, end.Exchange!, calling, address => _servers.Exists(each => each.Party.Server.Address == address));
        IkeEndpoint endpoint = AddEndpoint(
            node, end.Party.Group, entity, _run.ProcessorOf(end.Party.Member), peer, peer, peer);
        end.Flows = new EnclaveFlows(
            node, server.Calling, called => ServersStart ? null : CallerOf(node, endpoint, called, isServer: false),
            events);
        calling.Sas = end.Flows;
        return endpoint;
    }

    /// <summary>An SA between two servers.</summary>
    /// <param name="caller">The one that calls, which sends.</param>
    /// <param name="called">The one that is called.</param>
    /// <returns>Sends so many octets over it.</returns>
    public Action<int> AddCall(ServerParty caller, ServerParty called)
    {
        ServerEnd end = _servers.Find(each => each.Party == caller)!;
        EnclaveFlows flows = end.Flows!;
        int flow = flows.Add(called.Server.Address);
        end.Called.Add(called.Server.Address);
        return size => flows.Send(flow, size);
    }

    /// <summary>A client's part.</summary>
    /// <returns>Its flows.</returns>
    public EnclaveFlows AddClient(ClientParty party)
    {
        Node node = _run.NodeOf(party.Member);
        string entity = EntityOf(party.Group, party.Member);
        Settings settings = party.Group.Settings;
        var events = new ReasonCounters<KeyExchangeEvent>(
            _run.Metrics, "key-exchange", entity, EnclavesDescription.ExchangeMeaning);
        ClientKind kind = _baseline == "per-sa"
            ? ClientKind.Unchanged
            : settings.Choice<ClientKind>(EnclavesKeys.Kind);
        var exchange = new EnclaveClientExchange(
            node, party.Client, _setting, kind, claimed => ConnectionOf(node, claimed), events)
        {
            Tag = EnclavesOptions.TagOf(_run, party.Group, party.Member.Index),
        };
        IkeEndpoint endpoint = AddEndpoint(
            node, party.Group, entity, _run.ProcessorOf(party.Member), exchange, exchange, exchange);
        var flows = new EnclaveFlows(
            node,
            party.Client,
            server => ServersStart ? null : CallerOf(node, endpoint, server, isServer: false),
            events);
        exchange.Sas = flows;
        _clients.Add(new ClientEnd(party, node, EnclaveConnections.IdentityOf(node)));
        return flows;
    }

    /// <summary>An SA between a client and a server is wanted.</summary>
    public void Want(EnclaveClient client, ServerParty server) =>
        _servers.Find(end => end.Party == server)!.Wanted.Add(client.Address);

    /// <summary>An intermediate's part, if it asks servers for keys.</summary>
    /// <param name="group">Its group.</param>
    /// <param name="member">The member.</param>
    /// <param name="intermediate">The intermediate.</param>
    /// <param name="keyServer">Opens what its key server has sealed for it; null if that seals nothing.</param>
    public void AddIntermediate(NodeGroup group, NodeId member, Intermediate intermediate, KeySealer? keyServer)
    {
        if (!IsOn || !group.Settings.Flag(EnclavesKeys.Direct))
        {
            return;
        }

        Node node = _run.NodeOf(member);
        string entity = EntityOf(group, member);
        var servers = new Dictionary<IpAddress, IkeConnection>();
        foreach (ServerEnd end in _servers)
        {
            Node server = _run.NodeOf(end.Party.Member);
            servers.Add(end.Party.Server.Address, Connect(node, server, server));
            end.Intermediates.Add(node.Ip.Addresses[0], Connect(server, node, server));
            if (group.Settings.Flag(EnclavesKeys.Authorised))
            {
                end.Authorised.Add(node.Ip.Addresses[0]);
            }

            if (EnclavesOptions.OnlyVerifies(group))
            {
                end.Verifiers.Add(node.Ip.Addresses[0]);
            }
        }

        var client = new DirectKeyClient(
            node,
            intermediate,
            new DirectKeyClientOptions
            {
                Servers = servers,
                KeyServer = keyServer,
                Contexts = _setting.Contexts,
                Grace = _options.Time(EnclavesKeys.Grace),
                FlagInterval = group.Settings.Time(EnclavesKeys.FlagInterval),
            },
            new ReasonCounters<DirectKeyEvent>(
                _run.Metrics, "direct-key", entity, EnclavesDescription.DirectMeaning));
        AddEndpoint(node, group, entity, _run.ProcessorOf(member), client, client, client);
    }

    /// <summary>A key server's part in exchanges with those of other enclaves.</summary>
    public IkeEndpoint AddKeyServer(Node node, NodeGroup group, string entity, PairKeyExchange exchange) =>
        AddEndpoint(node, group, entity, AddFreeProcessor(node), exchange, exchange, exchange);

    /// <summary>Servers that begin do so now.</summary>
    public void Start()
    {
        foreach (ServerEnd end in _servers.Where(_ => ServersStart))
        {
            Call(end, end.Wanted, isServer: true);
            Call(end, end.Called, isServer: false);
        }
    }

    /// <inheritdoc/>
    void IIkeKeyLog.Add(IkeSa sa)
    {
        if (sa.IsInitiator)
        {
            _run.IkeSaKnown?.Invoke(sa); // before it knows the keys nothing is protected
        }
    }

    /// <inheritdoc/>
    void IIkeKeyLog.Add(ChildSa child)
    {
        // keys of the tree are not those of IKE: the server tells them
    }

    // SAs with each of these, one after the other
    private void Call(ServerEnd end, List<IpAddress> peers, bool isServer)
    {
        Node node = _run.NodeOf(end.Party.Member);
        foreach (IGrouping<IpAddress, IpAddress> wanted in peers.GroupBy(peer => peer))
        {
            SaCaller caller = CallerOf(node, end.Exchange!.Endpoint!, wanted.Key, isServer);
            _ = node.Start(CallAll(end, caller, wanted.Count()));
        }
    }

    private static async Process CallAll(ServerEnd end, SaCaller caller, int count)
    {
        for (int number = 0; number < count; number++)
        {
            await caller.Call(default, child => end.Party.Server.Has(child.OwnSpi));
        }
    }

    private void AddDirect(ServerEnd end, Node node, string entity)
    {
        EnclaveServerExchange exchange = end.Exchange!;
        Settings settings = end.Party.Group.Settings;
        var options = new DirectKeyOptions
        {
            Intermediates = end.Intermediates,
            IsAuthorised = end.Authorised.Contains,
            OnlyVerifies = end.Verifiers.Contains,
            Delivery = settings.Choice<KeyDelivery>(EnclavesKeys.DirectBy),
            KeyServer = settings.Flag(EnclavesKeys.Fetches) ? end.Party.Keys?.Monitors : null,
            Contexts = _setting.Contexts,
            RekeyInterval = settings.Time(EnclavesKeys.RekeyInterval),
            CounterMeasure = settings.Choice<CounterMeasure>(EnclavesKeys.Counter),
            InvalidMax = settings.Count(EnclavesKeys.InvalidFlags),
            IgnoreTime = settings.Time(EnclavesKeys.IgnoreTime),
        };
        var direct = new DirectKeyServer(
            node,
            exchange,
            options,
            new ReasonCounters<DirectKeyEvent>(
                _run.Metrics, "direct-key", entity, EnclavesDescription.DirectMeaning),
            new ReasonCounters<KeyRequestReason>(
                _run.Metrics, "direct-key.reason", entity, EnclavesDescription.ReasonMeaning));
        exchange.Direct = direct;
        if (options.KeyServer is not null)
        {
            KeyClient keys = end.Party.Keys!;
            keys.Provisioned = (bool isNewEpoch, in MeasurementTag tag) =>
            {
                if (isNewEpoch)
                {
                    direct.EpochChanged(keys.Epoch, tag);
                }
            };
        }

        end.Party.Server.Flagged = direct.Flagged;
    }

    private IkeEndpoint AddEndpoint(
        Node node,
        NodeGroup group,
        string entity,
        Processor processor,
        IIkePolicy policy,
        ISecurityAssociations associations,
        IIkeObserver observer)
    {
        var udp = new IkeUdp(node) { Observer = observer };
        var options = new IkeOptions
        {
            Suites = [new IkeSuite(EnclaveConnections.SuiteOf(_setting.Transform).Cipher, DhGroup.Curve25519)],
            RetransmissionTimeout = _options.Time(EnclavesKeys.IkeTimeout),
            ChildMax = int.MaxValue,
        };
        var measures = new IkeMeasures(ProceduresOf(group), _run.Metrics, entity);
        var endpoint = new IkeEndpoint(
            node, processor, options, new(udp, policy, associations, observer, this), _setting.Contexts, measures);
        udp.Endpoint = endpoint;
        return endpoint;
    }

    // A key server's own processing takes no simulated time.
    private static Processor AddFreeProcessor(Node node) => node.AddProcessor(
        "ike",
        new ProcessorOptions(),
        new CostTable(EnclavesDescription.EndpointOperations.Select(
            operation => KeyValuePair.Create(operation.Name, new OperationCost()))));

    private IkeProcedures ProceduresOf(NodeGroup group)
    {
        if (!_procedures.TryGetValue(group.Name, out IkeProcedures? procedures))
        {
            procedures = new IkeProcedures(
                _run.Measure(EnclavesDescription.EstablishProcedure, group),
                _run.Measure(EnclavesDescription.ChildProcedure, group),
                _run.Measure(EnclavesDescription.RekeyProcedure, group),
                _run.Measure(EnclavesDescription.InformProcedure, group));
            _procedures.Add(group.Name, procedures);
        }

        return procedures;
    }

    private SaCaller CallerOf(Node node, IkeEndpoint endpoint, IpAddress peer, bool isServer)
    {
        Node other = _run.Network.Nodes.First(each => each.Ip.Addresses.Contains(peer));
        return new SaCaller(node, endpoint, Connect(node, other, isServer ? node : other), peer, Calls);
    }

    // What the server of two hosts agrees to with whoever claims to be one of its clients, or a server that calls it.
    private IkeConnection? ConnectionOf(ServerEnd end, IdentificationPayload claimed)
    {
        Node server = _run.NodeOf(end.Party.Member);
        Node? other = _clients.Find(each => each.Identity == claimed)?.Node ?? CallersOf(end)
            .Select(caller => _run.NodeOf(caller.Party.Member))
            .FirstOrDefault(node => EnclaveConnections.IdentityOf(node) == claimed);
        return other is null ? null : Connect(server, other, server);
    }

    private IEnumerable<ServerEnd> CallersOf(ServerEnd end) =>
        _servers.Where(each => each.Called.Contains(end.Party.Server.Address));

    private IkeConnection? ConnectionOf(Node client, IdentificationPayload claimed)
    {
        foreach (ServerEnd end in _servers)
        {
            Node server = _run.NodeOf(end.Party.Member);
            if (EnclaveConnections.IdentityOf(server) == claimed)
            {
                return Connect(client, server, server);
            }
        }

        return null;
    }

    /// <summary>A connection; the secret that both have had since they were installed is named after one of them.
    /// </summary>
    public IkeConnection Connect(Node own, Node peer, Node server)
    {
        Span<byte> secret = stackalloc byte[SecretSize];
        Node other = server == own ? peer : own;
        Simulation simulation = _run.Simulation;
        new RandomStream(simulation.Seed, simulation.Replication, $"{server.Id}/secret/{other.Id}").Fill(secret);
        return EnclaveConnections.Of(own, peer, new Octets(secret), _setting);
    }

    private EnclaveEnds? AssignmentOf(ServerParty server, IpAddress client) =>
        Find(client) is { } known
            ? new EnclaveEnds(EnclavesOptions.EnclaveOf(_run, known.Group, known.Index), server.Server.Options.Enclave)
            : null;

    private SubEnclavePairs SubEnclavesOf(ServerParty server, IpAddress client) =>
        Find(client) is { } known
            ? EnclavesOptions.SubEnclavesOf(known, (server.Group, server.Member.Index), _setting.Hierarchy)
            : default;

    // A client, or a server that may call others.
    private (NodeGroup Group, int Index)? Find(IpAddress host) =>
        _clients.Find(each => each.Party.Client.Address == host)?.Party is { } client
            ? (client.Group, client.Member.Index)
            : _servers.Find(each => each.Party.Server.Address == host)?.Party is { } server
                ? (server.Group, server.Member.Index)
                : null;

    private void Tell(ChildSa child, EspKeyPair keys)
    {
        if (_run.EspSecretKnown is { } tell)
        {
            tell(new EspSecret(child.Peer, child.Own, child.OwnSpi, _setting.Transform, keys.ToServer));
            tell(new EspSecret(child.Own, child.Peer, child.PeerSpi, _setting.Transform, keys.ToClient));
        }
    }

    private string EntityOf(NodeGroup group, NodeId member) =>
        _run.StateEntityOf($"{group.Name}.goodput", member, group);

    private sealed record ClientEnd(ClientParty Party, Node Node, IdentificationPayload Identity);

    private sealed record ServerEnd(
        ServerParty Party, Dictionary<IpAddress, IkeConnection> Intermediates, HashSet<IpAddress> Authorised)
    {
        public EnclaveServerExchange? Exchange { get; set; }

        public HashSet<IpAddress> Verifiers { get; } = [];

        public List<IpAddress> Wanted { get; } = [];

        public EnclaveFlows? Flows { get; set; }

        public List<IpAddress> Called { get; } = [];
    }
}
