using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using NUnit.Framework;
using Simulator.Entities;
using Simulator.Kernel;
using Simulator.Measure;
using Simulator.Network;
using Simulator.Protocols.Enclave;

namespace Tests.Entities.Enclave;

/// <summary>Tags on control packets, and what a server makes of them (Fig. 3).</summary>
public sealed class DiscoveryTests
{
    private static readonly EnclaveEnds Truth = new(1, 2);

    [TestCase("1:2", "1:2")]
    [TestCase("1:2 9:2", "1:2")] // before there are eight, the first counts
    [TestCase("9:2 1:2 1:2 1:2 1:2 1:2 1:2", "9:2")]
    [TestCase("9:2 1:2 1:2 1:2 1:2 1:2 1:2 1:2", "1:2")]
    [TestCase("9:2 9:2 9:2 9:2 1:2 1:2 1:2 1:2", "1:2")] // a tie goes to the newest
    [TestCase("1:2 1:2 1:2 1:2 9:2 9:2 9:2 9:2", "9:2")]
    [TestCase("1:2 1:2 1:2 1:2 9:2 9:2 9:2 9:2 1:2", "1:2")]
    [TestCase("8:2 7:2 6:2 9:2 9:2 9:2 1:2 1:2 1:2", "1:2")]
    public void The_majority_of_the_last_eight_decides(string chains, string decision)
    {
        var votes = new ChainVotes();
        foreach (string[] ends in chains.Split(' ').Select(chain => chain.Split(':')))
        {
            votes.Add([new(ushort.Parse(ends[0]), 1), new(99, 2), new(ushort.Parse(ends[1]), 3)]);
        }

        string[] expected = decision.Split(':');
        Assert.That(
            votes.Decision, Is.EqualTo(new EnclaveEnds(ushort.Parse(expected[0]), ushort.Parse(expected[1]))));
    }

    [Test]
    public void A_chain_without_tags_says_nothing()
    {
        var votes = new ChainVotes();
        votes.Add([]);
        Assert.That(votes.Decision, Is.Null);
        votes.Add([new(1, 1)]);
        Assert.That(votes.Decision, Is.EqualTo(new EnclaveEnds(1, 1)));
        votes.Add([new(2, 1)]);
        Assert.That(votes.InconsistentCount, Is.EqualTo(1));
    }

    [TestCase(Tagging.Asked, 3, "asked 3, tagged 3")]
    [TestCase(Tagging.Unasked, 3, "asked 3, tagged 6")]
    [TestCase(Tagging.None, 0, "")]
    public void A_router_tags_what_goes_to_a_host_that_has_asked(Tagging tagging, int right, string events)
    {
        (EnclaveWorld world, EnclaveProber prober) = Probe(
            new TaggingRouterOptions { Tagging = tagging, Enclave = 4, Device = 9 });
        Assert.That(world.Reasons("router.tags"), Is.EqualTo(events));
        EnclaveEnds? expected = right > 0 ? new EnclaveEnds(4, 4) : null;
        Assert.That(prober.DecisionFor(world.Client.Address), Is.EqualTo(expected));
        Assert.That(world.Value("discovery.right"), Is.EqualTo(3));
    }

    [Test]
    public void A_client_that_knows_its_enclave_puts_the_first_tag()
    {
        (EnclaveWorld world, EnclaveProber prober) = Probe(
            new TaggingRouterOptions { Tagging = Tagging.Asked, Enclave = 2, Device = 9 }, new EnclaveTag(1, 0));
        Assert.That(prober.DecisionFor(world.Client.Address), Is.EqualTo(Truth));
        Assert.That(world.Value("discovery.packets", Statistic.Max), Is.EqualTo(1));
        Assert.That(world.Value("discovery.outcome.success"), Is.EqualTo(1));
    }

    [TestCase(Tagging.None, 1, "1:2")]
    [TestCase(Tagging.None, 0, "")]      // the server's alone tells nobody anything of the client's
    [TestCase(Tagging.Asked, 0, "9:2")]  // the tag of the router's enclave, then the server's own
    [TestCase(Tagging.Request, 0, "9:2")] // the client has read the server's tag, then the router's
    [TestCase(Tagging.Request, 1, "1:2")]
    public void A_server_that_knows_its_enclave_puts_the_last_tag(Tagging tagging, int client, string decision)
    {
        (EnclaveWorld world, EnclaveProber prober) = Probe(
            new TaggingRouterOptions { Tagging = tagging, Enclave = 9, Device = 9 },
            client == 0 ? null : new EnclaveTag((ushort)client, EnclaveTag.OfHost),
            new EnclaveTag(2, EnclaveTag.OfHost));
        EnclaveEnds? ends = prober.DecisionFor(world.Client.Address);
        Assert.That(ends is { } found ? $"{found.Client}:{found.Server}" : "", Is.EqualTo(decision));
        TagChain.TryDecode(world.Sent[0].AsSpan(20, 8), out TagChain question, out _);
        Assert.That(question, Is.EqualTo(new TagChain([new EnclaveTag(2, 0)], IsRequest: true)));
    }

