using System.Collections.Generic;
using System.Linq;
using NUnit.Framework;
using Simulator.Kernel;
using Simulator.Network;
using static Tests.Network.Fixture;

namespace Tests.Network;

/// <summary>What a node loses in a crash, and what it keeps.</summary>
public sealed class NodeTests
{
    private static readonly string[] Life = ["crashed", "restarted"];

    [Test]
    public void WhatHasLeftArrivesAndWhatWaitsIsLost()
    {
        var fixture = new Fixture();
        Node a = fixture.Host("a"), b = fixture.Host("b");
        Link link = fixture.Join(a, b, LinkOptions.Of(Milliseconds(10), DataRate.FromMegabits(8))); // 1 us an octet
        var sink = new Sink(link.Second);
        fixture.At(SimTime.Zero, () =>
        {
            link.First.Send(fixture.Packet(1_000));
            link.First.Send(fixture.Packet(1_000)); // being transmitted at the crash
            link.First.Send(fixture.Packet(1_000));
        });
        fixture.At(SimTime.FromMicroseconds(1_500), a.Crash);
        fixture.At(Milliseconds(2), () => link.First.Send(fixture.Packet(1)));
        fixture.At(Milliseconds(3), a.Restart);
        fixture.At(Milliseconds(4), () => link.First.Send(fixture.Packet(1_000)));

        fixture.Simulation.Run();

        Assert.That(sink.Times, Is.EqualTo(new[] { Milliseconds(11), Milliseconds(15) }));
        Assert.That(link.Up.Drops[DropReason.NodeDown], Is.EqualTo(2));
        Assert.That(a.Drops[DropReason.NodeDown], Is.EqualTo(1), "a node that is down sends nothing");
        Assert.That(fixture.Topology.Packets.LiveCount, Is.Zero);
    }

    [Test]
    public void ANodeThatIsDownReceivesNothingAndSaysNothing()
    {
        var fixture = new Fixture();
        Node[] chain = fixture.Chain(2);
        UdpSocket socket = chain[0].Ip.Udp.Open(1);
        chain[1].Crash();

        socket.Send("hello"u8, new(V4(chain[1]), 9), Ping);
        fixture.Simulation.Run();

        Assert.That(chain[0].Interfaces[0].Outgoing.Drops[DropReason.NodeDown], Is.EqualTo(1));
        Assert.That(socket.LastError, Is.Null);
        Assert.That(chain[1].Ip.Send(fixture.Packet(1), default, V4(chain[0]), 253), Is.EqualTo(SendOutcome.NodeDown));
    }

    [Test]
    public void SocketsAndTransportsAreGoneAndTheConfigurationStays()
    {
        var fixture = new Fixture();
        Node[] chain = fixture.Chain(2);
        var transport = new TransportSink();
        chain[1].Ip.Register(253, transport);
        UdpSocket server = chain[1].Ip.Udp.Open(7), client = chain[0].Ip.Udp.Open(1);
        client.Send("1"u8, new(V4(chain[1]), 7), Ping);
        client.Send("2"u8, new(V4(chain[1]), 7), Ping);
        fixture.Simulation.Run();
        Assert.That(server.Datagrams.Count, Is.EqualTo(2));

        chain[1].Crash();
        chain[1].Restart();

        Assert.That(server.IsClosed, Is.True);
        Assert.That(server.Datagrams.Count, Is.Zero);
        Assert.That(chain[1].Drops[DropReason.NodeDown], Is.EqualTo(2));
        Assert.That(server.Send("x"u8, new(V4(chain[0]), 1), Ping), Is.EqualTo(SendOutcome.NodeDown),
            "closed for good");
        Assert.That(transport.CrashCount, Is.EqualTo(1));
        UdpSocket again = chain[1].Ip.Udp.Open(7);
        client.Send("3"u8, new(V4(chain[1]), 7), Ping);
        fixture.Simulation.Run();
        Assert.That(again.Datagrams.Count, Is.EqualTo(1), "address and route are as before");
    }

