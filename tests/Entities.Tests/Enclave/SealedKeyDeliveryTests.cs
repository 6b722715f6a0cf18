using System;
using System.Linq;
using NUnit.Framework;
using Simulator.Crypto;
using Simulator.Entities;
using Simulator.Kernel;
using Simulator.Network;
using Simulator.Protocols.Enclave;
using Simulator.Protocols.Ike;
using Simulator.Protocols.Wire;

namespace Tests.Entities.Enclave;

/// <summary>Keys for intermediates in control packets of the client's exchange, and keys from above SAs (Fig. 7).
/// </summary>
public sealed class SealedKeyDeliveryTests
{
    private const string Fetch = """
        server/0 -> keys/0  ESP [MONITOR KEY REQUEST]
        keys/0 -> server/0  ESP [MONITOR KEY ANSWER]
        """;

    private const string Secret = "of intermediate and key server";

    // ---- in control packets

    [Test]
    public void The_answer_to_the_client_brings_the_key_and_nothing_more_is_said(
        [Values] ClientKind kind, [Values] bool isV6)
    {
        var set = new ExchangeWorld(kind, isV6: isV6);
        set.AddDirect(delivery: KeyDelivery.Control);
        set.ComeUp();
        Assert.That(string.Join('\n', set.World.Said), Is.EqualTo(ExchangeWorld.SetUpWithFlag));
        set.Send();
        set.Send();
        Assert.That(set.World.Reasons("intermediate.packet"), Is.EqualTo("read 4"));
        Assert.That(set.World.Reasons("direct-middle"), Is.EqualTo("control-flagged 1, key-taken 1"));
        Assert.That(set.World.Reasons("direct-server"), Is.EqualTo("key-given 1"));
        Assert.That(set.World.Value("packet.outcome.success"), Is.EqualTo(2));
        Assert.That(set.World.Topology.Packets.LiveCount, Is.Zero);
    }

    [Test]
    public void Keys_of_IKE_come_with_a_further_control_packet_if_the_last_was_the_clients([Values] bool isV6)
    {
        var set = new ExchangeWorld(ClientKind.Unchanged, isV6: isV6);
        set.AddDirect(delivery: KeyDelivery.Control);
        set.ComeUp(isServerFirst: true);
        Assert.That(set.World.Said.TakeLast(2), Is.EqualTo((string[])[
            "server/0 -> client/0  INFORMATIONAL request [SA KEY]",
            "client/0 -> server/0  INFORMATIONAL response [liveness]",
        ]));
        set.Send();
        Assert.That(set.World.Reasons("intermediate.packet"), Is.EqualTo("read 2"));
    }

    [Test]
    public void The_server_begins_and_gives_the_key_once()
    {
        var set = new ExchangeWorld();
        set.AddDirect(delivery: KeyDelivery.Control);
        set.ComeUp(isServerFirst: true);
        Assert.That(set.World.Said.Count(said => said.Contains("INFORMATIONAL", StringComparison.Ordinal)), Is.Zero);
        set.Send();
        Assert.That(set.World.Reasons("intermediate.packet"), Is.EqualTo("read 2"));
        Assert.That(set.World.Reasons("direct-server"), Is.EqualTo("key-given 1"));
        Assert.That(set.World.Reasons("direct-middle"), Is.EqualTo("control-flagged 2, key-taken 1"));
    }

    [Test]
    public void Two_SAs_bring_a_key_each()
    {
        var set = new ExchangeWorld();
        set.AddDirect(delivery: KeyDelivery.Control);
        IkeOperation first = set.SetUp();
        set.ClientEnd.CreateChild(first.Sa!);
        set.Run();
        set.Send();
        Assert.That(set.World.Reasons("direct-server"), Is.EqualTo("key-given 2"));
        Assert.That(set.World.Reasons("intermediate.packet"), Is.EqualTo("read 2"));
    }

