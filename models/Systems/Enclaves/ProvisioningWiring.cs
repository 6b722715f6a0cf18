using System;
using System.Collections.Generic;
using System.Linq;
using Simulator.Crypto;
using Simulator.Entities;
using Simulator.Kernel;
using Simulator.Network;
using Simulator.Protocols.Enclave;
using Simulator.Protocols.Esp;
using Simulator.Scenarios;

namespace Simulator.Systems;

/// <summary>The key servers of a replication, and the way of each party to its own.</summary>
internal sealed class ProvisioningWiring
{
    private readonly SystemRun _run;
    private readonly EnclaveSetting _setting;
    private readonly ExchangeWiring _exchanges;
    private readonly string _baseline;
    private readonly Dictionary<Node, KeyPort> _ports = [];
    private readonly Dictionary<Node, EnclaveKeyServer> _keyServers = [];
    private readonly Dictionary<EnclaveKeyServer, KeyClient> _upward = []; // of those under an organisation key server
    private readonly HashSet<Node> _underRoot = []; // key servers with an association with the organisation's
    private readonly AdmissionWiring _admissions;
    private readonly List<IPairKeySource> _early = []; // ask at the start
    private readonly List<KeyServerParty> _exchanging = []; // make pair keys among themselves
    private uint _spi = EspHeader.SpiMin;

    public ProvisioningWiring(SystemRun run, EnclaveSetting setting, ExchangeWiring exchanges)
    {
        (_run, _setting, _exchanges) = (run, setting, exchanges);
        _baseline = run.Scenario.Options.Word(EnclavesKeys.Baseline);
        _admissions = new AdmissionWiring(run);
    }

    /// <summary>Key servers first: parties find theirs at the other end of their link.</summary>
    /// <param name="enclaves">All enclaves of clients and servers.</param>
    /// <param name="talks">True if two enclaves have SAs with each other.</param>
    public void AddKeyServers(IReadOnlyList<ushort> enclaves, Func<ushort, ushort, bool> talks)
    {
        OrganisationKeyServer? organisation = AddOrganisation(enclaves);
        foreach ((NodeGroup group, NodeId member) in Members(EnclavesDescription.KeyServerRole))
        {
            Node node = _run.NodeOf(member);
            KeyPort port = PortOf(node, EntityOf(group, member));
            ushort enclave = EnclavesOptions.EnclaveOf(_run, group, member.Index);
            if (group.Settings.Word(EnclavesKeys.PairKeys) != EnclavesKeys.OfOrganisation)
            {
                ushort[] others = [.. enclaves.Where(other => other != enclave && talks(enclave, other))];
                AddAutonomous(group, member, enclave, others, organisation);
                continue;
            }

            if (organisation is null || PeerOf(node, EnclavesDescription.RootLink) is not { } root)
            {
                continue;
            }

            KeyClient client = ClientOf(group, member, root);
            AddEarly(group, client);
            JoinRoot(port, root, node);
            KeyServerMeasures measures = MeasuresOf(group, member);
            var server = new EnclaveKeyServer(
                port, _setting.Hierarchy, enclave, client, measures,
                AdmissionOf(group, member, port, enclave, measures));
            foreach (ushort peer in _baseline == "enclave-key" ? [enclave] : enclaves)
            {
                server.AddPeer(peer);
            }

            organisation.Register(port.Address, enclave);
            _keyServers.Add(node, server);
            _upward.Add(server, client);
        }

        foreach (KeyServerParty one in _exchanging)
        {
            foreach (KeyServerParty other in _exchanging.Where(each => each.Enclave > one.Enclave))
            {
                if (talks(one.Enclave, other.Enclave))
                {
                    Introduce(one, other);
                }
            }
        }
    }

    // Fig. 2B: no organisation key stands over the keys of pairs.
    private void AddAutonomous(
        NodeGroup group, NodeId member, ushort enclave, ushort[] others, OrganisationKeyServer? organisation)
    {
        Node node = _run.NodeOf(member);
        KeyPort port = PortOf(node, EntityOf(group, member));
        KeyServerMeasures measures = MeasuresOf(group, member);
        var ring = new KeyRing(_setting.Hierarchy);
        var installed = new InstalledKeys(node, ring, measures);
        PairKeyExchange? exchange = group.Settings.Word(EnclavesKeys.PairKeys) == EnclavesKeys.Exchanged
            ? AddExchange(group, member, port, ring)
            : null;
        IPairKeySource own = AddOwnKey(group, member, port, ring, organisation) ?? (IPairKeySource)installed;
        var sources = new EnclaveKeySources(enclave, own, exchange ?? (IPairKeySource)installed);
        var server = new EnclaveKeyServer(
            port, _setting.Hierarchy, enclave, sources, measures,
            AdmissionOf(group, member, port, enclave, measures));
        server.AddPeer(enclave);
        _keyServers.Add(node, server);
        Install(installed, group, node, enclave, exchange is null ? others : []);
        if (exchange is not null)
        {
            _exchanging.Add(new KeyServerParty(node, enclave, port, server, exchange));
        }
        else
        {
            Array.ForEach(others, server.AddPeer);
        }

        AddEarly(group, sources);
    }

