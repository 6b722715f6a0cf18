using Simulator.Protocols.Per;

namespace Simulator.Protocols.S1ap;

/// <summary>Names a UE association inside an MME (TS 36.413 §9.2.3.3).</summary>
/// <param name="Value">0 to 2^32 - 1.</param>
public readonly record struct MmeUeS1apId(uint Value) : IPerValue<MmeUeS1apId>
{
    /// <inheritdoc/>
    public static MmeUeS1apId Read(ref PerReader reader) =>
        new((uint)reader.Constrained(0, uint.MaxValue, "MME UE S1AP ID"));

    /// <inheritdoc/>
    public void Write(ref PerWriter writer) => writer.Constrained(Value, 0, uint.MaxValue);
}
