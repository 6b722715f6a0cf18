using System;
using System.Collections.Generic;
using System.Linq;
using NUnit.Framework;
using Simulator.Kernel;
using Simulator.Network;
using static Tests.Network.Fixture;

namespace Tests.Network;

/// <summary>Which way packets go, and what ICMP says when they go none.</summary>
public sealed class ForwardingTests
{
    [Test]
    public void TheLongestPrefixWins()
    {
        var fixture = new Fixture();
        Node router = fixture.Host("r");
        Dictionary<string, Sink> sinks = [];
        foreach (string prefix in "0.0.0.0/0 20.0.0.0/8 20.1.0.0/16 20.1.2.3/32 ::/0 2001:db8::/32".Split(' '))
        {
            Link link = fixture.Join(router, fixture.Topology.AddNode("n" + sinks.Count));
            sinks.Add(prefix, new Sink(link.Second));
            router.Ip.Routes.Add(IpPrefix.Parse(prefix), link.First);
        }

        foreach (string to in "9.9.9.9 20.9.9.9 20.1.9.9 20.1.2.3 3000::1 2001:db8::1".Split(' '))
        {
            router.Ip.Send(fixture.Packet(8), default, IpAddress.Parse(to), protocol: 253);
        }

        fixture.Simulation.Run();
        Assert.That(sinks.Values.Select(sink => sink.Octets.Count), Is.All.EqualTo(1));
        Assert.That(router.Ip.Routes.Count, Is.EqualTo(6));
        Assert.That(router.Ip.Routes.Remove(IpPrefix.Parse("20.1.0.0/16")), Is.True);
        Assert.That(router.Ip.Routes.Remove(IpPrefix.Parse("20.1.0.0/16")), Is.False);
        router.Ip.Send(fixture.Packet(8), default, IpAddress.Parse("20.1.9.9"), protocol: 253);
        fixture.Simulation.Run();
        Assert.That(sinks["20.0.0.0/8"].Octets, Has.Count.EqualTo(2));
    }

    [Test]
    public void ARouteToOneAddressGoesBeforeTheShortestPathAndAPrefixBehindIt()
    {
        var fixture = new Fixture();
        Node[] chain = fixture.Chain(2);
        Node detour = fixture.Host("detour");
        Link link = fixture.Join(chain[0], detour);
        fixture.Join(detour, chain[1]);
        chain[0].Ip.Routes.Add(IpPrefix.Parse("10.0.0.0/8"), link.First);
        TransportSink direct = Listen(chain[1]);

        chain[0].Ip.Send(fixture.Packet(1), default, V4(chain[1]), 253);
        fixture.Simulation.Run();
        Assert.That((direct.Packets.Count, detour.Ip.ForwardedCount), Is.EqualTo((1, 0)));

        chain[0].Ip.Routes.Add(IpPrefix.Host(V4(chain[1])), link.First);
        chain[0].Ip.Send(fixture.Packet(1), default, V4(chain[1]), 253);
        fixture.Simulation.Run();
        Assert.That(direct.Packets, Has.Count.EqualTo(2));
        Assert.That(detour.Ip.ForwardedCount, Is.EqualTo(1));
    }

    [Test]
    public void OfEqualPathsTheFirstDeclaredIsTaken([Values] bool isSecondFirst)
    {
        var fixture = new Fixture();
        Node a = fixture.Host("a"), up = fixture.Host("up"), low = fixture.Host("low"), b = fixture.Host("b");
        Node first = isSecondFirst ? low : up, second = isSecondFirst ? up : low;
        fixture.Join(a, first);
        fixture.Join(a, second);
        fixture.Join(second, b);
        fixture.Join(first, b);
        Listen(b);

        a.Ip.Send(fixture.Packet(1), default, V4(b), 253);
        fixture.Simulation.Run();

        Assert.That((first.Ip.ForwardedCount, second.Ip.ForwardedCount), Is.EqualTo((1, 0)));
    }

