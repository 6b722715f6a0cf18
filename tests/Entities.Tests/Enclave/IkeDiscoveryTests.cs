using System;
using System.Collections.Generic;
using System.Linq;
using NUnit.Framework;
using Simulator.Crypto;
using Simulator.Entities;
using Simulator.Kernel;
using Simulator.Measure;
using Simulator.Network;
using Simulator.Protocols.Enclave;

namespace Tests.Entities.Enclave;

/// <summary>The server's question in a Vendor ID of IKE, and tags on what comes back (Fig. 3).</summary>
public sealed class IkeDiscoveryTests
{
    private static readonly EnclaveTag Own = new(1, 0);
    private static readonly EnclaveTag OfServer = new(2, 0);
    private static readonly EnclaveEnds Truth = new(1, 2);

    [Test]
    public void The_server_begins_and_the_answer_to_its_question_brings_the_tags()
    {
        ExchangeWorld set = Asking(new TaggingRouterOptions { Tagging = Tagging.Asked, Enclave = 2, Device = 9 });
        IkeOperation operation = set.ComeUp(isServerFirst: true);
        Assert.That(operation.Outcome, Is.EqualTo(IkeOutcome.Success));
        Assert.That(string.Join('\n', set.World.Said), Is.EqualTo("""
            server/0 -> client/0  IKE_SA_INIT request
            client/0 -> server/0  IKE_SA_INIT response
            middle/0 -> server/0  IKE_SA_INIT response
            server/0 -> client/0  IKE_AUTH request
            client/0 -> server/0  IKE_AUTH response
            middle/0 -> server/0  IKE_AUTH response
            """));
        Assert.That(set.Server.EnclavesToward(set.World.Client.Address), Is.EqualTo(Truth));
        Assert.That(set.World.Value("discovery.packets", Statistic.Max), Is.EqualTo(1));
        Assert.That(set.World.Reasons("router.tags"), Is.EqualTo("asked 1, tagged 2"));
        set.Send();
        Assert.That(set.World.Value("packet.outcome.success"), Is.EqualTo(1));
    }

    [Test]
    public void The_client_begins_and_the_question_is_in_the_servers_answer()
    {
        ExchangeWorld set = Asking(new TaggingRouterOptions { Tagging = Tagging.Asked, Enclave = 2, Device = 9 });
        IkeOperation operation = set.ComeUp();
        Assert.That(operation.Outcome, Is.EqualTo(IkeOutcome.Success));
        Assert.That(string.Join('\n', set.World.Said), Is.EqualTo("""
            client/0 -> server/0  IKE_SA_INIT request
            server/0 -> client/0  IKE_SA_INIT response
            client/0 -> server/0  IKE_AUTH request
            middle/0 -> server/0  IKE_AUTH request
            server/0 -> client/0  IKE_AUTH response
            """));
        Assert.That(set.World.Value("discovery.packets", Statistic.Max), Is.EqualTo(2));
        Assert.That(set.World.Reasons("key-exchange"), Is.EqualTo("asked 1, chain-read 1, key-given 1, key-taken 1"));
    }

    [Test]
    public void Routers_that_tag_without_being_asked_tell_with_the_first_packet()
    {
        ExchangeWorld set = Asking(
            new TaggingRouterOptions { Tagging = Tagging.Unasked, Enclave = 2, Device = 9 }, hasTag: false);
        set.ComeUp();
        Assert.That(set.Server.EnclavesToward(set.World.Client.Address), Is.EqualTo(new EnclaveEnds(2, 2)));
        Assert.That(set.World.Reasons("key-exchange"), Does.Contain("chain-read 2"));
        Assert.That(set.World.Value("discovery.right", Statistic.Ratio), Is.Zero, "one router knows one enclave");
    }

    [Test]
    public void A_database_gives_both_tags_at_once()
    {
        var set = new ExchangeWorld(asks: true);
        set.World.AddRouter(new TaggingRouterOptions
        {
            Tagging = Tagging.Database,
            Enclave = 9,
            Device = 9,
            Assignments = new Dictionary<IpAddress, ushort>
            {
                [set.World.Client.Address] = 1,
                [set.World.Server.Address] = 2,
            },
        });
        Assert.That(set.SetUp().Outcome, Is.EqualTo(IkeOutcome.Success));
        Assert.That(set.Server.EnclavesToward(set.World.Client.Address), Is.EqualTo(Truth));
    }

