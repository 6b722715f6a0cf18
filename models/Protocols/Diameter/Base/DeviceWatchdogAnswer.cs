using System;
using Simulator.Protocols.Wire;

namespace Simulator.Protocols.Diameter;

/// <summary>DWA, answer to DWR (RFC 6733 §5.5.2).</summary>
/// <param name="Transaction">Identifiers of request and answer.</param>
/// <param name="Result">Result-Code.</param>
/// <param name="OriginHost">Who sends the message.</param>
/// <param name="OriginRealm">The sender's realm.</param>
/// <param name="OriginStateId">Grows whenever the sender has lost its state (§8.16).</param>
/// <param name="ErrorMessage">What went wrong, for people to read.</param>
/// <param name="FailedAvp">Whole AVPs of the request that were refused; empty without Failed-AVP.</param>
/// <param name="Others">Whole AVPs without a meaning here, carried along at the end.</param>
public readonly record struct DeviceWatchdogAnswer(
    Transaction Transaction,
    ResultCode Result,
    DiameterIdentity OriginHost,
    DiameterIdentity OriginRealm,
    uint? OriginStateId = null,
    string? ErrorMessage = null,
    Octets FailedAvp = default,
    Octets Others = default)
    : IDiameterMessage<DeviceWatchdogAnswer>, IAvpSource
{
    // header (280) Result-Code Origin-Host Origin-Realm [Error-Message] [Failed-AVP] [Origin-State-Id] *AVP
    // Octets behind the message are refused: the header counts them all (§3). AVPs that no rule names: see README.md.

    /// <inheritdoc/>
    public int EncodedSize => AvpWriter.SizeOf(this);

    DiameterHeader IAvpSource.Header => BaseCommand.DeviceWatchdogAnswer.Header(Transaction);

    /// <inheritdoc/>
    public static bool TryDecode(
        ReadOnlySpan<byte> source, out DeviceWatchdogAnswer message, out DiameterFault fault)
    {
        bool read = DiameterDecoder.TryRead(
            BaseCommand.DeviceWatchdogAnswer, source, out DiameterHeader header, out AvpSet avps, out fault);
        message = !read ? default
            : new(
                header.Transaction,
                (ResultCode)avps.Unsigned32(BaseAvp.ResultCode),
                avps.Identity(BaseAvp.OriginHost),
                avps.Identity(BaseAvp.OriginRealm),
                avps.OptionalUnsigned32(BaseAvp.OriginStateId),
                avps.Text(BaseAvp.ErrorMessage),
                avps.Octets(BaseAvp.FailedAvp),
                avps.Others(BaseCommand.DeviceWatchdogAnswer.Avps));
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
        writer.AddOptional(BaseAvp.OriginStateId, OriginStateId);
        writer.AddWhole(Others);
    }
}
