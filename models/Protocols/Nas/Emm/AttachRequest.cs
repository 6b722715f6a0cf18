using System;
using Simulator.Protocols.Wire;

namespace Simulator.Protocols.Nas;

/// <summary>ATTACH REQUEST, UE to MME (TS 24.301 §8.2.4).</summary>
/// <param name="Type">What the UE attaches for (§9.9.3.11).</param>
/// <param name="Ksi">NAS key set identifier of the context that the UE still has (§9.9.3.21).</param>
/// <param name="Identity">IMSI, GUTI or IMEI (§9.9.3.12).</param>
/// <param name="Capability">Algorithms and features of the UE (§9.9.3.34).</param>
/// <param name="EsmContainer">A PDN CONNECTIVITY REQUEST, encoded (§9.9.3.15).</param>
/// <param name="LastVisitedTai">Last visited registered tracking area (§9.9.3.32).</param>
public readonly record struct AttachRequest(
    EpsAttachType Type,
    KeySetId Ksi,
    EpsMobileIdentity Identity,
    UeNetworkCapability Capability,
    Octets EsmContainer,
    Tai? LastVisitedTai = null)
    : IWireMessage<AttachRequest>
{
    // octet   0        1      2          3..             ..                  ..                ..
    //         SHT|PD   0x41   KSI|type   L1, identity    L1, capability      L2, ESM message   elements:
    //         52 last visited TAI (5); all others are passed over (§7.6), those without a length by the sizes below
    private static ReadOnlySpan<ushort> Optional =>
    [
        (Iei.OldPTmsiSignature << 8) | 4,
        (Iei.LastVisitedTai << 8) | (1 + Tai.Size),
        (Iei.DrxParameter << 8) | 3,
        (Iei.OldLai << 8) | 6,
    ];

    /// <inheritdoc/>
    public int EncodedSize => NasSize.EmmHeader + 1 + (1 + Identity.Size) + (1 + Capability.Size)
        + (2 + EsmContainer.Size) + NasSize.Tv(LastVisitedTai.HasValue, Tai.Size);

    /// <inheritdoc/>
    public static bool TryDecode(ReadOnlySpan<byte> source, out AttachRequest message, out DecodeError error)
    {
        var reader = new NasReader(source);
        reader.EmmHeader(EmmMessageType.AttachRequest);
        int typeAndKsi = reader.Octet("EPS attach type");
        EpsMobileIdentity identity = Elements.EpsMobileIdentity(ref reader);
        UeNetworkCapability capability = Elements.UeNetworkCapability(ref reader);
        Octets container = Elements.EsmContainer(ref reader);
        Tai? lastVisited = null;
        while (reader.NextElement(Optional, out NasElement element))
        {
            if (element.Iei == Iei.LastVisitedTai)
            {
                lastVisited = Tai.TryRead(element.Value, out Tai tai) ? tai : null;
            }
        }

        return reader.Finish(
            new(
                (EpsAttachType)(typeAndKsi & 0x07), // bit 4 is spare
                new KeySetId(typeAndKsi >> 4),
                identity,
                capability,
                container,
                lastVisited),
            out message,
            out error);
    }

    /// <inheritdoc/>
    public int Encode(Span<byte> destination)
    {
        var writer = new NasWriter(destination);
        writer.EmmHeader(EmmMessageType.AttachRequest);
        writer.HalfOctets(Ksi.Value, NasWriter.ThreeBits((int)Type));
        Elements.Write(ref writer, Identity);
        Elements.Write(ref writer, Capability);
        writer.LvE(EsmContainer.Span);
        Elements.WriteOptional(ref writer, Iei.LastVisitedTai, LastVisitedTai);
        return writer.Size;
    }
}
