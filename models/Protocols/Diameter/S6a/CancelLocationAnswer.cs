using System;
using Simulator.Protocols.Wire;

namespace Simulator.Protocols.Diameter;

/// <summary>CLA, MME to HSS (TS 29.272 §7.2.8).</summary>
/// <param name="Session">Session, route and result.</param>
/// <param name="Others">Whole AVPs without a meaning here, carried along at the end.</param>
public readonly record struct CancelLocationAnswer(
    SessionAnswer Session,
    Octets Others = default)
    : IDiameterMessage<CancelLocationAnswer>, IAvpSource
{
    // header (317, P, S6a) Session-Id Vendor-Specific-Application-Id Result-Code|Experimental-Result
    //   Auth-Session-State Origin-Host Origin-Realm [Failed-AVP] *AVP
    // Octets behind the message are refused: the header counts them all (§3). AVPs that no rule names: see README.md.

    /// <inheritdoc/>
    public int EncodedSize => AvpWriter.SizeOf(this);

    DiameterHeader IAvpSource.Header => S6aCommand.CancelLocationAnswer.Header(Session.Transaction);

    /// <inheritdoc/>
    public static bool TryDecode(
        ReadOnlySpan<byte> source, out CancelLocationAnswer message, out DiameterFault fault)
    {
        bool read = DiameterDecoder.TryRead(
            S6aCommand.CancelLocationAnswer, source, out DiameterHeader header, out AvpSet avps, out fault);
        message = !read ? default
            : new(
                SessionAnswer.Read(header, ref avps),
                avps.Others(S6aCommand.CancelLocationAnswer.Avps));
        return read;
    }

    /// <inheritdoc/>
    public int Encode(Span<byte> destination) => AvpWriter.Encode(this, destination);

    /// <inheritdoc/>
    public bool TryEncode(Span<byte> destination, out int size) => AvpWriter.TryEncode(this, destination, out size);

    void IAvpSource.Write(ref AvpWriter writer)
    {
        Session.Add(ref writer, DiameterApplication.S6a);
        Session.AddEnd(ref writer, Others);
    }
}
