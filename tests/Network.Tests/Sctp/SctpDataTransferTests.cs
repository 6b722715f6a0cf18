using System;
using System.Collections.Generic;
using System.Linq;
using NUnit.Framework;
using Simulator.Kernel;
using Simulator.Network;

namespace Tests.Network;

/// <summary>DATA and SACK: bundling, fragments, streams, acknowledgements and what is refused (RFC 9260 §6).</summary>
public sealed class SctpDataTransferTests
{
    private const int FragmentSize = 1500 - 20 - 12 - 16; // a multiple of four already

    [Test]
    public void OneMessageIsAcknowledgedAfterTheDelay()
    {
        var exchange = new SctpExchange();
        (SctpAssociation a, SctpAssociation b) = exchange.Connect();
        SctpExchange.Send(a, 1, 61);
        exchange.Simulation.Run();

        Assert.That(exchange.TakeLadder(), Is.EqualTo("""
            40 a -> b  DATA 0
            250 b -> a  SACK 0
            """));
        Assert.That(SctpExchange.Take(b), Is.EqualTo("1"));
        Assert.That(a.SendBufferedSize, Is.Zero);
        Assert.That(exchange.Topology.Packets.LiveCount, Is.Zero);
    }

    [Test]
    public void EverySecondPacketIsAcknowledgedAtOnce()
    {
        var exchange = new SctpExchange();
        (SctpAssociation a, _) = exchange.Connect();
        for (int number = 0; number < 3; number++)
        {
            SctpExchange.Send(a, number, 100);
        }

        exchange.Simulation.Run();
        Assert.That(exchange.TakeLadder(), Is.EqualTo("""
            40 a -> b  DATA 0
            40 a -> b  DATA 1
            40 a -> b  DATA 2
            50 b -> a  SACK 1
            250 b -> a  SACK 2
            """));
    }

    [Test]
    public void ASackTravelsWithDataTheOtherWay()
    {
        var exchange = new SctpExchange();
        (SctpAssociation a, SctpAssociation b) = exchange.Connect();
        SctpExchange.Send(a, 1, 100);
        exchange.RunFor(50);
        SctpExchange.Send(b, 2, 100);
        exchange.Simulation.Run();
        Assert.That(exchange.TakeLadder(), Is.EqualTo("""
            40 a -> b  DATA 0
            90 b -> a  SACK 0 + DATA 0
            300 a -> b  SACK 0
            """));
    }

    [Test]
    public void ASackThatDoesNotFitBesideDataGoesAlone()
    {
        var exchange = new SctpExchange();
        (SctpAssociation a, SctpAssociation b) = exchange.Connect();
        SctpExchange.Send(a, 1, 100);
        exchange.RunFor(50);
        SctpExchange.Send(b, 2, FragmentSize);
        exchange.Simulation.Run();
        Assert.That(exchange.TakeLadder(), Is.EqualTo("""
            40 a -> b  DATA 0
            90 b -> a  SACK 0
            90 b -> a  DATA 0
            300 a -> b  SACK 0
            """));
    }

    [Test]
    public void TheOctetsOfADataChunk()
    {
        var exchange = new SctpExchange();
        (SctpAssociation a, _) = exchange.Connect();
        a.Send(3, SctpPpid.S1ap, "abcde"u8, SctpExchange.Label);
        a.Send(3, SctpPpid.Diameter, "fghi"u8, SctpExchange.Label);
        a.Send(3, 0xA1B2C3D4, "j"u8, SctpExchange.Label, default, isUnordered: true);
        byte[] first = exchange.Wire[0].Sctp[12..].ToArray(), second = exchange.Wire[1].Sctp[12..].ToArray();
        byte[] third = exchange.Wire[2].Sctp[12..].ToArray();
        Assert.Multiple(() =>
        {
            // type, flags BE, length without padding; stream 3, sequence 0; PPID 18; data; three octets of zero
            Assert.That(Convert.ToHexString(first[..4]), Is.EqualTo("00030015"));
            Assert.That(Convert.ToHexString(first[8..]), Is.EqualTo("0003000000000012" + "6162636465000000"));
            Assert.That(Convert.ToHexString(second[..4]), Is.EqualTo("00030014"));
            Assert.That(Convert.ToHexString(second[8..]), Is.EqualTo("000300010000002E" + "66676869"));
            Assert.That(Convert.ToHexString(third[..4]), Is.EqualTo("00070011"));
            Assert.That(Convert.ToHexString(third[8..]), Is.EqualTo("00030000A1B2C3D4" + "6A000000"));
        });
    }

