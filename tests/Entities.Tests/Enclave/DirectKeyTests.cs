using System;
using System.Linq;
using NUnit.Framework;
using Simulator.Entities;
using Simulator.Network;
using Simulator.Protocols.Enclave;
using Simulator.Protocols.Ike;
using Simulator.Protocols.Wire;

namespace Tests.Entities.Enclave;

/// <summary>Keys of SAs for intermediates that cannot derive them (Fig. 7), also for those that come later (Fig. 8).
/// </summary>
public sealed class DirectKeyTests
{
    private const string Give = """
        server/0 -> middle/0  IKE_SA_INIT request
        middle/0 -> server/0  IKE_SA_INIT response
        server/0 -> middle/0  IKE_AUTH request
        middle/0 -> server/0  IKE_AUTH response
        server/0 -> middle/0  INFORMATIONAL request [SA KEY]
        middle/0 -> server/0  INFORMATIONAL response
        """;

    // ---- Fig. 7

    [Test]
    public void An_intermediate_asks_on_the_clients_packet_and_reads_with_the_key_that_it_gets(
        [Values] ClientKind kind, [Values] bool isV6)
    {
        var set = new ExchangeWorld(kind, isV6: isV6);
        set.AddDirect();
        set.ComeUp();
        Assert.That(string.Join('\n', set.World.Said), Is.EqualTo($"{ExchangeWorld.SetUpWithFlag}\n{Give}"));
        set.Send();
        set.Send();
        Assert.That(set.World.Reasons("intermediate.packet"), Is.EqualTo("read 4"), "both directions");
        Assert.That(set.World.Reasons("direct-middle"), Is.EqualTo("control-flagged 1, key-taken 1"));
        Assert.That(set.World.Reasons("direct-server"), Is.EqualTo("key-given 1"));
        Assert.That(set.World.Reasons("reason"), Is.EqualTo("no-key 1"));
        Assert.That(set.World.Value("packet.outcome.success"), Is.EqualTo(2));
        Assert.That(set.World.Topology.Packets.LiveCount, Is.Zero);
    }

    [Test]
    public void The_server_begins_and_the_flag_is_on_the_answer()
    {
        var set = new ExchangeWorld();
        set.AddDirect();
        set.ComeUp(isServerFirst: true);
        Assert.That(set.World.Said, Does.Contain("middle/0 -> server/0  IKE_SA_INIT response"));
        set.Send();
        Assert.That(set.World.Reasons("intermediate.packet"), Is.EqualTo("read 2"));
        Assert.That(set.World.Reasons("direct-server"), Is.EqualTo("key-given 1"));
    }

    [Test]
    public void A_second_SA_needs_two_messages_more()
    {
        var set = new ExchangeWorld();
        set.AddDirect();
        IkeOperation first = set.SetUp();
        set.ClientEnd.CreateChild(first.Sa!);
        set.Run();
        Assert.That(set.World.Said.Where(said => said.Contains("middle/0  ", StringComparison.Ordinal)),
            Is.EqualTo((string[])["server/0 -> middle/0  INFORMATIONAL request [SA KEY]"]));
        Assert.That(set.World.Reasons("direct-server"), Is.EqualTo("key-given 2"));
    }

    [Test]
    public void One_that_can_derive_asks_nobody()
    {
        var set = new ExchangeWorld();
        set.AddDirect(hasPairKey: true);
        set.SetUp();
        set.Send();
        Assert.That(set.World.Reasons("intermediate.packet"), Is.EqualTo("read 2"));
        Assert.That(set.World.Reasons("direct-middle"), Is.Empty);
        Assert.That(set.World.Reasons("direct-server"), Is.Empty);
    }

