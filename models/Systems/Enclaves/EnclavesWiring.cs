using System;
using System.Collections.Generic;
using System.Linq;
using Simulator.Crypto;
using Simulator.Entities;
using Simulator.Kernel;
using Simulator.Network;
using Simulator.Protocols.Enclave;
using Simulator.Scenarios;

namespace Simulator.Systems;

/// <summary>The parties of one replication.</summary>
internal sealed class EnclavesWiring
{
    private readonly SystemRun _run;
    private readonly EnclaveSetting _setting;
    private readonly OrganisationKeys _keys;
    private readonly ProcedureMeasure _packets;
    private readonly RandomStream _exchanged; // SA keys of a key exchange that nobody else can follow
    private readonly string _baseline;
    private readonly List<ServerParty> _servers = [];
    private readonly List<ClientParty> _clients = [];
    private readonly List<(EnclaveClient Client, ServerParty Server)> _wanted = []; // over IKE
    private readonly ProvisioningWiring _provisioning;
    private readonly ExchangeWiring _exchange;
    private readonly HostWiring _hosts;
    private EnclavePath? _firstSa;

    public EnclavesWiring(SystemRun run)
    {
        _run = run;
        _setting = EnclavesOptions.SettingOf(run.Scenario.Options);
        _baseline = run.Scenario.Options.Word(EnclavesKeys.Baseline);
        _packets = run.Measure(
            EnclavesDescription.PacketProcedure, run.Scenario.GroupsOf(EnclavesDescription.ClientRole).First());
        _keys = new OrganisationKeys(_setting.Hierarchy, run.Simulation);
        _hosts = new HostWiring(run, _setting, _packets);
        _exchange = new ExchangeWiring(run, _setting);
        _provisioning = new ProvisioningWiring(run, _setting, _exchange);
        _exchanged = run.Simulation.Random("per-sa/key");
    }

    private const ushort TaggerBase = 1_001; // ours: devices of intermediates are numbered behind those of routers

    private EnclaveHierarchy Hierarchy => _setting.Hierarchy;

    public void AddServers()
    {
        _provisioning.AddKeyServers(
            [.. AllEnclaves()], (one, other) => EnclavesTraffic.Talks(_run.Scenario, one, other));
        foreach ((NodeGroup group, NodeId member, int _) in Members(EnclavesDescription.ServerRole))
        {
            string entity = EntityOf(group, member);
            _provisioning.PortOf(group, member); // whose hook comes first
            var options = new EnclaveServerOptions
            {
                Enclave = EnclavesOptions.EnclaveOf(_run, group, member.Index),
                Id = (uint)_servers.Count + 1,
                Identifiers = group.Settings.Choice<SaIdentifierKind>(EnclavesKeys.Identifiers),
                ReplySize = group.Settings.Count(EnclavesKeys.Reply),
            };
            var server = new EnclaveServer(
                _run.NodeOf(member),
                _run.ProcessorOf(member),
                options,
                EnclavesOptions.NicOf(group.Settings.Below(EnclavesKeys.Nic)),
                _setting,
                new EnclaveMeasures(_run.Metrics, group.Name, "server", entity),
                new NicMeasures(_run.Metrics, group.Name, entity),
                _packets);
            KeyClient? keys = _provisioning.AddServer(group, member, options.Id, server.Nic.KeyDepth);
            if (keys is not null)
            {
                Provision(keys, server, IsOnDemand(group));
            }

            _servers.Add(new ServerParty(group, member, server, keys));
        }
    }

    public void AddClients()
    {
        foreach (NodeGroup group in _run.Scenario.GroupsOf(EnclavesDescription.ClientRole))
        {
            var clients = new EnclaveClient[group.Count];
            var parties = new ClientParty[group.Count];
            for (int index = 0; index < group.Count; index++)
            {
                NodeId member = group.Member(index);
                var measures = new EnclaveMeasures(_run.Metrics, group.Name, "client", EntityOf(group, member));
                clients[index] = new EnclaveClient(
                    _run.NodeOf(member), index, _setting, measures, _packets, _run.ProcessorOf(member));
                _clients.Add(parties[index] = new ClientParty(group, member, clients[index]));
            }

            PacketSource source = _exchange.IsOn
                ? new PacketSource(_run, group, Call(group, parties, out EnclaveFlows[] flows), (owner, size) =>
                    flows[owner.Client].Send(owner.Sa, size))
                : new PacketSource(_run, group, SetUp(group, clients), (owner, size) =>
                    clients[owner.Client].Emit(owner.Sa, size));
            _run.StartArrivals(group, source);
        }
    }

