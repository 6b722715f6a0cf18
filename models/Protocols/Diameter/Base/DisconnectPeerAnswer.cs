using System;
using Simulator.Protocols.Wire;

namespace Simulator.Protocols.Diameter;

/// <summary>DPA, answer to DPR; its receiver closes the connection (RFC 6733 §5.4.2).</summary>
/// <param name="Transaction">Identifiers of request and answer.</param>
/// <param name="Result">Result-Code.</param>
/// <param name="OriginHost">Who sends the message.</param>
/// <param name="OriginRealm">The sender's realm.</param>
/// <param name="ErrorMessage">What went wrong, for people to read.</param>
/// <param name="FailedAvp">Whole AVPs of the request that were refused; empty without Failed-AVP.</param>
/// <param name="Others">Whole AVPs without a meaning here, carried along at the end.</param>
public readonly record struct DisconnectPeerAnswer(
    Transaction Transaction,
    ResultCode Result,
    DiameterIdentity OriginHost,
    DiameterIdentity OriginRealm,
    string? ErrorMessage = null,
    Octets FailedAvp = default,
    Octets Others = default)
    : IDiameterMessage<DisconnectPeerAnswer>, IAvpSource
{
    // header (282) Result-Code Origin-Host Origin-Realm [Error-Message] [Failed-AVP] *AVP
    // Octets behind the message are refused: the header counts them all (§3). AVPs that no rule names: see README.md.

    /// <inheritdoc/>
    public int EncodedSize => AvpWriter.SizeOf(this);

    DiameterHeader IAvpSource.Header => BaseCommand.DisconnectPeerAnswer.Header(Transaction);

    /// <inheritdoc/>
    public static bool TryDecode(
        ReadOnlySpan<byte> source, out DisconnectPeerAnswer message, out DiameterFault fault)
    {
        bool read = DiameterDecoder.TryRead(
            BaseCommand.DisconnectPeerAnswer, source, out DiameterHeader header, out AvpSet avps, out fault);
        message = !read ? default
            : new(
                header.Transaction,
                (ResultCode)avps.Unsigned32(BaseAvp.ResultCode),
                avps.Identity(BaseAvp.OriginHost),
                avps.Identity(BaseAvp.OriginRealm),
                avps.Text(BaseAvp.ErrorMessage),
                avps.Octets(BaseAvp.FailedAvp),
                avps.Others(BaseCommand.DisconnectPeerAnswer.Avps));
        return read;
    }

    /// <inheritdoc/>
    public int Encode(Span<byte> destination) => AvpWriter.Encode(this, destination);

    /// <inheritdoc/>
    public bool TryEncode(Span<byte> destination, out int size) => AvpWriter.TryEncode(this, destination, out size);

    void IAvpSource.Write(ref AvpWriter writer)
    {
        writer.Add(BaseAvp.ResultCode, (uint)Result);
        writer.Add(BaseAvp.OriginHost, OriginHost.Span);
        writer.Add(BaseAvp.OriginRealm, OriginRealm.Span);
        writer.AddOptional(BaseAvp.ErrorMessage, ErrorMessage);
        writer.AddOptional(BaseAvp.FailedAvp, FailedAvp.Span);
        writer.AddWhole(Others);
    }
}
