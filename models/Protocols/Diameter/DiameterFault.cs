using System;
using Simulator.Protocols.Wire;

namespace Simulator.Protocols.Diameter;

/// <summary>Why a message was refused, with what an answer must say of it (RFC 6733 §7.1, §7.5).</summary>
/// <param name="Result">Value of Result-Code; <see cref="ResultCode.None"/> if nothing is wrong.</param>
/// <param name="Error">Kind of fault, name and offset; an AVP's offset is that of its first octet.</param>
/// <param name="AvpSize">Octets of the offending AVP with its padding, or those of its header if
/// <paramref name="IsCut"/>; 0 if no AVP in the message is to blame.</param>
/// <param name="IsCut">True if the offending AVP's own length cannot be believed: only its header can be shown.</param>
/// <param name="Expected">The AVP that is absent, or the definition of one that is cut; null if unknown.</param>
/// <param name="Alternative">Where one of two AVPs is absent: the other one (§6.11).</param>
public readonly record struct DiameterFault(
    ResultCode Result, DecodeError Error, int AvpSize, bool IsCut, AvpDefinition? Expected, AvpDefinition? Alternative)
{
    /// <summary>Nothing is wrong.</summary>
    public static DiameterFault None => default;

    /// <summary>True for <see cref="None"/>.</summary>
    public bool IsNone => Result == ResultCode.None;

    /// <summary>Octets from the start of the message to the offending field or AVP.</summary>
    public int Offset => Error.Offset;

    /// <summary>True if the answer must have the E flag: the protocol errors, 3xxx (RFC 6733 §7.1.3).</summary>
    public bool IsProtocolError => (uint)Result / 1000 == 3;

    internal static DiameterFault Version => Header(ResultCode.UnsupportedVersion, "version", at: 0);

    internal static DiameterFault HeaderBits =>
        Header(ResultCode.InvalidHdrBits, "command flags", DiameterHeader.FlagsOffset);

    internal static DiameterFault Command =>
        Header(ResultCode.CommandUnsupported, "command code", DiameterHeader.CommandOffset);

    internal static DiameterFault Application =>
        Header(ResultCode.ApplicationUnsupported, "application identifier", DiameterHeader.ApplicationOffset);

    /// <summary>What an answer's Failed-AVP holds (RFC 6733 §7.5): the offending AVP, or an example.</summary>
    /// <param name="source">The message that was refused.</param>
    /// <returns>Whole AVPs with their padding; empty where no AVP is to blame.</returns>
    public Octets FailedAvp(ReadOnlySpan<byte> source) =>
        Result == ResultCode.MissingAvp ? FailedAvpContent.Example(Expected!, Alternative)
        : IsCut ? FailedAvpContent.Rebuilt(source.Slice(Offset, AvpSize), Expected)
        : AvpSize > 0 ? new(source.Slice(Offset, AvpSize))
        : default;

    internal static DiameterFault MessageLength(DecodeError error) =>
        new(ResultCode.InvalidMessageLength, error, 0, false, null, null);

    /// <summary>An AVP whose end cannot be told: too short for its header, or longer than what encloses it.</summary>
    internal static DiameterFault CutAvp(in DecodeError error, int headerSize, AvpDefinition? expected) =>
        new(ResultCode.InvalidAvpLength, error, headerSize, true, expected, null);

    internal static DiameterFault Avp(ResultCode result, in RawAvp avp, AvpDefinition? definition)
    {
        string name = definition?.Name ?? $"AVP {avp.Vendor}:{avp.Code}";
        DecodeError error = result switch
        {
            ResultCode.AvpUnsupported => DecodeError.NotComprehended(name, avp.Offset),
            ResultCode.AvpOccursTooManyTimes => DecodeError.Duplicate(name, avp.Offset),
            _ => DecodeError.Unexpected(name, avp.Offset),
        };
        return new(result, error, avp.PaddedSize, false, null, null);
    }

    internal static DiameterFault Missing(AvpDefinition definition, AvpDefinition? alternative, int at) =>
        new(ResultCode.MissingAvp, DecodeError.Missing(definition.Name, at), 0, false, definition, alternative);

    private static DiameterFault Header(ResultCode result, string field, int at) =>
        new(result, DecodeError.Unexpected(field, at), 0, false, null, null);
}
