using System;
using System.Buffers.Binary;
using NUnit.Framework;
using Simulator.Kernel;
using Simulator.Network;

namespace Tests.Network;

/// <summary>
/// The four-way handshake: its octets, its times, and every one of its messages lost (RFC 9260 §5.1).
/// </summary>
public sealed class SctpHandshakeTests
{
    [Test]
    public void FourMessagesInTwoRoundTrips([Values] bool isV6)
    {
        var exchange = new SctpExchange(isV6: isV6);
        SctpConnectResult result = exchange.ConnectOnly();

        Assert.That(result.IsUp, Is.True);
        Assert.That(exchange.TakeLadder(), Is.EqualTo("""
            0 a -> b  INIT
            10 b -> a  INIT ACK
            20 a -> b  COOKIE ECHO
            30 b -> a  COOKIE ACK
            """));
        Assert.That(exchange.Simulation.Now, Is.EqualTo(SimTime.FromMilliseconds(40)));
        Assert.That(exchange.EndpointB.Accepted.Count, Is.EqualTo(1));
        Assert.That(exchange.Simulation.PendingCount, Is.Zero, "no timer stays");
        Assert.That(exchange.Topology.Packets.LiveCount, Is.Zero);
    }

    [Test]
    public void EachOctetOfInitAndInitAckIsWhereTheStandardHasIt()
    {
        var exchange = new SctpExchange(SctpExchange.Quiet with { OutboundStreams = 5, InboundStreamsMax = 3 });
        exchange.ConnectOnly();
        byte[] init = exchange.Wire[0].Sctp.ToArray(), initAck = exchange.Wire[1].Sctp.ToArray();
        byte[] echo = exchange.Wire[2].Sctp.ToArray(), ack = exchange.Wire[3].Sctp.ToArray();
        string tagOfA = Convert.ToHexString(init.AsSpan(16, 4)), tagOfB = Convert.ToHexString(initAck.AsSpan(16, 4));
        Assert.Multiple(() =>
        {
            // a -> b  INIT: ports, tag zero, checksum | type, flags, length 20 | tag, a_rwnd, 5 out, 3 in, first TSN
            Assert.That(init, Has.Length.EqualTo(32));
            Assert.That(Convert.ToHexString(init.AsSpan(0, 8)), Is.EqualTo("8E3C8E3C00000000"));
            Assert.That(Convert.ToHexString(init.AsSpan(12, 4)), Is.EqualTo("01000014"));
            Assert.That(tagOfA, Is.Not.EqualTo("00000000"));
            Assert.That(Convert.ToHexString(init.AsSpan(20, 8)), Is.EqualTo("0002000000050003"));

            // b -> a  INIT ACK: a's tag; a cookie (type 7) of 108 octets; no more streams than a takes
            Assert.That(initAck, Has.Length.EqualTo(12 + 20 + 4 + 108));
            Assert.That(Convert.ToHexString(initAck.AsSpan(4, 4)), Is.EqualTo(tagOfA));
            Assert.That(Convert.ToHexString(initAck.AsSpan(12, 4)), Is.EqualTo("02000084"));
            Assert.That(Convert.ToHexString(initAck.AsSpan(20, 8)), Is.EqualTo("0002000000030003"));
            Assert.That(Convert.ToHexString(initAck.AsSpan(32, 4)), Is.EqualTo("00070070"));

            // a -> b  COOKIE ECHO: b's tag, the very cookie
            Assert.That(Convert.ToHexString(echo.AsSpan(4, 4)), Is.EqualTo(tagOfB));
            Assert.That(Convert.ToHexString(echo.AsSpan(12, 4)), Is.EqualTo("0A000070"));
            Assert.That(echo.AsSpan(16).SequenceEqual(initAck.AsSpan(36)), Is.True);

            // b -> a  COOKIE ACK
            Assert.That(Convert.ToHexString(ack.AsSpan(4, 4)), Is.EqualTo(tagOfA));
            Assert.That(Convert.ToHexString(ack.AsSpan(12)), Is.EqualTo("0B000004"));
        });
    }

    [Test]
    public void StreamsAreTheFewerOfWhatOneWantsAndTheOtherAllows()
    {
        var exchange = new SctpExchange(
            SctpExchange.Quiet with { OutboundStreams = 10, InboundStreamsMax = 2 },
            optionsOfB: SctpExchange.Quiet with { OutboundStreams = 4, InboundStreamsMax = 7 });
        (SctpAssociation a, SctpAssociation b) = exchange.Connect();

        Assert.That((a.OutboundStreams, a.InboundStreams), Is.EqualTo((7, 2)));
        Assert.That((b.OutboundStreams, b.InboundStreams), Is.EqualTo((2, 7)));
    }

