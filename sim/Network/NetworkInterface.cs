using System;

namespace Simulator.Network;

/// <summary>Takes the packets of an interface in place of the IP layer, and owns them.</summary>
public interface IPacketReceiver
{
    /// <summary>A packet has arrived.</summary>
    /// <param name="from">The interface.</param>
    /// <param name="packet">The packet, now the receiver's.</param>
    void Receive(NetworkInterface from, Packet packet);
}

/// <summary>Where a node is connected to a link. It has no address of its own: addresses are the node's.</summary>
public sealed class NetworkInterface
{
    private LinkDirection _outgoing = null!;

    internal NetworkInterface(Node node, Link link, Node neighbour)
    {
        Node = node;
        Link = link;
        Neighbour = neighbour;
        IsIp = link.Type == LinkType.RawIp;
    }

    /// <summary>The node.</summary>
    public Node Node { get; }

    /// <summary>The link.</summary>
    public Link Link { get; }

    /// <summary>Number among the interfaces of the node, in the order of declaration.</summary>
    public int Index { get; internal set; }

    /// <summary>The interface at the other end.</summary>
    public NetworkInterface Peer { get; private set; } = null!;

    // Of the peer and of the link, kept here too: routing asks an interface alone.
    internal Node Neighbour { get; }

    internal bool IsIp { get; }

    /// <summary>The direction in which it sends.</summary>
    public LinkDirection Outgoing => _outgoing;

    /// <summary>Who takes its packets instead of the IP layer; always needed on a link of records.</summary>
    public IPacketReceiver? Receiver { get; set; }

    /// <summary>Largest IP packet that it sends, in octets.</summary>
    public int Mtu => _outgoing.Mtu;

    /// <summary>Puts a packet on the link as it is, and gives it away.</summary>
    /// <param name="packet">The packet.</param>
    public void Send(Packet packet)
    {
        ArgumentNullException.ThrowIfNull(packet);
        if (Node.IsUp)
        {
            _outgoing.Send(packet);
        }
        else
        {
            Node.Drop(packet, DropReason.NodeDown);
        }
    }

    internal void Connect(LinkDirection outgoing, NetworkInterface peer)
    {
        _outgoing = outgoing;
        Peer = peer;
    }

    internal void Receive(Packet packet)
    {
        if (Receiver is not null)
        {
            Receiver.Receive(this, packet);
        }
        else if (IsIp)
        {
            Node.Ip.Receive(packet, this);
        }
        else
        {
            Node.Drop(packet, DropReason.NoReceiver);
        }
    }
}
