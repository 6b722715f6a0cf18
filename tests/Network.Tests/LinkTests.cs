using System;
using System.Collections.Generic;
using System.Linq;
using NUnit.Framework;
using Simulator.Kernel;
using Simulator.Network;
using static Tests.Network.Fixture;

namespace Tests.Network;

/// <summary>Links: times to the picosecond, queues, loss, order, outages.</summary>
public sealed class LinkTests
{
    private static readonly DataRate Gigabit = DataRate.FromGigabits(1);

    private static readonly int[] Offered = [1_500, 600, 600, 400, 1];
    private static readonly int[] Fitting = [1_500, 600, 400];

    [Test]
    public void APacketTakesItsTransmissionAndItsPropagation()
    {
        (Fixture fixture, Link link, Sink sink) = Line(LinkOptions.Of(Milliseconds(1), Gigabit));

        link.First.Send(fixture.Packet(200));
        link.First.Send(fixture.Packet(100));
        fixture.Simulation.Run();

        long first = 200 * 8_000 + SimTime.PicosecondsPerMillisecond;
        Assert.That(sink.Times, Is.EqualTo(new[] { new SimTime(first), new SimTime(first + 100 * 8_000) }));
    }

    [Test]
    public void LowerLayersTakeTimeButNoOctets()
    {
        (Fixture fixture, Link link, Sink sink) = Line(new LinkOptions { Rate = Gigabit, OverheadSize = 38 });

        link.First.Send(fixture.Packet(62));
        fixture.Simulation.Run();

        Assert.That(sink.Times[0], Is.EqualTo(SimTime.FromNanoseconds(800)));
        Assert.That(link.Up.Messages.Counts[0].Octets, Is.EqualTo(62));
    }

    [Test]
    public void WithoutARateNothingWaits()
    {
        var options = new LinkOptions { Delay = Milliseconds(3), Queue = QueueLimit.Packets(0) };
        (Fixture fixture, Link link, Sink sink) = Line(options);
        for (int count = 0; count < 100; count++)
        {
            link.First.Send(fixture.Packet(1_500));
        }

        fixture.Simulation.Run();
        Assert.That(sink.Times, Is.All.EqualTo(Milliseconds(3)));
        Assert.That(sink.Times, Has.Count.EqualTo(100));
        Assert.That(link.Up.Transmitter, Is.Null);
    }

    [Test]
    public void AQueueOfPacketsDropsItsTail()
    {
        var options = new LinkOptions { Rate = Gigabit, Queue = QueueLimit.Packets(3) };
        (Fixture fixture, Link link, Sink sink) = Line(options);
        for (byte number = 0; number < 6; number++)
        {
            link.First.Send(fixture.Packet([number, .. new byte[124]])); // 1 us each
        }

        Assert.That(link.Up.Transmitter!.QueueCount(fixture.Simulation.Now), Is.EqualTo(3),
            "and one is being transmitted");
        fixture.At(SimTime.FromMicroseconds(1), () => link.First.Send(fixture.Packet([6, .. new byte[124]])));
        fixture.Simulation.Run();

        Assert.That(sink.Octets.Select(octets => octets[0]), Is.EqualTo(new byte[] { 0, 1, 2, 3, 6 }),
            "a place was free at 1 us");
        Assert.That(sink.Times[^1], Is.EqualTo(SimTime.FromMicroseconds(5)));
        Assert.That(link.Up.Drops[DropReason.QueueFull], Is.EqualTo(2));
        MessageCount count = link.Up.Messages.Counts[0];
        Assert.That((count.Count, count.Octets, count.Lost, count.Dropped), Is.EqualTo((7, 875, 0, 2)));
        Assert.That(link.Up.Transmitter.QueueCountMax, Is.EqualTo(3));
        Assert.That(link.Up.Transmitter.WaitingSeconds, Is.EqualTo((1 + 2 + 3 + 3) * 1e-6).Within(1e-15));
        Assert.That(link.Up.Transmitter.BusyTime, Is.EqualTo(SimTime.FromMicroseconds(5)));
        Assert.That(fixture.Topology.Packets.LiveCount, Is.Zero);
    }

    [Test]
    public void AQueueOfOctetsDropsWhatDoesNotFit()
    {
        var queue = QueueLimit.Octets(new ByteCount(1_000));
        (Fixture fixture, Link link, Sink sink) = Line(new LinkOptions { Rate = Gigabit, Queue = queue });
        foreach (int size in Offered)
        {
            link.First.Send(fixture.Packet(size));
        }

        fixture.Simulation.Run();
        Assert.That(sink.Octets.Select(octets => octets.Length), Is.EqualTo(Fitting));
        Assert.That(link.Up.Drops[DropReason.QueueFull], Is.EqualTo(2));
    }

