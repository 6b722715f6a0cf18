using System;
using Simulator.Protocols.Wire;

namespace Simulator.Protocols.Nas;

/// <summary>ATTACH REJECT, MME to UE (TS 24.301 §8.2.3).</summary>
/// <param name="Cause">Why (§9.9.3.9).</param>
/// <param name="EsmContainer">A PDN CONNECTIVITY REJECT, encoded, where the cause is #19 (§9.9.3.15).</param>
/// <param name="T3346">How long a congested network is to be left alone: GPRS timer 2 (§9.9.3.16A).</param>
/// <param name="T3402">Pause after five failed attempts: GPRS timer 2 (§9.9.3.16A).</param>
public readonly record struct AttachReject(
    EmmCause Cause, Octets? EsmContainer = null, GprsTimer? T3346 = null, GprsTimer? T3402 = null)
    : IWireMessage<AttachReject>
{
    // octet   0        1      2       3..
    //         SHT|PD   0x44   cause   elements:
    //         78 L2 ESM message; 5F L1 T3346; 16 L1 T3402; all others are passed over (§7.6)
    private static ReadOnlySpan<ushort> Optional => [Iei.EsmContainer << 8, Iei.T3346 << 8, Iei.T3402Extended << 8];

    /// <inheritdoc/>
    public int EncodedSize => NasSize.EmmHeader + 1 + NasSize.TlvE(EsmContainer)
        + NasSize.Tlv(T3346.HasValue, 1) + NasSize.Tlv(T3402.HasValue, 1);

    /// <inheritdoc/>
    public static bool TryDecode(ReadOnlySpan<byte> source, out AttachReject message, out DecodeError error)
    {
        var reader = new NasReader(source);
        reader.EmmHeader(EmmMessageType.AttachReject);
        var reject = new AttachReject((EmmCause)reader.Octet("EMM cause"));
        while (reader.NextElement(Optional, out NasElement element))
        {
            reject = element.Iei switch
            {
                Iei.EsmContainer => reject with { EsmContainer = Elements.EsmContainer(element) },
                Iei.T3346 => reject with { T3346 = Elements.GprsTimer(element) },
                _ => reject with { T3402 = Elements.GprsTimer(element) },
            };
        }

        return reader.Finish(reject, out message, out error);
    }

    /// <inheritdoc/>
    public int Encode(Span<byte> destination)
    {
        var writer = new NasWriter(destination);
        writer.EmmHeader(EmmMessageType.AttachReject);
        writer.Octet((int)Cause);
        writer.OptionalTlvE(Iei.EsmContainer, EsmContainer);
        writer.OptionalTlv(Iei.T3346, T3346?.Value);
        writer.OptionalTlv(Iei.T3402Extended, T3402?.Value);
        return writer.Size;
    }
}
