namespace Simulator.Protocols.S1ap;

/// <summary>
/// How long an eNB waits before it tries again (TS 36.413 §9.2.1.61); additions of later versions are kept.
/// </summary>
public enum TimeToWait
{
    /// <summary>1 s.</summary>
    V1S,

    /// <summary>2 s.</summary>
    V2S,

    /// <summary>5 s.</summary>
    V5S,

    /// <summary>10 s.</summary>
    V10S,

    /// <summary>20 s.</summary>
    V20S,

    /// <summary>60 s.</summary>
    V60S,
}
