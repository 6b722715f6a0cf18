using System;
using System.Collections.Generic;
using NUnit.Framework;
using Simulator.Kernel;
using Simulator.Network;

namespace Tests.Network;

/// <summary>Windows, acknowledgments, messages and segments, and segments out of order.</summary>
public sealed class TcpFlowTests
{
    private const int Mss = 1_460;
    private static readonly TcpOptions FewSegments = new() { ReceivedSegmentMax = 3 };

    [Test]
    public void WhatAcknowledgesMoreBringsItsWindowEvenIfItsOwnNumberIsOld()
    {
        var network = new TcpNetwork();
        (ScriptedPeer peer, TcpConnection server, uint next) = network.Script();
        server.Send("abc"u8, TcpNetwork.Answer);
        peer.Send(TcpFlags.Ack, 4, next, "later", window: 10_000);
        network.Run(60);
        peer.Send(TcpFlags.Ack, 1, next + 3, "old", window: 5); // fills the gap
        network.Run(80);
        server.Send("more than five"u8, TcpNetwork.Answer);
        network.Run(110);
        Assert.That(peer.Received.ConvertAll(segment => segment.Text.Length), Is.All.LessThanOrEqualTo(3));
    }

    [Test]
    public void EverySecondSegmentIsAcknowledgedAtOnceAndALastOneAfterTheDelay()
    {
        var network = new TcpNetwork();
        (TcpConnection client, TcpConnection server) = network.Connect();
        network.Simulation.Start(network.Collect(server, []));
        network.At(100, () => client.Send(TcpNetwork.Pattern(3 * Mss), TcpNetwork.Request));
        network.Run(1_000);
        Assert.That(network.Ladder(100), Is.EqualTo((string[])
        [
            "100 ms  a -> b  REQUEST 1+1460 ack 1",
            "100 ms  a -> b  continuation 1461+1460 ack 1",
            "100 ms  a -> b  continuation 2921+1460 ack 1",
            "110 ms  b -> a  ACK 1 ack 2921",
            "150 ms  b -> a  ACK 1 ack 4381",
        ]));
        Assert.That(network.Frames[^3].Header.Flags, Is.EqualTo(TcpFlags.Ack | TcpFlags.Psh), "the end of the message");
        Assert.That(network.Frames[^4].Header.Flags, Is.EqualTo(TcpFlags.Ack));
    }

    [Test]
    public void WithoutDelayEverySegmentIsAcknowledgedAtOnce()
    {
        var network = new TcpNetwork();
        (TcpConnection client, _) = network.Connect(null, new TcpOptions { AckDelay = SimTime.Zero });
        network.At(100, () => client.Send("hello"u8, TcpNetwork.Request));
        network.Run(1_000);
        Assert.That(network.Ladder(101), Is.EqualTo((string[])["110 ms  b -> a  ACK 1 ack 6"]));
    }

    [Test]
    public void ASegmentNeverCarriesTwoMessagesUnlessNagleHoldsThemBack([Values] bool nagle)
    {
        var network = new TcpNetwork();
        (TcpConnection client, TcpConnection server) = network.Connect(new TcpOptions { Nagle = nagle });
        network.At(100, () =>
        {
            client.Send("one"u8, TcpNetwork.Request);
            client.Send("two"u8, TcpNetwork.Answer);
            client.Send("three"u8, TcpNetwork.Request);
        });
        network.Run(1_000);
        string[] expected = nagle
            ? ["100 ms  a -> b  REQUEST 1+3 ack 1", "160 ms  a -> b  ANSWER 4+8 ack 1"]
            :
            [
                "100 ms  a -> b  REQUEST 1+3 ack 1",
                "100 ms  a -> b  ANSWER 4+3 ack 1",
                "100 ms  a -> b  REQUEST 7+5 ack 1",
            ];
        Assert.That(network.From("a")[2..].ConvertAll(frame => frame.ToString()), Is.EqualTo(expected));
        Assert.That(TcpNetwork.Read(server), Is.EqualTo("onetwothree"));
    }

