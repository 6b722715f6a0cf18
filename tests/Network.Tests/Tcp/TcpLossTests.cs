using System;
using System.Collections.Generic;
using NUnit.Framework;
using Simulator.Kernel;
using Simulator.Network;

namespace Tests.Network;

/// <summary>What is lost is sent again at the right instant, and how fast the sender may go.</summary>
public sealed class TcpLossTests
{
    private const int Mss = 1_460;

    [Test]
    public void LostDataAreSentAgainAfterTheTimeout()
    {
        var network = new TcpNetwork();
        network.Fault(TcpNetwork.Lose("REQUEST"));
        (TcpConnection client, TcpConnection server) = network.Connect();
        network.At(100, () => client.Send("hello"u8, TcpNetwork.Request));
        network.Run(2_000);
        Assert.That(network.Ladder(100), Is.EqualTo((string[])
        [
            "100 ms  a -> b  REQUEST 1+5 ack 1",
            "1.1 s  a -> b  REQUEST 1+5 ack 1",
            "1.15 s  b -> a  ACK 1 ack 6",
        ]));
        Assert.That(TcpNetwork.Read(server), Is.EqualTo("hello"));
        Assert.That(client.SmoothedRoundTrip, Is.EqualTo(TcpNetwork.Ms(20)), "Karn: sent twice, not measured");
        Assert.That(client.Rto, Is.EqualTo(TcpNetwork.Ms(2_000)), "the back-off stays until the next measurement");
        Assert.That((client.CongestionWindow, client.SlowStartThreshold), Is.EqualTo((Mss + 5, 2 * Mss)));
        Assert.That(network.Simulation.PendingCount, Is.Zero);
        Assert.That(network.Topology.Packets.LiveCount, Is.Zero);
    }

    [Test]
    public void ALostAcknowledgmentIsRepeatedAndTheDataAreDeliveredOnce()
    {
        var network = new TcpNetwork();
        network.Fault(TcpNetwork.Lose("ACK", direction: "down"));
        (TcpConnection client, TcpConnection server) = network.Connect();
        network.At(100, () => client.Send("hello"u8, TcpNetwork.Request));
        network.Run(2_000);
        Assert.That(network.Ladder(100), Is.EqualTo((string[])
        [
            "100 ms  a -> b  REQUEST 1+5 ack 1",
            "150 ms  b -> a  ACK 1 ack 6",
            "1.1 s  a -> b  REQUEST 1+5 ack 1",
            "1.11 s  b -> a  ACK 1 ack 6", // what is old is acknowledged at once
        ]));
        Assert.That(TcpNetwork.Read(server), Is.EqualTo("hello"));
        Assert.That(network.Server.Counters[TcpDropReason.Duplicate], Is.EqualTo(1));
    }

    [Test]
    public void ALostFinIsSentAgain()
    {
        var network = new TcpNetwork();
        network.Fault(TcpNetwork.Lose("FIN, ACK"));
        (TcpConnection client, TcpConnection server) = network.Connect();
        network.At(100, client.Close);
        network.Run(2_000);
        Assert.That(network.Ladder(100), Is.EqualTo((string[])
        [
            "100 ms  a -> b  FIN, ACK 1 ack 1",
            "1.1 s  a -> b  FIN, ACK 1 ack 1",
            "1.11 s  b -> a  ACK 1 ack 2",
        ]));
        Assert.That((client.State, server.State), Is.EqualTo((TcpState.FinWait2, TcpState.CloseWait)));
    }

    [Test]
    public void TheTimeoutDoublesUpToAMinuteAndThePeerIsGivenUp()
    {
        var network = new TcpNetwork();
        network.Fault(new FaultRule
        {
            On = "line",
            What = FaultKind.Partition,
            During = new(TcpNetwork.Ms(90), TcpNetwork.Ms(1_000_000)),
        });
        (TcpConnection client, _) = network.Connect();
        network.At(100, () => client.Send("hello"u8, TcpNetwork.Request));
        network.Simulation.Run();
        List<TcpFrame> sent = network.From("a").FindAll(frame => frame.Size > 0);
        List<string> times = sent.ConvertAll(frame => frame.Time.ToString());
        Assert.That(times, Is.EqualTo((string[])["100 ms", "1.1 s", "3.1 s", "7.1 s", "15.1 s", "31.1 s", "63.1 s"]));
        Assert.That(network.Simulation.Now, Is.EqualTo(TcpNetwork.Ms(123_100)));
        Assert.That((client.State, client.EndReason), Is.EqualTo((TcpState.Closed, TcpEndReason.TimedOut)));
        Assert.That(client.Send("more"u8, TcpNetwork.Request), Is.EqualTo(TcpSendOutcome.Closed));
        Assert.That(TcpNetwork.Read(client), Is.EqualTo("<Ended>"));
        Assert.That(TcpNetwork.Read(client), Is.EqualTo("<Ended>"), "however often it is asked");
        Assert.That(network.Topology.Packets.LiveCount, Is.Zero);
    }

