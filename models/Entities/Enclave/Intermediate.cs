using System;
using System.Collections.Generic;
using Simulator.Crypto;
using Simulator.Network;
using Simulator.Protocols.Enclave;
using Simulator.Protocols.Esp;
using Simulator.Protocols.Wire;

namespace Simulator.Entities;

/// <summary>Is told of a packet that an intermediate cannot read; it may change the packet.</summary>
/// <param name="packet">The packet.</param>
/// <param name="header">Its IP header.</param>
/// <param name="spi">Its SPI.</param>
/// <param name="hasInformation">False if it lacks derivation information, true if no key is held.</param>
/// <returns>True if it bears the flag of a missing key now.</returns>
internal delegate bool UnreadablePacket(Packet packet, in IpHeader header, uint spi, bool hasInformation);

/// <summary>
/// An intermediate on the way of protected packets (Fig. 6): derives the key of each from what it holds and what the
/// packet carries, reads the packet and forwards it. Without a key it forwards it untouched, and counts it.
/// </summary>
public sealed class Intermediate : IForwardingHook, ISaKeySource, INodeObserver
{
    /// <summary>The operation of reading a packet that was decrypted.</summary>
    public static readonly Operation InspectOperation = new(
        "host.inspect", "Inspect the contents of one packet.", perOctet: true);

    private readonly Node _node;
    private readonly Processor _processor;
    private readonly IntermediateOptions _options;
    private readonly EnclaveSetting _setting;
    private readonly IntermediateMeasures _measures;
    private readonly Dictionary<SaId, EspKeyPair> _memory = [];
    private readonly HashSet<(SaId Id, EspDirection Direction)> _told = []; // while somebody wants to hear
    private readonly Dictionary<SaId, EspKeyPair> _given = []; // by servers: they are not derived again
    private readonly Dictionary<(IpAddress To, uint Spi), DerivationInformation> _bare = []; // packets without it
    private readonly Dictionary<IpAddress, uint> _servers = []; // of SAs whose packets name none: numbered as they come
    private readonly HashSet<SaId> _seen = [];
    private readonly OperationId _inspect, _aead, _cipher, _mac;
    private readonly IExecutionReceiver _inspection, _onward;

    /// <summary>An intermediate; it takes part in forwarding from now on.</summary>
    /// <param name="node">Its node.</param>
    /// <param name="processor">Its processor.</param>
    /// <param name="options">What it does.</param>
    /// <param name="nic">Its card.</param>
    /// <param name="setting">What all parties agree on.</param>
    /// <param name="measures">What is measured of it.</param>
    /// <param name="nicMeasures">What is measured of its card.</param>
    public Intermediate(
        Node node,
        Processor processor,
        IntermediateOptions options,
        NicOptions nic,
        EnclaveSetting setting,
        IntermediateMeasures measures,
        NicMeasures nicMeasures)
    {
        ArgumentNullException.ThrowIfNull(node);
        ArgumentNullException.ThrowIfNull(processor);
        ArgumentNullException.ThrowIfNull(setting);
        (_node, _processor, _options, _setting, _measures) = (node, processor, options, setting, measures);
        _inspect = processor.Find(InspectOperation.Name);
        _aead = processor.Find(Operations.AeadAesGcm.Name);
        _cipher = processor.Find(Operations.CipherAesCbc.Name);
        _mac = processor.Find(Operations.MacHmacSha256.Name);
        Keys = new KeyRing(setting.Hierarchy);
        _onward = new PacketReceiver(node, packet => node.Ip.Forward(packet));
        _inspection = new PacketReceiver(node, Inspect);
        Nic = new OffloadNic(
            node, "nic", nic, setting.Hierarchy, setting.Transform, this, nicMeasures, _inspection, _onward);
        node.Ip.AddHook(HookPoint.Arrival, this);
        node.Observe(this);
    }

    /// <summary>Its card.</summary>
    public OffloadNic Nic { get; }

    /// <summary>False if it cannot derive keys, whatever it holds.</summary>
    internal bool Derives => _options.Derives;

    /// <summary>The keys that its access list gives it.</summary>
    public KeyRing Keys { get; }

    /// <summary>It is given a key; its card too, if that derives from keys of this kind.</summary>
    /// <param name="epoch">Epoch of the organisation key.</param>
    /// <param name="depth">Depth of the key.</param>
    /// <param name="path">Identifiers down to that depth.</param>
    /// <param name="key">The key.</param>
    public void AddKey(int epoch, int depth, in EnclavePath path, in Key256 key)
    {
        Keys.Add(epoch, depth, path, key);
        if (Nic.Options.Derives)
        {
            Nic.AddKey(epoch, depth, path, key);
        }
    }

