using System;
using System.Collections.Generic;
using NUnit.Framework;
using Simulator.Kernel;
using Simulator.Network;

namespace Tests.Network;

/// <summary>How connections open, octet by octet and instant by instant, and how attempts fail.</summary>
public sealed class TcpHandshakeTests
{
    private static readonly string[] Handshake =
    [
        "0 s  a -> b  SYN 0",
        "10 ms  b -> a  SYN, ACK 0 ack 1",
        "20 ms  a -> b  ACK 1 ack 1",
    ];

    [Test]
    public void AConnectionOpensInThreeSegments([Values] bool isV6)
    {
        var network = new TcpNetwork(isV6: isV6);
        (TcpConnection client, TcpConnection server) = network.Connect();
        Assert.That(network.Ladder(), Is.EqualTo(Handshake));
        Assert.That((client.State, server.State), Is.EqualTo((TcpState.Established, TcpState.Established)));
        Assert.That(client.Local.Port, Is.EqualTo(Udp.EphemeralPortMin));
        Assert.That((server.Local, server.Remote), Is.EqualTo((client.Remote, client.Local)));
        Assert.That(client.Mss, Is.EqualTo(isV6 ? 1_440 : 1_460));
        Assert.That(client.SmoothedRoundTrip, Is.EqualTo(TcpNetwork.Ms(20)));
        Assert.That(client.Rto, Is.EqualTo(TcpNetwork.Ms(1_000)));
        Assert.That(client.CongestionWindow, Is.EqualTo(3 * client.Mss));
        Assert.That(network.Simulation.PendingCount, Is.Zero, "an idle connection keeps no timer");
        Assert.That(network.Topology.Packets.LiveCount, Is.Zero);
    }

    [Test]
    public void EachOctetOfTheHandshakeIsWhereTheStandardPutsIt()
    {
        var network = new TcpNetwork();
        network.Connect();
        List<TcpFrame> frames = network.Frames;
        uint iss = frames[0].Header.Sequence.Value, irs = frames[1].Header.Sequence.Value;

        // port 49152 = C000, port 4444 = 115C, MSS 1460 = 05B4, window scale 0, window FFFF
        AssertSegment(frames[0], $"C000115C{iss:X8}000000007002FFFF####0000020405B401030300");
        AssertSegment(frames[1], $"115CC000{irs:X8}{iss + 1:X8}7012FFFF####0000020405B401030300");
        AssertSegment(frames[2], $"C000115C{iss + 1:X8}{irs + 1:X8}5010FFFF####0000");
    }

    [Test]
    public void InitialSequenceNumbersDependOnSeedAndNodeOnly()
    {
        uint Iss(long seed, int which)
        {
            var network = new TcpNetwork(seed: seed);
            network.Connect();
            return network.Frames[which].Header.Sequence.Value;
        }

        uint first = Iss(1, 0), again = Iss(1, 0);
        Assert.That(again, Is.EqualTo(first));
        Assert.That(first, Is.Not.EqualTo(Iss(2, 0)));
        Assert.That(first, Is.Not.EqualTo(Iss(1, 1)));
    }

    [Test]
    public void AProcessConnectsAndAnotherAccepts()
    {
        var network = new TcpNetwork();
        TcpListener listener = network.Server.Listen(TcpNetwork.Port);
        string talk = "";
        async Process Serve()
        {
            // a -> b  REQUEST;  b -> a  ANSWER, with the tag of the request
            TcpConnection connection = await listener.Accept();
            TcpReceived request = await connection.Receive();
            talk += System.Text.Encoding.ASCII.GetString(request.Octets) + request.Label.Message;
            connection.Send("pong"u8, TcpNetwork.Answer, request.Tag);
            request.Release();
        }

        async Process Ask()
        {
            TcpConnectResult result = await network.Client.Connect(network.ServerEndpoint);
            result.Connection!.Send("ping"u8, TcpNetwork.Request);
            TcpReceived answer = await result.Connection.Receive();
            talk += " " + System.Text.Encoding.ASCII.GetString(answer.Octets) + answer.Label.Message;
            answer.Release();
        }

        network.B.Start(Serve());
        network.A.Start(Ask());
        network.Run(100);
        Assert.That(talk, Is.EqualTo("pingREQUEST pongANSWER"));
        Assert.That(network.Ladder(), Is.EqualTo((string[])
        [
            .. Handshake,
            "20 ms  a -> b  REQUEST 1+4 ack 1",
            "30 ms  b -> a  ANSWER 1+4 ack 5", // the acknowledgment of the request goes along
            "80 ms  a -> b  ACK 5 ack 5",      // 40 ms after the answer has come
        ]));
        Assert.That(network.Topology.Packets.LiveCount, Is.Zero);
    }