    [TestCase(1, 0, "asked 1, tagged 1")]
    [TestCase(2, 0, "asked 1, tagged 2")]
    [TestCase(0, 1, "asked 1")] // the time is over before anything comes back
    [TestCase(0, 5_000, "asked 1, tagged 1")]
    [TestCase(0, 10_000, "asked 1, tagged 2")]
    public void The_first_packet_is_tagged_or_some_or_those_of_some_time(int packets, int microseconds, string events)
    {
        ExchangeWorld set = Asking(new TaggingRouterOptions
        {
            Tagging = Tagging.Asked,
            Enclave = 2,
            Device = 9,
            PacketMax = packets,
            Span = SimTime.FromMicroseconds(microseconds),
        });
        set.StartAtServer();
        set.Run(0.05);
        Assert.That(set.World.Reasons("router.tags"), Is.EqualTo(events));
    }

    [Test]
    public void Tags_on_the_question_are_read_by_the_client_which_sends_both_ends_back([Values] bool isServerFirst)
    {
        ExchangeWorld set = Asking(
            new TaggingRouterOptions { Tagging = Tagging.Request, Enclave = 2, Device = 9 }, hasTag: false);
        if (isServerFirst)
        {
            set.StartAtServer();
        }
        else
        {
            set.StartAtClient();
        }

        set.Run();
        Assert.That(set.World.Said.Count(said => said.StartsWith("middle/0 -> client/0", StringComparison.Ordinal)),
            Is.EqualTo(1), "the question alone");
        Assert.That(set.World.Reasons("key-exchange"), Does.Contain("chain-read-by-client 1"));
        Assert.That(set.Server.EnclavesToward(set.World.Client.Address), Is.EqualTo(new EnclaveEnds(2, 2)));
    }

    [TestCase(true, "path-readable")]
    [TestCase(false, "path-unreadable")]
    public void Tags_that_list_keys_tell_whether_the_whole_path_can_read(bool hasKey, string told)
    {
        var set = new ExchangeWorld(asks: true, listsKeys: true, isV6: true);
        set.World.AddRouter(new TaggingRouterOptions
        {
            Tagging = Tagging.Asked,
            Enclave = 2,
            Device = 9,
            Pairs = [hasKey ? new EnclavePair(2, 2) : new EnclavePair(1, 2)],
        });
        set.ComeUp(isServerFirst: true);
        Assert.That(set.World.Reasons("key-exchange"), Does.Contain(told));
    }

    [Test]
    public void Where_both_ends_know_their_enclave_nobody_on_the_way_need_tag(
        [Values] bool isServerFirst, [Values] bool isV6)
    {
        var set = new ExchangeWorld(asks: true, tag: Own, serverTag: OfServer, isV6: isV6);
        Assert.That(set.SetUp(isServerFirst).Outcome, Is.EqualTo(IkeOutcome.Success));
        Assert.That(set.Server.EnclavesToward(set.World.Client.Address), Is.EqualTo(Truth));
        Assert.That(set.World.Value("discovery.packets", Statistic.Max), Is.EqualTo(1));
        set.Send();
        Assert.That(set.World.Value("packet.outcome.success"), Is.EqualTo(1));
    }

    [Test]
    public void The_servers_tag_is_the_first_on_the_question_and_the_client_sends_it_back_as_the_last()
    {
        ExchangeWorld set = Asking(
            new TaggingRouterOptions { Tagging = Tagging.Request, Enclave = 1, Device = 9 }, hasTag: false,
            serverTag: OfServer);
        set.ComeUp(isServerFirst: true);
        Assert.That(ChainOn(set, 0), Is.EqualTo("2.0"));
        Assert.That(ChainOn(set, 1), Is.EqualTo("2.0 1.9"), "the router has tagged the question");
        Assert.That(ChainOn(set, 2), Is.EqualTo("1.9 2.0"), "the client's answer");
        Assert.That(set.Server.EnclavesToward(set.World.Client.Address), Is.EqualTo(Truth));
        Assert.That(set.World.Reasons("key-exchange"), Does.Contain("chain-read-by-client 1"));
        Assert.That(set.SaCount, Is.EqualTo(1));
    }