    [Test]
    public void One_that_comes_later_gets_the_key_of_the_new_SA()
    {
        var set = new ExchangeWorld();
        set.SetUp();
        set.AddDirect(delivery: KeyDelivery.Control);
        set.Send();
        Assert.That(set.World.Said, Does.Contain("server/0 -> client/0  INFORMATIONAL request [SA KEY]"));
        Assert.That(set.World.Reasons("direct-server"), Is.EqualTo("key-given 1, rekey-started 1"));
        set.Send();
        Assert.That(set.World.Reasons("intermediate.packet"), Does.StartWith("read 2"));
    }

    [Test]
    public void One_that_does_not_share_the_secret_cannot_open_it()
    {
        var set = new ExchangeWorld();
        set.AddDirect(delivery: KeyDelivery.Control, hasOtherSecret: true);
        set.SetUp();
        set.Send();
        Assert.That(set.World.Reasons("direct-middle"), Does.Contain("not-opened").And.Not.Contain("key-taken"));
        Assert.That(set.World.Reasons("intermediate.packet"), Does.Not.Contain("read"));
        Assert.That(set.World.Value("packet.outcome.success"), Is.EqualTo(1));
    }

    [TestCase(0, "control-flagged 2, key-taken 1, malformed 1")]   // contents
    [TestCase(5, "control-flagged 2, key-taken 1")]                // for somebody else
    [TestCase(8, "control-flagged 2, key-taken 1, not-opened 1")]  // vector
    [TestCase(20, "control-flagged 2, key-taken 1, not-opened 1")] // what is sealed
    public void What_was_changed_on_the_way_is_refused_by_both_and_comes_again(int at, string counted)
    {
        var set = new ExchangeWorld();
        bool isChanged = false;
        set.World.Tamper(packet => isChanged = isChanged || TryChange(packet, at));
        set.AddDirect(delivery: KeyDelivery.Control);
        set.SetUp();
        Assert.That(isChanged, Is.True);
        Assert.That(set.World.Reasons("direct-middle"), Is.EqualTo(counted));
        set.Send();
        Assert.That(set.World.Reasons("intermediate.packet"), Is.EqualTo("read 2"));
        Assert.That(set.World.Value("packet.outcome.success"), Is.EqualTo(1));
    }

    [Test]
    public void One_that_is_not_authorised_gets_nothing()
    {
        var set = new ExchangeWorld();
        set.AddDirect(delivery: KeyDelivery.Control, isAuthorised: false);
        set.ComeUp();
        Assert.That(string.Join('\n', set.World.Said), Is.EqualTo(ExchangeWorld.SetUpWithFlag));
        set.Send();
        Assert.That(set.World.Reasons("direct-server"), Is.EqualTo("not-authorised 2"), "of either kind of packet");
        Assert.That(set.World.Reasons("intermediate.packet"), Is.EqualTo("no-key 2"));
    }

    [Test]
    public void A_crash_of_the_server_forgets_what_waits()
    {
        var set = new ExchangeWorld();
        set.AddDirect(delivery: KeyDelivery.Control);
        set.StartAtClient();
        set.World.Simulation.Run(SimTime.FromMilliseconds(7)); // the flag has come
        set.World.ServerNode.Crash();
        set.World.ServerNode.Restart();
        set.Run();
        set.SetUp();
        set.Send();
        Assert.That(set.World.Reasons("intermediate.packet"), Is.EqualTo("read 2"));
    }

    // ---- keys from above

