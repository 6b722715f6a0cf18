using System;
using Simulator.Protocols.Wire;

namespace Simulator.Protocols.Nas;

/// <summary>PDN CONNECTIVITY REJECT, MME to UE (TS 24.301 §8.3.19).</summary>
/// <param name="Transaction">Procedure transaction identity of the request (§9.4).</param>
/// <param name="Cause">Why (§9.9.4.4).</param>
/// <param name="ProtocolOptions">Protocol configuration options as encoded, 1 to 251 octets (§9.9.4.11).</param>
/// <param name="BackOff">Pause before the UE may ask again: T3396 (§9.9.3.16B).</param>
public readonly record struct PdnConnectivityReject(
    byte Transaction, EsmCause Cause, Octets? ProtocolOptions = null, GprsTimer3? BackOff = null)
    : IWireMessage<PdnConnectivityReject>
{
    // octet   0        1     2      3       4..
    //         EBI|PD   PTI   0xD1   cause   elements:
    //         27 L1 options; 37 L1 back-off timer; all others are passed over (§7.6)
    private static ReadOnlySpan<ushort> Optional => [Iei.ProtocolConfigurationOptions << 8, Iei.BackOffTimer << 8];

    /// <inheritdoc/>
    public int EncodedSize =>
        NasSize.EsmHeader + 1 + NasSize.Tlv(ProtocolOptions) + NasSize.Tlv(BackOff.HasValue, 1);

    /// <inheritdoc/>
    public static bool TryDecode(ReadOnlySpan<byte> source, out PdnConnectivityReject message, out DecodeError error)
    {
        var reader = new NasReader(source);
        byte transaction = reader.UnassignedEsmHeader(EsmMessageType.PdnConnectivityReject);
        var reject = new PdnConnectivityReject(transaction, (EsmCause)reader.Octet("ESM cause"));
        while (reader.NextElement(Optional, out NasElement element))
        {
            reject = element.Iei == Iei.BackOffTimer
                ? reject with { BackOff = Elements.GprsTimer3(element) }
                : reject with { ProtocolOptions = Elements.ProtocolOptions(element) };
        }

        return reader.Finish(reject, out message, out error);
    }

    /// <inheritdoc/>
    public int Encode(Span<byte> destination)
    {
        var writer = new NasWriter(destination);
        writer.EsmHeader(default, Transaction, EsmMessageType.PdnConnectivityReject);
        writer.Octet((int)Cause);
        writer.OptionalTlv(Iei.ProtocolConfigurationOptions, ProtocolOptions);
        writer.OptionalTlv(Iei.BackOffTimer, BackOff?.Value);
        return writer.Size;
    }
}
