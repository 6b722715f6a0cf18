namespace Simulator.Crypto;

/// <summary>
/// Sequence numbers that follow the clock alone (TS 33.102 annex C.1.1.3, profile 3 of C.3.3): SEQ is the global
/// counter GLC plus DIF, a difference that the AuC keeps for each user, so that no number is stored. The clock ticks at
/// least once between two vectors of one user; a batch takes the numbers of the ticks that follow.
/// </summary>
/// <param name="IndBits">Length of IND in bits, 0 to 8.</param>
public readonly record struct TimeBasedSqn(int IndBits)
{
    /// <summary>Profile 3: five bits of IND, as in the other profiles.</summary>
    public static TimeBasedSqn Profile3 => new(5);

    private ulong SeqMask => UInt48.Max >> IndBits;

    /// <summary>The number of a user at an instant.</summary>
    /// <param name="clock">GLC.</param>
    /// <param name="dif">DIF of the user, modulo the range of SEQ; 0 for a new user.</param>
    /// <param name="ind">IND, below 2^<see cref="IndBits"/>.</param>
    public Sqn At(ulong clock, ulong dif, int ind) =>
        Sqn.FromParts(unchecked(clock + dif) & SeqMask, ind, IndBits);

    /// <summary>
    /// DIF after a resynchronisation whose MAC-S was right: unchanged if the number of this instant is acceptable to
    /// the USIM, otherwise such that the next tick gives the number after SQN_MS (annex C.1.1.3, TS 33.102 §6.3.5).
    /// </summary>
    /// <param name="clock">GLC.</param>
    /// <param name="dif">DIF of the user.</param>
    /// <param name="sqnMs">SQN_MS, the highest number that the USIM has accepted.</param>
    /// <param name="delta">Δ: the largest jump that the USIM accepts.</param>
    public ulong Resynchronise(ulong clock, ulong dif, Sqn sqnMs, ulong delta)
    {
        ulong highest = sqnMs.Seq(IndBits);
        ulong now = unchecked(clock + dif) & SeqMask;
        bool isAcceptable = now > highest && now - highest <= delta;
        return isAcceptable ? dif : unchecked(highest - clock) & SeqMask;
    }
}