    // How a key server finds out what parties may have; null if its access list says it.
    private IKeyAdmission? AdmissionOf(
        NodeGroup group, NodeId member, KeyPort port, ushort enclave, KeyServerMeasures measures)
    {
        Node node = _run.NodeOf(member);
        if (AdmissionWiring.WayOf(group) == AdmissionWay.Directory
            && PeerOf(node, EnclavesDescription.RootLink) is { } root)
        {
            JoinRoot(port, root, node);
        }

        return _admissions.AddKeyServer(group, member, port, enclave, measures, EntityOf(group, member));
    }

    private PairKeyExchange AddExchange(NodeGroup group, NodeId member, KeyPort port, KeyRing ring)
    {
        var exchange = new PairKeyExchange(
            port,
            ring,
            ClientOptions(EnclavesOptions.EnclaveOf(_run, group, member.Index)),
            _run.Measure(EnclavesDescription.ProvisioningProcedure, group),
            MeasuresOf(group, member));
        exchange.Endpoint = _exchanges.AddKeyServer(_run.NodeOf(member), group, EntityOf(group, member), exchange);
        return exchange;
    }

    // The key of the enclave with itself, if it is derived from the organisation key; otherwise it is put in.
    private KeyClient? AddOwnKey(
        NodeGroup group, NodeId member, KeyPort port, KeyRing ring, OrganisationKeyServer? organisation)
    {
        Node node = _run.NodeOf(member);
        if (group.Settings.Word(EnclavesKeys.EnclaveKey) != EnclavesKeys.Derived
            || organisation is null || PeerOf(node, EnclavesDescription.RootLink) is not { } root)
        {
            return null;
        }

        ushort enclave = EnclavesOptions.EnclaveOf(_run, group, member.Index);
        JoinRoot(port, root, node);
        organisation.Register(port.Address, enclave, isOwnOnly: true);
        return ClientOf(group, member, root, ring);
    }

    // What the key server has drawn is there from the start; what an administrator brings is the same at both ends.
    private void Install(InstalledKeys installed, NodeGroup group, Node node, ushort enclave, ushort[] others)
    {
        string own = group.Settings.Word(EnclavesKeys.EnclaveKey);
        if (own == EnclavesKeys.Drawn)
        {
            PutAll(installed, new EnclavePair(enclave, enclave), $"{node.Id}/enclave-key", SimTime.Zero);
        }

        SimTime administered = group.Settings.Time(EnclavesKeys.Administered);
        EnclaveHierarchy hierarchy = _setting.Hierarchy;
        foreach (EnclavePair pair in (own == EnclavesKeys.Provisioned ? [enclave, .. others] : others)
            .SelectMany(other => new[] { hierarchy.PairOf(enclave, other), hierarchy.PairOf(other, enclave) })
            .Distinct())
        {
            string name = FormattableString.Invariant($"administrator/key/{pair.First}-{pair.Second}");
            PutAll(installed, pair, name, administered);
        }
    }

    // The key of a pair, of each tree there is.
    private void PutAll(InstalledKeys installed, EnclavePair pair, string name, SimTime at)
    {
        foreach (KeyUse use in _setting.Hierarchy.Uses)
        {
            string tree = use switch
            {
                KeyUse.Encryption => "/encryption",
                KeyUse.Authentication => "/authentication",
                _ => "",
            };
            installed.Put(pair, Draw(name + tree), at, use);
        }
    }

    private Key256 Draw(string name)
    {
        Span<byte> key = stackalloc byte[Key256.Size];
        new RandomStream(_run.Simulation.Seed, _run.Simulation.Replication, name).Fill(key);
        return Key256.Read(key);
    }

    private void Introduce(KeyServerParty one, KeyServerParty other)
    {
        Join(one.Port, other.Port, one.Node, $"{other.Node.Id}/");
        one.Server.AddPeer(other.Enclave);
        other.Server.AddPeer(one.Enclave);
        one.Exchange.AddPeer(
            other.Port.Address, new PairKeyPeer(other.Enclave, _exchanges.Connect(one.Node, other.Node, one.Node)));
        other.Exchange.AddPeer(
            one.Port.Address, new PairKeyPeer(one.Enclave, _exchanges.Connect(other.Node, one.Node, one.Node)));
    }

