using System.Collections.Generic;
using NUnit.Framework;
using Simulator.Kernel;
using Simulator.Network;

namespace Tests.Network;

/// <summary>How connections end: in order, at once, by a reset, by a crash.</summary>
public sealed class TcpCloseTests
{
    [Test]
    public void BothCloseOneAfterTheOtherAndTheFirstWaits()
    {
        var network = new TcpNetwork();
        (TcpConnection client, TcpConnection server) = network.Connect();
        network.At(100, client.Close);
        network.At(200, server.Close);
        network.Run(300);
        Assert.That(network.Ladder(100), Is.EqualTo((string[])
        [
            "100 ms  a -> b  FIN, ACK 1 ack 1",
            "110 ms  b -> a  ACK 1 ack 2",
            "200 ms  b -> a  FIN, ACK 1 ack 2",
            "210 ms  a -> b  ACK 2 ack 2",
        ]));
        Assert.That((client.State, server.State), Is.EqualTo((TcpState.TimeWait, TcpState.Closed)));
        Assert.That((server.EndReason, client.EndReason), Is.EqualTo((TcpEndReason.Closed, TcpEndReason.None)));
        Assert.That((TcpNetwork.Read(client), TcpNetwork.Read(server)), Is.EqualTo(("<EndOfStream>", "<EndOfStream>")));
        network.Simulation.Run();
        Assert.That(network.Simulation.Now, Is.EqualTo(TcpNetwork.Ms(210 + 60_000)), "twice the segment lifetime");
        Assert.That((client.State, client.EndReason), Is.EqualTo((TcpState.Closed, TcpEndReason.Closed)));
        Assert.That((network.Client.ConnectionCount, network.Server.ConnectionCount), Is.EqualTo((0, 0)));
    }

    [Test]
    public void BothCloseAtOnce()
    {
        var network = new TcpNetwork();
        (TcpConnection client, TcpConnection server) = network.Connect();
        network.At(100, client.Close);
        network.At(100, server.Close);
        network.Run(105);
        Assert.That((client.State, server.State), Is.EqualTo((TcpState.FinWait1, TcpState.FinWait1)));
        network.Run(115);
        Assert.That((client.State, server.State), Is.EqualTo((TcpState.Closing, TcpState.Closing)));
        network.Run(300);
        Assert.That((client.State, server.State), Is.EqualTo((TcpState.TimeWait, TcpState.TimeWait)));
        Assert.That(network.Ladder(100), Is.EqualTo((string[])
        [
            "100 ms  a -> b  FIN, ACK 1 ack 1",
            "100 ms  b -> a  FIN, ACK 1 ack 1",
            "110 ms  b -> a  ACK 2 ack 2",
            "110 ms  a -> b  ACK 2 ack 2",
        ]));
    }

    [Test]
    public void TheOtherDirectionStaysOpen()
    {
        var network = new TcpNetwork();
        (TcpConnection client, TcpConnection server) = network.Connect();
        client.Send("request"u8, TcpNetwork.Request);
        client.Close();
        Assert.That(client.Send("more"u8, TcpNetwork.Request), Is.EqualTo(TcpSendOutcome.Closed));
        network.Run(200);
        Assert.That(TcpNetwork.Read(server), Is.EqualTo("request<EndOfStream>"));
        Assert.That((client.State, server.State), Is.EqualTo((TcpState.FinWait2, TcpState.CloseWait)));
        server.Send(TcpNetwork.Pattern(5_000), TcpNetwork.Answer);
        server.Close();
        List<byte> octets = [];
        network.Simulation.Start(network.Collect(client, octets));
        network.Run(1_000);
        Assert.That(octets, Is.EqualTo(TcpNetwork.Pattern(5_000)));
        Assert.That((client.State, server.State), Is.EqualTo((TcpState.TimeWait, TcpState.Closed)));
    }