    [Test]
    public void One_that_cannot_derive_says_so_whatever_it_holds_and_reads_with_the_key_of_the_SA()
    {
        var set = new ExchangeWorld();
        set.AddDirect(hasPairKey: true, derives: false);
        set.SetUp();
        set.Send();
        Assert.That(set.World.Reasons("reason"), Is.EqualTo("no-derivation 1"));
        Assert.That(set.World.Reasons("intermediate.packet"), Is.EqualTo("read 2"));
    }

    [Test]
    public void Each_that_asks_has_its_own_reason()
    {
        var set = new ExchangeWorld();
        set.World.Tamper(packet => AddRequesters(set, packet, 2));
        set.AddDirect();
        set.SetUp();
        Assert.That(set.World.Reasons("reason"), Is.EqualTo("no-key 1, new-path 2"));
        Assert.That(set.World.Reasons("direct-server"), Is.EqualTo("key-given 1, not-authorised 2"));
    }

    [Test]
    public void A_server_that_announces_nothing_is_not_asked_and_the_intermediate_takes_note()
    {
        var set = new ExchangeWorld();
        set.AddDirect(isAnnounced: false);
        set.SetUp();
        Assert.That(set.World.Reasons("direct-middle"), Is.EqualTo("not-announced 1"));
        set.Send();
        Assert.That(set.World.Reasons("intermediate.packet"), Is.EqualTo("no-key 2"));
        Assert.That(set.World.Value("packet.outcome.success"), Is.EqualTo(1));
    }

    [TestCase(true)]
    [TestCase(false)]
    public void One_that_the_access_list_does_not_have_gets_nothing(bool isKnown)
    {
        var set = new ExchangeWorld();
        set.AddDirect(isKnown: isKnown, isAuthorised: false);
        set.ComeUp();
        Assert.That(string.Join('\n', set.World.Said), Is.EqualTo(ExchangeWorld.SetUpWithFlag));
        Assert.That(set.World.Reasons("direct-server"), Is.EqualTo("not-authorised 1"));
        set.Send();
        Assert.That(set.World.Reasons("intermediate.packet"), Is.EqualTo("no-key 2"));
        Assert.That(set.World.Value("packet.outcome.success"), Is.EqualTo(1));
    }

    [Test]
    public void One_that_cannot_prove_who_it_is_gets_nothing()
    {
        var set = new ExchangeWorld();
        set.AddDirect(hasOtherSecret: true);
        set.SetUp();
        Assert.That(set.World.Reasons("direct-server"), Is.EqualTo("unreachable 1"));
        Assert.That(set.World.Reasons("direct-middle"), Is.EqualTo("control-flagged 1"));
        set.Send();
        Assert.That(set.World.Reasons("intermediate.packet"), Does.Not.Contain("read"));
        Assert.That(set.World.Value("packet.outcome.success"), Is.EqualTo(1));
    }

    [Test]
    public void One_that_is_down_is_given_up()
    {
        var set = new ExchangeWorld();
        set.AddDirect();
        FaultPlan.Apply(set.World.Topology, [
            new FaultRule { On = "path", What = FaultKind.Drop, Message = "INFORMATIONAL request" },
        ]);
        set.SetUp();
        Assert.That(set.World.Reasons("direct-server"), Is.EqualTo("unreachable 1"));
        Assert.That(set.World.Topology.Packets.LiveCount, Is.Zero);
    }

    [Test]
    public void A_key_that_cannot_be_read_is_counted()
    {
        var set = new ExchangeWorld();
        set.AddDirect();
        set.SetUp();
        IkeSa toMiddle = set.ServerEnd.Sas.First(sa => sa.Peer.Address == set.World.MiddleNode.Ip.Addresses[0]);
        set.ServerEnd.Inform(toMiddle, [
            IkePayload.Of(PayloadType.Notify, new NotifyPayload(
                (NotifyType)EnclaveCodes.KeyNotify, new Octets([1, 2, 3]))),
            IkePayload.Of(PayloadType.Notify, new NotifyPayload(
                (NotifyType)EnclaveCodes.ExchangedKeysNotify, new Octets([1, 2, 3]))),
        ]);
        set.Run();
        Assert.That(set.World.Reasons("direct-middle"), Is.EqualTo("control-flagged 1, key-taken 1, malformed 2"));
    }

