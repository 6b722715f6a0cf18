using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using NUnit.Framework;
using Simulator.Crypto;
using Simulator.Entities;
using Simulator.Kernel;
using Simulator.Measure;
using Simulator.Network;
using Simulator.Protocols.Wire;

namespace Tests.Entities.Enclave;

/// <summary>Key servers of enclaves that make the keys of their pairs without an organisation key (Fig. 2B).</summary>
public sealed class PairKeyExchangeTests
{
    private const string Exchange = """
        ks-1/0 -> ks-2/0  IKE_SA_INIT request
        ks-2/0 -> ks-1/0  IKE_SA_INIT response
        ks-1/0 -> ks-2/0  IKE_AUTH request
        ks-2/0 -> ks-1/0  IKE_AUTH response
        """;

    [Test]
    public void Both_compute_the_same_key_and_nobody_else_does()
    {
        var world = new World();
        world.Ends[0].Exchange.Require(0);
        world.Run();
        Assert.That(string.Join('\n', world.Said), Is.EqualTo(Exchange));
        Key256 key = world.Ends[0].KeyWith(2)!.Value;
        Assert.That(world.Ends[1].KeyWith(1), Is.EqualTo(key));
        Assert.That(key, Is.Not.EqualTo(world.Ends[0].KeyWith(1)).And.Not.EqualTo(world.Ends[1].KeyWith(2)));
        Assert.That(world.Ends[2].KeyWith(1), Is.Null, "a pair that needs no key");
        Assert.That(world.Value("ks-1.keys.held", Statistic.Max), Is.EqualTo(2));
        Assert.That(world.Value("ks-3.keys.held", Statistic.Max), Is.EqualTo(1));
        Assert.That(world.Reasons("ks-1.outcome"), Is.EqualTo("success 1"));
    }

    [Test]
    public void Of_two_trees_both_keys_come_from_one_exchange()
    {
        var world = new World(isSeparate: true);
        world.Ends[0].Exchange.Require(0);
        world.Run();
        Assert.That(string.Join('\n', world.Said), Is.EqualTo(Exchange));
        var pair = new EnclavePair(1, 2);
        Key256 encryption = world.Ends[0].KeyOf(pair, KeyUse.Encryption)!.Value;
        Key256 authentication = world.Ends[0].KeyOf(pair, KeyUse.Authentication)!.Value;
        Assert.That(encryption, Is.Not.EqualTo(authentication));
        Assert.That(world.Ends[1].KeyOf(pair, KeyUse.Encryption), Is.EqualTo(encryption));
        Assert.That(world.Ends[1].KeyOf(pair, KeyUse.Authentication), Is.EqualTo(authentication));
        Assert.That(world.Ends[0].KeyOf(pair), Is.Null, "there is none for both");
    }

    [Test]
    public void The_higher_one_asks_the_lower_one_to_begin()
    {
        var world = new World();
        world.Ends[1].Exchange.Require(1);
        world.Run();
        Assert.That(string.Join('\n', world.Said), Is.EqualTo($"ks-2/0 -> ks-1/0  ESP [KEY REQUEST]\n{Exchange}"));
        Assert.That(world.Ends[1].KeyWith(1), Is.Not.Null.And.EqualTo(world.Ends[0].KeyWith(2)));
        Assert.That(world.Reasons("ks-2.outcome"), Is.EqualTo("success 1"));
    }

    [Test]
    public void Both_want_it_at_once_and_there_is_one_exchange()
    {
        var world = new World();
        world.Ends[0].Exchange.Require(0);
        world.Ends[1].Exchange.Require(0);
        world.Ends[1].Exchange.Require(1);
        world.Run();
        Assert.That(
            world.Said.Count(said => said.EndsWith("IKE_AUTH request", StringComparison.Ordinal)), Is.EqualTo(1));
        Assert.That(world.Ends[1].KeyWith(1), Is.Not.Null.And.EqualTo(world.Ends[0].KeyWith(2)));
    }

    [Test]
    public void Ordered_pairs_get_two_keys()
    {
        var world = new World(isOrdered: true);
        world.Ends[0].Exchange.Require(2);
        world.Run();
        Key256?[] keys = [world.Ends[0].KeyOf(new(1, 2)), world.Ends[0].KeyOf(new(2, 1))];
        Assert.That(keys, Has.None.Null.And.Unique);
        Assert.That(keys, Is.EqualTo(new[] { world.Ends[1].KeyOf(new(1, 2)), world.Ends[1].KeyOf(new(2, 1)) }));
    }

