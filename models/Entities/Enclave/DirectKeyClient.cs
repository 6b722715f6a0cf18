using System;
using System.Collections.Generic;
using System.Linq;
using Simulator.Crypto;
using Simulator.Kernel;
using Simulator.Network;
using Simulator.Protocols.Enclave;
using Simulator.Protocols.Ike;

namespace Simulator.Entities;

/// <summary>How an intermediate asks for the keys of SAs.</summary>
public sealed record DirectKeyClientOptions
{
    /// <summary>The connection with each server that it may ask, by its address.</summary>
    public required IReadOnlyDictionary<IpAddress, IkeConnection> Servers { get; init; }

    /// <summary>Opens what the key server of its enclave has sealed for it; null if there is none.</summary>
    public KeySealer? KeyServer { get; init; }

    /// <summary>How long a key from above SAs stays valid when there is a new organisation key (ours: 10 s).</summary>
    public SimTime Grace { get; init; } = SimTime.FromSeconds(10);

    /// <summary>The simulation's cipher contexts.</summary>
    public required CipherContexts Contexts { get; init; }

    /// <summary>Time between two flags for an SA, the last of them on a data packet (ours: 100 ms).</summary>
    public SimTime FlagInterval { get; init; } = SimTime.FromMilliseconds(100);
}

/// <summary>
/// An intermediate's part of direct key exchange: it puts a flag with its address on the client's control packets if
/// the server announces that it supports it (Fig. 7), and on data packets of SAs that were there before it (Fig. 8); it
/// takes the keys that servers send it over IKE. One from above SAs ends with its epoch and the time of grace.
/// </summary>
public sealed class DirectKeyClient : IForwardingHook, IIkePolicy, ISecurityAssociations, IIkeObserver, INodeObserver
{
    private const int HostMax = 65_536; // ours: SAs and pairs of hosts that are remembered

    private readonly Node _node;
    private readonly Intermediate _intermediate;
    private readonly DirectKeyClientOptions _options;
    private readonly ReasonCounters<DirectKeyEvent> _events;
    private readonly RandomStream _identifiers;
    private readonly Dictionary<IpAddress, KeySealer> _sealers = []; // by server
    private readonly HashSet<IpAddress> _announced = [];
    private readonly List<(int Epoch, ProvisionedKey Key)> _fetched = []; // from above SAs
    private int? _epoch; // the newest one that it has heard of from a server
    private readonly Dictionary<(IpAddress Client, IpAddress Server), KeyRequestReason> _unread = [];
    private readonly Dictionary<(IpAddress Server, uint Spi), SimTime> _flagged = [];
    private readonly Dictionary<(IpAddress Client, IpAddress Server), SimTime> _asked = []; // in control packets

    /// <summary>An intermediate's part.</summary>
    /// <param name="node">Its node.</param>
    /// <param name="intermediate">The intermediate, which gets the keys.</param>
    /// <param name="options">Whom it asks.</param>
    /// <param name="events">Counts what happens.</param>
    public DirectKeyClient(
        Node node,
        Intermediate intermediate,
        DirectKeyClientOptions options,
        ReasonCounters<DirectKeyEvent> events)
    {
        ArgumentNullException.ThrowIfNull(node);
        ArgumentNullException.ThrowIfNull(intermediate);
        (_node, _intermediate, _options, _events) = (node, intermediate, options, events);
        _identifiers = node.Simulation.Random($"{node.Id}/sa");
        intermediate.Unreadable = FlagData;
        node.Ip.AddHook(HookPoint.Arrival, this);
        node.Observe(this);
    }

    /// <inheritdoc/>
    public HookVerdict Handle(in ForwardingPoint point)
    {
        ReadOnlySpan<byte> octets = point.Packet.Octets;
        if (!point.IsForNode && TaggingRouter.IsControl(octets, point.Header))
        {
            ReadOnlySpan<byte> option = IpOptions.Find(octets, point.Header, IpOptions.Direct);
            bool isThere = DirectKeyExchange.TryDecode(option, out DirectKeyExchange direct, out _);
            if (isThere && direct.IsSupported && _options.Servers.ContainsKey(point.Header.Source))
            {
                _announced.Add(point.Header.Source);
            }

            TakeEnclosed(octets, point.Header);
            FlagControl(point.Packet, point.Header);
        }

        return HookVerdict.Pass;
    }