    [Test]
    public void WhatWasSentBeforeTheCloseArrivesBeforeTheEnd()
    {
        var network = new TcpNetwork(LinkOptions.Of(TcpNetwork.Ms(10)) with { Loss = 0.1 }, seed: 3);
        TcpListener listener = network.Server.Listen(TcpNetwork.Port);
        TcpConnection client = network.Client.Open(network.ServerEndpoint);
        client.Send(TcpNetwork.Pattern(100_000), TcpNetwork.Request);
        List<byte> octets = [];
        async Process Serve()
        {
            TcpConnection connection = await listener.Accept();
            await network.Collect(connection, octets);
            connection.Close();
        }

        network.Simulation.Start(Serve());
        network.At(5_000, client.Close);
        network.Simulation.Run();
        Assert.That(octets, Is.EqualTo(TcpNetwork.Pattern(100_000)));
        Assert.That(client.EndReason, Is.EqualTo(TcpEndReason.Closed));
        Assert.That(network.Server.ConnectionCount, Is.Zero);
        Assert.That(network.Topology.Packets.LiveCount, Is.Zero);
    }

    [Test]
    public void ACloseInTheHandshakeWaitsForItsEndOrGivesItUp()
    {
        var network = new TcpNetwork();
        network.Server.Listen(TcpNetwork.Port);
        TcpConnection first = network.Client.Open(network.ServerEndpoint);
        first.Close();
        Assert.That((first.State, first.EndReason), Is.EqualTo((TcpState.Closed, TcpEndReason.Aborted)));

        var other = new TcpNetwork();
        TcpConnection a = other.Client.Open(new(other.B.Ip.Addresses[0], 2000), localPort: 1000);
        other.Server.Open(new(other.A.Ip.Addresses[0], 1000), localPort: 2000);
        other.Run(15);
        Assert.That(a.State, Is.EqualTo(TcpState.SynReceived));
        a.Close();
        Assert.That(a.State, Is.EqualTo(TcpState.SynReceived));
        other.Run(200);
        Assert.That(a.State, Is.EqualTo(TcpState.FinWait2));
    }

    [Test]
    public void ALostLastAckIsRepeatedAndTheWaitBeginsAnew()
    {
        var network = new TcpNetwork();
        network.Fault(TcpNetwork.Lose("ACK") with { At = TcpNetwork.Ms(205) });
        (TcpConnection client, TcpConnection server) = network.Connect();
        network.At(100, client.Close);
        network.At(200, server.Close);
        network.Run(2_000);
        Assert.That(network.Ladder(200), Is.EqualTo((string[])
        [
            "200 ms  b -> a  FIN, ACK 1 ack 2",
            "210 ms  a -> b  ACK 2 ack 2",
            "1.2 s  b -> a  FIN, ACK 1 ack 2",
            "1.21 s  a -> b  ACK 2 ack 2",
        ]));
        network.Simulation.Run();
        Assert.That(network.Simulation.Now, Is.EqualTo(TcpNetwork.Ms(1_210 + 60_000)));
    }

    [Test]
    public void APeerThatNeverClosesIsForgotten()
    {
        var network = new TcpNetwork();
        (TcpConnection client, TcpConnection server) = network.Connect();
        network.At(100, client.Close);
        network.At(30_000, () => server.Send("still here"u8, TcpNetwork.Answer));
        network.Simulation.Run();
        Assert.That(network.Simulation.Now, Is.EqualTo(TcpNetwork.Ms(30_010 + 60_000)), "a minute of silence");
        Assert.That(client.EndReason, Is.EqualTo(TcpEndReason.TimedOut));
        Assert.That(server.State, Is.EqualTo(TcpState.CloseWait));
    }

    [Test]
    public void ANewSynTakesThePlaceOfAConnectionThatOnlyWaits()
    {
        var network = new TcpNetwork();
        (ScriptedPeer peer, TcpConnection server, uint next) = network.Script();
        server.Close();
        network.Run(70);
        peer.Send(TcpFlags.Fin | TcpFlags.Ack, 1, next + 1);
        network.Run(100);
        Assert.That(server.State, Is.EqualTo(TcpState.TimeWait));

        // a -> b  SYN with an old number: an acknowledgment;  with a new one: a connection (RFC 9293 §3.10.7.4)
        peer.Send(TcpFlags.Syn, 1, 0);
        network.Run(130);
        Assert.That(peer.Last.Flags, Is.EqualTo(TcpFlags.Ack));
        Assert.That(server.State, Is.EqualTo(TcpState.TimeWait));
        peer.Send(TcpFlags.Syn, 1_000, 0);
        network.Run(160);
        Assert.That(peer.Last.Flags, Is.EqualTo(TcpFlags.Syn | TcpFlags.Ack));
        Assert.That(peer.Last.Acknowledgment.Value, Is.EqualTo(1_001));
        Assert.That(peer.Last.Sequence - new TcpSequence(next), Is.GreaterThan(65_535), "beyond all that was used");
        Assert.That((server.State, server.EndReason), Is.EqualTo((TcpState.Closed, TcpEndReason.Closed)));
        Assert.That(network.Server.ConnectionCount, Is.EqualTo(1));
    }