    /// <summary>Servers take part in the set-up of SAs, once all clients are there.</summary>
    public void AddExchanges()
    {
        foreach (ServerParty party in _servers.Where(_ => _exchange.IsOn))
        {
            bool isProvisioned = _provisioning.PortOf(party.Group, party.Member) is not null;
            KeyRing keys = party.Keys?.Ring ?? new KeyRing(Hierarchy);
            foreach (EnclavePath path in PathsTo(party).Where(_ => !isProvisioned))
            {
                GiveKey(party.Server.Nic, path);
                foreach (KeyUse use in Hierarchy.Uses)
                {
                    keys.Add(OrganisationKeys.FirstEpoch, Hierarchy.ServerDepth, path, _keys.At(
                        Hierarchy.ServerDepth, Hierarchy.Cut(path, Hierarchy.ServerDepth), use), use);
                }
            }

            _exchange.AddServer(party, keys, party.Keys is not null && IsOnDemand(party.Group));
        }

        foreach ((EnclaveClient client, ServerParty server) in _wanted)
        {
            _exchange.Want(client, server);
        }

        foreach (ServerParty party in _servers.Where(_ => _exchange.IsOn))
        {
            foreach (ServerParty caller in CallersOf(party))
            {
                GiveKey(caller, PathOf(caller.Group, caller.Member.Index, party));
            }
        }
    }

    // Down to the key of a server for each client, and for each other server that calls it.
    private IEnumerable<EnclavePath> PathsTo(ServerParty party) =>
        _clients.Select(client => PathOf(client.Group, client.Member.Index, party))
            .Concat(CallersOf(party).Select(caller => PathOf(caller.Group, caller.Member.Index, party)));

    private IEnumerable<ServerParty> CallersOf(ServerParty party) =>
        _run.Scenario.GroupsOf(EnclavesDescription.ServerRole)
            .SelectMany(group => EnclavesTraffic.PeerSas(_run.Scenario, group))
            .Where(each => _servers[each.Called] == party)
            .Select(each => _servers[each.Caller])
            .Distinct();

    /// <summary>Servers with SAs among themselves begin to send.</summary>
    public void StartPeers()
    {
        foreach (NodeGroup group in _run.Scenario.GroupsOf(EnclavesDescription.ServerRole))
        {
            var senders = new List<DrawnSender>();
            foreach ((int calling, int called) in EnclavesTraffic.PeerSas(_run.Scenario, group))
            {
                ServerParty caller = _servers[calling];
                senders.Add(new DrawnSender(caller.Member.Index, Call(caller, _servers[called])));
            }

            _run.StartArrivals(group, new DrawnSource(_run, group, senders));
        }
    }

    // What sends over an SA between servers, which is up or comes up over IKE.
    private Action<int> Call(ServerParty caller, ServerParty called)
    {
        if (_exchange.IsOn)
        {
            return _exchange.AddCall(caller, called);
        }

        uint spi = SetUp(caller, called);
        return size => caller.Server.Emit(spi, size);
    }

    // Of two servers the one that calls is the client of the SA: its card may have a pair key, but no key of the other.
    private uint SetUp(ServerParty caller, ServerParty party)
    {
        uint spi = DrawSpi(party, caller.Server.Has);
        EnclavePath path = PathOf(caller.Group, caller.Member.Index, party) with { Sa = spi };
        (DerivationInformation information, EspKeyPair keys) = SetUp(
            path, party, !caller.Server.Address.IsV4);
        GiveKey(caller, path);
        party.Server.Add(caller.Server.Address, information, keys);
        caller.Server.AddCalling(party.Server.Address, information, keys);
        Tell(caller.Server.Address, party.Server.Address, spi, keys);
        return spi;
    }

