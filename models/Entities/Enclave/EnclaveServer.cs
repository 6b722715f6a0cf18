using System;
using System.Collections.Generic;
using System.Linq;
using Simulator.Crypto;
using Simulator.Kernel;
using Simulator.Network;
using Simulator.Protocols.Customer;
using Simulator.Protocols.Enclave;
using Simulator.Protocols.Esp;
using Simulator.Protocols.Wire;

namespace Simulator.Entities;

/// <summary>Is told of a packet that an intermediate has flagged, once its integrity is known.</summary>
/// <param name="spi">SPI of its SA: packets to the server.</param>
/// <param name="flag">What the intermediate says.</param>
/// <param name="isAuthentic">True if the packet itself is authentic, and no replay.</param>
/// <param name="tag">Tag of the packet.</param>
public delegate void FlagReceived(uint spi, DirectKeyExchange flag, bool isAuthentic, in MeasurementTag tag);

/// <summary>Is told of tags on a packet that belongs to an SA.</summary>
/// <param name="client">Its source.</param>
/// <param name="chain">The tags.</param>
/// <param name="tag">Tag of the packet.</param>
public delegate void TagsReceived(IpAddress client, TagChain chain, in MeasurementTag tag);

/// <summary>
/// A server of an enclave: host stack, driver and network interface card. Protected packets pass the card, or the
/// host's processor where the card has no key for them; then they cost the host what any packet does.
/// </summary>
public sealed class EnclaveServer : IForwardingHook, ISaKeySource, INodeObserver
{
    /// <summary>The operation that a packet costs the host, protected or not: driver and stack.</summary>
    public static readonly Operation PacketOperation = new(
        "host.packet", "Handle one packet in driver and stack of a host.");

    internal const ushort Port = 50_000; // ours: no dissector claims it

    private const int EarlyMax = 16;        // ours: packets that wait for an SA which is being set up
    private const int TunnelMax = 65_536;   // ours: pairs of hosts whose tunnel is remembered

    private readonly Node _node;
    private readonly Processor _processor;
    private readonly EnclaveServerOptions _options;
    private readonly EnclaveSetting _setting;
    private readonly EnclaveMeasures _measures;
    private readonly ProcedureMeasure _packets;
    private readonly SaStore _sas = new();
    private readonly Dictionary<uint, List<(Packet Packet, IpHeader Header)>> _early = []; // by SPI that is expected
    private readonly Dictionary<(IpAddress Host, IpAddress Peer), uint> _tunnels = []; // SPI of their last packet
    private readonly Dictionary<Packet, DirectKeyExchange> _flags = []; // of packets in the host's processor
    private readonly Dictionary<SaId, uint> _calls = []; // own SPI of SAs that others have named
    private readonly OperationId _packet;
    private readonly EspWork _work;
    private readonly IExecutionReceiver _delivery, _softwareReceived, _softwareSent, _handover;
    private ulong _count; // data that it has sent
    private ushort _identification;

    /// <summary>A server.</summary>
    /// <param name="node">Its node.</param>
    /// <param name="processor">The host's processor.</param>
    /// <param name="options">Who it is.</param>
    /// <param name="nic">Its card.</param>
    /// <param name="setting">What all parties agree on.</param>
    /// <param name="measures">What is measured of it.</param>
    /// <param name="nicMeasures">What is measured of its card.</param>
    /// <param name="packets">Is told of data that has arrived.</param>
    public EnclaveServer(
        Node node,
        Processor processor,
        EnclaveServerOptions options,
        NicOptions nic,
        EnclaveSetting setting,
        EnclaveMeasures measures,
        NicMeasures nicMeasures,
        ProcedureMeasure packets)
    {
        ArgumentNullException.ThrowIfNull(node);
        ArgumentNullException.ThrowIfNull(processor);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(setting);
        (_node, _processor, _options, _setting) = (node, processor, options, setting);
        (_measures, _packets) = (measures, packets);
        _packet = processor.Find(PacketOperation.Name);
        _work = new EspWork(processor.Costs, setting.Transform);
        _delivery = new PacketReceiver(node, packet => Deliver(packet));
        _softwareReceived = new PacketReceiver(node, ReceivedInSoftware);
        _softwareSent = new PacketReceiver(node, SendOut);
        _handover = new PacketReceiver(node, HandOver);
        Nic = new OffloadNic(
            node, "nic", nic, setting.Hierarchy, setting.Transform, this, nicMeasures, _handover, _softwareSent);
        Calling = new CallingServer(this);
        Identifiers = new SaIdentifiers(
            options.Identifiers, node.Simulation.Random($"{node.Id}/sa"), node.Simulation);
        node.Ip.AddHook(HookPoint.Arrival, this);
        node.Observe(this);
    }