    [Test]
    public void DirectionsAreIndependent()
    {
        var fixture = new Fixture();
        Node a = fixture.Host("a"), b = fixture.Host("b");
        LinkOptions fast = LinkOptions.Of(Milliseconds(1)), slow = LinkOptions.Of(Milliseconds(5));
        Link link = fixture.Topology.AddLink("line", a, b, fast, slow);
        Sink up = new(link.Second), down = new(link.First);

        link.First.Send(fixture.Packet(1));
        link.Second.Send(fixture.Packet(1));
        fixture.Simulation.Run();

        Assert.That((up.Times[0], down.Times[0]), Is.EqualTo((Milliseconds(1), Milliseconds(5))));
        Assert.That((link.Id, link.Up.Name, link.Down.Name), Is.EqualTo(("line:a/0-b/0", "up", "down")));
    }

    [Test]
    public void ADrawnDelayKeepsTheOrder()
    {
        var delay = Duration.From(new Listed(Milliseconds(5), Milliseconds(1), Milliseconds(7)));
        (Fixture fixture, Link link, Sink sink) = Line(new LinkOptions { Delay = delay });
        for (byte number = 0; number < 3; number++)
        {
            link.First.Send(fixture.Packet([number]));
        }

        fixture.Simulation.Run();
        Assert.That(sink.Octets.Select(octets => octets[0]), Is.EqualTo(new byte[] { 0, 1, 2 }));
        Assert.That(sink.Times, Is.EqualTo(new[] { Milliseconds(5), Milliseconds(5), Milliseconds(7) }));
    }

    [Test]
    public void AReorderedPacketIsOvertaken()
    {
        var options = new LinkOptions { Delay = Milliseconds(1), Reordering = 0.3, ReorderingDelay = Milliseconds(2) };
        (Fixture fixture, Link link, Sink sink) = Line(options);
        const int Count = 200;
        for (int number = 0; number < Count; number++)
        {
            byte octet = (byte)number;
            fixture.At(Milliseconds(number), () => link.First.Send(fixture.Packet([octet])));
        }

        fixture.Simulation.Run();
        int late = sink.Octets.Zip(sink.Times).Count(each => each.Second == Milliseconds(each.First[0] + 3));
        Assert.That(sink.Octets, Has.Count.EqualTo(Count));
        Assert.That(late, Is.InRange(40, 80));
        Assert.That(sink.Octets.Select(octets => (int)octets[0]), Is.Not.Ordered);
    }

    [Test]
    public void LossAndDuplicationHaveTheirProbability()
    {
        const int Count = 10_000;
        var options = new LinkOptions { Delay = Milliseconds(1), Loss = 0.1, Duplication = 0.2 };
        (Fixture fixture, Link link, Sink sink) = Line(options);
        for (int number = 0; number < Count; number++)
        {
            link.First.Send(fixture.Packet(1));
        }

        fixture.Simulation.Run();
        MessageCount count = link.Up.Messages.Counts[0];
        Assert.That(count.Lost, Is.InRange(900, 1_100));
        Assert.That(link.Up.Drops[DropReason.Loss], Is.EqualTo(count.Lost));
        Assert.That(sink.Times.Count - (Count - count.Lost), Is.InRange(1_650, 1_950),
            "a fifth of those that were not lost");
        Assert.That(count.Count, Is.EqualTo(Count), "a duplicate is not counted as sent");
        Assert.That(fixture.Topology.Packets.LiveCount, Is.Zero);
    }

    [Test]
    public void AFurtherLinkMovesNobodysLosses()
    {
        List<int> Losses(bool hasFurtherLink)
        {
            (Fixture fixture, Link link, Sink sink) = Line(new LinkOptions { Loss = 0.5 });
            if (hasFurtherLink)
            {
                Link other = fixture.Join(fixture.Host("x"), fixture.Host("y"), new LinkOptions { Loss = 0.5 });
                _ = new Sink(other.Second);
                other.First.Send(fixture.Packet(1));
            }

            for (byte number = 0; number < 50; number++)
            {
                link.First.Send(fixture.Packet([number]));
            }

            fixture.Simulation.Run();
            return [.. sink.Octets.Select(octets => (int)octets[0])];
        }

        Assert.That(Losses(hasFurtherLink: true), Is.EqualTo(Losses(hasFurtherLink: false)));
    }

    [Test]
    public void ALinkThatGoesDownLosesWhatItCarries()
    {
        LinkOptions options = LinkOptions.Of(Milliseconds(10), DataRate.FromMegabits(8)); // 1 us an octet
        (Fixture fixture, Link link, Sink sink) = Line(options);
        var recorder = new Recorder();
        fixture.Topology.AddTap(recorder);
        fixture.At(Milliseconds(0), () =>
        {
            link.First.Send(fixture.Packet(1_000));
            link.First.Send(fixture.Packet(1_000)); // leaves from 1 ms on
            link.First.Send(fixture.Packet(1_000)); // would leave from 2 ms on
        });
        link.ScheduleOutage(fixture.Simulation, SimTime.FromMicroseconds(1_500), Milliseconds(2));
        fixture.At(Milliseconds(2), () => link.First.Send(fixture.Packet(1)));
        fixture.At(Milliseconds(4), () => link.First.Send(fixture.Packet(1_000)));

        fixture.Simulation.Run();

        Assert.That(sink.Times, Is.EqualTo(new[] { Milliseconds(15) }), "the queue was flushed");
        Assert.That(link.Up.Drops[DropReason.LinkDown], Is.EqualTo(4));
        MessageCount count = link.Up.Messages.Counts[0];
        Assert.That((count.Count, count.Lost, count.Dropped), Is.EqualTo((5, 2, 2)), "two had left, two had not");
        Assert.That(recorder.Lines.Count(line => line.StartsWith("withdrawn", StringComparison.Ordinal)),
            Is.EqualTo(1));
        Assert.That(fixture.Topology.Packets.LiveCount, Is.Zero);
    }