    private void GiveKey(ServerParty caller, in EnclavePath path)
    {
        OffloadNic card = caller.Server.Nic;
        if (_provisioning.PortOf(caller.Group, caller.Member) is null
            && (card.KeyDepth < Hierarchy.ServerDepth || !Hierarchy.HasServerLevel) && _baseline != "per-sa")
        {
            GiveKey(card, path);
        }
    }

    /// <summary>Hosts behind clients begin to send.</summary>
    public void StartHosts() => _hosts.Start();

    public void AddRouters()
    {
        Dictionary<IpAddress, ushort> assignments = [];
        foreach (ClientParty client in _clients)
        {
            assignments.Add(client.Client.Address, EnclavesOptions.EnclaveOf(_run, client.Group, client.Member.Index));
        }

        foreach (ServerParty server in _servers)
        {
            assignments.Add(server.Server.Address, server.Server.Options.Enclave);
        }

        foreach ((NodeGroup group, NodeId member, int number) in Members(EnclavesDescription.RouterRole))
        {
            RandomStream random = _run.Simulation.Random($"{member}/tagging");
            bool tags = random.Chance(group.Settings.Number(EnclavesKeys.TaggingShare));
            TaggingRouterOptions options = EnclavesOptions.RouterOf(
                _run, member, (ushort)(number + 1), tags, assignments);
            _ = new TaggingRouter(_run.NodeOf(member), options, new ReasonCounters<TaggingEvent>(
                _run.Metrics, "router.tags", EntityOf(group, member), EnclavesDescription.TaggingMeaning));
        }
    }

    public void AddIntermediates()
    {
        foreach ((NodeGroup group, NodeId member, int number) in Members(EnclavesDescription.IntermediateRole))
        {
            string entity = EntityOf(group, member);
            _provisioning.PortOf(group, member); // whose hook comes first
            var options = new IntermediateOptions
            {
                Device = (ushort)(number + 1),
                ReProtects = group.Settings.Flag(EnclavesKeys.ReProtects),
                IsGateway = group.Settings.Flag(EnclavesKeys.Gateway),
                DataMax = group.Settings.Count(EnclavesKeys.Shortens),
                Derives = group.Settings.Flag(EnclavesKeys.Derives),
            };
            var intermediate = new Intermediate(
                _run.NodeOf(member),
                _run.ProcessorOf(member),
                options,
                EnclavesOptions.NicOf(group.Settings.Below(EnclavesKeys.Nic)),
                _setting,
                new IntermediateMeasures(_run.Metrics, group.Name, entity),
                new NicMeasures(_run.Metrics, group.Name, entity));
            Show(member, intermediate);
            AddTagger(group, member, (ushort)(TaggerBase + number));
            _exchange.AddIntermediate(group, member, intermediate, _provisioning.Allow(group, member));
            if (_provisioning.AddIntermediate(group, member) is { } keys)
            {
                Provision(keys, intermediate, IsOnDemand(group));
                continue;
            }

            foreach ((int depth, EnclavePath path) in HeldBy(group))
            {
                foreach (KeyUse use in EnclavesOptions.UsesOf(group, Hierarchy))
                {
                    intermediate.AddKey(OrganisationKeys.FirstEpoch, depth, path, _keys.At(depth, path, use), use);
                }
            }
        }
    }

    // What it computes, for those who look at a capture with its eyes.
    private void Show(NodeId member, Intermediate intermediate)
    {
        if (_run.EspReaders is { } readers)
        {
            readers.Add(member);
            intermediate.SaLearned = (IpAddress source, IpAddress destination, uint spi, in EspKeys keys) =>
                readers.Learn(member, new EspSecret(source, destination, spi, _setting.Transform, keys));
        }
    }

    // An intermediate may tag control packets, too.
    private void AddTagger(NodeGroup group, NodeId member, ushort device)
    {
        Tagging tagging = group.Settings.Choice<Tagging>(EnclavesKeys.Tags);
        if (tagging == Tagging.None)
        {
            return;
        }

        var options = new TaggingRouterOptions
        {
            Tagging = tagging,
            Enclave = EnclavesOptions.EnclaveOf(_run, group, member.Index),
            Device = device,
            Pairs = EnclavesOptions.OnlyVerifies(group)
                ? []
                : [.. HeldBy(group).Where(held => held.Depth == 1).Select(held => held.Path.Pair)],
        };
        _ = new TaggingRouter(_run.NodeOf(member), options, new ReasonCounters<TaggingEvent>(
            _run.Metrics, "router.tags", EntityOf(group, member), EnclavesDescription.TaggingMeaning));
    }

