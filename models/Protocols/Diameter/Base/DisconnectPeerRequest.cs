using System;
using Simulator.Protocols.Wire;

namespace Simulator.Protocols.Diameter;

/// <summary>DPR, a node is about to close the connection (RFC 6733 §5.4.1).</summary>
/// <param name="Transaction">Identifiers of request and answer.</param>
/// <param name="OriginHost">Who sends the message.</param>
/// <param name="OriginRealm">The sender's realm.</param>
/// <param name="Cause">Why.</param>
/// <param name="Others">Whole AVPs without a meaning here, carried along at the end.</param>
public readonly record struct DisconnectPeerRequest(
    Transaction Transaction,
    DiameterIdentity OriginHost,
    DiameterIdentity OriginRealm,
    DisconnectCause Cause,
    Octets Others = default)
    : IDiameterMessage<DisconnectPeerRequest>, IAvpSource
{
    // header (282, R) Origin-Host Origin-Realm Disconnect-Cause *AVP
    // Octets behind the message are refused: the header counts them all (§3). AVPs that no rule names: see README.md.

    /// <inheritdoc/>
    public int EncodedSize => AvpWriter.SizeOf(this);

    DiameterHeader IAvpSource.Header => BaseCommand.DisconnectPeerRequest.Header(Transaction);

    /// <inheritdoc/>
    public static bool TryDecode(
        ReadOnlySpan<byte> source, out DisconnectPeerRequest message, out DiameterFault fault)
    {
        bool read = DiameterDecoder.TryRead(
            BaseCommand.DisconnectPeerRequest, source, out DiameterHeader header, out AvpSet avps, out fault);
        message = !read ? default
            : new(
                header.Transaction,
                avps.Identity(BaseAvp.OriginHost),
                avps.Identity(BaseAvp.OriginRealm),
                (DisconnectCause)avps.Unsigned32(BaseAvp.DisconnectCause),
                avps.Others(BaseCommand.DisconnectPeerRequest.Avps));
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
        writer.Add(BaseAvp.DisconnectCause, (uint)Cause);
        writer.AddWhole(Others);
    }
}