    /// <inheritdoc/>
    IkeConnection? IIkePolicy.Find(
        in IdentificationPayload initiator, in IdentificationPayload? responder, IkeSa sa)
    {
        ArgumentNullException.ThrowIfNull(sa);
        return _options.Servers.GetValueOrDefault(sa.Peer.Address);
    }

    /// <inheritdoc/>
    uint ISecurityAssociations.ReserveSpi(IpAddress peer)
    {
        uint spi;
        while ((spi = unchecked((uint)_identifiers.NextBits())) <= KeyPort.SpiMax)
        {
        }

        return spi;
    }

    /// <inheritdoc/>
    void ISecurityAssociations.ReleaseSpi(uint spi)
    {
        // nothing is said over ESP
    }

    /// <inheritdoc/>
    void ISecurityAssociations.Install(ChildSa child)
    {
        // nothing is said over ESP
    }

    /// <inheritdoc/>
    void ISecurityAssociations.Replace(ChildSa old, ChildSa replacement)
    {
        // nothing is said over ESP
    }

    /// <inheritdoc/>
    void ISecurityAssociations.Remove(ChildSa child)
    {
        // nothing is said over ESP
    }

    /// <inheritdoc/>
    void IIkeObserver.Received(in IkeReceived message)
    {
        // SERVER -> INTERMEDIATE  INFORMATIONAL {N(key)} (742)
        if (message.Header.Exchange != ExchangeType.Informational)
        {
            return;
        }

        foreach (NotifyPayload notify in message.Contents.Notifies)
        {
            if (notify.Type == EnclaveControl.SealedType)
            {
                TakeSealed(message.Peer.Address, notify.Data.Span);
            }
            else
            {
                Take(message.Peer.Address, EnclaveControl.ContentsOf(notify.Type), notify.Data.Span);
            }
        }
    }

    /// <inheritdoc/>
    public void Crashed(Node node)
    {
        _announced.Clear();
        _fetched.Clear();
        _epoch = null;
        _unread.Clear();
        _flagged.Clear();
        _asked.Clear();
    }

    /// <inheritdoc/>
    public void Restarted(Node node)
    {
        // it asks again when it sees packets that it cannot read
    }

    // SERVER -> CLIENT  N(sealed key), {…}: everybody on the way sees it, one can read it (742)
    private void TakeEnclosed(ReadOnlySpan<byte> packet, in IpHeader header)
    {
        if (!_options.Servers.ContainsKey(header.Source)
            || !EnclaveControl.TryReadInClear(packet, header, out IkeMessage message))
        {
            return;
        }

        foreach (IkePayload payload in message.Payloads.Span)
        {
            if (payload.Type == PayloadType.Notify
                && NotifyPayload.TryDecode(payload.Body.Span, out NotifyPayload notify, out _)
                && notify.Type == EnclaveControl.SealedType)
            {
                TakeSealed(header.Source, notify.Data.Span);
            }
        }
    }

    private void TakeSealed(IpAddress server, ReadOnlySpan<byte> octets)
    {
        if (!SealedKey.TryDecode(octets, out SealedKey key, out _))
        {
            _events.Count(DirectKeyEvent.Malformed);
        }
        else if (EnclaveControl.AddressOf(key.Recipient, key.IsV6) != _node.Ip.Addresses[0])
        {
            // for another one on the way
        }
        else if (SealerOf(server, key.Contents) is not { } sealer || !sealer.TryOpen(key, out byte[] opened))
        {
            _events.Count(DirectKeyEvent.NotOpened);
        }
        else
        {
            Take(server, key.Contents, opened);
        }
    }

    private KeySealer? SealerOf(IpAddress server, SealedContents contents)
    {
        if (contents == SealedContents.HigherKey)
        {
            return _options.KeyServer;
        }

        if (!_sealers.TryGetValue(server, out KeySealer? sealer))
        {
            sealer = new KeySealer(_options.Servers[server].SharedKey.Span, _options.Contexts);
            _sealers.Add(server, sealer);
        }

        return sealer;
    }