    [TestCase(1, 0)]
    [TestCase(10, 0)]
    [TestCase(1, 10)]
    [TestCase(10, 10)]
    public void NeighboursTakeTheirFirstLinkHoweverManyTheyHave(int leavesOfFirst, int leavesOfSecond)
    {
        var fixture = new Fixture();
        Node a = fixture.Host("a"), b = fixture.Host("b"), between = fixture.Host("between");
        Node[] leaves = [.. Enumerable.Range(0, leavesOfFirst + leavesOfSecond).Select(i => fixture.Host("leaf", i))];
        fixture.Join(a, between);
        fixture.Join(between, b);
        Link first = fixture.Topology.AddLink("first", b, a, new LinkOptions());
        Link second = fixture.Topology.AddLink("second", a, b, new LinkOptions());
        for (int index = 0; index < leaves.Length; index++)
        {
            fixture.Join(index < leavesOfFirst ? a : b, leaves[index]);
        }

        TransportSink atA = Listen(a), atB = Listen(b);
        a.Ip.Send(fixture.Packet(1), default, V4(b), 253);
        b.Ip.Send(fixture.Packet(1), default, V4(a), 253);
        fixture.Simulation.Run();

        Assert.That((atA.Packets.Count, atB.Packets.Count, between.Ip.ForwardedCount), Is.EqualTo((1, 1, 0)));
        Assert.That((CountOf(first.Up), CountOf(first.Down)), Is.EqualTo((1, 1)));
        Assert.That((CountOf(second.Up), CountOf(second.Down)), Is.EqualTo((0, 0)));

        static long CountOf(LinkDirection way) => way.Messages.Counts.Sum(message => message.Count);
    }

    [Test]
    public void EveryNodeOfARingWithLeavesReachesEveryOther()
    {
        const int RingSize = 5;
        var fixture = new Fixture();
        Node[] ring = [.. Enumerable.Range(0, RingSize).Select(index => fixture.Host("ring", index))];
        Node[] leaves = [.. Enumerable.Range(0, RingSize).Select(index => fixture.Host("leaf", index))];
        for (int index = 0; index < RingSize; index++)
        {
            fixture.Join(ring[index], ring[(index + 1) % RingSize]);
            fixture.Join(ring[index], leaves[index]);
        }

        Node[] all = [.. ring, .. leaves];
        foreach (Node to in all)
        {
            TransportSink sink = Listen(to);
            foreach (Node from in all)
            {
                from.Ip.Send(fixture.Packet(1), default, V6(to), 253);
            }

            fixture.Simulation.Run();
            Assert.That(sink.Packets, Has.Count.EqualTo(all.Length), to.Id);
            byte fewest = sink.Packets.Min(each => each.Header.HopLimit);
            Assert.That(fewest, Is.GreaterThanOrEqualTo(64 - 3), "at most two steps around, and two to leaves");
        }
    }

    [Test]
    public void LinksOfRecordsAndIslandsCarryNoIp()
    {
        var fixture = new Fixture();
        Node a = fixture.Host("a"), b = fixture.Host("b"), island = fixture.Host("island");
        fixture.Topology.AddLink("radio", a, b, new LinkOptions(), type: LinkType.ExportedPdu);

        Assert.That(fixture.Topology.IsReachable(a, b), Is.False);
        Assert.That(fixture.Topology.IsReachable(a, island), Is.False);
        Assert.That(fixture.Topology.IsReachable(a, a), Is.True);
        Assert.That(a.Ip.Send(fixture.Packet(1), default, V4(b), 253), Is.EqualTo(SendOutcome.NoRoute));
        Assert.That(a.Drops[DropReason.NoRoute], Is.EqualTo(1));

        fixture.Join(a, b);
        Assert.That(fixture.Topology.IsReachable(a, b), Is.True);
        Assert.That(fixture.Topology.Packets.LiveCount, Is.Zero);
    }

