using System.Collections.Generic;
using NUnit.Framework;
using Simulator.Kernel;
using Simulator.Network;
using static Tests.Network.Fixture;

namespace Tests.Network;

/// <summary>What taps are told, and that they change nothing.</summary>
public sealed class TapTests
{
    [Test]
    public void APacketIsRecordedOnceAndDeliveredAtEachHop()
    {
        LinkOptions options = LinkOptions.Of(Milliseconds(1), DataRate.FromMegabits(8));
        (Fixture fixture, Node[] chain, Recorder recorder) = Net(3, options);
        UdpSocket sender = chain[0].Ip.Udp.Open(1);
        chain[2].Ip.Udp.Open(2);

        sender.Send(new byte[72], new(V4(chain[2]), 2), Ping); // 100 octets: 100 us
        sender.Send(new byte[72], new(V4(chain[2]), 2), Pong);
        fixture.Simulation.Run();

        Assert.That(string.Join('\n', recorder.Lines), Is.EqualTo(string.Join('\n',
            "0 s sent line:a/0-b/0 up #1 PING",
            "100 us sent line:a/0-b/0 up #2 PONG",
            "1.1 ms delivered b/0 #1 PING 100",
            "1.1 ms sent on line:b/0-c/0 up #1 PING",
            "1.2 ms delivered b/0 #2 PONG 100",
            "1.2 ms sent on line:b/0-c/0 up #2 PONG",
            "2.2 ms delivered c/0 #1 PING 100",
            "2.3 ms delivered c/0 #2 PONG 100")));
    }

    [Test]
    public void DropsAreToldWithTheirPlaceAndReason()
    {
        (Fixture fixture, Node[] chain, Recorder recorder) = Net(2, new LinkOptions { Loss = 1.0 });
        UdpSocket sender = chain[0].Ip.Udp.Open(1);

        sender.Send("x"u8, new(V4(chain[1]), 2), Ping);
        sender.Send("x"u8, new(IpAddress.Parse("192.0.2.1"), 2), Ping);
        fixture.Simulation.Run();

        Assert.That(string.Join('\n', recorder.Lines), Is.EqualTo(string.Join('\n',
            "0 s sent line:a/0-b/0 up #1 PING",
            "0 s dropped line:a/0-b/0 #1 Loss",
            "0 s dropped a/0 #0 NoRoute")));
    }

    [Test]
    public void AnAnswerIsAFrameOfItsOwn()
    {
        (Fixture fixture, Node[] chain, Recorder recorder) = Net(2, LinkOptions.Of(Milliseconds(1)));
        UdpSocket client = chain[0].Ip.Udp.Open(1), server = chain[1].Ip.Udp.Open(2);
        async Process Echo()
        {
            Packet request = await server.Receive();
            request.Label = Pong;
            server.Send(request, request.Source); // the same packet goes back
        }

        fixture.Simulation.Start(Echo());
        client.Send("x"u8, new(V4(chain[1]), 2), Ping);
        fixture.Simulation.Run();

        Assert.That(recorder.Lines[0], Is.EqualTo("0 s sent line:a/0-b/0 up #1 PING"));
        Assert.That(recorder.Lines[2], Is.EqualTo("1 ms sent line:a/0-b/0 down #2 PONG"));
    }

    [Test]
    public void SeveralTapsAreToldTheSame()
    {
        (Fixture fixture, Node[] chain, Recorder recorder) = Net(2, LinkOptions.Of(Milliseconds(1)));
        var second = new Recorder();
        fixture.Topology.AddTap(second);
        chain[0].Ip.Udp.Open(1).Send("x"u8, new(V4(chain[1]), 2), Ping);
        fixture.Simulation.Run();

        Assert.That(second.Lines, Is.EqualTo(recorder.Lines));
        Assert.That(second.Lines, Has.Count.GreaterThan(3), "and the port unreachable with it");
    }

    [Test]
    public void ARunWithTapsIsTheRunWithout()
    {
        Assert.That(Busy(hasTap: true).Events, Is.EqualTo(Busy(hasTap: false).Events));
    }

    [Test]
    public void TheSameSeedGivesTheSameRunAndAnotherSeedAnother()
    {
        (List<string> lines, _) = Busy(hasTap: true);

        Assert.That(lines, Has.Count.GreaterThan(2_000));
        Assert.That(Busy(hasTap: true).Lines, Is.EqualTo(lines));
        Assert.That(Busy(hasTap: true, seed: 2).Lines, Is.Not.EqualTo(lines));
    }

    // Losses, duplicates, drawn delays, a fault and a crash among hosts that answer each other.
    private static (List<string> Lines, long Events) Busy(bool hasTap, long seed = 1)
    {
        var fixture = new Fixture(seed);
        var options = new LinkOptions
        {
            Delay = Duration.From(new UniformSpan(Milliseconds(1), Milliseconds(3))),
            Rate = DataRate.FromMegabits(1),
            Queue = QueueLimit.Packets(4),
            Loss = 0.05,
            Duplication = 0.05,
            Reordering = 0.05,
            ReorderingDelay = Milliseconds(5),
        };
        Node[] chain = fixture.Chain(4, options);
        var recorder = new Recorder();
        if (hasTap)
        {
            fixture.Topology.AddTap(recorder);
        }

        FaultPlan.Apply(fixture.Topology,
        [
            new FaultRule { On = "line:b/0-c/0", What = FaultKind.Corrupt, Probability = 0.1 },
            new FaultRule { On = "c", What = FaultKind.Crash, During = new(Milliseconds(300), Milliseconds(400)) },
        ]);
        foreach (Node node in chain)
        {
            UdpSocket socket = node.Ip.Udp.Open(7);
            int number = node.Index;
            for (int count = 0; count < 200; count++)
            {
                fixture.At(Milliseconds(3 * count), () =>
                    socket.Send(new byte[100], new(V4(chain[(number + 3) % 4]), 7), Ping));
            }
        }

        fixture.Simulation.Run();
        return (recorder.Lines, fixture.Simulation.EventCount);
    }

    private static (Fixture Fixture, Node[] Chain, Recorder Recorder) Net(int count, LinkOptions options)
    {
        var fixture = new Fixture();
        Node[] chain = fixture.Chain(count, options);
        var recorder = new Recorder();
        fixture.Topology.AddTap(recorder);
        return (fixture, chain, recorder);
    }
}