    /// <summary>Its card.</summary>
    public OffloadNic Nic { get; }

    /// <summary>Fresh identifiers of its SAs.</summary>
    public SaIdentifiers Identifiers { get; }

    /// <summary>This server as the client of SAs with others.</summary>
    public ISaClient Calling { get; }

    /// <summary>Its address.</summary>
    public IpAddress Address => _node.Ip.Addresses[0];

    /// <summary>Who it is.</summary>
    public EnclaveServerOptions Options => _options;

    /// <summary>SAs that are up.</summary>
    public int SaCount => _sas.Count;

    /// <summary>True if an SPI is taken.</summary>
    /// <param name="spi">The SPI.</param>
    public bool Has(uint spi) => _sas.Has(spi);

    /// <summary>Room for so many SAs at once.</summary>
    /// <param name="count">SAs.</param>
    public void Reserve(int count) => _sas.Reserve(count);

    /// <summary>Is told of each packet that an intermediate has flagged; null if nobody cares.</summary>
    public FlagReceived? Flagged { get; set; }

    /// <summary>Is told of the tags on each protected packet that has some; null if nobody cares.</summary>
    public TagsReceived? TagsRead { get; set; }

    /// <summary>A drawn SA identifier was taken.</summary>
    public void CountCollision() => _measures.Refused.Count(EnclaveRefusal.SpiCollision);

    /// <summary>An SA is up.</summary>
    /// <param name="client">The client.</param>
    /// <param name="information">What its packets carry.</param>
    /// <param name="keys">Keys of both directions.</param>
    /// <param name="peerSpi">SPI of packets to the client; null for the identifier of the SA.</param>
    public void Add(
        IpAddress client, in DerivationInformation information, in EspKeyPair keys, uint? peerSpi = null) => Add(new Sa
        {
            Information = information,
            Peer = client,
            LocalSpi = information.Path.Sa,
            PeerSpi = peerSpi ?? information.Path.Sa,
            Keys = keys,
        });

    /// <summary>An SA is up whose keys are not from the tree: a card that derives leaves it to the host.</summary>
    /// <param name="client">The client.</param>
    /// <param name="spis">SPIs of packets to the server and to the client.</param>
    /// <param name="keys">Keys of both directions.</param>
    public void AddExchanged(IpAddress client, (uint ToServer, uint ToClient) spis, in EspKeyPair keys) =>
        AddExchanged(client, spis.ToServer, spis.ToClient, keys, isCaller: false);

    /// <summary>An SA is up with another server, which has derived its key: this server is its client.</summary>
    /// <param name="peer">The other server.</param>
    /// <param name="information">What its packets carry.</param>
    /// <param name="keys">Keys of both directions.</param>
    /// <param name="localSpi">SPI of packets to this server; null for the identifier of the SA.</param>
    /// <param name="isBare">True if packets of this server carry no information.</param>
    /// <returns>Its number.</returns>
    public int AddCalling(
        IpAddress peer, in DerivationInformation information, in EspKeyPair keys, uint? localSpi = null,
        bool isBare = false)
    {
        uint own = localSpi ?? information.Path.Sa;
        if (own != information.Path.Sa)
        {
            _calls[SaId.Of(information)] = own;
        }

        return Add(new Sa
        {
            Information = information,
            Peer = peer,
            LocalSpi = own,
            PeerSpi = information.Path.Sa,
            Keys = keys,
            IsBare = isBare,
            IsCaller = true,
        });
    }

