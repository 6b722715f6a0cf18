using System;
using Simulator.Protocols.Wire;

namespace Simulator.Protocols.Nas;

/// <summary>ATTACH ACCEPT, MME to UE (TS 24.301 §8.2.1).</summary>
/// <param name="Result">What the UE is attached for (§9.9.3.10).</param>
/// <param name="T3412">Period of tracking area updates (§9.9.3.16).</param>
/// <param name="TaiList">Areas in which the UE need not update (§9.9.3.33).</param>
/// <param name="EsmContainer">An ACTIVATE DEFAULT EPS BEARER CONTEXT REQUEST, encoded (§9.9.3.15).</param>
/// <param name="Guti">Temporary identity from now on (§9.9.3.12).</param>
/// <param name="Cause">Why part of what was asked for is not granted (§9.9.3.9).</param>
/// <param name="T3402">Pause after five failed attempts (§9.9.3.16).</param>
/// <param name="T3423">Time after which the UE leaves idle mode signalling reduction (§9.9.3.16).</param>
/// <param name="T3412Extended">Longer period of tracking area updates (§9.9.3.16B).</param>
public readonly record struct AttachAccept(
    EpsAttachResult Result,
    GprsTimer T3412,
    TaiList TaiList,
    Octets EsmContainer,
    Guti? Guti = null,
    EmmCause? Cause = null,
    GprsTimer? T3402 = null,
    GprsTimer? T3423 = null,
    GprsTimer3? T3412Extended = null)
    : IWireMessage<AttachAccept>
{
    // octet   0        1      2              3       4..            ..                ..
    //         SHT|PD   0x42   spare|result   T3412   L1, TAI list   L2, ESM message   elements:
    //         50 L1 GUTI; 53 cause (1); 17 T3402 (1); 59 T3423 (1); 5E L1 T3412 extended;
    //         all others are passed over (§7.6)
    private static ReadOnlySpan<ushort> Optional =>
    [
        Iei.Guti << 8,
        (Iei.OldLai << 8) | 6, // here the location area of a combined attach
        (Iei.EmmCause << 8) | 2,
        (Iei.T3402 << 8) | 2,
        (Iei.T3423 << 8) | 2,
        Iei.T3412Extended << 8,
    ];

    /// <inheritdoc/>
    public int EncodedSize => NasSize.EmmHeader + 2 + (1 + TaiList.PartialLists.Size) + (2 + EsmContainer.Size)
        + NasSize.Tlv(Guti.HasValue, Nas.Guti.IdentitySize) + NasSize.Tv(Cause.HasValue, 1)
        + NasSize.Tv(T3402.HasValue, 1) + NasSize.Tv(T3423.HasValue, 1) + NasSize.Tlv(T3412Extended.HasValue, 1);

    /// <inheritdoc/>
    public static bool TryDecode(ReadOnlySpan<byte> source, out AttachAccept message, out DecodeError error)
    {
        var reader = new NasReader(source);
        reader.EmmHeader(EmmMessageType.AttachAccept);
        var accept = new AttachAccept(
            (EpsAttachResult)(reader.Octet("EPS attach result") & 0x07),
            new GprsTimer(reader.Octet("T3412 value")),
            Elements.TaiList(ref reader),
            Elements.EsmContainer(ref reader));
        while (reader.NextElement(Optional, out NasElement element))
        {
            accept = accept.With(element);
        }

        return reader.Finish(accept, out message, out error);
    }

    /// <inheritdoc/>
    public int Encode(Span<byte> destination)
    {
        var writer = new NasWriter(destination);
        writer.EmmHeader(EmmMessageType.AttachAccept);
        writer.HalfOctets(0, NasWriter.ThreeBits((int)Result));
        writer.Octet(T3412.Value);
        writer.Lv(TaiList.PartialLists.Span);
        writer.LvE(EsmContainer.Span);
        Elements.WriteOptional(ref writer, Iei.Guti, Guti);
        writer.OptionalTv(Iei.EmmCause, (byte?)Cause);
        writer.OptionalTv(Iei.T3402, T3402?.Value);
        writer.OptionalTv(Iei.T3423, T3423?.Value);
        writer.OptionalTlv(Iei.T3412Extended, T3412Extended?.Value);
        return writer.Size;
    }

    private AttachAccept With(NasElement element) => element.Iei switch
    {
        Iei.Guti => this with { Guti = Elements.Guti(element) },
        Iei.EmmCause => this with { Cause = (EmmCause)element.Value[0] },
        Iei.T3402 => this with { T3402 = Elements.GprsTimer(element) },
        Iei.T3423 => this with { T3423 = Elements.GprsTimer(element) },
        Iei.T3412Extended => this with { T3412Extended = Elements.GprsTimer3(element) },
        _ => this,
    };
}
