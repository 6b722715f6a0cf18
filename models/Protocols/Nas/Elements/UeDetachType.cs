namespace Simulator.Protocols.Nas;

/// <summary>What a UE detaches from, three bits (TS 24.301 §9.9.3.7). Other values are kept: combined detach.</summary>
public enum UeDetachType : byte
{
    /// <summary>EPS detach.</summary>
    Eps = 1,

    /// <summary>IMSI detach.</summary>
    Imsi = 2,

    /// <summary>Combined EPS and IMSI detach.</summary>
    Combined = 3,
}
