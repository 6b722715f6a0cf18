using System;
using Simulator.Protocols.Wire;

namespace Simulator.Protocols.Diameter;

/// <summary>PUA, HSS to MME (TS 29.272 §7.2.14).</summary>
/// <param name="Session">Session, route and result.</param>
/// <param name="Flags">PUA-Flags (§7.3.48): whether the M-TMSI must not be used again soon; null if absent.</param>
/// <param name="Others">Whole AVPs without a meaning here, carried along at the end.</param>
public readonly record struct PurgeUeAnswer(
    SessionAnswer Session,
    PuaFlags? Flags = null,
    Octets Others = default)
    : IDiameterMessage<PurgeUeAnswer>, IAvpSource
{
    // header (321, P, S6a) Session-Id Vendor-Specific-Application-Id Result-Code|Experimental-Result
    //   Auth-Session-State Origin-Host Origin-Realm [PUA-Flags] [Failed-AVP] *AVP
    // Octets behind the message are refused: the header counts them all (§3). AVPs that no rule names: see README.md.

    /// <inheritdoc/>
    public int EncodedSize => AvpWriter.SizeOf(this);

    DiameterHeader IAvpSource.Header => S6aCommand.PurgeUeAnswer.Header(Session.Transaction);

    /// <inheritdoc/>
    public static bool TryDecode(
        ReadOnlySpan<byte> source, out PurgeUeAnswer message, out DiameterFault fault)
    {
        bool read = DiameterDecoder.TryRead(
            S6aCommand.PurgeUeAnswer, source, out DiameterHeader header, out AvpSet avps, out fault);
        message = !read ? default
            : new(
                SessionAnswer.Read(header, ref avps),
                (PuaFlags?)avps.OptionalUnsigned32(S6aAvp.PuaFlags),
                avps.Others(S6aCommand.PurgeUeAnswer.Avps));
        return read;
    }

    /// <inheritdoc/>
    public int Encode(Span<byte> destination) => AvpWriter.Encode(this, destination);

    /// <inheritdoc/>
    public bool TryEncode(Span<byte> destination, out int size) => AvpWriter.TryEncode(this, destination, out size);

    void IAvpSource.Write(ref AvpWriter writer)
    {
        Session.Add(ref writer, DiameterApplication.S6a);
        writer.AddOptional(S6aAvp.PuaFlags, (uint?)Flags);
        Session.AddEnd(ref writer, Others);
    }
}
