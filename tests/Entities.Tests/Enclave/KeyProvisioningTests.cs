using System;
using System.Collections.Generic;
using System.Linq;
using NUnit.Framework;
using Simulator.Crypto;
using Simulator.Entities;
using Simulator.Kernel;
using Simulator.Measure;
using Simulator.Network;

namespace Tests.Entities.Enclave;

/// <summary>Keys from the organisation key server over that of an enclave to a server or an intermediate.</summary>
public sealed class KeyProvisioningTests
{
    private const ushort Own = 2;

    private static readonly EnclaveHierarchy Hierarchy = new(EnclavePrf.HmacSha256);

    [Test]
    public void A_server_gets_its_key_for_every_pair_of_its_enclave([Values] bool givesOrganisationKey)
    {
        var world = new World(givesOrganisationKey);
        world.Server.Register(world.Device.Address, 7, Hierarchy.ServerDepth);
        world.Party.Require(0);
        world.Simulation.Run(SimTime.FromSeconds(1));
        Assert.That(world.Outcomes("party"), Is.EqualTo("success 1"));
        Assert.That(world.Keys, Has.Count.EqualTo(3));
        foreach (ushort other in new ushort[] { 1, 2, 3 })
        {
            var path = new EnclavePath(Hierarchy.PairOf(Own, other), 7, 0);
            Assert.That(world.Party.Ring.TryGet(0, 2, path, out Key256 key), Is.True);
            Assert.That(key, Is.EqualTo(Hierarchy.Derive(world.Organisation(0), 0, 2, path)));
        }

        Assert.That(world.Value("key-server.keys.held", Statistic.Max), Is.EqualTo(givesOrganisationKey ? 1 : 3));
    }

    [Test]
    public void An_intermediate_gets_pair_keys_and_no_more_than_its_enclave_has()
    {
        var world = new World();
        world.Server.Register(world.Device.Address, 0, depth: 1);
        world.Party.Require(0);
        world.Simulation.Run(SimTime.FromSeconds(1));
        Assert.That(world.Keys.Select(key => key.Depth), Is.All.EqualTo(1));
        Assert.That(world.Keys.Select(key => key.Pair), Is.All.Matches<EnclavePair>(pair => pair.Contains(Own)));
    }

    [Test]
    public void On_demand_one_pair_travels()
    {
        var world = new World();
        world.Server.Register(world.Device.Address, 7, Hierarchy.ServerDepth);
        world.Party.Require(3);
        world.Party.Require(3); // it is asking already
        world.Simulation.Run(SimTime.FromSeconds(1));
        Assert.That(world.Keys, Has.Count.EqualTo(1));
        Assert.That(world.Keys[0].Pair, Is.EqualTo(new EnclavePair(2, 3)));
        Assert.That(world.Value("provisioning.messages"), Is.EqualTo(4), "two requests, two answers");
    }

    [Test]
    public void A_party_that_the_access_list_does_not_know_is_denied()
    {
        var world = new World();
        world.Party.Require(0);
        world.Simulation.Run(SimTime.FromSeconds(1));
        Assert.That(world.Outcomes("party"), Is.EqualTo("denied 1"));
        Assert.That(world.Reasons("provisioning.refused"), Is.EqualTo("not-authorised 1"));
        Assert.That(world.Keys, Is.Empty);
    }

    [Test]
    public void A_party_that_has_left_gets_nothing_more()
    {
        var world = new World();
        world.Server.Register(world.Device.Address, 7, Hierarchy.ServerDepth);
        world.Server.Remove(world.Device.Address);
        world.Party.Require(0);
        world.Simulation.Run(SimTime.FromSeconds(1));
        Assert.That(world.Outcomes("party"), Is.EqualTo("denied 1"));
    }