    [Test]
    public void TagsAndFirstTsnsComeFromTheSeed()
    {
        string First(long seed)
        {
            var exchange = new SctpExchange(seed: seed);
            exchange.ConnectOnly();
            return string.Join('|', exchange.Wire.ConvertAll(packet => Convert.ToHexString(packet.Octets)));
        }

        string first = First(1), again = First(1);
        Assert.That(again, Is.EqualTo(first), "the same seed, the same octets");
        Assert.That(First(2), Is.Not.EqualTo(first));
    }

    [Test]
    public void ALostInitIsSentAgainAfterOneSecondThenTwo()
    {
        var exchange = new SctpExchange();
        exchange.LoseFirst(exchange.B, "INIT", 2);
        Assert.That(exchange.ConnectOnly().IsUp, Is.True);
        Assert.That(exchange.TakeLadder(), Is.EqualTo("""
            0 a -> b  INIT
            1000 a -> b  INIT
            3000 a -> b  INIT
            3010 b -> a  INIT ACK
            3020 a -> b  COOKIE ECHO
            3030 b -> a  COOKIE ACK
            """));
    }

    [Test]
    public void ALostInitAckCostsAnotherInit()
    {
        var exchange = new SctpExchange();
        exchange.LoseFirst(exchange.A, "INIT ACK");
        Assert.That(exchange.ConnectOnly().IsUp, Is.True);
        Assert.That(exchange.TakeLadder(), Is.EqualTo("""
            0 a -> b  INIT
            10 b -> a  INIT ACK
            1000 a -> b  INIT
            1010 b -> a  INIT ACK
            1020 a -> b  COOKIE ECHO
            1030 b -> a  COOKIE ACK
            """));
    }

    [Test]
    public void ALostCookieEchoIsSentAgain()
    {
        var exchange = new SctpExchange();
        exchange.LoseFirst(exchange.B, "COOKIE ECHO");
        Assert.That(exchange.ConnectOnly().IsUp, Is.True);
        Assert.That(exchange.TakeLadder(), Is.EqualTo("""
            0 a -> b  INIT
            10 b -> a  INIT ACK
            20 a -> b  COOKIE ECHO
            1020 a -> b  COOKIE ECHO
            1030 b -> a  COOKIE ACK
            """));
    }

    [Test]
    public void ALostCookieAckIsAnsweredAgainAndMakesOneAssociation()
    {
        var exchange = new SctpExchange();
        exchange.LoseFirst(exchange.A, "COOKIE ACK");
        Assert.That(exchange.ConnectOnly().IsUp, Is.True);
        Assert.That(exchange.TakeLadder(), Is.EqualTo("""
            0 a -> b  INIT
            10 b -> a  INIT ACK
            20 a -> b  COOKIE ECHO
            30 b -> a  COOKIE ACK
            1020 a -> b  COOKIE ECHO
            1030 b -> a  COOKIE ACK
            """));
        Assert.That(exchange.EndpointB.Accepted.Count, Is.EqualTo(1));
        Assert.That(exchange.CountersB.AssociationsEstablished, Is.EqualTo(1));
    }

    [Test]
    public void WithoutAnAnswerSetUpEndsAfterEightRetransmissions()
    {
        var exchange = new SctpExchange();
        exchange.LoseFirst(exchange.B, "INIT", int.MaxValue);
        SctpConnectResult result = exchange.ConnectOnly();

        Assert.That(result.Failure, Is.EqualTo(SctpEndReason.SetupTimedOut));
        Assert.That(exchange.Wire, Has.Count.EqualTo(1 + 8));
        // 1 + 2 + 4 + 8 + 16 + 32 + 60 + 60 + 60 s
        Assert.That(exchange.Simulation.Now, Is.EqualTo(SimTime.FromSeconds(243)));
        Assert.That(exchange.EndpointA.Associations, Is.Empty);
    }

    [Test]
    public void APortWithoutAnEndpointAbortsAtOnce()
    {
        var exchange = new SctpExchange();
        exchange.EndpointB.Close();
        SctpConnectResult result = exchange.ConnectOnly();

        Assert.That(result.Failure, Is.EqualTo(SctpEndReason.AbortedByPeer));
        Assert.That(exchange.CountersB[SctpDropReason.NotListening], Is.EqualTo(1));
        Assert.That(exchange.TakeLadder(), Is.EqualTo("0 a -> b  INIT\n10 b -> a  ABORT"));
    }

