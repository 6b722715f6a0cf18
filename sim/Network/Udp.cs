using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using Simulator.Kernel;

namespace Simulator.Network;

/// <summary>The UDP header (RFC 768).</summary>
public static class Udp
{
    // octet  0..1         2..3              4..5    6..7
    //        source port  destination port  length  checksum

    /// <summary>Octets of the header.</summary>
    public const int HeaderSize = 8;

    /// <summary>First port that is given to a socket without one (RFC 6335 §6).</summary>
    public const ushort EphemeralPortMin = 49_152;

    internal const int DestinationPortOffset = 2;
    private const int LengthOffset = 4, ChecksumOffset = 6;
    private const ushort NoChecksum = 0;
    private const ushort ZeroChecksum = 0xFFFF; // a computed zero, which would mean none

    /// <summary>Writes the header in front of a payload, with the checksum over both and the pseudo header.</summary>
    /// <param name="datagram">Header and payload; the header's octets are overwritten.</param>
    /// <param name="source">Sender.</param>
    /// <param name="destination">Receiver.</param>
    public static void Write(Span<byte> datagram, in IpEndpoint source, in IpEndpoint destination)
    {
        BinaryPrimitives.WriteUInt16BigEndian(datagram, source.Port);
        BinaryPrimitives.WriteUInt16BigEndian(datagram[DestinationPortOffset..], destination.Port);
        BinaryPrimitives.WriteUInt16BigEndian(datagram[LengthOffset..], (ushort)datagram.Length);
        BinaryPrimitives.WriteUInt16BigEndian(datagram[ChecksumOffset..], NoChecksum);
        ulong sum = InternetChecksum.PseudoHeader(source.Address, destination.Address, IpProtocol.Udp, datagram.Length);
        ushort checksum = InternetChecksum.Finish(InternetChecksum.Add(datagram, sum));
        BinaryPrimitives.WriteUInt16BigEndian(datagram[ChecksumOffset..], checksum == NoChecksum ? ZeroChecksum : checksum);
    }

    /// <summary>Reads the header and checks length and checksum; IPv6 does not allow a datagram without one (RFC 8200 §8.1).</summary>
    /// <param name="datagram">Header and payload.</param>
    /// <param name="source">Source address of the IP header.</param>
    /// <param name="destination">Destination address of the IP header.</param>
    /// <param name="length">Header and payload as the header says; what follows is padding.</param>
    /// <param name="reason">Why it was refused.</param>
    public static bool TryRead(
        ReadOnlySpan<byte> datagram, IpAddress source, IpAddress destination, out int length, out DropReason reason)
    {
        length = 0;
        reason = DropReason.BadHeader;
        if (datagram.Length < HeaderSize)
        {
            return false;
        }

        length = BinaryPrimitives.ReadUInt16BigEndian(datagram[LengthOffset..]);
        if (length < HeaderSize || length > datagram.Length)
        {
            return false;
        }

        reason = DropReason.BadChecksum;
        if (BinaryPrimitives.ReadUInt16BigEndian(datagram[ChecksumOffset..]) == NoChecksum)
        {
            return source.IsV4;
        }

        ulong sum = InternetChecksum.PseudoHeader(source, destination, IpProtocol.Udp, length);
        return InternetChecksum.IsRight(InternetChecksum.Add(datagram[..length], sum));
    }
}

/// <summary>UDP of a node: its sockets by port.</summary>
public sealed class UdpStack : ITransport
{
    private readonly Topology _topology;
    private readonly IpStack _ip;
    private readonly Dictionary<ushort, UdpSocket> _sockets = [];
    private ushort _nextPort = Udp.EphemeralPortMin;

    internal UdpStack(Topology topology, IpStack ip)
    {
        _topology = topology;
        _ip = ip;
        ip.Register(IpProtocol.Udp, this);
    }

