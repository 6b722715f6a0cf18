using System;
using System.Collections.Generic;
using System.Linq;
using NUnit.Framework;
using Simulator.Network;
using static Tests.Network.Fixture;

namespace Tests.Network;

/// <summary>The forwarding point: inspect, drop, tag, divert, tunnel.</summary>
public sealed class HookTests
{
    private static readonly byte[] Tag = [0x1E, 0x04, 0xAB, 0xCD]; // an experimental IPv4 option (RFC 4727)

    [Test]
    public void AnInspectorSeesEachPacketOnceAndChangesNothing()
    {
        (Fixture fixture, Node[] chain, TransportSink sink) = Net();
        var seen = new List<string>();
        var inspect = new Hook((in ForwardingPoint point) =>
        {
            seen.Add($"{point.Node} from {point.Arrival?.Peer.Node.Id ?? "itself"} for it {point.IsForNode}");
            return HookVerdict.Pass;
        });
        chain[0].Ip.AddHook(HookPoint.Origin, inspect);
        chain[1].Ip.AddHook(HookPoint.Arrival, inspect);
        chain[2].Ip.AddHook(HookPoint.Arrival, inspect);
        chain[2].Ip.AddHook(HookPoint.Origin, inspect);

        Send(fixture, chain[0], chain[2]);

        Assert.That(seen, Is.EqualTo(
            "a/0 from itself for it False;b/0 from a/0 for it False;c/0 from b/0 for it True".Split(';')));
        Assert.That(sink.Packets, Has.Count.EqualTo(1));
    }

    [Test]
    public void AFirewallDrops()
    {
        (Fixture fixture, Node[] chain, TransportSink sink) = Net();
        chain[1].Ip.AddHook(HookPoint.Arrival, new Hook((in ForwardingPoint _) => HookVerdict.Drop));
        chain[0].Ip.AddHook(HookPoint.Origin, new Hook((in ForwardingPoint point) =>
            point.Packet.Octets[^1] == 9 ? HookVerdict.Drop : HookVerdict.Pass));

        Send(fixture, chain[0], chain[2]);
        SendOutcome outcome = chain[0].Ip.Send(fixture.Packet([9]), default, V4(chain[2]), 253);

        Assert.That(outcome, Is.EqualTo(SendOutcome.Taken));
        Assert.That((chain[0].Drops[DropReason.Hook], chain[1].Drops[DropReason.Hook]), Is.EqualTo((1, 1)));
        Assert.That(sink.Packets, Is.Empty);
        Assert.That(fixture.Topology.Packets.LiveCount, Is.Zero);
    }

    [Test]
    public void ATaggingRouterAddsAnOption()
    {
        (Fixture fixture, Node[] chain, TransportSink sink) = Net();
        var recorder = new Recorder();
        fixture.Topology.AddTap(recorder);
        chain[1].Ip.AddHook(HookPoint.Arrival, new Hook((in ForwardingPoint point) =>
        {
            AddOption(point.Packet, point.Header);
            return HookVerdict.Pass;
        }));

        Send(fixture, chain[0], chain[2]);

        Assert.That(sink.Packets.Single().Header.HeaderSize, Is.EqualTo(24));
        Assert.That(sink.Packets.Single().Octets, Is.EqualTo("payload"u8.ToArray()));
        Assert.That(recorder.First.Select(octets => octets.Length), Is.EqualTo(Sizes), "recorded anew by the router");
        Assert.That(recorder.First[1][20..24], Is.EqualTo(Tag));
        Assert.That(recorder.Hops, Is.Empty);
    }

    [Test]
    public void ATunnelPrependsAndTakesOff()
    {
        var fixture = new Fixture();
        Node[] chain = fixture.Chain(5); // a - b ===tunnel=== d - e
        var sink = new TransportSink();
        chain[4].Ip.Register(253, sink);
        Node entrance = chain[1], exit = chain[3];
        entrance.Ip.AddHook(HookPoint.Arrival, new Hook((in ForwardingPoint point) =>
        {
            if (point.Header.Destination != V4(chain[4]))
            {
                return HookVerdict.Pass;
            }

            entrance.Ip.Send(point.Packet, V4(entrance), V4(exit), IpProtocol.Ipv4);
            return HookVerdict.Taken;
        }));
        exit.Ip.Register(IpProtocol.Ipv4, new TunnelEnd(exit));
        var recorder = new Recorder();
        fixture.Topology.AddTap(recorder);

        Send(fixture, chain[0], chain[4]);

        Assert.That(sink.Packets.Single().Octets, Is.EqualTo("payload"u8.ToArray()));
        Assert.That(recorder.First.Select(octets => octets.Length), Is.EqualTo(TunnelSizes), "sent by a, by b, by d");
        Assert.That(recorder.Hops, Has.Count.EqualTo(1), "in the tunnel over c");
        Assert.That(fixture.Topology.Packets.GrowthCount, Is.Zero);
        Assert.That(fixture.Topology.Packets.LiveCount, Is.Zero);
    }

    [Test]
    public void ADiversionLeavesByAnotherInterface()
    {
        (Fixture fixture, Node[] chain, TransportSink sink) = Net();
        Node proxy = fixture.Host("proxy");
        Link side = fixture.Join(chain[1], proxy);
        var diverted = new Sink(side.Second);
        chain[1].Ip.AddHook(HookPoint.Arrival, new Hook((in ForwardingPoint _) => HookVerdict.Redirect(side.First)));

        Send(fixture, chain[0], chain[2]);
        chain[0].Ip.Send(fixture.Packet([1]), default, V4(chain[1]), 253); // even what is for the router itself
        fixture.Simulation.Run();

        Assert.That(diverted.Octets, Has.Count.EqualTo(2));
        Assert.That(sink.Packets, Is.Empty);
    }