    [Test]
    public void EachHopTakesOneOffTheTtlAndTheChecksumStaysRight([Values] bool isV6)
    {
        var fixture = new Fixture();
        Node[] chain = fixture.Chain(4);
        TransportSink sink = Listen(chain[3]);

        IpAddress destination = Address(chain[3], isV6);
        chain[0].Ip.Send(fixture.Packet("payload"u8), default, destination, 253, hopLimit: 3, trafficClass: 0xB8);
        fixture.Simulation.Run();

        Assert.That(sink.Packets, Has.Count.EqualTo(1));
        Assert.That(sink.Packets[0].Header.HopLimit, Is.EqualTo(1));
        Assert.That(sink.Packets[0].Header.TrafficClass, Is.EqualTo(0xB8));
        Assert.That(sink.Packets[0].Octets, Is.EqualTo("payload"u8.ToArray()));
        Assert.That(chain.Sum(node => node.Drops.Total), Is.Zero);
    }

    [Test]
    public void AnExpiredPacketIsAnsweredByTheRouterWhereItExpires([Values] bool isV6)
    {
        var fixture = new Fixture();
        Node[] chain = fixture.Chain(4);
        TransportSink sender = Listen(chain[0]);

        chain[0].Ip.Send(fixture.Packet("payload"u8), default, Address(chain[3], isV6), 253, hopLimit: 2);
        fixture.Simulation.Run();

        Assert.That(chain[2].Drops[DropReason.HopLimitExceeded], Is.EqualTo(1));
        Assert.That(sender.Errors, Has.Count.EqualTo(1));
        Assert.That(sender.Errors[0].Kind, Is.EqualTo(IcmpErrorKind.HopLimitExceeded));
        Assert.That(sender.Errors[0].Reporter, Is.EqualTo(Address(chain[2], isV6)));
        Assert.That(sender.Errors[0].Quote, Is.EqualTo("payload"u8.ToArray()));
        Assert.That(fixture.Topology.Packets.LiveCount, Is.Zero);
    }

    [Test]
    public void APacketThatIsTooBigIsAnsweredWithTheMtu([Values] bool isV6)
    {
        var fixture = new Fixture();
        Node a = fixture.Host("a"), router = fixture.Host("r"), b = fixture.Host("b");
        fixture.Join(a, router);
        fixture.Join(router, b, new LinkOptions { Mtu = 1_280 });
        TransportSink sender = Listen(a), receiver = Listen(b);
        int headerSize = isV6 ? Ipv6.HeaderSize : Ipv4.HeaderSize;

        Assert.That(a.Ip.Send(fixture.Packet(1_280 - headerSize), default, Address(b, isV6), 253),
            Is.EqualTo(SendOutcome.Sent));
        Assert.That(a.Ip.Send(fixture.Packet(1_281 - headerSize), default, Address(b, isV6), 253),
            Is.EqualTo(SendOutcome.Sent));
        Assert.That(a.Ip.Send(fixture.Packet(1_501 - headerSize), default, Address(b, isV6), 253),
            Is.EqualTo(SendOutcome.TooBig));
        fixture.Simulation.Run();

        Assert.That(receiver.Packets, Has.Count.EqualTo(1));
        Assert.That((a.Drops[DropReason.TooBig], router.Drops[DropReason.TooBig]), Is.EqualTo((1, 1)));
        Assert.That(sender.Errors, Has.Count.EqualTo(1), "the node itself is told by the outcome");
        Assert.That((sender.Errors[0].Kind, sender.Errors[0].Mtu), Is.EqualTo((IcmpErrorKind.PacketTooBig, 1_280)));
        Assert.That(sender.Errors[0].Quote, Has.Length.EqualTo((isV6 ? 1_280 - 40 : 576 - 20) - 8 - headerSize));
        Assert.That(a.Ip.MtuToward(Address(b, isV6)), Is.EqualTo(1_500));
        Assert.That(router.Ip.InterfaceToward(Address(b, isV6)), Is.SameAs(router.InterfaceTo(b)));
        Assert.That(router.Ip.InterfaceToward(isV6 ? IpAddress.Parse("fdff::1") : IpAddress.FromV4(192, 0, 2, 1)),
            Is.Null, "no route");
    }

