using System;
using System.Buffers.Binary;
using System.Linq;
using NUnit.Framework;
using Simulator.Crypto;
using Simulator.Entities;
using Simulator.Kernel;
using Simulator.Measure;
using Simulator.Network;
using Simulator.Protocols.Esp;

namespace Tests.Entities.Enclave;

/// <summary>Client and server as gateways that tunnel for hosts behind them (RFC 4301 §5, tunnel mode).</summary>
public sealed class TunnelTests
{
    private static readonly NicMode[] Modes = Enum.GetValues<NicMode>();

    [Test]
    public void Data_of_hosts_go_through_the_tunnel_and_answers_come_back(
        [ValueSource(nameof(Modes))] NicMode mode, [Values] bool isV6)
    {
        EnclaveWorld world = World(mode, isV6);
        (EnclaveHost left, EnclaveHost right) = Hosts(world, replySize: 100);
        left.Emit(right.Address, 300);
        world.Simulation.Run();
        Assert.That(string.Join('\n', world.Said), Is.EqualTo("""
            left/0 -> right/0  UDP [data]
            client/0 -> server/0  ESP [data]
            server/0 -> right/0  UDP [data]
            right/0 -> left/0  UDP [reply]
            server/0 -> client/0  ESP [reply]
            client/0 -> left/0  UDP [reply]
            """));
        Assert.That(world.Value("packet.outcome.success"), Is.EqualTo(1));
        Assert.That(world.Value("right.goodput", Statistic.Rate), Is.Positive);
        Assert.That(world.Value("left.goodput", Statistic.Rate), Is.Positive);
        Assert.That(world.Value("server.nic.offloaded", Statistic.Ratio), Is.EqualTo(mode == NicMode.None ? 0 : 1));
        Assert.That(world.Topology.Packets.LiveCount, Is.Zero);
    }

    [Test]
    public void The_packet_inside_is_that_of_the_host_two_hops_older()
    {
        EnclaveWorld world = World();
        (EnclaveHost left, EnclaveHost right) = Hosts(world);
        left.Emit(right.Address, 300);
        world.Simulation.Run();
        byte[] before = world.Sent[0], after = world.Sent[^1];
        Assert.That((before[8], after[8]), Is.EqualTo((64, 62)), "TTL: each gateway takes one");
        Assert.That(after.AsSpan(12).SequenceEqual(before.AsSpan(12)), Is.True, "addresses and datagram");
        Assert.That(world.Sent.Skip(1).Take(2).Where(packet => packet.AsSpan().IndexOf("QC"u8) >= 0), Is.Empty);
        IpHeader.TryRead(world.Sent[1], out IpHeader outer, out _);
        Assert.That((outer.Source, outer.Destination), Is.EqualTo((world.Client.Address, world.Server.Address)));
    }

    [Test]
    public void Every_tunnelled_packet_carries_derivation_information_and_an_intermediate_reads_it()
    {
        EnclaveWorld world = World();
        world.AddIntermediate().AddKey(0, 1, world.Path, world.KeyAt(EnclaveLevel.Pair));
        (EnclaveHost left, EnclaveHost right) = Hosts(world, replySize: 100);
        left.Emit(right.Address, 300);
        world.Simulation.Run();
        Assert.That(world.Reasons("intermediate.packet"), Is.EqualTo("read 2"));
    }

    [Test]
    public void A_host_behind_a_client_may_talk_to_the_server_itself()
    {
        var world = new EnclaveWorld(isTunnel: true, replySize: 100);
        (EnclaveHost left, _) = world.AddHosts();
        world.Client.AddTunnel(left.Address, world.Server.Address, 0);
        left.Emit(world.Server.Address, 300);
        world.Simulation.Run();
        Assert.That(string.Join('\n', world.Said), Is.EqualTo("""
            left/0 -> server/0  UDP [data]
            client/0 -> server/0  ESP [data]
            server/0 -> client/0  ESP [reply]
            client/0 -> left/0  UDP [reply]
            """));
        Assert.That(world.Value("left.goodput", Statistic.Rate), Is.Positive);
    }