    [Test]
    public void A_server_of_the_enclave_waits_for_the_exchange_and_gets_what_follows_from_its_key()
    {
        var world = new World();
        KeyClient party = world.AddParty(enclave: 2, id: 7);
        party.Require(1);
        world.Run();
        Assert.That(world.Said[0], Is.EqualTo("party/0 -> ks-2/0  ESP [KEY REQUEST]"));
        Assert.That(world.Said[^1], Is.EqualTo("ks-2/0 -> party/0  ESP [KEY ANSWER]"));
        var path = new EnclavePath(new EnclavePair(1, 2), 7, 0);
        Assert.That(party.Ring.TryGet(0, 2, path, out Key256 key), Is.True);
        Assert.That(key, Is.EqualTo(world.Hierarchy.Derive(world.Ends[0].KeyWith(2)!.Value, 1, 2, path)));
    }

    [Test]
    public void A_pair_that_needs_no_key_is_refused()
    {
        var world = new World();
        KeyClient party = world.AddParty(enclave: 2, id: 7);
        party.Require(3);
        world.Run();
        Assert.That(world.Reasons("party.outcome"), Is.EqualTo("unknown-enclave 1"));
        Assert.That(party.Ring.Count, Is.Zero);
        Assert.That(world.Said.Count(said => said.Contains("IKE", StringComparison.Ordinal)), Is.Zero);
    }

    [Test]
    public void One_that_is_down_is_asked_again_until_the_other_gives_up_and_later_it_works()
    {
        var world = new World();
        world.Ends[1].Node.Crash();
        world.Ends[0].Exchange.Require(0);
        world.Run(300);
        Assert.That(world.Reasons("ks-1.outcome"), Is.EqualTo("timed-out 1"));
        Assert.That(world.Ends[0].KeyWith(2), Is.Null);
        world.Ends[1].Node.Restart();
        world.Ends[0].Exchange.Require(0);
        world.Run();
        Assert.That(world.Ends[0].KeyWith(2), Is.Not.Null.And.EqualTo(world.Ends[1].KeyWith(1)));
    }

    [Test]
    public void A_crash_loses_the_keys_of_pairs_and_the_enclaves_own_is_there_again()
    {
        var world = new World();
        world.Ends[0].Exchange.Require(0);
        world.Run();
        Key256? own = world.Ends[1].KeyWith(2), first = world.Ends[1].KeyWith(1);
        world.Ends[1].Node.Crash();
        Assert.That(world.Ends[1].KeyWith(2), Is.Null);
        world.Ends[1].Node.Restart();
        Assert.That(world.Ends[1].KeyWith(2), Is.EqualTo(own));
        Assert.That(world.Ends[1].KeyWith(1), Is.Null);
        world.Ends[0].Exchange.Require(0);
        world.Run();
        Assert.That(world.Ends[0].KeyWith(2), Is.EqualTo(first), "the one that has not crashed has its key still");
    }

    [Test]
    public void One_with_another_secret_gets_no_key()
    {
        var world = new World(secretOfSecond: "another secret");
        world.Ends[0].Exchange.Require(0);
        world.Run();
        Assert.That(world.Ends[0].KeyWith(2), Is.Null);
        Assert.That(world.Ends[1].KeyWith(1), Is.Null);
        Assert.That(world.Reasons("ks-1.outcome"), Is.EqualTo("timed-out 1"));
    }

    [Test]
    public void A_stranger_cannot_make_it_begin()
    {
        var world = new World();
        byte[] request = new byte[new Simulator.Protocols.Enclave.KeyRequest(1, 3, 1).EncodedSize];
        new Simulator.Protocols.Enclave.KeyRequest(1, 3, 1).Encode(request);
        IPairKeySource source = world.Ends[0].Exchange;
        Assert.That(source.TryTake(world.Ends[2].Port.Address, request, default), Is.False, "no peer");
        Assert.That(source.TryTake(world.Ends[1].Port.Address, request, default), Is.False, "in another's name");
        Assert.That(source.TryTake(world.Ends[1].Port.Address, request.AsSpan(1), default), Is.False, "cut");
        world.Run();
        Assert.That(world.Said, Is.Empty);
    }