    [Test]
    public void The_servers_tag_alone_tells_the_client_nothing_of_its_own_enclave()
    {
        ExchangeWorld set = Asking(
            new TaggingRouterOptions { Tagging = Tagging.None }, hasTag: false, serverTag: OfServer);
        Assert.That(set.SetUp().Outcome, Is.EqualTo(IkeOutcome.AuthenticationFailed));
        Assert.That(set.World.Reasons("key-exchange"), Is.EqualTo("asked 1, unknown-enclave 1"));
        Assert.That(set.SaCount, Is.Zero);
    }

    [TestCase(true, "1:2", 1)]
    [TestCase(false, "9:2", 0)] // the client's end it must believe
    public void Nobody_misleads_a_server_about_the_enclave_that_it_knows(bool hasTag, string decision, int count)
    {
        ExchangeWorld set = Asking(
            new TaggingRouterOptions { Tagging = Tagging.Asked, Enclave = 9, Device = 9 }, hasTag, serverTag: OfServer);
        set.SetUp();
        EnclaveEnds ends = set.Server.EnclavesToward(set.World.Client.Address)!.Value;
        Assert.That($"{ends.Client}:{ends.Server}", Is.EqualTo(decision));
        Assert.That(set.SaCount, Is.EqualTo(count));
    }

    [Test]
    public void A_server_that_asks_nobody_writes_its_tag_all_the_same_and_nobody_sends_it_back()
    {
        var set = new ExchangeWorld(serverTag: OfServer);
        set.ComeUp();
        Assert.That(ChainOn(set, 2), Is.EqualTo("2.0"));
        Assert.That(ChainOn(set, 4), Is.Empty, "the client's next");
        Assert.That(set.World.Reasons("key-exchange"), Is.EqualTo("key-given 1, key-taken 1"));
    }

    [TestCase(true, "path-readable 1")]
    [TestCase(false, "path-unreadable 1")]
    public void The_servers_own_tag_does_not_count_among_those_that_list_keys(bool hasKey, string told)
    {
        ExchangeWorld set = Asking(
            new TaggingRouterOptions
            {
                Tagging = Tagging.Asked,
                Enclave = 1,
                Device = 9,
                Pairs = [hasKey ? new EnclavePair(1, 2) : new EnclavePair(1, 1)],
            },
            hasTag: false, listsKeys: true, serverTag: OfServer);
        set.ComeUp();
        Assert.That(set.World.Reasons("key-exchange"), Does.Contain(told));
        Assert.That(set.Server.EnclavesToward(set.World.Client.Address), Is.EqualTo(Truth));
    }

    [Test]
    public void A_client_lists_no_keys()
    {
        ExchangeWorld set = Asking(
            new TaggingRouterOptions
            {
                Tagging = Tagging.Asked,
                Enclave = 2,
                Device = 9,
                Pairs = [new EnclavePair(1, 2)],
            },
            listsKeys: true);
        set.ComeUp(isServerFirst: true);
        Assert.That(set.World.Reasons("key-exchange"), Does.Contain("path-unreadable"));
    }

    [Test]
    public void A_server_that_knows_the_assignment_asks_nobody()
    {
        var set = new ExchangeWorld(tag: Own);
        set.World.AddRouter(new TaggingRouterOptions { Tagging = Tagging.Asked, Enclave = 2, Device = 9 });
        Assert.That(set.SetUp().Outcome, Is.EqualTo(IkeOutcome.Success));
        Assert.That(set.World.Reasons("router.tags"), Is.Empty);
        Assert.That(set.World.Reasons("key-exchange"), Is.EqualTo("key-given 1, key-taken 1"));
    }

    [Test]
    public void Without_tags_the_enclave_stays_unknown_and_nobody_is_let_in()
    {
        ExchangeWorld set = Asking(new TaggingRouterOptions { Tagging = Tagging.None }, hasTag: false);
        Assert.That(set.SetUp().Outcome, Is.EqualTo(IkeOutcome.AuthenticationFailed));
        Assert.That(set.World.Reasons("key-exchange"), Is.EqualTo("asked 1, unknown-enclave 1"));
        Assert.That(set.SaCount, Is.Zero);
    }

