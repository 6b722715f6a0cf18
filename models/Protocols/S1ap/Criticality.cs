namespace Simulator.Protocols.S1ap;

/// <summary>What a receiver does that does not comprehend an IE or a procedure (TS 36.413 §10.3.2).</summary>
public enum Criticality
{
    /// <summary>Reject the procedure.</summary>
    Reject,

    /// <summary>Go on as if it were not there, and tell nobody.</summary>
    Ignore,

    /// <summary>Go on as if it were not there, and tell the sender.</summary>
    Notify,
}