    [Test]
    public void The_key_of_an_enclave_may_be_the_only_one_that_the_organisation_derives([Values] bool givesKey)
    {
        var world = new World(hasOrganisation: true, givesOrganisationKey: givesKey);
        Assert.That(world.Ends[0].KeyWith(1), Is.Null);
        world.Ends[0].Sources.Require(0);
        world.Run();
        Key256 organisation = OrganisationKeyServer.DrawKey(world.Simulation, 0);
        var path = new EnclavePath(new EnclavePair(1, 1), 0, 0);
        Assert.That(world.Ends[0].KeyWith(1), Is.EqualTo(world.Hierarchy.Derive(organisation, 0, 1, path)));
        Assert.That(world.Ends[0].KeyWith(2), Is.Not.Null.And.EqualTo(world.Ends[1].KeyWith(1)));
        Assert.That(world.Ends[0].Sources.Ring.Count, Is.EqualTo(2));
        Assert.That(world.Value("ks-1.keys.held", Statistic.Max), Is.EqualTo(2));
        Assert.That(world.Said.Count(said => said.EndsWith("[KEY REQUEST]", StringComparison.Ordinal)), Is.EqualTo(1));
        world.Ends[0].Sources.Require(0);
        world.Run();
        Assert.That(
            world.Said.Count(said => said.EndsWith("[KEY REQUEST]", StringComparison.Ordinal)), Is.EqualTo(1), "held");
    }

    [Test]
    public void A_derived_key_comes_again_after_a_crash_and_none_of_another_pair()
    {
        var world = new World(hasOrganisation: true);
        world.Ends[0].Sources.Require(1);
        world.Run();
        Key256? own = world.Ends[0].KeyWith(1);
        world.Ends[0].Node.Crash();
        Assert.That(world.Ends[0].KeyWith(1), Is.Null);
        world.Ends[0].Node.Restart();
        world.Run();
        Assert.That(world.Ends[0].KeyWith(1), Is.Not.Null.And.EqualTo(own));
        Assert.That(world.Ends[0].KeyWith(2), Is.Null);
        Assert.That(world.Value("ks-1.keys.held", Statistic.Max), Is.EqualTo(1));
    }

    [Test]
    public void One_that_may_have_its_own_key_alone_is_refused_that_of_a_pair()
    {
        var world = new World(hasOrganisation: true);
        KeyClient other = world.AddOwnOnly(enclave: 8);
        other.Require(1);
        world.Run();
        Assert.That(world.Reasons("other.outcome"), Is.EqualTo("denied 1"));
        Assert.That(world.Reasons("provisioning.refused"), Is.EqualTo("not-authorised 1"));
        Assert.That(other.Ring.Count, Is.Zero);
    }

    [Test]
    public void What_an_administrator_brings_is_there_when_he_has_come_and_those_who_asked_wait_for_it()
    {
        var world = new World();
        KeyClient party = world.AddParty(enclave: 3, id: 7);
        world.Ends[2].Server.AddPeer(4);
        world.Ends[2].Installed.Put(new EnclavePair(3, 4), new Key256(3, 4), SimTime.FromMilliseconds(1_500));
        party.Require(4);
        world.Run(1.4);
        Assert.That(party.Ring.Count, Is.Zero);
        world.Run();
        var path = new EnclavePath(new EnclavePair(3, 4), 7, 0);
        Assert.That(party.Ring.TryGet(0, 2, path, out Key256 key), Is.True);
        Assert.That(key, Is.EqualTo(world.Hierarchy.Derive(new Key256(3, 4), 1, 2, path)));
        Assert.That(world.Said.Count(said => said.Contains("IKE", StringComparison.Ordinal)), Is.Zero);
        Assert.That(world.Value("ks-3.keys.held", Statistic.Max), Is.EqualTo(2));
    }

    [Test]
    public void What_an_administrator_has_brought_outlives_a_crash_and_what_he_will_bring_comes_all_the_same()
    {
        var world = new World();
        End end = world.Ends[2];
        end.Installed.Put(new EnclavePair(3, 4), new Key256(3, 4), SimTime.FromSeconds(2));
        end.Node.Crash();
        Assert.That(end.KeyWith(3), Is.Null);
        world.Run(1);
        end.Node.Restart();
        Assert.That(end.KeyWith(3), Is.EqualTo(new Key256(3, 77)));
        Assert.That(end.KeyWith(4), Is.Null);
        world.Run(2);
        Assert.That(end.KeyWith(4), Is.EqualTo(new Key256(3, 4)));
        end.Node.Crash();
        world.Run(1);
        end.Node.Restart();
        Assert.That(end.KeyWith(4), Is.EqualTo(new Key256(3, 4)));
        Assert.That(world.Value("ks-3.keys.held", Statistic.Max), Is.EqualTo(2));
    }