    [Test]
    public void TheOctetsOfATimeExceededOverIpv4()
    {
        var fixture = new Fixture();
        Node[] chain = fixture.Chain(3);
        var recorder = new Recorder();
        fixture.Topology.AddTap(recorder);

        chain[0].Ip.Send(fixture.Packet([0xAB, 0xCD]), default, V4(chain[2]), 253, hopLimit: 1);
        fixture.Simulation.Run();

        string expired = "45000016" + "00014000" + "01FD64E7" + "0A000001" + "0A000003" + "ABCD";
        Assert.That(Convert.ToHexString(recorder.First[0]), Is.EqualTo(expired));
        // sum over 0b00, 4500+0016+0001+4000+01fd+64e7+0a00+0001+0a00+0003 = ffff, abcd: b6cd -> 4932
        string quoted = "45000016" + "00014000" + "01FD" + "64E7" + "0A000001" + "0A000003" + "ABCD";
        Assert.That(Convert.ToHexString(recorder.First[1].AsSpan(20)), Is.EqualTo("0B004932" + "00000000" + quoted));
        Assert.That(recorder.First[1][9], Is.EqualTo(IpProtocol.Icmp));
    }

    [Test]
    public void TheOctetsOfAPacketTooBigOverIpv6()
    {
        var fixture = new Fixture();
        Node a = fixture.Host("a"), router = fixture.Host("r"), b = fixture.Host("b");
        fixture.Join(a, router);
        fixture.Join(router, b, new LinkOptions { Mtu = 1_280 });
        var recorder = new Recorder();
        fixture.Topology.AddTap(recorder);

        a.Ip.Send(fixture.Packet(1_300), default, V6(b), 253);
        fixture.Simulation.Run();

        byte[] error = recorder.First[1];
        Assert.That(error, Has.Length.EqualTo(1_280), "the least MTU of IPv6 (RFC 4443 §2.4 c)");
        Assert.That(Convert.ToHexString(error.AsSpan(0, 8)), Is.EqualTo("6000000004D83A40"));
        Assert.That(Convert.ToHexString(error.AsSpan(40, 2)), Is.EqualTo("0200"));
        Assert.That(Convert.ToHexString(error.AsSpan(44, 4)), Is.EqualTo("00000500"));
        ulong sum = InternetChecksum.PseudoHeader(V6(router), V6(a), IpProtocol.IcmpV6, 1_240);
        Assert.That(InternetChecksum.IsRight(InternetChecksum.Add(error.AsSpan(40), sum)), Is.True);
    }

    [Test]
    public void AnUnknownProtocolAndAnUnknownPortAreAnswered([Values] bool isV6)
    {
        var fixture = new Fixture();
        Node[] chain = fixture.Chain(2);
        TransportSink sender = Listen(chain[0]);
        UdpSocket socket = chain[0].Ip.Udp.OpenEphemeral();
        var datagrams = new DatagramSink(socket);
        _ = chain[1].Ip.Udp;

        chain[0].Ip.Send(fixture.Packet("12345678"u8), default, Address(chain[1], isV6), 253);
        socket.Send("hello"u8, new(Address(chain[1], isV6), 9), Ping);
        fixture.Simulation.Run();

        Assert.That(sender.Errors.Select(error => error.Kind), Is.EqualTo(new[] { IcmpErrorKind.ProtocolUnreachable }));
        Assert.That(datagrams.Errors, Is.EqualTo(new[]
        {
            new UdpError(IcmpErrorKind.PortUnreachable, new(Address(chain[1], isV6), 9), 0, Address(chain[1], isV6)),
        }));
        Assert.That(chain[1].Drops[DropReason.ProtocolUnreachable], Is.EqualTo(1));
        Assert.That(chain[1].Drops[DropReason.PortUnreachable], Is.EqualTo(1));
        Assert.That(fixture.Topology.Packets.LiveCount, Is.Zero);
    }

