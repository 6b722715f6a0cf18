using System;
using Simulator.Network;

namespace Simulator.Entities;

/// <summary>A customer a datagram. What is lost stays lost.</summary>
public sealed class UdpCustomerPort : ICustomerPort, IDatagramReceiver
{
    private readonly UdpSocket _socket;
    private readonly IpEndpoint _next;
    private readonly ICustomerReceiver? _receiver;

    /// <summary>A port.</summary>
    /// <param name="node">The station.</param>
    /// <param name="port">UDP port of all stations.</param>
    /// <param name="next">Address of the next station; not used at the last.</param>
    /// <param name="receiver">Gets what arrives; null at the first station.</param>
    public UdpCustomerPort(Node node, ushort port, IpAddress next, ICustomerReceiver? receiver)
    {
        ArgumentNullException.ThrowIfNull(node);
        _socket = node.Ip.Udp.Open(port);
        _socket.Receiver = this;
        _next = new IpEndpoint(next, port);
        _receiver = receiver;
    }

    /// <inheritdoc/>
    public void Send(Packet message) => _socket.Send(message, _next);

    /// <inheritdoc/>
    public void Receive(UdpSocket socket, Packet datagram)
    {
        ArgumentNullException.ThrowIfNull(datagram);
        if (_receiver is null)
        {
            _socket.Node.Drop(datagram, DropReason.Role);
        }
        else
        {
            _receiver.Receive(datagram);
        }
    }

    /// <inheritdoc/>
    public void ReceiveError(UdpSocket socket, UdpError error)
    {
        // counted by the ICMP layer; a customer that was refused on the way is unfinished
    }
}
