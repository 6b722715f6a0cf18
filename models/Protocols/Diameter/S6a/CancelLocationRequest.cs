using System;
using Simulator.Protocols.Nas;
using Simulator.Protocols.Wire;

namespace Simulator.Protocols.Diameter;

/// <summary>CLR, HSS to MME: another node serves the subscriber now (TS 29.272 §7.2.7).</summary>
/// <param name="Session">Session and route.</param>
/// <param name="Imsi">The subscriber: User-Name (§7.3.1).</param>
/// <param name="Cancellation">Why.</param>
/// <param name="Flags">CLR-Flags (§7.3.152); null if absent.</param>
/// <param name="Others">Whole AVPs without a meaning here, carried along at the end.</param>
public readonly record struct CancelLocationRequest(
    SessionRequest Session,
    Imsi Imsi,
    CancellationType Cancellation,
    ClrFlags? Flags = null,
    Octets Others = default)
    : IDiameterMessage<CancelLocationRequest>, IAvpSource
{
    // header (317, R, P, S6a) Session-Id Vendor-Specific-Application-Id Auth-Session-State Origin-Host
    //   Origin-Realm Destination-Host Destination-Realm User-Name Cancellation-Type [CLR-Flags] *AVP
    // Octets behind the message are refused: the header counts them all (§3). AVPs that no rule names: see README.md.

    /// <inheritdoc/>
    public int EncodedSize => AvpWriter.SizeOf(this);

    DiameterHeader IAvpSource.Header => S6aCommand.CancelLocationRequest.Header(Session.Transaction);

    /// <inheritdoc/>
    public static bool TryDecode(
        ReadOnlySpan<byte> source, out CancelLocationRequest message, out DiameterFault fault)
    {
        bool read = DiameterDecoder.TryRead(
            S6aCommand.CancelLocationRequest, source, out DiameterHeader header, out AvpSet avps, out fault);
        message = !read ? default
            : new(
                SessionRequest.Read(header, ref avps),
                ImsiUserName.Read(avps.Data(BaseAvp.UserName)),
                (CancellationType)avps.Unsigned32(S6aAvp.CancellationType),
                (ClrFlags?)avps.OptionalUnsigned32(S6aAvp.ClrFlags),
                avps.Others(S6aCommand.CancelLocationRequest.Avps));
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
        writer.Add(S6aAvp.CancellationType, (uint)Cancellation);
        writer.AddOptional(S6aAvp.ClrFlags, (uint?)Flags);
        writer.AddWhole(Others);
    }
}
