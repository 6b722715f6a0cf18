using System;
using Simulator.Protocols.Per;

namespace Simulator.Protocols.S1ap;

/// <summary>Names a UE association inside an eNB (TS 36.413 §9.2.3.4).</summary>
public readonly record struct EnbUeS1apId : IPerValue<EnbUeS1apId>
{
    /// <summary>Largest identity, 2^24 - 1.</summary>
    public const uint Max = 0xFF_FFFF;

    /// <summary>Takes the number.</summary>
    /// <param name="value">0 to <see cref="Max"/>.</param>
    public EnbUeS1apId(uint value)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(value, Max);
        Value = value;
    }

    /// <summary>The number.</summary>
    public uint Value { get; }

    /// <inheritdoc/>
    public static EnbUeS1apId Read(ref PerReader reader) => new((uint)reader.Constrained(0, Max, "eNB UE S1AP ID"));

    /// <inheritdoc/>
    public void Write(ref PerWriter writer) => writer.Constrained(Value, 0, Max);
}