    public void StartProvisioning() => _provisioning.Start();

    public void StartExchanges() => _exchange.Start();

    public void StartProbes()
    {
        foreach (ClientParty client in _clients)
        {
            if (_servers.Exists(IsProbing))
            {
                _ = new EnclaveProbed(
                    _run.NodeOf(client.Member), EnclavesOptions.TagOf(_run, client.Group, client.Member.Index));
            }
        }

        foreach (ServerParty server in _servers.Where(IsProbing))
        {
            StartProbes(server);
        }
    }

    private static bool IsProbing(ServerParty server) =>
        EnclavesOptions.TimeOf(server.Group.Settings, EnclavesKeys.Probe) is not null;

    private void StartProbes(ServerParty server)
    {
        var measures = new DiscoveryMeasures(
            _run.Metrics,
            EntityOf(server.Group, server.Member),
            _run.Measure(EnclavesDescription.DiscoveryProcedure, server.Group));
        Node node = _run.NodeOf(server.Member);
        EnclaveTag? own = EnclavesOptions.TagOf(_run, server.Group, server.Member.Index);
        var prober = new EnclaveProber(node, own, measures);
        server.Server.TagsRead += prober.Read;
        SimTime interval = EnclavesOptions.TimeOf(server.Group.Settings, EnclavesKeys.Probe)!.Value;
        foreach (ClientParty client in _clients)
        {
            var truth = new EnclaveEnds(
                EnclavesOptions.EnclaveOf(_run, client.Group, client.Member.Index), server.Server.Options.Enclave);
            bool listsKeys = server.Group.Settings.Flag(EnclavesKeys.ListsKeys);
            node.Start(prober.Probe(client.Client.Address, interval, _run.Scenario.Stop, truth, listsKeys));
        }
    }

    // Every SA comes up over IKE, when it is needed or at the start.
    private SaOwner[] Call(NodeGroup group, ClientParty[] clients, out EnclaveFlows[] flows)
    {
        var all = new EnclaveFlows[clients.Length];
        for (int index = 0; index < clients.Length; index++)
        {
            all[index] = _exchange.AddClient(clients[index]);
            clients[index].Client.Tunnelled = all[index].Send;
        }

        flows = all;
        var owners = new SaOwner[group.Settings.Count(EnclavesKeys.Sas)];
        for (int number = 0; number < owners.Length; number++)
        {
            ServerParty server = _servers[number % _servers.Count];
            int client = number % clients.Length;
            _wanted.Add((clients[client].Client, server));
            owners[number] = new SaOwner(client, all[client].Add(server.Server.Address));
            _hosts.Add(clients[client].Client, owners[number].Sa, server.Server.Address);
        }

        return owners;
    }

    // Every SA is up from the start: both ends compute its key from what they share.
    private SaOwner[] SetUp(NodeGroup group, EnclaveClient[] clients)
    {
        var owners = new SaOwner[group.Settings.Count(EnclavesKeys.Sas)];
        foreach (EnclaveClient client in clients)
        {
            client.Reserve((owners.Length / clients.Length) + 1);
            client.Tunnelled = client.Emit;
        }

        for (int number = 0; number < owners.Length; number++)
        {
            ServerParty server = _servers[number % _servers.Count];
            int client = number % clients.Length;
            owners[number] = new SaOwner(client, SetUp(group.Member(client), group, clients[client], server));
            _hosts.Add(clients[client], owners[number].Sa, server.Server.Address);
        }

        return owners;
    }

    private int SetUp(NodeId member, NodeGroup group, EnclaveClient client, ServerParty party)
    {
        EnclaveServer server = party.Server;
        EnclavePath path = PathOf(group, member.Index, party) with { Sa = DrawSpi(party, client.Has) };
        _firstSa ??= path;
        (DerivationInformation information, EspKeyPair keys) = SetUp(path, party, !client.Address.IsV4);
        server.Add(client.Address, information, keys);
        Tell(client.Address, server.Address, path.Sa, keys);
        return client.Add(server.Address, information, keys);
    }