    [Test]
    public void AnAddressThatNobodyHasIsAnsweredByTheRouter()
    {
        var fixture = new Fixture();
        Node[] chain = fixture.Chain(2);
        chain[0].Ip.Routes.Add(IpPrefix.Parse("0.0.0.0/0"), chain[0].Interfaces[0]);
        TransportSink sender = Listen(chain[0]);

        chain[0].Ip.Send(fixture.Packet(8), default, IpAddress.Parse("192.0.2.1"), 253);
        fixture.Simulation.Run();

        Assert.That(sender.Errors.Select(error => error.Kind), Is.EqualTo(new[] { IcmpErrorKind.NoRoute }));
        Assert.That(chain[1].Drops[DropReason.NoRoute], Is.EqualTo(1));
    }

    [Test]
    public void AnIcmpErrorIsNeverAnsweredByAnother()
    {
        var fixture = new Fixture();
        Node[] chain = fixture.Chain(4);

        Packet error = fixture.Packet([11, 0, 0xF4, 0xFF, 0, 0, 0, 0]);
        chain[0].Ip.Send(error, default, V4(chain[3]), IpProtocol.Icmp, hopLimit: 1);
        fixture.Simulation.Run();

        Assert.That(chain[1].Drops[DropReason.HopLimitExceeded], Is.EqualTo(1));
        Assert.That(chain[1].Ip.Icmp.SentCount, Is.Zero);
    }

    [Test]
    public void ErrorsAreReportedAtABoundedRate()
    {
        var fixture = new Fixture();
        Node[] chain = fixture.Chain(3);
        for (int count = 0; count < 1_000; count++)
        {
            fixture.At(Milliseconds(count), () =>
                chain[0].Ip.Send(fixture.Packet(8), default, V4(chain[2]), 253, hopLimit: 1));
        }

        fixture.Simulation.Run();

        Icmp icmp = chain[1].Ip.Icmp;
        Assert.That(icmp.SentCount, Is.EqualTo(Icmp.ErrorBurst + 99), "the burst, and one each 10 ms after it");
        Assert.That(icmp.SentCount + icmp.SuppressedCount, Is.EqualTo(1_000));
    }

    [Test]
    public void AnEchoRequestIsAnswered([Values] bool isV6)
    {
        var fixture = new Fixture();
        Node[] chain = fixture.Chain(3);
        var recorder = new Recorder();
        fixture.Topology.AddTap(recorder);
        byte[] request = [isV6 ? (byte)128 : (byte)8, 0, 0, 0, 0x12, 0x34, 0, 1, 0x70];
        ulong sum = isV6 ? InternetChecksum.PseudoHeader(V6(chain[0]), V6(chain[2]), IpProtocol.IcmpV6, 9) : 0;
        ushort checksum = InternetChecksum.Finish(InternetChecksum.Add(request, sum));
        (request[2], request[3]) = ((byte)(checksum >> 8), (byte)(checksum & 0xFF));

        byte protocol = isV6 ? IpProtocol.IcmpV6 : IpProtocol.Icmp;
        chain[0].Ip.Send(fixture.Packet(request), default, Address(chain[2], isV6), protocol);
        fixture.Simulation.Run();

        byte[] reply = recorder.First[1][(isV6 ? 40 : 20)..];
        Assert.That(reply[0], Is.EqualTo(isV6 ? 129 : 0));
        Assert.That(reply[4..], Is.EqualTo(request[4..]));
        Assert.That(chain.Sum(node => node.Drops.Total), Is.Zero);
        Assert.That(fixture.Topology.Packets.LiveCount, Is.Zero);
    }

