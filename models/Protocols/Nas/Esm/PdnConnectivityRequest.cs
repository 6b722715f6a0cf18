using System;
using Simulator.Protocols.Wire;

namespace Simulator.Protocols.Nas;

/// <summary>PDN CONNECTIVITY REQUEST, UE to MME (TS 24.301 §8.3.20).</summary>
/// <param name="Transaction">Procedure transaction identity that the answer repeats (§9.4).</param>
/// <param name="PdnType">Kind of addresses asked for (§9.9.4.10).</param>
/// <param name="RequestType">Why the connection is asked for (§9.9.4.14).</param>
/// <param name="IsEsmInformationTransferred">True if APN and options follow when security is on (§9.9.4.5).</param>
/// <param name="AccessPointName">Network asked for, if not the default one (§9.9.4.1).</param>
/// <param name="ProtocolOptions">Protocol configuration options as encoded, 1 to 251 octets (§9.9.4.11).</param>
public readonly record struct PdnConnectivityRequest(
    byte Transaction,
    PdnType PdnType,
    RequestType RequestType = RequestType.Initial,
    bool IsEsmInformationTransferred = false,
    AccessPointName? AccessPointName = null,
    Octets? ProtocolOptions = null)
    : IWireMessage<PdnConnectivityRequest>
{
    // octet   0        1     2      3                       4..
    //         EBI|PD   PTI   0xD0   PDN type|request type   elements:
    //         D- ESM information transfer; 28 L1 APN; 27 L1 options; all others are passed over (§7.6)
    private static ReadOnlySpan<ushort> Optional =>
        [Iei.EsmInformationTransfer << 8, Iei.AccessPointName << 8, Iei.ProtocolConfigurationOptions << 8];

    /// <inheritdoc/>
    public int EncodedSize => NasSize.EsmHeader + 1 + (IsEsmInformationTransferred ? 1 : 0)
        + NasSize.Tlv(AccessPointName?.Labels) + NasSize.Tlv(ProtocolOptions);

    /// <inheritdoc/>
    public static bool TryDecode(ReadOnlySpan<byte> source, out PdnConnectivityRequest message, out DecodeError error)
    {
        var reader = new NasReader(source);
        byte transaction = reader.UnassignedEsmHeader(EsmMessageType.PdnConnectivityRequest);
        int types = reader.Octet("PDN type");
        var request = new PdnConnectivityRequest(
            transaction, (PdnType)((types >> 4) & 0x07), (RequestType)(types & 0x07)); // bits 8 and 4 are spare
        while (reader.NextElement(Optional, out NasElement element))
        {
            request = request.With(element);
        }

        return reader.Finish(request, out message, out error);
    }

    /// <inheritdoc/>
    public int Encode(Span<byte> destination)
    {
        var writer = new NasWriter(destination);
        writer.EsmHeader(default, Transaction, EsmMessageType.PdnConnectivityRequest);
        writer.HalfOctets(NasWriter.ThreeBits((int)PdnType), NasWriter.ThreeBits((int)RequestType));
        if (IsEsmInformationTransferred)
        {
            writer.Octet(Iei.EsmInformationTransfer | 1);
        }

        writer.OptionalTlv(Iei.AccessPointName, AccessPointName?.Labels);
        writer.OptionalTlv(Iei.ProtocolConfigurationOptions, ProtocolOptions);
        return writer.Size;
    }

    private PdnConnectivityRequest With(NasElement element) => element.Iei switch
    {
        Iei.EsmInformationTransfer => this with { IsEsmInformationTransferred = (element.HalfOctet & 1) != 0 },
        Iei.AccessPointName => this with { AccessPointName = Elements.AccessPointName(element) },
        _ => this with { ProtocolOptions = Elements.ProtocolOptions(element) },
    };
}
