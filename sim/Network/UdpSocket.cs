using System;
using Simulator.Kernel;

namespace Simulator.Network;

/// <summary>An ICMP error about a datagram that a socket has sent.</summary>
/// <param name="Kind">What went wrong.</param>
/// <param name="Destination">Where the datagram was to go.</param>
/// <param name="Mtu">Largest packet that would pass, for <see cref="IcmpErrorKind.PacketTooBig"/>.</param>
/// <param name="Reporter">Who reports it.</param>
public readonly record struct UdpError(IcmpErrorKind Kind, IpEndpoint Destination, int Mtu, IpAddress Reporter);

/// <summary>
/// Takes the datagrams of a socket in place of its mailbox, within the event of their arrival, and owns them.
/// </summary>
public interface IDatagramReceiver
{
    /// <summary>A datagram has arrived.</summary>
    /// <param name="socket">The socket.</param>
    /// <param name="datagram">The payload; <see cref="Packet.Source"/> is its sender.</param>
    void Receive(UdpSocket socket, Packet datagram);

    /// <summary>A datagram that the socket has sent went wrong.</summary>
    /// <param name="socket">The socket.</param>
    /// <param name="error">What ICMP says.</param>
    void ReceiveError(UdpSocket socket, UdpError error);
}

/// <summary>A UDP socket. A crash of its node closes it; after a restart the role opens another.</summary>
public sealed class UdpSocket
{
    /// <summary>Datagrams that wait for the receiver at most, by default (ours).</summary>
    public const int DefaultCapacity = 1_000;

    private readonly Topology _topology;
    private readonly IpStack _ip;

    internal UdpSocket(Topology topology, IpStack ip, ushort port, int capacity)
    {
        _topology = topology;
        _ip = ip;
        Port = port;
        Datagrams = new Mailbox<Packet>(topology.Simulation, capacity);
    }

    /// <summary>The node.</summary>
    public Node Node => _ip.Node;

    /// <summary>The port.</summary>
    public ushort Port { get; }

    /// <summary>
    /// What has arrived; whoever takes a datagram owns it. Empty if there is a <see cref="Receiver"/>.
    /// </summary>
    public Mailbox<Packet> Datagrams { get; }

    /// <summary>Takes datagrams in place of the mailbox.</summary>
    public IDatagramReceiver? Receiver { get; set; }

    /// <summary>True after <see cref="Close"/> or a crash of the node.</summary>
    public bool IsClosed { get; private set; }

    /// <summary>The last ICMP error about a datagram of this socket, or null.</summary>
    public UdpError? LastError { get; private set; }

    /// <summary>The next datagram.</summary>
    public Receive<Packet> Receive() => Datagrams.Receive();

    /// <summary>The next datagram, or nothing if none comes within a time.</summary>
    /// <param name="limit">Counted from now.</param>
    public ReceiveWithin<Packet> Receive(SimTime limit) => Datagrams.Receive(limit);

    /// <summary>Sends a packet that is the payload, and gives it away.</summary>
    /// <param name="payload">The payload, with room for headers before it.</param>
    /// <param name="destination">Where to.</param>
    /// <param name="source">An address of the node; unspecified for its first of the destination's version.</param>
    public SendOutcome Send(Packet payload, in IpEndpoint destination, IpAddress source = default)
    {
        ArgumentNullException.ThrowIfNull(payload);
        if (IsClosed || (source.IsUnspecified && !_ip.TryGetSource(destination.Address, out source)))
        {
            Node.Drop(payload, IsClosed ? DropReason.NodeDown : DropReason.NoRoute);
            return IsClosed ? SendOutcome.NodeDown : SendOutcome.NoRoute;
        }

        if (payload.Size > ushort.MaxValue - Udp.HeaderSize)
        {
            Node.Drop(payload, DropReason.TooBig);
            return SendOutcome.TooBig;
        }

        payload.Prepend(Udp.HeaderSize);
        Udp.Write(payload.Span, new(source, Port), destination);
        return _ip.Send(payload, source, destination.Address, IpProtocol.Udp);
    }

    /// <summary>Sends octets.</summary>
    /// <param name="payload">The octets, copied.</param>
    /// <param name="destination">Where to.</param>
    /// <param name="label">What they say.</param>
    /// <param name="tag">What is measured: the tag of the message that led to this one.</param>
    public SendOutcome Send(
        ReadOnlySpan<byte> payload, in IpEndpoint destination, MessageLabel label, in MeasurementTag tag = default)
    {
        Packet packet = _topology.Packets.Rent(payload, label);
        if (tag.IsActive)
        {
            packet.Tag = tag;
        }

        return Send(packet, destination);
    }

    /// <summary>
    /// Closes the socket; what nobody has received is dropped. The port is free again. A process that waits for a
    /// datagram goes on waiting: interrupt it first.
    /// </summary>
    public void Close()
    {
        if (IsClosed)
        {
            return;
        }

        IsClosed = true;
        _ip.Udp.Forget(this);
        while (Datagrams.TryReceive(out Packet? datagram))
        {
            Node.Drop(datagram, DropReason.NodeDown);
        }
    }

    internal void Deliver(Packet datagram)
    {
        if (Receiver is not null)
        {
            Receiver.Receive(this, datagram);
        }
        else if (!Datagrams.Put(datagram))
        {
            Node.Drop(datagram, DropReason.MailboxFull);
        }
    }

    internal void DeliverError(in UdpError error)
    {
        LastError = error;
        Receiver?.ReceiveError(this, error);
    }
}