    [TestCase(1, KeyDelivery.Ike)]
    [TestCase(2, KeyDelivery.Ike)]
    [TestCase(1, KeyDelivery.Control)]
    [TestCase(2, KeyDelivery.Control)]
    public void The_key_server_gives_what_the_intermediate_may_have_and_further_SAs_are_read_without_asking(
        int depth, KeyDelivery delivery)
    {
        var set = new ExchangeWorld();
        Intermediate middle = AddFetching(set, depth, delivery: delivery);
        IkeOperation first = set.ComeUp();
        Assert.That(string.Join('\n', set.World.Said), Does.StartWith($"{ExchangeWorld.SetUpWithFlag}\n{Fetch}"));
        Assert.That(
            set.World.Said.Count(said => said.EndsWith("[HIGHER KEY]", StringComparison.Ordinal)), Is.EqualTo(1));
        EnclavePath path = middle.Keys.Hierarchy.Cut(set.World.Path, depth);
        Assert.That(middle.Keys.TryGet(0, depth, path, out Key256 key), Is.True);
        Assert.That(key, Is.EqualTo(set.World.Hierarchy.Derive(set.World.Organisation, 0, depth, path)));
        Assert.That(middle.Keys.Count, Is.EqualTo(1), "and no other");
        set.World.Said.Clear();
        set.ClientEnd.CreateChild(first.Sa!);
        set.Run();
        set.Send();
        Assert.That(set.World.Said.Count(said => said.Contains("middle", StringComparison.Ordinal)), Is.Zero);
        Assert.That(set.World.Reasons("intermediate.packet"), Is.EqualTo("read 2"));
        Assert.That(set.World.Reasons("direct-server"), Is.EqualTo("higher-key-given 1"));
        Assert.That(set.World.Reasons("direct-middle"), Is.EqualTo("control-flagged 1, higher-key-taken 1"));
        Assert.That(set.World.Topology.Packets.LiveCount, Is.Zero);
    }

    // ---- the end of an epoch

    [Test]
    public void A_key_from_above_ends_with_its_epoch_and_the_time_of_grace_and_is_fetched_again(
        [Values] KeyDelivery delivery)
    {
        var set = new ExchangeWorld();
        Intermediate middle = AddFetching(set, depth: 1, delivery: delivery);
        set.SetUp();
        set.Server.Direct!.EpochChanged(1, default);
        set.Run(9);
        Assert.That(middle.Keys.Count, Is.EqualTo(1), "the time of grace is not over");
        Assert.That(
            set.World.Said.Count(said => said.EndsWith("[EPOCH]", StringComparison.Ordinal)), Is.EqualTo(1));
        set.Run(2);
        Assert.That(middle.Keys.Count, Is.Zero);
        Assert.That(set.World.Reasons("direct-middle"), Does.Contain("epoch-learned 1, higher-key-erased 1"));
        Assert.That(set.World.Reasons("direct-server"), Is.EqualTo("higher-key-given 1, epoch-told 1"));
        set.Send();
        Assert.That(set.World.Reasons("intermediate.packet"), Does.Contain("no-key"), "what it has derived is gone");
        Assert.That(set.World.Reasons("direct-server"), Does.Contain("higher-key-given 2"));
        set.Send();
        Assert.That(set.World.Reasons("intermediate.packet"), Does.Contain("read 2"));
        Assert.That(set.World.Topology.Packets.LiveCount, Is.Zero);
    }

    [Test]
    public void An_epoch_that_is_behind_or_the_same_erases_nothing([Values(0, 5, 7)] int epoch)
    {
        var set = new ExchangeWorld();
        Intermediate middle = AddFetching(set, depth: 1);
        set.SetUp();
        set.Server.Direct!.EpochChanged(epoch, default);
        set.Run();
        Assert.That(middle.Keys.Count, Is.EqualTo(1));
        Assert.That(set.World.Reasons("direct-middle"), Does.Contain("epoch-learned 1").And.Not.Contain("erased"));
    }