    // ks-1/0, ks-2/0, ks-3/0 and party/0 around hub/0; the first two talk with each other
    private sealed class World : ITap
    {
        private static readonly CostTable Costs = new(
            Operations.All.Append(IkeEndpoint.Step).Select(each => KeyValuePair.Create(
                each.Name, new OperationCost { Fixed = SimTime.FromMicroseconds(10) })));

        private readonly MetricRegistry _metrics;
        private readonly EnclaveSetting _setting;
        private readonly Node _hub;
        private readonly OrganisationKeyServer? _organisation;
        private readonly KeyPort? _organisationPort;

        public World(
            bool isOrdered = false, string secretOfSecond = "secret", bool hasOrganisation = false,
            bool givesOrganisationKey = false, bool isSeparate = false)
        {
            Hierarchy = new EnclaveHierarchy(EnclavePrf.HmacSha256, IsOrdered: isOrdered, IsSeparate: isSeparate);
            Topology = new Topology(Simulation, new PacketPool(isStrict: true));
            _metrics = new MetricRegistry(Simulation, new(SimTime.Zero, SimTime.FromSeconds(10_000)));
            _setting = new EnclaveSetting(
                Hierarchy, Simulator.Protocols.Esp.EspTransform.Gcm(32), false, true, new CipherContexts());
            _hub = Topology.AddNode("hub", 0);
            _hub.Ip.AddAddress(IpAddress.FromV4(10, 0, 0, 99));
            Topology.AddTap(this);
            if (hasOrganisation)
            {
                _organisationPort = Port(Host("organisation", 50));
                _organisation = new OrganisationKeyServer(
                    _organisationPort, Hierarchy, givesOrganisationKey,
                    new KeyServerMeasures(_metrics, "organisation", "organisation/0"));
            }

            Ends = [.. new ushort[] { 1, 2, 3 }.Select(Add)];
            KeyPort.Join(Ends[0].Port, Ends[1].Port, 256, new Key256(1, 1));
            Introduce(Ends[0], Ends[1], "secret");
            Introduce(Ends[1], Ends[0], secretOfSecond);
        }

        public Simulation Simulation { get; } = new();

        public EnclaveHierarchy Hierarchy { get; }

        public Topology Topology { get; }

        public End[] Ends { get; }

        public List<string> Said { get; } = [];

        public void Run(double seconds = 30) =>
            Simulation.Run(Simulation.Now + SimTime.FromMilliseconds((long)(1_000 * seconds)));

        public KeyClient AddParty(ushort enclave, uint id)
        {
            Node node = Host("party", 9);
            KeyPort port = Port(node);
            End end = Ends[enclave - 1];
            KeyPort.Join(port, end.Port, 300, new Key256(3, 3));
            end.Server.Register(port.Address, id, Hierarchy.ServerDepth);
            var client = new KeyClient(
                port, end.Port.Address, Hierarchy, Options(enclave), Procedure("party"),
                new KeyServerMeasures(_metrics, "party", "party/0"));
            port.Use(client);
            return client;
        }

        public KeyClient AddOwnOnly(ushort enclave)
        {
            KeyPort port = Port(Host("other", 8));
            KeyPort.Join(port, _organisationPort!, 350, new Key256(5, 5));
            _organisation!.Register(port.Address, enclave, isOwnOnly: true);
            var client = new KeyClient(
                port, _organisationPort!.Address, Hierarchy, Options(enclave), Procedure("other"),
                new KeyServerMeasures(_metrics, "other", "other/0"));
            port.Use(client);
            return client;
        }

        public double Value(string metric, Statistic statistic) => _metrics.Values()
            .First(value => value.Metric == metric && value.Statistic == statistic).Value;

        public string Reasons(string family) => string.Join(
            ", ", _metrics.Values()
                .Where(value => value.Metric.StartsWith(family + ".", StringComparison.Ordinal) && value.Value > 0)
                .Select(value => FormattableString.Invariant($"{value.Metric[(family.Length + 1)..]} {value.Value}")));

