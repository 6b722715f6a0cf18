using System;
using System.Collections.Generic;
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
/// key and the derivation information come to it with the SA. Its packets pass its processor, if they cost that
/// anything.
/// </summary>
public sealed class EnclaveClient : ITransport, IForwardingHook, ISaClient
{
    private readonly Node _node;
    private readonly ushort _index;
    private readonly EnclaveSetting _setting;
    private readonly EnclaveMeasures _measures;
    private readonly ProcedureMeasure _packets;
    private readonly SaStore _sas = new();
    private readonly Dictionary<(IpAddress Host, IpAddress Peer), int> _tunnels = [];
    private readonly Dictionary<Packet, DerivationInformation> _carried = []; // by packets in the processor
    private readonly Processor? _processor; // null if packets cost nothing
    private readonly OperationId _packet;
    private readonly EspWork _work;
    private readonly IExecutionReceiver _sent, _received;
    private ulong _count;
    private ushort _identification;
    private DerivationInformation? _arriving; // of the packet that is delivered in this very event

    /// <summary>A client.</summary>
    /// <param name="node">Its node.</param>
    /// <param name="index">Its index among the clients.</param>
    /// <param name="setting">What all parties agree on.</param>
    /// <param name="measures">What is measured of it.</param>
    /// <param name="packets">Measures packets from here to the server's application.</param>
    /// <param name="processor">Its processor; null if its packets take no time.</param>
    public EnclaveClient(
        Node node,
        int index,
        EnclaveSetting setting,
        EnclaveMeasures measures,
        ProcedureMeasure packets,
        Processor? processor = null)
    {
        ArgumentNullException.ThrowIfNull(node);
        ArgumentNullException.ThrowIfNull(setting);
        (_node, _setting, _measures, _packets) = (node, setting, measures, packets);
        _sent = new PacketReceiver(node, SendOut);
        _received = new PacketReceiver(node, Received);
        if (processor is not null)
        {
            _packet = processor.Find(EnclaveServer.PacketOperation.Name);
            _work = new EspWork(processor.Costs, setting.Transform);
            _processor = _work.IsFree && processor.Costs.CostOf(_packet).IsFree ? null : processor;
        }

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

    /// <inheritdoc/>
    public bool TryFind(uint spi, out int sa) => _sas.TryFind(spi, out sa);

    /// <summary>Gets each packet of a host behind this client, with the number of its tunnel.</summary>
    public Action<int, Packet>? Tunnelled { get; set; }

    /// <summary>This client tunnels for a host behind it.</summary>
    /// <param name="host">The host.</param>
    /// <param name="peer">Whom the host talks to.</param>
    /// <param name="tunnel">Number of the tunnel that its packets go through.</param>
    public void AddTunnel(IpAddress host, IpAddress peer, int tunnel) => _tunnels.Add((host, peer), tunnel);

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

    /// <inheritdoc/>
    public MeasurementTag Start() => _packets.Start();

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

    /// <inheritdoc/>
    public void EmitLate(int sa, int size, SimTime start, in MeasurementTag tag)
    {
        if (HasSequence(sa))
        {
            Emit(sa, size, start, tag);
        }
    }

    /// <summary>CLIENT -> SERVER  a packet of a host behind this client over an SA, now.</summary>
    /// <param name="sa">Number of the SA.</param>
    /// <param name="packet">The packet, beginning with its IP header.</param>
    public void Emit(int sa, Packet packet)
    {
        ArgumentNullException.ThrowIfNull(packet);
        if (!HasSequence(sa))
        {
            _node.Drop(packet, DropReason.Role);
            return;
        }

        if (!EspPackets.HasRoom(packet, _setting, _sas[sa], _node))
        {
            _measures.Refused.Count(EnclaveRefusal.TooBig);
            return;
        }

        packet.Label = EnclaveLabels.Data;
        Protect(packet, ref _sas[sa], isWhole: true);
    }

    /// <inheritdoc/>
    public HookVerdict Handle(in ForwardingPoint point)
    {
        switch (_setting.Sites.Judge(point, Address))
        {
            case TunnelVerdict.Protect:
                return TakeFromInside(point.Packet, point.Header);
            case TunnelVerdict.Refuse:
                _measures.Refused.Count(EnclaveRefusal.OutsidePolicy);
                return HookVerdict.Drop;
        }

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
        bool isUp = _sas.IsUp(sa), isThere = isUp && EspPackets.HasSequence(_setting, _sas[sa]);
        if (!isThere)
        {
            _measures.Refused.Count(isUp ? EnclaveRefusal.SequenceExhausted : EnclaveRefusal.UnknownSa);
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
        Udp.Write(
            packet.Change(),
            new IpEndpoint(Address, EnclaveServer.Port),
            new IpEndpoint(state.Peer, EnclaveServer.Port));
        Protect(packet, ref state, isWhole: false);
    }

    private void Protect(Packet packet, ref Sa sa, bool isWhole)
    {
        int octets = packet.Size;
        EspPackets.Wrap(
            packet, _setting, ref sa, EspDirection.ToServer, sa.Keys.ToServer, Address,
            unchecked(++_identification), isWhole);
        if (_processor is null)
        {
            SendOut(packet);
        }
        else if (!TrySubmit(_processor, packet, octets, _sent))
        {
            Refuse(packet, EnclaveRefusal.HostFull);
        }
    }

    private void SendOut(Packet packet)
    {
        if (_node.Ip.SendWhole(packet) == SendOutcome.TooBig)
        {
            _measures.Refused.Count(EnclaveRefusal.TooBig);
        }
    }

    private bool TrySubmit(Processor processor, Packet packet, int octets, IExecutionReceiver next) =>
        processor.Submit(_work.After(Work.Of(_packet), octets), next, packet) == ExecutionStatus.Done;

    private void Refuse(Packet packet, EnclaveRefusal refusal)
    {
        _measures.Refused.Count(refusal);
        _node.Drop(packet, refusal == EnclaveRefusal.HostFull ? DropReason.ProcessorFull : DropReason.Role);
    }

    // HOST -> CLIENT  a datagram for the other side, in the clear
    private HookVerdict TakeFromInside(Packet packet, in IpHeader header)
    {
        if (header.Protocol != IpProtocol.Udp || IpOptions.AreThere(packet.Octets, header)
            || !_tunnels.TryGetValue((header.Source, header.Destination), out int tunnel))
        {
            _measures.Refused.Count(EnclaveRefusal.OutsidePolicy);
            return HookVerdict.Drop;
        }

        if (_node.Ip.TryAge(packet, header))
        {
            Tunnelled!(tunnel, packet);
        }

        return HookVerdict.Taken;
    }

    /// <inheritdoc/>
    public void Receive(Packet packet, in IpHeader header)
    {
        ArgumentNullException.ThrowIfNull(packet);
        if (_processor is null)
        {
            Take(packet, _arriving);
        }
        else if (Find(packet, out _, out _) is { } refusal)
        {
            Refuse(packet, refusal); // before the costly part (RFC 4303 §3.4.3)
        }
        else if (!TrySubmit(_processor, packet, EspPackets.ProtectedSize(packet, _setting), _received))
        {
            Refuse(packet, EnclaveRefusal.HostFull);
        }
        else if (_arriving is { } information)
        {
            _carried.Add(packet, information);
        }
    }

    private void Received(Packet packet) =>
        Take(packet, _carried.Remove(packet, out DerivationInformation information) ? information : null);

    private void Take(Packet packet, in DerivationInformation? carried)
    {
        if (Open(packet, carried, out IpHeader inner) is { } refusal)
        {
            Refuse(packet, refusal);
        }
        else if (inner.Destination != Address)
        {
            HandInside(packet, inner);
        }
        else
        {
            int offset = _setting.DatagramOffset(Address.IsV4) + Udp.HeaderSize;
            _measures.Goodput.Add(8L * (packet.Size - offset));
            packet.Release();
        }
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
        _carried.Clear();
    }

    // CLIENT -> HOST  what a tunnel has brought, in the clear
    private void HandInside(Packet packet, in IpHeader inner)
    {
        packet.TrimStart(_setting.Transform.PayloadOffset);
        packet.Label = EnclaveLabels.PlainReply;
        if (_node.Ip.TryAge(packet, inner))
        {
            _node.Ip.Forward(packet);
        }
    }

    // The SA of a packet that may be accepted.
    private EnclaveRefusal? Find(Packet packet, out int index, out ulong sequence)
    {
        (index, sequence) = (0, 0);
        if (!EspHeader.TryDecode(packet.Octets, out EspHeader esp, out DecodeError _))
        {
            return EnclaveRefusal.Malformed;
        }

        if (!_sas.TryFind(esp.Spi, out index))
        {
            return EnclaveRefusal.UnknownSa;
        }

        ref Sa sa = ref _sas[index];
        sequence = EspPackets.SequenceOf(_setting, sa, esp.Sequence);
        return sa.Window.CanAccept(sequence) ? null : EnclaveRefusal.Replayed;
    }

    private EnclaveRefusal? Open(Packet packet, in DerivationInformation? carried, out IpHeader inner)
    {
        inner = default;
        if (Find(packet, out int index, out ulong sequence) is { } notFound)
        {
            return notFound;
        }

        ref Sa sa = ref _sas[index];
        EnclaveRefusal? refusal = EspPackets.Unwrap(
            packet, _setting, sa.Keys.ToClient, sequence, Address.IsV4, out _);
        if (refusal is not null)
        {
            return refusal;
        }

        sa.Window.Accept(sequence);
        Learn(ref sa, carried);
        return EspPackets.Check(packet, _setting, sa.Peer, Address, out inner);
    }

    // Derivation information from the server's first packet (522).
    private static void Learn(ref Sa sa, in DerivationInformation? carried)
    {
        if (sa is { IsBare: true, IsExchanged: false } && carried is { } information
            && information.Path.Sa == sa.PeerSpi)
        {
            sa.Information = information;
            sa.IsBare = false;
        }
    }
}