    [Test]
    public void WrongPacketsAreDroppedAndCounted()
    {
        var fixture = new Fixture();
        Node[] chain = fixture.Chain(2);
        NetworkInterface line = chain[0].Interfaces[0];
        byte[] wrongChecksum = Convert.FromHexString("4500001400014000400026E80A0000010A000002");
        byte[] multicast = Convert.FromHexString("45000014000140004000" + "0000" + "0A000001E0000001");
        Ipv4.WriteChecksum(multicast);
        byte[] fragment = Convert.FromHexString("45000014000120004000" + "0000" + "0A0000010A000002");
        Ipv4.WriteChecksum(fragment);
        foreach (byte[] octets in new[] { [], [0x45], wrongChecksum, multicast, fragment, new byte[40] })
        {
            line.Send(fixture.Packet(octets));
        }

        chain[0].Ip.Send(fixture.Packet([1, 2, 3]), default, V4(chain[1]), IpProtocol.Udp);
        chain[0].Ip.Send(fixture.Packet([8, 0, 1, 1, 0, 0, 0, 0]), default, V4(chain[1]), IpProtocol.Icmp);
        _ = chain[1].Ip.Udp;
        fixture.Simulation.Run();

        DropCounters drops = chain[1].Drops;
        Assert.That(drops[DropReason.BadHeader], Is.EqualTo(4), "empty, short, version 0, UDP of three octets");
        Assert.That(drops[DropReason.BadChecksum], Is.EqualTo(2), "IP, ICMP");
        Assert.That(drops[DropReason.NotUnicast], Is.EqualTo(1));
        Assert.That(drops[DropReason.Fragment], Is.EqualTo(1));
        Assert.That(drops.Total, Is.EqualTo(8));
        Assert.That(fixture.Topology.Packets.LiveCount, Is.Zero);
    }

    [Test]
    public void AHostForwardsNothing()
    {
        var fixture = new Fixture();
        Node[] chain = fixture.Chain(3);
        chain[1].Ip.IsForwarding = false;

        chain[0].Ip.Send(fixture.Packet(8), default, V4(chain[2]), 253);
        fixture.Simulation.Run();

        Assert.That(chain[1].Drops[DropReason.NoRoute], Is.EqualTo(1));
        Assert.That(chain[1].Ip.ForwardedCount, Is.Zero);
    }

    [Test]
    public void ANodeReachesItselfWithoutALink()
    {
        var fixture = new Fixture();
        Node node = fixture.Host("a");
        UdpSocket one = node.Ip.Udp.Open(1), two = node.Ip.Udp.Open(2);

        one.Send("self"u8, new(V4(node), 2), Ping);
        Assert.That(two.Datagrams.Count, Is.Zero, "never inline from the sender");
        fixture.Simulation.Run();

        Assert.That(two.Datagrams.Count, Is.EqualTo(1));
        Assert.That(fixture.Simulation.EventCount, Is.EqualTo(1));
    }

    [Test]
    public void AddressesComeAndGo()
    {
        var fixture = new Fixture();
        Node[] chain = fixture.Chain(2);
        IpAddress leased = IpAddress.Parse("10.64.0.1");

        chain[1].Ip.AddAddress(leased);
        Assert.That(fixture.Topology.OwnerOf(leased), Is.SameAs(chain[1]));
        Assert.That(() => chain[0].Ip.AddAddress(leased), Throws.TypeOf<InvariantException>(), "it belongs to another");
        Assert.That(() => chain[0].Ip.AddAddress(IpAddress.Parse("ff02::1")), Throws.TypeOf<InvariantException>());
        Assert.That(chain[0].Ip.RemoveAddress(leased), Is.False);
        Assert.That(chain[1].Ip.RemoveAddress(leased), Is.True);
        Assert.That(fixture.Topology.OwnerOf(leased), Is.Null);
        chain[0].Ip.AddAddress(leased);
        Assert.That(fixture.Topology.OwnerOf(leased), Is.SameAs(chain[0]));
    }

    private static TransportSink Listen(Node node)
    {
        var sink = new TransportSink();
        node.Ip.Register(253, sink);
        return sink;
    }
}
