using System;
using System.Collections.Generic;
using System.Linq;
using NUnit.Framework;
using Simulator.Kernel;
using Simulator.Network;

namespace Tests.Network;

/// <summary>Retransmission and congestion control at their times and sizes (RFC 9260 §6.3, §7.2), and whole
/// conversations
/// over links that lose, repeat and reorder.</summary>
public sealed class SctpLossTests
{
    private const int Mtu = 1_500, ChunkMax = Mtu - 20 - 12; // PMDCS

    [Test]
    public void T3SendsTheMessageAgainAfterOneRtoThenTwo()
    {
        var exchange = new SctpExchange();
        (SctpAssociation a, SctpAssociation b) = exchange.Connect();
        exchange.LoseFirst(exchange.B, "InitialUEMessage", 2);
        SctpExchange.Send(a, 1, 100);
        exchange.Simulation.Run();
        Assert.That(exchange.TakeLadder(), Is.EqualTo("""
            40 a -> b  DATA 0
            1040 a -> b  DATA 0
            3040 a -> b  DATA 0
            3250 b -> a  SACK 0
            """));
        Assert.That(SctpExchange.Take(b), Is.EqualTo("1"));
        Assert.That(exchange.CountersA.TimeoutRetransmissions, Is.EqualTo(2));
        Assert.That(a.Rto, Is.EqualTo(SimTime.FromSeconds(4)), "no round trip was measured: Karn's rule");
        Assert.That(a.SmoothedRoundTrip, Is.EqualTo(SimTime.Zero));
    }

    [Test]
    public void T3IsKeptByTheFirstChunkAndRestartedByItsAcknowledgement()
    {
        var exchange = new SctpExchange();
        (SctpAssociation a, _) = exchange.Connect();
        exchange.LoseAt(exchange.B, packet => packet.Size == 20 + 12 + 16 + 200); // every copy of the second message
        SctpExchange.Send(a, 1, 100);
        exchange.RunFor(500);
        SctpExchange.Send(a, 2, 200); // at 540 ms; the first is acknowledged at 260 ms
        exchange.RunFor(400);
        SctpExchange.Send(a, 3, 300); // does not move the timer
        exchange.RunFor(700);
        Assert.That(exchange.TakeLadder(), Is.EqualTo("""
            40 a -> b  DATA 0
            250 b -> a  SACK 0
            540 a -> b  DATA 1
            940 a -> b  DATA 2
            950 b -> a  SACK 0 (2..2)
            1540 a -> b  DATA 1
            """));
    }

    [Test]
    public void ThreeMissingReportsSendAgainWithoutWaiting()
    {
        var exchange = new SctpExchange();
        (SctpAssociation a, SctpAssociation b) = exchange.Connect();
        exchange.LoseFirst(exchange.B, "InitialUEMessage");
        for (int number = 0; number < 4; number++)
        {
            SctpExchange.Send(a, number, 100);
        }

        exchange.Simulation.Run();
        Assert.That(exchange.TakeLadder(), Is.EqualTo("""
            40 a -> b  DATA 0
            40 a -> b  DATA 1
            40 a -> b  DATA 2
            40 a -> b  DATA 3
            50 b -> a  SACK -1 (1..1)
            50 b -> a  SACK -1 (1..2)
            50 b -> a  SACK -1 (1..3)
            60 a -> b  DATA 0
            270 b -> a  SACK 3
            """));
        Assert.That(SctpExchange.Take(b), Is.EqualTo("0 1 2 3"));
        Assert.That(exchange.CountersA.FastRetransmissions, Is.EqualTo(1));
        Assert.That(exchange.CountersA.T3Expiries, Is.Zero);
    }

    [Test]
    public void TwoMissingReportsAreNotEnough()
    {
        var exchange = new SctpExchange();
        (SctpAssociation a, _) = exchange.Connect();
        exchange.LoseFirst(exchange.B, "InitialUEMessage");
        for (int number = 0; number < 3; number++)
        {
            SctpExchange.Send(a, number, 100);
        }

        exchange.Simulation.Run();
        Assert.That(exchange.TakeLadder(), Is.EqualTo("""
            40 a -> b  DATA 0
            40 a -> b  DATA 1
            40 a -> b  DATA 2
            50 b -> a  SACK -1 (1..1)
            50 b -> a  SACK -1 (1..2)
            1040 a -> b  DATA 0
            1250 b -> a  SACK 2
            """));
        Assert.That(exchange.CountersA.FastRetransmissions, Is.Zero);
    }

