using System;
using Simulator.Protocols.Wire;

namespace Simulator.Protocols.Nas;

/// <summary>ACTIVATE DEFAULT EPS BEARER CONTEXT ACCEPT, UE to MME (TS 24.301 §8.3.4).</summary>
/// <param name="Bearer">The bearer that was set up (§9.3.2).</param>
/// <param name="Transaction">0: the MME's request is answered by the bearer's identity (§6.4.1.3).</param>
/// <param name="ProtocolOptions">Protocol configuration options as encoded, 1 to 251 octets (§9.9.4.11).</param>
public readonly record struct ActivateDefaultBearerAccept(
    EpsBearerId Bearer, byte Transaction = 0, Octets? ProtocolOptions = null)
    : IWireMessage<ActivateDefaultBearerAccept>
{
    // octet   0        1     2      3..
    //         EBI|PD   PTI   0xC2   elements: 27 L1 options; all others are passed over (§7.6)
    private static ReadOnlySpan<ushort> Optional => [Iei.ProtocolConfigurationOptions << 8];

    /// <inheritdoc/>
    public int EncodedSize => NasSize.EsmHeader + NasSize.Tlv(ProtocolOptions);

    /// <inheritdoc/>
    public static bool TryDecode(
        ReadOnlySpan<byte> source, out ActivateDefaultBearerAccept message, out DecodeError error)
    {
        var reader = new NasReader(source);
        (EpsBearerId bearer, byte transaction) = reader.EsmHeader(EsmMessageType.ActivateDefaultBearerAccept);
        Octets? options = null;
        while (reader.NextElement(Optional, out NasElement element))
        {
            options = Elements.ProtocolOptions(element);
        }

        return reader.Finish(new(bearer, transaction, options), out message, out error);
    }

    /// <inheritdoc/>
    public int Encode(Span<byte> destination)
    {
        var writer = new NasWriter(destination);
        writer.EsmHeader(Bearer, Transaction, EsmMessageType.ActivateDefaultBearerAccept);
        writer.OptionalTlv(Iei.ProtocolConfigurationOptions, ProtocolOptions);
        return writer.Size;
    }
}
