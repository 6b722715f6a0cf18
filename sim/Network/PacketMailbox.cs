using System;
using Simulator.Kernel;

namespace Simulator.Network;

/// <summary>
/// Takes the packets of an interface into a bounded mailbox, for a process to receive; a crash empties it.
/// </summary>
public sealed class PacketMailbox : IPacketReceiver, INodeObserver
{
    /// <summary>A mailbox in place of the IP layer.</summary>
    /// <param name="from">The interface, of which it becomes the receiver.</param>
    /// <param name="capacity">Packets that wait at most.</param>
    public PacketMailbox(NetworkInterface from, int capacity = UdpSocket.DefaultCapacity)
    {
        ArgumentNullException.ThrowIfNull(from);
        Packets = new Mailbox<Packet>(from.Node.Simulation, capacity);
        from.Receiver = this;
        from.Node.Observe(this);
    }

    /// <summary>What has arrived; whoever takes a packet owns it.</summary>
    public Mailbox<Packet> Packets { get; }

    /// <summary>The next packet.</summary>
    public Receive<Packet> Receive() => Packets.Receive();

    /// <summary>The next packet, or nothing if none comes within a time.</summary>
    /// <param name="limit">Counted from now.</param>
    public ReceiveWithin<Packet> Receive(SimTime limit) => Packets.Receive(limit);

    void IPacketReceiver.Receive(NetworkInterface from, Packet packet)
    {
        if (!Packets.Put(packet))
        {
            from.Node.Drop(packet, DropReason.MailboxFull);
        }
    }

    void INodeObserver.Crashed(Node node)
    {
        while (Packets.TryReceive(out Packet? packet))
        {
            node.Drop(packet, DropReason.NodeDown);
        }
    }

    void INodeObserver.Restarted(Node node)
    {
        // empty already
    }
}
