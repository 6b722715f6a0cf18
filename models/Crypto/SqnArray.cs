using System;

namespace Simulator.Crypto;

/// <summary>What a USIM thinks of a sequence number (TS 33.102 annex C.2).</summary>
public enum SqnVerdict
{
    /// <summary>The number is fresh.</summary>
    Fresh,

    /// <summary>SEQ is not above the one remembered for its IND: repeated, or overtaken (annex C.2.2).</summary>
    NotAbove,

    /// <summary>SEQ is more than Δ above the highest one (annex C.2.1).</summary>
    TooFar,

    /// <summary>SEQ is L or more below the highest one (annex C.2.2).</summary>
    TooOld,
}

/// <summary>The sequence numbers that a USIM remembers: SEQ_MS(0) to SEQ_MS(a - 1) (TS 33.102 annex C.2.2).</summary>
public sealed class SqnArray
{
    private readonly SqnScheme _scheme;
    private ulong[] _seq; // grows to the highest IND used; what is not there is 0

    /// <summary>An array that has accepted nothing yet: every SEQ_MS(i) is 0.</summary>
    /// <param name="scheme">The scheme that the AuC uses too.</param>
    public SqnArray(SqnScheme scheme)
    {
        ArgumentNullException.ThrowIfNull(scheme);
        _scheme = scheme;
        _seq = [];
    }

    /// <summary>An array in which every SEQ_MS(i) is the same: no number up to it is accepted again.</summary>
    /// <param name="scheme">The scheme that the AuC uses too.</param>
    /// <param name="seq">SEQ, below 2^(48 - IND bits).</param>
    public SqnArray(SqnScheme scheme, ulong seq)
        : this(scheme)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(seq, UInt48.Max >> scheme.IndBits);
        if (seq > 0)
        {
            _seq = new ulong[scheme.ArraySize];
            _seq.AsSpan().Fill(seq);
        }
    }

    /// <summary>SQN_MS: the highest number accepted so far, with its IND.</summary>
    public Sqn Highest
    {
        get
        {
            int ind = 0;
            for (int i = 1; i < _seq.Length; i++)
            {
                ind = _seq[i] >= _seq[ind] ? i : ind;
            }

            ulong seq = SeqOf(ind);
            return Sqn.FromParts(seq, seq == 0 ? 0 : ind, _scheme.IndBits);
        }
    }

    /// <summary>Judges a number, and remembers it if it is fresh; otherwise nothing changes.</summary>
    /// <param name="sqn">A number whose MAC-A has been found right.</param>
    public SqnVerdict Accept(Sqn sqn)
    {
        SqnVerdict verdict = Judge(sqn);
        if (verdict == SqnVerdict.Fresh)
        {
            Remember(sqn.Ind(_scheme.IndBits), sqn.Seq(_scheme.IndBits));
        }

        return verdict;
    }

    /// <summary>Judges a number and changes nothing.</summary>
    /// <param name="sqn">The number.</param>
    public SqnVerdict Judge(Sqn sqn)
    {
        ulong seq = sqn.Seq(_scheme.IndBits), highest = Highest.Seq(_scheme.IndBits);
        return seq > highest && seq - highest > _scheme.Delta ? SqnVerdict.TooFar
            : _scheme.AgeLimit is { } limit && seq < highest && highest - seq >= limit ? SqnVerdict.TooOld
            : seq <= SeqOf(sqn.Ind(_scheme.IndBits)) ? SqnVerdict.NotAbove
            : SqnVerdict.Fresh;
    }

    private ulong SeqOf(int ind) => ind < _seq.Length ? _seq[ind] : 0;

    private void Remember(int ind, ulong seq)
    {
        if (ind >= _seq.Length)
        {
            Array.Resize(ref _seq, Math.Min(_scheme.ArraySize, Math.Max(ind + 1, 2 * _seq.Length)));
        }

        _seq[ind] = seq;
    }
}
