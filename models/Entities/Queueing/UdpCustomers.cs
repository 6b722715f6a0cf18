using Simulator.Network;

namespace Simulator.Entities;

/// <summary>A customer a datagram.</summary>
internal sealed class UdpCustomers : ICustomerTransport, IDatagramReceiver
{
    private readonly UdpSocket _socket;
    private readonly IpEndpoint? _next;
    private readonly ICustomerReceiver? _receiver;

    public UdpCustomers(Node node, ushort port, IpEndpoint? next, ICustomerReceiver? receiver)
    {
        _socket = node.Ip.Udp.Open(port);
        _socket.Receiver = this;
        _next = next;
        _receiver = receiver;
    }

    /// <inheritdoc/>
    public void Send(Packet message)
    {
        if (_next is { } next)
        {
            _socket.Send(message, next);
        }
        else
        {
            _socket.Node.Drop(message, DropReason.NoRoute);
        }
    }

    /// <inheritdoc/>
    public void Crash()
    {
        // nothing waits here
    }

    /// <inheritdoc/>
    public void Receive(UdpSocket socket, Packet datagram)
    {
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