    [Test]
    public void ProcessesOfTheNodeAreInterruptedAndOthersAreNot()
    {
        var fixture = new Fixture();
        Node a = fixture.Host("a"), b = fixture.Host("b");
        List<string> ended = [];
        async Process Sleep(string name)
        {
            try
            {
                await fixture.Simulation.Timeout(Seconds(10));
                ended.Add(name + " woke");
            }
            catch (InterruptException interrupt) when (interrupt.Cause is NodeCrash crash)
            {
                ended.Add($"{name} went down with {crash.Node}");
                throw;
            }
        }

        async Process Nested(string name) => await Sleep(name);
        a.Start(Sleep("one"));
        a.Start(Nested("two"));
        b.Start(Sleep("three"));
        fixture.At(Seconds(1), a.Crash);

        fixture.Simulation.Run();

        Assert.That(ended, Is.EqualTo("one went down with a/0,two went down with a/0,three woke".Split(',')));
    }

    [Test]
    public void ManyShortProcessesLeaveNothingBehind()
    {
        var fixture = new Fixture();
        Node a = fixture.Host("a");
        int ended = 0;
        async Process Short()
        {
            await fixture.Simulation.Timeout(Milliseconds(1));
            ended++;
        }

        for (int count = 0; count < 1_000; count++)
        {
            fixture.At(Milliseconds(10 * count), () => a.Start(Short()));
        }

        fixture.Simulation.Run();
        Assert.That(ended, Is.EqualTo(1_000));
        a.Crash();
        fixture.Simulation.Run();
        Assert.That(fixture.Simulation.PendingCount, Is.Zero);
    }

    [Test]
    public void ObserversAreToldOfEachLife()
    {
        var fixture = new Fixture();
        Node a = fixture.Host("a");
        var observer = new Observer();
        a.Observe(observer);

        a.Restart();
        a.Crash();
        a.Crash();
        a.Restart();

        Assert.That(observer.Lines, Is.EqualTo(Life));
        Assert.That(a.Incarnation, Is.EqualTo(1));
    }

    [Test]
    public void MailboxesAreBoundedAndEmptiedByACrash()
    {
        var fixture = new Fixture();
        Link link = fixture.Join(fixture.Host("a"), fixture.Host("b"));
        var mailbox = new PacketMailbox(link.Second, capacity: 2);
        UdpSocket socket = link.First.Node.Ip.Udp.Open(1, capacity: 1);
        for (int count = 0; count < 3; count++)
        {
            link.First.Send(fixture.Packet(1));
            socket.Send("x"u8, new(V4(link.First.Node), 1), Ping);
        }

        fixture.Simulation.Run();
        Assert.That(link.Second.Node.Drops[DropReason.MailboxFull], Is.EqualTo(1));
        Assert.That(link.First.Node.Drops[DropReason.MailboxFull], Is.EqualTo(2));

        link.Second.Node.Crash();
        link.First.Node.Crash();
        Assert.That(fixture.Topology.Packets.LiveCount, Is.Zero);
    }

    [Test]
    public void RecordsNeedAReceiver()
    {
        var fixture = new Fixture();
        Link radio = fixture.Topology.AddLink(
            "radio", fixture.Host("ue"), fixture.Host("enb"), new LinkOptions(), type: LinkType.ExportedPdu);
        Packet record = fixture.Packet("nas"u8);
        record.Dissector = "nas-eps";

        radio.First.Send(record);
        fixture.Simulation.Run();
        Assert.That(radio.Second.Node.Drops[DropReason.NoReceiver], Is.EqualTo(1));

        var sink = new Sink(radio.Second);
        radio.First.Send(fixture.Packet("nas"u8));
        fixture.Simulation.Run();
        Assert.That(sink.Octets.Single(), Is.EqualTo("nas"u8.ToArray()));
    }

    [Test]
    public void EphemeralPortsGoUpFrom49152AndComeAround()
    {
        var fixture = new Fixture();
        UdpStack udp = fixture.Host("a").Ip.Udp;
        udp.Open(49_153);

        Assert.That(udp.OpenEphemeral().Port, Is.EqualTo(49_152));
        Assert.That(udp.OpenEphemeral().Port, Is.EqualTo(49_154), "49153 is taken");
        for (int port = 49_155; port < 65_535; port++)
        {
            udp.OpenEphemeral().Close();
        }

        Assert.That(udp.OpenEphemeral().Port, Is.EqualTo(65_535));
        Assert.That(udp.OpenEphemeral().Port, Is.EqualTo(49_155));
        Assert.That(() => udp.Open(49_152), Throws.TypeOf<InvariantException>());
    }

