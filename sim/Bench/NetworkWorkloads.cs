using System;
using Simulator.Kernel;
using Simulator.Network;

namespace Simulator.Bench;

/// <summary>The network's workloads. A unit is a packet that has reached its receiver.</summary>
internal static class NetworkWorkloads
{
    public const int PacketSize = 200;
    public const int RoundTripCount = 150_000;
    public const int PacketCount = 300_000;
    public const int Outstanding = 64;

    private const ushort Port = 7;
    private const int PayloadSize = PacketSize - Ipv4.HeaderSize - Udp.HeaderSize;

    private static readonly MessageLabel Ping = new("bench", "PING");
    private static readonly LinkOptions Line = LinkOptions.Of(SimTime.FromMilliseconds(1), DataRate.FromGigabits(1));

    /// <summary>W4 on the bare link: two processes, one packet to and fro.</summary>
    public static long BareLink(Simulation simulation)
    {
        Topology topology = Chain(simulation, linkCount: 1);
        NetworkInterface near = topology.Nodes[0].Interfaces[0], far = topology.Nodes[1].Interfaces[0];
        simulation.Start(EchoBare(far, new PacketMailbox(far)));
        simulation.Start(PingBare(near, new PacketMailbox(near), topology.Packets));
        simulation.Run();
        return 2 * RoundTripCount;
    }

    /// <summary>W4 through IPv4 and UDP with checksums.</summary>
    public static long Stack(Simulation simulation)
    {
        Topology topology = Chain(simulation, linkCount: 1);
        UdpSocket near = topology.Nodes[0].Ip.Udp.Open(Port), far = topology.Nodes[^1].Ip.Udp.Open(Port);
        simulation.Start(Echo(far, topology.Packets));
        simulation.Start(PingStack(near, AddressOf(topology.Nodes[^1]), topology.Packets));
        simulation.Run();
        return 2 * RoundTripCount;
    }

    /// <summary>Datagrams that circulate between two hosts, so many at a time, without a process.</summary>
    public static long Forward(Simulation simulation, int hopCount)
    {
        Topology topology = Chain(simulation, hopCount);
        UdpSocket near = topology.Nodes[0].Ip.Udp.Open(Port), far = topology.Nodes[^1].Ip.Udp.Open(Port);
        var circulation = new Circulation(simulation, topology.Packets);
        near.Receiver = circulation;
        far.Receiver = circulation;
        for (int count = 0; count < Outstanding; count++)
        {
            near.Send(Rent(topology.Packets, count), new(AddressOf(topology.Nodes[^1]), Port));
        }

        simulation.Run();
        return PacketCount;
    }

    private static Topology Chain(Simulation simulation, int linkCount)
    {
        var topology = new Topology(simulation);
        Node previous = AddHost(topology, 0);
        for (int index = 1; index <= linkCount; index++)
        {
            Node next = AddHost(topology, index);
            topology.AddLink("line", previous, next, Line);
            previous = next;
        }

        return topology;
    }

    private static Node AddHost(Topology topology, int index)
    {
        Node node = topology.AddNode("host", index);
        node.Ip.AddAddress(IpAddress.FromV4(10, 0, 0, (byte)(index + 1)));
        return node;
    }

    private static IpAddress AddressOf(Node node) => node.Ip.Addresses[0];

    private static Packet Rent(PacketPool packets, int number)
    {
        Packet packet = packets.Rent(PayloadSize);
        packet.Label = Ping;
        packet.Change().Fill((byte)(number & 0xFF));
        return packet;
    }

    private static async Process PingBare(NetworkInterface line, PacketMailbox mailbox, PacketPool packets)
    {
        for (int count = 0; count < RoundTripCount; count++)
        {
            Packet packet = packets.Rent(PacketSize);
            packet.Label = Ping;
            packet.Change()[0] = (byte)(count & 0xFF);
            line.Send(packet);
            Packet answer = await mailbox.Receive();
            Invariant.Require(answer.Octets[0] == (byte)(count & 0xFF) && answer.Size == PacketSize);
            answer.Release();
        }
    }

    private static async Process EchoBare(NetworkInterface line, PacketMailbox mailbox)
    {
        while (true)
        {
            line.Send(await mailbox.Receive());
        }
    }

    private static async Process PingStack(UdpSocket socket, IpAddress other, PacketPool packets)
    {
        for (int count = 0; count < RoundTripCount; count++)
        {
            socket.Send(Rent(packets, count), new(other, Port));
            Packet answer = await socket.Receive();
            Invariant.Require(answer.Octets[0] == (byte)(count & 0xFF) && answer.Size == PayloadSize);
            answer.Release();
        }
    }

    // The answer is a packet of its own: what a server does.
    private static async Process Echo(UdpSocket socket, PacketPool packets)
    {
        while (true)
        {
            Packet request = await socket.Receive();
            Packet answer = packets.Rent(request.Octets, Ping);
            socket.Send(answer, request.Source);
            request.Release();
        }
    }

    private sealed class Circulation(Simulation simulation, PacketPool packets) : IDatagramReceiver
    {
        private int _count;

        public void Receive(UdpSocket socket, Packet datagram)
        {
            if (++_count == PacketCount)
            {
                simulation.Stop();
            }

            socket.Send(packets.Rent(datagram.Octets, Ping), datagram.Source);
            datagram.Release();
        }

        public void ReceiveError(UdpSocket socket, UdpError error) =>
            throw new InvalidOperationException($"no datagram goes wrong here, but {error.Kind}");
    }
}
