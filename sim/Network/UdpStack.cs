using System.Buffers.Binary;
using System.Collections.Generic;
using Simulator.Kernel;

namespace Simulator.Network;

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
            var destination = new IpEndpoint(error.Header.Destination, port);
            socket.DeliverError(new UdpError(error.Kind, destination, error.Mtu, error.Reporter));
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