    [Test]
    public void Gateways_have_traffic_of_their_own_in_the_same_tunnel()
    {
        var world = new EnclaveWorld(isTunnel: true, replySize: 100);
        (EnclaveHost left, EnclaveHost right) = Hosts(world);
        left.Emit(right.Address, 300);
        world.Send();
        Assert.That(world.Value("packet.outcome.success"), Is.EqualTo(2));
        Assert.That(world.Value("client.goodput", Statistic.Rate), Is.Positive);
    }

    [Test]
    public void What_has_no_tunnel_goes_nowhere()
    {
        EnclaveWorld world = World();
        (EnclaveHost left, EnclaveHost right) = world.AddHosts();
        left.Emit(right.Address, 300); // the client has no tunnel for the two
        right.Emit(left.Address, 300); // nor has the server, to whom the other side has never spoken
        world.Simulation.Run();
        Assert.That(world.Said, Has.Count.EqualTo(2), "both come to their gateways");
        Assert.That(world.Reasons("client.refused"), Is.EqualTo("outside-policy 1"));
        Assert.That(world.Reasons("server.refused"), Is.EqualTo("outside-policy 1"));
        Assert.That(world.Topology.Packets.LiveCount, Is.Zero);
    }

    [TestCase(false)] // to a host behind the server, in the clear
    [TestCase(true)]  // to the outside, in the name of a host behind the server
    public void From_outside_nothing_comes_in_without_protection(bool isInTheNameOfAnother)
    {
        EnclaveWorld world = World();
        (EnclaveHost left, EnclaveHost right) = Hosts(world);
        Node middle = world.MiddleNode;
        IpAddress source = isInTheNameOfAnother ? right.Address : middle.Ip.Addresses[0];
        IpAddress destination = isInTheNameOfAnother ? left.Address : right.Address;
        middle.Ip.Routes.Add(IpPrefix.Host(destination), middle.Interfaces[1]); // toward the server
        middle.Ip.Forward(PacketOf(world, source, destination, IpProtocol.Udp, 64));
        world.Simulation.Run();
        Assert.That(world.Reasons("server.refused"), Is.EqualTo("outside-policy 1"));
        Assert.That(world.Said.Where(said => said.StartsWith("server", StringComparison.Ordinal)), Is.Empty);
        Assert.That(world.Topology.Packets.LiveCount, Is.Zero);
    }

    [Test]
    public void A_packet_inside_that_the_policy_does_not_allow_is_refused_after_it_was_found_authentic()
    {
        EnclaveWorld world = World();
        (EnclaveHost left, EnclaveHost right) = Hosts(world);
        Packet stranger = PacketOf(world, world.MiddleNode.Ip.Addresses[0], right.Address, IpProtocol.Udp, 64);
        world.Client.Emit(0, stranger); // a client that tunnels for a host that is not behind it
        world.Simulation.Run();
        Assert.That(world.Reasons("server.refused"), Is.EqualTo("outside-policy 1"));
        left.Emit(right.Address, 300);
        world.Simulation.Run();
        Assert.That(world.Value("packet.outcome.success"), Is.EqualTo(1), "the SA goes on");
    }

    [TestCase(IpProtocol.Tcp, 64, "outside-policy 1")]
    [TestCase(IpProtocol.Udp, 1, "")]
    public void Other_protocols_and_packets_that_have_gone_too_far_are_not_tunnelled(
        byte protocol, byte hopLimit, string refused)
    {
        EnclaveWorld world = World();
        (EnclaveHost left, EnclaveHost right) = Hosts(world);
        Node node = world.Topology.Nodes.First(each => each.Id == "left/0");
        node.Ip.Forward(PacketOf(world, left.Address, right.Address, protocol, hopLimit));
        world.Simulation.Run();
        Assert.That(world.Reasons("client.refused"), Is.EqualTo(refused));
        Assert.That(world.Said.Where(said => said.Contains("ESP", StringComparison.Ordinal)), Is.Empty);
        Assert.That(world.Topology.Packets.LiveCount, Is.Zero);
    }