    [Test]
    public void WhatIsSentBeforeTheAnswerLeavesWithTheAcknowledgment()
    {
        var network = new TcpNetwork();
        network.Server.Listen(TcpNetwork.Port);
        TcpConnection client = network.Client.Open(network.ServerEndpoint);
        Assert.That(client.Send("early"u8, TcpNetwork.Request), Is.EqualTo(TcpSendOutcome.Queued));
        network.Run(25);
        Assert.That(network.Ladder(), Is.EqualTo((string[])
            [Handshake[0], Handshake[1], "20 ms  a -> b  REQUEST 1+5 ack 1"]));
    }

    [Test]
    public void ALostSynIsSentAgainAfterASecondAndTheConnectionStartsCarefully()
    {
        var network = new TcpNetwork();
        network.Fault(TcpNetwork.Lose("SYN", count: 2));
        network.Server.Listen(TcpNetwork.Port);
        TcpConnection client = network.Client.Open(network.ServerEndpoint);
        network.Run(4_000);
        Assert.That(network.Ladder(), Is.EqualTo((string[])
        [
            "0 s  a -> b  SYN 0",
            "1 s  a -> b  SYN 0",
            "3 s  a -> b  SYN 0",
            "3.01 s  b -> a  SYN, ACK 0 ack 1",
            "3.02 s  a -> b  ACK 1 ack 1",
        ]));
        Assert.That(client.CongestionWindow, Is.EqualTo(client.Mss), "RFC 5681 §3.1");
        Assert.That(client.Rto, Is.EqualTo(TcpNetwork.Ms(3_000)), "RFC 6298 §5.7");
        Assert.That(client.SmoothedRoundTrip, Is.EqualTo(SimTime.Zero), "Karn: no measurement");
        Assert.That(network.Client.Counters.Retransmissions, Is.EqualTo(2));
    }

    [Test]
    public void ALostSynAckIsSentAgainOnceWhenTheSynComesAgain()
    {
        var network = new TcpNetwork();
        network.Fault(TcpNetwork.Lose("SYN, ACK"));
        network.Server.Listen(TcpNetwork.Port);
        network.Client.Open(network.ServerEndpoint);
        network.Run(2_500);
        Assert.That(network.Ladder(), Is.EqualTo((string[])
        [
            "0 s  a -> b  SYN 0",
            "10 ms  b -> a  SYN, ACK 0 ack 1",
            "1 s  a -> b  SYN 0",
            "1.01 s  b -> a  SYN, ACK 0 ack 1", // the timer, due at this very instant, starts anew
            "1.02 s  a -> b  ACK 1 ack 1",
        ]));
    }

    [Test]
    public void ALostAckIsAskedForByTheSynAckThatComesAgain()
    {
        var network = new TcpNetwork();
        network.Fault(TcpNetwork.Lose("ACK"));
        TcpListener listener = network.Server.Listen(TcpNetwork.Port);
        network.Client.Open(network.ServerEndpoint);
        network.Run(1_025);
        Assert.That((listener.HalfOpenCount, listener.Accepted.Count), Is.EqualTo((1, 0)));
        network.Run(2_000);
        Assert.That(network.Ladder(), Is.EqualTo((string[])
        [
            .. Handshake,
            "1.01 s  b -> a  SYN, ACK 0 ack 1",
            "1.02 s  a -> b  ACK 1 ack 1",
        ]));
        Assert.That((listener.HalfOpenCount, listener.Accepted.Count), Is.EqualTo((0, 1)));
    }

    [Test]
    public void DataCompleteTheHandshakeInPlaceOfALostAck()
    {
        var network = new TcpNetwork();
        network.Fault(TcpNetwork.Lose("ACK"));
        TcpListener listener = network.Server.Listen(TcpNetwork.Port);
        TcpConnection client = network.Client.Open(network.ServerEndpoint);
        network.At(25, () => client.Send("hello"u8, TcpNetwork.Request));
        network.Run(40);
        Assert.That(listener.Accepted.TryReceive(out TcpConnection? server), Is.True);
        Assert.That(TcpNetwork.Read(server!), Is.EqualTo("hello"));
    }