    [Test]
    public void MessagesThatWaitForTheWindowShareAPacket()
    {
        var exchange = new SctpExchange();
        (SctpAssociation a, SctpAssociation b) = exchange.Connect();
        // the first window is 4,404 octets: four packets of 1,216 with their headers, then 300s wait and are bundled
        for (int number = 0; number < 12; number++)
        {
            SctpExchange.Send(a, number, number < 4 ? 1200 : 300);
        }

        exchange.Simulation.Run();
        Assert.That(exchange.TakeLadder(), Does.Contain("a -> b  DATA 4 + DATA 5 + DATA 6 + DATA 7"));
        Assert.That(SctpExchange.TakeNumbers(b), Is.EqualTo(Enumerable.Range(0, 12)));
    }

    [Test]
    public void ABundleIsNamedByAllItsMessages()
    {
        var exchange = new SctpExchange();
        (SctpAssociation a, SctpAssociation b) = exchange.Connect();
        var attach = new MessageLabel("S1AP", "InitialUEMessage", "ATTACH REQUEST");
        var release = new MessageLabel("S1AP", "UEContextReleaseRequest");
        for (int number = 0; number < 4; number++)
        {
            SctpExchange.Send(a, number, 1200);
        }

        a.Send(0, SctpPpid.S1ap, SctpExchange.Message(4, 50), attach);
        a.Send(0, SctpPpid.S1ap, SctpExchange.Message(5, 50), release);
        exchange.Simulation.Run();
        WirePacket bundle = exchange.Wire.Single(packet => packet.Label.Text.Contains('+', StringComparison.Ordinal));

        Assert.That(bundle.Label.Text, Is.EqualTo("InitialUEMessage [ATTACH REQUEST] + UEContextReleaseRequest"));
        Assert.That(bundle.Label.Names("ATTACH REQUEST") && bundle.Label.Names("UEContextReleaseRequest"), Is.True);
        List<string> labels = [];
        while (b.TryReceive(out SctpIndication indication))
        {
            labels.Add(indication.Payload!.Label.Text);
            indication.Payload.Release();
        }

        Assert.That(labels[4..], Is.EqualTo(new[] { attach.Text, release.Text }), "each message has its own again");
    }

    [Test]
    public void MeasurementTagsTravelWithTheirMessages()
    {
        var exchange = new SctpExchange();
        (SctpAssociation a, SctpAssociation b) = exchange.Connect();
        for (int number = 0; number < 4; number++)
        {
            SctpExchange.Send(a, number, 1200);
        }

        SimTime start = exchange.Simulation.Now;
        for (int number = 4; number < 7; number++)
        {
            MeasurementTag tag = number == 5 ? default : CriticalPath.Begin("attach", number, start);
            a.Send(0, SctpPpid.S1ap, SctpExchange.Message(number, 50), SctpExchange.Label, tag);
        }

        exchange.Simulation.Run(start + SimTime.FromMilliseconds(35));
        List<(long, SimTime)> read = [];
        while (b.TryReceive(out SctpIndication indication))
        {
            MeasurementTag tag = indication.Payload!.Tag;
            if (CriticalPath.Procedure(tag) is not null)
            {
                read.Add((CriticalPath.Instance(tag), CriticalPath.Finish(tag, exchange.Simulation.Now).Propagation));
            }

            indication.Payload.Release();
        }

        SimTime way = SimTime.FromMilliseconds(10);
        Assert.That(read, Is.EqualTo(new[] { (4L, way), (6L, way) }));
    }

    [TestCase(FragmentSize, 1)]
    [TestCase(FragmentSize + 1, 2)]
    [TestCase(2 * FragmentSize, 2)]
    [TestCase((2 * FragmentSize) + 1, 3)]
    [TestCase(65_000, 45)]
    public void ALongMessageIsCutAndJoined(int size, int fragments)
    {
        var exchange = new SctpExchange();
        (SctpAssociation a, SctpAssociation b) = exchange.Connect();
        SctpExchange.Send(a, 7, size);
        exchange.Simulation.Run();

        string flags = string.Concat(exchange.Wire.Where(packet => packet.From == "a" && packet.Sctp[12] == 0)
            .Select(packet => (packet.Sctp[13] & 3) switch { 0 => 'm', 1 => 'e', 2 => 'b', _ => 'w' }));
        string middle = new('m', Math.Max(0, fragments - 2));
        Assert.That(flags, Is.EqualTo(fragments == 1 ? "w" : $"b{middle}e"));
        Assert.That(exchange.Wire.All(packet => packet.Octets.Length <= 1500), Is.True);
        Assert.That(SctpExchange.Take(b), Is.EqualTo("7"));
        Assert.That(exchange.Topology.Packets.LiveCount, Is.Zero);
    }

