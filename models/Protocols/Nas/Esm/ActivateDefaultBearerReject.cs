using System;
using Simulator.Protocols.Wire;

namespace Simulator.Protocols.Nas;

/// <summary>ACTIVATE DEFAULT EPS BEARER CONTEXT REJECT, UE to MME (TS 24.301 §8.3.5).</summary>
/// <param name="Bearer">The bearer that was not set up (§9.3.2).</param>
/// <param name="Cause">Why (§9.9.4.4).</param>
/// <param name="Transaction">0: the MME's request is answered by the bearer's identity (§6.4.1.4).</param>
/// <param name="ProtocolOptions">Protocol configuration options as encoded, 1 to 251 octets (§9.9.4.11).</param>
public readonly record struct ActivateDefaultBearerReject(
    EpsBearerId Bearer, EsmCause Cause, byte Transaction = 0, Octets? ProtocolOptions = null)
    : IWireMessage<ActivateDefaultBearerReject>
{
    // octet   0        1     2      3       4..
    //         EBI|PD   PTI   0xC3   cause   elements: 27 L1 options; all others are passed over (§7.6)
    private static ReadOnlySpan<ushort> Optional => [Iei.ProtocolConfigurationOptions << 8];

    /// <inheritdoc/>
    public int EncodedSize => NasSize.EsmHeader + 1 + NasSize.Tlv(ProtocolOptions);

    /// <inheritdoc/>
    public static bool TryDecode(
        ReadOnlySpan<byte> source, out ActivateDefaultBearerReject message, out DecodeError error)
    {
        var reader = new NasReader(source);
        (EpsBearerId bearer, byte transaction) = reader.EsmHeader(EsmMessageType.ActivateDefaultBearerReject);
        var cause = (EsmCause)reader.Octet("ESM cause");
        Octets? options = null;
        while (reader.NextElement(Optional, out NasElement element))
        {
            options = Elements.ProtocolOptions(element);
        }

        return reader.Finish(new(bearer, cause, transaction, options), out message, out error);
    }

    /// <inheritdoc/>
    public int Encode(Span<byte> destination)
    {
        var writer = new NasWriter(destination);
        writer.EsmHeader(Bearer, Transaction, EsmMessageType.ActivateDefaultBearerReject);
        writer.Octet((int)Cause);
        writer.OptionalTlv(Iei.ProtocolConfigurationOptions, ProtocolOptions);
        return writer.Size;
    }
}
