using System.Collections.Generic;
using Simulator.Kernel;
using Simulator.Network;
using Simulator.Protocols.Enclave;
using Simulator.Protocols.Ike;

namespace Simulator.Entities;

/// <summary>How keys come from a server to an intermediate (740, 742).</summary>
public enum KeyDelivery
{
    /// <summary>By the protocol by which the client has got its own: over an IKE SA with the intermediate.</summary>
    Ike,

    /// <summary>Inside control packets to the client, before what IKE encrypts, sealed for the intermediate.</summary>
    Control,
}

/// <summary>Brings keys from a server to intermediates.</summary>
internal sealed class KeyGiver
{
    private const int WaitingMax = 1_024; // ours: keys that wait for one intermediate, or one client's packets
    private const int EnclosedMax = DirectKeyExchange.RequesterMax; // ours: what one packet has room for

    private readonly Node _node;
    private readonly EnclaveServerExchange _exchange;
    private readonly DirectKeyOptions _options;
    private readonly ReasonCounters<DirectKeyEvent> _events;
    private readonly RandomStream _vectors;
    private readonly Dictionary<IpAddress, Monitor> _monitors = [];                        // by intermediate
    private readonly Dictionary<IpAddress, KeySealer> _sealers = [];                       // by intermediate
    private readonly Dictionary<IpAddress, Queue<(IkePayload, DirectKeyEvent)>> _enclosed = []; // by client

    public KeyGiver(
        Node node, EnclaveServerExchange exchange, DirectKeyOptions options, ReasonCounters<DirectKeyEvent> events)
    {
        (_node, _exchange, _options, _events) = (node, exchange, options, events);
        _vectors = node.Simulation.Random($"{node.Id}/sealed-key");
    }

    /// <summary>Gives a key.</summary>
    /// <param name="intermediate">Who gets it.</param>
    /// <param name="key">The key.</param>
    /// <param name="client">The IKE SA with the client whose SA it reads.</param>
    /// <param name="tag">Tag of the packet that led here.</param>
    public void Give(IpAddress intermediate, in KeyForMonitor key, IkeSa client, in MeasurementTag tag)
    {
        if (_options.Delivery == KeyDelivery.Control)
        {
            // SERVER -> CLIENT  N(sealed key), INFORMATIONAL {}
            if (client.Latest.State != IkeSaState.Established)
            {
                _events.Count(DirectKeyEvent.Unreachable);
            }
            else if (TryEnclose(client.Peer.Address, intermediate, key))
            {
                _exchange.Endpoint!.Inform(client.Latest, [], tag, LabelOf(key));
            }

            return;
        }

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

    /// <summary>A key goes into the next control packet to a client.</summary>
    /// <returns>False if too many wait there.</returns>
    public bool TryEnclose(IpAddress client, IpAddress intermediate, in KeyForMonitor key)
    {
        if (!_enclosed.TryGetValue(client, out Queue<(IkePayload, DirectKeyEvent)>? waiting))
        {
            _enclosed.Add(client, waiting = new Queue<(IkePayload, DirectKeyEvent)>());
        }

        bool hasRoom = waiting.Count < WaitingMax;
        if (hasRoom)
        {
            KeyForMonitor enclosed = key.Contents == SealedContents.HigherKey ? key : KeyForMonitor.Of(
                SealerFor(intermediate).Seal(key.Contents, intermediate, _vectors.NextBits(), key.Message.Span));
            waiting.Enqueue((enclosed.ToPayload(), EventOf(key)));
        }
        else
        {
            _events.Count(DirectKeyEvent.Overload);
        }

        return hasRoom;
    }

    /// <summary>A control packet to a client is about to be written: what waits for it goes in.</summary>
    public void Enclose(IpAddress client, IList<IkePayload> payloads)
    {
        if (!_enclosed.TryGetValue(client, out Queue<(IkePayload, DirectKeyEvent)>? waiting))
        {
            return;
        }

        for (int count = 0; count < EnclosedMax && waiting.TryDequeue(out (IkePayload, DirectKeyEvent) next); count++)
        {
            payloads.Add(next.Item1);
            _events.Count(next.Item2);
        }

        if (waiting.Count == 0)
        {
            _enclosed.Remove(client);
        }
    }

    /// <summary>The node has crashed.</summary>
    public void Clear()
    {
        _monitors.Clear();
        _enclosed.Clear();
    }

    // SERVER -> INTERMEDIATE  IKE_SA_INIT, IKE_AUTH, unless they have spoken before;  INFORMATIONAL {N(key)} (740, 742)
    private async Process GiveAll(Monitor monitor)
    {
        while (monitor.Waiting.TryDequeue(out (KeyForMonitor Key, MeasurementTag Tag) next))
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
                outcome = await endpoint.Inform(ike.Latest, [next.Key.ToPayload()], tag, LabelOf(next.Key)).Ended;
            }

            _events.Count(outcome == IkeOutcome.Success ? EventOf(next.Key) : DirectKeyEvent.Unreachable);
        }

        monitor.IsBusy = false;
    }

    private KeySealer SealerFor(IpAddress intermediate)
    {
        if (!_sealers.TryGetValue(intermediate, out KeySealer? sealer))
        {
            IkeConnection connection = _options.Intermediates[intermediate];
            sealer = new KeySealer(connection.SharedKey.Span, _options.Contexts);
            _sealers.Add(intermediate, sealer);
        }

        return sealer;
    }

    private static string LabelOf(in KeyForMonitor key) => key.Contents switch
    {
        SealedContents.HigherKey => EnclaveLabels.HigherKey,
        SealedContents.Epoch => EnclaveLabels.Epoch,
        _ => EnclaveLabels.SaKey,
    };

    private static DirectKeyEvent EventOf(in KeyForMonitor key) => key.Contents switch
    {
        SealedContents.HigherKey => DirectKeyEvent.HigherKeyGiven,
        SealedContents.Epoch => DirectKeyEvent.EpochTold,
        _ => DirectKeyEvent.KeyGiven,
    };

    private sealed class Monitor(IpAddress address)
    {
        public IpAddress Address { get; } = address;

        public Queue<(KeyForMonitor Key, MeasurementTag Tag)> Waiting { get; } = new();

        public bool IsBusy { get; set; }

        public IkeSa? Ike { get; set; }
    }
}