    [Test]
    public void AChunkIsSentAgainFastOnlyOnce()
    {
        var exchange = new SctpExchange();
        (SctpAssociation a, SctpAssociation b) = exchange.Connect();
        exchange.LoseAt(exchange.B, packet => packet.Size == 20 + 12 + 16 + 112 && exchange.Simulation.Now.Seconds < 1);
        SctpExchange.Send(a, 0, 112);
        for (int number = 1; number < 9; number++)
        {
            SctpExchange.Send(a, number, 100);
        }

        exchange.Simulation.Run();
        Assert.That(exchange.CountersA.FastRetransmissions, Is.EqualTo(1));
        Assert.That(exchange.CountersA.T3Expiries, Is.EqualTo(1));
        // T3-rtx was started anew by the fast retransmission at 60 ms
        Assert.That(
            exchange.Wire.FindAll(packet => exchange.Line(packet) == "1060 a -> b  DATA 0"), Has.Count.EqualTo(1));
        Assert.That(SctpExchange.Take(b), Is.EqualTo("0 1 2 3 4 5 6 7 8"));
    }

    [Test]
    public void ALostSackIsMadeGoodByTheNext()
    {
        var exchange = new SctpExchange();
        (SctpAssociation a, _) = exchange.Connect();
        exchange.LoseFirst(exchange.A, "SACK");
        for (int number = 0; number < 4; number++)
        {
            SctpExchange.Send(a, number, 100);
        }

        exchange.Simulation.Run();
        Assert.That(exchange.TakeLadder(), Does.EndWith("50 b -> a  SACK 1\n50 b -> a  SACK 3"));
        Assert.That(a.SendBufferedSize, Is.Zero);
    }

    [Test]
    public void AMessageWhoseSackIsLostIsReportedAsDuplicate()
    {
        var exchange = new SctpExchange();
        (SctpAssociation a, SctpAssociation b) = exchange.Connect();
        exchange.LoseFirst(exchange.A, "SACK");
        SctpExchange.Send(a, 1, 100);
        exchange.Simulation.Run();
        Assert.That(exchange.TakeLadder(), Is.EqualTo("""
            40 a -> b  DATA 0
            250 b -> a  SACK 0
            1040 a -> b  DATA 0
            1050 b -> a  SACK 0 again 0
            """));
        Assert.That(SctpExchange.Take(b), Is.EqualTo("1"), "delivered once");
    }

    [Test]
    public void RtoFollowsTheRoundTrips()
    {
        // RTO.Min out of the way; the delay of SACKs too
        SctpOptions options = SctpExchange.Quiet with { RtoMin = SimTime.FromMilliseconds(1), SackFrequency = 1 };
        var exchange = new SctpExchange(options);
        (SctpAssociation a, _) = exchange.Connect();
        SctpExchange.Send(a, 1, 100);
        exchange.Simulation.Run();
        // R = 20 ms: SRTT = 20, RTTVAR = 10, RTO = 60 ms
        Assert.That(a.SmoothedRoundTrip, Is.EqualTo(SimTime.FromMilliseconds(20)));
        Assert.That(a.Rto, Is.EqualTo(SimTime.FromMilliseconds(60)));
        SctpExchange.Send(a, 2, 100);
        exchange.Simulation.Run();
        // RTTVAR = 3/4 x 10 + 1/4 x 0 = 7.5, RTO = 20 + 30
        Assert.That(a.Rto, Is.EqualTo(SimTime.FromMilliseconds(50)));
    }

    [Test]
    public void TheFirstWindowIsThreePacketsAndSlowStartAddsOneASack()
    {
        // §7.2.1: min(4 PMDCS, max(2 PMDCS, 4404))
        var exchange = new SctpExchange();
        (SctpAssociation a, _) = exchange.Connect();
        Assert.That(a.CongestionWindow, Is.EqualTo(4_404));
        for (int number = 0; number < 40; number++)
        {
            SctpExchange.Send(a, number, ChunkMax - 16);
        }

        Assert.That(exchange.TakeLadder().Split('\n'), Has.Length.EqualTo(3), "3 x 1468 fill 4404 octets exactly");
        Assert.That(a.FlightSize, Is.EqualTo(3 * ChunkMax));
        exchange.RunFor(20.5);
        // SACK 1 acknowledges two chunks and adds one PMDCS: two that were free and one more
        Assert.That(a.CongestionWindow, Is.EqualTo(4_404 + ChunkMax));
        Assert.That(exchange.TakeLadder(), Is.EqualTo("""
            50 b -> a  SACK 1
            60 a -> b  DATA 3
            60 a -> b  DATA 4
            60 a -> b  DATA 5
            """));
    }

