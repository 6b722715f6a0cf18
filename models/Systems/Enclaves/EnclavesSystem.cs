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

/// <summary>System <c>enclaves</c>: clients, routers and servers whose keys form a tree.</summary>
public sealed class EnclavesSystem : ISystem
{
    /// <inheritdoc/>
    public SystemDescription Description { get; } = EnclavesDescription.Make();

    /// <inheritdoc/>
    public void Build(SystemRun run)
    {
        ArgumentNullException.ThrowIfNull(run);
        var wiring = new Wiring(run);
        wiring.AddServers();
        wiring.AddClients();
    }

    private sealed class Wiring
    {
        private const int FirstEpoch = 0;

        private readonly SystemRun _run;
        private readonly EnclaveSetting _setting;
        private readonly ProcedureMeasure _packets;
        private readonly KeyRing _organisation; // every key that was derived here, so that each is derived once
        private readonly List<ServerNode> _servers = [];

        public Wiring(SystemRun run)
        {
            _run = run;
            _setting = SettingOf(run.Scenario.Options);
            _packets = run.Measure(
                EnclavesDescription.PacketProcedure, run.Scenario.GroupsOf(EnclavesDescription.ClientRole).First());
            _organisation = new KeyRing(_setting.Hierarchy);
            Span<byte> key = stackalloc byte[Key256.Size];
            run.Simulation.Random("organisation/key/0").Fill(key);
            _organisation.Add(FirstEpoch, 0, default, Key256.Read(key));
        }

        public void AddServers()
        {
            foreach (NodeGroup group in _run.Scenario.GroupsOf(EnclavesDescription.ServerRole))
            {
                for (int index = 0; index < group.Count; index++)
                {
                    _servers.Add(AddServer(group, group.Member(index), (uint)_servers.Count + 1));
                }
            }
        }

        public void AddClients()
        {
            foreach (NodeGroup group in _run.Scenario.GroupsOf(EnclavesDescription.ClientRole))
            {
                var clients = new EnclaveClient[group.Count];
                for (int index = 0; index < group.Count; index++)
                {
                    NodeId member = group.Member(index);
                    var measures = new EnclaveMeasures(_run.Metrics, group.Name, "client", EntityOf(group, member));
                    clients[index] = new EnclaveClient(_run.NodeOf(member), index, _setting, measures, _packets);
                }

                _run.StartArrivals(group, new PacketSource(_run, group, clients, SetUp(group, clients)));
            }
        }

        private ServerNode AddServer(NodeGroup group, NodeId member, uint number)
        {
            string entity = EntityOf(group, member);
            var options = new EnclaveServerOptions
            {
                Enclave = (ushort)group.Settings.Count(EnclavesKeys.Enclave),
                Id = number,
                ReplySize = group.Settings.Count(EnclavesKeys.Reply),
            };
            var server = new EnclaveServer(
                _run.NodeOf(member),
                _run.ProcessorOf(member),
                options,
                NicOf(group.Settings.Below(EnclavesKeys.Nic)),
                _setting,
                new EnclaveMeasures(_run.Metrics, group.Name, "server", entity),
                new NicMeasures(_run.Metrics, group.Name, entity),
                _packets);
            ushort sub = (ushort)group.Settings.Count(EnclavesKeys.SubEnclave);
            return new ServerNode(server, sub, _run.Simulation.Random($"{member}/sa"));
        }

        // Every SA is up from the start: both ends compute its key from what they share.
        private SaOwner[] SetUp(NodeGroup group, EnclaveClient[] clients)
        {
            var owners = new SaOwner[group.Settings.Count(EnclavesKeys.Sas)];
            foreach (EnclaveClient client in clients)
            {
                client.Reserve((owners.Length / clients.Length) + 1);
            }

            for (int number = 0; number < owners.Length; number++)
            {
                ServerNode server = _servers[number % _servers.Count];
                int client = number % clients.Length;
                owners[number] = new SaOwner(client, SetUp(group, clients[client], server));
            }

            return owners;
        }