    /// <summary>A key is taken from it, and from its card.</summary>
    /// <param name="epoch">Epoch of the organisation key.</param>
    /// <param name="depth">Depth of the key.</param>
    /// <param name="path">Identifiers down to that depth.</param>
    public void RemoveKey(int epoch, int depth, in EnclavePath path)
    {
        Keys.Remove(epoch, depth, path);
        Nic.RemoveKey(epoch, depth, path);
        _memory.Clear(); // what was derived from it is gone too; the rest is derived again
    }

    /// <summary>Told of each packet for which it holds no key.</summary>
    public Action<EnclavePair>? KeyMissing { get; set; }

    /// <summary>Told once of the keys with which it reads each direction of an SA.</summary>
    public SaLearned? SaLearned { get; set; }

    /// <summary>Told of each packet that it cannot read, before that goes on.</summary>
    internal UnreadablePacket? Unreadable { get; set; }

    /// <summary>A server has given it the key of an SA: packets to the server are known by their SPI, too.</summary>
    /// <param name="server">The server.</param>
    /// <param name="given">Key and derivation information.</param>
    internal void AddSaKey(IpAddress server, in KeyNotify given)
    {
        if (_given.Count < _options.SaMax)
        {
            DerivationInformation information = given.Information with { Direction = EspDirection.ToServer };
            _given[SaId.Of(information)] = _setting.Expand(given.Key);
            _bare[(server, information.Path.Sa)] = information;
        }
    }

    /// <summary>A server has given it the keys of an SA with an unchanged client.</summary>
    /// <param name="server">The server.</param>
    /// <param name="given">The keys.</param>
    internal void AddExchangedKeys(IpAddress server, in ExchangedKeys given)
    {
        if (_given.Count < _options.SaMax)
        {
            var information = new DerivationInformation(new EnclavePath(default, NumberOf(server), given.ServerSpi));
            _given[SaId.Of(information)] = new EspKeyPair(given.ToServer, given.ToClient);
            _bare[(server, given.ServerSpi)] = information;
            _bare[(EnclaveControl.AddressOf(given.Client, given.IsV6), given.ClientSpi)] =
                information with { Direction = EspDirection.ToClient };
        }
    }

    /// <inheritdoc/>
    public bool TryGetKeys(in SaId id, out EspKeyPair keys) =>
        _memory.TryGetValue(id, out keys) || _given.TryGetValue(id, out keys);

    /// <inheritdoc/>
    public HookVerdict Handle(in ForwardingPoint point)
    {
        (byte protocol, int offset) = IpOptions.UpperLayerOf(point.Packet.Octets, point.Header);
        if (point.IsForNode || protocol != IpProtocol.Esp || offset > point.Packet.Size)
        {
            return HookVerdict.Pass;
        }

        EspHeader.TryDecode(point.Packet.Octets[offset..], out EspHeader esp, out _);
        bool hasInformation = IpOptions.TryReadInformation(
            point.Packet.Octets, point.Header, out DerivationInformation information);
        if (!hasInformation && !_bare.TryGetValue((point.Header.Destination, esp.Spi), out information))
        {
            _measures.Inspected.Count(Inspection.NoInformation);
            Remember(new SaId(default, 0, esp.Spi, 0), isRead: false);
            return PassUnread(point, esp.Spi, hasInformation: false);
        }

        Inspection result = Read(point, offset, information, out bool isTaken);
        _measures.Inspected.Count(result);
        Remember(SaId.Of(information), result == Inspection.Read);
        return isTaken ? HookVerdict.Taken
            : result == Inspection.NoKey ? PassUnread(point, esp.Spi, hasInformation: true)
            : _options.IsGateway ? HookVerdict.Drop
            : HookVerdict.Pass;
    }

    /// <inheritdoc/>
    public void Crashed(Node node)
    {
        _memory.Clear();
        _given.Clear();
        _bare.Clear();
        Keys.Clear();
        Nic.Clear();
    }

    /// <inheritdoc/>
    public void Restarted(Node node)
    {
        // its keys come with the next provisioning
    }

    // A gateway lets through what tells the server that the key is missing.
    private HookVerdict PassUnread(in ForwardingPoint point, uint spi, bool hasInformation)
    {
        bool isFlagged = Unreadable?.Invoke(point.Packet, point.Header, spi, hasInformation) == true;
        return _options.IsGateway && !isFlagged ? HookVerdict.Drop : HookVerdict.Pass;
    }