    [Test]
    public void There_is_room_for_five_that_ask()
    {
        var set = new ExchangeWorld();
        set.World.Tamper(packet => AddRequesters(set, packet, DirectKeyExchange.RequesterMax));
        set.AddDirect();
        set.SetUp();
        Assert.That(set.World.Reasons("direct-middle"), Is.EqualTo("no-room 1"));
        Assert.That(set.World.Reasons("direct-server"), Is.EqualTo("not-authorised 5"));
    }

    // ---- Fig. 8

    [Test]
    public void One_that_comes_later_flags_a_data_packet_and_the_SA_is_set_up_again(
        [Values] bool isUnchanged, [Values] bool isV6)
    {
        ExchangeWorld set = Late(isUnchanged ? ClientKind.Unchanged : ClientKind.Aware, isV6: isV6);
        set.Send();
        string[] ofOthers = ["[delete child]", "[reply]"];
        Assert.That(
            string.Join('\n', set.World.Said.Where(said =>
                !ofOthers.Any(each => said.EndsWith(each, StringComparison.Ordinal)))),
            Is.EqualTo($"""
                client/0 -> server/0  ESP [data]
                middle/0 -> server/0  ESP [data]
                server/0 -> client/0  CREATE_CHILD_SA request [rekey child]
                client/0 -> server/0  CREATE_CHILD_SA response [rekey child]
                middle/0 -> server/0  CREATE_CHILD_SA response [rekey child]
                {Give}
                """));
        Assert.That(set.World.Reasons("direct-server"), Does.Contain("rekey-started 1").And.Contain("key-given 1"));
        Assert.That(set.World.Reasons("key-exchange"), Does.Contain("rekeyed 1"));
        Assert.That(set.World.Reasons("intermediate.packet"), Is.EqualTo(
            isUnchanged ? "no-information 2" : "no-key 2"), "the packets of the old SA");
        Assert.That(
            set.World.Reasons("reason"), Is.EqualTo(isUnchanged ? "no-information 2" : "new-path 2"), "twice flagged");
        set.Send();
        Assert.That(set.World.Reasons("intermediate.packet"), Does.StartWith("read 2"));
        Assert.That(set.World.Value("packet.outcome.success"), Is.EqualTo(2));
    }

    [Test]
    public void A_flag_on_a_packet_that_is_not_authentic_is_an_alarm_and_nothing_else(
        [Values(NicMode.None, NicMode.DeriveServer)] NicMode mode)
    {
        ExchangeWorld set = Late(mode: mode);
        set.World.Tamper(packet => Corrupt(set, packet)); // behind the intermediate
        set.Send();
        Assert.That(set.World.Reasons("direct-server"), Is.EqualTo("alarm 1"));
        Assert.That(set.World.Reasons("server.refused"), Is.EqualTo("bad-integrity 1"));
        Assert.That(set.World.Said.Where(said => said.Contains("CREATE", StringComparison.Ordinal)), Is.Empty);
    }

    [Test]
    public void A_flag_on_a_packet_that_comes_again_is_an_alarm()
    {
        ExchangeWorld set = Late();
        FaultPlan.Apply(set.World.Topology, [
            new FaultRule { On = "path", What = FaultKind.Duplicate, Message = "data", Count = 2 },
        ]);
        set.Send();
        Assert.That(set.World.Reasons("server.refused"), Does.Contain("replayed"));
        Assert.That(set.World.Reasons("direct-server"), Does.Contain("alarm").And.Contain("rekey-started 1"));
    }

