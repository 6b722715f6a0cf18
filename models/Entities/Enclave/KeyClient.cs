using System;
using System.Collections.Generic;
using Simulator.Crypto;
using Simulator.Kernel;
using Simulator.Network;
using Simulator.Protocols.Enclave;

namespace Simulator.Entities;

/// <summary>How long a party waits for keys.</summary>
public sealed record KeyClientOptions
{
    /// <summary>Enclave of the party.</summary>
    public ushort Enclave { get; init; }

    /// <summary>Wait for an answer.</summary>
    public SimTime Timeout { get; init; } = SimTime.FromMilliseconds(500);

    /// <summary>Requests for the same keys at most.</summary>
    public int AttemptMax { get; init; } = 4;

    /// <summary>How long keys of the epoch before stay valid.</summary>
    public SimTime Grace { get; init; } = SimTime.FromSeconds(10);
}

/// <summary>Is told that keys have come.</summary>
/// <param name="isNewEpoch">True if they are of a new epoch.</param>
/// <param name="tag">Tag of the message that brought them.</param>
public delegate void KeysProvisioned(bool isNewEpoch, in MeasurementTag tag);

/// <summary>
/// A party's way to its key server: asks for keys, waits, asks again, and holds what it is given; keys of an old epoch
/// are forgotten after a time of grace.
/// </summary>
public sealed class KeyClient : IKeyReceiver, IPairKeySource, INodeObserver
{
    /// <summary>The outcome of a request that the key server refused.</summary>
    public const string Denied = "denied";

    /// <summary>The outcome of a request for a pair with an enclave that nobody knows.</summary>
    public const string UnknownEnclave = "unknown-enclave";

    /// <summary>The outcome of a request that was never answered.</summary>
    public const string TimedOut = "timed-out";

    private readonly KeyPort _port;
    private readonly IpAddress _server;
    private readonly KeyClientOptions _options;
    private readonly ProcedureMeasure _procedure;
    private readonly KeyServerMeasures _measures;
    private readonly Dictionary<uint, Mailbox<(KeyStatus Status, MeasurementTag Tag)>> _open = [];
    private readonly HashSet<ushort> _asking = [];
    private readonly List<(int Epoch, ProvisionedKey Key)> _keys = [];
    private uint _requestCount;
    private MonitorKeyClient? _monitors;
    private bool _isRenewing; // the first part of a new epoch has come, the last has not

    /// <summary>A party.</summary>
    /// <param name="port">Its way to others.</param>
    /// <param name="server">Its key server.</param>
    /// <param name="hierarchy">The tree of keys.</param>
    /// <param name="options">How long it waits.</param>
    /// <param name="procedure">From the request to its end.</param>
    /// <param name="measures">What is measured of it.</param>
    /// <param name="ring">Where it puts keys, if others put theirs there, too.</param>
    public KeyClient(
        KeyPort port,
        IpAddress server,
        EnclaveHierarchy hierarchy,
        KeyClientOptions options,
        ProcedureMeasure procedure,
        KeyServerMeasures measures,
        KeyRing? ring = null)
    {
        ArgumentNullException.ThrowIfNull(port);
        ArgumentNullException.ThrowIfNull(options);
        (_port, _server, _options, _procedure, _measures) = (port, server, options, procedure, measures);
        Ring = ring ?? new KeyRing(hierarchy);
        port.Node.Observe(this);
    }

    /// <summary>Enclave of the party.</summary>
    public ushort Enclave => _options.Enclave;

    /// <summary>Keys held.</summary>
    public KeyRing Ring { get; }

    /// <summary>The newest epoch of which it holds keys, modulo 8.</summary>
    public int Epoch { get; private set; }

    /// <summary>What it shows its key server; null for nothing.</summary>
    public IPartyCredential? Credential { get; set; }

    /// <summary>Its way to the same key server on behalf of intermediates.</summary>
    public MonitorKeyClient Monitors => _monitors ??= new MonitorKeyClient(_port, _server, _options, _measures);

    /// <summary>Is told of each key that comes.</summary>
    public Action<int, ProvisionedKey>? KeyCame { get; set; }

    /// <summary>Is told of each key whose time of grace is over.</summary>
    public Action<int, ProvisionedKey>? KeyWent { get; set; }

    /// <inheritdoc/>
    public KeysProvisioned? Provisioned { get; set; }

    /// <summary>Asks for keys, unless it is asking already.</summary>
    /// <param name="peer">The other enclave of the pair; 0 for all.</param>
    public void Require(ushort peer)
    {
        if (_asking.Add(peer))
        {
            _ = _port.Node.Start(Request(peer));
        }
    }

    /// <summary>Asks for keys of another epoch, because a device has left that knows those of this one.</summary>
    public void Renew() => _ = _port.Node.Start(Change(Epoch, ++_requestCount));

    /// <inheritdoc/>
    void IKeyReceiver.Receive(IpAddress from, ReadOnlySpan<byte> message, in MeasurementTag tag)
    {
        if (!TryTake(from, message, tag) && _monitors?.TryTake(from, message, tag) != true)
        {
            _measures.Refused.Count(KeyRefusal.Malformed);
        }
    }