    [Test]
    public void Tags_on_a_probe_are_read_by_the_client_which_sends_both_ends_back()
    {
        (EnclaveWorld world, EnclaveProber prober) = Probe(
            new TaggingRouterOptions { Tagging = Tagging.Request, Enclave = 4, Device = 9 });
        Assert.That(prober.DecisionFor(world.Client.Address), Is.EqualTo(new EnclaveEnds(4, 4)));
        Assert.That(world.Reasons("router.tags"), Is.EqualTo("asked 3, tagged 3"), "the questions alone");
    }

    [TestCase("", "", "", false)]
    [TestCase("1.0", "", "1.0", false)]
    [TestCase("", "2.0", "", false)]              // the server's own alone
    [TestCase("", "2.7", "2.7 2.7", true)]        // one router, of both ends
    [TestCase("", "2.0 5.8 3.9", "3.9 2.0", true)]
    [TestCase("1.0", "2.0", "1.0 2.0", true)]
    [TestCase("1.0", "2.0 5.8 3.9", "1.0 2.0", true)] // it knows better than the router
    public void A_client_begins_with_its_own_tag_and_what_it_has_read(
        string own, string question, string begun, bool isRead)
    {
        ImmutableArray<EnclaveTag> tags = TagsOf(own);
        TagChain chain = HostTags.Begun(
            tags.IsEmpty ? null : tags[0], new TagChain(TagsOf(question)), isV6: false, out bool read);
        Assert.That(chain, Is.EqualTo(new TagChain(TagsOf(begun))));
        Assert.That(read, Is.EqualTo(isRead));
    }

    [Test]
    public void A_servers_own_tag_ends_even_a_full_chain()
    {
        var full = new TagChain([.. Enumerable.Range(1, 8).Select(tag => new EnclaveTag((ushort)tag, 1))]);
        TagChain ended = HostTags.Ended(new EnclaveTag(2, 0), full);
        Assert.That((ended.Tags[0].Enclave, ended.Tags[^1].Enclave, ended.HasOverflowed), Is.EqualTo((1, 2, false)));
        Assert.That(HostTags.Ended(null, full), Is.EqualTo(full));
    }

    [TestCase(0, false)] // the client's own
    [TestCase(1, true)]
    public void A_single_tag_tells_both_ends_unless_it_is_the_clients_own(int device, bool tells)
    {
        Assert.That(EnclaveWays.TellsBothEnds([new EnclaveTag(1, (ushort)device)]), Is.EqualTo(tells));
        Assert.That(EnclaveWays.TellsBothEnds([new EnclaveTag(1, (ushort)device), new EnclaveTag(2, 9)]), Is.True);
        Assert.That(EnclaveWays.TellsBothEnds([]), Is.False);
    }

    [Test]
    public void A_database_gives_both_tags_at_once()
    {
        EnclaveWorld world = new();
        var assignments = new Dictionary<IpAddress, ushort>
        {
            [world.Client.Address] = 1,
            [world.Server.Address] = 2,
        };
        EnclaveProber prober = Probe(
            world,
            new TaggingRouterOptions
            {
                Tagging = Tagging.Database,
                Enclave = 9,
                Device = 9,
                Assignments = assignments,
            });
        Assert.That(prober.DecisionFor(world.Client.Address), Is.EqualTo(Truth));
    }

    [Test]
    public void A_forged_tag_misleads_until_it_is_outvoted()
    {
        EnclaveWorld world = new();
        EnclaveProber prober = Probe(
            world, new TaggingRouterOptions { Tagging = Tagging.Asked, Enclave = 9, Device = 9 });
        Assert.That(prober.DecisionFor(world.Client.Address), Is.EqualTo(new EnclaveEnds(9, 9)));
        Assert.That(world.Value("discovery.right", Statistic.Ratio), Is.Zero);
    }