    [TestCase(true)]
    [TestCase(false)]
    public void A_flag_of_one_that_is_not_authorised_rekeys_nothing(bool isKnown)
    {
        ExchangeWorld set = Late(isKnown: isKnown, isAuthorised: false);
        set.Send();
        Assert.That(set.World.Reasons("direct-server"), Is.EqualTo("not-authorised 1"));
        Assert.That(set.World.Said.Where(said => said.Contains("CREATE", StringComparison.Ordinal)), Is.Empty);
        Assert.That(set.World.Value("packet.outcome.success"), Is.EqualTo(1), "the packet itself is good");
    }

    // ---- counter-measures (454)

    [Test]
    public void After_three_invalid_flags_those_of_the_SA_are_ignored_for_a_time_and_then_counted_again()
    {
        ExchangeWorld set = Late(isAuthorised: false, floods: true, counterMeasure: CounterMeasure.Ignore);
        Flood(set, packets: 40); // 10 ms each
        Assert.That(set.World.Reasons("direct-server"), Is.EqualTo(
            "not-authorised 3, counter-measure 1, flag-ignored 37"));
        set.Run(1);
        Flood(set, packets: 4);
        Assert.That(set.World.Reasons("direct-server"), Is.EqualTo(
            "not-authorised 6, counter-measure 2, flag-ignored 38"));
        Assert.That(set.World.Value("packet.outcome.success"), Is.EqualTo(44), "data are not the flags' fault");
        Assert.That(set.World.Said.Where(said => said.Contains("CREATE", StringComparison.Ordinal)), Is.Empty);
    }

    [Test]
    public void While_flags_are_ignored_a_valid_one_is_too()
    {
        ExchangeWorld set = Late(counterMeasure: CounterMeasure.Ignore, corrupts: 3);
        Flood(set, packets: 5);
        Assert.That(set.World.Reasons("direct-server"), Is.EqualTo("alarm 3, counter-measure 1"));
        set.Run(0.2);
        set.World.Client.Emit(set.Numbers[^1], 200); // 100 ms after the last flag
        set.Run(0.1);
        Assert.That(set.World.Reasons("direct-server"), Does.Contain("flag-ignored 1").And.Not.Contain("rekey"));
        set.Run(1);
        set.Send();
        Assert.That(set.World.Reasons("direct-server"), Does.Contain("rekey-started 1").And.Contain("key-given 1"));
    }

    [Test]
    public void Flags_of_another_SA_are_not_ignored()
    {
        ExchangeWorld set = Late(isAuthorised: false, floods: true, counterMeasure: CounterMeasure.Ignore);
        Flood(set, packets: 4);
        set.ClientEnd.CreateChild(set.ClientEnd.Sas[0]);
        set.Run(1);
        Flood(set, packets: 2);
        Assert.That(set.World.Reasons("direct-server"), Is.EqualTo(
            "not-authorised 5, counter-measure 1, flag-ignored 1"), "three of the first, two of the second");
    }

    [Test]
    public void After_three_invalid_flags_the_SA_ends_at_both_ends([Values] bool isServerFirst)
    {
        ExchangeWorld set = Late(
            isAuthorised: false, floods: true, counterMeasure: CounterMeasure.EndSa, isServerFirst: isServerFirst);
        int before = set.Numbers[^1];
        Flood(set, packets: 3);
        set.Run(1);
        Assert.That(set.World.Reasons("direct-server"), Does.Contain("counter-measure 1"));
        Assert.That(set.Removed, Is.EqualTo([before]));
        Assert.That(
            set.World.Said, Does.Contain("server/0 -> client/0  INFORMATIONAL request [delete child]"));
        Assert.That(set.SaCount, Is.EqualTo(isServerFirst ? 1 : 0), "whoever has begun begins again");
        Assert.That(set.World.Value("packet.outcome.success"), Is.EqualTo(3));
    }

    [Test]
    public void Flags_on_packets_that_are_not_authentic_end_the_SA_too()
    {
        ExchangeWorld set = Late(counterMeasure: CounterMeasure.EndSa, corrupts: 3);
        Flood(set, packets: 5);
        Assert.That(set.World.Reasons("direct-server"), Is.EqualTo("alarm 3, counter-measure 1"));
        Assert.That(set.SaCount, Is.Zero);
    }