    [Test]
    public void A_pair_with_an_enclave_that_nobody_knows_has_no_key()
    {
        var world = new World();
        world.Server.Register(world.Device.Address, 7, Hierarchy.ServerDepth);
        world.Party.Require(99);
        world.Simulation.Run(SimTime.FromSeconds(1));
        Assert.That(world.Outcomes("party"), Is.EqualTo("unknown-enclave 1"));
        Assert.That(world.Reasons("provisioning.refused"), Is.EqualTo("unknown-enclave 1"));
    }

    [Test]
    public void A_key_server_that_is_down_is_asked_again_until_the_party_gives_up()
    {
        var world = new World();
        world.ServerNode.Crash();
        world.Party.Require(0);
        world.Simulation.Run(SimTime.FromSeconds(10));
        Assert.That(world.Outcomes("party"), Is.EqualTo("timed-out 1"));
        Assert.That(world.Value("provisioning.messages"), Is.EqualTo(4));
    }

    [Test]
    public void A_key_server_that_comes_back_in_time_answers()
    {
        var world = new World();
        world.Server.Register(world.Device.Address, 7, Hierarchy.ServerDepth);
        world.OrganisationNode.Crash();
        world.Party.Require(0);
        world.Simulation.Run(SimTime.FromMilliseconds(700));
        Assert.That(world.Keys, Is.Empty);
        world.OrganisationNode.Restart();
        world.Simulation.Run(SimTime.FromSeconds(10));
        Assert.That(world.Outcomes("party"), Is.EqualTo("success 1"));
        Assert.That(world.Keys, Has.Count.EqualTo(3));
    }

    [Test]
    public void A_new_epoch_reaches_everybody_and_the_old_one_ends_after_the_grace()
    {
        var world = new World();
        world.Server.Register(world.Device.Address, 7, Hierarchy.ServerDepth);
        world.Party.Require(0);
        SimTime second = SimTime.FromSeconds(1);
        world.OrganisationNode.Start(world.Root.Rotate(second, until: 2 * second));
        world.Simulation.Run(SimTime.FromMilliseconds(1_100));
        var path = new EnclavePath(new EnclavePair(1, 2), 7, 0);
        Assert.That(world.Party.Epoch, Is.EqualTo(1));
        Assert.That(world.Party.Ring.TryGet(0, 2, path, out _), Is.True, "the time of grace");
        Assert.That(world.Party.Ring.TryGet(1, 2, path, out Key256 key), Is.True);
        Assert.That(key, Is.EqualTo(Hierarchy.Derive(world.Organisation(1), 0, 2, path)));
        world.Simulation.Run(5 * second);
        Assert.That(world.Party.Ring.TryGet(0, 2, path, out _), Is.False);
        Assert.That(world.Party.Ring.Count, Is.EqualTo(3));
        Assert.That(world.Value("party.keys.held", Statistic.Max), Is.EqualTo(6));
    }

    [Test]
    public void When_a_device_has_left_all_who_stay_get_keys_that_it_does_not_know()
    {
        var world = new World();
        world.Server.Register(world.Device.Address, 7, Hierarchy.ServerDepth);
        world.Party.Require(0);
        world.Simulation.Run(SimTime.FromSeconds(1));
        world.Upward.Renew(); // another device has left
        world.Simulation.Run(SimTime.FromMilliseconds(1_100));
        Assert.That((world.Root.Epoch, world.Party.Epoch), Is.EqualTo((1, 1)));
        var path = new EnclavePath(new EnclavePair(1, 2), 7, 0);
        Assert.That(world.Party.Ring.TryGet(1, 2, path, out Key256 key), Is.True);
        Assert.That(key, Is.EqualTo(Hierarchy.Derive(world.Organisation(1), 0, 2, path)));
    }

