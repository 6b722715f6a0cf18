using System;
using Simulator.Protocols.Wire;

namespace Simulator.Protocols.Nas;

/// <summary>DETACH REQUEST, UE to MME (TS 24.301 §8.2.11.1). From the network it is another message.</summary>
/// <param name="Type">What is detached (§9.9.3.7).</param>
/// <param name="IsSwitchedOff">True if the UE is being switched off and waits for no answer (§9.9.3.7).</param>
/// <param name="Ksi">Key set of the UE's context (§9.9.3.21).</param>
/// <param name="Identity">GUTI or IMSI (§9.9.3.12).</param>
public readonly record struct DetachRequestFromUe(
    UeDetachType Type, bool IsSwitchedOff, KeySetId Ksi, EpsMobileIdentity Identity)
    : IWireMessage<DetachRequestFromUe>
{
    // octet   0        1      2                     3..
    //         SHT|PD   0x45   KSI|switch off|type   L1, identity     elements are passed over (§7.6)
    private const int SwitchOffBit = 0x08;

    /// <inheritdoc/>
    public int EncodedSize => NasSize.EmmHeader + 1 + (1 + Identity.Size);

    /// <inheritdoc/>
    public static bool TryDecode(ReadOnlySpan<byte> source, out DetachRequestFromUe message, out DecodeError error)
    {
        var reader = new NasReader(source);
        reader.EmmHeader(EmmMessageType.DetachRequest);
        int octet = reader.Octet("detach type");
        EpsMobileIdentity identity = Elements.EpsMobileIdentity(ref reader);
        reader.SkipElements();
        return reader.Finish(
            new((UeDetachType)(octet & 0x07), (octet & SwitchOffBit) != 0, new KeySetId(octet >> 4), identity),
            out message,
            out error);
    }

    /// <inheritdoc/>
    public int Encode(Span<byte> destination)
    {
        var writer = new NasWriter(destination);
        writer.EmmHeader(EmmMessageType.DetachRequest);
        writer.HalfOctets(Ksi.Value, NasWriter.ThreeBits((int)Type) | (IsSwitchedOff ? SwitchOffBit : 0));
        Elements.Write(ref writer, Identity);
        return writer.Size;
    }
}
