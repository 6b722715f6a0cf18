using System;
using System.Collections.Generic;
using Simulator.Crypto;
using Simulator.Kernel;
using Simulator.Network;
using Simulator.Protocols.Enclave;
using Simulator.Protocols.Ike;

namespace Simulator.Entities;

/// <summary>Whom a server gives keys of SAs to.</summary>
public sealed record DirectKeyOptions
{
    /// <summary>The connection with each intermediate that the server knows, by its address.</summary>
    public required IReadOnlyDictionary<IpAddress, IkeConnection> Intermediates { get; init; }

    /// <summary>True if the access list lets an intermediate monitor SAs of this server.</summary>
    public required Func<IpAddress, bool> IsAuthorised { get; init; }

    /// <summary>True for an intermediate that may verify packets and not read them.</summary>
    public Predicate<IpAddress> OnlyVerifies { get; init; } = _ => false;

    /// <summary>How keys come to intermediates.</summary>
    public KeyDelivery Delivery { get; init; }

    /// <summary>The way to a key server that may have higher keys for intermediates; null to ask none.</summary>
    public MonitorKeyClient? KeyServer { get; init; }

    /// <summary>The simulation's cipher contexts.</summary>
    public required CipherContexts Contexts { get; init; }

    /// <summary>Time after which an SA may be set up again for the sake of an intermediate (ours: 1 s).</summary>
    public SimTime RekeyInterval { get; init; } = SimTime.FromSeconds(1);

    /// <summary>What the server does against invalid flags on data packets.</summary>
    public CounterMeasure CounterMeasure { get; init; }

    /// <summary>Invalid flags on one SA after which it does that (ours: 3).</summary>
    public int InvalidMax { get; init; } = 3;

    /// <summary>How long it ignores the flags of an SA (ours: 10 s).</summary>
    public SimTime IgnoreTime { get; init; } = SimTime.FromSeconds(10);
}

/// <summary>
/// A server's part of direct key exchange (Fig. 7): it gives the key of an SA to those intermediates that have asked
/// for it in the client's control packets and that it has authorised, over an IKE SA with each or sealed in control
/// packets to the client; or one from above, for those alone that can make use of it and may have it. A flag
/// on a data packet (Fig. 8) makes it set the SA up again, if the packet is authentic and the intermediate authorised;
/// not too often. Against flags that are not valid it may take a counter-measure.
/// </summary>
public sealed class DirectKeyServer
{
    private const int WaitingMax = 1_024; // ours: SAs whose keys wait for an answer of the key server

    private readonly Node _node;
    private readonly EnclaveServerExchange _exchange;
    private readonly DirectKeyOptions _options;
    private readonly ReasonCounters<DirectKeyEvent> _events;
    private readonly ReasonCounters<KeyRequestReason> _reasons;
    private readonly Dictionary<IpAddress, Asked> _asked = [];      // by client
    private readonly Dictionary<uint, List<IpAddress>> _early = []; // who has the key of an SA before it is up, by SPI
    private readonly Dictionary<(IpAddress Intermediate, ushort Peer), List<Wish>> _fetching = [];
    private readonly SortedDictionary<IpAddress, IkeSa> _holders = []; // of higher keys, and a client of theirs
    private readonly KeyGiver _giver;
    private readonly FlagGuard _guard;
    private readonly Dictionary<uint, SimTime> _rekeyed = [];       // by SPI of packets to the server

    /// <summary>A server's part.</summary>
    /// <param name="node">Its node.</param>
    /// <param name="exchange">Its part of the set-up of SAs.</param>
    /// <param name="options">Whom it gives keys to.</param>
    /// <param name="events">Counts what happens.</param>
    /// <param name="reasons">Counts why intermediates ask.</param>
    public DirectKeyServer(
        Node node,
        EnclaveServerExchange exchange,
        DirectKeyOptions options,
        ReasonCounters<DirectKeyEvent> events,
        ReasonCounters<KeyRequestReason> reasons)
    {
        ArgumentNullException.ThrowIfNull(exchange);
        (_node, _exchange, _options, _events, _reasons) = (node, exchange, options, events, reasons);
        _giver = new KeyGiver(node, exchange, options, events);
        _guard = new FlagGuard(node.Simulation, options.InvalidMax, options.IgnoreTime);
    }

    /// <summary>True if an address is that of an intermediate and not of a client.</summary>
    /// <param name="peer">The address.</param>
    internal bool Knows(IpAddress peer) => _options.Intermediates.ContainsKey(peer);

    /// <summary>CLIENT -> SERVER  a control packet on which intermediates have put their flags (726, 442).</summary>
    /// <param name="client">The client.</param>
    /// <param name="flag">Who asks, and why.</param>
    /// <param name="tag">Tag of the packet.</param>
    internal void Requested(IpAddress client, in DirectKeyExchange flag, in MeasurementTag tag)
    {
        if (!_asked.TryGetValue(client, out Asked? asked))
        {
            _asked.Add(client, asked = new Asked());
        }

        asked.Tag = tag;
        foreach (KeyRequester requester in flag.Requesters)
        {
            IpAddress intermediate = EnclaveControl.AddressOf(requester.Address, flag.IsV6);
            _reasons.Count(requester.Reason);
            if (!IsAuthorised(intermediate))
            {
                _events.Count(DirectKeyEvent.NotAuthorised);
            }
            else if (!asked.By.Exists(each => each.Intermediate == intermediate))
            {
                asked.By.Add((intermediate, requester.Reason));
            }
        }
    }