    [Test]
    public void An_SA_that_IKE_has_not_made_does_not_end()
    {
        var set = new ExchangeWorld();
        set.World.Tamper(packet => AddRequesters(set, packet, 1));
        set.AddDirect(isAuthorised: false, counterMeasure: CounterMeasure.EndSa);
        for (int packet = 0; packet < 7; packet++)
        {
            set.World.Client.Emit(0, 200);
        }

        set.Run(1);
        Assert.That(set.World.Reasons("direct-server"), Is.EqualTo("not-authorised 7"));
        Assert.That(set.World.Value("packet.outcome.success"), Is.EqualTo(7));
    }

    [TestCase(CounterMeasure.None, 3, "not-authorised 3")]
    [TestCase(CounterMeasure.Ignore, 2, "not-authorised 2")]
    [TestCase(CounterMeasure.EndSa, 2, "not-authorised 2")]
    public void Without_one_and_before_it_is_too_many_nothing_happens(
        CounterMeasure counterMeasure, int packets, string counted)
    {
        ExchangeWorld set = Late(isAuthorised: false, floods: true, counterMeasure: counterMeasure);
        Flood(set, packets);
        Assert.That(set.World.Reasons("direct-server"), Is.EqualTo(counted));
        Assert.That(set.SaCount, Is.EqualTo(1));
    }

    [Test]
    public void A_valid_flag_between_them_forgives_those_before()
    {
        ExchangeWorld set = Late(counterMeasure: CounterMeasure.EndSa, corrupts: 2, floods: true, interval: 100);
        Flood(set, packets: 12);
        Assert.That(set.World.Reasons("direct-server"), Does.Not.Contain("counter-measure"));
        Assert.That(set.World.Reasons("direct-server"), Does.Contain("alarm 2").And.Contain("rekey-started 1"));
    }

    [Test]
    public void A_crash_forgets_what_was_counted()
    {
        ExchangeWorld set = Late(isAuthorised: false, floods: true, counterMeasure: CounterMeasure.Ignore);
        Flood(set, packets: 3);
        set.World.ServerNode.Crash();
        set.World.ServerNode.Restart();
        set.SetUp();
        Flood(set, packets: 2);
        Assert.That(set.World.Reasons("direct-server"), Does.Contain("counter-measure 1").And.Not.Contain("ignored"));
    }

    private static void Flood(ExchangeWorld set, int packets)
    {
        for (int packet = 0; packet < packets && set.World.Client.SaCount > 1; packet++)
        {
            set.World.Client.Emit(set.Numbers[^1], 200);
            set.Run(0.01);
        }
    }

    [Test]
    public void A_flood_of_flags_rekeys_once_in_each_interval()
    {
        ExchangeWorld set = Late(interval: 0.1, floods: true);
        for (int packet = 0; packet < 40; packet++)
        {
            set.World.Client.Emit(set.Numbers[^1], 200);
            set.Run(0.01);
        }

        set.Run();
        int started = CountOf(set, "rekey-started");
        Assert.That(started, Is.InRange(3, 5));
        Assert.That(CountOf(set, "rate-limited"), Is.EqualTo(40 - started));
        Assert.That(set.World.Value("packet.outcome.success"), Is.EqualTo(40));
        Assert.That(set.SaCount, Is.EqualTo(1));
    }

    [Test]
    public void An_SA_that_was_not_set_up_over_IKE_cannot_be_set_up_again()
    {
        var set = new ExchangeWorld();
        set.AddDirect();
        set.World.Client.Emit(0, 200);
        set.Run();
        Assert.That(set.World.Reasons("direct-server"), Is.EqualTo("not-rekeyable 1"));
        Assert.That(set.World.Value("packet.outcome.success"), Is.EqualTo(1));
    }