    [Test]
    public void The_first_key_of_the_new_epoch_tells_it_if_nobody_else_has()
    {
        var set = new ExchangeWorld();
        Intermediate middle = AddFetching(set, depth: 1);
        IkeOperation first = set.SetUp();
        set.Ring.Add(1, set.World.Hierarchy.ServerDepth, set.World.Path, new Key256(7, 7));
        set.Epoch = 1;
        set.World.Topology.Nodes.First(node => node.Id == "keys/0").Crash(); // so that the key of the SA is given
        set.ClientEnd.CreateChild(first.Sa!); // it holds a key, if of the old epoch, and does not ask
        set.Run(1);
        set.World.Client.Emit(set.Numbers[^1], 200);
        set.Run(5);
        Assert.That(set.World.Reasons("direct-server"), Does.Contain("key-given 1").And.Contain("rekey-started 1"));
        Assert.That(middle.Keys.Count, Is.EqualTo(1), "the time of grace is not over");
        set.Run(10);
        Assert.That(middle.Keys.Count, Is.Zero);
        Assert.That(
            set.World.Reasons("direct-middle"), Does.Contain("higher-key-erased 1").And.Not.Contain("epoch-learned"));
        set.Send();
        Assert.That(set.World.Reasons("intermediate.packet"), Does.Contain("read 2"));
    }

    [Test]
    public void Who_has_no_key_from_above_is_told_nothing([Values] bool isServerCrashed)
    {
        var set = new ExchangeWorld();
        AddFetching(set, depth: isServerCrashed ? 1 : null);
        set.SetUp();
        if (isServerCrashed)
        {
            set.World.ServerNode.Crash();
            set.World.ServerNode.Restart();
        }

        set.Server.Direct!.EpochChanged(1, default);
        set.Run();
        Assert.That(set.World.Said.Where(said => said.EndsWith("[EPOCH]", StringComparison.Ordinal)), Is.Empty);
    }

    [Test]
    public void Word_of_an_epoch_that_is_lost_is_sent_again()
    {
        var set = new ExchangeWorld();
        Intermediate middle = AddFetching(set, depth: 1);
        set.SetUp();
        FaultPlan.Apply(set.World.Topology, [
            new FaultRule { On = "path", What = FaultKind.Drop, Message = "EPOCH", Count = 1 },
        ]);
        set.Server.Direct!.EpochChanged(1, default);
        set.Run();
        Assert.That(middle.Keys.Count, Is.Zero);
        Assert.That(set.World.Reasons("direct-middle"), Does.Contain("epoch-learned 1"));
    }

    [Test]
    public void Word_of_an_epoch_that_cannot_be_read_erases_nothing()
    {
        var set = new ExchangeWorld();
        Intermediate middle = AddFetching(set, depth: 1);
        set.SetUp();
        IkeSa toMiddle = set.ServerEnd.Sas.First(sa => sa.Peer.Address == set.World.MiddleNode.Ip.Addresses[0]);
        set.ServerEnd.Inform(toMiddle, [
            IkePayload.Of(PayloadType.Notify, new NotifyPayload(
                (NotifyType)EnclaveCodes.EpochNotify, new Octets([9]))),
        ]);
        set.Run();
        Assert.That(middle.Keys.Count, Is.EqualTo(1));
        Assert.That(set.World.Reasons("direct-middle"), Does.EndWith("malformed 1"));
    }

    [Test]
    public void A_client_that_has_gone_carries_no_word_of_an_epoch()
    {
        var set = new ExchangeWorld();
        Intermediate middle = AddFetching(set, depth: 1, delivery: KeyDelivery.Control);
        set.SetUp();
        set.ServerEnd.Delete(set.ServerEnd.Sas.First(sa => sa.Peer.Address == set.World.Client.Address));
        set.Run();
        set.Server.Direct!.EpochChanged(1, default);
        set.Run();
        Assert.That(set.World.Reasons("direct-server"), Does.Contain("unreachable 1"));
        Assert.That(middle.Keys.Count, Is.EqualTo(1));
    }

