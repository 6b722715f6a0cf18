using Simulator.Crypto;
using Simulator.Kernel;
using Simulator.Protocols.Wire;

namespace Simulator.Entities;

/// <summary>How an eNB behaves.</summary>
public enum EnbBehaviour
{
    /// <summary>As the standard says.</summary>
    Normal,

    /// <summary>After each S1 SETUP it starts a procedure that no MME knows.</summary>
    UnknownProcedure,
}

/// <summary>What an eNB is configured with.</summary>
public sealed record EnbOptions
{
    /// <summary>Its number within the network, 20 bits; its one cell is number 1 (TS 36.413 §9.2.1.37).</summary>
    public required uint Id { get; init; }

    /// <summary>The network that it broadcasts.</summary>
    public required PlmnId Plmn { get; init; }

    /// <summary>Tracking area code of its cell.</summary>
    public ushort Tac { get; init; } = 1;

    /// <summary>Ciphering algorithms of the access stratum, for which it derives keys.</summary>
    public CipheringAlgorithm Ciphering { get; init; } = CipheringAlgorithm.Eea0;

    /// <summary>Integrity algorithm of the access stratum.</summary>
    public IntegrityAlgorithm Integrity { get; init; } = IntegrityAlgorithm.Eia2;

    /// <summary>Time without a NAS message after which it asks for the release of a UE; null for never.</summary>
    public SimTime? Inactivity { get; init; }

    /// <summary>Connections that it has at most (ours: above what any cell serves).</summary>
    public int ConnectionsMax { get; init; } = 1_000_000;

    /// <summary>How it behaves.</summary>
    public EnbBehaviour Behaviour { get; init; }
}
