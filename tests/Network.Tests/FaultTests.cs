using System.Collections.Generic;
using System.Linq;
using NUnit.Framework;
using Simulator.Kernel;
using Simulator.Network;
using static Tests.Network.Fixture;

namespace Tests.Network;

/// <summary>Every kind of fault, on every kind of target.</summary>
public sealed class FaultTests
{
    private const string OnLine = "line";
    private static readonly long[] OnceEach = [1, 1, 0];
    private static readonly string[] Corrupted = ["0 corrupt on line"];

    [Test]
    public void ADroppedPacketLeavesAndDoesNotArrive()
    {
        Run run = Run.Of(new FaultRule { On = OnLine, What = FaultKind.Drop, Message = "PING", Count = 2 });
        run.Send(0, 1, 2, 3);
        run.Send(4, Pong);

        Assert.That(run.Arrived(), Is.EqualTo("2@1 3@1 4@1"));
        Assert.That(run.Link.Up.Drops[DropReason.Fault], Is.EqualTo(2));
        Assert.That(run.Link.Up.Messages.Counts[0].Lost, Is.EqualTo(2));
        Assert.That(run.Recorder.First, Has.Count.EqualTo(5), "lost packets are recorded like others");
        Assert.That(run.Plan.AppliedCount(0), Is.EqualTo(2));
    }

    [Test]
    public void ADuplicatedPacketArrivesTwiceAndIsSentOnce()
    {
        Run run = Run.Of(new FaultRule { On = OnLine, What = FaultKind.Duplicate, Count = 1 });
        run.Send(0, 1);

        Assert.That(run.Arrived(), Is.EqualTo("0@1 0@1 1@1"));
        Assert.That(run.Recorder.First, Has.Count.EqualTo(2));
    }

    [Test]
    public void ADelayedPacketIsOvertaken()
    {
        Run run = Run.Of(new FaultRule { On = OnLine, What = FaultKind.Delay, Delay = Milliseconds(10), Count = 1 });
        run.Send(0, 1);

        Assert.That(run.Arrived(), Is.EqualTo("1@1 0@11"));
    }

    [Test]
    public void ACorruptedPacketHasOneBitInvertedAndSaysSo()
    {
        Run run = Run.Of(new FaultRule { On = OnLine, What = FaultKind.Corrupt, Count = 1 });
        run.Link.First.Send(run.Fixture.Packet(20));
        run.Fixture.Simulation.Run();

        Assert.That(run.Sink.Octets[0].Sum(octet => System.Numerics.BitOperations.PopCount(octet)), Is.EqualTo(1));
        Assert.That(run.Recorder.First[0], Is.EqualTo(run.Sink.Octets[0]), "recorded as it was on the wire");
        Assert.That(run.Faults, Is.EqualTo(Corrupted));
    }

    [Test]
    public void ACorruptedDatagramIsDroppedByItsReceiver()
    {
        var fixture = new Fixture();
        Node[] chain = fixture.Chain(3);
        UdpSocket sender = chain[0].Ip.Udp.Open(1), receiver = chain[2].Ip.Udp.Open(1);
        var recorder = new Recorder();
        fixture.Topology.AddTap(recorder);
        FaultPlan.Apply(fixture.Topology, [new FaultRule { On = "line:b/0-c/0", What = FaultKind.Corrupt }]);
        for (int count = 0; count < 100; count++)
        {
            sender.Send("0123456789"u8, new(V4(chain[2]), 1), Ping);
        }

        fixture.Simulation.Run();
        long refused = chain[2].Drops[DropReason.BadChecksum] + chain[2].Drops[DropReason.BadHeader];
        Assert.That(refused, Is.EqualTo(100), "an inverted bit is always found");
        Assert.That(receiver.Datagrams.Count, Is.Zero);
        Assert.That(recorder.First, Has.Count.EqualTo(200), "what is changed under way is a frame of its own");
        Assert.That(fixture.Topology.Packets.LiveCount, Is.Zero);
    }

    [Test]
    public void AReplayedPacketIsSentAgainByNobody()
    {
        Run run = Run.Of(new FaultRule { On = OnLine, What = FaultKind.Replay, Delay = Milliseconds(5), Count = 1 });
        run.Send(0, 1);

        Assert.That(run.Arrived(), Is.EqualTo("0@1 1@1 0@6"));
        Assert.That(run.Recorder.First, Has.Count.EqualTo(3));
        Assert.That(run.Faults, Is.EqualTo(new[] { null, null, "0 replay on line" }));
    }

    [Test]
    public void AReorderedPacketComesAfterTheNext()
    {
        Run run = Run.Of(new FaultRule { On = OnLine, What = FaultKind.Reorder, Count = 1 });
        run.Send(0);
        run.Fixture.At(Milliseconds(20), () => run.Send(1, 2));

        Assert.That(run.Arrived(), Is.EqualTo("1@21 0@21 2@21"));
    }

