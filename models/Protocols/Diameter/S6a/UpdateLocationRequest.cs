using System;
using Simulator.Protocols.Nas;
using Simulator.Protocols.Wire;

namespace Simulator.Protocols.Diameter;

/// <summary>ULR, MME to HSS: the subscriber is now served here (TS 29.272 §7.2.3).</summary>
/// <param name="Session">Session and route.</param>
/// <param name="Imsi">The subscriber: User-Name (§7.3.1).</param>
/// <param name="RatType">Radio access in use.</param>
/// <param name="Flags">ULR-Flags (§7.3.7).</param>
/// <param name="VisitedPlmn">The serving network.</param>
/// <param name="Others">Whole AVPs without a meaning here, carried along at the end.</param>
public readonly record struct UpdateLocationRequest(
    SessionRequest Session,
    Imsi Imsi,
    RatType RatType,
    UlrFlags Flags,
    PlmnId VisitedPlmn,
    Octets Others = default)
    : IDiameterMessage<UpdateLocationRequest>, IAvpSource
{
    // header (316, R, P, S6a) Session-Id Vendor-Specific-Application-Id Auth-Session-State Origin-Host
    //   Origin-Realm [Destination-Host] Destination-Realm User-Name RAT-Type ULR-Flags Visited-PLMN-Id *AVP
    // Octets behind the message are refused: the header counts them all (§3). AVPs that no rule names: see README.md.

    /// <inheritdoc/>
    public int EncodedSize => AvpWriter.SizeOf(this);

    DiameterHeader IAvpSource.Header => S6aCommand.UpdateLocationRequest.Header(Session.Transaction);

    /// <inheritdoc/>
    public static bool TryDecode(
        ReadOnlySpan<byte> source, out UpdateLocationRequest message, out DiameterFault fault)
    {
        bool read = DiameterDecoder.TryRead(
            S6aCommand.UpdateLocationRequest, source, out DiameterHeader header, out AvpSet avps, out fault);
        message = !read ? default
            : new(
                SessionRequest.Read(header, ref avps),
                ImsiUserName.Read(avps.Data(BaseAvp.UserName)),
                (RatType)avps.Unsigned32(S6aAvp.RatType),
                (UlrFlags)avps.Unsigned32(S6aAvp.UlrFlags),
                PlmnId.Read(avps.Data(S6aAvp.VisitedPlmnId)),
                avps.Others(S6aCommand.UpdateLocationRequest.Avps));
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
        writer.Add(S6aAvp.RatType, (uint)RatType);
        writer.Add(S6aAvp.UlrFlags, (uint)Flags);
        writer.Add(S6aAvp.VisitedPlmnId, VisitedPlmn);
        writer.AddWhole(Others);
    }
}
