using System;
using Simulator.Protocols.Wire;

namespace Simulator.Protocols.Diameter;

/// <summary>CEA, answer to CER (RFC 6733 §5.3.2).</summary>
/// <param name="Transaction">Identifiers of request and answer.</param>
/// <param name="Result">Result-Code.</param>
/// <param name="Capabilities">What the sender is and supports.</param>
/// <param name="ErrorMessage">What went wrong, for people to read.</param>
/// <param name="FailedAvp">Whole AVPs of the request that were refused; empty without Failed-AVP.</param>
/// <param name="Others">Whole AVPs without a meaning here, carried along at the end.</param>
public readonly record struct CapabilitiesExchangeAnswer(
    Transaction Transaction,
    ResultCode Result,
    PeerCapabilities Capabilities,
    string? ErrorMessage = null,
    Octets FailedAvp = default,
    Octets Others = default)
    : IDiameterMessage<CapabilitiesExchangeAnswer>, IAvpSource
{
    // header (257) Result-Code Origin-Host Origin-Realm 1*Host-IP-Address Vendor-Id Product-Name [Origin-State-Id]
    //   [Error-Message] [Failed-AVP] *Supported-Vendor-Id *Auth-Application-Id *Inband-Security-Id
    //   *Acct-Application-Id *Vendor-Specific-Application-Id [Firmware-Revision] *AVP
    // Octets behind the message are refused: the header counts them all (§3). AVPs that no rule names: see README.md.

    /// <inheritdoc/>
    public int EncodedSize => AvpWriter.SizeOf(this);

    DiameterHeader IAvpSource.Header => BaseCommand.CapabilitiesExchangeAnswer.Header(Transaction);

    /// <inheritdoc/>
    public static bool TryDecode(
        ReadOnlySpan<byte> source, out CapabilitiesExchangeAnswer message, out DiameterFault fault)
    {
        bool read = DiameterDecoder.TryRead(
            BaseCommand.CapabilitiesExchangeAnswer, source, out DiameterHeader header, out AvpSet avps, out fault);
        message = !read ? default
            : new(
                header.Transaction,
                (ResultCode)avps.Unsigned32(BaseAvp.ResultCode),
                PeerCapabilities.Read(ref avps),
                avps.Text(BaseAvp.ErrorMessage),
                avps.Octets(BaseAvp.FailedAvp),
                avps.Others(BaseCommand.CapabilitiesExchangeAnswer.Avps));
        return read;
    }

    /// <inheritdoc/>
    public int Encode(Span<byte> destination) => AvpWriter.Encode(this, destination);

    /// <inheritdoc/>
    public bool TryEncode(Span<byte> destination, out int size) => AvpWriter.TryEncode(this, destination, out size);

    void IAvpSource.Write(ref AvpWriter writer)
    {
        writer.Add(BaseAvp.ResultCode, (uint)Result);
        Capabilities.AddIdentity(ref writer);
        writer.AddOptional(BaseAvp.ErrorMessage, ErrorMessage);
        writer.AddOptional(BaseAvp.FailedAvp, FailedAvp.Span);
        Capabilities.AddSupport(ref writer);
        writer.AddWhole(Others);
    }
}