    /// <summary>Opens a socket.</summary>
    /// <param name="port">Its port, which no other socket of the node has.</param>
    /// <param name="capacity">Datagrams that wait for the receiver at most.</param>
    public UdpSocket Open(ushort port, int capacity = UdpSocket.DefaultCapacity)
    {
        var socket = new UdpSocket(_topology, _ip, port, capacity);
        Invariant.Require(_sockets.TryAdd(port, socket), "a port has one socket");
        return socket;
    }

    /// <summary>Opens a socket on an ephemeral port: 49152 and up, each in its turn.</summary>
    /// <param name="capacity">Datagrams that wait for the receiver at most.</param>
    public UdpSocket OpenEphemeral(int capacity = UdpSocket.DefaultCapacity)
    {
        while (_sockets.ContainsKey(_nextPort))
        {
            Advance();
        }

        UdpSocket socket = Open(_nextPort, capacity);
        Advance();
        return socket;
    }

    /// <inheritdoc/>
    void ITransport.Receive(Packet packet, in IpHeader header)
    {
        if (!Udp.TryRead(packet.Span, header.Source, header.Destination, out int length, out DropReason reason))
        {
            _ip.Node.Drop(packet, reason);
            return;
        }

        ushort sourcePort = BinaryPrimitives.ReadUInt16BigEndian(packet.Span);
        ushort port = BinaryPrimitives.ReadUInt16BigEndian(packet.Span[Udp.DestinationPortOffset..]);
        if (!_sockets.TryGetValue(port, out UdpSocket? socket))
        {
            packet.Restore(header.HeaderSize);
            _ip.Icmp.SendError(packet, header, IcmpErrorKind.PortUnreachable);
            _ip.Node.Drop(packet, DropReason.PortUnreachable);
            return;
        }

        packet.TrimEnd(packet.Size - length);
        packet.TrimStart(Udp.HeaderSize);
        packet.Source = new(header.Source, sourcePort);
        packet.Destination = new(header.Destination, port);
        socket.Deliver(packet);
    }

    /// <inheritdoc/>
    void ITransport.ReceiveError(in IcmpError error)
    {
        if (error.Quote.Length >= Udp.HeaderSize
            && _sockets.TryGetValue(BinaryPrimitives.ReadUInt16BigEndian(error.Quote), out UdpSocket? socket))
        {
            ushort port = BinaryPrimitives.ReadUInt16BigEndian(error.Quote[Udp.DestinationPortOffset..]);
            socket.DeliverError(new UdpError(error.Kind, new(error.Header.Destination, port), error.Mtu, error.Reporter));
        }
    }

    /// <inheritdoc/>
    void ITransport.Crash()
    {
        foreach (UdpSocket socket in SocketsByPort())
        {
            socket.Close();
        }

        _nextPort = Udp.EphemeralPortMin;
    }

    internal void Forget(UdpSocket socket) => _sockets.Remove(socket.Port);

    private List<UdpSocket> SocketsByPort()
    {
        List<UdpSocket> sockets = [.. _sockets.Values];
        sockets.Sort((left, right) => left.Port.CompareTo(right.Port));
        return sockets;
    }

    private void Advance() =>
        _nextPort = _nextPort == ushort.MaxValue ? Udp.EphemeralPortMin : (ushort)(_nextPort + 1);
}

/// <summary>An ICMP error about a datagram that a socket has sent.</summary>
/// <param name="Kind">What went wrong.</param>
/// <param name="Destination">Where the datagram was to go.</param>
/// <param name="Mtu">Largest packet that would pass, for <see cref="IcmpErrorKind.PacketTooBig"/>.</param>
/// <param name="Reporter">Who reports it.</param>
public readonly record struct UdpError(IcmpErrorKind Kind, IpEndpoint Destination, int Mtu, IpAddress Reporter);

/// <summary>Takes the datagrams of a socket in place of its mailbox, within the event of their arrival, and owns them.</summary>
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

    /// <summary>What has arrived; whoever takes a datagram owns it. Empty if there is a <see cref="Receiver"/>.</summary>
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

    /// <summary>Closes the socket; what nobody has received is dropped. The port is free again.</summary>
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
