using System;
using Simulator.Protocols.Wire;

namespace Simulator.Protocols.Nas;

/// <summary>ESM INFORMATION RESPONSE, UE to MME (TS 24.301 §8.3.14).</summary>
/// <param name="Transaction">Procedure transaction identity of the request (§9.4).</param>
/// <param name="AccessPointName">Network asked for, if not the default one (§9.9.4.1).</param>
/// <param name="ProtocolOptions">Protocol configuration options as encoded, 1 to 251 octets (§9.9.4.11).</param>
public readonly record struct EsmInformationResponse(
    byte Transaction, AccessPointName? AccessPointName = null, Octets? ProtocolOptions = null)
    : IWireMessage<EsmInformationResponse>
{
    // octet   0        1     2      3..
    //         EBI|PD   PTI   0xDA   elements: 28 L1 APN; 27 L1 options; all others are passed over (§7.6)
    private static ReadOnlySpan<ushort> Optional => [Iei.AccessPointName << 8, Iei.ProtocolConfigurationOptions << 8];

    /// <inheritdoc/>
    public int EncodedSize => NasSize.EsmHeader + NasSize.Tlv(AccessPointName?.Labels) + NasSize.Tlv(ProtocolOptions);

    /// <inheritdoc/>
    public static bool TryDecode(ReadOnlySpan<byte> source, out EsmInformationResponse message, out DecodeError error)
    {
        var reader = new NasReader(source);
        var response = new EsmInformationResponse(reader.UnassignedEsmHeader(EsmMessageType.EsmInformationResponse));
        while (reader.NextElement(Optional, out NasElement element))
        {
            response = element.Iei == Iei.AccessPointName
                ? response with { AccessPointName = Elements.AccessPointName(element) }
                : response with { ProtocolOptions = Elements.ProtocolOptions(element) };
        }

        return reader.Finish(response, out message, out error);
    }

    /// <inheritdoc/>
    public int Encode(Span<byte> destination)
    {
        var writer = new NasWriter(destination);
        writer.EsmHeader(default, Transaction, EsmMessageType.EsmInformationResponse);
        writer.OptionalTlv(Iei.AccessPointName, AccessPointName?.Labels);
        writer.OptionalTlv(Iei.ProtocolConfigurationOptions, ProtocolOptions);
        return writer.Size;
    }
}
