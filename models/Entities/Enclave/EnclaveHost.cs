using System;
using Simulator.Kernel;
using Simulator.Measure;
using Simulator.Network;
using Simulator.Protocols.Customer;

namespace Simulator.Entities;

/// <summary>A host behind a gateway.</summary>
public sealed record EnclaveHostOptions
{
    /// <summary>Its index among the hosts.</summary>
    public int Index { get; init; }

    /// <summary>True behind a client: it sends data. False behind a server: it gets them.</summary>
    public bool Begins { get; init; }

    /// <summary>Octets of the datagram with which it answers each that it gets; 0 for no answer.</summary>
    public int ReplySize { get; init; }
}

/// <summary>
/// A host that knows nothing of IPsec: it sends datagrams in the clear to its gateway, which tunnels them, and takes or
/// answers those that its gateway hands to it. What the gateway has no room for it sends smaller from then on. Its own
/// processing takes no simulated time.
/// </summary>
public sealed class EnclaveHost : IDatagramReceiver, INodeObserver
{
    private const int Ipv4MtuMin = 68, Ipv6MtuMin = 1_280; // RFC 1191 §3, RFC 8200 §5

    private readonly Node _node;
    private readonly EnclaveHostOptions _options;
    private readonly Rate _goodput;
    private readonly Counter _tooBig;
    private readonly ProcedureMeasure _packets;
    private UdpSocket _socket;
    private ulong _count;
    private int _sizeMax = int.MaxValue; // octets of a datagram with its header, as far as the host has been told

    /// <summary>A host.</summary>
    /// <param name="node">Its node.</param>
    /// <param name="options">What it does.</param>
    /// <param name="goodput">Bits of data that are delivered to it.</param>
    /// <param name="tooBig">Datagrams that a gateway had no room for, and has said so.</param>
    /// <param name="packets">Measures packets from one application to the other.</param>
    public EnclaveHost(
        Node node, EnclaveHostOptions options, Rate goodput, Counter tooBig, ProcedureMeasure packets)
    {
        ArgumentNullException.ThrowIfNull(node);
        ArgumentNullException.ThrowIfNull(options);
        (_node, _options, _goodput, _tooBig, _packets) = (node, options, goodput, tooBig, packets);
        _socket = Open();
        node.Observe(this);
    }

    /// <summary>Its address.</summary>
    public IpAddress Address => _node.Ip.Addresses[0];

    /// <summary>HOST -> HOST or SERVER  data, in the clear.</summary>
    /// <param name="peer">Whom it is for.</param>
    /// <param name="size">Octets of the datagram, its header included.</param>
    public void Emit(IpAddress peer, int size)
    {
        int messageSize = MessageSizeOf(size);
        var message = new CustomerMessage(
            checked((ushort)_options.Index), _count++, _node.Simulation.Now.Picoseconds, messageSize);
        Send(message, new IpEndpoint(peer, EnclaveServer.Port), EnclaveLabels.PlainData, _packets.Start());
    }

    /// <inheritdoc/>
    public void Receive(UdpSocket socket, Packet datagram)
    {
        ArgumentNullException.ThrowIfNull(datagram);
        if (!CustomerMessage.TryDecode(datagram.Octets, out CustomerMessage message, out _))
        {
            _node.Drop(datagram, DropReason.Role);
            return;
        }

        _goodput.Add(8L * message.Size);
        if (!_options.Begins)
        {
            Take(message, datagram);
        }

        datagram.Release();
    }

    /// <inheritdoc/>
    public void ReceiveError(UdpSocket socket, UdpError error)
    {
        // what it sends is not sent again; what comes next is smaller (RFC 1191 §3, RFC 8201 §4)
        if (error.Kind == IcmpErrorKind.PacketTooBig)
        {
            bool isV4 = error.Destination.Address.IsV4;
            int mtu = Math.Max(error.Mtu, isV4 ? Ipv4MtuMin : Ipv6MtuMin);
            _sizeMax = Math.Min(_sizeMax, mtu - (isV4 ? Ipv4.HeaderSize : Ipv6.HeaderSize));
            _tooBig.Add();
        }
    }

    /// <inheritdoc/>
    public void Crashed(Node node)
    {
        _sizeMax = int.MaxValue; // its socket is closed with the node
    }

    /// <inheritdoc/>
    public void Restarted(Node node) => _socket = Open();

    private UdpSocket Open()
    {
        UdpSocket socket = _node.Ip.Udp.Open(EnclaveServer.Port);
        socket.Receiver = this;
        return socket;
    }

    // HOST -> HOST  an answer, in the clear
    private void Take(in CustomerMessage message, Packet datagram)
    {
        _packets.End(new SimTime(message.StartPicoseconds), ProcedureMeasure.Success, datagram.Tag);
        if (_options.ReplySize > 0)
        {
            Send(
                message with { Size = MessageSizeOf(_options.ReplySize) }, datagram.Source, EnclaveLabels.PlainReply,
                default);
        }
    }

    private int MessageSizeOf(int size) =>
        Math.Max(CustomerMessage.SizeMin, Math.Min(size, _sizeMax) - Udp.HeaderSize);

    private void Send(in CustomerMessage message, IpEndpoint to, MessageLabel label, in MeasurementTag tag)
    {
        Packet packet = _node.Topology.Packets.Rent(message.Size);
        message.Encode(packet.Change());
        packet.Label = label;
        packet.Tag = tag;
        _socket.Send(packet, to);
    }
}
