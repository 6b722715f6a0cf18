using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Simulator.Crypto;
using Simulator.Kernel;
using Simulator.Network;
using Simulator.Protocols.Enclave;

namespace Simulator.Entities;

/// <summary>
/// The organisation key server: gives each enclave key server the keys of the pairs that contain its enclave, or, as a
/// variant, the organisation key; draws a new organisation key from time to time and when a device has left, and hands
/// out what follows from it.
/// </summary>
public sealed class OrganisationKeyServer : IKeyReceiver
{
    private readonly KeyPort _port;
    private readonly EnclaveHierarchy _hierarchy;
    private readonly bool _givesOrganisationKey;
    private readonly KeyServerMeasures _measures;
    private readonly SortedSet<ushort> _enclaves = [];
    private readonly List<Registered> _servers = [];
    private readonly Dictionary<IpAddress, uint> _changes = []; // the last of each key server
    private readonly Key256[] _keys = new Key256[Enum.GetValues<KeyUse>().Length]; // by use

    /// <summary>A key server.</summary>
    /// <param name="port">Its way to others.</param>
    /// <param name="hierarchy">The tree of keys.</param>
    /// <param name="givesOrganisationKey">True for the variant in which enclave key servers derive pair keys
    /// themselves.</param>
    /// <param name="measures">What is measured of it.</param>
    public OrganisationKeyServer(
        KeyPort port, EnclaveHierarchy hierarchy, bool givesOrganisationKey, KeyServerMeasures measures)
    {
        ArgumentNullException.ThrowIfNull(port);
        (_port, _hierarchy, _givesOrganisationKey, _measures) = (port, hierarchy, givesOrganisationKey, measures);
        DrawKeys();
        measures.Held.Add(hierarchy.Uses.Length);
        port.Use(this);
    }

    /// <summary>Epoch of the organisation key.</summary>
    public int Epoch { get; private set; }

    /// <summary>The directory of the organisation; null if no key server asks it.</summary>
    public PartyDirectory? Directory { get; set; }

    /// <summary>The organisation key of an epoch, the same whenever it is asked for.</summary>
    /// <param name="simulation">The simulation.</param>
    /// <param name="epoch">The epoch, from 0.</param>
    /// <param name="use">Its tree.</param>
    public static Key256 DrawKey(Simulation simulation, int epoch, KeyUse use = KeyUse.Both)
    {
        ArgumentNullException.ThrowIfNull(simulation);
        string tree = use switch
        {
            KeyUse.Encryption => "encryption/",
            KeyUse.Authentication => "authentication/",
            _ => "",
        };
        string name = FormattableString.Invariant($"organisation/key/{tree}{epoch}");
        Span<byte> key = stackalloc byte[Key256.Size];
        new RandomStream(simulation.Seed, simulation.Replication, name).Fill(key);
        return Key256.Read(key);
    }

    /// <summary>An enclave with its key server joins the organisation.</summary>
    /// <param name="server">The key server of the enclave.</param>
    /// <param name="enclave">The enclave.</param>
    /// <param name="isOwnOnly">True if it is given the key of its enclave with itself alone, because it has those of
    /// its other pairs from elsewhere.</param>
    public void Register(IpAddress server, ushort enclave, bool isOwnOnly = false)
    {
        _enclaves.Add(enclave);
        _servers.Add(new Registered(server, enclave, isOwnOnly));
    }

    /// <summary>An enclave that has no key server of its own, but whose pairs have keys.</summary>
    /// <param name="enclave">The enclave.</param>
    public void AddEnclave(ushort enclave) => _enclaves.Add(enclave);

    /// <summary>Draws the organisation key of the next epoch after each period, and hands out what follows.</summary>
    /// <param name="period">Time of an epoch.</param>
    /// <param name="until">No new epoch from then on.</param>
    public async Process Rotate(SimTime period, SimTime until)
    {
        Simulation simulation = _port.Node.Simulation;
        while (simulation.Now + period < until)
        {
            await simulation.Timeout(period);
            StartEpoch();
        }
    }

    /// <inheritdoc/>
    void IKeyReceiver.Receive(IpAddress from, ReadOnlySpan<byte> message, in MeasurementTag tag)
    {
        if (Directory?.TryTake(from, message, tag) == true)
        {
            return;
        }

        if (KeyChange.TryDecode(message, out KeyChange change, out _))
        {
            Take(from, change);
        }
        else if (!KeyRequest.TryDecode(message, out KeyRequest request, out _))
        {
            _measures.Refused.Count(KeyRefusal.Malformed);
        }
        else if (Find(from, request) is not { } server)
        {
            _measures.Refused.Count(KeyRefusal.NotAuthorised);
            Refuse(from, request.Id, KeyStatus.Denied, tag);
        }
        else if (request.Peer != 0 && !_enclaves.Contains(request.Peer))
        {
            _measures.Refused.Count(KeyRefusal.UnknownEnclave);
            Refuse(from, request.Id, KeyStatus.UnknownEnclave, tag);
        }
        else
        {
            Answer(from, request.Id, KeysFor(server, request.Peer), tag);
        }
    }