    [Test]
    public void NobodyAnswersAndTheAttemptEndsAfterThreeMinutes()
    {
        var network = new TcpNetwork();
        network.Link.TakeDown();
        TcpConnection client = network.Client.Open(network.ServerEndpoint);
        network.Simulation.Run();
        Assert.That(network.Simulation.Now, Is.EqualTo(SimTime.FromSeconds(1L + 2 + 4 + 8 + 16 + 32 + 60 + 60)));
        Assert.That((client.State, client.EndReason), Is.EqualTo((TcpState.Closed, TcpEndReason.TimedOut)));
        Assert.That(network.Client.Counters.Retransmissions, Is.EqualTo(7));
        Assert.That(network.Client.ConnectionCount, Is.Zero);
    }

    [Test]
    public void AHalfOpenConnectionIsGivenUpToo()
    {
        var network = new TcpNetwork();
        TcpListener listener = network.Server.Listen(TcpNetwork.Port, new TcpOptions { SynRetransmissionMax = 1 });
        var peer = new ScriptedPeer(network.A);
        peer.Address(network.ServerEndpoint, 1234);
        peer.Send(TcpFlags.Syn, 5, 0);
        network.Run(15);
        Assert.That(listener.HalfOpenCount, Is.EqualTo(1));
        network.Simulation.Run();
        Assert.That(network.Simulation.Now, Is.EqualTo(TcpNetwork.Ms(10 + 1_000 + 2_000)));
        Assert.That((listener.HalfOpenCount, network.Server.ConnectionCount), Is.EqualTo((0, 0)));
    }

    [Test]
    public void NoListenerMeansARefusal()
    {
        var network = new TcpNetwork();
        _ = network.Server;
        TcpConnectResult result = default;
        async Process Try() => result = await network.Client.Connect(network.ServerEndpoint);
        network.A.Start(Try());
        network.Run(100);

        // a -> b  SYN;  b -> a  RST, ACK
        Assert.That(network.Ladder(), Is.EqualTo((string[])["0 s  a -> b  SYN 0", network.Frames[1].ToString()]));
        TcpHeader reset = network.Frames[1].Header;
        Assert.That(reset.Flags, Is.EqualTo(TcpFlags.Rst | TcpFlags.Ack));
        Assert.That(reset.Sequence, Is.EqualTo(new TcpSequence(0)));
        Assert.That(network.Frames[1].Acknowledgment, Is.EqualTo(1));
        Assert.That((result.IsUp, result.Failure), Is.EqualTo((false, TcpEndReason.Refused)));
        Assert.That(network.Server.Counters[TcpDropReason.NoConnection], Is.EqualTo(1));
    }

    [Test]
    public void ANodeWithoutTcpIsUnreachable()
    {
        var network = new TcpNetwork();
        TcpConnection client = network.Client.Open(network.ServerEndpoint);
        network.Run(100);
        Assert.That(client.EndReason, Is.EqualTo(TcpEndReason.Unreachable));
        Assert.That(network.Simulation.PendingCount, Is.Zero);
    }

    [Test]
    public void AnAddressWithoutARouteIsUnreachableAtOnce()
    {
        var network = new TcpNetwork();
        TcpConnection client = network.Client.Open(new(IpAddress.Parse("10.9.9.9"), 1));
        TcpConnection other = network.Client.Open(new(IpAddress.Parse("fd00::9"), 1));
        Assert.That(client.EndReason, Is.EqualTo(TcpEndReason.Unreachable));
        Assert.That(other.EndReason, Is.EqualTo(TcpEndReason.Unreachable));
        Assert.That(client.Opened.IsCompleted, Is.True);
        Assert.That(network.Simulation.PendingCount, Is.Zero);
    }

    [Test]
    public void BothOpenAtOnceAndGetOneConnection()
    {
        var network = new TcpNetwork();
        var here = new IpEndpoint(network.A.Ip.Addresses[0], 1000);
        TcpConnection a = network.Client.Open(new(network.ServerEndpoint.Address, 2000), localPort: 1000);
        TcpConnection b = network.Server.Open(here, localPort: 2000);
        network.Run(100);
        Assert.That(network.Ladder(), Is.EqualTo((string[])
        [
            "0 s  a -> b  SYN 0",
            "0 s  b -> a  SYN 0",
            "10 ms  b -> a  SYN, ACK 0 ack 1",
            "10 ms  a -> b  SYN, ACK 0 ack 1",
        ]));
        Assert.That((a.State, b.State), Is.EqualTo((TcpState.Established, TcpState.Established)));
        a.Send("both"u8, TcpNetwork.Request);
        network.Run(200);
        Assert.That(TcpNetwork.Read(b), Is.EqualTo("both"));
    }

