namespace Simulator.Protocols.Nas;

/// <summary>What is detached, three bits that mean one thing from the UE and another from the network (TS 24.301 §9.9.3.7).</summary>
public enum DetachType : byte
{
    /// <summary>From the UE: EPS detach. From the network: re-attach required.</summary>
    EpsOrReattachRequired = 1,

    /// <summary>From the UE: IMSI detach. From the network: re-attach not required.</summary>
    ImsiOrReattachNotRequired = 2,

    /// <summary>From the UE: combined detach. From the network: IMSI detach.</summary>
    CombinedOrImsi = 3,
}