        void ITap.Sent(LinkDirection direction, Packet packet, SimTime time, bool isFirst)
        {
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

        private static KeyClientOptions Options(ushort enclave) => new()
        {
            Enclave = enclave,
            Timeout = SimTime.FromSeconds(1),
            AttemptMax = 2,
        };

        private void Introduce(End own, End peer, string secret)
        {
            own.Server.AddPeer(peer.Enclave);
            own.Exchange.AddPeer(peer.Port.Address, new PairKeyPeer(
                peer.Enclave,
                EnclaveConnections.Of(own.Node, peer.Node, new Octets(Encoding.ASCII.GetBytes(secret)), _setting)));
        }

        private End Add(ushort enclave)
        {
            string name = FormattableString.Invariant($"ks-{enclave}");
            Node node = Host(name, enclave);
            KeyPort port = Port(node);
            var measures = new KeyServerMeasures(_metrics, name, node.Id);
            var ring = new KeyRing(Hierarchy);
            var exchange = new PairKeyExchange(port, ring, Options(enclave), Procedure(name), measures);
            var installed = new InstalledKeys(node, ring, measures);
            IPairKeySource own = OwnKeyOf(enclave, port, ring, measures) ?? (IPairKeySource)installed;
            var sources = new EnclaveKeySources(enclave, own, exchange);
            var udp = new IkeUdp(node) { Observer = exchange };
            var procedures = new IkeProcedures(
                Ike($"{name}.establish"), Ike($"{name}.child"), Ike($"{name}.rekey"), Ike($"{name}.inform"));
            var options = new IkeOptions { RetransmissionTimeout = SimTime.FromMilliseconds(200) };
            exchange.Endpoint = new IkeEndpoint(
                node, node.AddProcessor("ike", new(), Costs), options, new(udp, exchange, exchange, exchange),
                _setting.Contexts, new IkeMeasures(procedures, _metrics, node.Id));
            udp.Endpoint = exchange.Endpoint;
            var server = new EnclaveKeyServer(port, Hierarchy, enclave, sources, measures);
            server.AddPeer(enclave);
            if (_organisation is null)
            {
                installed.Put(new EnclavePair(enclave, enclave), new Key256(enclave, 77), SimTime.Zero);
            }

            return new End(node, enclave, port, exchange, server, sources, installed);
        }

        // From the organisation key, if there is an organisation.
        private KeyClient? OwnKeyOf(ushort enclave, KeyPort port, KeyRing ring, KeyServerMeasures measures)
        {
            if (_organisation is null)
            {
                return null;
            }

            KeyPort.Join(port, _organisationPort!, 400u + enclave, new Key256(4, enclave));
            _organisation.Register(port.Address, enclave, isOwnOnly: true);
            return new KeyClient(
                port, _organisationPort!.Address, Hierarchy, Options(enclave), Procedure($"own-{enclave}"), measures,
                ring);
        }

        private ProcedureMeasure Ike(string name) =>
            new(name, "Test.", name, IkeProcedures.Outcomes, Simulation, _metrics);

        private ProcedureMeasure Procedure(string name) => new(
            name, "Test.", name,
            [ProcedureMeasure.Success, KeyClient.Denied, KeyClient.UnknownEnclave, KeyClient.TimedOut],
            Simulation, _metrics);

        private KeyPort Port(Node node) => new(
            node, _setting, new ReasonCounters<EnclaveRefusal>(_metrics, "provisioning.packet", node.Id, "Test"));

        private Node Host(string group, int number)
        {
            Node node = Topology.AddNode(group, 0);
            node.Ip.AddAddress(IpAddress.FromV4(10, 0, 0, (byte)number));
            Topology.AddLink("peers", node, _hub, LinkOptions.Of(SimTime.FromMilliseconds(1)));
            return node;
        }
    }

    private sealed record End(
        Node Node,
        ushort Enclave,
        KeyPort Port,
        PairKeyExchange Exchange,
        EnclaveKeyServer Server,
        EnclaveKeySources Sources,
        InstalledKeys Installed)
    {
        public Key256? KeyWith(ushort other) => KeyOf(Exchange.Ring.Hierarchy.PairOf(Enclave, other));

        public Key256? KeyOf(EnclavePair pair, KeyUse use = KeyUse.Both) =>
            Exchange.Ring.TryGet(0, 1, new EnclavePath(pair, 0, 0), out Key256 key, use) ? key : null;
    }
}
