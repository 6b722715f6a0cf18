using System;
using Simulator.Crypto;
using Simulator.Kernel;
using Simulator.Network;
using Simulator.Protocols.Enclave;
using Simulator.Protocols.Esp;

namespace Simulator.Entities;

/// <summary>Host memory, from which a card fetches the keys of an SA.</summary>
public interface ISaKeySource
{
    /// <summary>The keys of an SA of this host.</summary>
    /// <param name="id">The SA.</param>
    /// <param name="keys">Its keys.</param>
    bool TryGetKeys(in SaId id, out EspKeyPair keys);
}

/// <summary>What a card makes of a packet.</summary>
public enum NicVerdict
{
    /// <summary>It works on the packet.</summary>
    Offloaded,

    /// <summary>It has no key for it: the host must work on the packet.</summary>
    Software,

    /// <summary>Its queue is full.</summary>
    Full,
}

/// <summary>The work of a card on one packet: the keys it found, and what finding them costs.</summary>
public ref struct NicWork
{
    internal NicWork(Span<PipelineStep> steps) => Steps = steps;

    /// <summary>Room for the operations of one packet.</summary>
    public const int StepMax = 2 + (2 * (SubEnclavePairs.CountMax + 4)); // lookup, engine; keys, perhaps of two trees

    /// <summary>Keys of the packet's direction.</summary>
    public EspKeys Keys { get; internal set; }

    internal Span<PipelineStep> Steps { get; }

    internal int Count { get; private set; }

    internal void Add(in PipelineStep step) => Steps[Count++] = step;
}

/// <summary>
/// A network interface card with a security engine: finds or derives the key of each packet and is busy with it for as
/// long as its profile says, receiving and sending independently of each other. The host reads and writes the octets.
/// </summary>
public sealed class OffloadNic
{
    private const int LookupStage = 0, KeyStage = 1, EngineStage = 2, StageCount = 3;

    private readonly NicOptions _options;
    private readonly NicMeasures _measures;
    private readonly EnclaveHierarchy _hierarchy;
    private readonly EspTransform _transform;
    private readonly ISaKeySource _host;
    private readonly KeyTable? _table;
    private readonly Pipeline _receive;
    private readonly Pipeline _send;
    private readonly OperationId _lookup, _fetch, _derive, _expand, _engine;
    private long _octets; // of keys in it

    /// <summary>A card.</summary>
    /// <param name="node">Its node.</param>
    /// <param name="name">Tells cards of one node apart, as in <c>nic</c>.</param>
    /// <param name="options">What it has.</param>
    /// <param name="hierarchy">The tree of keys.</param>
    /// <param name="transform">How packets are protected.</param>
    /// <param name="host">Host memory.</param>
    /// <param name="measures">What is measured of it.</param>
    /// <param name="received">Gets packets that were received and checked.</param>
    /// <param name="sent">Gets packets that may leave.</param>
    public OffloadNic(
        Node node,
        string name,
        NicOptions options,
        EnclaveHierarchy hierarchy,
        EspTransform transform,
        ISaKeySource host,
        NicMeasures measures,
        IExecutionReceiver received,
        IExecutionReceiver sent)
    {
        ArgumentNullException.ThrowIfNull(node);
        ArgumentNullException.ThrowIfNull(options);
        (_options, _hierarchy, _transform, _host, _measures) = (options, hierarchy, transform, host, measures);
        Keys = new KeyRing(hierarchy);
        RandomStream random = node.Simulation.Random($"{node.Id}/{name}/eviction");
        _table = options.HasTable ? new KeyTable(options.EntryCount, options.Eviction, random) : null;
        var pipeline = new PipelineOptions
        {
            StageCount = StageCount,
            IsPipelined = options.IsPipelined,
            PacketMax = options.QueueMax,
        };
        _receive = new Pipeline(node, $"{name}-receive", pipeline, options.Costs, received);
        _send = new Pipeline(node, $"{name}-send", pipeline, options.Costs, sent);
        _lookup = options.Costs.Find(NicOperations.Lookup.Name);
        _fetch = options.Costs.Find(NicOperations.Fetch.Name);
        _derive = options.Costs.Find(NicOperations.Derive.Name);
        _expand = options.Costs.Find(NicOperations.Expand.Name);
        _engine = options.Costs.Find(NicOperations.Engine.Name);
    }

