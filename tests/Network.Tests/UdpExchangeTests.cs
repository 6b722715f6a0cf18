using System;
using NUnit.Framework;
using Simulator.Kernel;
using Simulator.Network;

namespace Tests.Network;

/// <summary>Two hosts and a router, and datagrams between the hosts.</summary>
public sealed class UdpExchangeTests
{
    private static readonly MessageLabel Ping = new("test", "PING");
    private static readonly MessageLabel Pong = new("test", "PONG");
    private static readonly string[] Addresses = ["10.0.0.1", "fd00::1"];
    private static readonly string[] Others = ["10.0.0.2", "fd00::2"];

    [Test]
    public void ADatagramGoesOverARouterAndItsAnswerComesBack([Values] bool isV6)
    {
        var simulation = new Simulation();
        var topology = new Topology(simulation, new PacketPool(isStrict: true));
        Node a = topology.AddNode("a"), router = topology.AddNode("router"), b = topology.AddNode("b");
        topology.AddLink("wire", a, router, LinkOptions.Of(SimTime.FromMilliseconds(1)));
        topology.AddLink("wire", router, b, LinkOptions.Of(SimTime.FromMilliseconds(2)));
        IpAddress address = IpAddress.Parse(Addresses[isV6 ? 1 : 0]), other = IpAddress.Parse(Others[isV6 ? 1 : 0]);
        a.Ip.AddAddress(address);
        b.Ip.AddAddress(other);
        b.Start(Echo(b.Ip.Udp.Open(7)));
        UdpSocket socket = a.Ip.Udp.OpenEphemeral();

        // a -> b  PING
        SendOutcome outcome = socket.Send("hello"u8, new(other, 7), Ping);
        simulation.Run();

        // b -> a  PONG
        Assert.That(outcome, Is.EqualTo(SendOutcome.Sent));
        Assert.That(socket.Datagrams.TryReceive(out Packet? answer), Is.True);
        Assert.That(answer!.Octets.SequenceEqual("hello"u8), Is.True);
        Assert.That(answer.Source, Is.EqualTo(new IpEndpoint(other, 7)));
        Assert.That(answer.Destination, Is.EqualTo(new IpEndpoint(address, Udp.EphemeralPortMin)));
        Assert.That(simulation.Now, Is.EqualTo(SimTime.FromMilliseconds(6)));
        Assert.That(simulation.EventCount, Is.EqualTo(4 + 1), "one event a hop, and one wakes the process that echoes");
        Assert.That(router.Ip.ForwardedCount, Is.EqualTo(2));
        answer.Release();
        Assert.That(topology.Packets.LiveCount, Is.Zero);
    }

    private static async Process Echo(UdpSocket socket)
    {
        while (true)
        {
            Packet request = await socket.Receive();
            socket.Send(request.Octets, request.Source, Pong, request.Tag);
            request.Release();
        }
    }
}
