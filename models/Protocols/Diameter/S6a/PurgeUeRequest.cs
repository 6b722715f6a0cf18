using System;
using Simulator.Protocols.Nas;
using Simulator.Protocols.Wire;

namespace Simulator.Protocols.Diameter;

/// <summary>PUR, MME to HSS: the subscriber's data were deleted here (TS 29.272 §7.2.13).</summary>
/// <param name="Session">Session and route.</param>
/// <param name="Imsi">The subscriber: User-Name (§7.3.1).</param>
/// <param name="Flags">PUR-Flags (§7.3.149); null if absent.</param>
/// <param name="Others">Whole AVPs without a meaning here, carried along at the end.</param>
public readonly record struct PurgeUeRequest(
    SessionRequest Session,
    Imsi Imsi,
    PurFlags? Flags = null,
    Octets Others = default)
    : IDiameterMessage<PurgeUeRequest>, IAvpSource
{
    // header (321, R, P, S6a) Session-Id Vendor-Specific-Application-Id Auth-Session-State Origin-Host
    //   Origin-Realm [Destination-Host] Destination-Realm User-Name [PUR-Flags] *AVP
    // Octets behind the message are refused: the header counts them all (§3). AVPs that no rule names: see README.md.

    /// <inheritdoc/>
    public int EncodedSize => AvpWriter.SizeOf(this);

    DiameterHeader IAvpSource.Header => S6aCommand.PurgeUeRequest.Header(Session.Transaction);

    /// <inheritdoc/>
    public static bool TryDecode(
        ReadOnlySpan<byte> source, out PurgeUeRequest message, out DiameterFault fault)
    {
        bool read = DiameterDecoder.TryRead(
            S6aCommand.PurgeUeRequest, source, out DiameterHeader header, out AvpSet avps, out fault);
        message = !read ? default
            : new(
                SessionRequest.Read(header, ref avps),
                ImsiUserName.Read(avps.Data(BaseAvp.UserName)),
                (PurFlags?)avps.OptionalUnsigned32(S6aAvp.PurFlags),
                avps.Others(S6aCommand.PurgeUeRequest.Avps));
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
        writer.AddOptional(S6aAvp.PurFlags, (uint?)Flags);
        writer.AddWhole(Others);
    }
}
