namespace Simulator.Protocols.Nas;

/// <summary>What a UE attaches for, three bits (TS 24.301 §9.9.3.11). Other values are kept: EPS attach.</summary>
public enum EpsAttachType : byte
{
    /// <summary>EPS attach.</summary>
    Eps = 1,

    /// <summary>Combined EPS and IMSI attach.</summary>
    Combined = 2,

    /// <summary>EPS attach for restricted local operator services.</summary>
    RestrictedLocalServices = 3,

    /// <summary>EPS emergency attach.</summary>
    Emergency = 6,

    /// <summary>Reserved.</summary>
    Reserved = 7,
}
