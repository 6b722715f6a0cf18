using System;
using Simulator.Protocols.Wire;

namespace Simulator.Protocols.Nas;

/// <summary>ACTIVATE DEFAULT EPS BEARER CONTEXT REQUEST, MME to UE (TS 24.301 §8.3.6).</summary>
/// <param name="Bearer">The bearer that is set up (§9.3.2).</param>
/// <param name="Transaction">Procedure transaction identity of the UE's request (§9.4).</param>
/// <param name="Qos">Quality of service (§9.9.4.3).</param>
/// <param name="AccessPointName">The network that the UE is connected to (§9.9.4.1).</param>
/// <param name="Address">The UE's address there (§9.9.4.9).</param>
/// <param name="Cause">Why the address is of another kind than asked for (§9.9.4.4).</param>
/// <param name="ProtocolOptions">Protocol configuration options as encoded, 1 to 251 octets (§9.9.4.11).</param>
public readonly record struct ActivateDefaultBearerRequest(
    EpsBearerId Bearer,
    byte Transaction,
    EpsQos Qos,
    AccessPointName AccessPointName,
    PdnAddress Address,
    EsmCause? Cause = null,
    Octets? ProtocolOptions = null)
    : IWireMessage<ActivateDefaultBearerRequest>
{
    // octet   0        1     2      3..       ..        ..
    //         EBI|PD   PTI   0xC1   L1, QoS   L1, APN   L1, address     elements: 58 cause (1); 27 L1 options;
    //         all others are passed over (§7.6), those without a length by the sizes below
    private static ReadOnlySpan<ushort> Optional =>
        [(Iei.LlcSapi << 8) | 2, (Iei.EsmCause << 8) | 2, Iei.ProtocolConfigurationOptions << 8];

    /// <inheritdoc/>
    public int EncodedSize => NasSize.EsmHeader
        + (1 + Qos.Size) + (1 + AccessPointName.Labels.Size) + (1 + Address.Size)
        + NasSize.Tv(Cause.HasValue, 1) + NasSize.Tlv(ProtocolOptions);

    /// <inheritdoc/>
    public static bool TryDecode(
        ReadOnlySpan<byte> source, out ActivateDefaultBearerRequest message, out DecodeError error)
    {
        var reader = new NasReader(source);
        (EpsBearerId bearer, byte transaction) = reader.EsmHeader(EsmMessageType.ActivateDefaultBearerRequest);
        var request = new ActivateDefaultBearerRequest(
            bearer,
            transaction,
            Elements.EpsQos(ref reader),
            Elements.AccessPointName(ref reader),
            Elements.PdnAddress(ref reader));
        while (reader.NextElement(Optional, out NasElement element))
        {
            request = element.Iei switch
            {
                Iei.EsmCause => request with { Cause = (EsmCause)element.Value[0] },
                Iei.ProtocolConfigurationOptions =>
                    request with { ProtocolOptions = Elements.ProtocolOptions(element) },
                _ => request,
            };
        }

        return reader.Finish(request, out message, out error);
    }

    /// <inheritdoc/>
    public int Encode(Span<byte> destination)
    {
        var writer = new NasWriter(destination);
        writer.EsmHeader(Bearer, Transaction, EsmMessageType.ActivateDefaultBearerRequest);
        Elements.Write(ref writer, Qos);
        writer.Lv(AccessPointName.Labels.Span);
        Elements.Write(ref writer, Address);
        writer.OptionalTv(Iei.EsmCause, (byte?)Cause);
        writer.OptionalTlv(Iei.ProtocolConfigurationOptions, ProtocolOptions);
        return writer.Size;
    }
}
