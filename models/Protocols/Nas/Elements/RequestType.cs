namespace Simulator.Protocols.Nas;

/// <summary>Why a connection is asked for, three bits (TS 24.301 §9.9.4.14). Other values are kept.</summary>
public enum RequestType : byte
{
    /// <summary>Initial request.</summary>
    Initial = 1,

    /// <summary>Handover.</summary>
    Handover = 2,

    /// <summary>Unused; read as initial request.</summary>
    Unused = 3,

    /// <summary>Emergency.</summary>
    Emergency = 4,

    /// <summary>Handover of emergency bearer services.</summary>
    HandoverOfEmergency = 6,
}