    [TestCase(1, 0, 1)]
    [TestCase(2, 0, 2)]
    [TestCase(0, 15, 2)]
    public void Tags_may_end_after_some_packets_or_some_time(int packets, int milliseconds, int tagged)
    {
        var world = new EnclaveWorld();
        world.AddRouter(new TaggingRouterOptions
        {
            Tagging = Tagging.Asked,
            Enclave = 2,
            Device = 9,
            PacketMax = packets,
            Span = SimTime.FromMilliseconds(milliseconds),
        });
        Ask(world);
        for (int count = 0; count < 4; count++)
        {
            SendAnswer(world, new TagChain([]));
            world.Simulation.Run(world.Simulation.Now + SimTime.FromMilliseconds(10));
        }

        Assert.That(world.Reasons("router.tags"), Is.EqualTo($"asked 1, tagged {tagged}"));
    }

    [Test]
    public void A_full_chain_overflows_and_one_beside_other_options_finds_no_room()
    {
        var world = new EnclaveWorld();
        world.AddRouter(new TaggingRouterOptions { Tagging = Tagging.Unasked, Enclave = 2, Device = 9 });
        ImmutableArray<EnclaveTag> nine = [.. Enumerable.Range(0, 9).Select(tag => new EnclaveTag((ushort)tag, 0))];
        SendAnswer(world, new TagChain(nine));
        world.Simulation.Run();
        Assert.That(world.Reasons("router.tags"), Is.EqualTo("overflowed 1"));
        TagChain.TryDecode(world.Sent[1].AsSpan(20, 40), out TagChain chain, out _);
        Assert.That((chain.Tags[0].Enclave, chain.Tags[^1].Enclave, chain.HasOverflowed), Is.EqualTo((0, 2, true)));
    }

    [Test]
    public void Data_packets_are_not_tagged()
    {
        var world = new EnclaveWorld();
        world.AddRouter(new TaggingRouterOptions { Tagging = Tagging.Unasked, Enclave = 2, Device = 9 });
        world.Send();
        Assert.That(world.Reasons("router.tags"), Is.Empty);
        Assert.That(world.Sent[1], Has.Length.EqualTo(world.Sent[0].Length));
    }

    private static ImmutableArray<EnclaveTag> TagsOf(string text) =>
    [
        .. text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(tag => tag.Split('.')).Select(
            parts => new EnclaveTag(ushort.Parse(parts[0]), ushort.Parse(parts[1]))),
    ];

    private static (EnclaveWorld World, EnclaveProber Prober) Probe(
        TaggingRouterOptions options, EnclaveTag? own = null, EnclaveTag? ofServer = null)
    {
        var world = new EnclaveWorld();
        return (world, Probe(world, options, own, ofServer));
    }

    private static EnclaveProber Probe(
        EnclaveWorld world, TaggingRouterOptions options, EnclaveTag? own = null, EnclaveTag? ofServer = null)
    {
        world.AddRouter(options);
        var prober = new EnclaveProber(world.ServerNode, ofServer, world.Discovery());
        _ = new EnclaveProbed(world.ClientNode, own);
        SimTime interval = SimTime.FromMilliseconds(10), until = SimTime.FromMilliseconds(30);
        world.ServerNode.Start(prober.Probe(world.Client.Address, interval, until, Truth, listsKeys: false));
        world.Simulation.Run();
        Assert.That(world.Topology.Packets.LiveCount, Is.Zero);
        return prober;
    }

    private static void Ask(EnclaveWorld world)
    {
        Send(world, world.ServerNode, world.Client.Address, new TagChain([], IsRequest: true));
        world.Simulation.Run(world.Simulation.Now + SimTime.FromMicroseconds(1_500));
    }

    private static void SendAnswer(EnclaveWorld world, TagChain chain) =>
        Send(world, world.ClientNode, world.Server.Address, chain);

    // a control packet by hand: UDP between the probe's ports, with one option
    private static void Send(EnclaveWorld world, Node from, IpAddress to, TagChain chain)
    {
        byte[] option = new byte[chain.EncodedSize];
        chain.Encode(option);
        Packet packet = world.Topology.Packets.Rent(new byte[8], EnclaveLabels.Probe);
        packet.Prepend(8);
        var port = new IpEndpoint(from.Ip.Addresses[0], TaggingRouter.ProbePort);
        Udp.Write(packet.Change(), port, new IpEndpoint(to, TaggingRouter.ProbePort));
        Span<byte> header = packet.Prepend(20 + option.Length);
        int size = header.Length;
        Ipv4.Write(header, new IpHeader(port.Address, to, IpProtocol.Udp, 64, 0, size, packet.Size), 1);
        option.CopyTo(header[20..]);
        header[0] = (byte)(0x40 | (size / 4));
        Ipv4.WriteChecksum(header);
        from.Ip.SendWhole(packet);
    }
}
