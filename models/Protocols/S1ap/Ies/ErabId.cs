using System;
using Simulator.Protocols.Per;

namespace Simulator.Protocols.S1ap;

/// <summary>Names an E-RAB of a UE; equal to its EPS bearer identity (TS 36.413 §9.2.1.2).</summary>
public readonly record struct ErabId : IPerValue<ErabId>
{
    private const byte Max = 15;

    /// <summary>Takes the number.</summary>
    /// <param name="value">0 to 15.</param>
    public ErabId(byte value)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(value, Max);
        Value = value;
    }

    /// <summary>The number.</summary>
    public byte Value { get; }

    /// <inheritdoc/>
    public static ErabId Read(ref PerReader reader)
    {
        reader.Root("E-RAB ID");
        return new((byte)reader.Constrained(0, Max, "E-RAB ID"));
    }

    /// <inheritdoc/>
    public void Write(ref PerWriter writer)
    {
        writer.Bit(false);
        writer.Constrained(Value, 0, Max);
    }
}
