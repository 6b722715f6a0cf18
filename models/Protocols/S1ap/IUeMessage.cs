namespace Simulator.Protocols.S1ap;

/// <summary>A message over the logical S1 connection of one UE, which both sides have named (TS 36.413 §3.1).</summary>
public interface IUeMessage
{
    /// <summary>The MME's identity of the UE.</summary>
    MmeUeS1apId MmeUeS1apId { get; }

    /// <summary>The eNB's.</summary>
    EnbUeS1apId EnbUeS1apId { get; }
}