    [Test]
    public void AfterT3TheWindowIsOnePacket()
    {
        var exchange = new SctpExchange();
        (SctpAssociation a, _) = exchange.Connect();
        exchange.LoseFirst(exchange.B, "InitialUEMessage", 3);
        for (int number = 0; number < 3; number++)
        {
            SctpExchange.Send(a, number, ChunkMax - 16);
        }

        exchange.RunFor(1_001);
        Assert.That(a.CongestionWindow, Is.EqualTo(ChunkMax));
        Assert.That(a.SlowStartThreshold, Is.EqualTo(4 * ChunkMax));
        Assert.That(exchange.TakeLadder(), Does.EndWith("1040 a -> b  DATA 0"));
        exchange.Simulation.Run();
        Assert.That(exchange.TakeLadder(), Is.EqualTo("""
            1250 b -> a  SACK 0
            1260 a -> b  DATA 1
            1260 a -> b  DATA 2
            1270 b -> a  SACK 2
            """));
    }

    [Test]
    public void FastRecoveryHalvesTheWindowOnceAndCongestionAvoidanceAddsOnePacketARoundTrip()
    {
        SctpOptions options = SctpExchange.Quiet with { SackFrequency = 1, SendBufferSize = 1_000_000 };
        var exchange = new SctpExchange(options);
        (SctpAssociation a, SctpAssociation b) = exchange.Connect();
        int seen = 0;
        exchange.LoseAt(exchange.B, packet => packet.Size == Mtu && ++seen is 60 or 62);
        int before = 0, after = 0;
        for (int number = 0; number < 300; number++)
        {
            Assert.That(SctpExchange.Send(a, number, ChunkMax - 16), Is.EqualTo(SctpSendOutcome.Queued));
        }

        int next = 0;
        while (exchange.Simulation.Step())
        {
            foreach (int number in SctpExchange.TakeNumbers(b))
            {
                Assert.That(number, Is.EqualTo(next++));
            }

            if (exchange.CountersA.FastRetransmissions == 0)
            {
                before = a.CongestionWindow;
            }
            else if (after == 0)
            {
                after = a.CongestionWindow;
            }
        }

        Assert.That(next, Is.EqualTo(300));
        Assert.That(exchange.CountersA.FastRetransmissions, Is.EqualTo(2));
        Assert.That(exchange.CountersA.T3Expiries, Is.Zero);
        Assert.That(after, Is.EqualTo(Math.Max(before / 2, 4 * ChunkMax)), "halved once for both losses");
        Assert.That(a.SlowStartThreshold, Is.EqualTo(after));
        Assert.That(a.CongestionWindow, Is.GreaterThan(after).And.LessThan(after + (8 * ChunkMax)));
    }

    [Test]
    public void AnIdleWindowShrinks()
    {
        SctpOptions options = SctpExchange.Quiet with { SackFrequency = 1 };
        var exchange = new SctpExchange(options);
        (SctpAssociation a, SctpAssociation b) = exchange.Connect();
        for (int number = 0; number < 60; number++)
        {
            SctpExchange.Send(a, number, ChunkMax - 16);
        }

        while (exchange.Simulation.Step())
        {
            SctpExchange.TakeNumbers(b);
        }

        int grown = a.CongestionWindow;
        Assert.That(grown, Is.GreaterThan(20 * ChunkMax));
        exchange.RunFor(1_500); // more than one RTO, less than two since the last was sent
        SctpExchange.Send(a, 60, 100);
        Assert.That(a.CongestionWindow, Is.EqualTo(grown / 2));
        exchange.RunFor(60_000);
        SctpExchange.Send(a, 61, 100);
        Assert.That(a.CongestionWindow, Is.EqualTo(4 * ChunkMax));
    }