    [Test]
    public void ALaterFragmentIsNamedAfterItsMessage()
    {
        var exchange = new SctpExchange();
        (SctpAssociation a, _) = exchange.Connect();
        SctpExchange.Send(a, 7, FragmentSize + 1);
        Assert.That(exchange.Wire[0].Label.Text, Is.EqualTo("InitialUEMessage"));
        Assert.That(exchange.Wire[1].Label.ToString(), Is.EqualTo("SCTP DATA [InitialUEMessage]"));
    }

    [Test]
    public void AStreamDoesNotWaitForAnother()
    {
        var exchange = new SctpExchange();
        (SctpAssociation a, SctpAssociation b) = exchange.Connect();
        int seen = 0;
        exchange.LoseAt(exchange.B, packet => packet.Label.Names("InitialUEMessage") && seen++ == 0);
        SctpExchange.Send(a, 10, 50, stream: 1); // lost
        SctpExchange.Send(a, 11, 50, stream: 1); // waits for it
        SctpExchange.Send(a, 20, 50, stream: 2); // does not
        SctpExchange.Send(a, 12, 50, stream: 1, isUnordered: true);
        exchange.RunFor(15);
        Assert.That(SctpExchange.Take(b), Is.EqualTo("20 12"));

        exchange.Simulation.Run();
        Assert.That(SctpExchange.Take(b), Is.EqualTo("10 11"));
        Assert.That(exchange.Topology.Packets.LiveCount, Is.Zero);
    }

    [Test]
    public void WhatCannotBeSentIsRefusedAndCounted()
    {
        SctpOptions options = SctpExchange.Quiet with
        {
            OutboundStreams = 2,
            MessageSizeMax = 1_000,
            SendBufferSize = 5_000,
        };
        var exchange = new SctpExchange(options);
        (SctpAssociation a, _) = exchange.Connect();
        Assert.Multiple(() =>
        {
            Assert.That(SctpExchange.Send(a, 1, 10, stream: 2), Is.EqualTo(SctpSendOutcome.NoSuchStream));
            Assert.That(SctpExchange.Send(a, 1, 0), Is.EqualTo(SctpSendOutcome.Empty));
            Assert.That(SctpExchange.Send(a, 1, 1_001), Is.EqualTo(SctpSendOutcome.TooLong));
            for (int number = 0; number < 5; number++)
            {
                Assert.That(SctpExchange.Send(a, number, 1_000), Is.EqualTo(SctpSendOutcome.Queued));
            }

            Assert.That(SctpExchange.Send(a, 6, 1), Is.EqualTo(SctpSendOutcome.BufferFull));
            Assert.That(exchange.CountersA[SctpDropReason.SendRefused], Is.EqualTo(4));
        });
        exchange.Simulation.Run();
        Assert.That(SctpExchange.Send(a, 6, 1_000), Is.EqualTo(SctpSendOutcome.Queued), "there is room again");
        a.Abort();
        Assert.That(SctpExchange.Send(a, 7, 10), Is.EqualTo(SctpSendOutcome.NotEstablished));
    }

    [Test]
    public void AFullReceiverIsProbedAndGoesOnWhenItsUserReads()
    {
        SctpOptions small = SctpExchange.Quiet with { ReceiveBufferSize = 3_000, MessageSizeMax = 1_000 };
        var exchange = new SctpExchange(optionsOfB: small, options: SctpExchange.Quiet with { MessageSizeMax = 1_000 });
        (SctpAssociation a, SctpAssociation b) = exchange.Connect();
        for (int number = 0; number < 6; number++)
        {
            SctpExchange.Send(a, number, 1_000);
        }

        exchange.RunFor(60_000);
        string ladder = exchange.TakeLadder();
        // the window is full with three messages; the fourth goes out alone, is refused, and is sent again with back-
        // off
        Assert.That(ladder, Does.StartWith("""
            40 a -> b  DATA 0
            40 a -> b  DATA 1
            40 a -> b  DATA 2
            50 b -> a  SACK 1
            250 b -> a  SACK 2
            260 a -> b  DATA 3
            270 b -> a  SACK 2
            1260 a -> b  DATA 3
            1270 b -> a  SACK 2
            3260 a -> b  DATA 3
            """));
        Assert.That(b.ReceiveWindow, Is.Zero);
        Assert.That(a.State, Is.EqualTo(SctpState.Established));
        Assert.That(exchange.CountersB[SctpDropReason.WindowFull], Is.GreaterThan(4));

        // the user reads: the window is announced, the probe goes out again at once
        double now = exchange.Simulation.Now.Seconds * 1_000;
        Assert.That(SctpExchange.Take(b), Is.EqualTo("0 1 2"));
        exchange.RunFor(30);
        Assert.That(exchange.TakeLadder(), Does.StartWith($"{now} b -> a  SACK 2\n{now + 10} a -> b  DATA 3\n"));
        exchange.RunFor(2_000);
        Assert.That(SctpExchange.Take(b), Is.EqualTo("3 4 5"));
    }

