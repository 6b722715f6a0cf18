using System;

namespace Simulator.Crypto;

/// <summary>How sequence numbers are made and judged, the same for AuC and USIM (TS 33.102 annex C).</summary>
public sealed record SqnScheme
{
    private const int IndBitsMax = 8;   // ours: 256 numbers are more than any card keeps
    private const int Seq2BitsMax = 40; // ours: leaves SEQ1 something for every length of IND

    /// <summary>Length of IND in bits, 0 to 8; the USIM remembers 2^IND numbers (annex C.1.2).</summary>
    public int IndBits
    {
        get;
        init => field = InRange(value, IndBitsMax);
    } = 5;

    /// <summary>Length of SEQ2 in bits, 0 to 40: the part that follows a clock (annex C.1.1.1, C.1.1.2).</summary>
    public int Seq2Bits
    {
        get;
        init => field = InRange(value, Seq2BitsMax);
    }

    /// <summary>D: how far, in clock units, a user's SEQ2 may run ahead of the clock (annex C.1.1.1).</summary>
    public ulong D { get; init; } = 1;

    /// <summary>Δ: the largest jump that the USIM accepts, in steps of SEQ (annex C.2.1).</summary>
    public ulong Delta { get; init; } = 1UL << 28;

    /// <summary>L: how far behind the highest SEQ a number may be, exclusive; null for no limit
    /// (annex C.2.2).</summary>
    public ulong? AgeLimit { get; init; }

    /// <summary>Profile 1: partly time-based, 19 bits of SEQ1 and 24 of SEQ2 (annex C.3.1).</summary>
    public static SqnScheme PartlyTimeBased => new() { Seq2Bits = 24, D = 1UL << 16 };

    /// <summary>Profile 2: not time-based (annex C.3.2).</summary>
    public static SqnScheme NotTimeBased => new();

    /// <summary>Number of sequence numbers that the USIM remembers, a.</summary>
    public int ArraySize => 1 << IndBits;

    private ulong SeqMax => UInt48.Max >> IndBits;

    /// <summary>The next sequence number of a user; IND goes round (annex C.1.1.1 step 5, C.1.2).</summary>
    /// <param name="sqnHe">SQN_HE, the user's counter.</param>
    /// <param name="clock">The global counter GLC; its low bits are used. Ignored if no part follows a clock.</param>
    /// <param name="next">The number to use, and the new value of the counter.</param>
    /// <returns>False if the numbers are used up, so that the user needs another key.</returns>
    public bool TryNext(Sqn sqnHe, ulong clock, out Sqn next) =>
        TryNext(sqnHe, clock, (sqnHe.Ind(IndBits) + 1) & (ArraySize - 1), out next);

    /// <summary>The next sequence number of a user with a chosen IND, such as one per serving node
    /// (annex C.1.2).</summary>
    /// <param name="sqnHe">SQN_HE, the user's counter.</param>
    /// <param name="clock">The global counter GLC; its low bits are used. Ignored if no part follows a clock.</param>
    /// <param name="ind">IND, below <see cref="ArraySize"/>.</param>
    /// <param name="next">The number to use, and the new value of the counter.</param>
    /// <returns>False if the numbers are used up, so that the user needs another key.</returns>
    public bool TryNext(Sqn sqnHe, ulong clock, int ind, out Sqn next)
    {
        ulong seq = NextSeq(sqnHe.Seq(IndBits), clock);
        bool exists = seq <= SeqMax;
        next = exists ? Sqn.FromParts(seq, ind, IndBits) : default;
        return exists;
    }

    /// <summary>
    /// The AuC's counter after a resynchronisation whose MAC-S was right: unchanged if the number that would come next
    /// is acceptable to the USIM, otherwise SQN_MS (TS 33.102 §6.3.5).
    /// </summary>
    /// <param name="sqnHe">SQN_HE, the user's counter.</param>
    /// <param name="sqnMs">SQN_MS, the highest number that the USIM has accepted.</param>
    /// <param name="clock">The global counter GLC.</param>
    public Sqn Resynchronise(Sqn sqnHe, Sqn sqnMs, ulong clock)
    {
        ulong highest = sqnMs.Seq(IndBits);
        bool inRange = TryNext(sqnHe, clock, out Sqn next)
            && next.Seq(IndBits) > highest
            && next.Seq(IndBits) - highest <= Delta;
        return inRange ? sqnHe : sqnMs;
    }

    private static int InRange(int value, int max)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(value);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(value, max);
        return value;
    }

    /// <summary>Annex C.1.1.1, step 5 (i) to (iii); with an empty SEQ2 it is the counter of C.1.1.2.</summary>
    private ulong NextSeq(ulong seq, ulong clock)
    {
        ulong p = 1UL << Seq2Bits;
        ulong seq2 = seq & (p - 1), glc = clock & (p - 1);
        bool aheadOfClock = glc <= seq2 && seq2 - glc < D;
        bool aheadAcrossWrap = glc > seq2 && glc - seq2 + D > p;
        if (aheadOfClock || aheadAcrossWrap)
        {
            return seq + 1;
        }

        ulong seq1 = (seq >> Seq2Bits) + (glc <= seq2 ? 1UL : 0UL); // the clock has gone round
        return (seq1 << Seq2Bits) | glc;
    }
}