    /// <summary>An SA is up with another server, of which this one is the client, whose keys are not from the tree.
    /// </summary>
    /// <param name="peer">The other server.</param>
    /// <param name="spis">SPIs of packets to the other server and to this one.</param>
    /// <param name="keys">Keys of both directions.</param>
    /// <returns>Its number.</returns>
    internal int AddCallingExchanged(IpAddress peer, (uint ToServer, uint ToClient) spis, in EspKeyPair keys) =>
        AddExchanged(peer, spis.ToClient, spis.ToServer, keys, isCaller: true);

    private int AddExchanged(IpAddress peer, uint local, uint remote, in EspKeyPair keys, bool isCaller) => Add(new Sa
    {
        Information = new DerivationInformation(new EnclavePath(default, _options.Id, local)),
        Peer = peer,
        LocalSpi = local,
        PeerSpi = remote,
        Keys = keys,
        IsBare = true,
        IsExchanged = true,
        IsCaller = isCaller,
    });

    /// <summary>Finds the SA of packets to this server.</summary>
    /// <param name="spi">Their SPI.</param>
    /// <param name="sa">Its number.</param>
    internal bool TryFind(uint spi, out int sa) => _sas.TryFind(spi, out sa);

    /// <summary>A packet of this server's application starts now.</summary>
    internal MeasurementTag Start() => _packets.Start();

    /// <summary>SERVER -> SERVER  data over an SA of which this server is the client, now.</summary>
    /// <param name="spi">Identifier of the SA.</param>
    /// <param name="size">Octets of the datagram, its header included.</param>
    public void Emit(uint spi, int size)
    {
        if (_sas.TryFind(spi, out int index))
        {
            EmitOver(index, size);
        }
        else
        {
            _measures.Refused.Count(EnclaveRefusal.UnknownSa);
        }
    }

    /// <summary>SERVER -> SERVER  data over an SA that is up and of which this server is the client, now.</summary>
    /// <param name="sa">Number of the SA.</param>
    /// <param name="size">Octets of the datagram, its header included.</param>
    internal void EmitOver(int sa, int size) => EmitLate(sa, size, _node.Simulation.Now, _packets.Start());

    /// <summary>SERVER -> SERVER  data, now, which have waited for an SA of which this server is the client.</summary>
    /// <param name="sa">Number of the SA.</param>
    /// <param name="size">Octets of the datagram, its header included.</param>
    /// <param name="start">When the application had them.</param>
    /// <param name="tag">Their tag.</param>
    internal void EmitLate(int sa, int size, SimTime start, in MeasurementTag tag)
    {
        int messageSize = Math.Max(CustomerMessage.SizeMin, size - Udp.HeaderSize);
        var message = new CustomerMessage(
            unchecked((ushort)_options.Id), _count++, start.Picoseconds, messageSize);
        Send(message, sa, _sas[sa].Peer, EnclaveLabels.Data, tag);
    }

    /// <summary>An SA is over.</summary>
    /// <param name="spi">SPI of packets to the server.</param>
    public void Remove(uint spi)
    {
        if (_sas.Remove(spi, out Sa sa))
        {
            Nic.Remove(SaId.Of(sa.Information));
            _calls.Remove(SaId.Of(sa.Information));
            _measures.Live.Add(-1);
        }
    }

    /// <summary>An SA is being set up: packets that overtake the last message of its set-up wait for it.</summary>
    /// <param name="spi">SPI of packets to the server.</param>
    internal void Expect(uint spi) => _early.TryAdd(spi, []);

    /// <summary>There will be no SA of this SPI.</summary>
    /// <param name="spi">SPI of packets to the server.</param>
    internal void ExpectNoMore(uint spi)
    {
        if (_early.Remove(spi, out List<(Packet Packet, IpHeader Header)>? waiting))
        {
            foreach ((Packet packet, _) in waiting)
            {
                Refuse(packet, EnclaveRefusal.UnknownSa);
            }
        }
    }

