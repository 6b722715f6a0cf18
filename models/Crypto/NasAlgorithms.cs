namespace Simulator.Crypto;

/// <summary>EPS encryption algorithm (TS 33.401 §5.1.3.2); the value is the identifier on the wire.</summary>
public enum CipheringAlgorithm
{
    /// <summary>Null ciphering.</summary>
    Eea0 = 0,

    /// <summary>128-EEA1, SNOW 3G.</summary>
    Eea1 = 1,

    /// <summary>128-EEA2, AES in counter mode.</summary>
    Eea2 = 2,

    /// <summary>128-EEA3, ZUC.</summary>
    Eea3 = 3,
}

/// <summary>EPS integrity algorithm (TS 33.401 §5.1.4.2); the value is the identifier on the wire.</summary>
public enum IntegrityAlgorithm
{
    /// <summary>Null integrity protection: the code is 0 (TS 33.401 annex B.0).</summary>
    Eia0 = 0,

    /// <summary>128-EIA1, SNOW 3G.</summary>
    Eia1 = 1,

    /// <summary>128-EIA2, AES-CMAC.</summary>
    Eia2 = 2,

    /// <summary>128-EIA3, ZUC.</summary>
    Eia3 = 3,
}

/// <summary>DIRECTION, one bit of the input of every algorithm (TS 33.401 annex B.1, B.2).</summary>
public enum Direction
{
    /// <summary>From the UE.</summary>
    Uplink = 0,

    /// <summary>To the UE.</summary>
    Downlink = 1,
}
