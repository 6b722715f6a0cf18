using System;
using System.Buffers.Binary;
using Simulator.Protocols.Wire;

namespace Simulator.Protocols.Rrc;

/// <summary>Why a UE asks for a connection (TS 36.331 §6.2.2, EstablishmentCause).</summary>
public enum EstablishmentCause
{
    /// <summary>Emergency call.</summary>
    Emergency,

    /// <summary>High priority access.</summary>
    HighPriorityAccess,

    /// <summary>Answer to a page.</summary>
    MtAccess,

    /// <summary>Signalling of the UE, as an attach.</summary>
    MoSignalling,

    /// <summary>Data of the UE.</summary>
    MoData,

    /// <summary>Delay tolerant access.</summary>
    DelayTolerantAccess,

    /// <summary>Voice call of the UE.</summary>
    MoVoiceCall,

    /// <summary>Spare value.</summary>
    Spare1,
}

/// <summary>RRCConnectionRequest on UL-CCCH, UE to eNB (TS 36.331 §6.2.2), in unaligned PER.</summary>
/// <param name="HasSTmsi">True if the identity is an S-TMSI: the UE is registered.</param>
/// <param name="Identity">40 bits: MME code and M-TMSI, or a random value.</param>
/// <param name="Cause">Why it asks.</param>
public readonly record struct RrcConnectionRequest(bool HasSTmsi, ulong Identity, EstablishmentCause Cause)
    : IWireMessage<RrcConnectionRequest>
{
    // octet   0                                                       0..5           5
    //         c1 (0) | request (1) | r8 (0) | random value (1 bit)    40 bits        cause (3 bits) | spare (0)
    // Octets after the sixth: refused; the message has one size.
    private const int Size = 6;
    private const int ChoiceShift = 45, RandomBit = 44, IdentityShift = 4, CauseShift = 1;
    private const ulong Choice = 0b010, IdentityMask = 0xFF_FFFF_FFFF, CauseMask = 0b111;

    int IWireMessage.EncodedSize => Size;

    /// <inheritdoc/>
    public static bool TryDecode(ReadOnlySpan<byte> source, out RrcConnectionRequest message, out DecodeError error)
    {
        error = source.Length < Size ? DecodeError.Truncated(need: Size, have: source.Length)
            : source.Length > Size ? DecodeError.Unexpected("octets after the message", at: Size)
            : source[0] >> 5 != (int)Choice ? DecodeError.Unexpected("message type", at: 0)
            : (source[Size - 1] & 1) != 0 ? DecodeError.Unexpected("spare bit", at: Size - 1)
            : DecodeError.None;
        message = error.IsNone ? Read(source) : default;
        return error.IsNone;
    }

    /// <inheritdoc/>
    public int Encode(Span<byte> destination)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Identity, IdentityMask);
        ulong bits = (Choice << ChoiceShift)
            | ((HasSTmsi ? 0UL : 1UL) << RandomBit)
            | (Identity << IdentityShift)
            | (((ulong)Cause & CauseMask) << CauseShift);
        BinaryPrimitives.WriteUInt16BigEndian(destination, (ushort)(bits >> 32));
        BinaryPrimitives.WriteUInt32BigEndian(destination[2..], (uint)(bits & uint.MaxValue));
        return Size;
    }

    private static RrcConnectionRequest Read(ReadOnlySpan<byte> source)
    {
        ulong bits = ((ulong)BinaryPrimitives.ReadUInt16BigEndian(source) << 32)
            | BinaryPrimitives.ReadUInt32BigEndian(source[2..]);
        return new(
            ((bits >> RandomBit) & 1) == 0,
            (bits >> IdentityShift) & IdentityMask,
            (EstablishmentCause)((bits >> CauseShift) & CauseMask));
    }
}