    [Test]
    public void AnAbortResetsThePeerAndLosesWhatWasNotDelivered()
    {
        var network = new TcpNetwork();
        (TcpConnection client, TcpConnection server) = network.Connect();
        server.Send("unread"u8, TcpNetwork.Answer);
        network.At(100, server.Abort);
        network.Run(105);
        Assert.That(network.Ladder(100), Is.EqualTo((string[])["100 ms  b -> a  RST 7"]));
        network.Run(200);
        Assert.That((client.State, client.EndReason), Is.EqualTo((TcpState.Closed, TcpEndReason.Reset)));
        Assert.That((server.State, server.EndReason), Is.EqualTo((TcpState.Closed, TcpEndReason.Aborted)));
        Assert.That(TcpNetwork.Read(client), Is.EqualTo("<Ended>"), "the queues are flushed (RFC 9293 §3.10.7.4)");
        Assert.That(network.Client.Counters[TcpDropReason.Flushed], Is.EqualTo(1));
        Assert.That(network.Simulation.PendingCount, Is.Zero);
        Assert.That(network.Topology.Packets.LiveCount, Is.Zero);
        server.Abort();
        Assert.That(network.Server.Counters.ResetsSent, Is.EqualTo(1));
    }

    [Test]
    public void OnlyTheVeryNextNumberResets()
    {
        var network = new TcpNetwork();
        (ScriptedPeer peer, TcpConnection server, uint next) = network.Script();

        // in the window: a challenge;  outside: nothing (RFC 5961 §3)
        peer.Send(TcpFlags.Rst, 2, 0);
        peer.Send(TcpFlags.Rst, 70_000, 0);
        peer.Send(TcpFlags.Rst, 0, 0);
        network.Run(100);
        Assert.That(server.IsEstablished, Is.True);
        Assert.That(peer.Received, Has.Count.EqualTo(2));
        Assert.That((peer.Last.Sequence.Value, peer.Last.Acknowledgment.Value), Is.EqualTo((next, 1u)));
        Assert.That(network.Server.Counters[TcpDropReason.Challenged], Is.EqualTo(1));
        Assert.That(network.Server.Counters[TcpDropReason.OutsideWindow], Is.EqualTo(2));
        peer.Send(TcpFlags.Rst, 1, 0);
        network.Run(200);
        Assert.That(server.EndReason, Is.EqualTo(TcpEndReason.Reset));
        Assert.That(peer.Received, Has.Count.EqualTo(2), "a reset is not answered");
    }

    [Test]
    public void ASynWithinAConnectionIsChallenged()
    {
        var network = new TcpNetwork();
        (ScriptedPeer peer, TcpConnection server, uint next) = network.Script();
        peer.Send(TcpFlags.Syn, 100, 0);
        peer.Send(TcpFlags.Syn, 900_000, 0);
        network.Run(100);
        Assert.That(server.IsEstablished, Is.True);
        Assert.That(peer.Received, Has.Count.EqualTo(3));
        Assert.That(peer.Last.Flags, Is.EqualTo(TcpFlags.Ack));
        Assert.That(peer.Last.Sequence.Value, Is.EqualTo(next));
    }

    [Test]
    public void AcknowledgmentsOfTheFutureAndOfTheDistantPastAreChallenged()
    {
        var network = new TcpNetwork();
        (ScriptedPeer peer, TcpConnection server, uint next) = network.Script();
        peer.Send(TcpFlags.Ack, 1, next + 1, "future");
        peer.Send(TcpFlags.Ack, 1, unchecked(next - 70_000), "past");
        peer.Send(TcpFlags.None, 1, 0, "none");
        network.Run(100);
        Assert.That(server.IsEstablished, Is.True);
        Assert.That(peer.Received, Has.Count.EqualTo(3));
        Assert.That(network.Server.Counters[TcpDropReason.BadAcknowledgment], Is.EqualTo(2));
        Assert.That(network.Server.Counters[TcpDropReason.Unexpected], Is.EqualTo(1));
        Assert.That(TcpNetwork.Read(server), Is.Empty);
    }