        private int SetUp(NodeGroup group, EnclaveClient client, ServerNode node)
        {
            EnclaveServer server = node.Server;
            ushort enclave = (ushort)group.Settings.Count(EnclavesKeys.Enclave);
            ushort sub = (ushort)group.Settings.Count(EnclavesKeys.SubEnclave);
            EnclaveHierarchy hierarchy = _setting.Hierarchy;
            Span<EnclavePair> subs = stackalloc EnclavePair[hierarchy.SubLevelCount];
            subs.Fill(hierarchy.PairOf(sub, node.SubEnclave));
            var path = new EnclavePath(
                hierarchy.PairOf(enclave, server.Options.Enclave),
                new SubEnclavePairs(subs),
                hierarchy.HasServerLevel ? server.Options.Id : 0,
                DrawSpi(node, client));
            var information = new DerivationInformation(
                path, FirstEpoch, hierarchy.HasServerLevel, hierarchy.IsOrdered, !client.Address.IsV4);
            GiveKey(server.Nic, path);
            EspKeyPair keys = _setting.Expand(KeyAt(hierarchy.SaDepth, path));
            server.Add(client.Address, information, keys);
            Tell(client, server, path.Sa, keys);
            return client.Add(server.Address, information, keys);
        }

        private static uint DrawSpi(ServerNode node, EnclaveClient client)
        {
            while (true)
            {
                uint spi = unchecked((uint)node.Random.NextBits());
                if (spi >= EspHeader.SpiMin)
                {
                    if (!node.Server.Has(spi) && !client.Has(spi))
                    {
                        return spi;
                    }

                    node.Server.CountCollision();
                }
            }
        }

        private void GiveKey(OffloadNic nic, in EnclavePath path)
        {
            if (nic.Options.Derives && !nic.Keys.TryGet(FirstEpoch, nic.KeyDepth, path, out _))
            {
                nic.AddKey(FirstEpoch, nic.KeyDepth, path, KeyAt(nic.KeyDepth, path));
            }
        }

        private Key256 KeyAt(int depth, in EnclavePath path)
        {
            EnclaveHierarchy hierarchy = _setting.Hierarchy;
            _organisation.TryFindNearest(FirstEpoch, path, out Key256 key, out int held);
            for (; held < depth; held++)
            {
                key = hierarchy.Derive(key, held, held + 1, path);
                if (held + 1 < hierarchy.SaDepth)
                {
                    _organisation.Add(FirstEpoch, held + 1, path, key);
                }
            }

            return key;
        }

        private void Tell(EnclaveClient client, EnclaveServer server, uint spi, in EspKeyPair keys)
        {
            if (_run.EspSecretKnown is { } tell)
            {
                tell(new EspSecret(client.Address, server.Address, spi, _setting.Transform, keys.ToServer));
                tell(new EspSecret(server.Address, client.Address, spi, _setting.Transform, keys.ToClient));
            }
        }

        private static EnclaveSetting SettingOf(Settings options)
        {
            var hierarchy = new EnclaveHierarchy(
                options.Word(EnclavesKeys.Prf) switch
                {
                    "hmac-sha256" => EnclavePrf.HmacSha256,
                    "aes-cmac" => EnclavePrf.AesCmac,
                    _ => EnclavePrf.Psp,
                },
                options.Flag(EnclavesKeys.ServerLevel),
                options.Count(EnclavesKeys.SubLevels),
                options.Flag(EnclavesKeys.Ordered));
            bool isExtended = options.Flag(EnclavesKeys.Esn);
            EspTransform transform = options.Word(EnclavesKeys.Transform) switch
            {
                "aes-gcm-256" => EspTransform.Gcm(32, isExtended),
                "aes-gcm-128" => EspTransform.Gcm(16, isExtended),
                "aes-cbc-256" => EspTransform.Cbc(32, isExtended),
                _ => EspTransform.Cbc(16, isExtended),
            };
            return new EnclaveSetting(
                hierarchy,
                transform,
                options.Word(EnclavesKeys.Protection) == "tunnel",
                options.Flag(EnclavesKeys.Information),
                new CipherContexts());
        }