    /// <inheritdoc/>
    public bool TryGetKeys(in SaId id, out EspKeyPair keys)
    {
        uint spi = _calls.TryGetValue(id, out uint own) ? own : id.Sa;
        bool isThere = _sas.TryFind(spi, out int index) && SaId.Of(_sas[index].Information) == id;
        keys = isThere ? _sas[index].Keys : default;
        return isThere;
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

        (byte protocol, int offset) = IpOptions.UpperLayerOf(point.Packet.Octets, point.Header);
        if (!point.IsForNode || protocol != IpProtocol.Esp)
        {
            return HookVerdict.Pass;
        }

        Take(point.Packet, point.Header, offset);
        return HookVerdict.Taken;
    }

    /// <inheritdoc/>
    public void Crashed(Node node)
    {
        _measures.Live.Add(-_sas.Count);
        _sas.Clear();
        _tunnels.Clear();
        _flags.Clear();
        _calls.Clear();
        Nic.Clear();
        foreach (uint spi in _early.Keys.Order().ToArray())
        {
            ExpectNoMore(spi);
        }
    }

    /// <inheritdoc/>
    public void Restarted(Node node)
    {
        // SAs are set up anew by whoever needs them
    }

    private int Add(in Sa sa)
    {
        int index = _sas.Add(sa);
        Nic.Install(SaId.Of(sa.Information), sa.Keys);
        _measures.Live.Add(1);
        if (_early.Remove(sa.LocalSpi, out List<(Packet Packet, IpHeader Header)>? waiting))
        {
            foreach ((Packet packet, IpHeader header) in waiting)
            {
                Take(packet, header, IpOptions.UpperLayerOf(packet.Octets, header).Offset);
            }
        }

        return index;
    }

    private void Refuse(Packet packet, EnclaveRefusal refusal)
    {
        _measures.Refused.Count(refusal);
        _node.Drop(packet, DropReason.Role);
    }

    private void Take(Packet packet, in IpHeader header, int offset)
    {
        if (!EspHeader.TryDecode(packet.Octets[Math.Min(offset, packet.Size)..], out EspHeader esp, out DecodeError _))
        {
            Refuse(packet, EnclaveRefusal.Malformed);
        }
        else if (!_sas.TryFind(esp.Spi, out int index))
        {
            TakeEarly(packet, header, esp.Spi);
        }
        else
        {
            ReadTags(packet, header);
            DirectKeyExchange? flag = FlagOf(packet.Octets, header);
            MeasurementTag tag = packet.Tag;
            EnclaveRefusal? refusal = Receive(packet, header, offset, esp, index, flag, out bool isChecked);
            if (flag is { } raised && isChecked)
            {
                Flagged!(esp.Spi, raised, refusal is null, tag);
            }

            if (refusal is { } reason)
            {
                Refuse(packet, reason);
            }
        }
    }

    private void TakeEarly(Packet packet, in IpHeader header, uint spi)
    {
        if (_early.TryGetValue(spi, out List<(Packet Packet, IpHeader Header)>? waiting) && waiting.Count < EarlyMax)
        {
            waiting.Add((packet, header));
        }
        else
        {
            Refuse(packet, EnclaveRefusal.UnknownSa);
        }
    }

    private void ReadTags(Packet packet, in IpHeader header)
    {
        if (TagsRead is { } read && IpOptions.Find(packet.Octets, header, IpOptions.Tags) is { IsEmpty: false } option
            && TagChain.TryDecode(option, out TagChain chain, out _))
        {
            read(header.Source, chain, packet.Tag);
        }
    }

    // What an intermediate has put on a packet, if anybody is to be told.
    private DirectKeyExchange? FlagOf(ReadOnlySpan<byte> packet, in IpHeader header) =>
        Flagged is not null
            && IpOptions.Find(packet, header, IpOptions.Direct) is { IsEmpty: false } option
            && DirectKeyExchange.TryDecode(option, out DirectKeyExchange flag, out _) && !flag.Requesters.IsEmpty
            ? flag
            : null;

