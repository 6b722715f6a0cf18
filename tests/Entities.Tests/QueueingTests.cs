using System.Linq;
using NUnit.Framework;
using Simulator.Entities;
using Simulator.Kernel;
using Simulator.Measure;
using Simulator.Network;

namespace Tests.Entities;

public sealed class QueueingTests
{
    private const string Success = "customer.outcome.success", Unfinished = "customer.outcome.unfinished";
    private const string QueueFull = "customer.outcome.queue-full", Repeated = "customer.repeated";

    [Test]
    public void ACustomerIsServedAndSentOn([Values] CustomerTransport transport, [Values] bool isV6)
    {
        var stations = new Stations(transport, isV6);
        stations.Run(100); // connections are up
        stations.Arrive();
        stations.Run(200);
        Assert.That(stations.Ladder, Is.EqualTo((string[])
            ["100 ms  source/0 -> server/0", "111 ms  server/0 -> sink/0"]));
        Assert.That(stations[Success], Is.EqualTo(1));
        Assert.That(stations["customer.latency", Statistic.Mean], Is.EqualTo(0.012).Within(1e-9));
        Assert.That(stations["customer.latency.processing", Statistic.Mean], Is.EqualTo(0.010).Within(1e-9));
        Assert.That(stations["customer.latency.propagation", Statistic.Mean], Is.EqualTo(0.002).Within(1e-9));
        Assert.That(stations.Packets.Select(packet => packet[0] >> 4), Is.All.EqualTo(isV6 ? 6 : 4));
    }

    [Test]
    public void CustomersKeepTheirOrderAndWaitForTheCore([Values] CustomerTransport transport)
    {
        var stations = new Stations(transport);
        stations.Run(100);
        stations.Arrive(3);
        stations.Run(1_000);
        Assert.That(stations.Ladder.Where(line => line.Contains("-> sink", System.StringComparison.Ordinal)),
            Is.EqualTo((string[])
            [
                "111 ms  server/0 -> sink/0", "121 ms  server/0 -> sink/0", "131 ms  server/0 -> sink/0",
            ]));
        Assert.That(stations["server.waiting", Statistic.Ratio], Is.EqualTo(2 / 3.0).Within(1e-9));
    }

    [Test]
    public void AFullQueueIsAnOutcomeOfItsOwn([Values] CustomerTransport transport)
    {
        var stations = new Stations(transport, queueMax: 1);
        stations.Run(100);
        stations.Arrive(5);
        stations.Run(1_000);
        Assert.That((stations[Success], stations[QueueFull]), Is.EqualTo((2.0, 3.0)));
        Assert.That(stations.ServerNode.Drops[DropReason.Role], Is.EqualTo(3));
        Assert.That(stations["server.waiting", Statistic.Count], Is.EqualTo(2), "those refused are not served");
    }

    [Test]
    public void CustomersWaitForTheirConnection(
        [Values(CustomerTransport.Sctp, CustomerTransport.Tcp)] CustomerTransport transport)
    {
        var stations = new Stations(transport);
        stations.Arrive(4);
        Assert.That(stations.Ladder, Is.Empty);
        stations.Run(1_000);
        Assert.That(stations[Success], Is.EqualTo(4));
        Assert.That(stations["customer.latency.timer", Statistic.Mean], Is.Positive);
    }

    [Test]
    public void WhatFillsTheSendBufferWhenAConnectionOpensLeavesWithoutAnotherCustomer(
        [Values(CustomerTransport.Sctp, CustomerTransport.Tcp)] CustomerTransport transport)
    {
        var stations = new Stations(transport) { Size = 1_000 };
        stations.Arrive(500); // twice as much as a send buffer holds
        stations.Run(60_000);
        Assert.That(stations[Success], Is.EqualTo(500));
    }

