using System;
using Simulator.Network;
using Simulator.Protocols.Ike;
using Simulator.Protocols.Wire;

namespace Simulator.Entities;

/// <summary>Takes ESP that came over UDP (RFC 3948 §3.4).</summary>
public interface IEncapsulatedEspReceiver
{
    /// <summary>A packet has come, which is given away.</summary>
    /// <param name="packet">The packet, beginning with the SPI; empty keepalives are not handed on.</param>
    void Receive(Packet packet);
}

/// <summary>IKE over UDP ports 500 and 4500 of a node (RFC 7296 §2, RFC 3948).</summary>
public sealed class IkeUdp : IIkeTransport, IDatagramReceiver, IForwardingHook, INodeObserver
{
    private const byte Keepalive = 0xFF; // RFC 3948 §2.3

    private readonly Node _node;
    private UdpSocket? _socket, _natSocket;
    private IkeCarrier _carrier;

    /// <summary>Opens both ports, and again after each restart.</summary>
    /// <param name="node">The node.</param>
    public IkeUdp(Node node)
    {
        ArgumentNullException.ThrowIfNull(node);
        _node = node;
        node.Observe(this);
        node.Ip.AddHook(HookPoint.Arrival, this);
        node.Ip.AddHook(HookPoint.Origin, this);
        Open();
    }

    /// <summary>The endpoint whose messages it carries.</summary>
    public IkeEndpoint? Endpoint { get; set; }

    /// <summary>Sees the IP packets that carry messages.</summary>
    public IIkeObserver? Observer { get; set; }

    /// <summary>Takes ESP on port 4500; without it, such packets are dropped.</summary>
    public IEncapsulatedEspReceiver? Esp { get; set; }

    /// <inheritdoc/>
    public void Send(Packet message, in IpEndpoint own, in IpEndpoint peer)
    {
        ArgumentNullException.ThrowIfNull(message);
        bool isNat = own.Port == IkeNumber.NatPort;
        if (isNat)
        {
            message.Prepend(IkeNumber.NonEspMarkerSize).Clear();
        }

        (isNat ? _natSocket! : _socket!).Send(message, peer, own.Address);
    }

    /// <inheritdoc/>
    void IDatagramReceiver.Receive(UdpSocket socket, Packet datagram)
    {
        IkeCarrier carrier = _carrier;
        _carrier = default;
        if (socket.Port == IkeNumber.NatPort && !TryTakeMarker(datagram))
        {
            return;
        }

        if (Endpoint is null)
        {
            _node.Drop(datagram, DropReason.Role);
            return;
        }

        Endpoint.Receive(datagram, datagram.Destination, datagram.Source, carrier);
    }

    /// <inheritdoc/>
    void IDatagramReceiver.ReceiveError(UdpSocket socket, UdpError error)
    {
        // nobody has vouched for it; the request is sent again, and the peer is given up in the end (§2.4)
    }

    /// <inheritdoc/>
    HookVerdict IForwardingHook.Handle(in ForwardingPoint point)
    {
        if (point.Arrival is null)
        {
            if (Endpoint?.IsDeparting == true)
            {
                Observer?.Departing(Endpoint.Departing, point.Packet, point.Header);
            }
        }
        else if (point.IsForNode && HasOptions(point))
        {
            // the stack delivers in this very event, so the header is that of the datagram that comes next
            _carrier = new(new Octets(point.Packet.Octets[..OptionsEnd(point)]), point.Header);
        }
        else
        {
            _carrier = default;
        }

        return HookVerdict.Pass;
    }

    /// <inheritdoc/>
    void INodeObserver.Crashed(Node node)
    {
        // the sockets went down with the node
    }

    /// <inheritdoc/>
    void INodeObserver.Restarted(Node node) => Open();

    private static bool HasOptions(in ForwardingPoint point) => point.Header.Destination.IsV4
        ? point.Header.HeaderSize > Ipv4.HeaderSize
        : point.Header.Protocol == IpProtocol.HopByHop;

    private static int OptionsEnd(in ForwardingPoint point)
    {
        const int ExtensionUnit = 8; // RFC 8200 §4.3
        ReadOnlySpan<byte> octets = point.Packet.Octets;
        int end = point.Header.HeaderSize;
        return point.Header.Destination.IsV4 || octets.Length <= Ipv6.HeaderSize + 1
            ? end
            : Math.Min(octets.Length, Ipv6.HeaderSize + ((octets[Ipv6.HeaderSize + 1] + 1) * ExtensionUnit));
    }

    private void Open()
    {
        _socket = _node.Ip.Udp.Open(IkeNumber.Port);
        _natSocket = _node.Ip.Udp.Open(IkeNumber.NatPort);
        _socket.Receiver = this;
        _natSocket.Receiver = this;
    }

    /// <summary>Takes the marker off a message; whatever is none goes its way.</summary>
    private bool TryTakeMarker(Packet datagram)
    {
        ReadOnlySpan<byte> octets = datagram.Octets;
        if (octets.Length >= IkeNumber.NonEspMarkerSize
            && !octets[..IkeNumber.NonEspMarkerSize].ContainsAnyExcept((byte)0))
        {
            datagram.TrimStart(IkeNumber.NonEspMarkerSize);
            return true;
        }

        bool isKeepalive = octets.Length == 1 && octets[0] == Keepalive;
        if (isKeepalive)
        {
            datagram.Release();
        }
        else if (Esp is null)
        {
            _node.Drop(datagram, DropReason.Role);
        }
        else
        {
            Esp.Receive(datagram);
        }

        return false;
    }
}