    // Checked is a packet whose integrity is known now; the host's processor takes its time.
    private EnclaveRefusal? Receive(
        Packet packet, in IpHeader header, int offset, in EspHeader esp, int index, in DirectKeyExchange? flag,
        out bool isChecked)
    {
        isChecked = true;

        ref Sa sa = ref _sas[index];
        ulong sequence = EspPackets.SequenceOf(_setting, sa, esp.Sequence);
        if (!sa.Window.CanAccept(sequence))
        {
            return EnclaveRefusal.Replayed; // before the costly part (RFC 4303 §3.4.3)
        }

        bool isTampered = IpOptions.TryReadInformation(packet.Octets, header, out DerivationInformation information)
            && information != sa.Information with { Direction = sa.Inbound };
        packet.TrimStart(offset);
        if (isTampered)
        {
            return EnclaveRefusal.TamperedInformation;
        }

        var work = new NicWork(stackalloc PipelineStep[NicWork.StepMax]);
        switch (Prepare(sa, sa.Inbound, isReceived: true, ref work))
        {
            case NicVerdict.Full:
                return EnclaveRefusal.NicFull;
            case NicVerdict.Software:
                isChecked = false;
                return SubmitSoftware(packet, flag);
            default:
                return ReceiveInNic(packet, ref sa, sequence, ref work);
        }
    }

    // A card derives no keys of IKE, and from its host's server key none of another server's SAs.
    private NicVerdict Prepare(in Sa sa, EspDirection direction, bool isReceived, ref NicWork work)
    {
        EnclaveHierarchy hierarchy = _setting.Hierarchy;
        bool isOfOther = sa.IsCaller && hierarchy.HasServerLevel && Nic.KeyDepth == hierarchy.ServerDepth;
        return Nic.Options.Derives && (sa.IsExchanged || isOfOther)
            ? Nic.LeaveToHost()
            : Nic.Prepare(sa.Information, direction, isReceived, ref work);
    }

    // The octets are changed when the packet enters the card, so that a packet that is not authentic goes no further;
    // the card is busy with it all the same.
    private EnclaveRefusal? ReceiveInNic(Packet packet, ref Sa sa, ulong sequence, ref NicWork work)
    {
        EnclaveRefusal? refusal = EspPackets.Unwrap(
            packet, _setting, work.Keys, sequence, sa.Peer.IsV4, out int payloadSize);
        if (refusal is not null)
        {
            Nic.Occupy(packet.Size, ref work);
            return refusal;
        }

        sa.Window.Accept(sequence);
        refusal = CheckDatagram(packet, sa.Peer);
        if (refusal is null)
        {
            Nic.Submit(packet, payloadSize, isReceived: true, ref work);
        }

        return refusal;
    }

    private EnclaveRefusal? SubmitSoftware(Packet packet, in DirectKeyExchange? flag)
    {
        int octets = EspPackets.ProtectedSize(packet, _setting);
        ExecutionStatus status = _processor.Submit(SoftwareWork(octets), _softwareReceived, packet);
        if (status != ExecutionStatus.Done)
        {
            return EnclaveRefusal.HostFull;
        }

        if (flag is { } raised)
        {
            _flags.Add(packet, raised);
        }

        return null;
    }

    private Work SoftwareWork(int octets) => _work.After(Work.Of(_packet), octets);

    private void ReceivedInSoftware(Packet packet)
    {
        EspHeader.TryDecode(packet.Octets, out EspHeader esp, out _);
        EnclaveRefusal? refused = OpenInSoftware(packet);
        if (_flags.Remove(packet, out DirectKeyExchange flag))
        {
            Flagged!(esp.Spi, flag, refused is null, packet.Tag);
        }

        if (refused is { } refusal)
        {
            Refuse(packet, refusal);
        }
        else
        {
            Deliver(packet);
        }
    }

