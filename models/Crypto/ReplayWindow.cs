using System;

namespace Simulator.Crypto;

/// <summary>The anti-replay window of an incoming ESP security association, of 64 packets (RFC 4303 §3.4.3).</summary>
public struct ReplayWindow
{
    /// <summary>Packets that may come out of order: the window that the RFC says to prefer.</summary>
    public const int Size = 64;

    private ulong _seen; // bit n: the packet n before the newest has come

    /// <summary>The highest sequence number that was verified; 0 before the first packet.</summary>
    public ulong Newest { get; private set; }

    /// <summary>
    /// The extended sequence number of which only the lower half is on the wire (RFC 4303 appendix A2.2).
    /// </summary>
    /// <param name="low">The lower 32 bits.</param>
    public readonly ulong Extend(uint low)
    {
        ulong high = Newest >> 32;
        uint newest = (uint)(Newest & uint.MaxValue), bottom = unchecked(newest - (Size - 1));
        if (newest >= Size - 1)
        {
            high += low >= bottom ? 0UL : 1UL;
        }
        else
        {
            high -= low >= bottom && high > 0 ? 1UL : 0UL;
        }

        return (high << 32) | low;
    }

    /// <summary>True for a number that may still come: it has not been seen and is not too old. Zero is never sent.
    /// </summary>
    /// <param name="sequence">The sequence number, extended if the association uses that.</param>
    public readonly bool CanAccept(ulong sequence)
    {
        if (sequence > Newest)
        {
            return true;
        }

        ulong age = Newest - sequence;
        return sequence != 0 && age < Size && ((_seen >> (int)age) & 1) == 0;
    }

    /// <summary>Remembers a number whose packet was verified.</summary>
    /// <param name="sequence">A number that can be accepted.</param>
    public void Accept(ulong sequence)
    {
        if (!CanAccept(sequence))
        {
            throw new ArgumentOutOfRangeException(nameof(sequence));
        }

        if (sequence > Newest)
        {
            ulong shift = sequence - Newest;
            _seen = (shift < Size ? _seen << (int)shift : 0) | 1;
            Newest = sequence;
        }
        else
        {
            _seen |= 1UL << (int)(Newest - sequence);
        }
    }
}