    [Test]
    public void A_device_that_has_left_keeps_the_keys_of_its_epoch_and_gets_no_others()
    {
        var world = new World();
        world.Server.Register(world.Device.Address, 7, Hierarchy.ServerDepth);
        world.Party.Require(0);
        world.Simulation.Run(SimTime.FromSeconds(1));
        world.Server.Remove(world.Device.Address);
        world.Upward.Renew();
        world.Simulation.Run(SimTime.FromSeconds(5));
        Assert.That(world.Root.Epoch, Is.EqualTo(1));
        Assert.That(world.Party.Epoch, Is.Zero);
        Assert.That(world.Party.Ring.Count, Is.EqualTo(3));
        Assert.That(world.Keys.Count, Is.EqualTo(3));
    }

    [TestCase("KEY CHANGE")]
    [TestCase("KEY ANSWER")]
    public void A_change_that_is_lost_or_whose_answer_is_is_sent_again_and_there_is_one(string message)
    {
        var world = new World();
        world.Server.Register(world.Device.Address, 7, Hierarchy.ServerDepth);
        world.Party.Require(0);
        world.Simulation.Run(SimTime.FromSeconds(1));
        FaultPlan.Apply(world.Topology, [
            new FaultRule { On = "root", What = FaultKind.Drop, Message = message, Count = 1 },
        ]);
        world.Upward.Renew();
        world.Simulation.Run(SimTime.FromSeconds(5));
        Assert.That((world.Root.Epoch, world.Party.Epoch), Is.EqualTo((1, 1)));
    }

    [Test]
    public void A_change_ends_after_so_many_attempts()
    {
        var world = new World();
        world.OrganisationNode.Crash();
        world.Upward.Renew();
        world.Simulation.Run(SimTime.FromSeconds(10));
        Assert.That(world.Sent, Has.Count.EqualTo(4));
    }

    [Test]
    public void Nobody_changes_the_key_in_the_name_of_another_enclave()
    {
        var world = new World(upwardEnclave: 3);
        world.Upward.Renew();
        world.Simulation.Run(SimTime.FromSeconds(10));
        Assert.That(world.Root.Epoch, Is.Zero);
        Assert.That(world.Reasons("provisioning.refused"), Is.EqualTo("not-authorised 4"));
    }

    [Test]
    public void A_party_cannot_change_the_keys_of_its_enclave()
    {
        var world = new World();
        world.Server.Register(world.Device.Address, 7, Hierarchy.ServerDepth);
        world.Party.Renew(); // to its key server, which takes no such message
        world.Simulation.Run(SimTime.FromSeconds(10));
        Assert.That(world.Root.Epoch, Is.Zero);
        Assert.That(world.Reasons("provisioning.refused"), Is.EqualTo("malformed 4"));
    }

    [Test]
    public void Nobody_else_can_read_or_repeat_what_travels()
    {
        var world = new World();
        world.Server.Register(world.Device.Address, 7, Hierarchy.ServerDepth);
        world.Party.Require(0);
        world.Simulation.Run(SimTime.FromSeconds(1));
        byte[] key = new byte[32];
        world.Keys[0].Key.Write(key);
        Assert.That(world.Sent, Has.Count.EqualTo(4));
        Assert.That(world.Sent.TrueForAll(packet => packet.AsSpan().IndexOf(key) < 0), Is.True);

        world.DeviceNode.Ip.SendWhole(world.Topology.Packets.Rent(world.Sent[0], EnclaveLabels.KeyRequest));
        world.Simulation.Run(SimTime.FromSeconds(2));
        Assert.That(world.Reasons("provisioning.packet"), Is.EqualTo("replayed 1"));
        Assert.That(world.Sent, Has.Count.EqualTo(5), "no answer");
    }