    private EnclaveRefusal? OpenInSoftware(Packet packet)
    {
        EspHeader.TryDecode(packet.Octets, out EspHeader esp, out _);
        if (!_sas.TryFind(esp.Spi, out int index))
        {
            return EnclaveRefusal.UnknownSa; // it was deleted meanwhile
        }

        ref Sa sa = ref _sas[index];
        ulong sequence = EspPackets.SequenceOf(_setting, sa, esp.Sequence);
        if (!sa.Window.CanAccept(sequence))
        {
            return EnclaveRefusal.Replayed;
        }

        EnclaveRefusal? refusal = EspPackets.Unwrap(
            packet, _setting, sa.Keys.Of(sa.Inbound), sequence, sa.Peer.IsV4, out _);
        if (refusal is null)
        {
            sa.Window.Accept(sequence);
            refusal = CheckDatagram(packet, sa.Peer);
        }

        return refusal;
    }

    private EnclaveRefusal? CheckDatagram(Packet packet, IpAddress client)
    {
        EnclaveRefusal? refusal = EspPackets.Check(packet, _setting, client, Address, out IpHeader inner);
        ReadOnlySpan<byte> datagram = packet.Octets[_setting.DatagramOffset(client.IsV4)..];
        return refusal is null && inner.Destination == Address
            && !CustomerMessage.TryDecode(datagram[Udp.HeaderSize..], out _, out DecodeError _)
            ? EnclaveRefusal.Malformed
            : refusal;
    }

    // The card is done: what is left costs the host what any packet does.
    private void HandOver(Packet packet)
    {
        if (_processor.Submit(_packet, packet.Size, _delivery, packet) != ExecutionStatus.Done)
        {
            _measures.Refused.Count(EnclaveRefusal.HostFull);
            _node.Drop(packet, DropReason.ProcessorFull);
        }
    }

    private void Deliver(Packet packet)
    {
        EspHeader.TryDecode(packet.Octets, out EspHeader esp, out _);
        bool isThere = _sas.TryFind(esp.Spi, out int index);
        IpHeader inner = EspPackets.InnerOf(packet, _setting, isThere ? _sas[index].Peer : Address, Address);
        if (inner.Destination != Address)
        {
            HandInside(packet, inner, esp.Spi);
            return;
        }

        int offset = _setting.DatagramOffset(Address.IsV4) + Udp.HeaderSize;
        CustomerMessage.TryDecode(packet.Octets[offset..], out CustomerMessage message, out _);
        _measures.Goodput.Add(8L * message.Size);
        bool isAnswer = isThere && _sas[index].IsCaller;
        if (!isAnswer)
        {
            _packets.End(new SimTime(message.StartPicoseconds), ProcedureMeasure.Success, packet.Tag);
        }

        packet.Release();
        if (_options.ReplySize > 0 && isThere && !isAnswer)
        {
            // SERVER -> CLIENT  an answer over the same SA, to the client or to a host behind it
            int size = Math.Max(CustomerMessage.SizeMin, _options.ReplySize - Udp.HeaderSize);
            Send(message with { Size = size }, index, inner.Source, EnclaveLabels.Reply, default);
        }
    }

    private void Send(
        in CustomerMessage message, int index, IpAddress to, MessageLabel label, in MeasurementTag tag)
    {
        var work = new NicWork(stackalloc PipelineStep[NicWork.StepMax]);
        if (!CanSend(_sas[index], ref work, out bool isSoftware))
        {
            return;
        }

        Packet packet = Datagram(message, to);
        packet.Label = label;
        packet.Tag = tag;
        bool isWhole = to != _sas[index].Peer;
        if (isWhole)
        {
            IpOptions.Prepend(packet, Address, to, IpProtocol.Udp, unchecked(++_identification), []);
        }

        Protect(packet, ref _sas[index], isWhole, isSoftware, ref work);
    }

