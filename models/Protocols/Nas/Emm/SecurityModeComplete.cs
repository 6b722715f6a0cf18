using System;
using Simulator.Protocols.Wire;

namespace Simulator.Protocols.Nas;

/// <summary>SECURITY MODE COMPLETE, UE to MME (TS 24.301 §8.2.21).</summary>
/// <param name="Imeisv">The UE's equipment, if the command asked for it (§9.9.2.3).</param>
/// <param name="ReplayedMessage">The attach request once more, if HASH_MME did not fit it (§9.9.3.51).</param>
public readonly record struct SecurityModeComplete(Imeisv? Imeisv = null, Octets? ReplayedMessage = null)
    : IWireMessage<SecurityModeComplete>
{
    // octet   0        1      2..
    //         SHT|PD   0x5E   elements: 23 L1 IMEISV; 79 L2 replayed message; all others are passed over (§7.6)
    private static ReadOnlySpan<ushort> Optional => [Iei.MobileIdentity << 8, Iei.ReplayedMessage << 8];

    /// <inheritdoc/>
    public int EncodedSize => NasSize.EmmHeader
        + NasSize.Tlv(Imeisv.HasValue, MobileIdentity.Of(Imeisv.GetValueOrDefault()).Size)
        + NasSize.TlvE(ReplayedMessage);

    /// <inheritdoc/>
    public static bool TryDecode(ReadOnlySpan<byte> source, out SecurityModeComplete message, out DecodeError error)
    {
        var reader = new NasReader(source);
        reader.EmmHeader(EmmMessageType.SecurityModeComplete);
        SecurityModeComplete complete = default;
        while (reader.NextElement(Optional, out NasElement element))
        {
            complete = element.Iei == Iei.MobileIdentity
                ? complete with { Imeisv = ReadImeisv(element) }
                : complete with { ReplayedMessage = element.Value.IsEmpty ? null : new Octets(element.Value) };
        }

        return reader.Finish(complete, out message, out error);
    }

    /// <inheritdoc/>
    public int Encode(Span<byte> destination)
    {
        var writer = new NasWriter(destination);
        writer.EmmHeader(EmmMessageType.SecurityModeComplete);
        if (Imeisv is { } imeisv)
        {
            writer.Octet(Iei.MobileIdentity);
            Elements.Write(ref writer, MobileIdentity.Of(imeisv));
        }

        writer.OptionalTlvE(Iei.ReplayedMessage, ReplayedMessage);
        return writer.Size;
    }

    private static Imeisv? ReadImeisv(NasElement element) =>
        MobileIdentity.TryRead(element.Value, out MobileIdentity identity) ? identity.Imeisv : null;
}
