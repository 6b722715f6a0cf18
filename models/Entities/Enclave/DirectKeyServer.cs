using System;
using System.Collections.Generic;
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

    /// <summary>Time after which an SA may be set up again for the sake of an intermediate (ours: 1 s).</summary>
    public SimTime RekeyInterval { get; init; } = SimTime.FromSeconds(1);
}

/// <summary>
/// A server's part of direct key exchange (Fig. 7): it gives the key of an SA to those intermediates that have asked
/// for it in the client's control packets and that it has authorised, over an IKE SA with each. A flag on a data packet
/// (Fig. 8) makes it set the SA up again, if the packet is authentic and the intermediate authorised; not too often.
/// </summary>
public sealed class DirectKeyServer
{
    private const int WaitingMax = 1_024; // ours: keys that wait for one intermediate

    private readonly Node _node;
    private readonly EnclaveServerExchange _exchange;
    private readonly DirectKeyOptions _options;
    private readonly ReasonCounters<DirectKeyEvent> _events;
    private readonly ReasonCounters<KeyRequestReason> _reasons;
    private readonly Dictionary<IpAddress, Asked> _asked = [];      // by client
    private readonly Dictionary<IpAddress, Monitor> _monitors = []; // by intermediate
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

    /// <summary>An SA with a client is up: whoever has asked gets its key (740).</summary>
    /// <param name="child">The SA.</param>
    /// <param name="key">The notification that carries its key.</param>
    internal void Installed(ChildSa child, in IkePayload key)
    {
        if (child.Replaced is { } old && _rekeyed.TryGetValue(old.OwnSpi, out SimTime at))
        {
            _rekeyed[child.OwnSpi] = at; // and of the old one until it ends: packets of it are still on their way
        }

        if (_asked.Remove(child.Peer, out Asked? asked))
        {
            foreach ((IpAddress intermediate, _) in asked.By)
            {
                Give(intermediate, key, asked.Tag);
            }
        }
    }

    /// <summary>An SA with a client is over.</summary>
    /// <param name="child">The SA.</param>
    internal void Removed(ChildSa child) => _rekeyed.Remove(child.OwnSpi);

    /// <summary>CLIENT -> SERVER  a data packet on which an intermediate has put its flag (826, 830).</summary>
    /// <param name="spi">SPI of its SA.</param>
    /// <param name="flag">Who asks.</param>
    /// <param name="isAuthentic">True if the packet is.</param>
    /// <param name="tag">Tag of the packet.</param>
    public void Flagged(uint spi, DirectKeyExchange flag, bool isAuthentic, in MeasurementTag tag)
    {
        if (!isAuthentic)
        {
            _events.Count(DirectKeyEvent.Alarm);
            return;
        }

        foreach (KeyRequester requester in flag.Requesters)
        {
            _reasons.Count(requester.Reason);
        }

        if (!IsFromAuthorised(flag))
        {
            _events.Count(DirectKeyEvent.NotAuthorised);
        }
        else if (_exchange.Find(spi) is not { } child)
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

    /// <summary>Forgets everything: the node has crashed.</summary>
    internal void Clear()
    {
        _asked.Clear();
        _monitors.Clear();
        _rekeyed.Clear();
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

    private void Give(IpAddress intermediate, in IkePayload key, in MeasurementTag tag)
    {
        if (!_monitors.TryGetValue(intermediate, out Monitor? monitor))
        {
            _monitors.Add(intermediate, monitor = new Monitor(intermediate));
        }

        if (monitor.Waiting.Count == WaitingMax)
        {
            _events.Count(DirectKeyEvent.Overload);
            return;
        }

        monitor.Waiting.Enqueue((key, tag));
        if (!monitor.IsBusy)
        {
            monitor.IsBusy = true;
            _ = _node.Start(GiveAll(monitor));
        }
    }

    // SERVER -> INTERMEDIATE  IKE_SA_INIT, IKE_AUTH, unless they have spoken before;  INFORMATIONAL {N(key)} (740, 742)
    private async Process GiveAll(Monitor monitor)
    {
        while (monitor.Waiting.TryDequeue(out (IkePayload Key, MeasurementTag Tag) next))
        {
            IkeEndpoint endpoint = _exchange.Endpoint!;
            MeasurementTag tag = next.Tag;
            if (monitor.Ike is not { State: IkeSaState.Established })
            {
                IkeOperation operation = endpoint.Establish(
                    _options.Intermediates[monitor.Address],
                    new IpEndpoint(_node.Ip.Addresses[0], IkeNumber.Port),
                    new IpEndpoint(monitor.Address, IkeNumber.Port),
                    tag);
                await operation.Ended;
                monitor.Ike = operation.Sa;
                tag = operation.Tag;
            }

            IkeOutcome outcome = IkeOutcome.Closed;
            if (monitor.Ike is { State: IkeSaState.Established } ike)
            {
                outcome = await endpoint.Inform(ike.Latest, [next.Key], tag, EnclaveLabels.SaKey).Ended;
            }

            _events.Count(outcome == IkeOutcome.Success ? DirectKeyEvent.KeyGiven : DirectKeyEvent.Unreachable);
        }

        monitor.IsBusy = false;
    }

    private sealed class Asked
    {
        public List<(IpAddress Intermediate, KeyRequestReason Reason)> By { get; } = [];

        public MeasurementTag Tag { get; set; }
    }

    private sealed class Monitor(IpAddress address)
    {
        public IpAddress Address { get; } = address;

        public Queue<(IkePayload Key, MeasurementTag Tag)> Waiting { get; } = new();

        public bool IsBusy { get; set; }

        public IkeSa? Ike { get; set; }
    }
}
