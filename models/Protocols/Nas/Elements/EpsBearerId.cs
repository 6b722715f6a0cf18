using System;

namespace Simulator.Protocols.Nas;

/// <summary>EPS bearer identity (TS 24.007 §11.2.3.1.5; TS 24.301 §9.3.2).</summary>
public readonly record struct EpsBearerId
{
    /// <summary>A bearer by its half octet.</summary>
    /// <param name="value">0 (none assigned) to 15.</param>
    public EpsBearerId(int value)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(value);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(value, 0x0F);
        Value = (byte)value;
    }

    /// <summary>The half octet.</summary>
    public byte Value { get; }

    /// <summary>False for 0: no bearer is assigned.</summary>
    public bool IsAssigned => Value != 0;
}