    [Test]
    public void TheSmallerSegmentSizeCountsAndItsDefaultWithoutTheOption()
    {
        var network = new TcpNetwork();
        var peer = new ScriptedPeer(network.B);
        TcpConnection first = network.Client.Open(network.ServerEndpoint);
        network.Run(15);
        peer.Send(TcpFlags.Syn | TcpFlags.Ack, 1, peer.Last.Sequence.Value + 1, mss: 700);
        TcpConnection second = network.Client.Open(network.ServerEndpoint);
        network.Run(30);
        peer.Send(TcpFlags.Syn | TcpFlags.Ack, 1, peer.Last.Sequence.Value + 1);
        network.Run(45);
        Assert.That((first.Mss, second.Mss), Is.EqualTo((700, 536)));
    }

    [Test]
    public void ABadAcknowledgmentInSynSentIsResetAndTheAttemptGoesOn()
    {
        var network = new TcpNetwork();
        var peer = new ScriptedPeer(network.B);
        TcpConnection client = network.Client.Open(network.ServerEndpoint);
        network.Run(15);
        uint iss = peer.Last.Sequence.Value;

        // b -> a  SYN, ACK of something else;  a -> b  RST <SEQ=SEG.ACK> (RFC 9293 §3.10.7.3)
        peer.Send(TcpFlags.Syn | TcpFlags.Ack, 77, iss + 9);
        peer.Send(TcpFlags.Ack, 77, iss);
        peer.Send(TcpFlags.Rst | TcpFlags.Ack, 0, iss + 9); // a reset for something else
        peer.Send(TcpFlags.Rst, iss, 0);                    // one that acknowledges nothing
        peer.Send(TcpFlags.Ack, 77, iss + 1);               // right, but no SYN
        network.Run(40);
        Assert.That(client.State, Is.EqualTo(TcpState.SynSent));
        Assert.That(peer.Received, Has.Count.EqualTo(3));
        Assert.That(peer.Received[1].Header.Flags, Is.EqualTo(TcpFlags.Rst));
        Assert.That(peer.Received[1].Header.Sequence.Value, Is.EqualTo(iss + 9));
        Assert.That(peer.Received[2].Header.Sequence.Value, Is.EqualTo(iss));
        Assert.That(network.Client.Counters[TcpDropReason.BadAcknowledgment], Is.EqualTo(3));
        Assert.That(network.Client.Counters[TcpDropReason.Unexpected], Is.EqualTo(2));
    }

    [Test]
    public void ABadAcknowledgmentInSynReceivedIsReset()
    {
        var network = new TcpNetwork();
        TcpListener listener = network.Server.Listen(TcpNetwork.Port);
        var peer = new ScriptedPeer(network.A);
        peer.Address(network.ServerEndpoint, 1234);
        peer.Send(TcpFlags.Syn, 5, 0);
        network.Run(25);
        uint iss = peer.Last.Sequence.Value;
        peer.Send(TcpFlags.Ack, 6, iss + 2);
        network.Run(50);
        Assert.That(peer.Last.Flags, Is.EqualTo(TcpFlags.Rst));
        Assert.That(peer.Last.Sequence.Value, Is.EqualTo(iss + 2));
        Assert.That(listener.HalfOpenCount, Is.EqualTo(1));

        // a -> b  RST: back to LISTEN
        peer.Send(TcpFlags.Rst, 6, 0);
        network.Run(70);
        Assert.That((listener.HalfOpenCount, network.Server.ConnectionCount), Is.EqualTo((0, 0)));
    }

    [Test]
    public void TextOnASynIsNotTakenButSentAgain()
    {
        var network = new TcpNetwork();
        network.Server.Listen(TcpNetwork.Port);
        var peer = new ScriptedPeer(network.A);
        peer.Address(network.ServerEndpoint, 1234);
        peer.Send(TcpFlags.Syn, 5, 0, "early");
        network.Run(25);
        Assert.That(peer.Last.Acknowledgment.Value, Is.EqualTo(6));
        Assert.That(network.Server.Counters[TcpDropReason.Unexpected], Is.EqualTo(1));
    }

    [Test]
    public void WindowsAreScaledOnlyIfBothOffer()
    {
        var network = new TcpNetwork();
        var options = new TcpOptions { ReceiveBufferSize = 1_000_000 };
        network.Connect(options, options);
        Assert.That(network.Frames[0].Header.WindowShift, Is.EqualTo(4));
        Assert.That(network.Frames[0].Header.Window, Is.EqualTo(65_535), "not scaled on a SYN");
        Assert.That(network.Frames[2].Header.Window, Is.EqualTo(1_000_000 >> 4));

        var other = new TcpNetwork();
        other.Server.Listen(TcpNetwork.Port, options);
        var peer = new ScriptedPeer(other.A);
        peer.Address(other.ServerEndpoint, 1234);
        peer.Send(TcpFlags.Syn, 5, 0);
        other.Run(25);
        Assert.That(peer.Last.WindowShift, Is.EqualTo(TcpHeader.NoOption));
        peer.Send(TcpFlags.Ack, 6, peer.Last.Sequence.Value + 1, "x");
        other.Run(100);
        Assert.That(peer.Last.Window, Is.EqualTo(65_535));
    }

