using System;
using Simulator.Protocols.Wire;

namespace Simulator.Protocols.Diameter;

/// <summary>AIA, HSS to MME: vectors, or why there are none (TS 29.272 §7.2.6).</summary>
/// <param name="Session">Session, route and result.</param>
/// <param name="Vectors">Authentication-Info, in the order to be used; empty if there is none.</param>
/// <param name="Others">Whole AVPs without a meaning here, carried along at the end.</param>
public readonly record struct AuthenticationInformationAnswer(
    SessionAnswer Session,
    EutranVectors Vectors = default,
    Octets Others = default)
    : IDiameterMessage<AuthenticationInformationAnswer>, IAvpSource
{
    // header (318, P, S6a) Session-Id Vendor-Specific-Application-Id Result-Code|Experimental-Result
    //   Auth-Session-State Origin-Host Origin-Realm [Authentication-Info{*E-UTRAN-Vector{[Item-Number] RAND XRES
    //   AUTN KASME}}] [Failed-AVP] *AVP
    // Octets behind the message are refused: the header counts them all (§3). AVPs that no rule names: see README.md.

    /// <inheritdoc/>
    public int EncodedSize => AvpWriter.SizeOf(this);

    DiameterHeader IAvpSource.Header => S6aCommand.AuthenticationInformationAnswer.Header(Session.Transaction);

    /// <inheritdoc/>
    public static bool TryDecode(
        ReadOnlySpan<byte> source, out AuthenticationInformationAnswer message, out DiameterFault fault)
    {
        bool read = DiameterDecoder.TryRead(
            S6aCommand.AuthenticationInformationAnswer, source, out DiameterHeader header, out AvpSet avps, out fault);
        message = !read ? default
            : new(
                SessionAnswer.Read(header, ref avps),
                EutranVectors.Read(avps.Group(S6aAvp.AuthenticationInfo)),
                avps.Others(S6aCommand.AuthenticationInformationAnswer.Avps));
        return read;
    }

    /// <inheritdoc/>
    public int Encode(Span<byte> destination) => AvpWriter.Encode(this, destination);

    /// <inheritdoc/>
    public bool TryEncode(Span<byte> destination, out int size) => AvpWriter.TryEncode(this, destination, out size);

    void IAvpSource.Write(ref AvpWriter writer)
    {
        Session.Add(ref writer, DiameterApplication.S6a);
        Vectors.Add(ref writer);
        Session.AddEnd(ref writer, Others);
    }
}
