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
        exchange.Endpoint = AddEndpoint(
            node, party.Group, entity, _run.ProcessorOf(party.Member), exchange, exchange, exchange);
        if (settings.Flag(EnclavesKeys.Direct))
        {
            AddDirect(end, node, entity);
        }

        _servers.Add(end);
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
            node, party.Client, server => ServersStart ? null : CallerOf(node, endpoint, server), events);
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
        }

        var client = new DirectKeyClient(
            node,
            intermediate,
            new DirectKeyClientOptions
            {
                Servers = servers,
                KeyServer = keyServer,
                Contexts = _setting.Contexts,
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
            Node node = _run.NodeOf(end.Party.Member);
            foreach (IGrouping<IpAddress, IpAddress> wanted in end.Wanted.GroupBy(client => client))
            {
                _ = node.Start(CallAll(end, CallerOf(node, end.Exchange!.Endpoint!, wanted.Key), wanted.Count()));
            }
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
            Delivery = settings.Choice<KeyDelivery>(EnclavesKeys.DirectBy),
            KeyServer = settings.Flag(EnclavesKeys.Fetches) ? end.Party.Keys?.Monitors : null,
            Contexts = _setting.Contexts,
            RekeyInterval = settings.Time(EnclavesKeys.RekeyInterval),
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

    private SaCaller CallerOf(Node node, IkeEndpoint endpoint, IpAddress peer)
    {
        Node other = _run.Network.Nodes.First(each => each.Ip.Addresses.Contains(peer));
        bool isServer = _servers.Exists(end => _run.NodeOf(end.Party.Member) == node);
        return new SaCaller(node, endpoint, Connect(node, other, isServer ? node : other), peer, Calls);
    }

    // What the server of two hosts agrees to with whoever claims to be one of its clients.
    private IkeConnection? ConnectionOf(ServerEnd end, IdentificationPayload claimed)
    {
        Node server = _run.NodeOf(end.Party.Member);
        return _clients.Find(each => each.Identity == claimed) is { } client
            ? Connect(server, client.Node, server)
            : null;
    }

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
        _clients.Find(each => each.Party.Client.Address == client) is { } known
            ? new EnclaveEnds(
                EnclavesOptions.EnclaveOf(_run, known.Party.Group, known.Party.Member.Index),
                server.Server.Options.Enclave)
            : null;

    private SubEnclavePairs SubEnclavesOf(ServerParty server, IpAddress client) =>
        _clients.Find(each => each.Party.Client.Address == client) is { } known
            ? EnclavesOptions.SubEnclavesOf(
                (known.Party.Group, known.Party.Member.Index), (server.Group, server.Member.Index), _setting.Hierarchy)
            : default;

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

        public List<IpAddress> Wanted { get; } = [];
    }
}
