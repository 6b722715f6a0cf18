using System;
using Simulator.Kernel;
using Simulator.Network;
using Simulator.Protocols.Customer;

namespace Simulator.Entities;

/// <summary>Customers one after the other in one connection, framed by their size; it is opened again when it ends.
/// </summary>
internal sealed class TcpCustomers : ICustomerTransport
{
    private readonly Node _node;
    private readonly ICustomerReceiver? _receiver;
    private readonly WaitingCustomers _waiting;
    private TcpConnection? _connection;

    public TcpCustomers(Node node, ushort port, IpEndpoint? next, ICustomerReceiver? receiver)
    {
        _node = node;
        _receiver = receiver;
        _waiting = new WaitingCustomers(node, TrySend);
        if (receiver is not null)
        {
            node.Start(Accept(TcpStack.Of(node).Listen(port)));
        }

        if (next is { } destination)
        {
            node.Start(_waiting.Keep(() => Connect(TcpStack.Of(node), destination)));
        }
    }

    /// <inheritdoc/>
    public void Send(Packet message) => _waiting.Send(message);

    /// <inheritdoc/>
    public void Crash() => _waiting.Crash();

    private bool TrySend(Packet message)
    {
        bool isTaken = _connection!.Send(message.Octets, message.Label, message.Tag) == TcpSendOutcome.Queued;
        if (isTaken)
        {
            message.Release();
        }

        return isTaken;
    }

    private async Process Connect(TcpStack stack, IpEndpoint next)
    {
        TcpConnectResult result = await stack.Connect(next);
        if (result.Connection is { } connection)
        {
            _connection = connection;
            _waiting.Open();
            await Read(connection);
            _waiting.Close();
        }
    }

    private async Process Accept(TcpListener listener)
    {
        while (true)
        {
            TcpConnection connection = await listener.Accept();
            _ = _node.Start(Read(connection));
        }
    }

    private async Process Read(TcpConnection connection)
    {
        var stream = new CustomerStream();
        while (true)
        {
            TcpReceived received = await connection.Receive();
            if (!received.HasOctets)
            {
                return;
            }

            stream.Add(received.Octets);
            MeasurementTag tag = received.Tag;
            received.Release();
            while (stream.TryTake(out ReadOnlySpan<byte> message))
            {
                Deliver(message, tag);
            }

            if (stream.IsBroken)
            {
                connection.Abort(); // what follows cannot be framed
                return;
            }
        }
    }

    // The tag is that of the segment that completed the message: what the customer waited for.
    private void Deliver(ReadOnlySpan<byte> message, in MeasurementTag tag)
    {
        Packet packet = _node.Topology.Packets.Rent(message, Source.Label);
        packet.Tag = tag;
        if (_receiver is null)
        {
            _node.Drop(packet, DropReason.Role);
        }
        else
        {
            _receiver.Receive(packet);
        }
    }
}

/// <summary>Octets of a stream until they are whole messages.</summary>
internal sealed class CustomerStream
{
    private byte[] _octets = new byte[2_048];
    private int _start;
    private int _end;

    /// <summary>True if no customer begins where one should.</summary>
    public bool IsBroken { get; private set; }

    /// <summary>More of the stream.</summary>
    public void Add(ReadOnlySpan<byte> octets)
    {
        if (octets.Length > _octets.Length - _end)
        {
            MakeRoom(octets.Length);
        }

        octets.CopyTo(_octets.AsSpan(_end));
        _end += octets.Length;
    }

    /// <summary>The next whole message; readable until more is added.</summary>
    public bool TryTake(out ReadOnlySpan<byte> message)
    {
        ReadOnlySpan<byte> rest = _octets.AsSpan(_start, _end - _start);
        bool isFramed = CustomerMessage.TryReadSize(rest, out int size) && size <= ushort.MaxValue;
        IsBroken = !isFramed && rest.Length >= CustomerMessage.SizeMin;
        bool isWhole = isFramed && rest.Length >= size;
        message = isWhole ? rest[..size] : default;
        _start += message.Length;
        return isWhole;
    }

    private void MakeRoom(int size)
    {
        ReadOnlySpan<byte> rest = _octets.AsSpan(_start, _end - _start);
        byte[] roomy = rest.Length + size <= _octets.Length ? _octets : new byte[2 * (rest.Length + size)];
        rest.CopyTo(roomy);
        _octets = roomy;
        (_start, _end) = (0, rest.Length);
    }
}