    /// <summary>Pair and server keys in the card: what it derives from.</summary>
    public KeyRing Keys { get; }

    /// <summary>What it has.</summary>
    public NicOptions Options => _options;

    /// <summary>SAs in its table.</summary>
    public int EntryCount => _table?.Count ?? 0;

    /// <summary>Depth of the keys that it is given to derive from.</summary>
    public int KeyDepth => _options.Mode == NicMode.DerivePair
        || (_options.Mode == NicMode.DeriveCache && _options.Keys == NicKeys.Pair)
        ? _hierarchy.DepthOf(EnclaveLevel.SubPair)
        : _hierarchy.ServerDepth;

    /// <summary>Gives the card a pair or server key to derive from.</summary>
    /// <param name="epoch">Epoch of the organisation key.</param>
    /// <param name="depth">Depth of the key.</param>
    /// <param name="path">Identifiers down to that depth.</param>
    /// <param name="key">The key.</param>
    /// <param name="use">Its tree.</param>
    public void AddKey(int epoch, int depth, in EnclavePath path, in Key256 key, KeyUse use = KeyUse.Both)
    {
        Keys.Add(epoch, depth, path, key, use);
        MeasureMemory();
    }

    /// <summary>Told of each packet for which it holds no key to derive from.</summary>
    public Action<EnclavePair>? KeyMissing { get; set; }

    /// <summary>Takes a pair or server key from the card.</summary>
    /// <param name="epoch">Epoch of the organisation key.</param>
    /// <param name="depth">Depth of the key.</param>
    /// <param name="path">Identifiers down to that depth.</param>
    /// <param name="use">Its tree.</param>
    public void RemoveKey(int epoch, int depth, in EnclavePath path, KeyUse use = KeyUse.Both)
    {
        if (Keys.Remove(epoch, depth, path, use))
        {
            MeasureMemory();
        }
    }

    /// <summary>An SA was set up: a card whose table is never evicted takes it while there is room, once.</summary>
    /// <param name="id">The SA.</param>
    /// <param name="keys">Its keys.</param>
    public void Install(in SaId id, in EspKeyPair keys)
    {
        if (_options.Mode == NicMode.SaTable && !_table!.IsFull && !_table.Has(id))
        {
            _table.Add(id, keys);
            MeasureMemory();
        }
    }

    /// <summary>An SA is over.</summary>
    /// <param name="id">The SA.</param>
    public void Remove(in SaId id)
    {
        if (_table is not null && _table.Remove(id))
        {
            MeasureMemory();
        }
    }

    /// <summary>Everything is forgotten: the host has crashed.</summary>
    public void Clear()
    {
        _table?.Clear();
        Keys.Clear();
        MeasureMemory();
    }

    /// <summary>Looks for the key of a packet.</summary>
    /// <param name="information">What the packet carries, or what the driver hands over.</param>
    /// <param name="direction">Whether it was received from the client or is sent to it.</param>
    /// <param name="isReceived">True for a packet that comes in.</param>
    /// <param name="work">What the card does, with the keys of the packet.</param>
    public NicVerdict Prepare(
        in DerivationInformation information, EspDirection direction, bool isReceived, ref NicWork work)
    {
        if ((isReceived ? _receive : _send).IsFull)
        {
            _measures.Full.Add();
            return NicVerdict.Full;
        }

        bool isOffloaded = TryFind(information, direction, ref work);
        _measures.Offloaded.Add(isOffloaded);
        return isOffloaded ? NicVerdict.Offloaded : NicVerdict.Software;
    }

    /// <summary>A packet that the card passes without a look at its key: it is the host's.</summary>
    internal NicVerdict LeaveToHost()
    {
        _measures.Offloaded.Add(false);
        return NicVerdict.Software;
    }

    /// <summary>The card works on a packet, which its receiver gets back.</summary>
    /// <param name="packet">The packet.</param>
    /// <param name="octets">Octets that the engine works on.</param>
    /// <param name="isReceived">True for a packet that comes in.</param>
    /// <param name="work">What <see cref="Prepare"/> has found.</param>
    public void Submit(Packet packet, int octets, bool isReceived, ref NicWork work)
    {
        work.Add(new PipelineStep(EngineStage, _engine, octets));
        Pipeline pipeline = isReceived ? _receive : _send;
        _measures.Service.Add(pipeline.Submit(work.Steps[..work.Count], packet).Seconds);
    }