    [Test]
    public void ChallengesAreFew()
    {
        var network = new TcpNetwork();
        (ScriptedPeer peer, _, _) = network.Script();
        for (int count = 0; count < 30; count++)
        {
            peer.Send(TcpFlags.Rst, 2, 0);
        }

        network.Run(1_000);
        Assert.That(peer.Received, Has.Count.EqualTo(1 + 10));
        Assert.That(network.Server.Counters.ChallengesSuppressed, Is.EqualTo(20));
    }

    [Test]
    public void AClosedListenerAbortsWhatNobodyHasAccepted()
    {
        var network = new TcpNetwork();
        TcpListener listener = network.Server.Listen(TcpNetwork.Port);
        TcpConnection up = network.Client.Open(network.ServerEndpoint);
        network.Run(35);
        TcpConnection half = network.Client.Open(network.ServerEndpoint);
        network.Run(50);
        listener.Close();
        listener.Close();
        network.Run(200);
        Assert.That((up.EndReason, half.EndReason), Is.EqualTo((TcpEndReason.Reset, TcpEndReason.Reset)));
        Assert.That((network.Server.ConnectionCount, listener.HalfOpenCount), Is.EqualTo((0, 0)));
        Assert.That(network.Client.Open(network.ServerEndpoint).State, Is.EqualTo(TcpState.SynSent));
        network.Run(300);
        Assert.That(network.Server.Listen(TcpNetwork.Port).IsClosed, Is.False, "the port is free again");
    }

    [Test]
    public void AfterACrashTheOldConnectionIsHalfOpenAndTheFirstSegmentFindsOut()
    {
        var network = new TcpNetwork();
        (TcpConnection client, TcpConnection server) = network.Connect();
        server.Send("lost"u8, TcpNetwork.Answer);
        network.Run(36);
        network.B.Crash();
        Assert.That((server.State, server.EndReason), Is.EqualTo((TcpState.Closed, TcpEndReason.Crashed)));
        Assert.That(network.Server.ConnectionCount, Is.Zero);
        Assert.That(server.Send("x"u8, TcpNetwork.Answer), Is.EqualTo(TcpSendOutcome.Closed));
        network.Run(100);
        Assert.That(client.IsEstablished, Is.True, "nobody has told it");
        network.B.Restart();
        TcpListener listener = network.Server.Listen(TcpNetwork.Port);

        // a -> b  REQUEST;  b -> a  RST <SEQ=SEG.ACK>
        client.Send("hello"u8, TcpNetwork.Request);
        network.Run(200);
        Assert.That(network.Ladder(100), Is.EqualTo((string[])
            ["100 ms  a -> b  REQUEST 1+5 ack 5", "110 ms  b -> a  RST 5"]));
        Assert.That(client.EndReason, Is.EqualTo(TcpEndReason.Reset));

        // and a new connection opens
        TcpConnection again = network.Client.Open(network.ServerEndpoint);
        network.Run(300);
        Assert.That((again.IsEstablished, listener.Accepted.Count), Is.EqualTo((true, 1)));
        Assert.That(network.Topology.Packets.LiveCount, Is.Zero);
    }

    [Test]
    public void AClientThatComesBackWithTheSamePortGetsThroughAfterAReset()
    {
        var network = new TcpNetwork();
        (TcpConnection client, TcpConnection server) = network.Connect();
        network.A.Crash();
        network.A.Restart();
        TcpConnection again = network.Client.Open(network.ServerEndpoint, localPort: client.Local.Port);
        Assert.That(again.Local, Is.EqualTo(client.Local));
        network.Run(2_000);

        // a -> b  SYN;  b -> a  ACK of the old one;  a -> b  RST of that;  a -> b  SYN (RFC 9293 §3.5.1, figure 9)
        Assert.That(network.Frames[3..].ConvertAll(frame => $"{frame.Time} {frame.Label}"), Is.EqualTo((string[])
            ["35 ms SYN", "45 ms ACK", "55 ms RST", "1.035 s SYN", "1.045 s SYN, ACK", "1.055 s ACK"]));
        Assert.That(server.EndReason, Is.EqualTo(TcpEndReason.Reset));
        Assert.That(again.IsEstablished, Is.True);
    }

