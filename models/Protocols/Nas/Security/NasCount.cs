using System;

namespace Simulator.Protocols.Nas;

/// <summary>NAS COUNT: overflow counter (16 bits) and sequence number (8 bits) (TS 24.301 §4.4.3.1).</summary>
public readonly record struct NasCount
{
    /// <summary>The last COUNT; after it the context cannot protect another message (§4.4.3.5).</summary>
    public const uint ValueMax = 0xFF_FFFF;

    private const uint SequenceMask = 0xFF, OverflowStep = 0x100;

    /// <summary>A COUNT.</summary>
    /// <param name="value">24 bits.</param>
    public NasCount(uint value)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(value, ValueMax);
        Value = value;
    }

    /// <summary>All 24 bits, as the algorithms take them, with 8 zero bits in front.</summary>
    public uint Value { get; }

    /// <summary>How often the sequence number has wrapped: never sent, kept at both ends.</summary>
    public ushort Overflow => (ushort)(Value >> 8);

    /// <summary>The sequence number in the message.</summary>
    public byte Sequence => (byte)(Value & SequenceMask);

    /// <summary>The COUNT that a sequence number stands for: the first one not used yet that ends in it.</summary>
    /// <param name="next">The lowest COUNT that was not accepted yet.</param>
    /// <param name="sequence">The received sequence number.</param>
    /// <param name="count">The estimate.</param>
    /// <returns>False if there is none left: the COUNT would wrap.</returns>
    internal static bool TryEstimate(uint next, byte sequence, out NasCount count)
    {
        uint estimate = (next & ~SequenceMask) | sequence;
        estimate += estimate < next ? OverflowStep : 0; // the sequence number has wrapped since
        count = estimate <= ValueMax ? new(estimate) : default;
        return estimate <= ValueMax;
    }

    /// <summary>The COUNT one wrap of the sequence number before this one, if there was one.</summary>
    internal NasCount? OneWrapBefore => Value >= OverflowStep ? new(Value - OverflowStep) : null;
}