    [Test]
    public void ThreeDuplicateAcknowledgmentsSendTheSegmentAgainBeforeTheTimeout()
    {
        var network = new TcpNetwork();
        network.Fault(TcpNetwork.Lose("D1"));
        (TcpConnection client, TcpConnection server) = network.Connect(new TcpOptions { InitialWindow = 8 });
        network.At(100, () => SendSegments(client, 8));
        network.Run(3_000);
        Assert.That(network.Ladder(101), Is.EqualTo((string[])
        [
            "110 ms  b -> a  ACK 1 ack 1461", // D0 with D2
            "110 ms  b -> a  ACK 1 ack 1461", // D3: the first duplicate
            "110 ms  b -> a  ACK 1 ack 1461",
            "110 ms  b -> a  ACK 1 ack 1461", // D5: the third
            "110 ms  b -> a  ACK 1 ack 1461",
            "110 ms  b -> a  ACK 1 ack 1461",
            "120 ms  a -> b  D1 1461+1460 ack 1",
            "130 ms  b -> a  ACK 1 ack 11681",
        ]));
        Assert.That((client.SlowStartThreshold, client.CongestionWindow), Is.EqualTo((7 * Mss / 2, 2 * Mss)));
        Assert.That(network.Client.Counters.FastRetransmits, Is.EqualTo(1));
        Assert.That(network.Client.Counters.Timeouts, Is.Zero);
        Assert.That(TcpNetwork.Read(server), Has.Length.EqualTo(8 * Mss));
    }

    [Test]
    public void TwoHolesAreFilledOneEachRoundTrip()
    {
        var network = new TcpNetwork();
        network.Fault(TcpNetwork.Lose("D1"), TcpNetwork.Lose("D3"));
        (TcpConnection client, TcpConnection server) = network.Connect(new TcpOptions { InitialWindow = 8 });
        network.At(100, () => SendSegments(client, 8));
        network.Run(3_000);
        List<TcpFrame> again = network.From("a").FindAll(frame => frame.Time > TcpNetwork.Ms(101));
        Assert.That(again.ConvertAll(frame => frame.ToString()), Is.EqualTo((string[])
        [
            "120 ms  a -> b  D1 1461+1460 ack 1",
            "140 ms  a -> b  D3 4381+1460 ack 1", // a partial acknowledgment (RFC 6582)
        ]));
        Assert.That(network.Client.Counters.Timeouts, Is.Zero);
        Assert.That(TcpNetwork.Read(server), Has.Length.EqualTo(8 * Mss));
    }

    [Test]
    public void TwoDuplicatesSendNewSegmentsButNothingAgain()
    {
        var network = new TcpNetwork();
        network.Fault(new FaultRule
        {
            On = "line",
            What = FaultKind.Delay,
            Message = "D0",
            Count = 1,
            Delay = TcpNetwork.Ms(15),
        });
        (TcpConnection client, TcpConnection server) = network.Connect(new TcpOptions { InitialWindow = 3 });
        network.At(100, () => SendSegments(client, 5));
        network.Run(122);

        // D1 and D2 overtake D0: each duplicate lets one new segment out (RFC 3042)
        Assert.That(network.Ladder(101)[2..], Is.EqualTo((string[])
        [
            "120 ms  a -> b  D3 4381+1460 ack 1",
            "120 ms  a -> b  D4 5841+1460 ack 1",
        ]));
        network.Run(1_000);
        Assert.That(network.Client.Counters.Retransmissions, Is.Zero);
        Assert.That(TcpNetwork.Read(server), Has.Length.EqualTo(5 * Mss));
    }