    [Test]
    public void WhoAsksLateHearsThatItWasOpen()
    {
        var network = new TcpNetwork();
        (TcpConnection client, TcpConnection server) = network.Connect();
        Assert.That(client.Opened.IsCompleted, Is.True);
        client.Close();
        server.Close();
        network.Run(200);
        Assert.That(client.State, Is.EqualTo(TcpState.TimeWait));
        Assert.That((client.Opened.GetResult(), server.Opened.GetResult()), Is.EqualTo((true, true)));
        network.Run(200_000);
        Assert.That(client.State, Is.EqualTo(TcpState.Closed));
        Assert.That((client.Opened.GetResult(), server.Opened.GetResult()), Is.EqualTo((true, true)));
    }

    [Test]
    public void ACrashEndsListenersWaitsAndTimers()
    {
        var network = new TcpNetwork();
        TcpListener listener = network.Server.Listen(TcpNetwork.Port);
        TcpConnection client = network.Client.Open(network.ServerEndpoint);
        bool? isUp = null;
        async Process Wait() => isUp = await client.Opened;
        network.Simulation.Start(Wait());
        network.Run(5);
        network.A.Crash();
        network.B.Crash();
        network.Run(10_000);
        Assert.That(isUp, Is.False);
        Assert.That(listener.IsClosed, Is.True);
        Assert.That(client.EndReason, Is.EqualTo(TcpEndReason.Crashed));
        Assert.That(network.Simulation.PendingCount, Is.Zero);
        TcpConnection late = network.Client.Open(network.ServerEndpoint);
        Assert.That(late.EndReason, Is.EqualTo(TcpEndReason.Crashed), "the node is down");
    }

    [Test]
    public void WhatIsNotForTcpIsCountedAndDropped()
    {
        var network = new TcpNetwork();
        (ScriptedPeer peer, TcpConnection server, uint next) = network.Script();
        network.Fault(new FaultRule { On = "line", What = FaultKind.Corrupt, Direction = "up", Count = 200 });
        for (int count = 0; count < 200; count++)
        {
            peer.Send(TcpFlags.Ack, 1, next, "corrupt");
        }

        network.Run(1_000);
        TcpCounters counters = network.Server.Counters;
        long wrong = counters[TcpDropReason.BadChecksum] + counters[TcpDropReason.Malformed];
        long dropped = network.B.Drops[DropReason.BadHeader] + network.B.Drops[DropReason.BadChecksum];
        Assert.That(dropped, Is.GreaterThanOrEqualTo(wrong).And.LessThanOrEqualTo(200));
        Assert.That(wrong, Is.GreaterThan(80));
        Assert.That(TcpNetwork.Read(server), Is.Empty, "every inverted bit is found");
        Assert.That(network.Topology.Packets.LiveCount, Is.Zero);
    }

    [Test]
    public void StraySegmentsAreResetButResetsAreNot()
    {
        var network = new TcpNetwork();
        _ = network.Server;
        var peer = new ScriptedPeer(network.A);
        peer.Address(network.ServerEndpoint, 1234);
        peer.Send(TcpFlags.Ack, 10, 99, "abc");
        peer.Send(TcpFlags.Fin, 10, 0, "abc");
        peer.Send(TcpFlags.Rst | TcpFlags.Ack, 10, 99);
        network.Run(100);
        Assert.That(peer.Received, Has.Count.EqualTo(2));
        Assert.That(peer.Received[0].Header.Sequence.Value, Is.EqualTo(99));
        Assert.That(peer.Received[0].Header.Flags, Is.EqualTo(TcpFlags.Rst));
        Assert.That(peer.Received[1].Header.Acknowledgment.Value, Is.EqualTo(14), "text and FIN count");
        Assert.That(peer.Received[1].Header.Flags, Is.EqualTo(TcpFlags.Rst | TcpFlags.Ack));
        Assert.That(network.Server.Counters[TcpDropReason.NoConnection], Is.EqualTo(3));
        Assert.That(network.B.Drops[DropReason.PortUnreachable], Is.EqualTo(3));
    }
}
