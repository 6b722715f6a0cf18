namespace Simulator.Protocols.Nas;

/// <summary>What a UE is attached for, three bits (TS 24.301 §9.9.3.10). Other values are kept.</summary>
public enum EpsAttachResult : byte
{
    /// <summary>EPS only.</summary>
    EpsOnly = 1,

    /// <summary>Combined EPS and IMSI attach.</summary>
    Combined = 2,
}