    /// <summary>The port of a party that is linked to a key server; null for one that is not.</summary>
    public KeyPort? PortOf(NodeGroup group, NodeId member) =>
        PeerOf(_run.NodeOf(member), EnclavesDescription.KeysLink) is null
            ? null
            : PortOf(_run.NodeOf(member), EntityOf(group, member));

    /// <summary>Lets a server ask its key server.</summary>
    public KeyClient? AddServer(NodeGroup group, NodeId member, uint id, int depth)
    {
        if (ServerOf(member) is not { } keyServer)
        {
            return null;
        }

        // key servers know no sub-enclaves: below them servers derive for themselves
        int given = _setting.Hierarchy.SubLevelCount > 0 ? 1 : depth;
        return AddParty(group, member, keyServer, new KeyGrant(id, (byte)given, OnlyVerifies: false));
    }

    /// <summary>Lets an intermediate ask its key server.</summary>
    public KeyClient? AddIntermediate(NodeGroup group, NodeId member)
    {
        if (ServerOf(member) is not { } keyServer)
        {
            return null;
        }

        string holds = group.Settings.Word(EnclavesKeys.Holds);
        bool asksServers = holds == EnclavesKeys.None && group.Settings.Flag(EnclavesKeys.Direct);
        if (asksServers || holds is not ("pairs" or EnclavesKeys.None))
        {
            return null; // what servers or the scenario give it, no key server does
        }

        return AddParty(
            group, member, keyServer,
            holds == "pairs" ? new KeyGrant(0, Depth: 1, EnclavesOptions.OnlyVerifies(group)) : null);
    }

    /// <summary>Lets servers fetch keys for an intermediate, if its key server's access list has it.</summary>
    /// <returns>What it opens them with; null if it may have none.</returns>
    public KeySealer? Allow(NodeGroup group, NodeId member)
    {
        EnclaveHierarchy hierarchy = _setting.Hierarchy;
        bool isServers = group.Settings.Word(EnclavesKeys.MayHold) == EnclavesKeys.OfServers;
        bool hasNone = group.Settings.Word(EnclavesKeys.MayHold) == EnclavesKeys.OfSa
            || (isServers && (!hierarchy.HasServerLevel || hierarchy.SubLevelCount > 0)); // not known to key servers
        if (hasNone || ServerOf(member) is not { } keyServer)
        {
            return null;
        }

        Node node = _run.NodeOf(member);
        Span<byte> secret = stackalloc byte[Key256.Size];
        Draw($"{node.Id}/sealing-key").Write(secret);
        keyServer.Allow(
            node.Ip.Addresses[0],
            isServers ? hierarchy.ServerDepth : hierarchy.DepthOf(EnclaveLevel.Pair),
            new KeySealer(secret, _setting.Contexts),
            EnclavesOptions.OnlyVerifies(group));
        return new KeySealer(secret, _setting.Contexts);
    }

    /// <summary>Those who want their keys at the start ask for them now.</summary>
    public void Start()
    {
        foreach (IPairKeySource source in _early)
        {
            source.Require(0);
        }
    }

    private OrganisationKeyServer? AddOrganisation(IReadOnlyList<ushort> enclaves)
    {
        if (_baseline == "per-sa" || Members(EnclavesDescription.OrganisationRole).Count == 0)
        {
            return null;
        }

        (NodeGroup group, NodeId member) = Members(EnclavesDescription.OrganisationRole)[0];
        KeyPort port = PortOf(_run.NodeOf(member), EntityOf(group, member));
        var server = new OrganisationKeyServer(
            port, _setting.Hierarchy, group.Settings.Flag(EnclavesKeys.GivesOrganisationKey),
            MeasuresOf(group, member));
        foreach (ushort enclave in enclaves)
        {
            server.AddEnclave(enclave);
        }

        server.Directory = _admissions.AddDirectory(member, port, MeasuresOf(group, member));
        if (EnclavesOptions.TimeOf(group.Settings, EnclavesKeys.Epoch) is { } period)
        {
            _ = _run.NodeOf(member).Start(server.Rotate(period, _run.Scenario.Stop));
        }

        return server;
    }

    private KeyClient AddParty(
        NodeGroup group, NodeId member, EnclaveKeyServer keyServer, KeyGrant? grant)
    {
        Node node = _run.NodeOf(member), server = PeerOf(node, EnclavesDescription.KeysLink)!;
        KeyPort port = PortOf(node, "");
        KeyClient client = ClientOf(group, member, server);
        AddEarly(group, client);
        Join(port, _ports[server], node);
        port.Use(client);
        var party = new EnclaveParty(group, member, client, port.Address);
        _admissions.Introduce(party, server);
        SimTime joins = group.Settings.Time(EnclavesKeys.Joins), leaves = group.Settings.Time(EnclavesKeys.Leaves);
        if (joins > SimTime.Zero)
        {
            _ = node.Start(JoinAt(
                joins, () => _admissions.Enrol(party, server, keyServer, grant), _early.Remove(client)
                    ? client
                    : null));
        }
        else
        {
            _admissions.Enrol(party, server, keyServer, grant);
        }

        if (leaves > SimTime.Zero)
        {
            _ = node.Start(LeaveAt(leaves, keyServer, party));
        }

        return client;
    }