    /// <inheritdoc/>
    public bool TryTake(IpAddress from, ReadOnlySpan<byte> message, in MeasurementTag tag)
    {
        if (from != _server || !KeyAnswer.TryDecode(message, out KeyAnswer answer, out _))
        {
            return false;
        }

        bool isNewEpoch = !answer.Keys.IsEmpty && answer.Epoch != Epoch;
        if (isNewEpoch)
        {
            _ = _port.Node.Start(Forget(Epoch));
            Epoch = answer.Epoch;
        }

        foreach (ProvisionedKey key in answer.Keys)
        {
            Keep(answer.Epoch, key);
        }

        if (answer.IsLast)
        {
            if (_open.Remove(answer.Id, out Mailbox<(KeyStatus, MeasurementTag)>? waiting))
            {
                waiting.Put((answer.Status, tag));
            }

            Provisioned?.Invoke(_isRenewing || isNewEpoch, tag);
            _isRenewing = false;
        }
        else
        {
            _isRenewing |= isNewEpoch;
        }

        return true;
    }

    /// <inheritdoc/>
    public void Crashed(Node node)
    {
        _measures.Held.Add(-_keys.Count);
        _keys.Clear();
        Ring.Clear();
        _open.Clear();
        _asking.Clear();
    }

    /// <inheritdoc/>
    public void Restarted(Node node)
    {
        if (_requestCount > 0)
        {
            Require(0); // it needed keys before
        }
    }

    // PARTY -> KEY SERVER  KEY REQUEST;  KEY SERVER -> PARTY  KEY ANSWER, one or several
    private async Process Request(ushort peer)
    {
        SimTime start = _port.Node.Simulation.Now;
        MeasurementTag tag = _procedure.Start();
        string outcome = TimedOut;
        for (int attempt = 0; attempt < _options.AttemptMax && outcome == TimedOut; attempt++)
        {
            var answers = new Mailbox<(KeyStatus Status, MeasurementTag Tag)>(_port.Node.Simulation);
            uint id = ++_requestCount;
            _open.Add(id, answers);
            bool isReady = true;
            if (Credential?.Effort is { } effort)
            {
                Execution execution = await effort.Processor.Execute(effort.Work, tag);
                (isReady, tag) = (execution.IsDone, execution.Tag);
            }

            if (isReady) // else it is too busy now, and tries again
            {
                Send(new KeyRequest(id, _options.Enclave, peer), tag);
            }

            Received<(KeyStatus Status, MeasurementTag Tag)> received = await answers.Receive(_options.Timeout);
            if (received.HasItem)
            {
                outcome = OutcomeOf(received.Item.Status);
                tag = received.Item.Tag;
            }

            _open.Remove(id);
        }

        _asking.Remove(peer);
        _procedure.End(start, outcome, tag);
    }

    private void Send(KeyRequest request, in MeasurementTag tag)
    {
        KeyRequest shown = Credential is null ? request : request with { Credential = Credential.Show(request) };
        _measures.Messages.Add();
        _port.Send(_server, shown, EnclaveLabels.KeyRequest, tag);
    }

    // KEY SERVER -> ORGANISATION  KEY CHANGE, until keys of another epoch have come
    private async Process Change(int epoch, uint id)
    {
        for (int attempt = 0; attempt < _options.AttemptMax && Epoch == epoch; attempt++)
        {
            _measures.Messages.Add();
            _port.Send(_server, new KeyChange(id, _options.Enclave), EnclaveLabels.KeyChange, default);
            await _port.Node.Simulation.Timeout(_options.Timeout);
        }
    }

    private static string OutcomeOf(KeyStatus status) => status switch
    {
        KeyStatus.Granted => ProcedureMeasure.Success,
        KeyStatus.Denied => Denied,
        _ => UnknownEnclave,
    };

    private void Keep(int epoch, in ProvisionedKey key)
    {
        var path = new EnclavePath(key.Pair, key.Server, 0);
        if (key.Depth > Ring.Hierarchy.ServerDepth || !Ring.Hierarchy.Uses.Contains(key.Use))
        {
            _measures.Refused.Count(KeyRefusal.Malformed);
            return;
        }

        bool isHeld = Ring.TryGet(epoch, key.Depth, path, out Key256 held, key.Use);
        if (isHeld && held == key.Key)
        {
            return; // answers to requests that were sent twice
        }

        if (!isHeld)
        {
            _keys.Add((epoch, key));
            _measures.Held.Add(1);
        }

        Ring.Add(epoch, key.Depth, path, key.Key, key.Use);
        KeyCame?.Invoke(epoch, key);
    }

    private async Process Forget(int epoch)
    {
        await _port.Node.Simulation.Timeout(_options.Grace);
        foreach ((int _, ProvisionedKey key) in _keys.FindAll(each => each.Epoch == epoch))
        {
            Ring.Remove(epoch, key.Depth, new EnclavePath(key.Pair, key.Server, 0), key.Use);
            _measures.Held.Add(-1);
            KeyWent?.Invoke(epoch, key);
        }

        _keys.RemoveAll(each => each.Epoch == epoch);
    }
}