    [Test]
    public void AFullBacklogDropsSynsUntilSomebodyAccepts()
    {
        var network = new TcpNetwork();
        TcpListener listener = network.Server.Listen(TcpNetwork.Port, new TcpOptions { BacklogMax = 2 });
        for (int count = 0; count < 3; count++)
        {
            network.Client.Open(network.ServerEndpoint);
        }

        network.Run(500);
        Assert.That(listener.Accepted.Count, Is.EqualTo(2));
        Assert.That(network.Server.Counters[TcpDropReason.BacklogFull], Is.EqualTo(1));
        Assert.That(listener.Accepted.TryReceive(out _), Is.True);
        network.Run(1_500);
        Assert.That(listener.Accepted.Count, Is.EqualTo(2), "the SYN has come again");
    }

    [Test]
    public void ANodeHasOnlySoManyConnections()
    {
        var network = new TcpNetwork();
        network.Server.Listen(TcpNetwork.Port, new TcpOptions { ConnectionsMax = 1 });
        network.Client.Options = new TcpOptions { ConnectionsMax = 2 };
        network.Client.Open(network.ServerEndpoint);
        network.Client.Open(network.ServerEndpoint);
        TcpConnection third = network.Client.Open(network.ServerEndpoint);
        network.Run(100);
        Assert.That(third.EndReason, Is.EqualTo(TcpEndReason.NoResources));
        Assert.That(network.Client.Counters.ConnectsRefused, Is.EqualTo(1));
        Assert.That(network.Server.Counters[TcpDropReason.ConnectionLimit], Is.EqualTo(1));
    }

    [Test]
    public void AnInterruptedConnectGivesTheAttemptUp()
    {
        var network = new TcpNetwork();
        network.Server.Listen(TcpNetwork.Port);
        bool isInterrupted = false;
        async Process Try()
        {
            try
            {
                await network.Client.Connect(network.ServerEndpoint);
            }
            catch (InterruptException)
            {
                isInterrupted = true;
            }
        }

        Process attempt = Try();
        network.Simulation.Start(attempt);
        network.At(5, () => attempt.Interrupt());
        network.Run(15);
        Assert.That(isInterrupted, Is.True);
        Assert.That(network.Client.ConnectionCount, Is.Zero);
    }

    [Test]
    public void AMeasuredOpeningExplainsItsTime()
    {
        var network = new TcpNetwork();
        network.Server.Listen(TcpNetwork.Port);
        MeasurementTag tag = CriticalPath.Begin("open", 1, SimTime.Zero);
        TcpConnection client = network.Client.Open(network.ServerEndpoint, tag);
        network.Run(20);
        network.Simulation.Run(client.Opened);
        LatencyParts parts = CriticalPath.Finish(client.Tag, network.Simulation.Now);
        Assert.That((parts.Latency, parts.Propagation), Is.EqualTo((TcpNetwork.Ms(20), TcpNetwork.Ms(20))));
        Assert.That(parts.Timer, Is.EqualTo(SimTime.Zero));
    }

    private static void AssertSegment(TcpFrame frame, string template)
    {
        string octets = Convert.ToHexString(frame.Octets.AsSpan(20));
        int checksumAt = template.IndexOf('#', StringComparison.Ordinal);
        Assert.That(octets[..checksumAt] + "####" + octets[(checksumAt + 4)..], Is.EqualTo(template));
        Assert.That(frame.Octets[9], Is.EqualTo(6), "protocol TCP");
        Assert.That(OnesComplementSum(frame.Octets), Is.EqualTo(0xFFFF));
    }

    // RFC 1071 §1, word by word, over the pseudo header (RFC 9293 §3.1) and the segment.
    private static uint OnesComplementSum(byte[] packet)
    {
        uint sum = 6u + (uint)(packet.Length - 20);
        for (int index = 12; index < packet.Length; index++)
        {
            sum += (uint)packet[index] << (index % 2 == 0 ? 8 : 0);
        }

        while (sum > 0xFFFF)
        {
            sum = (sum & 0xFFFF) + (sum >> 16);
        }

        return sum;
    }
}