    /// <summary>The server gives a client the key of an SA: that packet may bring it to those who have asked, too.
    /// </summary>
    /// <param name="client">The client.</param>
    /// <param name="spi">SPI of packets to the server.</param>
    /// <param name="key">The key.</param>
    internal void Giving(IpAddress client, uint spi, in KeyForMonitor key)
    {
        if (_options.Delivery != KeyDelivery.Control || !_asked.TryGetValue(client, out Asked? asked))
        {
            return;
        }

        var given = new List<IpAddress>();
        foreach ((IpAddress intermediate, KeyRequestReason reason) in asked.By)
        {
            if (!IsForHigherKey(reason, key) && KeyFor(intermediate, key) is { } own
                && _giver.TryEnclose(client, intermediate, own))
            {
                given.Add(intermediate);
            }
        }

        asked.By.RemoveAll(each => given.Contains(each.Intermediate));
        _early[spi] = given;
    }

    /// <summary>A control packet to a client is about to be written.</summary>
    /// <param name="client">The client.</param>
    /// <param name="payloads">What stands before the encrypted part.</param>
    internal void Enclose(IpAddress client, IList<IkePayload> payloads) => _giver.Enclose(client, payloads);

    /// <summary>An SA with a client is up: whoever has asked gets its key (740).</summary>
    /// <param name="child">The SA.</param>
    /// <param name="key">Its key.</param>
    internal void Installed(ChildSa child, in KeyForMonitor key)
    {
        if (child.Replaced is { } old)
        {
            Replace(old.OwnSpi, child.OwnSpi);
        }

        _early.Remove(child.OwnSpi, out List<IpAddress>? early);
        if (_asked.Remove(child.Peer, out Asked? asked))
        {
            foreach ((IpAddress intermediate, KeyRequestReason reason) in asked.By)
            {
                if (early?.Contains(intermediate) != true)
                {
                    Give(new Wish(intermediate, reason, key, child, asked.Tag));
                }
            }
        }
    }

    /// <summary>There will be no SA of this SPI.</summary>
    /// <param name="spi">SPI of packets to the server.</param>
    internal void Released(uint spi) => _early.Remove(spi);

    /// <summary>An SA with a client is over.</summary>
    /// <param name="child">The SA.</param>
    internal void Removed(ChildSa child)
    {
        _rekeyed.Remove(child.OwnSpi);
        _guard.Remove(child.OwnSpi);
    }

    /// <summary>CLIENT -> SERVER  a data packet on which an intermediate has put its flag (826, 830).</summary>
    /// <param name="spi">SPI of its SA.</param>
    /// <param name="flag">Who asks.</param>
    /// <param name="isAuthentic">True if the packet is.</param>
    /// <param name="tag">Tag of the packet.</param>
    public void Flagged(uint spi, DirectKeyExchange flag, bool isAuthentic, in MeasurementTag tag)
    {
        if (_guard.Ignores(spi))
        {
            _events.Count(DirectKeyEvent.FlagIgnored);
            return;
        }

        if (!isAuthentic)
        {
            _events.Count(DirectKeyEvent.Alarm);
            Counter(spi, tag);
            return;
        }

        foreach (KeyRequester requester in flag.Requesters)
        {
            _reasons.Count(requester.Reason);
        }

        if (!IsFromAuthorised(flag))
        {
            _events.Count(DirectKeyEvent.NotAuthorised);
            Counter(spi, tag);
            return;
        }

        _guard.Forgive(spi);
        if (_exchange.Find(spi) is not { } child)
        {
            _events.Count(DirectKeyEvent.NotRekeyable);
        }
        else if (_rekeyed.TryGetValue(spi, out SimTime at)
            && _node.Simulation.Now - at < _options.RekeyInterval)
        {
            _events.Count(DirectKeyEvent.RateLimited);
        }
        else
        {
            // SERVER -> CLIENT  CREATE_CHILD_SA: Fig. 7 runs inside
            _events.Count(DirectKeyEvent.RekeyStarted);
            _rekeyed[spi] = _node.Simulation.Now;
            _exchange.Endpoint!.Rekey(child, tag);
        }
    }

    /// <summary>SERVER -> INTERMEDIATE  there is a new organisation key: whoever has a key from above SAs is told.
    /// </summary>
    /// <param name="epoch">Its epoch, modulo 8.</param>
    /// <param name="tag">Tag of the message that has told the server.</param>
    public void EpochChanged(int epoch, in MeasurementTag tag)
    {
        var notice = KeyForMonitor.Of(new EpochNotify((byte)epoch));
        foreach ((IpAddress intermediate, IkeSa client) in _holders)
        {
            _giver.Give(intermediate, notice, client, tag);
        }

        _holders.Clear(); // they are given another key when they need it
    }

