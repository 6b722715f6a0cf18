using System;
using Simulator.Protocols.Wire;

namespace Simulator.Protocols.Nas;

/// <summary>DETACH REQUEST, MME to UE (TS 24.301 §8.2.11.2). From the UE it is another message.</summary>
/// <param name="Type">What is detached, and whether to attach again (§9.9.3.7).</param>
/// <param name="Cause">Why (§9.9.3.9).</param>
public readonly record struct DetachRequestFromNetwork(NetworkDetachType Type, EmmCause? Cause = null)
    : IWireMessage<DetachRequestFromNetwork>
{
    // octet   0        1      2                  3..
    //         SHT|PD   0x45   spare|spare|type   elements: 53 cause (1); all others are passed over (§7.6)
    private static ReadOnlySpan<ushort> Optional => [(Iei.EmmCause << 8) | 2];

    /// <inheritdoc/>
    public int EncodedSize => NasSize.EmmHeader + 1 + NasSize.Tv(Cause.HasValue, 1);

    /// <inheritdoc/>
    public static bool TryDecode(ReadOnlySpan<byte> source, out DetachRequestFromNetwork message, out DecodeError error)
    {
        var reader = new NasReader(source);
        reader.EmmHeader(EmmMessageType.DetachRequest);
        var type = (NetworkDetachType)(reader.Octet("detach type") & 0x07);
        EmmCause? cause = null;
        while (reader.NextElement(Optional, out NasElement element))
        {
            cause = (EmmCause)element.Value[0];
        }

        return reader.Finish(new(type, cause), out message, out error);
    }

    /// <inheritdoc/>
    public int Encode(Span<byte> destination)
    {
        var writer = new NasWriter(destination);
        writer.EmmHeader(EmmMessageType.DetachRequest);
        writer.HalfOctets(0, NasWriter.ThreeBits((int)Type));
        writer.OptionalTv(Iei.EmmCause, (byte?)Cause);
        return writer.Size;
    }
}