    [Test]
    public void AMeasuredMessageTellsItsTimeFromItsLastSegment()
    {
        var network = new TcpNetwork();
        (TcpConnection client, TcpConnection server) = network.Connect();
        MeasurementTag tag = CriticalPath.Begin("get", 7, TcpNetwork.Ms(100));
        network.At(100, () => client.Send(TcpNetwork.Pattern(2_000), TcpNetwork.Request, tag));
        network.Run(110);
        List<LatencyParts> parts = [];
        async Process Read()
        {
            for (int count = 0; count < 2; count++)
            {
                TcpReceived received = await server.Receive();
                parts.Add(CriticalPath.Finish(received.Tag, network.Simulation.Now));
                received.Release();
            }
        }

        network.Simulation.Start(Read());
        network.Run(200);
        Assert.That(parts, Has.Count.EqualTo(2));
        Assert.That(parts[1].Propagation, Is.EqualTo(TcpNetwork.Ms(10)));
        Assert.That(parts[1].Latency, Is.EqualTo(TcpNetwork.Ms(10)));
    }

    [Test]
    public void AMessageThatDoesNotFitIsRefusedWholeAndRoomCanBeAwaited()
    {
        var network = new TcpNetwork();
        (TcpConnection client, TcpConnection server) = network.Connect(new TcpOptions { SendBufferSize = 10_000 });
        network.Simulation.Start(network.Collect(server, []));
        Assert.That(client.Send(new byte[10_001], TcpNetwork.Request), Is.EqualTo(TcpSendOutcome.BufferFull));
        Assert.That(client.Send(TcpNetwork.Pattern(9_000), TcpNetwork.Request), Is.EqualTo(TcpSendOutcome.Queued));
        Assert.That(client.Send(TcpNetwork.Pattern(1_001), TcpNetwork.Request), Is.EqualTo(TcpSendOutcome.BufferFull));
        List<SimTime> times = [];
        async Process Wait(int octets)
        {
            bool hasRoom = await client.Drained(octets);
            times.Add(hasRoom ? network.Simulation.Now : SimTime.Zero);
        }

        network.Simulation.Start(Wait(1_000));
        network.Simulation.Start(Wait(3_000));
        network.Simulation.Start(Wait(10_000));
        network.Run(1_000);
        Assert.That(times, Is.EqualTo((SimTime[])[TcpNetwork.Ms(35), TcpNetwork.Ms(55), times[^1]]));
        Assert.That(times[^1], Is.GreaterThan(TcpNetwork.Ms(70)).And.LessThan(TcpNetwork.Ms(200)));
        Assert.That(client.SendBufferedSize, Is.Zero);
        Assert.That(network.Client.Counters.SendsRefused, Is.EqualTo(2));
        Assert.That(network.Topology.Packets.LiveCount, Is.Zero);
    }

    [Test]
    public void WhoWaitsForRoomIsToldThatTheConnectionIsOver()
    {
        var network = new TcpNetwork();
        (TcpConnection client, _) = network.Connect(new TcpOptions { SendBufferSize = 10_000 });
        client.Send(TcpNetwork.Pattern(10_000), TcpNetwork.Request);
        bool? hasRoom = null;
        async Process Wait() => hasRoom = await client.Drained(10_000);
        network.Simulation.Start(Wait());
        network.At(40, client.Abort);
        network.Run(50);
        Assert.That(hasRoom, Is.False);
    }

    [Test]
    public void AReaderThatIsSlowClosesTheWindowAndTheSenderProbesIt()
    {
        var network = new TcpNetwork();
        (TcpConnection client, TcpConnection server) = network.Connect(null, TcpNetwork.Keeping(4_000));
        byte[] message = TcpNetwork.Pattern(10_000);
        network.At(100, () => client.Send(message, TcpNetwork.Request));
        network.Run(10_000);
        List<TcpFrame> sent = network.From("a").FindAll(frame => frame.Time >= TcpNetwork.Ms(100));
        Assert.That(sent.ConvertAll(frame => frame.ToString()), Is.EqualTo((string[])
        [
            "100 ms  a -> b  REQUEST 1+1460 ack 1",
            "100 ms  a -> b  continuation 1461+1460 ack 1",
            "1.12 s  a -> b  continuation 2921+1080 ack 1", // too little for a segment, sent when nothing else happens
            "2.18 s  a -> b  continuation 4001+1 ack 1",    // one octet into the closed window, a timeout later
            "4.18 s  a -> b  continuation 4001+1 ack 1",
            "8.18 s  a -> b  continuation 4001+1 ack 1",
        ]));
        Assert.That(network.From("b")[^1].Header.Window, Is.Zero);
        Assert.That(network.From("b")[^1].ToString(), Is.EqualTo("8.19 s  b -> a  ACK 1 ack 4001"));
        Assert.That(network.Client.Counters.Probes, Is.EqualTo(3));
        Assert.That(client.IsEstablished, Is.True);

        // the reader wakes up: the window opens at once, the rest follows
        List<byte> octets = [];
        network.Simulation.Start(network.Collect(server, octets));
        network.Run(12_000);
        Assert.That(octets, Is.EqualTo(message));
        Assert.That(network.From("b").Find(frame => frame.Time >= TcpNetwork.Ms(10_000))!.Header.Window, Is.Not.Zero);
        Assert.That(client.SendBufferedSize, Is.Zero);
        Assert.That(network.Topology.Packets.LiveCount, Is.Zero);
    }

