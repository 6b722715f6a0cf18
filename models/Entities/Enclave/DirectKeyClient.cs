using System;
using System.Collections.Generic;
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

    /// <summary>Time between two flags for an SA, the last of them on a data packet (ours: 100 ms).</summary>
    public SimTime FlagInterval { get; init; } = SimTime.FromMilliseconds(100);
}

/// <summary>
/// An intermediate's part of direct key exchange: it puts a flag with its address on the client's control packets if
/// the server announces that it supports it (Fig. 7), and on data packets of SAs that were there before it (Fig. 8); it
/// takes the keys that servers send it over IKE.
/// </summary>
public sealed class DirectKeyClient : IForwardingHook, IIkePolicy, ISecurityAssociations, IIkeObserver, INodeObserver
{
    private const int HostMax = 65_536; // ours: SAs and pairs of hosts that are remembered

    private readonly Node _node;
    private readonly Intermediate _intermediate;
    private readonly DirectKeyClientOptions _options;
    private readonly ReasonCounters<DirectKeyEvent> _events;
    private readonly RandomStream _identifiers;
    private readonly HashSet<IpAddress> _announced = [];
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
            bool isTaken = notify.Type == EnclaveControl.KeyType ? TryTakeKey(message.Peer.Address, notify)
                : notify.Type == EnclaveControl.ExchangedType && TryTakeExchanged(message.Peer.Address, notify);
            _events.Count(isTaken ? DirectKeyEvent.KeyTaken : DirectKeyEvent.Malformed);
        }
    }

    /// <inheritdoc/>
    public void Crashed(Node node)
    {
        _announced.Clear();
        _unread.Clear();
        _flagged.Clear();
        _asked.Clear();
    }

    /// <inheritdoc/>
    public void Restarted(Node node)
    {
        // it asks again when it sees packets that it cannot read
    }

    private bool TryTakeKey(IpAddress server, in NotifyPayload notify)
    {
        bool isKey = KeyNotify.TryDecode(notify.Data.Span, out KeyNotify taken, out _);
        if (isKey)
        {
            _intermediate.AddSaKey(server, taken);
        }

        return isKey;
    }

    private bool TryTakeExchanged(IpAddress server, in NotifyPayload notify)
    {
        bool isKey = ExchangedKeys.TryDecode(notify.Data.Span, out ExchangedKeys taken, out _)
            && taken.ServerSpi != taken.ClientSpi;
        if (isKey)
        {
            _intermediate.AddExchangedKeys(server, taken);
        }

        return isKey;
    }

    // CLIENT -> SERVER  a control packet, which gets the flag if it is needed (722, 724, 726)
    private void FlagControl(Packet packet, in IpHeader header)
    {
        IpAddress server = header.Destination;
        ExchangeType exchange = ExchangeOf(packet.Octets, header);
        if (exchange is not (ExchangeType.IkeSaInit or ExchangeType.IkeAuth or ExchangeType.CreateChildSa)
            || !_options.Servers.ContainsKey(server) || !Wants(header.Source, server, out KeyRequestReason reason))
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
        if (!_options.Servers.ContainsKey(server) || _flagged.Count >= HostMax)
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

    // The header of IKE is in the clear; only some of its exchanges set an SA up.
    private static ExchangeType ExchangeOf(ReadOnlySpan<byte> packet, in IpHeader header)
    {
        (_, int offset) = IpOptions.UpperLayerOf(packet, header);
        return IkeHeader.TryPeek(packet[(offset + Udp.HeaderSize)..], out IkeHeader ike) ? ike.Exchange : default;
    }
}
