using System;

namespace Simulator.Protocols.Nas;

/// <summary>NAS key set identifier: names a security context without naming its keys (TS 24.301 §9.9.3.21).</summary>
public readonly record struct KeySetId
{
    // bit 4: type of security context (0 native, 1 mapped); bits 3..1: identifier, 7 where there is no key
    private const int MappedBit = 8, NoKeyValue = 7;

    /// <summary>An identifier by its half octet.</summary>
    /// <param name="value">0 to 15: type of context and identifier.</param>
    public KeySetId(int value)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(value);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(value, 0x0F);
        Value = (byte)value;
    }

    /// <summary>"No key is available", native: what a UE without a context sends.</summary>
    public static KeySetId NoKey => new(NoKeyValue);

    /// <summary>The half octet.</summary>
    public byte Value { get; }

    /// <summary>True if no key is available (§4.4.2.1).</summary>
    public bool IsNoKey => (Value & NoKeyValue) == NoKeyValue;

    /// <summary>True for a context mapped from another system, false for a native one.</summary>
    public bool IsMapped => (Value & MappedBit) != 0;
}