    [Test]
    public void A_gateway_lets_the_packet_pass_that_bears_its_flag_and_no_other_until_it_has_the_key()
    {
        var set = new ExchangeWorld();
        set.SetUp();
        set.AddDirect(isGateway: true);
        set.World.Client.Emit(set.Numbers[^1], 200);
        set.World.Client.Emit(set.Numbers[^1], 200);
        set.Run();
        Assert.That(set.World.Value("packet.outcome.success"), Is.EqualTo(1));
        Assert.That(set.World.Reasons("direct-server"), Is.EqualTo("key-given 1, rekey-started 1"));
        set.Send();
        Assert.That(set.World.Value("packet.outcome.success"), Is.EqualTo(2));
    }

    [Test]
    public void A_crash_of_the_intermediate_loses_its_keys_and_it_asks_again()
    {
        var set = new ExchangeWorld();
        set.AddDirect();
        set.SetUp();
        set.World.MiddleNode.Crash();
        set.World.MiddleNode.Restart();
        set.Send();
        Assert.That(set.World.Reasons("direct-middle"), Does.Contain("data-flagged 1"));
        Assert.That(set.World.Reasons("direct-server"), Does.Contain("rekey-started 1"));
    }

    // The SA is there before the intermediate.
    private static ExchangeWorld Late(
        ClientKind kind = ClientKind.Aware, NicMode mode = NicMode.None, bool isKnown = true, bool isAuthorised = true,
        double interval = 1, bool floods = false, bool isV6 = false,
        CounterMeasure counterMeasure = CounterMeasure.None, int corrupts = 0, bool isServerFirst = false)
    {
        var set = new ExchangeWorld(kind, mode, isV6: isV6);
        set.SetUp(isServerFirst);
        if (floods)
        {
            set.World.Tamper(packet => AddRequesters(set, packet, 1));
        }

        set.AddDirect(
            isKnown: isKnown, isAuthorised: isAuthorised, interval: interval, counterMeasure: counterMeasure);
        if (corrupts > 0)
        {
            int seen = 0;
            set.World.Tamper(packet =>
            {
                if (IsToServer(set, packet, IpProtocol.Esp) && seen++ < corrupts)
                {
                    AddRequesters(set, packet, 1);
                    packet.Change()[^1] ^= 1;
                }
            });
        }

        return set;
    }

    private static int CountOf(ExchangeWorld set, string reason) => (int)set.World.Value($"direct-server.{reason}");

    private static void Corrupt(ExchangeWorld set, Packet packet)
    {
        if (IsToServer(set, packet, IpProtocol.Esp))
        {
            packet.Change()[^1] ^= 1;
        }
    }

    private static bool IsToServer(ExchangeWorld set, Packet packet, byte protocol) =>
        IpHeader.TryRead(packet.Octets, out IpHeader header, out _)
        && header.Destination == set.World.Server.Address && header.Protocol == protocol;

    // Others on the way ask, too; the first of them is the intermediate of the test.
    private static void AddRequesters(ExchangeWorld set, Packet packet, int count)
    {
        byte protocol = count > 1 ? IpProtocol.Udp : IpProtocol.Esp;
        if (!IsToServer(set, packet, protocol) || (count > 1 && set.World.Said.Count < 3))
        {
            return;
        }

        IpHeader.TryRead(packet.Octets, out IpHeader header, out _);
        uint first = count > 1 ? 0x0A000063u : set.World.MiddleNode.Ip.Addresses[0].V4;
        var flag = new DirectKeyExchange(false, [.. Enumerable.Range(0, count).Select(number =>
            new KeyRequester(first + (uint)number, KeyRequestReason.NewPath))]);
        Span<byte> octets = stackalloc byte[40];
        IpOptions.TrySet(packet, header, IpOptions.Direct, octets[..flag.Encode(octets)]);
    }
}
