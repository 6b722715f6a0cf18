using Simulator.Network;

namespace Simulator.Entities;

/// <summary>What a network interface card keeps, and what becomes of a packet whose SA key is not there.</summary>
public enum NicMode
{
    /// <summary>Nothing: every packet is protected in software.</summary>
    None,

    /// <summary>SA keys up to a bound, never evicted: the SAs beyond it are software for good.</summary>
    SaTable,

    /// <summary>SA keys up to a bound: the others are fetched from host memory when a packet needs them.</summary>
    SaCache,

    /// <summary>Server keys: the SA key is derived for every packet.</summary>
    DeriveServer,

    /// <summary>Pair keys: server key and SA key are derived for every packet.</summary>
    DerivePair,

    /// <summary>Server or pair keys, and a small cache of SA keys: derived only if it is not in the cache.</summary>
    DeriveCache,
}

/// <summary>Which entry of a full table makes room.</summary>
public enum EvictionPolicy
{
    /// <summary>The one that was used longest ago.</summary>
    Lru,

    /// <summary>The one that was installed first.</summary>
    Fifo,

    /// <summary>Any, drawn.</summary>
    Random,

    /// <summary>The one that was used least often since it was installed; of equals the one used longest ago.</summary>
    Lfu,
}

/// <summary>The keys from which a card in mode <see cref="NicMode.DeriveCache"/> derives.</summary>
public enum NicKeys
{
    /// <summary>Server keys: one derivation.</summary>
    Server,

    /// <summary>Pair keys: two derivations.</summary>
    Pair,
}

/// <summary>A network interface card with a security engine.</summary>
public sealed record NicOptions
{
    /// <summary>What it keeps.</summary>
    public NicMode Mode { get; init; }

    /// <summary>What it derives from in mode <see cref="NicMode.DeriveCache"/>.</summary>
    public NicKeys Keys { get; init; }

    /// <summary>SAs that its table has room for, both directions of each.</summary>
    public int EntryCount { get; init; } = 1_024;

    /// <summary>Octets of a table entry: of one direction of an SA.</summary>
    public int EntrySize { get; init; } = 256;

    /// <summary>Octets that a pair or server key takes.</summary>
    public int KeySize { get; init; } = 64;

    /// <summary>Which entry of a full table makes room.</summary>
    public EvictionPolicy Eviction { get; init; }

    /// <summary>True if lookup, key and engine each work on a packet of their own.</summary>
    public bool IsPipelined { get; init; } = true;

    /// <summary>Packets that fit into each direction.</summary>
    public int QueueMax { get; init; } = 1_024;

    /// <summary>Costs of its operations.</summary>
    public required CostTable Costs { get; init; }

    /// <summary>True if it computes SA keys.</summary>
    public bool Derives => Mode is NicMode.DeriveServer or NicMode.DerivePair or NicMode.DeriveCache;

    /// <summary>True if it keeps SA keys.</summary>
    public bool HasTable => Mode is NicMode.SaTable or NicMode.SaCache or NicMode.DeriveCache;
}