    [Test]
    public void NoEventSendsMoreThanMaxBurst()
    {
        SctpOptions options = SctpExchange.Quiet with { SackFrequency = 1 };
        var exchange = new SctpExchange(options);
        (SctpAssociation a, SctpAssociation b) = exchange.Connect();
        for (int number = 0; number < 60; number++)
        {
            SctpExchange.Send(a, number, ChunkMax - 16);
        }

        while (exchange.Simulation.Step())
        {
            SctpExchange.TakeNumbers(b);
        }

        exchange.Wire.Clear();
        Assert.That(a.CongestionWindow, Is.GreaterThan(20 * ChunkMax));
        SctpExchange.Send(a, 1, 20 * (ChunkMax - 16));
        Assert.That(exchange.Wire, Has.Count.EqualTo(4));
    }

    [Test]
    public void APeerThatIsGoneIsGivenUpAfterTenRetransmissions()
    {
        var exchange = new SctpExchange();
        (SctpAssociation a, _) = exchange.Connect();
        exchange.Link.TakeDown();
        SctpExchange.Send(a, 1, 100);
        exchange.Simulation.Run();

        // 1 + 2 + 4 + 8 + 16 + 32 + 5 x 60 s
        Assert.That(exchange.Simulation.Now, Is.EqualTo(SimTime.FromMilliseconds(40 + 363_000)));
        Assert.That(exchange.CountersA.TimeoutRetransmissions, Is.EqualTo(10));
        Assert.That(a.EndReason, Is.EqualTo(SctpEndReason.PeerUnreachable));
        Assert.That(a.TryReceive(out SctpIndication end) && end.IsEnded, Is.True);
        Assert.That(exchange.CountersA[SctpDropReason.AssociationEnded], Is.EqualTo(1));
        Assert.That(exchange.Topology.Packets.LiveCount, Is.Zero);
    }

    [Test]
    public void AnIdlePeerThatIsGoneIsFoundByHeartbeats()
    {
        SctpOptions options = SctpOptions.Default with { AssociationMaxRetrans = 3 };
        var exchange = new SctpExchange(options);
        (SctpAssociation a, SctpAssociation b) = exchange.Connect();
        exchange.RunFor(100_000);
        Assert.That(exchange.CountersA[SctpDropReason.UnexpectedChunk], Is.Zero);
        int answers = exchange.Wire.FindAll(packet => exchange.Describe(packet) == "HEARTBEAT ACK").Count;
        Assert.That(answers, Is.GreaterThanOrEqualTo(4), "both ask every 30 to 32 s");
        Assert.That(a.SmoothedRoundTrip, Is.EqualTo(SimTime.FromMilliseconds(20)));

        exchange.B.Crash();
        exchange.RunFor(4 * 40_000);
        Assert.That(a.EndReason, Is.EqualTo(SctpEndReason.PeerUnreachable));
        Assert.That(b.EndReason, Is.EqualTo(SctpEndReason.EndpointGone));
    }

    [TestCase(0.0, 0.0, 0.0)]
    [TestCase(0.02, 0.0, 0.0)]
    [TestCase(0.1, 0.0, 0.0)]
    [TestCase(0.0, 0.2, 0.0)]
    [TestCase(0.0, 0.0, 0.3)]
    [TestCase(0.05, 0.05, 0.1)]
    [TestCase(0.2, 0.1, 0.2)]
    public void EveryMessageArrivesOnceAndInTheOrderOfItsStream(double loss, double duplication, double reordering)
    {
        for (long seed = 1; seed <= 12; seed++)
        {
            Converse(seed, loss, duplication, reordering);
        }
    }

    [Test]
    public void ABurstOfLossIsMadeGood([Values(1, 2, 3, 4)] int seed)
    {
        var exchange = new SctpExchange(seed: seed);
        (SctpAssociation a, SctpAssociation b) = exchange.Connect();
        int number = 0;
        List<int> received = [];
        for (int step = 0; step < 400; step++)
        {
            for (int count = 0; count < 3; count++)
            {
                Assert.That(SctpExchange.Send(a, number++, 300), Is.EqualTo(SctpSendOutcome.Queued));
            }

            if (step == 100)
            {
                exchange.Link.ScheduleOutage(exchange.Simulation, SimTime.Zero, SimTime.FromMilliseconds(200 * seed));
            }

            exchange.RunFor(5);
            received.AddRange(SctpExchange.TakeNumbers(b));
        }

        exchange.Simulation.Run();
        received.AddRange(SctpExchange.TakeNumbers(b));
        Assert.That(received, Is.EqualTo(Enumerable.Range(0, number)));
        Assert.That(exchange.CountersA.TimeoutRetransmissions + exchange.CountersA.FastRetransmissions, Is.Positive);
        Assert.That(exchange.Topology.Packets.LiveCount, Is.Zero);
    }