    private void Take(IpAddress server, SealedContents contents, ReadOnlySpan<byte> message)
    {
        bool isTaken = contents switch
        {
            SealedContents.SaKey or SealedContents.TwoKeys or SealedContents.AuthenticationKey =>
                TryTakeKey(server, EnclaveControl.TypeOf(contents), message),
            SealedContents.ExchangedKeys => TryTakeExchanged(server, message),
            SealedContents.HigherKey => TryTakeHigher(message),
            SealedContents.Epoch => TryTakeEpoch(message),
            _ => false,
        };
        _events.Count(!isTaken ? DirectKeyEvent.Malformed
            : contents == SealedContents.HigherKey ? DirectKeyEvent.HigherKeyTaken
            : contents == SealedContents.Epoch ? DirectKeyEvent.EpochLearned
            : DirectKeyEvent.KeyTaken);
    }

    private bool TryTakeKey(IpAddress server, NotifyType type, ReadOnlySpan<byte> message)
    {
        bool isSeparate = _intermediate.Keys.Hierarchy.IsSeparate;
        bool isKey = GivenKey.TryRead(type, message, isSeparate, out GivenKey taken);
        if (isKey)
        {
            _intermediate.AddSaKey(server, taken);
            Learn(taken.Information.Epoch);
        }

        return isKey;
    }

    private bool TryTakeExchanged(IpAddress server, ReadOnlySpan<byte> message)
    {
        bool isKey = ExchangedKeys.TryDecode(message, out ExchangedKeys taken, out _)
            && taken.ServerSpi != taken.ClientSpi;
        if (isKey)
        {
            _intermediate.AddExchangedKeys(server, taken);
        }

        return isKey;
    }

    // What it cannot read with it, either, it will see again.
    private bool TryTakeHigher(ReadOnlySpan<byte> message)
    {
        int depthMax = _intermediate.Keys.Hierarchy.ServerDepth;
        if (!KeyAnswer.TryDecode(message, out KeyAnswer taken, out _)
            || taken.Keys.Any(key => key.Depth > depthMax || !_intermediate.Keys.Hierarchy.Uses.Contains(key.Use)))
        {
            return false;
        }

        Learn(taken.Epoch);
        foreach (ProvisionedKey key in taken.Keys)
        {
            if (!_fetched.Contains((taken.Epoch, key)))
            {
                _fetched.Add((taken.Epoch, key));
            }

            _intermediate.AddKey(taken.Epoch, key.Depth, new EnclavePath(key.Pair, key.Server, 0), key.Key, key.Use);
        }

        _unread.Clear();
        return true;
    }

    private bool TryTakeEpoch(ReadOnlySpan<byte> message)
    {
        bool isEpoch = EpochNotify.TryDecode(message, out EpochNotify taken, out _);
        if (isEpoch)
        {
            Learn(taken.Epoch);
        }

        return isEpoch;
    }

    // Epochs are counted modulo 8; one that is behind comes with a message that was late.
    private void Learn(int epoch)
    {
        int ahead = (epoch - (_epoch ?? epoch)) & (DerivationInformation.EpochCount - 1);
        if (ahead >= DerivationInformation.EpochCount / 2)
        {
            return;
        }

        if (ahead > 0)
        {
            _ = _node.Start(Erase([.. _fetched.Where(each => each.Epoch != epoch)]));
        }

        _epoch = epoch;
    }

    private async Process Erase(List<(int Epoch, ProvisionedKey Key)> over)
    {
        await _node.Simulation.Timeout(_options.Grace);
        foreach ((int epoch, ProvisionedKey key) in over.Where(_fetched.Remove))
        {
            _intermediate.RemoveKey(epoch, key.Depth, new EnclavePath(key.Pair, key.Server, 0), key.Use);
            _events.Count(DirectKeyEvent.HigherKeyErased);
        }
    }