    [Test]
    public void SlowStartDoublesAndCongestionAvoidanceAddsASegmentEachRoundTrip()
    {
        var network = new TcpNetwork();
        network.Fault(new FaultRule
        {
            On = "line",
            Direction = "up",
            What = FaultKind.Drop,
            During = new(TcpNetwork.Ms(159), TcpNetwork.Ms(161)),
        });
        (TcpConnection client, TcpConnection server) = network.Connect(
            new TcpOptions { InitialWindow = 2 }, new TcpOptions { AckDelay = SimTime.Zero });
        network.Simulation.Start(network.Collect(server, []));
        network.At(100, () => SendSegments(client, 150));
        network.Run(1_300);
        Assert.That(CountsByTime(network, 100, 1_000), Is.EqualTo((string[])
            ["100 ms: 2", "120 ms: 4", "140 ms: 8", "160 ms: 16"]));
        Assert.That(client.SlowStartThreshold, Is.EqualTo(8 * Mss), "half of the 16 in flight");
        Assert.That(CountsByTime(network, 1_000, 1_300), Is.EqualTo((string[])
            ["1.16 s: 1", "1.18 s: 2", "1.2 s: 4", "1.22 s: 8", "1.24 s: 9", "1.26 s: 10", "1.28 s: 11"]));
        Assert.That(network.Client.Counters.Retransmissions, Is.EqualTo(16));
    }

    [Test]
    public void WithDelayedAcknowledgmentsSlowStartGrowsByHalf()
    {
        var network = new TcpNetwork();
        (TcpConnection client, TcpConnection server) = network.Connect(new TcpOptions { InitialWindow = 4 });
        network.Simulation.Start(network.Collect(server, []));
        network.At(100, () => SendSegments(client, 100));
        network.Run(155);
        Assert.That(CountsByTime(network, 100, 155), Is.EqualTo((string[])["100 ms: 4", "120 ms: 6", "140 ms: 9"]));
    }

    [Test]
    public void AfterSilenceTheSenderStartsWithTheInitialWindow()
    {
        var network = new TcpNetwork();
        (TcpConnection client, TcpConnection server) = network.Connect(
            new TcpOptions { InitialWindow = 2 }, new TcpOptions { AckDelay = SimTime.Zero });
        network.Simulation.Start(network.Collect(server, []));
        network.At(100, () => SendSegments(client, 30));
        network.At(2_000, () => SendSegments(client, 30));
        network.Run(3_000);
        Assert.That(CountsByTime(network, 2_000, 2_030), Is.EqualTo((string[])["2 s: 2", "2.02 s: 4"]));
    }

    [Test]
    public void AfterATimeoutEverySegmentKeepsItsBounds()
    {
        var network = new TcpNetwork();
        network.Fault(LoseAllAt100());
        (TcpConnection client, TcpConnection server) = network.Connect();
        network.At(100, () => client.Send("one"u8, TcpNetwork.Request));
        network.At(100, () => client.Send("two"u8, TcpNetwork.Answer));
        network.Run(2_000);
        Assert.That(network.Ladder(101)[..2], Is.EqualTo((string[])
        [
            "1.1 s  a -> b  REQUEST 1+3 ack 1",
            "1.1 s  a -> b  ANSWER 4+3 ack 1", // both fit into a window of one segment
        ]));
        Assert.That(TcpNetwork.Read(server), Is.EqualTo("onetwo"));
    }

    [Test]
    public void NothingNewLeavesBeforeWhatIsToBeSentAgain()
    {
        var network = new TcpNetwork();
        network.Fault(LoseAllAt100());
        (TcpConnection client, TcpConnection server) = network.Connect();
        network.At(100, () => client.Send("old"u8, TcpNetwork.Answer));
        network.At(100, () => SendSegments(client, 1));
        network.At(1_105, () => client.Send("new"u8, TcpNetwork.Request)); // would fit into the window at once
        network.Run(2_000);
        Assert.That(TextsAfter101(network), Is.EqualTo((string[])
        [
            "1.1 s  a -> b  ANSWER 1+3 ack 1",
            "1.16 s  a -> b  D0 4+1460 ack 1",
            "1.16 s  a -> b  REQUEST 1464+3 ack 1",
        ]));
        Assert.That(TcpNetwork.Read(server), Has.Length.EqualTo(Mss + 6));
    }

    [Test]
    public void AFinThatLeftAloneJoinsTheTextThatIsSentAgain()
    {
        var network = new TcpNetwork();
        network.Fault(TcpNetwork.Lose("REQUEST"));
        (TcpConnection client, TcpConnection server) = network.Connect();
        network.Simulation.Start(network.Collect(server, []));
        network.At(100, () => client.Send("one"u8, TcpNetwork.Request));
        network.At(100, client.Close);
        network.Run(2_000);
        Assert.That(network.Ladder(101), Is.EqualTo((string[])
        [
            "110 ms  b -> a  ACK 1 ack 1",
            "1.1 s  a -> b  REQUEST 1+3 ack 1",
            "1.11 s  b -> a  ACK 1 ack 5", // one for both, where a second would be one too many
        ]));
        Assert.That(network.Frames[^2].Header.Has(TcpFlags.Fin), Is.True);
        Assert.That((client.State, server.State), Is.EqualTo((TcpState.FinWait2, TcpState.CloseWait)));
    }

