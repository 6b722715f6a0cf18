using System;
using System.Collections.Generic;
using System.Linq;
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
/// packet carries, reads the packet and forwards it. Without a key it forwards it untouched, and counts it. Each of its
/// ports has a card of its own: that of the port by which a packet has come in works on it, and what was altered is
/// protected again by that of the port by which it leaves.
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
    private readonly OperationId _inspect;
    private readonly EspWork _work;
    private readonly Dictionary<Packet, Altered> _altered = []; // on their way to the port by which they leave
    private readonly HashSet<Packet> _verified = []; // in a card, and not to be inspected
    private readonly IExecutionReceiver _read, _sent;

    /// <summary>An intermediate, whose links are there; it takes part in forwarding from now on.</summary>
    /// <param name="node">Its node.</param>
    /// <param name="processor">Its processor.</param>
    /// <param name="options">What it does.</param>
    /// <param name="nic">The card of each of its ports.</param>
    /// <param name="setting">What all parties agree on.</param>
    /// <param name="measures">What is measured of it.</param>
    /// <param name="nicMeasures">What is measured of its cards, together.</param>
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
        _work = new EspWork(processor.Costs, setting.Transform);
        Keys = new KeyRing(setting.Hierarchy);
        _sent = new PacketReceiver(node, packet => node.Ip.Forward(packet));
        _read = new PacketReceiver(node, Leave);
        var inspection = new PacketReceiver(node, Inspect);
        Cards =
        [
            .. node.Interfaces.Select(port => new OffloadNic(
                node, $"nic-{port.Index}", nic, setting.Hierarchy, setting.Transform, this, nicMeasures, inspection,
                _sent)),
        ];
        node.Ip.AddHook(HookPoint.Arrival, this);
        node.Observe(this);
    }

    /// <summary>Its cards, by the index of their port.</summary>
    public IReadOnlyList<OffloadNic> Cards { get; }

    /// <summary>False if it cannot derive keys, whatever it holds.</summary>
    internal bool Derives => _options.Derives;

    /// <summary>The keys that its access list gives it.</summary>
    public KeyRing Keys { get; }

    /// <summary>It is given a key; its cards too, if they derive.</summary>
    /// <param name="epoch">Epoch of the organisation key.</param>
    /// <param name="depth">Depth of the key.</param>
    /// <param name="path">Identifiers down to that depth.</param>
    /// <param name="key">The key.</param>
    /// <param name="use">Its tree.</param>
    public void AddKey(int epoch, int depth, in EnclavePath path, in Key256 key, KeyUse use = KeyUse.Both)
    {
        Keys.Add(epoch, depth, path, key, use);
        Relearn(use);
        foreach (OffloadNic card in Cards.Where(card => card.Options.Derives))
        {
            card.AddKey(epoch, depth, path, key, use);
        }
    }

    /// <summary>A key is taken from it, and from its cards.</summary>
    /// <param name="epoch">Epoch of the organisation key.</param>
    /// <param name="depth">Depth of the key.</param>
    /// <param name="path">Identifiers down to that depth.</param>
    /// <param name="use">Its tree.</param>
    public void RemoveKey(int epoch, int depth, in EnclavePath path, KeyUse use = KeyUse.Both)
    {
        Keys.Remove(epoch, depth, path, use);
        foreach (OffloadNic card in Cards)
        {
            card.RemoveKey(epoch, depth, path, use);
        }

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
    internal void AddSaKey(IpAddress server, in GivenKey given)
    {
        if (_given.Count < _options.SaMax)
        {
            DerivationInformation information = given.Information with { Direction = EspDirection.ToServer };
            _given[SaId.Of(information)] = _setting.Expand(given.Keys);
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
            Remember(new SaId(default, 0, esp.Spi, 0), Inspection.NoInformation);
            return PassUnread(point, esp.Spi, hasInformation: false);
        }

        Inspection result = Read(point, offset, information, out bool isTaken);
        _measures.Inspected.Count(result);
        Remember(SaId.Of(information), result);
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
        _altered.Clear();
        _verified.Clear();
        Keys.Clear();
        foreach (OffloadNic card in Cards)
        {
            card.Clear();
        }
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
        OffloadNic card = Cards[point.Arrival!.Index];
        var work = new NicWork(stackalloc PipelineStep[NicWork.StepMax]);
        NicVerdict verdict = Prepare(card, information, isReceived: true, ref work);
        if (verdict == NicVerdict.Full)
        {
            return Inspection.Overload;
        }

        bool isSoftware = verdict == NicVerdict.Software;
        EspKeys keys = isSoftware ? KeysOf(information) : work.Keys;
        Packet copy = packet.Copy(); // is decrypted, so that what goes on is what came
        bool isOpen = TryOpen(copy, offset, keys, out OpenPacket open);
        isTaken = isOpen
            && Accept(packet, open.PayloadSize, isSoftware ? null : card, keys.VerifiesOnly, ref work);
        if (isTaken && _options.Alters && !keys.VerifiesOnly)
        {
            Alter(packet, point.Header, copy, ref open, keys);
            _altered.Add(packet, new Altered(information, open.PayloadSize));
        }

        copy.Release();
        return !isOpen ? Inspection.BadIntegrity
            : !isTaken ? Inspection.Overload
            : keys.VerifiesOnly ? Inspection.Verified
            : Inspection.Read;
    }

    // A table that is never evicted takes an SA when its first packet comes by.
    private NicVerdict Prepare(
        OffloadNic card, in DerivationInformation information, bool isReceived, ref NicWork work)
    {
        var id = SaId.Of(information);
        if (card.Options.Mode == NicMode.SaTable && TryGetKeys(id, out EspKeyPair keys))
        {
            card.Install(id, keys);
        }

        return card.Prepare(information, information.Direction, isReceived, ref work);
    }

    // False if the host has no room for what no card has the key of.
    private bool Accept(Packet packet, int octets, OffloadNic? card, bool verifiesOnly, ref NicWork work)
    {
        if (card is null)
        {
            Work inSoftware = verifiesOnly ? _work.Verify(octets) : _work.Of(octets).And(_inspect, octets);
            return _processor.Submit(inSoftware, _read, packet) == ExecutionStatus.Done;
        }

        if (verifiesOnly)
        {
            _verified.Add(packet);
        }

        card.Submit(packet, octets, isReceived: true, ref work);
        return true;
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
        SaKeys sa = default;
        bool canDerive = Derives && hierarchy.Fits(information.Path) && _memory.Count < _options.SaMax
            && Keys.TryDerive(information.Epoch, information.Path, out sa, out _);
        if (canDerive)
        {
            _memory.Add(id, _setting.Expand(sa));
        }

        return canDerive;
    }

    // With the key of one tree alone SAs were verified: now they may be read.
    private void Relearn(KeyUse use)
    {
        if (use == KeyUse.Encryption)
        {
            _memory.Clear();
        }
    }

    private void Tell(in DerivationInformation information, in IpHeader header, ReadOnlySpan<byte> packet)
    {
        var id = SaId.Of(information);
        if (SaLearned is { } learned && TryGetKeys(id, out EspKeyPair keys) && !keys.ToServer.VerifiesOnly
            && EspHeader.TryDecode(packet, out EspHeader esp, out DecodeError _)
            && _told.Add((id, information.Direction)))
        {
            learned(header.Source, header.Destination, esp.Spi, keys.Of(information.Direction));
        }
    }

    // The upper half of an extended number is taken as zero.
    private bool TryOpen(Packet copy, int offset, in EspKeys keys, out OpenPacket open)
    {
        open = default;
        if (!EspHeader.TryDecode(copy.Octets[offset..], out EspHeader esp, out DecodeError _))
        {
            return false;
        }

        if (keys.VerifiesOnly)
        {
            bool isAuthentic = _setting.Transform.TryVerify(
                keys, esp.Sequence, copy.Change()[offset..], out int encryptedSize);
            open = new OpenPacket(offset, esp, 0, encryptedSize);
            return isAuthentic;
        }

        EspOutcome outcome = _setting.Transform.Open(
            _setting.Contexts, keys, esp.Sequence, copy.Change()[offset..], out byte nextHeader, out int payloadSize);
        open = new OpenPacket(offset, esp, nextHeader, payloadSize);
        return outcome == EspOutcome.Done;
    }

    private void Alter(Packet packet, in IpHeader header, Packet copy, ref OpenPacket open, in EspKeys keys)
    {
        int payloadSize = EspPackets.Shorten(
            copy, _setting, header, open.Offset, open.PayloadSize, _options.DataMax);
        open = open with { PayloadSize = payloadSize };
        packet.TrimEnd(packet.Size - copy.Size);
        _setting.Transform.Seal(
            _setting.Contexts, keys, open.Esp.Spi, open.Esp.Sequence, open.NextHeader, copy.Change()[open.Offset..],
            payloadSize, _options.Device);
        copy.Octets.CopyTo(packet.Change());
    }

    private EspKeys KeysOf(in DerivationInformation information)
    {
        TryGetKeys(SaId.Of(information), out EspKeyPair keys);
        return keys.Of(information.Direction);
    }

    private void Inspect(Packet packet)
    {
        if (_verified.Remove(packet))
        {
            Leave(packet);
        }
        else if (_processor.Submit(_inspect, packet.Size, _read, packet) != ExecutionStatus.Done)
        {
            _measures.Inspected.Count(Inspection.Overload); // not inspected for want of room; nothing is held back
            Leave(packet);
        }
    }

    private void Leave(Packet packet)
    {
        bool isAltered = _altered.Remove(packet, out Altered altered);
        if (isAltered && IpHeader.TryRead(packet.Octets, out IpHeader header, out _)
            && _node.Ip.InterfaceToward(header.Destination) is { } port)
        {
            Protect(packet, altered, Cards[port.Index]);
        }
        else
        {
            _node.Ip.Forward(packet);
        }
    }

    // What has no room here is lost: the packet that came is no more.
    private void Protect(Packet packet, in Altered altered, OffloadNic card)
    {
        var work = new NicWork(stackalloc PipelineStep[NicWork.StepMax]);
        NicVerdict verdict = Prepare(card, altered.Information, isReceived: false, ref work);
        if (verdict == NicVerdict.Offloaded)
        {
            card.Submit(packet, altered.PayloadSize, isReceived: false, ref work);
        }
        else if (verdict == NicVerdict.Full
            || _processor.Submit(_work.Of(altered.PayloadSize), _sent, packet) != ExecutionStatus.Done)
        {
            _measures.Inspected.Count(Inspection.Unsent);
            _node.Drop(packet, DropReason.ProcessorFull);
        }
    }

    private void Remember(in SaId id, Inspection result)
    {
        if (_seen.Count < _options.SaMax && _seen.Add(id))
        {
            _measures.Readable.Add(result == Inspection.Read);
            _measures.Verifiable.Add(result is Inspection.Read or Inspection.Verified);
        }
    }

    // A packet that was decrypted: where ESP begins, and what it has said.
    private readonly record struct OpenPacket(int Offset, EspHeader Esp, byte NextHeader, int PayloadSize);

    // A packet that was altered: what it carries, and the octets that are protected again.
    private readonly record struct Altered(DerivationInformation Information, int PayloadSize);
}

/// <summary>Hears of an SA that can be read.</summary>
/// <param name="source">Source address of its packets.</param>
/// <param name="destination">Their destination address.</param>
/// <param name="spi">Their SPI.</param>
/// <param name="keys">Their keys.</param>
public delegate void SaLearned(IpAddress source, IpAddress destination, uint spi, in EspKeys keys);