    [Test]
    public void Without_a_higher_key_in_the_access_list_it_gets_that_of_the_SA()
    {
        var set = new ExchangeWorld();
        AddFetching(set, depth: null);
        set.SetUp();
        set.Send();
        Assert.That(set.World.Reasons("direct-server"), Is.EqualTo("key-given 1, higher-key-refused 1"));
        Assert.That(set.World.Reasons("provisioning.refused"), Is.EqualTo("not-authorised 1"));
        Assert.That(set.World.Reasons("intermediate.packet"), Is.EqualTo("read 2"));
    }

    [Test]
    public void A_key_server_that_is_down_is_asked_twice_and_then_it_gets_that_of_the_SA()
    {
        var set = new ExchangeWorld();
        AddFetching(set, depth: 1);
        set.World.Topology.Nodes.First(node => node.Id == "keys/0").Crash();
        set.SetUp();
        Assert.That(set.World.Reasons("direct-server"), Is.EqualTo("key-given 1, higher-key-refused 1"));
        set.Send();
        Assert.That(set.World.Reasons("intermediate.packet"), Is.EqualTo("read 2"));
    }

    [Test]
    public void A_key_that_the_key_server_gets_later_comes_with_the_second_request()
    {
        var set = new ExchangeWorld();
        AddFetching(set, depth: 1, at: SimTime.FromMilliseconds(80));
        set.ComeUp();
        Assert.That(
            set.World.Said.Count(said => said.EndsWith("[MONITOR KEY REQUEST]", StringComparison.Ordinal)),
            Is.EqualTo(2));
        Assert.That(set.World.Reasons("direct-server"), Is.EqualTo("higher-key-given 1"));
    }

    [Test]
    public void One_that_can_make_nothing_of_a_higher_key_gets_that_of_the_SA([Values] bool isUnchanged)
    {
        var set = new ExchangeWorld(isUnchanged ? ClientKind.Unchanged : ClientKind.Aware);
        AddFetching(set, depth: 1, derives: isUnchanged);
        set.SetUp();
        set.Send();
        Assert.That(set.World.Reasons("direct-server"), Is.EqualTo("key-given 1"));
        Assert.That(set.World.Reasons("intermediate.packet"), Is.EqualTo("read 2"));
    }

    [Test]
    public void One_that_comes_later_gets_a_higher_key_with_the_SA_that_is_set_up_again()
    {
        var set = new ExchangeWorld();
        set.SetUp();
        AddFetching(set, depth: 1);
        set.Send();
        Assert.That(set.World.Reasons("direct-server"), Is.EqualTo("higher-key-given 1, rekey-started 1"));
        set.Send();
        set.Send();
        Assert.That(set.World.Reasons("intermediate.packet"), Is.EqualTo("read 4, no-key 2"));
        Assert.That(set.World.Reasons("reason"), Is.EqualTo("new-path 2"));
    }

    [Test]
    public void A_higher_key_that_another_one_has_sealed_is_not_taken()
    {
        var set = new ExchangeWorld();
        Intermediate middle = AddFetching(set, depth: 1, secretOfMiddle: "another");
        set.SetUp();
        Assert.That(set.World.Reasons("direct-middle"), Is.EqualTo("control-flagged 1, not-opened 1"));
        Assert.That(middle.Keys.Count, Is.Zero);
    }

    [Test]
    public void SAs_that_come_up_meanwhile_wait_for_one_answer([Values] bool isAllowed)
    {
        var set = new ExchangeWorld();
        AddFetching(set, isAllowed ? 1 : null, at: SimTime.FromMilliseconds(100));
        IkeOperation first = set.StartAtClient();
        set.Run(0.03);
        set.ClientEnd.CreateChild(first.Sa!);
        set.Run();
        Assert.That(
            set.World.Reasons("direct-server"),
            Is.EqualTo(isAllowed ? "higher-key-given 1" : "key-given 2, higher-key-refused 2"));
        set.Send();
        Assert.That(set.World.Reasons("intermediate.packet"), Is.EqualTo("read 2"));
    }