    [Test]
    public void DirectionsThatShareATransmitterWaitForEachOther()
    {
        var fixture = new Fixture();
        var cell = new Transmitter(Gigabit, QueueLimit.Packets(1));
        var options = new LinkOptions { Transmitter = cell };
        Node station = fixture.Host("enb");
        Sink[] sinks = [.. Enumerable.Range(0, 3).Select(index =>
            new Sink(fixture.Topology.AddLink("radio", station, fixture.Host("ue", index), options).Second))];

        foreach (NetworkInterface each in station.Interfaces)
        {
            each.Send(fixture.Packet(125));
        }

        fixture.Simulation.Run();
        Assert.That(sinks[0].Times, Is.EqualTo(new[] { SimTime.FromMicroseconds(1) }));
        Assert.That(sinks[1].Times, Is.EqualTo(new[] { SimTime.FromMicroseconds(2) }));
        Assert.That(sinks[2].Times, Is.Empty, "the one place was taken");
    }

    [Test]
    public void MessagesAreCountedByTheirWords()
    {
        (Fixture fixture, Link link, _) = Line(new LinkOptions());
        link.First.Send(fixture.Packet(10, new("S1AP", "InitialUEMessage", "ATTACH REQUEST")));
        link.First.Send(fixture.Packet(10, new("S1AP", "InitialUEMessage", "SERVICE REQUEST")));
        link.First.Send(fixture.Packet(12, new("S1AP", "InitialUEMessage", "ATTACH REQUEST")));
        fixture.Simulation.Run();

        IEnumerable<string> counts = link.Up.Messages.Counts.Select(count =>
            $"{count.Label.Text} {count.Count} {count.Octets}");
        const string Expected = "InitialUEMessage [ATTACH REQUEST] 2 22,InitialUEMessage [SERVICE REQUEST] 1 10";
        Assert.That(counts, Is.EqualTo(Expected.Split(',')));
        Assert.That(link.Down.Messages.Counts, Is.Empty);
    }

    [Test]
    public void WrongOptionsAreNamed()
    {
        LinkOptions[] wrong =
        [
            new() { Loss = 1.1 }, new() { Loss = -0.1 }, new() { Loss = double.NaN }, new() { Duplication = 2 },
            new() { Reordering = -1 }, new() { Mtu = 67 }, new() { Mtu = 70_000 }, new() { OverheadSize = -1 },
            new() { Delay = new SimTime(-1) }, new() { Rate = new DataRate(-1) },
            new() { Queue = QueueLimit.Packets(-1) },
        ];
        foreach (LinkOptions options in wrong)
        {
            Assert.That(options.FindError(), Is.Not.Null);
            Assert.That(() => Line(options), Throws.TypeOf<InvariantException>());
        }

        Assert.That(new LinkOptions().FindError(), Is.Null);
    }

    [Test]
    public void TheTagTakesThePartsOfTheWay()
    {
        (Fixture fixture, Link link, Sink sink) = Line(LinkOptions.Of(Milliseconds(1), Gigabit));
        link.First.Send(fixture.Packet(125));
        Packet measured = fixture.Packet(250);
        measured.Tag = CriticalPath.Begin("attach", 7, SimTime.Zero);
        link.First.Send(measured);

        fixture.Simulation.Run();

        LatencyParts parts = CriticalPath.Finish(sink.Tags[1], fixture.Simulation.Now + Milliseconds(2));
        SimTime queueing = SimTime.FromMicroseconds(1), transmission = SimTime.FromMicroseconds(2);
        SimTime latency = queueing + transmission + Milliseconds(1) + Milliseconds(2);
        Assert.That(parts,
            Is.EqualTo(new LatencyParts(latency, Milliseconds(1), transmission, queueing, default, Milliseconds(2))));
        Assert.That((CriticalPath.Procedure(sink.Tags[1]), CriticalPath.Instance(sink.Tags[1])),
            Is.EqualTo(("attach", 7)));
        Assert.That(CriticalPath.Procedure(sink.Tags[0]), Is.Null);
    }

    private static (Fixture Fixture, Link Link, Sink Sink) Line(LinkOptions options)
    {
        var fixture = new Fixture();
        Link link = fixture.Join(fixture.Host("a"), fixture.Host("b"), options);
        return (fixture, link, new Sink(link.Second));
    }
}
