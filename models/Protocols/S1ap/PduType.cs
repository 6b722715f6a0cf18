namespace Simulator.Protocols.S1ap;

/// <summary>
/// The alternatives of S1AP-PDU, in Criticality Diagnostics called Triggering Message (TS 36.413 §9.2.1.1).
/// </summary>
public enum PduType
{
    /// <summary>Begins a procedure.</summary>
    InitiatingMessage,

    /// <summary>The procedure did what it was asked for.</summary>
    SuccessfulOutcome,

    /// <summary>The procedure did not.</summary>
    UnsuccessfulOutcome,
}