    [Test]
    public void AClosedWindowIsProbedForEverButASilentPeerIsGivenUp()
    {
        var network = new TcpNetwork();
        (TcpConnection client, _) = network.Connect(null, TcpNetwork.Keeping(2_920));
        network.At(100, () => client.Send(TcpNetwork.Pattern(6_000), TcpNetwork.Request));
        network.Run(3_600_000);
        Assert.That(client.IsEstablished, Is.True, "an hour later");
        Assert.That(network.Client.Counters.Probes, Is.GreaterThan(50));
        network.Link.TakeDown();
        network.Run(7_200_000);
        Assert.That(client.EndReason, Is.EqualTo(TcpEndReason.TimedOut));
    }

    [Test]
    public void ALostWindowUpdateIsFoundByTheNextProbe()
    {
        var network = new TcpNetwork();
        (TcpConnection client, TcpConnection server) = network.Connect(null, TcpNetwork.Keeping(2_920));
        network.At(100, () => client.Send(TcpNetwork.Pattern(5_000), TcpNetwork.Request));
        network.At(900, network.Link.TakeDown);
        List<byte> octets = [];
        network.At(910, () => network.Simulation.Start(network.Collect(server, octets)));
        network.At(920, network.Link.BringUp);
        network.Run(3_000);
        Assert.That(octets, Is.EqualTo(TcpNetwork.Pattern(5_000)));
    }

    [Test]
    public void TheWindowOpensInStepsThatAreWorthIt()
    {
        var network = new TcpNetwork();
        (ScriptedPeer peer, TcpConnection server, uint next) = network.Script(TcpNetwork.Keeping(1_000));
        for (int index = 0; index < 10; index++)
        {
            peer.Send(TcpFlags.Ack, (uint)(1 + (100 * index)), next, new string('x', 100));
        }

        network.Run(100);
        Assert.That(peer.Last.Window, Is.Zero);
        int count = peer.Received.Count;
        for (int index = 0; index < 4; index++)
        {
            ReleaseOne(network, server);
        }

        network.Run(200);
        Assert.That(peer.Received, Has.Count.EqualTo(count), "400 octets are not worth it");
        ReleaseOne(network, server);
        network.Run(300);
        Assert.That(peer.Received, Has.Count.EqualTo(count + 1));
        Assert.That(peer.Last.Window, Is.EqualTo(500), "half the buffer is (RFC 9293 §3.8.6.2.2)");
    }

    [Test]
    public void AFinComesThroughAClosedWindow()
    {
        var network = new TcpNetwork();
        (ScriptedPeer peer, TcpConnection server, uint next) = network.Script(TcpNetwork.Keeping(10));
        peer.Send(TcpFlags.Ack, 1, next, "0123456789");
        peer.Send(TcpFlags.Ack | TcpFlags.Fin, 11, next);
        network.Run(100);
        Assert.That(server.State, Is.EqualTo(TcpState.CloseWait));
        Assert.That(peer.Last.Acknowledgment.Value, Is.EqualTo(12));
        Assert.That(TcpNetwork.Read(server), Is.EqualTo("0123456789<EndOfStream>"));
    }

    [Test]
    public void TextBeyondTheWindowIsCutOffAndTheRestAskedForAgain()
    {
        var network = new TcpNetwork();
        (ScriptedPeer peer, TcpConnection server, uint next) = network.Script(TcpNetwork.Keeping(10));
        peer.Send(TcpFlags.Ack | TcpFlags.Fin, 1, next, "0123456789abc");
        network.Run(100);
        Assert.That(peer.Last.Acknowledgment.Value, Is.EqualTo(11));
        Assert.That(server.State, Is.EqualTo(TcpState.Established), "the FIN was beyond it too");
        Assert.That(TcpNetwork.Read(server), Is.EqualTo("0123456789"));
    }