    [Test]
    public void AReorderedPacketDoesNotWaitForever()
    {
        Run run = Run.Of(new FaultRule { On = OnLine, What = FaultKind.Reorder, Delay = Milliseconds(50), Count = 1 });
        run.Send(0);
        run.Fixture.At(Milliseconds(60), () => run.Send(1));

        Assert.That(run.Arrived(), Is.EqualTo("0@51 1@61"));
    }

    [Test]
    public void AReorderedPacketIsLostWithItsLink()
    {
        Run run = Run.Of(new FaultRule { On = OnLine, What = FaultKind.Reorder });
        run.Send(0);
        run.Link.ScheduleOutage(run.Fixture.Simulation, Milliseconds(5), Milliseconds(5));

        Assert.That(run.Arrived(), Is.Empty);
        Assert.That(run.Link.Up.Drops[DropReason.LinkDown], Is.EqualTo(1));
        Assert.That(run.Fixture.Topology.Packets.LiveCount, Is.Zero);
    }

    [Test]
    public void APartitionLetsNothingPassWhileItLasts()
    {
        var span = new FaultSpan(Milliseconds(10), Milliseconds(20));
        Run run = Run.Of(new FaultRule { On = OnLine, What = FaultKind.Partition, During = span });
        foreach (byte time in new byte[] { 9, 10, 19, 20 })
        {
            run.Fixture.At(Milliseconds(time), () => run.Send(time));
        }

        Assert.That(run.Arrived(), Is.EqualTo("9@10 20@21"));
        Assert.That(run.Link.Up.Drops[DropReason.Partition], Is.EqualTo(2));
    }

    [Test]
    public void APartitionedGroupKeepsItsInnerLinks()
    {
        var fixture = new Fixture();
        Node one = fixture.Host("core"), two = fixture.Host("core", 1), outside = fixture.Host("ran");
        Link inner = fixture.Join(one, two), outer = fixture.Join(two, outside);
        Sink within = new(inner.Second), beyond = new(outer.Second), back = new(outer.First);
        var rule = new FaultRule { On = "core", What = FaultKind.Partition, At = SimTime.Zero };
        FaultPlan.Apply(fixture.Topology, [rule]);

        inner.First.Send(fixture.Packet(1));
        outer.First.Send(fixture.Packet(1));
        outer.Second.Send(fixture.Packet(1));
        fixture.Simulation.Run();

        Assert.That((within.Times.Count, beyond.Times.Count, back.Times.Count), Is.EqualTo((1, 0, 0)));
    }

    [Test]
    public void ATimeMeansTheNextPacketOnce()
    {
        Run run = Run.Of(new FaultRule { On = OnLine, What = FaultKind.Drop, At = Milliseconds(10) });
        run.Send(0);
        run.Fixture.At(Milliseconds(11), () => run.Send(1, 2));

        Assert.That(run.Arrived(), Is.EqualTo("0@1 2@12"));
    }

    [TestCase("line", null, true, true)]
    [TestCase("line", "up", true, false)]
    [TestCase("line", "down", false, true)]
    [TestCase("line:a/0-b/0", null, true, true)]
    [TestCase("a", null, true, true)]
    [TestCase("b/0", null, true, true)]
    [TestCase("x/0", null, false, false)]
    [TestCase("other", null, false, false)]
    public void ARuleConcernsItsTargetAlone(string on, string? direction, bool up, bool down)
    {
        var fixture = new Fixture();
        Link link = fixture.Join(fixture.Host("a"), fixture.Host("b"));
        fixture.Topology.AddLink("other", fixture.Host("x"), fixture.Host("y"), new LinkOptions());
        Sink upward = new(link.Second), downward = new(link.First);
        FaultPlan.Apply(fixture.Topology, [new FaultRule { On = on, Direction = direction, What = FaultKind.Drop }]);

        link.First.Send(fixture.Packet(1));
        link.Second.Send(fixture.Packet(1));
        fixture.Simulation.Run();

        Assert.That((upward.Times.Count == 0, downward.Times.Count == 0), Is.EqualTo((up, down)));
    }

    [Test]
    public void TheFirstRuleThatMatchesIsApplied()
    {
        Run run = Run.Of(
            new FaultRule { On = OnLine, What = FaultKind.Drop, Message = "PONG" },
            new FaultRule { On = OnLine, What = FaultKind.Delay, Delay = Milliseconds(4) },
            new FaultRule { On = OnLine, What = FaultKind.Drop });
        run.Send(0);
        run.Send(1, Pong);

        Assert.That(run.Arrived(), Is.EqualTo("0@5"));
        Assert.That(Enumerable.Range(0, 3).Select(run.Plan.AppliedCount), Is.EqualTo(OnceEach));
    }