    [Test]
    public void A_forged_tag_gives_a_pair_that_the_server_has_no_key_for()
    {
        // as if the server's enclave were another
        ExchangeWorld set = Asking(new TaggingRouterOptions { Tagging = Tagging.Asked, Enclave = 9, Device = 9 });
        Assert.That(set.SetUp().Outcome, Is.EqualTo(IkeOutcome.AuthenticationFailed));
        Assert.That(set.World.Reasons("key-exchange"), Does.Contain("no-pair-key 1"));
        Assert.That(set.World.Value("discovery.right", Statistic.Ratio), Is.Zero);
        Assert.That(set.SaCount, Is.Zero);
    }

    [Test]
    public void Chains_that_contradict_each_other_are_counted_and_the_majority_wins_in_the_end()
    {
        ExchangeWorld set = Asking(new TaggingRouterOptions { Tagging = Tagging.None });
        var forging = new Forger(set);
        set.World.Tamper(forging.Change);
        for (int attempt = 0; attempt < 12; attempt++)
        {
            forging.Enclave = attempt == 0 ? (ushort)9 : (ushort)2; // the first chain comes over another way
            IkeOperation operation = set.StartAtClient();
            set.Run(0.5);
            if (operation.Outcome == IkeOutcome.Success)
            {
                break;
            }
        }

        Assert.That(set.World.Value("discovery.inconsistent"), Is.EqualTo(1));
        Assert.That(set.Server.EnclavesToward(set.World.Client.Address), Is.EqualTo(Truth));
        Assert.That(set.World.Value("discovery.packets", Statistic.Max), Is.GreaterThanOrEqualTo(8));
        Assert.That(set.SaCount, Is.EqualTo(1));
    }

    [Test]
    public void A_router_that_drops_packets_with_options_stops_a_set_up_that_needs_tags()
    {
        ExchangeWorld set = Asking(new TaggingRouterOptions { DropsOptions = true });
        IkeOperation operation = set.ComeUp();
        Assert.That(operation.Outcome, Is.EqualTo(IkeOutcome.NoAnswer));
        Assert.That(set.World.Reasons("router.tags"), Does.StartWith("options-dropped"));
        Assert.That(set.SaCount, Is.Zero);
    }

    [Test]
    public void Another_vendor_asks_nothing()
    {
        var set = new ExchangeWorld();
        set.World.AddRouter(new TaggingRouterOptions { Tagging = Tagging.Asked, Enclave = 2, Device = 9 });
        set.ComeUp(isServerFirst: true);
        Assert.That(set.World.Reasons("router.tags"), Is.Empty);
    }

    private static ExchangeWorld Asking(
        TaggingRouterOptions router, bool hasTag = true, bool listsKeys = false, EnclaveTag? serverTag = null)
    {
        var set = new ExchangeWorld(
            asks: true, tag: hasTag ? Own : null, listsKeys: listsKeys, serverTag: serverTag);
        set.World.AddRouter(router);
        return set;
    }

    // The tags on a packet that was sent, as enclave and device.
    private static string ChainOn(ExchangeWorld set, int packet)
    {
        byte[] octets = set.World.Sent[packet];
        IpHeader.TryRead(octets, out IpHeader header, out _);
        return TagChain.TryDecode(IpOptions.Find(octets, header, IpOptions.Tags), out TagChain chain, out _)
            ? string.Join(' ', chain.Tags.Select(tag => $"{tag.Enclave}.{tag.Device}"))
            : "";
    }

    /// <summary>A router in the middle whose enclave the test changes.</summary>
    private sealed class Forger(ExchangeWorld set)
    {
        public ushort Enclave { get; set; }

        public void Change(Packet packet)
        {
            IpHeader.TryRead(packet.Octets, out IpHeader header, out _);
            TagChain chain = new TagChain([]).With(Own, 40).With(new EnclaveTag(Enclave, 7), 40);
            if (header.Destination == set.World.Server.Address && TaggingRouter.IsControl(packet.Octets, header))
            {
                Span<byte> octets = stackalloc byte[TagChain.Ipv6SizeMax];
                IpOptions.TrySet(packet, header, IpOptions.Tags, octets[..chain.Encode(octets)]);
            }
        }
    }
}