    // KEY SERVER -> ORGANISATION  KEY CHANGE: a device has left
    private void Take(IpAddress from, in KeyChange change)
    {
        if (Find(from, change.Enclave) is not { } server)
        {
            _measures.Refused.Count(KeyRefusal.NotAuthorised);
        }
        else if (_changes.TryGetValue(from, out uint last) && change.Id <= last)
        {
            Answer(from, 0, KeysFor(server, 0), default); // the answer was lost
        }
        else
        {
            _changes[from] = change.Id;
            StartEpoch();
        }
    }

    // ORGANISATION -> KEY SERVERS  KEY ANSWER, which nobody has asked for
    private void StartEpoch()
    {
        Epoch++;
        DrawKeys();
        foreach (Registered server in _servers)
        {
            Answer(server.Address, 0, KeysFor(server, 0), default);
        }
    }

    private Registered? Find(IpAddress from, ushort enclave) =>
        _servers.Find(each => each.Address == from && each.Enclave == enclave);

    private Registered? Find(IpAddress from, KeyRequest request)
    {
        Registered? server = Find(from, request.Enclave);
        return server is { IsOwnOnly: true } && request.Peer != 0 && request.Peer != server.Enclave ? null : server;
    }

    private List<ProvisionedKey> KeysFor(Registered server, ushort peer)
    {
        if (_givesOrganisationKey && !server.IsOwnOnly)
        {
            return [.. _hierarchy.Uses.Select(use => new ProvisionedKey(0, default, 0, KeyOf(use), use))];
        }

        IEnumerable<ushort> peers = server.IsOwnOnly ? [server.Enclave] : peer == 0 ? _enclaves : [peer];
        return
        [
            .. peers.SelectMany(other => PairsOf(_hierarchy, server.Enclave, other)).Distinct().SelectMany(pair =>
                _hierarchy.Uses.Select(use => new ProvisionedKey(1, pair, 0, KeyOf(pair, use), use))),
        ];
    }

    private void DrawKeys()
    {
        foreach (KeyUse use in _hierarchy.Uses)
        {
            _keys[(int)use] = DrawKey(_port.Node.Simulation, Epoch, use);
        }
    }

    private Key256 KeyOf(KeyUse use) => _keys[(int)use];

    private Key256 KeyOf(EnclavePair pair, KeyUse use) =>
        _hierarchy.Derive(KeyOf(use), 0, 1, new EnclavePath(pair, 0, 0), use);

    /// <summary>The pairs of two enclaves: one, or both orders if they count.</summary>
    internal static IEnumerable<EnclavePair> PairsOf(EnclaveHierarchy hierarchy, ushort one, ushort other) =>
        new[] { hierarchy.PairOf(one, other), hierarchy.PairOf(other, one) }.Distinct();

    /// <summary>Answers with any number of keys: as many messages as they need.</summary>
    internal static void Answer(
        KeyPort port, KeyServerMeasures measures, IpAddress to, uint id, int epoch, List<ProvisionedKey> keys,
        in MeasurementTag tag)
    {
        int at = 0;
        do
        {
            int count = Math.Min(KeyAnswer.CountMax, keys.Count - at);
            var part = ImmutableArray.CreateRange(keys.GetRange(at, count));
            at += count;
            byte wire = (byte)(epoch % DerivationInformation.EpochCount);
            var answer = new KeyAnswer(id, KeyStatus.Granted, wire, at == keys.Count, part);
            measures.Messages.Add();
            port.Send(to, answer, EnclaveLabels.KeyAnswer, tag);
        }
        while (at < keys.Count);
    }

    private void Answer(IpAddress to, uint id, List<ProvisionedKey> keys, in MeasurementTag tag) =>
        Answer(_port, _measures, to, id, Epoch, keys, tag);

    private void Refuse(IpAddress to, uint id, KeyStatus status, in MeasurementTag tag)
    {
        _measures.Messages.Add();
        _port.Send(to, new KeyAnswer(id, status, 0, true, []), EnclaveLabels.KeyAnswer, tag);
    }

    private sealed record Registered(IpAddress Address, ushort Enclave, bool IsOwnOnly);
}
