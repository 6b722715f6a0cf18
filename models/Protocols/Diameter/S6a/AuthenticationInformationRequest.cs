using System;
using Simulator.Protocols.Nas;
using Simulator.Protocols.Wire;

namespace Simulator.Protocols.Diameter;

/// <summary>AIR, MME to HSS: vectors for a subscriber (TS 29.272 §7.2.5).</summary>
/// <param name="Session">Session and route.</param>
/// <param name="Imsi">The subscriber: User-Name (§7.3.1).</param>
/// <param name="VisitedPlmn">The network that the vectors are for: it enters K_ASME.</param>
/// <param name="Requested">How many vectors, and resynchronisation; null if none is asked for E-UTRAN.</param>
/// <param name="Others">Whole AVPs without a meaning here, carried along at the end.</param>
public readonly record struct AuthenticationInformationRequest(
    SessionRequest Session,
    Imsi Imsi,
    PlmnId VisitedPlmn,
    RequestedEutranAuthentication? Requested,
    Octets Others = default)
    : IDiameterMessage<AuthenticationInformationRequest>, IAvpSource
{
    // header (318, R, P, S6a) Session-Id Vendor-Specific-Application-Id Auth-Session-State Origin-Host
    //   Origin-Realm [Destination-Host] Destination-Realm User-Name
    //   [Requested-EUTRAN-Authentication-Info{[Number-Of-Requested-Vectors] [Immediate-Response-Preferred]
    //   [Re-Synchronization-Info]}] Visited-PLMN-Id *AVP
    // Octets behind the message are refused: the header counts them all (§3). AVPs that no rule names: see README.md.

    /// <inheritdoc/>
    public int EncodedSize => AvpWriter.SizeOf(this);

    DiameterHeader IAvpSource.Header => S6aCommand.AuthenticationInformationRequest.Header(Session.Transaction);

    /// <inheritdoc/>
    public static bool TryDecode(
        ReadOnlySpan<byte> source, out AuthenticationInformationRequest message, out DiameterFault fault)
    {
        bool read = DiameterDecoder.TryRead(
            S6aCommand.AuthenticationInformationRequest, source, out DiameterHeader header, out AvpSet avps, out fault);
        message = !read ? default
            : new(
                SessionRequest.Read(header, ref avps),
                ImsiUserName.Read(avps.Data(BaseAvp.UserName)),
                PlmnId.Read(avps.Data(S6aAvp.VisitedPlmnId)),
                RequestedEutranAuthentication.Read(ref avps),
                avps.Others(S6aCommand.AuthenticationInformationRequest.Avps));
        return read;
    }

    /// <inheritdoc/>
    public int Encode(Span<byte> destination) => AvpWriter.Encode(this, destination);

    /// <inheritdoc/>
    public bool TryEncode(Span<byte> destination, out int size) => AvpWriter.TryEncode(this, destination, out size);

    void IAvpSource.Write(ref AvpWriter writer)
    {
        Session.Add(ref writer, DiameterApplication.S6a);
        ImsiUserName.Add(ref writer, Imsi);
        Requested?.Add(ref writer);
        writer.Add(S6aAvp.VisitedPlmnId, VisitedPlmn);
        writer.AddWhole(Others);
    }
}
