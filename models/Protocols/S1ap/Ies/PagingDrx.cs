namespace Simulator.Protocols.S1ap;

/// <summary>
/// Paging cycle in radio frames of 10 ms (TS 36.413 §9.2.1.16); additions of later versions are kept.
/// </summary>
public enum PagingDrx
{
    /// <summary>32 frames, 0.32 s.</summary>
    V32,

    /// <summary>64 frames, 0.64 s.</summary>
    V64,

    /// <summary>128 frames, 1.28 s.</summary>
    V128,

    /// <summary>256 frames, 2.56 s.</summary>
    V256,
}