    /// <summary>The card works on a packet that is refused then.</summary>
    /// <param name="octets">Octets that the engine works on.</param>
    /// <param name="work">What <see cref="Prepare"/> has found.</param>
    public void Occupy(int octets, ref NicWork work)
    {
        work.Add(new PipelineStep(EngineStage, _engine, octets));
        _measures.Service.Add(_receive.Occupy(work.Steps[..work.Count]).Seconds);
    }

    private bool TryFind(in DerivationInformation information, EspDirection direction, ref NicWork work)
    {
        if (_options.Mode == NicMode.None)
        {
            return false;
        }

        work.Add(new PipelineStep(LookupStage, _lookup));
        var id = SaId.Of(information);
        if (_table is not null)
        {
            bool isHit = _table.TryUse(id, out EspKeyPair pair);
            _measures.Hit.Add(isHit);
            if (isHit)
            {
                work.Keys = pair.Of(direction);
                return true;
            }
        }

        return _options.Mode switch
        {
            NicMode.SaTable => false,
            NicMode.SaCache => TryFetch(id, direction, ref work),
            NicMode.DeriveCache => TryDeriveBoth(information, id, direction, ref work),
            _ => TryDerive(information, direction, ref work),
        };
    }

    private bool TryFetch(in SaId id, EspDirection direction, ref NicWork work)
    {
        if (!_host.TryGetKeys(id, out EspKeyPair pair))
        {
            return false;
        }

        work.Add(new PipelineStep(KeyStage, _fetch));
        work.Keys = pair.Of(direction);
        Keep(id, pair);
        return true;
    }

    private bool TryDerive(in DerivationInformation information, EspDirection direction, ref NicWork work)
    {
        bool isDerived = TryDeriveSa(information, ref work, out SaKeys sa);
        if (isDerived)
        {
            work.Keys = Expand(sa, direction, ref work);
        }

        return isDerived;
    }

    // An entry of the table serves both directions of its SA; the host asked for one.
    private bool TryDeriveBoth(
        in DerivationInformation information, in SaId id, EspDirection direction, ref NicWork work)
    {
        bool isDerived = TryDeriveSa(information, ref work, out SaKeys sa);
        if (isDerived)
        {
            var pair = new EspKeyPair(
                _hierarchy.Expand(sa, EspDirection.ToServer, _transform.KeySize, _transform.IsCbc),
                _hierarchy.Expand(sa, EspDirection.ToClient, _transform.KeySize, _transform.IsCbc));
            CountExpansions(sa, ref work);
            work.Keys = pair.Of(direction);
            Keep(id, pair);
        }

        return isDerived;
    }

    private bool TryDeriveSa(in DerivationInformation information, ref NicWork work, out SaKeys sa)
    {
        sa = default;
        if (!_hierarchy.Fits(information.Path))
        {
            return false;
        }

        if (!Keys.TryDerive(information.Epoch, information.Path, out sa, out int steps))
        {
            KeyMissing?.Invoke(information.Path.Pair);
            return false;
        }

        for (; steps > 0; steps--)
        {
            work.Add(new PipelineStep(KeyStage, _derive));
            _measures.Derived.Add();
        }

        return true;
    }

    private EspKeys Expand(in SaKeys sa, EspDirection direction, ref NicWork work)
    {
        CountExpansions(sa, ref work);
        return _hierarchy.Expand(sa, direction, _transform.KeySize, _transform.IsCbc);
    }

    private void CountExpansions(in SaKeys sa, ref NicWork work)
    {
        for (int count = _hierarchy.IsSeparate && !sa.VerifiesOnly ? 2 : 1; count > 0; count--)
        {
            work.Add(new PipelineStep(KeyStage, _expand));
            _measures.Derived.Add();
        }
    }

    private void Keep(in SaId id, in EspKeyPair keys)
    {
        long evicted = _table!.EvictedCount;
        _table.Add(id, keys);
        if (_table.EvictedCount > evicted)
        {
            _measures.Evicted.Add();
        }
        else
        {
            MeasureMemory();
        }
    }

    private void MeasureMemory()
    {
        long octets = (2L * _options.EntrySize * EntryCount) + ((long)_options.KeySize * Keys.Count);
        _measures.ChangeMemory(octets - _octets);
        _octets = octets;
    }
}