    [TestCase(false, false, 1_300, 1_230)] // - 20 - 16 - 16 - 16 is a multiple of 4; less two octets of the trailer
    [TestCase(false, true, 1_300, 1_214)]  // - 20 - 16 - 24 - 16 = 1224; blocks of 16; less two
    [TestCase(true, false, 1_500, 1_402)]  // - 40 - 24 - 16 - 16 is a multiple of 4; less two
    [TestCase(true, true, 1_500, 1_390)]   // - 40 - 24 - 24 - 16 = 1396; blocks of 16; less two
    public void A_host_is_told_how_large_its_packets_may_be_and_keeps_to_it(
        bool isV6, bool isCbc, int path, int mtu)
    {
        EspTransform transform = isCbc ? EspTransform.Cbc(16) : EspTransform.Gcm(32);
        var world = new EnclaveWorld(isV6: isV6, isTunnel: true, transform: transform, mtu: path);
        (EnclaveHost left, EnclaveHost right) = Hosts(world);
        int headerSize = isV6 ? 40 : 20;
        left.Emit(right.Address, mtu - headerSize + 1);
        world.Simulation.Run();
        Assert.That(string.Join('\n', world.Said), Is.EqualTo("""
            left/0 -> right/0  UDP [data]
            client/0 -> left/0  Packet Too Big
            """));
        byte[] error = world.Sent[1];
        Assert.That((error[headerSize], error[headerSize + 1]), Is.EqualTo(isV6 ? (2, 0) : (3, 4)));
        Assert.That(BinaryPrimitives.ReadUInt16BigEndian(error.AsSpan(headerSize + 6)), Is.EqualTo(mtu));

        left.Emit(right.Address, 1_400);
        world.Simulation.Run();
        Assert.That(world.Sent[2], Has.Length.EqualTo(mtu));
        Assert.That(world.Sent[3], Has.Length.InRange(path - 15, path), "the tunnel's");
        Assert.That(world.Value("packet.outcome.success"), Is.EqualTo(1));
        Assert.That(world.Value("left.too-big"), Is.EqualTo(1));
        Assert.That(world.Reasons("client.refused"), Is.EqualTo("too-big 1"));
        Assert.That(world.Topology.Packets.LiveCount, Is.Zero);
    }

    [Test]
    public void Over_IPv6_a_host_need_not_send_less_than_any_link_takes_and_a_narrow_tunnel_loses_that()
    {
        var world = new EnclaveWorld(isV6: true, isTunnel: true, mtu: 1_300);
        (EnclaveHost left, EnclaveHost right) = Hosts(world);
        for (int packet = 0; packet < 3; packet++)
        {
            left.Emit(right.Address, 1_400);
            world.Simulation.Run();
        }

        Assert.That(world.Sent.Select(sent => sent.Length), Is.EqualTo([1_440, 1_280, 1_280, 1_280, 1_280, 1_280]));
        Assert.That(world.Value("left.too-big"), Is.EqualTo(3));
        Assert.That(world.Value("packet.outcome.success"), Is.Zero);
    }

    [Test]
    public void A_host_behind_a_server_is_told_too([ValueSource(nameof(Modes))] NicMode mode)
    {
        var world = new EnclaveWorld(mode, isTunnel: true, mtu: 1_300);
        (EnclaveHost left, EnclaveHost right) = Hosts(world, replySize: 1_400);
        left.Emit(right.Address, 300);
        world.Simulation.Run();
        Assert.That(world.Said[^1], Is.EqualTo("server/0 -> right/0  Packet Too Big"));
        Assert.That(world.Reasons("server.refused"), Is.EqualTo("too-big 1"));
        left.Emit(right.Address, 300);
        world.Simulation.Run();
        Assert.That(world.Said[^1], Is.EqualTo("client/0 -> left/0  UDP [reply]"));
        Assert.That(world.Value("right.too-big"), Is.EqualTo(1));
        Assert.That(world.Topology.Packets.LiveCount, Is.Zero);
    }

    [Test]
    public void ICMP_does_not_speak_for_each_of_many_and_all_are_counted()
    {
        var world = new EnclaveWorld(isTunnel: true, mtu: 1_300);
        (EnclaveHost left, EnclaveHost right) = Hosts(world);
        for (int packet = 0; packet < 30; packet++)
        {
            left.Emit(right.Address, 1_400);
        }

        world.Simulation.Run();
        Assert.That(world.Reasons("client.refused"), Is.EqualTo("too-big 30"));
        Assert.That(world.ClientNode.Drops[DropReason.TooBig], Is.EqualTo(30));
        Assert.That(world.Value("left.too-big"), Is.EqualTo(Icmp.ErrorBurst));
        Assert.That(world.Topology.Packets.LiveCount, Is.Zero);
    }

