using System;
using Simulator.Protocols.Wire;

namespace Simulator.Protocols.Diameter;

/// <summary>CER, a node to its peer when their connection is up (RFC 6733 §5.3.1).</summary>
/// <param name="Transaction">Identifiers of request and answer.</param>
/// <param name="Capabilities">What the sender is and supports.</param>
/// <param name="Others">Whole AVPs without a meaning here, carried along at the end.</param>
public readonly record struct CapabilitiesExchangeRequest(
    Transaction Transaction,
    PeerCapabilities Capabilities,
    Octets Others = default)
    : IDiameterMessage<CapabilitiesExchangeRequest>, IAvpSource
{
    // header (257, R) Origin-Host Origin-Realm 1*Host-IP-Address Vendor-Id Product-Name [Origin-State-Id]
    //   *Supported-Vendor-Id *Auth-Application-Id *Inband-Security-Id *Acct-Application-Id
    //   *Vendor-Specific-Application-Id [Firmware-Revision] *AVP
    // Octets behind the message are refused: the header counts them all (§3). AVPs that no rule names: see README.md.

    /// <inheritdoc/>
    public int EncodedSize => AvpWriter.SizeOf(this);

    DiameterHeader IAvpSource.Header => BaseCommand.CapabilitiesExchangeRequest.Header(Transaction);

    /// <inheritdoc/>
    public static bool TryDecode(
        ReadOnlySpan<byte> source, out CapabilitiesExchangeRequest message, out DiameterFault fault)
    {
        bool read = DiameterDecoder.TryRead(
            BaseCommand.CapabilitiesExchangeRequest, source, out DiameterHeader header, out AvpSet avps, out fault);
        message = !read ? default
            : new(
                header.Transaction,
                PeerCapabilities.Read(ref avps),
                avps.Others(BaseCommand.CapabilitiesExchangeRequest.Avps));
        return read;
    }

    /// <inheritdoc/>
    public int Encode(Span<byte> destination) => AvpWriter.Encode(this, destination);

    /// <inheritdoc/>
    public bool TryEncode(Span<byte> destination, out int size) => AvpWriter.TryEncode(this, destination, out size);

    void IAvpSource.Write(ref AvpWriter writer)
    {
        Capabilities.AddIdentity(ref writer);
        Capabilities.AddSupport(ref writer);
        writer.AddWhole(Others);
    }
}