    [Test]
    public void IdsNameOneThing()
    {
        var fixture = new Fixture();
        Node a = fixture.Host("a"), b = fixture.Host("b");
        Link link = fixture.Join(a, b);

        Assert.That(fixture.Topology.FindNode("a/0"), Is.SameAs(a));
        Assert.That(fixture.Topology.FindNode("a"), Is.Null);
        Assert.That(fixture.Topology.FindLink("line:a/0-b/0"), Is.SameAs(link));
        Assert.That(fixture.Topology.FindLink("line:b/0-a/0"), Is.Null);
        Assert.That(() => fixture.Join(a, b), Throws.ArgumentException);
        Assert.That(() => fixture.Join(a, a), Throws.TypeOf<InvariantException>());
        Assert.That(() => fixture.Topology.AddNode("a"), Throws.ArgumentException);
        Assert.That(() => fixture.Join(a, new Fixture().Host("z")), Throws.TypeOf<InvariantException>());
        Assert.That(a.InterfaceTo(b), Is.SameAs(link.First));
        Assert.That(() => a.InterfaceTo(a), Throws.ArgumentException);
    }

    [Test]
    public void ANodeKeepsItsInterfacesInTheOrderOfTheirLinks()
    {
        var fixture = new Fixture();
        Node hub = fixture.Host("hub");
        var links = new List<Link>();
        Assert.That(hub.Interfaces, Is.Empty);
        for (int index = 0; index < 9; index++)
        {
            links.Add(fixture.Join(index % 2 == 0 ? hub : fixture.Host("a", index), fixture.Host("b", index)));
            if (index % 2 != 0)
            {
                links[^1] = fixture.Join(links[^1].First.Node, hub);
            }
        }

        NetworkInterface[] expected = [.. links.Select(link => link.First.Node == hub ? link.First : link.Second)];
        Assert.That(hub.Interfaces, Is.EqualTo(expected));
        Assert.That(hub.Interfaces.Select(each => each.Index), Is.EqualTo(Enumerable.Range(0, 9)));
        Assert.That(hub.InterfaceTo(links[8].Second.Node), Is.SameAs(links[8].First));
        Assert.That(() => hub.Interfaces[9], Throws.InstanceOf<System.ArgumentOutOfRangeException>());
        Assert.That(() => hub.Interfaces[-1], Throws.InstanceOf<System.ArgumentOutOfRangeException>());
    }

    [Test]
    public void ANodeKeepsItsProcessorsAndObserversInTheirOrder()
    {
        var fixture = new Fixture();
        Node node = fixture.Host("a");
        var costs = new CostTable([], 0.0);
        Processor[] processors =
            [.. Enumerable.Range(0, 3).Select(index => node.AddProcessor($"p{index}", new ProcessorOptions(), costs))];
        Assert.That(node.Processors, Is.EqualTo(processors));
        Assert.That(
            () => node.AddProcessor("p1", new ProcessorOptions(), costs), Throws.TypeOf<InvariantException>());
        Assert.That(node.Processors, Has.Count.EqualTo(3));

        var told = new List<string>();
        foreach (string name in (string[])["first", "second", "third"])
        {
            node.Observe(new Teller(name, told));
        }

        node.Crash();
        node.Restart();
        Assert.That(told, Is.EqualTo((string[])["-first", "-second", "-third", "+first", "+second", "+third"]));
    }

    [TestCase(0)]
    [TestCase(3)]
    [TestCase(7)]
    public void ANodeIsThereOnceInWhateverOrder(int index)
    {
        var fixture = new Fixture();
        fixture.Topology.Expect(2, 0); // more come than are expected
        foreach (int declared in (int[])[7, 3, 0])
        {
            Assert.That(fixture.Topology.AddNode("a", declared).Id, Is.EqualTo($"a/{declared}"));
        }

        Assert.That(() => fixture.Topology.AddNode("a", index), Throws.ArgumentException);
        Assert.That(fixture.Topology.AddNode("b", index).Id, Is.EqualTo($"b/{index}"));
        Assert.That(fixture.Topology.AddNode("a", index + 1).Id, Is.EqualTo($"a/{index + 1}"));
        Assert.That(fixture.Topology.Nodes, Has.Count.EqualTo(5));
    }

    private sealed class Teller(string name, List<string> lines) : INodeObserver
    {
        public void Crashed(Node node) => lines.Add("-" + name);

        public void Restarted(Node node) => lines.Add("+" + name);
    }

    private sealed class Observer : INodeObserver
    {
        public List<string> Lines { get; } = [];

        public void Crashed(Node node) => Lines.Add("crashed");

        public void Restarted(Node node) => Lines.Add("restarted");
    }
}
