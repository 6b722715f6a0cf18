using System;
using System.Collections.Generic;
using Simulator.Kernel;
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
    public void Crashed(Node node) => _transport = null;

    /// <inheritdoc/>
    public void Restarted(Node node) => _transport = _open();
}

/// <summary>Messages that wait for a connection, in order, and no more of them than a bound.</summary>
internal sealed class WaitingCustomers(Node node)
{
    private const int CountMax = 10_000; // ours: as long as the default queue of a processor

    private readonly Queue<Packet> _waiting = [];

    /// <summary>Messages that wait.</summary>
    public int Count => _waiting.Count;

    /// <summary>Keeps a message; one too many is dropped.</summary>
    public void Add(Packet message)
    {
        if (_waiting.Count < CountMax)
        {
            _waiting.Enqueue(message);
        }
        else
        {
            node.Drop(message, DropReason.MailboxFull);
        }
    }

    /// <summary>Hands them on in order, until one is not taken.</summary>
    /// <param name="trySend">Takes a message, or leaves it.</param>
    public void Flush(Func<Packet, bool> trySend)
    {
        while (_waiting.TryPeek(out Packet? message) && trySend(message))
        {
            _waiting.Dequeue();
        }
    }
}

/// <summary>How long a station waits before it connects again.</summary>
internal static class Reconnect
{
    /// <summary>Ours: as long as the initial retransmission time-out of both transports (RFC 6298 §2, RFC 9260 §16).
    /// </summary>
    public static readonly SimTime Pause = SimTime.FromSeconds(1);

    /// <summary>Ours: how often a station whose send buffer is full looks for room.</summary>
    public static readonly SimTime BufferPause = SimTime.FromMilliseconds(10);
}