    [Test]
    public void SegmentsInAnyOrderAndOverlappingGiveTheStream()
    {
        var network = new TcpNetwork();
        (ScriptedPeer peer, TcpConnection server, uint next) = network.Script();
        peer.Send(TcpFlags.Ack, 7, next, "ghi");
        peer.Send(TcpFlags.Ack, 4, next, "def");
        peer.Send(TcpFlags.Ack, 7, next, "ghi");            // again
        peer.Send(TcpFlags.Ack, 5, next, "efghijk");        // over both
        peer.Send(TcpFlags.Ack | TcpFlags.Fin, 12, next, "l");
        network.Run(45);
        Assert.That(peer.Received.ConvertAll(each => each.Header.Acknowledgment.Value)[1..], Is.All.EqualTo(1u));
        Assert.That(peer.Received, Has.Count.EqualTo(1), "the duplicates are under way");
        network.Run(65);
        Assert.That(peer.Received, Has.Count.EqualTo(6), "one for each segment out of order");
        peer.Send(TcpFlags.Ack, 1, next, "abc");
        network.Run(100);
        Assert.That(peer.Last.Acknowledgment.Value, Is.EqualTo(14), "at once, when the gap is filled");
        Assert.That(TcpNetwork.Read(server), Is.EqualTo("abcdefghijkl<EndOfStream>"));
        Assert.That(network.Server.Counters[TcpDropReason.Duplicate], Is.EqualTo(2));
        Assert.That(network.Topology.Packets.LiveCount, Is.Zero);
    }

    [Test]
    public void AnOldSegmentWithNewOctetsGivesTheNewOnes()
    {
        var network = new TcpNetwork();
        (ScriptedPeer peer, TcpConnection server, uint next) = network.Script();
        peer.Send(TcpFlags.Ack, 1, next, "abc");
        peer.Send(TcpFlags.Ack, 1, next, "abcdef");
        peer.Send(TcpFlags.Ack, 2, next, "bcd");
        network.Run(100);
        Assert.That(peer.Last.Acknowledgment.Value, Is.EqualTo(7));
        Assert.That(TcpNetwork.Read(server), Is.EqualTo("abcdef"));
    }

    [Test]
    public void TextAfterTheEndIsNotTaken()
    {
        var network = new TcpNetwork();
        (ScriptedPeer peer, TcpConnection server, uint next) = network.Script();
        peer.Send(TcpFlags.Ack | TcpFlags.Fin, 4, next, "def"); // ends at 7
        peer.Send(TcpFlags.Ack, 7, next, "more");
        peer.Send(TcpFlags.Ack, 1, next, "abcdefgh");
        network.Run(60);
        peer.Send(TcpFlags.Ack, 8, next, "even more");
        network.Run(100);
        Assert.That(TcpNetwork.Read(server), Is.EqualTo("abcdef<EndOfStream>"));
        Assert.That(network.Server.Counters[TcpDropReason.AfterEnd], Is.GreaterThanOrEqualTo(1));
        Assert.That(peer.Last.Acknowledgment.Value, Is.EqualTo(8));
    }

    [Test]
    public void OnlySoManySegmentsAreKept()
    {
        var network = new TcpNetwork();
        (ScriptedPeer peer, TcpConnection server, uint next) = network.Script(FewSegments);
        for (uint index = 0; index < 5; index++)
        {
            peer.Send(TcpFlags.Ack, 2 + (2 * index), next, "x");
        }

        network.Run(100);
        Assert.That(network.Server.Counters[TcpDropReason.QueueFull], Is.EqualTo(2));
        server.Abort();
        Assert.That(network.Server.Counters[TcpDropReason.Flushed], Is.EqualTo(3));
        network.Run(200);
        Assert.That(network.Topology.Packets.LiveCount, Is.Zero);
    }