    [Test]
    public void OfCustomersThatWaitTheOldestAreKeptUpToABound(
        [Values(CustomerTransport.Sctp, CustomerTransport.Tcp)] CustomerTransport transport)
    {
        var stations = new Stations(transport);
        stations.Arrive(10_003);
        Assert.That(stations.SourceNode.Drops[DropReason.MailboxFull], Is.EqualTo(3));
        stations.Run(200_000);
        Assert.That(stations[Success], Is.EqualTo(10_000));
    }

    [Test]
    public void TheLongestCustomerFitsEveryTransport([Values] CustomerTransport transport)
    {
        var stations = new Stations(transport, link: new LinkOptions { Mtu = ushort.MaxValue }) { Size = 65_507 };
        stations.Run(100);
        stations.Arrive(2);
        stations.Run(1_000);
        Assert.That(stations[Success], Is.EqualTo(2));
    }

    [Test]
    public void ACustomerThatALinkDoublesCountsOnce()
    {
        LinkOptions twice = LinkOptions.Of(SimTime.FromMilliseconds(1)) with { Duplication = 1.0 };
        var stations = new Stations(CustomerTransport.Udp, link: twice);
        stations.Arrive(2);
        stations.Run(1_000);
        Assert.That((stations[Success], stations[Repeated]), Is.EqualTo((2.0, 6.0)));
        Assert.That(stations["customer.success", Statistic.Ratio], Is.EqualTo(1.0));
    }

    [Test]
    public void WhatIsNoCustomerIsCountedWithItsReason([Values(0, 1, 23, 24, 100)] int size, [Values] bool atSink)
    {
        var stations = new Stations(CustomerTransport.Udp);
        Node node = atSink ? stations.SinkNode : stations.ServerNode;
        UdpSocket socket = stations.SourceNode.Ip.Udp.OpenEphemeral();
        socket.Send(new byte[size], new(stations.AddressOf(node), Stations.Port), Source.Label);
        stations.Run(100);
        Assert.That(stations[atSink ? "sink.malformed" : "server.malformed"], Is.EqualTo(1));
        Assert.That(node.Drops[DropReason.Role], Is.EqualTo(1));
        Assert.That(stations.Topology.Packets.LiveCount, Is.Zero);
    }

    [Test]
    public void ALastStationSendsNothingAndAFirstOneTakesNothing()
    {
        var stations = new Stations(CustomerTransport.Udp);
        stations.SinkPort.Send(stations.Topology.Packets.Rent(30));
        Assert.That(stations.SinkNode.Drops[DropReason.NoRoute], Is.EqualTo(1));
        UdpSocket socket = stations.ServerNode.Ip.Udp.OpenEphemeral();
        socket.Send(new byte[30], new(stations.AddressOf(stations.SourceNode), Stations.Port), Source.Label);
        stations.Run(100);
        Assert.That(stations.SourceNode.Drops[DropReason.Role], Is.EqualTo(1));
        Assert.That(stations.Topology.Packets.LiveCount, Is.Zero);
    }

    [Test]
    public void SctpMessagesThatAreNoCustomersAreCountedAndTheNextOneIsTaken()
    {
        var stations = new Stations(CustomerTransport.Sctp);
        async Process Disturb()
        {
            SctpEndpoint endpoint = SctpStack.Of(stations.SourceNode).OpenEphemeral();
            SctpConnectResult result = await endpoint.Connect(stations.AddressOf(stations.ServerNode), Stations.Port);
            result.Association!.Send(0, 0, "no customer, however long it is"u8, Source.Label);
        }

        stations.Simulation.Start(Disturb());
        stations.Run(100);
        stations.Arrive();
        stations.Run(1_000);
        Assert.That((stations["server.malformed"], stations[Success]), Is.EqualTo((1.0, 1.0)));
    }

