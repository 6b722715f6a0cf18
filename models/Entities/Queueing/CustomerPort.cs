using System;
using Simulator.Network;

namespace Simulator.Entities;

/// <summary>Where a station gets its customers.</summary>
public interface ICustomerReceiver
{
    /// <summary>A message has arrived.</summary>
    /// <param name="message">The octets of the message alone, now the receiver's.</param>
    void Receive(Packet message);
}

/// <summary>One transport between two stations, from the start of the node to its crash.</summary>
internal interface ICustomerTransport
{
    /// <summary>Sends a message to the next station; the packet is given away.</summary>
    void Send(Packet message);

    /// <summary>The node has crashed: what waits is lost, and counted.</summary>
    void Crash();
}

/// <summary>What carries customers.</summary>
public enum CustomerTransport
{
    /// <summary>A customer a datagram; what is lost stays lost.</summary>
    Udp,

    /// <summary>A customer a user message of stream 0.</summary>
    Sctp,

    /// <summary>Customers one after the other in a stream, framed by their size.</summary>
    Tcp,
}

/// <summary>
/// The way of customers into a station and on to the next one. A crash of the node loses the transport with all that it
/// holds; a restart opens it anew.
/// </summary>
public sealed class CustomerPort : INodeObserver
{
    private readonly Node _node;
    private readonly Func<ICustomerTransport> _open;
    private ICustomerTransport? _transport;

    /// <summary>A port.</summary>
    /// <param name="node">The station.</param>
    /// <param name="transport">What carries customers.</param>
    /// <param name="port">Port number of all stations.</param>
    /// <param name="next">Address of the next station; null at the last.</param>
    /// <param name="receiver">Gets what arrives; null at the first station.</param>
    public CustomerPort(
        Node node, CustomerTransport transport, ushort port, IpAddress? next, ICustomerReceiver? receiver)
    {
        ArgumentNullException.ThrowIfNull(node);
        _node = node;
        IpEndpoint? destination = next is { } address ? new IpEndpoint(address, port) : null;
        _open = transport switch
        {
            CustomerTransport.Udp => () => new UdpCustomers(node, port, destination, receiver),
            CustomerTransport.Sctp => () => new SctpCustomers(node, port, destination, receiver),
            _ => () => new TcpCustomers(node, port, destination, receiver),
        };
        _transport = _open();
        node.Observe(this);
    }

    /// <summary>Sends a message to the next station; the packet is given away. What cannot be sent is dropped and
    /// counted.</summary>
    /// <param name="message">The octets of the message alone.</param>
    public void Send(Packet message)
    {
        if (_transport is null)
        {
            _node.Drop(message, DropReason.NodeDown);
        }
        else
        {
            _transport.Send(message);
        }
    }

    /// <inheritdoc/>
    public void Crashed(Node node)
    {
        _transport?.Crash();
        _transport = null;
    }

    /// <inheritdoc/>
    public void Restarted(Node node) => _transport = _open();
}