    [Test]
    public void AProbabilityIsDrawnFromTheRulesOwnStream()
    {
        string With(params FaultRule[] rules)
        {
            Run run = Run.Of(rules);
            run.Send([.. Enumerable.Range(0, 100).Select(number => (byte)number)]);
            return run.Arrived();
        }

        var first = new FaultRule { On = OnLine, What = FaultKind.Drop, Probability = 0.3 };
        var second = new FaultRule { On = OnLine, What = FaultKind.Drop, Message = "PONG", Probability = 0.5 };
        string alone = With(first);

        Assert.That(alone.Split(' '), Has.Length.InRange(55, 85));
        Assert.That(With(first, second), Is.EqualTo(alone));
        Assert.That(With(second, first), Is.Not.EqualTo(alone), "the stream is named by the rule's index");
    }

    [Test]
    public void ANodeCrashesAndRestarts()
    {
        var fixture = new Fixture();
        Node[] nodes = [fixture.Host("mme"), fixture.Host("mme", 1), fixture.Host("hss")];
        FaultPlan plan = FaultPlan.Apply(fixture.Topology,
        [
            new FaultRule { On = "mme", What = FaultKind.Crash, During = new(Milliseconds(10), Milliseconds(20)) },
            new FaultRule { On = "hss", What = FaultKind.Restart, At = Milliseconds(10), Delay = Milliseconds(30) },
        ]);
        List<string> states = [];
        foreach (int time in new[] { 9, 11, 19, 21, 39, 41 })
        {
            fixture.At(
                Milliseconds(time), () => states.Add(string.Concat(nodes.Select(node => node.IsUp ? 'u' : 'd'))));
        }

        fixture.Simulation.Run();
        Assert.That(states, Is.EqualTo("uuu ddd ddd uud uud uuu".Split(' ')));
        Assert.That(nodes.Select(node => node.Incarnation), Is.All.EqualTo(1));
        Assert.That((plan.AppliedCount(0), plan.AppliedCount(1)), Is.EqualTo((2, 1)), "once a node");
    }

    [Test]
    public void WrongRulesAreNamed()
    {
        FaultRule[] wrong =
        [
            new() { On = OnLine, What = FaultKind.Drop, Direction = "sideways" },
            new() { On = OnLine, What = FaultKind.Drop, At = SimTime.Zero, During = new(SimTime.Zero, Seconds(1)) },
            new() { On = OnLine, What = FaultKind.Drop, During = new(Seconds(1), Seconds(1)) },
            new() { On = OnLine, What = FaultKind.Drop, Probability = 1.5 },
            new() { On = OnLine, What = FaultKind.Drop, Probability = double.NaN },
            new() { On = OnLine, What = FaultKind.Drop, Count = 0 },
            new() { On = OnLine, What = FaultKind.Delay },
            new() { On = "a", What = FaultKind.Crash },
            new() { On = "a", What = FaultKind.Crash, At = SimTime.Zero, Message = "PING" },
            new() { On = "a", What = FaultKind.Crash, At = SimTime.Zero, Direction = "up" },
            new() { On = "a", What = FaultKind.Restart, During = new(SimTime.Zero, Seconds(1)) },
        ];
        foreach (FaultRule rule in wrong)
        {
            Assert.That(rule.FindError(), Is.Not.Null, rule.ToString());
            Assert.That(() => Run.Of(rule), Throws.TypeOf<InvariantException>());
        }

        Assert.That(() => Run.Of(new FaultRule { On = "nowhere", What = FaultKind.Drop }),
            Throws.TypeOf<InvariantException>());
    }

    // One link a -> b with 1 ms, whose packets are numbered by their first octet.
    private sealed class Run
    {
        public required Fixture Fixture { get; init; }

        public required Link Link { get; init; }

        public required Sink Sink { get; init; }

        public required FaultPlan Plan { get; init; }

        public required Recorder Recorder { get; init; }

        public IEnumerable<string?> Faults => Recorder.Faults;

        public static Run Of(params FaultRule[] rules)
        {
            var fixture = new Fixture();
            Link link = fixture.Join(fixture.Host("a"), fixture.Host("b"));
            var recorder = new Recorder();
            fixture.Topology.AddTap(recorder);
            return new Run
            {
                Fixture = fixture,
                Link = link,
                Sink = new Sink(link.Second),
                Plan = FaultPlan.Apply(fixture.Topology, rules),
                Recorder = recorder,
            };
        }

        public void Send(params byte[] numbers)
        {
            foreach (byte number in numbers)
            {
                Send(number, Ping);
            }
        }

        public void Send(byte number, MessageLabel label) => Link.First.Send(Fixture.Packet([number], label));

        public string Arrived()
        {
            Fixture.Simulation.Run();
            return string.Join(' ', Sink.Octets.Zip(Sink.Times, (octets, time) =>
                $"{octets[0]}@{time.Picoseconds / SimTime.PicosecondsPerMillisecond}"));
        }
    }
}
