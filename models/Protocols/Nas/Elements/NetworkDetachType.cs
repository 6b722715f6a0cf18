namespace Simulator.Protocols.Nas;

/// <summary>What the network detaches, three bits (TS 24.301 §9.9.3.7). Other values are kept:
/// re-attach not required.</summary>
public enum NetworkDetachType : byte
{
    /// <summary>Re-attach required.</summary>
    ReattachRequired = 1,

    /// <summary>Re-attach not required.</summary>
    ReattachNotRequired = 2,

    /// <summary>IMSI detach.</summary>
    Imsi = 3,
}