    [TestCase(IcmpErrorKind.PacketTooBig, 0, 68, 1)]      // nobody need believe less (RFC 1191 §3)
    [TestCase(IcmpErrorKind.PacketTooBig, 9_000, 320, 1)] // larger than what it sends
    [TestCase(IcmpErrorKind.PortUnreachable, 100, 320, 0)]
    [TestCase(IcmpErrorKind.HopLimitExceeded, 100, 320, 0)]
    public void What_else_ICMP_says_makes_no_packet_smaller_than_any_must_be(
        IcmpErrorKind kind, int mtu, int size, int counted)
    {
        EnclaveWorld world = World();
        (EnclaveHost left, EnclaveHost right) = Hosts(world);
        Packet packet = PacketOf(world, left.Address, right.Address, IpProtocol.Udp, 64);
        IpHeader.TryRead(packet.Octets, out IpHeader header, out _);
        world.ClientNode.Ip.Icmp.SendError(packet, header, kind, mtu);
        packet.Release();
        world.Simulation.Run();
        world.Sent.Clear();
        left.Emit(right.Address, 300);
        world.Simulation.Run();
        Assert.That(world.Sent[0], Has.Length.EqualTo(size));
        Assert.That(world.Value("left.too-big"), Is.EqualTo(counted));
        Assert.That(world.Value("packet.outcome.success"), Is.EqualTo(1));
    }

    [Test]
    public void A_crash_forgets_what_a_host_was_told()
    {
        var world = new EnclaveWorld(isTunnel: true, mtu: 1_300);
        (EnclaveHost left, EnclaveHost right) = Hosts(world);
        Node node = world.Topology.Nodes.First(each => each.Id == "left/0");
        left.Emit(right.Address, 1_400);
        world.Simulation.Run();
        node.Crash();
        node.Restart();
        left.Emit(right.Address, 1_400);
        world.Simulation.Run();
        Assert.That(world.Value("left.too-big"), Is.EqualTo(2));
        Assert.That(world.Value("packet.outcome.success"), Is.Zero);
    }

    [Test]
    public void What_a_gateway_itself_sends_is_counted_if_the_link_has_no_room_for_it([Values] bool isTunnel)
    {
        var world = new EnclaveWorld(isTunnel: isTunnel, replySize: 1_400, mtu: 1_300);
        world.Client.Emit(0, 1_400);
        world.Client.Emit(0, 300);
        world.Simulation.Run();
        Assert.That(world.Reasons("client.refused"), Is.EqualTo("too-big 1"));
        Assert.That(world.Reasons("server.refused"), Is.EqualTo("too-big 1"), "its answer");
        Assert.That(world.Value("packet.outcome.success"), Is.EqualTo(1));
        Assert.That(world.Said, Has.Count.EqualTo(1));
        Assert.That(world.Topology.Packets.LiveCount, Is.Zero);
    }

    [Test]
    public void Hosts_behind_one_gateway_talk_without_it()
    {
        EnclaveWorld world = World();
        (EnclaveHost left, _) = Hosts(world);
        Node other = world.Topology.AddNode("left", 1);
        other.Ip.AddAddress(IpAddress.FromV4(10, 0, 0, 6));
        world.Topology.AddLink("inside", other, world.ClientNode, LinkOptions.Of(SimTime.FromMilliseconds(1)));
        world.Setting.Sites.Add(other.Ip.Addresses[0], world.Client.Address);
        left.Emit(other.Ip.Addresses[0], 300);
        world.Simulation.Run();
        Assert.That(world.Said[0], Is.EqualTo("left/0 -> left/1  UDP [data]"));
        Assert.That(world.Reasons("client.refused"), Is.Empty);
    }

