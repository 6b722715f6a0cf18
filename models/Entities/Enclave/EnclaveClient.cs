using System;
using Simulator.Crypto;
using Simulator.Network;
using Simulator.Protocols.Customer;
using Simulator.Protocols.Enclave;
using Simulator.Protocols.Esp;
using Simulator.Protocols.Wire;

namespace Simulator.Entities;

/// <summary>
/// A client: sends protected data to servers over its SAs, and takes what they answer. It needs no enclave key: the SA
/// key and the derivation information come to it with the SA. Its own processing takes no simulated time.
/// </summary>
public sealed class EnclaveClient : ITransport
{
    private const ushort Port = 50_000; // ours: no dissector claims it

    private readonly Node _node;
    private readonly ushort _index;
    private readonly EnclaveSetting _setting;
    private readonly EnclaveMeasures _measures;
    private readonly ProcedureMeasure _packets;
    private readonly SaStore _sas = new();
    private ulong _count;
    private ushort _identification;

    /// <summary>A client.</summary>
    /// <param name="node">Its node.</param>
    /// <param name="index">Its index among the clients.</param>
    /// <param name="setting">What all parties agree on.</param>
    /// <param name="measures">What is measured of it.</param>
    /// <param name="packets">Measures packets from here to the server's application.</param>
    public EnclaveClient(
        Node node, int index, EnclaveSetting setting, EnclaveMeasures measures, ProcedureMeasure packets)
    {
        ArgumentNullException.ThrowIfNull(node);
        (_node, _setting, _measures, _packets) = (node, setting, measures, packets);
        _index = checked((ushort)index);
        node.Ip.Register(IpProtocol.Esp, this);
    }

    /// <summary>Its address.</summary>
    public IpAddress Address => _node.Ip.Addresses[0];

    /// <summary>SAs that are up.</summary>
    public int SaCount => _sas.Count;

    /// <summary>True if packets to this client with an SPI would find an SA.</summary>
    /// <param name="spi">The SPI.</param>
    public bool Has(uint spi) => _sas.Has(spi);

    /// <summary>Room for so many SAs at once.</summary>
    /// <param name="count">SAs.</param>
    public void Reserve(int count) => _sas.Reserve(count);

    /// <summary>An SA is up.</summary>
    /// <param name="server">The server.</param>
    /// <param name="information">What its packets carry.</param>
    /// <param name="keys">Keys of both directions.</param>
    /// <returns>Its number.</returns>
    public int Add(IpAddress server, in DerivationInformation information, in EspKeyPair keys)
    {
        int index = _sas.Add(new Sa
        {
            Information = information,
            Peer = server,
            LocalSpi = information.Path.Sa,
            PeerSpi = information.Path.Sa,
            Keys = keys,
        });
        _measures.Live.Add(1);
        return index;
    }

    /// <summary>CLIENT -> SERVER  data over an SA, now.</summary>
    /// <param name="sa">Number of the SA.</param>
    /// <param name="size">Octets of the datagram, its header included.</param>
    public void Emit(int sa, int size)
    {
        ref Sa state = ref _sas[sa];
        if (!EspPackets.HasSequence(_setting, state))
        {
            _measures.Refused.Count(EnclaveRefusal.SequenceExhausted);
            return;
        }

        int messageSize = Math.Max(CustomerMessage.SizeMin, size - Udp.HeaderSize);
        var message = new CustomerMessage(_index, _count++, _node.Simulation.Now.Picoseconds, messageSize);
        Packet packet = _node.Topology.Packets.Rent(messageSize);
        message.Encode(packet.Change());
        packet.Label = EnclaveLabels.Data;
        packet.Tag = _packets.Start();
        packet.Prepend(Udp.HeaderSize);
        Udp.Write(packet.Change(), new IpEndpoint(Address, Port), new IpEndpoint(state.Peer, Port));
        EspPackets.Wrap(
            packet, _setting, ref state, EspDirection.ToServer, state.Keys.ToServer, Address,
            unchecked(++_identification));
        _node.Ip.SendWhole(packet);
    }

    /// <inheritdoc/>
    public void Receive(Packet packet, in IpHeader header)
    {
        ArgumentNullException.ThrowIfNull(packet);
        if (Open(packet, header) is { } refusal)
        {
            _measures.Refused.Count(refusal);
            _node.Drop(packet, DropReason.Role);
            return;
        }

        int offset = _setting.DatagramOffset(header.Destination.IsV4) + Udp.HeaderSize;
        _measures.Goodput.Add(8L * (packet.Size - offset));
        packet.Release();
    }

    /// <inheritdoc/>
    public void ReceiveError(in IcmpError error)
    {
        // counted by ICMP; an SA outlives it (RFC 4301 §8.2 leaves it to the policy)
    }

    /// <inheritdoc/>
    public void Crash() => _sas.Clear();

    private EnclaveRefusal? Open(Packet packet, in IpHeader header)
    {
        if (!EspHeader.TryDecode(packet.Octets, out EspHeader esp, out DecodeError _))
        {
            return EnclaveRefusal.Malformed;
        }

        if (!_sas.TryFind(esp.Spi, out int index))
        {
            return EnclaveRefusal.UnknownSa;
        }

        ref Sa sa = ref _sas[index];
        ulong sequence = EspPackets.SequenceOf(_setting, sa, esp.Sequence);
        if (!sa.Window.CanAccept(sequence))
        {
            return EnclaveRefusal.Replayed;
        }

        EnclaveRefusal? refusal = EspPackets.Unwrap(
            packet, _setting, sa.Keys.ToClient, sequence, header.Destination.IsV4, out _);
        if (refusal is not null)
        {
            return refusal;
        }

        sa.Window.Accept(sequence);
        ReadOnlySpan<byte> datagram = packet.Octets[_setting.DatagramOffset(sa.Peer.IsV4)..];
        return Udp.TryRead(datagram, sa.Peer, Address, out _, out _) ? null : EnclaveRefusal.Malformed;
    }
}