    // CLIENT -> SERVER  a control packet, which gets the flag if it is needed (722, 724, 726)
    private void FlagControl(Packet packet, in IpHeader header)
    {
        IpAddress server = header.Destination;
        IkeHeader ike = IkeOf(packet.Octets, header);
        ExchangeType exchange = ike.Exchange;
        bool isFromCalled = !ike.IsInitiator && _options.Servers.ContainsKey(header.Source); // by another server
        if (exchange is not (ExchangeType.IkeSaInit or ExchangeType.IkeAuth or ExchangeType.CreateChildSa)
            || isFromCalled || !_options.Servers.ContainsKey(server)
            || !Wants(header.Source, server, out KeyRequestReason reason))
        {
            return;
        }

        if (_announced.Contains(server))
        {
            Flag(packet, header, reason, DirectKeyEvent.ControlFlagged);
            if (_asked.Count < HostMax)
            {
                _asked[(header.Source, server)] = _node.Simulation.Now;
            }
        }
        else if (exchange == ExchangeType.IkeAuth)
        {
            _events.Count(DirectKeyEvent.NotAnnounced);
        }
    }

    private bool Wants(IpAddress client, IpAddress server, out KeyRequestReason reason)
    {
        bool isUnread = _unread.TryGetValue((client, server), out reason); // before it has seen any: no key
        reason = _intermediate.Derives ? reason : KeyRequestReason.NoDerivation;
        return isUnread || !_intermediate.Derives || _intermediate.Keys.Count == 0;
    }

    // CLIENT -> SERVER  a data packet that cannot be read (820 to 826)
    private bool FlagData(Packet packet, in IpHeader header, uint spi, bool hasInformation)
    {
        IpAddress server = header.Destination;
        if (!_options.Servers.ContainsKey(server) || IsToCaller(packet.Octets, header) || _flagged.Count >= HostMax)
        {
            return false;
        }

        SimTime now = _node.Simulation.Now;
        if (IsRecent(_flagged, (server, spi)) || IsRecent(_asked, (header.Source, server)))
        {
            return false; // the key may be on its way
        }

        KeyRequestReason reason = !_intermediate.Derives ? KeyRequestReason.NoDerivation
            : hasInformation ? KeyRequestReason.NewPath
            : KeyRequestReason.NoInformation;
        _flagged[(server, spi)] = now;
        if (_unread.Count < HostMax)
        {
            _unread[(header.Source, server)] = reason;
        }

        return Flag(packet, header, reason, DirectKeyEvent.DataFlagged);
    }

    private bool IsRecent<T>(Dictionary<T, SimTime> times, T key)
        where T : notnull =>
        times.TryGetValue(key, out SimTime last) && _node.Simulation.Now - last < _options.FlagInterval;

    private bool Flag(Packet packet, in IpHeader header, KeyRequestReason reason, DirectKeyEvent done)
    {
        ReadOnlySpan<byte> option = IpOptions.Find(packet.Octets, header, IpOptions.Direct);
        bool isV6 = header.Destination.IsV6;
        DirectKeyExchange flag = DirectKeyExchange.TryDecode(option, out DirectKeyExchange found, out _)
            && found.IsV6 == isV6
            ? found
            : new DirectKeyExchange(IsSupported: false, [], isV6);
        UInt128 own = EnclaveControl.NumberOf(_node.Ip.Addresses[0]);
        if (Asks(flag, own))
        {
            return true;
        }

        bool isSet = flag.Requesters.Length < DirectKeyExchange.RequesterMax && EnclaveControl.TryPut(
            packet,
            header,
            IpOptions.Direct,
            flag with { Requesters = flag.Requesters.Add(new KeyRequester(own, reason)) });
        _events.Count(isSet ? done : DirectKeyEvent.NoRoom);
        return isSet;
    }

    private static bool Asks(in DirectKeyExchange flag, UInt128 address)
    {
        foreach (KeyRequester requester in flag.Requesters)
        {
            if (requester.Address == address)
            {
                return true;
            }
        }

        return false;
    }

    // Of two servers the one that is called gives keys.
    private static bool IsToCaller(ReadOnlySpan<byte> packet, in IpHeader header) =>
        IpOptions.TryReadInformation(packet, header, out DerivationInformation information)
        && information.Direction == EspDirection.ToClient;

    // The header of IKE is in the clear; only some of its exchanges set an SA up.
    private static IkeHeader IkeOf(ReadOnlySpan<byte> packet, in IpHeader header)
    {
        (_, int offset) = IpOptions.UpperLayerOf(packet, header);
        return IkeHeader.TryPeek(packet[(offset + Udp.HeaderSize)..], out IkeHeader ike) ? ike : default;
    }
}