    private async Process JoinAt(SimTime at, Action register, KeyClient? early)
    {
        await _run.Simulation.Timeout(at);
        register();
        early?.Require(0);
    }

    // Whoever has left keeps what it knows: so there is a new organisation key, if there is one at all.
    private async Process LeaveAt(SimTime at, EnclaveKeyServer keyServer, EnclaveParty party)
    {
        await _run.Simulation.Timeout(at);
        _admissions.Withdraw(party, keyServer);
        _upward.GetValueOrDefault(keyServer)?.Renew();
    }

    // A member's way to a server that gives it keys.
    private KeyClient ClientOf(NodeGroup group, NodeId member, Node server, KeyRing? ring = null) => new(
        _ports[_run.NodeOf(member)],
        server.Ip.Addresses[0],
        _setting.Hierarchy,
        ClientOptions(EnclavesOptions.EnclaveOf(_run, group, member.Index)),
        _run.Measure(EnclavesDescription.ProvisioningProcedure, group),
        MeasuresOf(group, member),
        ring);

    private void AddEarly(NodeGroup group, IPairKeySource source)
    {
        if (IsEarly(group))
        {
            _early.Add(source);
        }
    }

    private static bool IsEarly(NodeGroup group) =>
        group.Settings.Word(EnclavesKeys.Provisioning) is "up-front" or EnclavesKeys.Both;

    private KeyClientOptions ClientOptions(ushort enclave)
    {
        Settings options = _run.Scenario.Options;
        return new KeyClientOptions
        {
            Enclave = enclave,
            Timeout = options.Time(EnclavesKeys.KeyTimeout),
            AttemptMax = options.Count(EnclavesKeys.KeyAttempts),
            Grace = options.Time(EnclavesKeys.Grace),
        };
    }

    private EnclaveKeyServer? ServerOf(NodeId member) =>
        PeerOf(_run.NodeOf(member), EnclavesDescription.KeysLink) is { } server
            ? _keyServers.GetValueOrDefault(server)
            : null;

    private void JoinRoot(KeyPort port, Node root, Node node)
    {
        if (_underRoot.Add(node))
        {
            Join(port, PortOf(root, ""), node);
        }
    }

    // What both have had since the device was installed.
    private void Join(KeyPort device, KeyPort server, Node node, string other = "")
    {
        Span<byte> key = stackalloc byte[Key256.Size];
        _run.Simulation.Random($"{node.Id}/{other}device-key").Fill(key);
        var secret = Key256.Read(key);
        uint spi = _spi++;
        KeyPort.Join(device, server, spi, secret);
        if (_run.EspSecretKnown is { } tell)
        {
            EspKeyPair keys = _setting.Expand(secret);
            tell(new EspSecret(device.Address, server.Address, spi, _setting.Transform, keys.ToServer));
            tell(new EspSecret(server.Address, device.Address, spi, _setting.Transform, keys.ToClient));
        }
    }

    private KeyPort PortOf(Node node, string entity)
    {
        if (!_ports.TryGetValue(node, out KeyPort? port))
        {
            port = new KeyPort(node, _setting, new ReasonCounters<EnclaveRefusal>(
                _run.Metrics, "provisioning.packet", entity, EnclaveMeasures.Meaning));
            _ports.Add(node, port);
        }

        return port;
    }

    private KeyServerMeasures MeasuresOf(NodeGroup group, NodeId member) =>
        new(_run.Metrics, group.Name, EntityOf(group, member));

    private static Node? PeerOf(Node node, string linkClass)
    {
        foreach (NetworkInterface each in node.Interfaces)
        {
            if (each.Link.Class == linkClass && each.Link.Up == each.Outgoing)
            {
                return each.Peer.Node;
            }
        }

        return null;
    }

    private List<(NodeGroup Group, NodeId Member)> Members(string role) =>
    [
        .. _run.Scenario.GroupsOf(role).SelectMany(group => Enumerable.Range(0, group.Count)
            .Select(index => (group, group.Member(index)))),
    ];

    private string EntityOf(NodeGroup group, NodeId member) =>
        _run.StateEntityOf($"{group.Name}.keys.held", member, group);

    private sealed record KeyServerParty(
        Node Node, ushort Enclave, KeyPort Port, EnclaveKeyServer Server, PairKeyExchange Exchange);
}
