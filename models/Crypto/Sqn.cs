using System;
using System.Globalization;

namespace Simulator.Crypto;

/// <summary>Sequence number SQN = SEQ ‖ IND, 48 bits (TS 33.102 §6.3.1, annex C.1.1.1).</summary>
public readonly record struct Sqn
{
    /// <summary>Makes a sequence number.</summary>
    /// <param name="value">Below 2^48.</param>
    public Sqn(ulong value)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(value, UInt48.Max);
        Value = value;
    }

    /// <summary>The largest SQN, 2^48 - 1.</summary>
    public static Sqn Max => new(UInt48.Max);

    /// <summary>The number as a whole.</summary>
    public ulong Value { get; }

    /// <summary>Puts a sequence number together (annex C.1.1.1).</summary>
    /// <param name="seq">SEQ, below 2^(48 - <paramref name="indBits"/>).</param>
    /// <param name="ind">IND, below 2^<paramref name="indBits"/>.</param>
    /// <param name="indBits">Length of IND in bits.</param>
    public static Sqn FromParts(ulong seq, int ind, int indBits)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((ulong)(uint)ind, (1UL << indBits) - 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(seq, UInt48.Max >> indBits);
        return new((seq << indBits) | (uint)ind);
    }

    /// <summary>SEQ, the part that grows.</summary>
    /// <param name="indBits">Length of IND in bits.</param>
    public ulong Seq(int indBits) => Value >> indBits;

    /// <summary>IND, the index into the array of the USIM.</summary>
    /// <param name="indBits">Length of IND in bits.</param>
    public int Ind(int indBits) => (int)(Value & ((1UL << indBits) - 1));

    /// <summary>The number as 12 hexadecimal digits.</summary>
    public override string ToString() => Value.ToString("x12", CultureInfo.InvariantCulture);
}