    // HOST -> SERVER  a datagram for the other side, in the clear: it takes the tunnel by which that side has spoken
    private HookVerdict TakeFromInside(Packet packet, in IpHeader header)
    {
        if (header.Protocol != IpProtocol.Udp || IpOptions.AreThere(packet.Octets, header)
            || !_tunnels.TryGetValue((header.Source, header.Destination), out uint spi)
            || !_sas.TryFind(spi, out int index))
        {
            _measures.Refused.Count(EnclaveRefusal.OutsidePolicy);
            return HookVerdict.Drop;
        }

        if (_node.Ip.TryAge(packet, header))
        {
            SendWhole(packet, index, EnclaveLabels.Reply);
        }

        return HookVerdict.Taken;
    }

    /// <summary>SERVER -> PEER  a packet of a host behind this server over an SA, now, if there is room for it.
    /// </summary>
    /// <param name="packet">The packet, beginning with its IP header.</param>
    /// <param name="sa">Number of the SA.</param>
    /// <param name="label">What it is called.</param>
    internal void SendWhole(Packet packet, int sa, MessageLabel label)
    {
        if (!EspPackets.HasRoom(packet, _setting, _sas[sa], _node))
        {
            _measures.Refused.Count(EnclaveRefusal.TooBig);
            return;
        }

        var work = new NicWork(stackalloc PipelineStep[NicWork.StepMax]);
        if (CanSend(_sas[sa], ref work, out bool isSoftware))
        {
            packet.Label = label;
            Protect(packet, ref _sas[sa], isWhole: true, isSoftware, ref work);
        }
        else
        {
            _node.Drop(packet, DropReason.Role);
        }
    }

    // SERVER -> HOST  what a tunnel has brought, in the clear
    private void HandInside(Packet packet, in IpHeader inner, uint spi)
    {
        (IpAddress, IpAddress) back = (inner.Destination, inner.Source);
        if (_tunnels.Count < TunnelMax || _tunnels.ContainsKey(back))
        {
            _tunnels[back] = spi;
        }

        packet.TrimStart(_setting.Transform.PayloadOffset);
        packet.Label = EnclaveLabels.PlainData;
        if (_node.Ip.TryAge(packet, inner))
        {
            _node.Ip.Forward(packet);
        }
    }

    private bool CanSend(in Sa sa, ref NicWork work, out bool isSoftware)
    {
        isSoftware = false;
        if (!EspPackets.HasSequence(_setting, sa))
        {
            _measures.Refused.Count(EnclaveRefusal.SequenceExhausted);
            return false;
        }

        NicVerdict verdict = Prepare(sa, sa.Outbound, isReceived: false, ref work);
        if (verdict == NicVerdict.Full)
        {
            _measures.Refused.Count(EnclaveRefusal.NicFull);
            return false;
        }

        isSoftware = verdict == NicVerdict.Software;
        return true;
    }

    private void Protect(Packet packet, ref Sa sa, bool isWhole, bool isSoftware, ref NicWork work)
    {
        int octets = packet.Size;
        EspKeys keys = isSoftware ? sa.Keys.Of(sa.Outbound) : work.Keys;
        EspPackets.Wrap(
            packet, _setting, ref sa, sa.Outbound, keys, Address, unchecked(++_identification), isWhole);
        if (!isSoftware)
        {
            Nic.Submit(packet, octets, isReceived: false, ref work);
        }
        else if (_processor.Submit(SoftwareWork(octets), _softwareSent, packet) != ExecutionStatus.Done)
        {
            _measures.Refused.Count(EnclaveRefusal.HostFull);
            _node.Drop(packet, DropReason.ProcessorFull);
        }
    }

    private void SendOut(Packet packet)
    {
        if (_node.Ip.SendWhole(packet) == SendOutcome.TooBig)
        {
            _measures.Refused.Count(EnclaveRefusal.TooBig);
        }
    }

    private Packet Datagram(in CustomerMessage message, IpAddress client)
    {
        Packet packet = _node.Topology.Packets.Rent(message.Size);
        message.Encode(packet.Change());
        packet.Prepend(Udp.HeaderSize);
        Udp.Write(packet.Change(), new IpEndpoint(Address, Port), new IpEndpoint(client, Port));
        return packet;
    }
}