    [Test]
    public void AFastRetransmissionStartsTheTimerAnew()
    {
        var network = new TcpNetwork();
        network.Fault(LoseAllAt100());
        (TcpConnection client, _) = network.Connect(new TcpOptions { InitialWindow = 8 });
        network.At(100, () => SendSegments(client, 1));
        network.At(1_075, () => SendSegments(client, 3)); // three duplicates, 5 ms before the timer of the first
        network.Run(1_100);
        Assert.That(network.Client.Counters.FastRetransmits, Is.EqualTo(1));
        network.Run(3_000);
        Assert.That(network.Client.Counters.Timeouts, Is.Zero);
        Assert.That(network.Client.Counters.Retransmissions, Is.EqualTo(1));
    }

    [Test]
    public void APathThatTakesLessCutsWhatIsInFlight()
    {
        var simulation = new Simulation();
        var topology = new Topology(simulation, new PacketPool(isStrict: true));
        Node a = topology.AddNode("a"), router = topology.AddNode("router"), b = topology.AddNode("b");
        a.Ip.AddAddress(IpAddress.FromV4(10, 0, 0, 1));
        router.Ip.AddAddress(IpAddress.FromV4(10, 0, 0, 9));
        b.Ip.AddAddress(IpAddress.FromV4(10, 0, 0, 2));
        topology.AddLink("wide", a, router, LinkOptions.Of(TcpNetwork.Ms(1)));
        LinkOptions back = LinkOptions.Of(TcpNetwork.Ms(1));
        topology.AddLink("narrow", router, b, back with { Mtu = 600 }, back);
        TcpListener listener = TcpStack.Of(b).Listen(80);
        TcpConnection client = TcpStack.Of(a).Open(new(b.Ip.Addresses[0], 80));
        byte[] message = TcpNetwork.Pattern(3_000);
        client.Send(message, TcpNetwork.Request);
        simulation.Run(TcpNetwork.Ms(500));
        Assert.That(client.Mss, Is.EqualTo(560));
        Assert.That(listener.Accepted.TryReceive(out TcpConnection? server), Is.True);
        Assert.That(TcpNetwork.Read(server!), Is.EqualTo(System.Text.Encoding.ASCII.GetString(message)));
        Assert.That(TcpStack.Of(a).Counters.Timeouts, Is.Zero, "RFC 1191: at once");
    }

    [Test]
    public void AnIcmpErrorForSomethingElseIsIgnored()
    {
        var network = new TcpNetwork();
        (TcpConnection client, _) = network.Connect();
        client.ReceiveError(IcmpErrorKind.PacketTooBig, 300, network.Frames[0].Header.Sequence + 1);
        client.ReceiveError(IcmpErrorKind.PortUnreachable, 0, network.Frames[0].Header.Sequence);
        Assert.That((client.Mss, client.State), Is.EqualTo((Mss, TcpState.Established)));
    }

    private static void SendSegments(TcpConnection connection, int count)
    {
        for (int index = 0; index < count; index++)
        {
            var label = new MessageLabel("test", FormattableString.Invariant($"D{index}"));
            TcpSendOutcome outcome = connection.Send(TcpNetwork.Pattern(Mss, index), label);
            Assert.That(outcome, Is.EqualTo(TcpSendOutcome.Queued));
        }
    }

    // How many segments with text the client sends at each instant.
    private static FaultRule LoseAllAt100() => new()
    {
        On = "line",
        Direction = "up",
        What = FaultKind.Drop,
        During = new(TcpNetwork.Ms(99), TcpNetwork.Ms(101)),
    };

    private static List<string> TextsAfter101(TcpNetwork network) => network.Frames
        .FindAll(frame => frame.Time > TcpNetwork.Ms(101) && frame.Size > 0)
        .ConvertAll(frame => frame.ToString());

    private static List<string> CountsByTime(TcpNetwork network, long fromMilliseconds, long toMilliseconds)
    {
        List<string> counts = [];
        var span = new FaultSpan(TcpNetwork.Ms(fromMilliseconds), TcpNetwork.Ms(toMilliseconds));
        List<TcpFrame> frames = network.From("a").FindAll(frame => frame.Size > 0 && span.Contains(frame.Time));
        for (int index = 0; index < frames.Count;)
        {
            int count = frames.FindAll(frame => frame.Time == frames[index].Time).Count;
            counts.Add(FormattableString.Invariant($"{frames[index].Time}: {count}"));
            index += count;
        }

        return counts;
    }
}