    [Test]
    public void ThePeersNumbersMayPassZero()
    {
        var network = new TcpNetwork();
        (ScriptedPeer peer, TcpConnection server, uint next) = network.Script(null, initial: uint.MaxValue - 4);
        peer.Send(TcpFlags.Ack, 1, next, "fghij");
        peer.Send(TcpFlags.Ack, uint.MaxValue - 3, next, "abcde");
        peer.Send(TcpFlags.Ack | TcpFlags.Fin, 6, next);
        network.Run(100);
        Assert.That(TcpNetwork.Read(server), Is.EqualTo("abcdefghij<EndOfStream>"));
        Assert.That(peer.Last.Acknowledgment.Value, Is.EqualTo(7));
    }

    [Test]
    public void OurNumbersMayPassZero()
    {
        // the first number of the client's stream lies just before 2^32
        long seed = 0;
        uint initial;
        do
        {
            initial = unchecked((uint)new RandomStream(++seed, 0, "a/0/tcp/isn").NextBits());
        }
        while (initial < uint.MaxValue - 60_000);

        var network = new TcpNetwork(LinkOptions.Of(TcpNetwork.Ms(10)) with { Loss = 0.05 }, seed);
        TcpListener listener = network.Server.Listen(TcpNetwork.Port);
        TcpConnection client = network.Client.Open(network.ServerEndpoint);
        List<byte> octets = [];
        async Process Serve() => await network.Collect(await listener.Accept(), octets);
        network.Simulation.Start(Serve());
        client.Send(TcpNetwork.Pattern(200_000), TcpNetwork.Request);
        network.Run(200_000);
        Assert.That(network.Frames[0].Header.Sequence.Value, Is.EqualTo(initial));
        Assert.That(octets, Is.EqualTo(TcpNetwork.Pattern(200_000)));
    }

    [Test]
    public void ReceivingWaitsOnlySoLong()
    {
        var network = new TcpNetwork();
        (_, TcpConnection server) = network.Connect();
        bool timedOut = false;
        async Process Wait()
        {
            Received<TcpReceived> received = await server.Receive(TcpNetwork.Ms(50));
            timedOut = received.TimedOut && network.Simulation.Now == TcpNetwork.Ms(85);
        }

        network.Simulation.Start(Wait());
        network.Run(200);
        Assert.That(timedOut, Is.True);
    }

    [Test]
    public void ABulkTransferMakesNoPackets()
    {
        var simulation = new Simulation();
        var topology = new Topology(simulation);
        Node a = topology.AddNode("a"), b = topology.AddNode("b");
        a.Ip.AddAddress(IpAddress.FromV4(10, 0, 0, 1));
        b.Ip.AddAddress(IpAddress.FromV4(10, 0, 0, 2));
        topology.AddLink("line", a, b, LinkOptions.Of(TcpNetwork.Ms(1)));
        TcpListener listener = TcpStack.Of(b).Listen(80);
        byte[] message = TcpNetwork.Pattern(20_000);
        long received = 0;
        async Process Write()
        {
            TcpConnectResult result = await TcpStack.Of(a).Connect(new(b.Ip.Addresses[0], 80));
            for (int count = 0; count < 200; count++)
            {
                result.Connection!.Send(message, TcpNetwork.Request);
                await result.Connection.Drained(100_000);
            }
        }

        async Process Read()
        {
            TcpConnection connection = await listener.Accept();
            while (true)
            {
                TcpReceived octets = await connection.Receive();
                received += octets.Octets.Length;
                octets.Release();
            }
        }

        simulation.Start(Read());
        simulation.Start(Write());
        simulation.Run(TcpNetwork.Ms(100));
        long made = topology.Packets.MadeCount, before = GC.GetAllocatedBytesForCurrentThread();
        long segments = TcpStack.Of(a).Counters.SegmentsSent;
        simulation.Run(SimTime.FromSeconds(60L));
        Assert.That(received, Is.EqualTo(200 * 20_000));
        Assert.That(topology.Packets.MadeCount - made, Is.LessThan(20));
        segments = TcpStack.Of(a).Counters.SegmentsSent - segments;
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.That(segments, Is.GreaterThan(500));
        Assert.That(allocated / segments, Is.LessThan(40), "one event for each message that waits for room");
    }

    private static void ReleaseOne(TcpNetwork network, TcpConnection connection)
    {
        async Process One()
        {
            TcpReceived received = await connection.Receive();
            Assert.That(received.HasOctets, Is.True);
            received.Release();
        }

        network.Simulation.Start(One());
    }
}