    private Inspection Read(
        in ForwardingPoint point, int offset, in DerivationInformation information, out bool isTaken)
    {
        Packet packet = point.Packet;
        isTaken = false;
        if (!TryLearn(information))
        {
            KeyMissing?.Invoke(information.Path.Pair);
            return Inspection.NoKey;
        }

        Tell(information, point.Header, packet.Octets[offset..]);
        var work = new NicWork(stackalloc PipelineStep[NicWork.StepMax]);
        NicVerdict verdict = Nic.Prepare(information, information.Direction, isReceived: true, ref work);
        if (verdict == NicVerdict.Full)
        {
            return Inspection.Overload;
        }

        bool isSoftware = verdict == NicVerdict.Software;
        EspKeys keys = isSoftware ? KeysOf(information) : work.Keys;
        if (!TryOpen(packet, point.Header, offset, keys, out int payloadSize))
        {
            return Inspection.BadIntegrity;
        }

        if (isSoftware)
        {
            isTaken = _processor.Submit(SoftwareWork(payloadSize), _onward, packet) == ExecutionStatus.Done;
            return isTaken ? Inspection.Read : Inspection.Overload;
        }

        Nic.Submit(packet, payloadSize, isReceived: true, ref work);
        isTaken = true;
        return Inspection.Read;
    }

    private uint NumberOf(IpAddress server)
    {
        if (!_servers.TryGetValue(server, out uint number))
        {
            _servers.Add(server, number = (uint)_servers.Count + 1);
        }

        return number;
    }

    // Keys that the host has derived once stay in its memory, from which a card with a cache fetches them.
    private bool TryLearn(in DerivationInformation information)
    {
        var id = SaId.Of(information);
        if (_memory.ContainsKey(id) || _given.ContainsKey(id))
        {
            return true;
        }

        EnclaveHierarchy hierarchy = _setting.Hierarchy;
        bool canDerive = Derives && hierarchy.Fits(information.Path) && _memory.Count < _options.SaMax
            && Keys.TryFindNearest(information.Epoch, information.Path, out _, out _);
        if (canDerive)
        {
            Keys.TryFindNearest(information.Epoch, information.Path, out Key256 key, out int depth);
            Key256 sa = hierarchy.Derive(key, depth, hierarchy.SaDepth, information.Path);
            _memory.Add(id, _setting.Expand(sa));
        }

        return canDerive;
    }

    private void Tell(in DerivationInformation information, in IpHeader header, ReadOnlySpan<byte> packet)
    {
        var id = SaId.Of(information);
        if (SaLearned is { } learned && TryGetKeys(id, out EspKeyPair keys)
            && EspHeader.TryDecode(packet, out EspHeader esp, out DecodeError _)
            && _told.Add((id, information.Direction)))
        {
            learned(header.Source, header.Destination, esp.Spi, keys.Of(information.Direction));
        }
    }

    // A copy is decrypted, so that what goes on is what came; the upper half of an extended number is taken as zero.
    private bool TryOpen(Packet packet, in IpHeader header, int offset, in EspKeys keys, out int payloadSize)
    {
        payloadSize = 0;
        if (!EspHeader.TryDecode(packet.Octets[offset..], out EspHeader esp, out DecodeError _))
        {
            return false;
        }

        Packet copy = packet.Copy();
        EspOutcome outcome = _setting.Transform.Open(
            _setting.Contexts, keys, esp.Sequence, copy.Change()[offset..], out byte nextHeader, out payloadSize);
        if (outcome == EspOutcome.Done && (_options.ReProtects || _options.DataMax > 0))
        {
            payloadSize = EspPackets.Shorten(copy, _setting, header, offset, payloadSize, _options.DataMax);
            packet.TrimEnd(packet.Size - copy.Size);
            _setting.Transform.Seal(
                _setting.Contexts, keys, esp.Spi, esp.Sequence, nextHeader, copy.Change()[offset..], payloadSize,
                _options.Device);
            copy.Octets.CopyTo(packet.Change());
        }

        copy.Release();
        return outcome == EspOutcome.Done;
    }

    private Work SoftwareWork(int octets) => _setting.Transform.IsCbc
        ? Work.Of(_cipher, octets).And(_mac, octets).And(_inspect, octets)
        : Work.Of(_aead, octets).And(_inspect, octets);

    private EspKeys KeysOf(in DerivationInformation information)
    {
        TryGetKeys(SaId.Of(information), out EspKeyPair keys);
        return keys.Of(information.Direction);
    }

    private void Inspect(Packet packet)
    {
        if (_processor.Submit(_inspect, packet.Size, _onward, packet) != ExecutionStatus.Done)
        {
            _node.Ip.Forward(packet); // not inspected for want of room; nothing is held back
            _measures.Inspected.Count(Inspection.Overload);
        }
    }

    private void Remember(in SaId id, bool isRead)
    {
        if (_seen.Count < _options.SaMax && _seen.Add(id))
        {
            _measures.Readable.Add(isRead);
        }
    }
}

/// <summary>Hears of an SA that can be read.</summary>
/// <param name="source">Source address of its packets.</param>
/// <param name="destination">Their destination address.</param>
/// <param name="spi">Their SPI.</param>
/// <param name="keys">Their keys.</param>
public delegate void SaLearned(IpAddress source, IpAddress destination, uint spi, in EspKeys keys);
