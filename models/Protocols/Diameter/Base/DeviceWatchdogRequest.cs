using System;
using Simulator.Protocols.Wire;

namespace Simulator.Protocols.Diameter;

/// <summary>DWR, asks a silent peer whether it lives (RFC 6733 §5.5.1).</summary>
/// <param name="Transaction">Identifiers of request and answer.</param>
/// <param name="OriginHost">Who sends the message.</param>
/// <param name="OriginRealm">The sender's realm.</param>
/// <param name="OriginStateId">Grows whenever the sender has lost its state (§8.16).</param>
/// <param name="Others">Whole AVPs without a meaning here, carried along at the end.</param>
public readonly record struct DeviceWatchdogRequest(
    Transaction Transaction,
    DiameterIdentity OriginHost,
    DiameterIdentity OriginRealm,
    uint? OriginStateId = null,
    Octets Others = default)
    : IDiameterMessage<DeviceWatchdogRequest>, IAvpSource
{
    // header (280, R) Origin-Host Origin-Realm [Origin-State-Id] *AVP
    // Octets behind the message are refused: the header counts them all (§3). AVPs that no rule names: see README.md.

    /// <inheritdoc/>
    public int EncodedSize => AvpWriter.SizeOf(this);

    DiameterHeader IAvpSource.Header => BaseCommand.DeviceWatchdogRequest.Header(Transaction);

    /// <inheritdoc/>
    public static bool TryDecode(
        ReadOnlySpan<byte> source, out DeviceWatchdogRequest message, out DiameterFault fault)
    {
        bool read = DiameterDecoder.TryRead(
            BaseCommand.DeviceWatchdogRequest, source, out DiameterHeader header, out AvpSet avps, out fault);
        message = !read ? default
            : new(
                header.Transaction,
                avps.Identity(BaseAvp.OriginHost),
                avps.Identity(BaseAvp.OriginRealm),
                avps.OptionalUnsigned32(BaseAvp.OriginStateId),
                avps.Others(BaseCommand.DeviceWatchdogRequest.Avps));
        return read;
    }

    /// <inheritdoc/>
    public int Encode(Span<byte> destination) => AvpWriter.Encode(this, destination);

    /// <inheritdoc/>
    public bool TryEncode(Span<byte> destination, out int size) => AvpWriter.TryEncode(this, destination, out size);

    void IAvpSource.Write(ref AvpWriter writer)
    {
        writer.Add(BaseAvp.OriginHost, OriginHost.Span);
        writer.Add(BaseAvp.OriginRealm, OriginRealm.Span);
        writer.AddOptional(BaseAvp.OriginStateId, OriginStateId);
        writer.AddWhole(Others);
    }
}
