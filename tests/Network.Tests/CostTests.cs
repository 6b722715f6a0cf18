using System;
using NUnit.Framework;
using Simulator.Kernel;
using Simulator.Network;
using static Tests.Network.Fixture;

namespace Tests.Network;

/// <summary>What a packet costs the simulator: events and memory.</summary>
public sealed class CostTests
{
    private const int Count = 1_000;

    [TestCase(1)]
    [TestCase(2)]
    [TestCase(6)]
    public void OneEventAHop(int hops)
    {
        var fixture = new Fixture();
        Node[] chain = fixture.Chain(hops + 1, LinkOptions.Of(Milliseconds(1), DataRate.FromMegabits(100)));
        UdpSocket sender = chain[0].Ip.Udp.Open(1), receiver = chain[hops].Ip.Udp.Open(2, Count);
        for (int count = 0; count < Count; count++)
        {
            sender.Send(new byte[64], new(V6(chain[hops]), 2), Ping);
        }

        fixture.Simulation.Run();

        Assert.That(receiver.Datagrams.Count, Is.EqualTo(Count), "a queue holds them all but for the one that is sent");
        Assert.That(fixture.Simulation.EventCount, Is.EqualTo(Count * hops));
    }

    [Test]
    public void OneMoreWhereAProcessIsWoken()
    {
        var fixture = new Fixture();
        Node[] chain = fixture.Chain(2);
        UdpSocket sender = chain[0].Ip.Udp.Open(1), receiver = chain[1].Ip.Udp.Open(2);
        int received = 0;
        async Process Receive()
        {
            while (true)
            {
                (await receiver.Receive()).Release();
                received++;
            }
        }

        fixture.Simulation.Start(Receive());
        for (int count = 0; count < Count; count++)
        {
            sender.Send(new byte[64], new(V4(chain[1]), 2), Ping);
            fixture.Simulation.Run();
        }

        Assert.That(received, Is.EqualTo(Count));
        Assert.That(fixture.Simulation.EventCount, Is.EqualTo(2 * Count));
    }

    [Test]
    public void NothingIsAllocatedForAPacketOnceWarm([Values] bool isV6, [Values] bool isMeasured)
    {
        var simulation = new Simulation();
        var topology = new Topology(simulation);
        var options = new LinkOptions
        {
            Delay = Duration.From(new UniformSpan(Milliseconds(1), Milliseconds(2))),
            Rate = DataRate.FromGigabits(1),
            Loss = 0.01,
            Reordering = 0.01,
            ReorderingDelay = Milliseconds(1),
        };
        Node a = topology.AddNode("a"), router = topology.AddNode("r"), b = topology.AddNode("b");
        topology.AddLink("line", a, router, options);
        topology.AddLink("line", router, b, options);
        a.Ip.AddAddress(IpAddress.Parse(isV6 ? "fd00::1" : "10.0.0.1"));
        b.Ip.AddAddress(IpAddress.Parse(isV6 ? "fd00::2" : "10.0.0.2"));
        router.Ip.AddHook(HookPoint.Arrival, new Passing());
        var costs = new CostTable([new("x", new OperationCost { Fixed = SimTime.FromMicroseconds(1) })]);
        Processor processor = b.AddProcessor("processor", new ProcessorOptions(), costs);
        UdpSocket near = a.Ip.Udp.Open(1), far = b.Ip.Udp.Open(2);
        simulation.Start(Echo(far, processor));
        byte[] payload = new byte[500];
        MeasurementTag tag = isMeasured ? CriticalPath.Begin("ping", 1, SimTime.Zero) : default;

        void Round()
        {
            for (int count = 0; count < 100; count++)
            {
                for (int burst = 0; burst < 10; burst++)
                {
                    near.Send(payload, new(b.Ip.Addresses[0], 2), Ping, tag);
                }

                simulation.Run();
                while (near.Datagrams.TryReceive(out Packet? answer))
                {
                    answer.Release();
                }
            }
        }

        // until pools are filled and the runtime has compiled everything well
        long allocated = long.MaxValue;
        for (int round = 0; round < 500 && allocated > 0; round++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            Round();
            allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        }

        Assert.That(allocated, Is.Zero, "octets for 1,000 datagrams and their answers");
        Assert.That(topology.Packets.LiveCount, Is.Zero);
    }

    [Test]
    public void ThousandsOfDatagramsNeedAHandfulOfPackets()
    {
        var simulation = new Simulation();
        var topology = new Topology(simulation);
        Node a = topology.AddNode("a"), b = topology.AddNode("b");
        topology.AddLink("line", a, b, LinkOptions.Of(Milliseconds(1)));
        a.Ip.AddAddress(IpAddress.FromV4(1));
        b.Ip.AddAddress(IpAddress.FromV4(2));
        UdpSocket socket = a.Ip.Udp.Open(1);
        for (int count = 0; count < 10_000; count++)
        {
            socket.Send("x"u8, new(IpAddress.FromV4(2), 2), Ping);
            simulation.Run();
        }

        Assert.That(topology.Packets.MadeCount, Is.LessThanOrEqualTo(3), "a datagram and an ICMP error");
    }

    private static async Process Echo(UdpSocket socket, Processor processor)
    {
        OperationId operation = processor.Find("x");
        while (true)
        {
            Packet request = await socket.Receive();
            await processor.Execute(operation, request.Size);
            request.Label = Pong;
            socket.Send(request, request.Source);
        }
    }

    private sealed class Passing : IForwardingHook
    {
        public HookVerdict Handle(in ForwardingPoint point) => HookVerdict.Pass;
    }
}