    // What both ends of an SA know, and what the card of the server needs for it.
    private (DerivationInformation Information, EspKeyPair Keys) SetUp(
        in EnclavePath path, ServerParty party, bool isV6)
    {
        var information = new DerivationInformation(
            path, OrganisationKeys.FirstEpoch, HasServerLevel: Hierarchy.HasServerLevel,
            IsOrdered: Hierarchy.IsOrdered, IsV6: isV6);
        bool isExchanged = _baseline == "per-sa";
        if (!isExchanged && _provisioning.PortOf(party.Group, party.Member) is null)
        {
            GiveKey(party.Server.Nic, path);
        }

        return (information, isExchanged ? _setting.Expand(DrawKey()) : _setting.Expand(_keys.OfSa(path)));
    }

    // The path down to the key of a server for a client.
    private EnclavePath PathOf(NodeGroup group, int client, ServerParty party)
    {
        EnclaveServer server = party.Server;
        ushort enclave = _baseline == "enclave-key"
            ? server.Options.Enclave
            : EnclavesOptions.EnclaveOf(_run, group, client);
        return new EnclavePath(
            Hierarchy.PairOf(enclave, server.Options.Enclave),
            EnclavesOptions.SubEnclavesOf((group, client), (party.Group, party.Member.Index), Hierarchy),
            Hierarchy.HasServerLevel ? server.Options.Id : 0,
            Sa: 0);
    }

    private Key256 DrawKey()
    {
        Span<byte> key = stackalloc byte[Key256.Size];
        _exchanged.Fill(key);
        return Key256.Read(key);
    }

    private static uint DrawSpi(ServerParty party, Predicate<uint> isTaken)
    {
        while (true)
        {
            uint spi = party.Server.Identifiers.Next();
            if (!party.Server.Has(spi) && !isTaken(spi))
            {
                return spi;
            }

            party.Server.CountCollision();
        }
    }

    private void GiveKey(OffloadNic nic, in EnclavePath path)
    {
        foreach (KeyUse use in Hierarchy.Uses)
        {
            if (nic.Options.Derives
                && !nic.Keys.TryGet(OrganisationKeys.FirstEpoch, nic.KeyDepth, path, out _, use))
            {
                nic.AddKey(OrganisationKeys.FirstEpoch, nic.KeyDepth, path, _keys.At(nic.KeyDepth, path, use), use);
            }
        }
    }

    // What the access list gives to the members of a group: depth and path of each key.
    private IEnumerable<(int Depth, EnclavePath Path)> HeldBy(NodeGroup group)
    {
        Settings settings = group.Settings;
        ushort own = EnclavesOptions.EnclaveOf(_run, group, 0);
        int pair = Hierarchy.DepthOf(EnclaveLevel.Pair);
        switch (settings.Word(EnclavesKeys.Holds))
        {
            case "organisation":
                return [(0, default)];
            case "pairs":
                return AllEnclaves().SelectMany(other => PairsOf(own, other)).Distinct().Select(path => (pair, path));
            case "sub-pairs":
                return AllEnclaves().SelectMany(other => PairsOf(own, other))
                    .SelectMany(pair => SubPairsOf(group).Select(subs => pair with { Sub = subs }))
                    .Distinct()
                    .Select(path => (Hierarchy.DepthOf(EnclaveLevel.SubPair), path));
            case "pair":
                return PairsOf(own, (ushort)settings.Count(EnclavesKeys.PairWith)).Select(path => (pair, path));
            case "server":
                return ServerPaths((uint)settings.Count(EnclavesKeys.OfServer)).Distinct()
                    .Select(path => (Hierarchy.ServerDepth, path));
            case "sa" when _firstSa is { } first:
                return [(Hierarchy.SaDepth, first)];
            default:
                return [];
        }
    }