    [TestCase(3, 1, KeyStatus.Denied)]
    [TestCase(2, 9, KeyStatus.UnknownEnclave)]
    public void A_key_server_refuses_what_is_not_its_business(int enclave, int peer, KeyStatus status)
    {
        var set = new ExchangeWorld();
        (Node _, EnclaveKeyServer server, KeyClient client) = set.World.AddKeyServer();
        server.Allow(set.World.MiddleNode.Ip.Addresses[0], 1, SealerOf(set, Secret));
        var heard = new Listener();
        set.World.ServerPort.Use(heard);
        set.World.ServerPort.Send(
            server.Address,
            new MonitorKeyRequest(
                5, (ushort)enclave, (ushort)peer, false, set.World.MiddleNode.Ip.Addresses[0].V4),
            EnclaveLabels.MonitorKeyRequest, default);
        set.Run();
        Assert.That(heard.Answer, Is.EqualTo(new MonitorKeyAnswer(5, status, default)));
        Assert.That(client.Ring.Count, Is.Zero);
    }

    [Test]
    public void An_answer_that_nobody_waits_for_changes_nothing_and_what_is_none_is_counted()
    {
        var set = new ExchangeWorld();
        (Node _, EnclaveKeyServer server, KeyClient client) = set.World.AddKeyServer();
        byte[] octets = new byte[9];
        new MonitorKeyAnswer(1, KeyStatus.Denied, default).Encode(octets);
        Assert.That(client.Monitors.TryTake(server.Address, octets, default), Is.True);
        Assert.That(client.Monitors.TryTake(set.World.Client.Address, octets, default), Is.False, "from another");
        Assert.That(client.Monitors.TryTake(server.Address, octets.AsSpan(1), default), Is.False, "cut");
        ((IKeyReceiver)client).Receive(server.Address, octets.AsSpan(1), default);
        Assert.That(set.World.Reasons("provisioning.refused"), Is.EqualTo("malformed 1"));
    }

    private static Intermediate AddFetching(
        ExchangeWorld set, int? depth, SimTime at = default, bool derives = true, string secretOfMiddle = Secret,
        KeyDelivery delivery = KeyDelivery.Ike)
    {
        (Node _, EnclaveKeyServer server, KeyClient client) = set.World.AddKeyServer(at);
        if (depth is { } allowed)
        {
            server.Allow(set.World.MiddleNode.Ip.Addresses[0], allowed, SealerOf(set, Secret));
        }

        return set.AddDirect(
            derives: derives, delivery: delivery, keyServer: client.Monitors,
            ofKeyServer: SealerOf(set, secretOfMiddle));
    }

    private static KeySealer SealerOf(ExchangeWorld set, string secret) =>
        new(System.Text.Encoding.ASCII.GetBytes(secret), set.World.Setting.Contexts);

    // The octet of the sealed key in a control packet, if there is one.
    private static bool TryChange(Packet packet, int at)
    {
        if (!IpHeader.TryRead(packet.Octets, out IpHeader header, out _)
            || !EnclaveControl.TryReadInClear(packet.Octets, header, out _))
        {
            return false;
        }

        int start = header.HeaderSize + Udp.HeaderSize + IkeHeader.Size;
        int notify = start + IkePayload.HeaderSize + 4; // protocol, SPI size, type (RFC 7296 §3.10)
        packet.Change()[notify + at] ^= 0x40;
        return true;
    }

    private sealed class Listener : IKeyReceiver
    {
        public MonitorKeyAnswer Answer { get; private set; }

        void IKeyReceiver.Receive(IpAddress from, ReadOnlySpan<byte> message, in MeasurementTag tag)
        {
            MonitorKeyAnswer.TryDecode(message, out MonitorKeyAnswer answer, out DecodeError error);
            Assert.That(error.IsNone, Is.True);
            Answer = answer;
        }
    }
}
