using System;
using Simulator.Crypto;
using Simulator.Kernel;
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
public sealed class EnclaveClient : ITransport, IForwardingHook
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
    private DerivationInformation? _arriving; // of the packet that is delivered in this very event

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
        node.Ip.AddHook(HookPoint.Arrival, this);
    }

    /// <summary>Its address.</summary>
    public IpAddress Address => _node.Ip.Addresses[0];

    /// <summary>SAs that are up.</summary>
    public int SaCount => _sas.Count;

    /// <summary>True if packets to this client with an SPI would find an SA.</summary>
    /// <param name="spi">The SPI.</param>
    public bool Has(uint spi) => _sas.Has(spi);

    /// <summary>Finds the SA of packets to this client.</summary>
    /// <param name="spi">Their SPI.</param>
    /// <param name="sa">Its number.</param>
    internal bool TryFind(uint spi, out int sa) => _sas.TryFind(spi, out sa);

    /// <summary>Room for so many SAs at once.</summary>
    /// <param name="count">SAs.</param>
    public void Reserve(int count) => _sas.Reserve(count);

    /// <summary>An SA is up.</summary>
    /// <param name="server">The server.</param>
    /// <param name="information">What its packets carry.</param>
    /// <param name="keys">Keys of both directions.</param>
    /// <param name="localSpi">SPI of packets to the client; null for the identifier of the SA.</param>
    /// <param name="isBare">True if the client does not know the information yet: it takes it from the first packet of
    /// the server.</param>
    /// <returns>Its number.</returns>
    public int Add(
        IpAddress server,
        in DerivationInformation information,
        in EspKeyPair keys,
        uint? localSpi = null,
        bool isBare = false) => Add(new Sa
        {
            Information = isBare ? default : information,
            Peer = server,
            LocalSpi = localSpi ?? information.Path.Sa,
            PeerSpi = information.Path.Sa,
            Keys = keys,
            IsBare = isBare,
        });

    /// <summary>An SA is up whose keys are not from the tree.</summary>
    /// <param name="server">The server.</param>
    /// <param name="spis">SPIs of packets to the server and to the client.</param>
    /// <param name="keys">Keys of both directions.</param>
    /// <returns>Its number.</returns>
    public int AddExchanged(IpAddress server, (uint ToServer, uint ToClient) spis, in EspKeyPair keys) => Add(new Sa
    {
        Peer = server,
        LocalSpi = spis.ToClient,
        PeerSpi = spis.ToServer,
        Keys = keys,
        IsBare = true,
        IsExchanged = true,
    });

    /// <summary>An SA is over.</summary>
    /// <param name="localSpi">SPI of packets to the client.</param>
    public void Remove(uint localSpi)
    {
        if (_sas.Remove(localSpi, out _))
        {
            _measures.Live.Add(-1);
        }
    }

    /// <summary>A packet of the client's application starts now.</summary>
    /// <returns>Its tag.</returns>
    internal MeasurementTag Start() => _packets.Start();

    /// <summary>CLIENT -> SERVER  data over an SA, now.</summary>
    /// <param name="sa">Number of the SA.</param>
    /// <param name="size">Octets of the datagram, its header included.</param>
    public void Emit(int sa, int size)
    {
        if (HasSequence(sa))
        {
            Emit(sa, size, _node.Simulation.Now, _packets.Start());
        }
    }

    /// <summary>CLIENT -> SERVER  data over an SA, now, which has waited for it.</summary>
    /// <param name="sa">Number of the SA.</param>
    /// <param name="size">Octets of the datagram, its header included.</param>
    /// <param name="start">When the application had it.</param>
    /// <param name="tag">Its tag.</param>
    internal void EmitLate(int sa, int size, SimTime start, in MeasurementTag tag)
    {
        if (HasSequence(sa))
        {
            Emit(sa, size, start, tag);
        }
    }

    /// <inheritdoc/>
    public HookVerdict Handle(in ForwardingPoint point)
    {
        bool isThere = IpOptions.TryReadInformation(
            point.Packet.Octets, point.Header, out DerivationInformation information);
        _arriving = point.IsForNode && isThere ? information : null;
        return HookVerdict.Pass;
    }

    private int Add(in Sa sa)
    {
        _measures.Live.Add(1);
        return _sas.Add(sa);
    }

    private bool HasSequence(int sa)
    {
        bool isThere = EspPackets.HasSequence(_setting, _sas[sa]);
        if (!isThere)
        {
            _measures.Refused.Count(EnclaveRefusal.SequenceExhausted);
        }

        return isThere;
    }

    private void Emit(int sa, int size, SimTime start, in MeasurementTag tag)
    {
        ref Sa state = ref _sas[sa];
        int messageSize = Math.Max(CustomerMessage.SizeMin, size - Udp.HeaderSize);
        var message = new CustomerMessage(_index, _count++, start.Picoseconds, messageSize);
        Packet packet = _node.Topology.Packets.Rent(messageSize);
        message.Encode(packet.Change());
        packet.Label = EnclaveLabels.Data;
        packet.Tag = tag;
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
    public void Crash()
    {
        _measures.Live.Add(-_sas.Count);
        _sas.Clear();
    }

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
        Learn(ref sa);
        ReadOnlySpan<byte> datagram = packet.Octets[_setting.DatagramOffset(sa.Peer.IsV4)..];
        return Udp.TryRead(datagram, sa.Peer, Address, out _, out _) ? null : EnclaveRefusal.Malformed;
    }

    // Derivation information from the server's first packet (522).
    private void Learn(ref Sa sa)
    {
        if (sa is { IsBare: true, IsExchanged: false } && _arriving is { } information
            && information.Path.Sa == sa.PeerSpi)
        {
            sa.Information = information;
            sa.IsBare = false;
        }
    }
}