    [Test]
    public void AStreamThatCannotBeFramedIsReset()
    {
        var stations = new Stations(CustomerTransport.Tcp);
        TcpEndReason reason = TcpEndReason.None;
        async Process Disturb()
        {
            TcpConnectResult result =
                await TcpStack.Of(stations.SourceNode).Connect(new(stations.AddressOf(stations.ServerNode), 50_000));
            result.Connection!.Send("no customer, however long it is"u8, Source.Label);
            TcpReceived received = await result.Connection.Receive();
            Assert.That(received.HasOctets, Is.False);
            reason = result.Connection.EndReason;
        }

        stations.Simulation.Start(Disturb());
        stations.Run(100);
        stations.Arrive();
        stations.Run(1_000);
        Assert.That(reason, Is.EqualTo(TcpEndReason.Reset));
        Assert.That(stations[Success], Is.EqualTo(1), "the source's own connection goes on");
    }

    [Test]
    public void WhatComesWhileTheNextStationIsDownIsCarriedAfterItsRestart(
        [Values(CustomerTransport.Sctp, CustomerTransport.Tcp)] CustomerTransport transport)
    {
        var stations = new Stations(transport);
        stations.Run(100);
        stations.ServerNode.Crash();
        stations.Arrive(3);
        stations.Run(5_000);
        Assert.That(stations[Success], Is.Zero);
        stations.ServerNode.Restart();
        stations.Run(60_000);

        // what the old connection had taken is gone with it; the source is told by a reset or an abort
        stations.Arrive(2);
        stations.Run(200_000);
        Assert.That(stations[Success], Is.GreaterThanOrEqualTo(2));
    }

    [Test]
    public void DatagramsToAStationThatIsDownAreLost()
    {
        var stations = new Stations(CustomerTransport.Udp);
        stations.ServerNode.Crash();
        stations.Arrive(3);
        stations.Run(1_000);
        stations.ServerNode.Restart();
        stations.Arrive();
        stations.Run(2_000);
        Assert.That(stations[Success], Is.EqualTo(1));
        Assert.That(stations.Topology.Links[0].Up.Drops[DropReason.NodeDown], Is.EqualTo(3));
    }

    [Test]
    public void ACrashLosesWhoIsServedAndWhoWaits([Values] CustomerTransport transport)
    {
        var stations = new Stations(transport);
        stations.Run(100);
        stations.Arrive(3);
        stations.Run(115); // the first has left, the second is served, the third waits
        stations.ServerNode.Crash();
        stations.Run(1_000);
        Assert.That((stations[Success], stations[QueueFull]), Is.EqualTo((1.0, 0.0)));
        Assert.That(stations.ServerNode.Drops[DropReason.NodeDown], Is.GreaterThanOrEqualTo(2));
    }

    [Test]
    public void ASourceThatCrashesLosesWhatWaits(
        [Values(CustomerTransport.Sctp, CustomerTransport.Tcp)] CustomerTransport transport)
    {
        var stations = new Stations(transport);
        stations.ServerNode.Crash();
        stations.Arrive(5);
        stations.SourceNode.Crash();
        stations.Arrive(2); // and nobody sends for a node that is down
        Assert.That(stations.SourceNode.Drops[DropReason.NodeDown], Is.EqualTo(7));
        stations.ServerNode.Restart();
        stations.SourceNode.Restart();
        stations.Arrive();
        stations.Run(10_000);
        Assert.That(stations[Success], Is.EqualTo(1));
        Assert.That(stations[Unfinished], Is.Zero);
    }

    [Test]
    public void AConnectionThatCannotBeOpenedIsTriedAgain(
        [Values(CustomerTransport.Sctp, CustomerTransport.Tcp)] CustomerTransport transport)
    {
        var stations = new Stations(transport);
        stations.ServerNode.Crash();
        stations.Arrive();
        stations.Run(1_000_000); // every attempt has given up more than once
        stations.ServerNode.Restart();
        stations.Run(1_300_000);
        Assert.That(stations.Ladder, Has.Count.EqualTo(2));
    }
}