    // Both orders of a pair, which are the same unless order counts.
    private IEnumerable<EnclavePath> PairsOf(ushort one, ushort other) =>
        new[] { Hierarchy.PairOf(one, other), Hierarchy.PairOf(other, one) }
            .Distinct()
            .Select(pair => new EnclavePath(pair, 0, 0));

    // The sub-enclave of an intermediate with each that there is, in both orders.
    private IEnumerable<SubEnclavePairs> SubPairsOf(NodeGroup group)
    {
        ushort own = EnclavesOptions.SubEnclaveOf(group, 0);
        return Hosts().Select(each => EnclavesOptions.SubEnclaveOf(each.Group, each.Member.Index))
            .Distinct()
            .SelectMany(other => new[] { Hierarchy.PairOf(own, other), Hierarchy.PairOf(other, own) })
            .Select(pair => EnclavesOptions.SubEnclavesOf(pair, Hierarchy));
    }

    private IEnumerable<(NodeGroup Group, NodeId Member, int Number)> Hosts() =>
        Members(EnclavesDescription.ClientRole).Concat(Members(EnclavesDescription.ServerRole));

    private IEnumerable<ushort> AllEnclaves() =>
        Hosts().Select(each => EnclavesOptions.EnclaveOf(_run, each.Group, each.Member.Index))
            .Distinct()
            .Order();

    private static bool IsOnDemand(NodeGroup group) =>
        group.Settings.Word(EnclavesKeys.Provisioning) is "on-demand" or EnclavesKeys.Both;

    // What the key server gives to a server is for its card; what the card misses, the server asks for.
    private static void Provision(KeyClient keys, EnclaveServer server, bool isOnDemand)
    {
        OffloadNic nic = server.Nic;
        if (!nic.Options.Derives)
        {
            return;
        }

        keys.KeyCame = (epoch, key) =>
            nic.AddKey(epoch, key.Depth, new EnclavePath(key.Pair, key.Server, 0), key.Key, key.Use);
        keys.KeyWent = (epoch, key) =>
            nic.RemoveKey(epoch, key.Depth, new EnclavePath(key.Pair, key.Server, 0), key.Use);
        nic.KeyMissing = isOnDemand ? pair => keys.Require(Other(pair, server.Options.Enclave)) : null;
    }

    private static void Provision(KeyClient keys, Intermediate intermediate, bool isOnDemand)
    {
        keys.KeyCame = (epoch, key) =>
            intermediate.AddKey(epoch, key.Depth, new EnclavePath(key.Pair, key.Server, 0), key.Key, key.Use);
        keys.KeyWent = (epoch, key) =>
            intermediate.RemoveKey(epoch, key.Depth, new EnclavePath(key.Pair, key.Server, 0), key.Use);
        ushort own = keys.Enclave;
        intermediate.KeyMissing = isOnDemand ? pair => keys.Require(Other(pair, own)) : null;
    }

    private static ushort Other(EnclavePair pair, ushort own) => pair.First == own ? pair.Second : pair.First;

    // The key that a server has for each enclave of clients.
    private IEnumerable<EnclavePath> ServerPaths(uint id)
    {
        foreach (ServerParty server in _servers.Where(each => each.Server.Options.Id == id))
        {
            foreach (ClientParty client in _clients)
            {
                yield return Hierarchy.Cut(
                    PathOf(client.Group, client.Member.Index, server), Hierarchy.ServerDepth);
            }
        }
    }

    private void Tell(IpAddress client, IpAddress server, uint spi, in EspKeyPair keys)
    {
        if (_run.EspSecretKnown is { } tell)
        {
            tell(new EspSecret(client, server, spi, _setting.Transform, keys.ToServer));
            tell(new EspSecret(server, client, spi, _setting.Transform, keys.ToClient));
        }
    }

    // The members of all groups of a role, numbered on.
    private IEnumerable<(NodeGroup Group, NodeId Member, int Number)> Members(string role) => _run.Scenario
        .GroupsOf(role)
        .SelectMany(group => Enumerable.Range(0, group.Count).Select(index => (group, group.Member(index))))
        .Select((each, number) => (each.group, each.Item2, number));

    private string EntityOf(NodeGroup group, NodeId member) =>
        _run.StateEntityOf($"{group.Name}.goodput", member, group);
}