    [Test]
    public void ProbesThatAreAnsweredNeverEndTheAssociation()
    {
        SctpOptions small = SctpExchange.Quiet with { ReceiveBufferSize = 2_000, MessageSizeMax = 1_000 };
        var exchange = new SctpExchange(small);
        (SctpAssociation a, SctpAssociation b) = exchange.Connect();
        for (int number = 0; number < 4; number++)
        {
            SctpExchange.Send(a, number, 1_000);
        }

        exchange.RunFor(3_600_000);
        Assert.That(a.State, Is.EqualTo(SctpState.Established), "an hour of a shut window");
        Assert.That(SctpExchange.Take(b), Is.EqualTo("0 1"));
        exchange.RunFor(1_000);
        Assert.That(SctpExchange.Take(b), Is.EqualTo("2 3"));
    }

    [Test]
    public void TheAnnouncedWindowIsWhatIsFree()
    {
        var exchange = new SctpExchange(SctpExchange.Quiet with { ReceiveBufferSize = 10_000, MessageSizeMax = 5_000 });
        (SctpAssociation a, SctpAssociation b) = exchange.Connect();
        SctpExchange.Send(a, 1, 700);
        exchange.Simulation.Run();
        Assert.That(b.ReceiveWindow, Is.EqualTo(9_300));
        Assert.That(a.PeerWindow, Is.EqualTo(9_300));
        Assert.That(SctpExchange.TakeNumbers(b), Has.Count.EqualTo(1));
        Assert.That(b.ReceiveWindow, Is.EqualTo(10_000));
    }

    [Test]
    public void ReceivingWaitsForAMessageOrForATime()
    {
        var exchange = new SctpExchange();
        (SctpAssociation a, SctpAssociation b) = exchange.Connect();
        List<string> story = [];
        async Process Read()
        {
            Received<SctpIndication> nothing = await b.Receive(SimTime.FromMilliseconds(5));
            story.Add($"{exchange.Simulation.Now.Seconds * 1_000:0} timed out {nothing.TimedOut}");
            SctpIndication message = await b.Receive();
            story.Add($"{exchange.Simulation.Now.Seconds * 1_000:0} {message.Kind} {message.Stream} {message.Ppid}");
            message.Payload!.Release();
            SctpIndication end = await b.Receive();
            SctpIndication again = await b.Receive();
            story.Add($"{end.Kind} {end.Reason} {end.Cause}, {again.Kind}");
        }

        exchange.Simulation.Start(Read());
        exchange.RunFor(20);
        a.Send(2, SctpPpid.Diameter, "x"u8, SctpExchange.Label);
        exchange.RunFor(20);
        a.Abort();
        exchange.Simulation.Run();
        Assert.That(
            string.Join("; ", story),
            Is.EqualTo("45 timed out True; 70 Message 2 46; Ended AbortedByPeer UserInitiatedAbort, Ended"));
    }

    [Test]
    public void TrafficOnceWarmAllocatesLittle()
    {
        var exchange = new SctpExchange();
        var simulation = new Simulation();
        var topology = new Topology(simulation);
        Node a = topology.AddNode("a"), b = topology.AddNode("b");
        a.Ip.AddAddress(IpAddress.Parse("10.0.0.1"));
        b.Ip.AddAddress(IpAddress.Parse("10.0.0.2"));
        topology.AddLink("line", a, b, LinkOptions.Of(SimTime.FromMilliseconds(1)));
        SctpEndpoint server = SctpStack.Of(b).Open(SctpExchange.Port, exchange.Options);
        Process<SctpConnectResult> connect = SctpStack.Of(a).Open(SctpExchange.Port, exchange.Options)
            .Connect(b.Ip.Addresses[0], SctpExchange.Port);
        simulation.Run(connect);
        SctpAssociation client = connect.GetResult().Association!;
        server.Accepted.TryReceive(out SctpAssociation? accepted);
        byte[] octets = SctpExchange.Message(1, 200);
        void Round(int count)
        {
            for (int number = 0; number < count; number++)
            {
                client.Send(0, SctpPpid.S1ap, octets, SctpExchange.Label);
                simulation.Run();
                accepted!.TryReceive(out SctpIndication indication);
                indication.Payload!.Release();
            }
        }

        Round(2_000);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Round(2_000);
        long perMessage = (GC.GetAllocatedBytesForCurrentThread() - before) / 2_000;
        Assert.That(perMessage, Is.LessThan(8), "octets of garbage a message");
    }
}