    [Test]
    public void WhatAHookHasTakenGoesOnLater()
    {
        (Fixture fixture, Node[] chain, TransportSink sink) = Net();
        var costs = new CostTable([new("inspect", new OperationCost { Fixed = Milliseconds(5) })]);
        Processor processor = chain[1].AddProcessor("processor", new ProcessorOptions(), costs);
        var slow = new SlowInspection(processor);
        chain[1].Ip.AddHook(HookPoint.Arrival, slow);

        Send(fixture, chain[0], chain[2]);
        Send(fixture, chain[2], chain[1]);

        Assert.That(sink.Packets, Has.Count.EqualTo(1));
        Assert.That(fixture.Simulation.Now, Is.EqualTo(Milliseconds(1 + 5 + 1 + 1 + 5 + 1)),
            "the last one for what ICMP says");
        Assert.That(chain[1].Drops[DropReason.ProtocolUnreachable], Is.EqualTo(1),
            "its own packets are delivered to it");
        chain[1].Crash();
        chain[1].Ip.Forward(fixture.Packet(20));
        Assert.That(chain[1].Drops[DropReason.NodeDown], Is.EqualTo(1));
        Assert.That(fixture.Topology.Packets.LiveCount, Is.Zero);
    }

    [Test]
    public void HooksComeInTheirOrderUntilOneTakes()
    {
        (Fixture fixture, Node[] chain, TransportSink sink) = Net();
        List<int> order = [];
        for (int number = 0; number < 3; number++)
        {
            int mine = number;
            chain[1].Ip.AddHook(HookPoint.Arrival, new Hook((in ForwardingPoint point) =>
            {
                order.Add(mine);
                if (mine < 1)
                {
                    return HookVerdict.Pass;
                }

                point.Packet.Release();
                return HookVerdict.Taken;
            }));
        }

        Send(fixture, chain[0], chain[2]);

        Assert.That(order, Is.EqualTo(TwoOfThree));
        Assert.That(sink.Packets, Is.Empty);
        Assert.That(chain[1].Drops.Total, Is.Zero, "the hook owns what it takes, and says itself what it drops");
    }

    [Test]
    public void AHookThatBreaksTheHeaderLosesThePacket()
    {
        (Fixture fixture, Node[] chain, TransportSink sink) = Net();
        chain[1].Ip.AddHook(HookPoint.Arrival, new Hook((in ForwardingPoint point) =>
        {
            point.Packet.Change()[0] = 0x35;
            return HookVerdict.Pass;
        }));

        Send(fixture, chain[0], chain[2]);

        Assert.That(chain[1].Drops[DropReason.BadHeader], Is.EqualTo(1));
        Assert.That(sink.Packets, Is.Empty);
    }

    private static readonly int[] Sizes = [27, 31];
    private static readonly int[] TunnelSizes = [27, 47, 27];
    private static readonly int[] TwoOfThree = [0, 1];

    private static (Fixture Fixture, Node[] Chain, TransportSink Sink) Net()
    {
        var fixture = new Fixture();
        Node[] chain = fixture.Chain(3);
        var sink = new TransportSink();
        chain[2].Ip.Register(253, sink);
        return (fixture, chain, sink);
    }

    private static void Send(Fixture fixture, Node from, Node to)
    {
        from.Ip.Send(fixture.Packet("payload"u8), default, V4(to), 253);
        fixture.Simulation.Run();
    }

    private static void AddOption(Packet packet, in IpHeader header)
    {
        Span<byte> header0 = stackalloc byte[Ipv4.HeaderSizeMax];
        header0 = header0[..header.HeaderSize];
        packet.Octets[..header.HeaderSize].CopyTo(header0);
        packet.Prepend(Tag.Length);
        Span<byte> octets = packet.Change();
        header0.CopyTo(octets);
        Tag.CopyTo(octets[header.HeaderSize..]);
        int size = header.HeaderSize + Tag.Length;
        octets[0] = (byte)(0x40 | (size / 4));
        System.Buffers.Binary.BinaryPrimitives.WriteUInt16BigEndian(octets[2..], (ushort)packet.Size);
        Ipv4.WriteChecksum(octets[..size]);
    }

    private delegate HookVerdict Handle(in ForwardingPoint point);

    private sealed class Hook(Handle handle) : IForwardingHook
    {
        HookVerdict IForwardingHook.Handle(in ForwardingPoint point) => handle(point);
    }

    private sealed class TunnelEnd(Node node) : ITransport
    {
        public void Receive(Packet packet, in IpHeader header) => node.Ip.Forward(packet);

        public void ReceiveError(in IcmpError error) => throw new InvalidOperationException("no error here");

        public void Crash()
        {
            // no state
        }
    }

    private sealed class SlowInspection(Processor processor) : IForwardingHook, IExecutionReceiver
    {
        public HookVerdict Handle(in ForwardingPoint point) =>
            processor.Submit(processor.Find("inspect"), point.Packet.Size, this, point.Packet) == ExecutionStatus.Done
                ? HookVerdict.Taken : HookVerdict.Drop;

        public void Executed(Packet? packet, in Execution execution) => processor.Node.Ip.Forward(packet!);
    }
}
