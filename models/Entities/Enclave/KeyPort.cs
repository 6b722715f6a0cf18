using System;
using Simulator.Crypto;
using Simulator.Network;
using Simulator.Protocols.Enclave;
using Simulator.Protocols.Esp;
using Simulator.Protocols.Wire;

namespace Simulator.Entities;

/// <summary>Gets what another party of key provisioning has sent.</summary>
public interface IKeyReceiver
{
    /// <summary>A message has come; its octets are readable during the call.</summary>
    /// <param name="from">Who has sent it, as the association says.</param>
    /// <param name="message">The octets.</param>
    /// <param name="tag">Tag of its packet.</param>
    void Receive(IpAddress from, ReadOnlySpan<byte> message, in MeasurementTag tag);
}

/// <summary>
/// The way of key provisioning at one node: datagrams over ESP associations whose keys the two parties have had since
/// they were installed, so that each knows by the association who speaks.
/// </summary>
public sealed class KeyPort : IForwardingHook
{
    /// <summary>SPIs up to this one belong to key provisioning (ours).</summary>
    public const uint SpiMax = 0xFFFF;

    private readonly Node _node;
    private readonly EnclaveSetting _setting;
    private readonly ReasonCounters<EnclaveRefusal> _refused;
    private readonly SaStore _sas = new();
    private IKeyReceiver? _receiver;
    private ushort _identification;

    /// <summary>A port.</summary>
    /// <param name="node">Its node.</param>
    /// <param name="setting">What all parties agree on.</param>
    /// <param name="refused">Counts packets that it does not take.</param>
    public KeyPort(Node node, EnclaveSetting setting, ReasonCounters<EnclaveRefusal> refused)
    {
        ArgumentNullException.ThrowIfNull(node);
        _node = node;
        _setting = setting with { IsTunnel = false, CarriesInformation = false };
        _refused = refused;
        node.Ip.AddHook(HookPoint.Arrival, this);
    }

    /// <summary>Its address.</summary>
    public IpAddress Address => _node.Ip.Addresses[0];

    /// <summary>The node.</summary>
    internal Node Node => _node;

    /// <summary>Joins two parties by an association.</summary>
    /// <param name="device">The party that asks.</param>
    /// <param name="server">The party that is asked.</param>
    /// <param name="spi">Its SPI in both directions.</param>
    /// <param name="key">What both have had since the device was installed.</param>
    public static void Join(KeyPort device, KeyPort server, uint spi, in Key256 key)
    {
        ArgumentNullException.ThrowIfNull(device);
        ArgumentNullException.ThrowIfNull(server);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(spi, SpiMax);
        EspKeyPair keys = device._setting.Expand(key);
        device.Add(server.Address, spi, keys);
        server.Add(device.Address, spi, new EspKeyPair(keys.ToClient, keys.ToServer));
    }

    /// <inheritdoc/>
    public HookVerdict Handle(in ForwardingPoint point)
    {
        (byte protocol, int offset) = IpOptions.UpperLayerOf(point.Packet.Octets, point.Header);
        bool isEsp = point.IsForNode && protocol == IpProtocol.Esp && offset <= point.Packet.Size;
        if (!isEsp || !EspHeader.TryDecode(point.Packet.Octets[offset..], out EspHeader esp, out DecodeError _)
            || !_sas.TryFind(esp.Spi, out int index))
        {
            return HookVerdict.Pass;
        }

        point.Packet.TrimStart(offset);
        if (Open(point.Packet, index, esp.Sequence) is { } refusal)
        {
            _refused.Count(refusal);
            _node.Drop(point.Packet, DropReason.Role);
            return HookVerdict.Taken;
        }

        ReadOnlySpan<byte> datagram = point.Packet.Octets[_setting.DatagramOffset(Address.IsV4)..];
        _receiver!.Receive(_sas[index].Peer, datagram[Udp.HeaderSize..], point.Packet.Tag);
        point.Packet.Release();
        return HookVerdict.Taken;
    }

    /// <summary>Says who gets what comes.</summary>
    /// <param name="receiver">The party.</param>
    public void Use(IKeyReceiver receiver) => _receiver = receiver;

    internal void Send<T>(IpAddress to, in T message, MessageLabel label, in MeasurementTag tag)
        where T : struct, IWireMessage<T>
    {
        int index = _sas.FindPeer(to);
        Packet packet = _node.Topology.Packets.Rent(message.EncodedSize);
        message.Encode(packet.Change());
        packet.Label = label;
        packet.Tag = tag;
        packet.Prepend(Udp.HeaderSize);
        Udp.Write(packet.Change(), new IpEndpoint(Address, KeyMessages.Port), new IpEndpoint(to, KeyMessages.Port));
        EspPackets.Wrap(
            packet, _setting, ref _sas[index], EspDirection.ToServer, _sas[index].Keys.ToServer, Address,
            unchecked(++_identification));
        _node.Ip.SendWhole(packet);
    }

    private void Add(IpAddress peer, uint spi, in EspKeyPair keys) => _sas.Add(new Sa
    {
        Peer = peer,
        LocalSpi = spi,
        PeerSpi = spi,
        Keys = keys, // to the server stands for: what this party sends
    });

    private EnclaveRefusal? Open(Packet packet, int index, uint low)
    {
        ref Sa sa = ref _sas[index];
        ulong sequence = EspPackets.SequenceOf(_setting, sa, low);
        if (!sa.Window.CanAccept(sequence))
        {
            return EnclaveRefusal.Replayed;
        }

        EnclaveRefusal? refusal = EspPackets.Unwrap(
            packet, _setting, sa.Keys.ToClient, sequence, Address.IsV4, out _);
        if (refusal is not null)
        {
            return refusal;
        }

        sa.Window.Accept(sequence);
        ReadOnlySpan<byte> datagram = packet.Octets[_setting.DatagramOffset(Address.IsV4)..];
        return Udp.TryRead(datagram, sa.Peer, Address, out _, out _) ? null : EnclaveRefusal.Malformed;
    }
}