    // Both ways, 1 to 9,000 octets, several streams, some unordered; both users read now and then.
    private static void Converse(long seed, double loss, double duplication, double reordering)
    {
        var link = new LinkOptions
        {
            Delay = SimTime.FromMilliseconds(10),
            Rate = DataRate.FromMegabits(20),
            Loss = loss,
            Duplication = duplication,
            Reordering = reordering,
            ReorderingDelay = SimTime.FromMilliseconds(7),
        };
        SctpOptions options = SctpExchange.Quiet with
        {
            ReceiveBufferSize = 30_000,
            MessageSizeMax = 10_000,
            AssociationMaxRetrans = 30,
            MaxInitRetransmits = 30,
        };
        var exchange = new SctpExchange(options, link, seed);
        (SctpAssociation a, SctpAssociation b) = exchange.Connect();
        RandomStream draw = exchange.Simulation.Random("conversation");
        var ends = (A: new Side(a, b), B: new Side(b, a));
        for (int step = 0; step < 60; step++)
        {
            ends.A.SendSome(draw);
            ends.B.SendSome(draw);
            exchange.RunFor(draw.Below(40));
            if (draw.Chance(0.5))
            {
                ends.A.Read();
                ends.B.Read();
            }
        }

        for (int round = 0; round < 3_000 && !(ends.A.IsDone && ends.B.IsDone); round++)
        {
            exchange.RunFor(200);
            ends.A.Read();
            ends.B.Read();
        }

        ends.A.CheckAll($"seed {seed}");
        ends.B.CheckAll($"seed {seed}");
        exchange.RunFor(500_000);
        Assert.That(exchange.Topology.Packets.LiveCount, Is.Zero, $"seed {seed}");
        Assert.That((a.State, b.State), Is.EqualTo((SctpState.Established, SctpState.Established)), $"seed {seed}");
        Assert.That(
            (a.FlightSize, a.SendBufferedSize, b.FlightSize, b.SendBufferedSize),
            Is.EqualTo((0, 0, 0, 0)),
            $"seed {seed}");
        Assert.That((a.ReceiveWindow, b.ReceiveWindow), Is.EqualTo((30_000, 30_000)), $"seed {seed}");
        long again = exchange.CountersA.TimeoutRetransmissions + exchange.CountersA.FastRetransmissions;
        Assert.That(
            again, loss >= 0.1 ? Is.Positive : loss + reordering == 0 ? Is.Zero : Is.Not.Negative, $"seed {seed}");
    }

    private sealed class Side(SctpAssociation sender, SctpAssociation receiver)
    {
        private readonly List<int>[] _sent = [[], [], [], []];
        private readonly List<int>[] _received = [[], [], [], []];
        private int _next;

        public bool IsDone => _sent.Sum(list => list.Count) == _received.Sum(list => list.Count);

        public void SendSome(RandomStream draw)
        {
            for (int count = draw.Below(4); count > 0; count--)
            {
                ushort stream = (ushort)draw.Below(3);
                bool isUnordered = draw.Chance(0.2);
                int size = draw.Chance(0.1) ? 4 + draw.Below(9_000) : 4 + draw.Below(200);
                if (SctpExchange.Send(sender, _next, size, stream, isUnordered) == SctpSendOutcome.Queued)
                {
                    _sent[isUnordered ? 3 : stream].Add(_next++);
                }
            }
        }

        public void Read()
        {
            while (receiver.TryReceive(out SctpIndication indication))
            {
                Assert.That(indication.IsMessage, Is.True, $"{indication.Kind} {indication.Reason} {indication.Cause}");
                int number = System.Buffers.Binary.BinaryPrimitives.ReadInt32BigEndian(indication.Payload!.Octets);
                Assert.That(
                    indication.Payload.Octets.SequenceEqual(SctpExchange.Message(number, indication.Payload.Size)),
                    Is.True);
                _received[indication.IsUnordered ? 3 : indication.Stream].Add(number);
                indication.Payload.Release();
            }
        }

        public void CheckAll(string about)
        {
            for (int stream = 0; stream < 3; stream++)
            {
                Assert.That(_received[stream], Is.EqualTo(_sent[stream]), about);
            }

            Assert.That(_received[3], Is.EquivalentTo(_sent[3]), about);
        }
    }
}