    [TestCase(false, false)]
    [TestCase(false, true)]
    [TestCase(true, true)]
    public void Of_two_trees_a_party_gets_both_keys_of_a_pair_or_that_for_authentication_alone(
        bool onlyVerifies, bool givesOrganisationKey)
    {
        EnclaveHierarchy hierarchy = Hierarchy with { IsSeparate = true };
        var world = new World(givesOrganisationKey, hierarchy: hierarchy);
        world.Server.Register(world.Device.Address, 0, depth: 1, onlyVerifies);
        world.Party.Require(0);
        world.Simulation.Run(SimTime.FromSeconds(1));
        Assert.That(world.Outcomes("party"), Is.EqualTo("success 1"));
        KeyUse[] uses = onlyVerifies ? [KeyUse.Authentication] : [KeyUse.Encryption, KeyUse.Authentication];
        Assert.That(world.Keys.Select(key => key.Use), Is.EqualTo(uses.Concat(uses).Concat(uses)));
        foreach (Simulator.Protocols.Enclave.ProvisionedKey key in world.Keys)
        {
            Key256 root = OrganisationKeyServer.DrawKey(world.Simulation, 0, key.Use);
            Assert.That(key.Key, Is.EqualTo(
                hierarchy.Derive(root, 0, 1, new EnclavePath(key.Pair, 0, 0), key.Use)));
        }

        Assert.That(world.Keys.Select(key => key.Key), Is.Unique);
        Assert.That(world.Value("party.keys.held", Statistic.Max), Is.EqualTo(3 * uses.Length));
        Assert.That(world.Value("key-server.keys.held", Statistic.Max), Is.EqualTo(givesOrganisationKey ? 2 : 6));
    }

    [Test]
    public void Keys_of_both_trees_are_forgotten_when_their_epoch_is_over()
    {
        var world = new World(hierarchy: Hierarchy with { IsSeparate = true });
        world.Server.Register(world.Device.Address, 7, Hierarchy.ServerDepth);
        world.Party.Require(0);
        _ = world.OrganisationNode.Start(world.Root.Rotate(SimTime.FromSeconds(2), SimTime.FromSeconds(3)));
        world.Simulation.Run(SimTime.FromSeconds(3));
        Assert.That(world.Party.Ring.Count, Is.EqualTo(12), "two epochs");
        world.Simulation.Run(SimTime.FromSeconds(60));
        Assert.That(world.Party.Ring.Count, Is.EqualTo(6));
        Assert.That(world.Party.Epoch, Is.EqualTo(1));
    }

    [Test]
    public void A_key_of_a_tree_that_there_is_not_is_not_taken()
    {
        var world = new World();
        var path = new EnclavePath(new EnclavePair(1, Own), 0, 0);
        foreach (KeyUse use in new[] { KeyUse.Encryption, KeyUse.Authentication })
        {
            var answer = new Simulator.Protocols.Enclave.KeyAnswer(
                0, Simulator.Protocols.Enclave.KeyStatus.Granted, 0, true,
                [new Simulator.Protocols.Enclave.ProvisionedKey(1, path.Pair, 0, new Key256(5, 5), use)]);
            byte[] octets = new byte[answer.EncodedSize];
            answer.Encode(octets);
            Assert.That(world.Party.TryTake(world.ServerNode.Ip.Addresses[0], octets, default), Is.True);
        }

        Assert.That(world.Reasons("provisioning.refused"), Is.EqualTo("malformed 2"));
        Assert.That(world.Party.Ring.Count, Is.Zero);
    }

    // device/0 -- ks/0 -- org/0, three enclaves of which the second is this one's
    private sealed class World : ITap
    {
        private readonly MetricRegistry _metrics;
        private readonly EnclaveSetting _setting;
        private readonly EnclaveHierarchy _hierarchy;