    [Test]
    public void AnEndpointThatDoesNotListenAbortsToo()
    {
        var exchange = new SctpExchange(optionsOfB: SctpExchange.Quiet with { IsListening = false });
        Assert.That(exchange.ConnectOnly().Failure, Is.EqualTo(SctpEndReason.AbortedByPeer));
    }

    [Test]
    public void ANodeWithoutSctpSaysSoByIcmp()
    {
        var exchange = new SctpExchange();
        Node c = exchange.Topology.AddNode("c");
        c.Ip.AddAddress(IpAddress.Parse("10.0.0.3"));
        exchange.Topology.AddLink("line", exchange.A, c, LinkOptions.Of(SimTime.FromMilliseconds(1)));
        Process<SctpConnectResult> connect = exchange.EndpointA.Connect(c.Ip.Addresses[0], SctpExchange.Port);
        exchange.Simulation.Run(connect);

        Assert.That(exchange.Result(connect).Failure, Is.EqualTo(SctpEndReason.ProtocolUnreachable));
        Assert.That(exchange.Simulation.Now, Is.EqualTo(SimTime.FromMilliseconds(2)));
    }

    [Test]
    public void ASecondAssociationBetweenTheSameEndsIsRefused()
    {
        var exchange = new SctpExchange();
        exchange.Connect();
        Assert.That(exchange.ConnectOnly().Failure, Is.EqualTo(SctpEndReason.Refused));
        Assert.That(exchange.Wire, Is.Empty);
    }

    [Test]
    public void AnAddressOfAnotherVersionIsNotReachable()
    {
        var exchange = new SctpExchange();
        Process<SctpConnectResult> connect = exchange.EndpointA.Connect(IpAddress.Parse("fd00::2"), SctpExchange.Port);
        Assert.That(exchange.Result(connect).Failure, Is.EqualTo(SctpEndReason.NoAddress));
    }

    [Test]
    public void BeyondTheLimitTheCookieIsRefusedForWantOfResources()
    {
        var exchange = new SctpExchange(optionsOfB: SctpExchange.Quiet with { AssociationsMax = 1 });
        exchange.Connect();
        SctpEndpoint other = SctpStack.Of(exchange.A).OpenEphemeral(SctpExchange.Quiet);
        Process<SctpConnectResult> connect = other.Connect(exchange.B.Ip.Addresses[0], SctpExchange.Port);
        exchange.Simulation.Run(connect);

        SctpConnectResult result = exchange.Result(connect);
        Assert.That((result.Failure, result.Cause), Is.EqualTo((SctpEndReason.AbortedByPeer, SctpCause.OutOfResource)));
        Assert.That(exchange.CountersB[SctpDropReason.AssociationLimit], Is.EqualTo(1));
    }

    [Test]
    public void BothSidesAtOnceMakeOneAssociation([Values(0, 3, 10, 15, 25)] int laterMilliseconds)
    {
        // §5.2.1 and §5.2.4 B, D
        var exchange = new SctpExchange();
        Process<SctpConnectResult> ofA = exchange.EndpointA.Connect(exchange.B.Ip.Addresses[0], SctpExchange.Port);
        exchange.RunFor(laterMilliseconds);
        Process<SctpConnectResult> ofB = exchange.EndpointB.Connect(exchange.A.Ip.Addresses[0], SctpExchange.Port);
        exchange.Simulation.Run();
        SctpConnectResult a = exchange.Result(ofA), b = exchange.Result(ofB);

        Assert.That((a.IsUp, b.IsUp), Is.EqualTo((true, true)), $"{a.Failure} {b.Failure}");
        Assert.That(exchange.EndpointA.Accepted.Count + exchange.EndpointB.Accepted.Count, Is.Zero);
        SctpExchange.Send(a.Association!, 1, 100);
        SctpExchange.Send(b.Association!, 2, 100);
        exchange.Simulation.Run();
        Assert.That(SctpExchange.Take(b.Association!), Is.EqualTo("1"));
        Assert.That(SctpExchange.Take(a.Association!), Is.EqualTo("2"));
    }

    [Test]
    public void TheTagsOfInitAndInitAckDiffer()
    {
        var exchange = new SctpExchange();
        exchange.ConnectOnly();
        uint a = BinaryPrimitives.ReadUInt32BigEndian(exchange.Wire[0].Sctp[16..]);
        uint b = BinaryPrimitives.ReadUInt32BigEndian(exchange.Wire[1].Sctp[16..]);
        Assert.That(a, Is.Not.EqualTo(b));
        Assert.That(exchange.Wire[0].Tag, Is.Zero);
    }
}