    [TestCase("client")]
    [TestCase("server")]
    [TestCase("right")]
    public void A_crash_stops_the_traffic_and_leaves_nothing_behind(string who)
    {
        EnclaveWorld world = World(replySize: 100);
        (EnclaveHost left, EnclaveHost right) = Hosts(world, replySize: 100);
        left.Emit(right.Address, 300);
        world.Simulation.Run();
        Node node = world.Topology.Nodes.First(each => each.Group == who);
        node.Crash();
        node.Restart();
        left.Emit(right.Address, 300);
        world.Simulation.Run();
        Assert.That(world.Value("packet.outcome.success"), Is.EqualTo(who == "right" ? 2 : 1));
        Assert.That(world.Reasons("client.refused") + world.Reasons("server.refused"), Is.EqualTo(
            who == "right" ? "" : "unknown-sa 1"));
        Assert.That(world.Topology.Packets.LiveCount, Is.Zero);
    }

    [Test]
    public void Over_IKE_packets_of_hosts_wait_for_the_tunnel_that_the_first_of_them_sets_up()
    {
        var set = new ExchangeWorld(isTunnel: true);
        (EnclaveHost left, EnclaveHost right) = set.World.AddHosts(replySize: 100);
        EnclaveFlows flows = Flows(set, left, right);
        left.Emit(right.Address, 300);
        left.Emit(right.Address, 300);
        set.Run();
        Assert.That(set.World.Value("packet.outcome.success"), Is.EqualTo(2));
        Assert.That(set.SaCount, Is.EqualTo(1));
        Assert.That(set.Carried().ToArray(), Has.Length.EqualTo(8).And.None.Null);
        ChildSa child = set.ServerEnd.Sas[0].Children[0];
        Assert.That(child.OwnSelectors.Span.Length, Is.EqualTo(2), "the gateway and the hosts behind it");
        Assert.That(child.PeerSelectors.Span[1].Contains([10, 0, 0, 4], IpProtocol.Udp, 1), Is.True);
        Assert.That(set.World.Topology.Packets.LiveCount, Is.Zero);
        GC.KeepAlive(flows);
    }

    [Test]
    public void Over_IKE_packets_whose_tunnel_never_comes_are_dropped()
    {
        var set = new ExchangeWorld(isTunnel: true, hasKey: false);
        (EnclaveHost left, EnclaveHost right) = set.World.AddHosts();
        EnclaveFlows flows = Flows(set, left, right);
        for (int packet = 0; packet < 70; packet++)
        {
            left.Emit(right.Address, 300);
        }

        set.Run();
        Assert.That(set.World.Value("packet.outcome.success"), Is.Zero);
        Assert.That(set.World.Reasons("key-exchange"), Does.Contain("packet-dropped 70"));
        Assert.That(set.World.Topology.Packets.LiveCount, Is.Zero);
        GC.KeepAlive(flows);
    }

    private static EnclaveWorld World(NicMode mode = NicMode.DeriveServer, bool isV6 = false, int replySize = 0) =>
        new(mode, isV6, isTunnel: true, replySize: replySize);

    private static (EnclaveHost Left, EnclaveHost Right) Hosts(EnclaveWorld world, int replySize = 0)
    {
        (EnclaveHost left, EnclaveHost right) = world.AddHosts(replySize);
        world.Client.AddTunnel(left.Address, right.Address, 0);
        return (left, right);
    }

    private static EnclaveFlows Flows(ExchangeWorld set, EnclaveHost left, EnclaveHost right)
    {
        var flows = new EnclaveFlows(
            set.World.ClientNode,
            set.World.Client,
            _ => set.CallerToServer(new SaCallOptions(SimTime.FromMilliseconds(5), 3)),
            set.Events);
        set.Forward = flows;
        set.World.Client.Tunnelled = flows.Send;
        set.World.Client.AddTunnel(left.Address, right.Address, flows.Add(set.World.Server.Address));
        return flows;
    }

    private static Packet PacketOf(
        EnclaveWorld world, IpAddress source, IpAddress destination, byte protocol, byte hopLimit)
    {
        Packet packet = world.Topology.Packets.Rent(64);
        Span<byte> octets = packet.Change();
        octets.Clear();
        Udp.Write(octets[20..], new IpEndpoint(source, 50_000), new IpEndpoint(destination, 50_000));
        Ipv4.Write(octets, new IpHeader(source, destination, protocol, hopLimit, 0, 20, 64), 1);
        packet.Label = EnclaveLabels.PlainData;
        return packet;
    }
}