        public World(
            bool givesOrganisationKey = false, ushort upwardEnclave = Own, EnclaveHierarchy? hierarchy = null)
        {
            _hierarchy = hierarchy ?? Hierarchy;
            Topology = new Topology(Simulation, new PacketPool(isStrict: true));
            _metrics = new MetricRegistry(Simulation, new(SimTime.Zero, SimTime.FromSeconds(1_000)));
            _setting = new EnclaveSetting(
                _hierarchy, Simulator.Protocols.Esp.EspTransform.Gcm(32), false, true, new CipherContexts());
            DeviceNode = Host("device", 1);
            ServerNode = Host("ks", 2);
            OrganisationNode = Host("org", 3);
            Topology.AddLink("keys", DeviceNode, ServerNode, LinkOptions.Of(SimTime.FromMilliseconds(1)));
            Topology.AddLink("root", ServerNode, OrganisationNode, LinkOptions.Of(SimTime.FromMilliseconds(1)));
            Topology.AddTap(this);
            Device = Port(DeviceNode);
            KeyPort server = Port(ServerNode), organisation = Port(OrganisationNode);
            KeyPort.Join(Device, server, 256, new Key256(1, 1));
            KeyPort.Join(server, organisation, 257, new Key256(2, 2));
            Root = new OrganisationKeyServer(
                organisation, _hierarchy, givesOrganisationKey,
                new KeyServerMeasures(_metrics, "organisation", "org/0"));
            Root.Register(server.Address, Own);
            Upward = Client(server, organisation.Address, "key-server", upwardEnclave);
            Server = new EnclaveKeyServer(
                server, _hierarchy, Own, Upward, new KeyServerMeasures(_metrics, "key-server", "ks/0"));
            Party = Client(Device, server.Address, "party");
            Device.Use(Party);
            Party.KeyCame = (_, key) => Keys.Add(key);
            foreach (ushort enclave in new ushort[] { 1, 2, 3 })
            {
                Root.AddEnclave(enclave);
                Server.AddPeer(enclave);
            }
        }

        public Simulation Simulation { get; } = new();

        public Topology Topology { get; }

        public Node DeviceNode { get; }

        public Node ServerNode { get; }

        public Node OrganisationNode { get; }

        public KeyPort Device { get; }

        public OrganisationKeyServer Root { get; }

        public EnclaveKeyServer Server { get; }

        public KeyClient Upward { get; }

        public KeyClient Party { get; }

        public List<Simulator.Protocols.Enclave.ProvisionedKey> Keys { get; } = [];

        public List<byte[]> Sent { get; } = [];

        public Key256 Organisation(int epoch) => OrganisationKeyServer.DrawKey(Simulation, epoch);

        public double Value(string metric, Statistic statistic = Statistic.Count) => _metrics.Values()
            .Where(value => value.Metric == metric && value.Statistic == statistic)
            .Sum(value => value.Value);

        public string Outcomes(string procedure) => Reasons($"{procedure}.outcome");

        public string Reasons(string family) => string.Join(
            ", ", _metrics.Values()
                .Where(value => value.Metric.StartsWith(family + ".", StringComparison.Ordinal) && value.Value > 0)
                .Select(value => FormattableString.Invariant($"{value.Metric[(family.Length + 1)..]} {value.Value}")));

        void ITap.Sent(LinkDirection direction, Packet packet, SimTime time, bool isFirst) =>
            Sent.Add(packet.Octets.ToArray());

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

        private KeyClient Client(KeyPort port, IpAddress server, string name, ushort enclave = Own) => new(
            port,
            server,
            _hierarchy,
            new KeyClientOptions { Enclave = enclave, Grace = SimTime.FromSeconds(2) },
            new ProcedureMeasure(
                name,
                "Test.",
                name,
                [ProcedureMeasure.Success, KeyClient.Denied, KeyClient.UnknownEnclave, KeyClient.TimedOut],
                Simulation,
                _metrics),
            new KeyServerMeasures(_metrics, name, name));

        private KeyPort Port(Node node) => new(
            node, _setting, new ReasonCounters<EnclaveRefusal>(_metrics, "provisioning.packet", node.Id, "Test"));

        private Node Host(string group, int number)
        {
            Node node = Topology.AddNode(group, 0);
            node.Ip.AddAddress(IpAddress.FromV4(10, 0, 0, (byte)number));
            return node;
        }
    }
}