    /// <summary>Forgets everything: the node has crashed.</summary>
    internal void Clear()
    {
        _asked.Clear();
        _early.Clear();
        _fetching.Clear();
        _holders.Clear();
        _giver.Clear();
        _guard.Clear();
        _rekeyed.Clear();
    }

    // Of the old one, too, until it ends: packets of it are still on their way.
    private void Replace(uint old, uint replacement)
    {
        _guard.Replace(old, replacement);
        if (_rekeyed.TryGetValue(old, out SimTime at))
        {
            _rekeyed[replacement] = at;
        }
    }

    // An invalid flag has come: one too many has a consequence.
    private void Counter(uint spi, in MeasurementTag tag)
    {
        if (_options.CounterMeasure == CounterMeasure.None || !_guard.IsTooMany(spi))
        {
            return;
        }

        if (_options.CounterMeasure == CounterMeasure.Ignore)
        {
            _events.Count(DirectKeyEvent.CounterMeasure);
            _guard.Ignore(spi);
        }
        else if (_exchange.Find(spi) is { State: ChildState.Installed } child)
        {
            // SERVER -> CLIENT  INFORMATIONAL {D}; if the server has begun, CREATE_CHILD_SA
            _events.Count(DirectKeyEvent.CounterMeasure);
            IkeSa ike = child.Ike.Latest;
            _exchange.Endpoint!.Delete(child, tag);
            if (ike.IsInitiator)
            {
                _exchange.Endpoint.CreateChild(ike, tag);
            }
        }
    }

    private bool IsAuthorised(IpAddress intermediate) => Knows(intermediate) && _options.IsAuthorised(intermediate);

    private bool IsFromAuthorised(in DirectKeyExchange flag)
    {
        foreach (KeyRequester requester in flag.Requesters)
        {
            if (IsAuthorised(EnclaveControl.AddressOf(requester.Address, flag.IsV6)))
            {
                return true;
            }
        }

        return false;
    }

    private void Give(in Wish wish)
    {
        if (IsForHigherKey(wish.Reason, wish.Key))
        {
            Fetch(wish);
        }
        else
        {
            GiveOfSa(wish);
        }
    }

    private void GiveOfSa(in Wish wish)
    {
        if (KeyFor(wish.Intermediate, wish.Key) is { } key)
        {
            _giver.Give(wish.Intermediate, key, wish.Child.Ike, wish.Tag);
        }
        else
        {
            _events.Count(DirectKeyEvent.NotAuthorised); // keys of IKE cannot be parted
        }
    }

    private KeyForMonitor? KeyFor(IpAddress intermediate, in KeyForMonitor key) =>
        _options.OnlyVerifies(intermediate) ? key.ForVerifier() : key;

    // One that comes to the packets without derivation information, or does not derive, can make nothing of it.
    private bool IsForHigherKey(KeyRequestReason reason, in KeyForMonitor key) =>
        _options.KeyServer is not null && key.IsOfTree
        && reason is KeyRequestReason.NoKey or KeyRequestReason.NewPath;

    private void Fetch(in Wish wish)
    {
        EnclavePair pair = wish.Key.Pair;
        (IpAddress, ushort) what = (wish.Intermediate, pair.First == _exchange.Enclave ? pair.Second : pair.First);
        if (!_fetching.TryGetValue(what, out List<Wish>? wishes))
        {
            _fetching.Add(what, [wish]);
            _ = _node.Start(FetchFor(what, wish.Tag));
        }
        else if (wishes.Count < WaitingMax)
        {
            wishes.Add(wish);
        }
        else
        {
            _events.Count(DirectKeyEvent.Overload);
        }
    }

    // SERVER -> KEY SERVER  a key for the intermediate alone; without one it gets those of the SAs
    private async Process FetchFor((IpAddress Intermediate, ushort Peer) what, MeasurementTag tag)
    {
        (MonitorKeyAnswer Answer, MeasurementTag Tag)? fetched = await _options.KeyServer!.Fetch(
            what.Peer, what.Intermediate, tag);
        _fetching.Remove(what, out List<Wish>? wishes);
        if (fetched is { Answer: { Status: KeyStatus.Granted } answer } granted)
        {
            _holders[what.Intermediate] = wishes![^1].Child.Ike;
            _giver.Give(what.Intermediate, KeyForMonitor.Of(answer.Key), wishes![^1].Child.Ike, granted.Tag);
            return;
        }

        _events.Count(DirectKeyEvent.HigherKeyRefused);
        foreach (Wish wish in wishes!)
        {
            GiveOfSa(wish);
        }
    }

    private readonly record struct Wish(
        IpAddress Intermediate, KeyRequestReason Reason, KeyForMonitor Key, ChildSa Child, MeasurementTag Tag);

    private sealed class Asked
    {
        public List<(IpAddress Intermediate, KeyRequestReason Reason)> By { get; } = [];

        public MeasurementTag Tag { get; set; }
    }
}