        private static NicOptions NicOf(Settings card) => new()
        {
            Mode = card.Choice<NicMode>(EnclavesKeys.Mode),
            Keys = card.Choice<NicKeys>(EnclavesKeys.Keys),
            EntryCount = card.Count(EnclavesKeys.Entries),
            EntrySize = card.Count(EnclavesKeys.EntrySize),
            KeySize = card.Count(EnclavesKeys.KeySize),
            Eviction = card.Choice<EvictionPolicy>(EnclavesKeys.Eviction),
            IsPipelined = card.Flag(EnclavesKeys.Pipelined),
            QueueMax = card.Count(EnclavesKeys.Queue),
            Costs = new CostTable(NicOperations.All.Select(operation => KeyValuePair.Create(
                operation.Name, GroupProcessors.CostOf(card.Cost(EnclavesKeys.CostKeyOf(operation)))))),
        };

        private string EntityOf(NodeGroup group, NodeId member) =>
            _run.StateEntityOf($"{group.Name}.goodput", member, group);
    }

    private sealed record ServerNode(EnclaveServer Server, ushort SubEnclave, RandomStream Random);

    /// <summary>An SA of a group: the client that has it, and its number there.</summary>
    private readonly record struct SaOwner(int Client, int Sa);

    /// <summary>Packets of a group of clients: over which SA each goes is drawn, or read from a trace.</summary>
    private sealed class PacketSource : IArrivalTarget
    {
        private readonly EnclaveClient[] _clients;
        private readonly SaOwner[] _owners;
        private readonly RandomStream _random;
        private readonly RandomStream _sizes;
        private readonly Sampler _size;
        private readonly Sampler? _popularity;
        private readonly int[] _trace = [];
        private readonly double _stay; // probability that a train goes on
        private int _next;
        private int _current = -1;

        public PacketSource(SystemRun run, NodeGroup group, EnclaveClient[] clients, SaOwner[] owners)
        {
            (_clients, _owners) = (clients, owners);
            _random = run.Simulation.Random($"{group.Name}/popularity");
            _sizes = run.Simulation.Random($"{group.Name}/size");
            Settings settings = group.Settings;
            _size = new Sampler(settings.Distribution(EnclavesKeys.Size));
            _stay = 1.0 - (1.0 / settings.Number(EnclavesKeys.Train));
            if (settings.TextOf(EnclavesKeys.Popularity) != EnclavesKeys.Uniform)
            {
                Distribution distribution = settings.Distribution(EnclavesKeys.Popularity);
                _popularity = new Sampler(distribution);
                _trace = settings.Flag(EnclavesKeys.InOrder)
                    ? [.. distribution.Samples.Select(sample => (int)(sample.Whole % int.MaxValue))]
                    : [];
            }
        }

        public bool TryStartNext()
        {
            Send(NextSa());
            return true;
        }

        public void Start(int member) => Send(member % _owners.Length);

        private void Send(int number)
        {
            SaOwner owner = _owners[number];
            _clients[owner.Client].Emit(owner.Sa, (int)_size.NextWhole(_sizes));
        }

        private int NextSa()
        {
            if (_current < 0 || _stay == 0.0 || !_random.Chance(_stay))
            {
                _current = Draw();
            }

            return _current;
        }

        // Numbers beyond the SAs that there are begin again.
        private int Draw()
        {
            if (_trace.Length > 0)
            {
                int number = _trace[_next];
                _next = (_next + 1) % _trace.Length;
                return Math.Max(0, number - 1) % _owners.Length;
            }

            return _popularity is null
                ? _random.Below(_owners.Length)
                : (int)(Math.Max(0, _popularity.NextWhole(_random) - 1) % _owners.Length);
        }
    }
}
