using System;
using Simulator.Protocols.Wire;

namespace Simulator.Protocols.Rrc;

/// <summary>Why an eNB releases a connection (TS 36.331 §6.2.2, ReleaseCause).</summary>
public enum ReleaseCause
{
    /// <summary>The UE shall update its tracking area for another MME.</summary>
    LoadBalancingTauRequired,

    /// <summary>Any other cause.</summary>
    Other,

    /// <summary>Fallback to circuit switching with high priority.</summary>
    CsFallbackHighPriority,

    /// <summary>The connection is suspended.</summary>
    Suspend,
}

/// <summary>
/// RRCConnectionRelease on DL-DCCH, eNB to UE (TS 36.331 §6.2.2), in unaligned PER and without its optional parts.
/// </summary>
/// <param name="Transaction">Transaction identifier, 0 to 3.</param>
/// <param name="Cause">Why.</param>
public readonly record struct RrcConnectionRelease(byte Transaction, ReleaseCause Cause)
    : IWireMessage<RrcConnectionRelease>
{
    // octet   0                                                         1
    //         c1 (0) | message (0101) | transaction (2 bits) | c1 (0)   r8 (00) | absent (000) | cause (2 bits) | 0
    // Octets after the second: refused; the message without optional parts has one size.
    private const int Size = 2;
    private const int TransactionShift = 1, CauseShift = 1, TransactionMask = 0b11, CauseMask = 0b11;
    private const byte First = 0b0010_1000, FixedOfFirst = 0b1111_1001, FixedOfSecond = 0b1111_1001;

    int IWireMessage.EncodedSize => Size;

    /// <inheritdoc/>
    public static bool TryDecode(ReadOnlySpan<byte> source, out RrcConnectionRelease message, out DecodeError error)
    {
        error = source.Length < Size ? DecodeError.Truncated(need: Size, have: source.Length)
            : source.Length > Size ? DecodeError.Unexpected("octets after the message", at: Size)
            : (source[0] & FixedOfFirst) != First ? DecodeError.Unexpected("message type", at: 0)
            : (source[1] & FixedOfSecond) != 0 ? DecodeError.Unexpected("optional parts", at: 1)
            : DecodeError.None;
        message = error.IsNone
            ? new(
                (byte)((source[0] >> TransactionShift) & TransactionMask),
                (ReleaseCause)((source[1] >> CauseShift) & CauseMask))
            : default;
        return error.IsNone;
    }

    /// <inheritdoc/>
    public int Encode(Span<byte> destination)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Transaction, TransactionMask);
        destination[1] = (byte)(((int)Cause & CauseMask) << CauseShift);
        destination[0] = (byte)(First | (Transaction << TransactionShift));
        return Size;
    }
}
