using System;
using Simulator.Protocols.Wire;

namespace Simulator.Protocols.Diameter;

/// <summary>ULA, HSS to MME: the subscription, or why there is none (TS 29.272 §7.2.4).</summary>
/// <param name="Session">Session, route and result.</param>
/// <param name="Flags">ULA-Flags (§7.3.8); null if absent.</param>
/// <param name="Subscription">What the subscriber may use; null if absent.</param>
/// <param name="Others">Whole AVPs without a meaning here, carried along at the end.</param>
public readonly record struct UpdateLocationAnswer(
    SessionAnswer Session,
    UlaFlags? Flags = null,
    SubscriptionData? Subscription = null,
    Octets Others = default)
    : IDiameterMessage<UpdateLocationAnswer>, IAvpSource
{
    // header (316, P, S6a) Session-Id Vendor-Specific-Application-Id Result-Code|Experimental-Result
    //   Auth-Session-State Origin-Host Origin-Realm [ULA-Flags] [Subscription-Data{SubscriptionData}] [Failed-AVP]
    //   *AVP
    // Octets behind the message are refused: the header counts them all (§3). AVPs that no rule names: see README.md.

    /// <inheritdoc/>
    public int EncodedSize => AvpWriter.SizeOf(this);

    DiameterHeader IAvpSource.Header => S6aCommand.UpdateLocationAnswer.Header(Session.Transaction);

    /// <inheritdoc/>
    public static bool TryDecode(
        ReadOnlySpan<byte> source, out UpdateLocationAnswer message, out DiameterFault fault)
    {
        bool read = DiameterDecoder.TryRead(
            S6aCommand.UpdateLocationAnswer, source, out DiameterHeader header, out AvpSet avps, out fault);
        message = !read ? default
            : new(
                SessionAnswer.Read(header, ref avps),
                (UlaFlags?)avps.OptionalUnsigned32(S6aAvp.UlaFlags),
                SubscriptionData.Read(ref avps),
                avps.Others(S6aCommand.UpdateLocationAnswer.Avps));
        return read;
    }

    /// <inheritdoc/>
    public int Encode(Span<byte> destination) => AvpWriter.Encode(this, destination);

    /// <inheritdoc/>
    public bool TryEncode(Span<byte> destination, out int size) => AvpWriter.TryEncode(this, destination, out size);

    void IAvpSource.Write(ref AvpWriter writer)
    {
        Session.Add(ref writer, DiameterApplication.S6a);
        writer.AddOptional(S6aAvp.UlaFlags, (uint?)Flags);
        Subscription?.Add(ref writer);
        Session.AddEnd(ref writer, Others);
    }
}
