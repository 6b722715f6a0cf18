using System;
using Simulator.Protocols.Wire;

namespace Simulator.Protocols.Nas;

/// <summary>DETACH ACCEPT, to whoever asked: the same both ways (TS 24.301 §8.2.10).</summary>
public readonly record struct DetachAccept : IWireMessage<DetachAccept>
{
    // octet   0        1
    //         SHT|PD   0x46     elements are passed over (§7.6)

    int IWireMessage.EncodedSize => NasSize.EmmHeader;

    /// <inheritdoc/>
    public static bool TryDecode(ReadOnlySpan<byte> source, out DetachAccept message, out DecodeError error)
    {
        var reader = new NasReader(source);
        reader.EmmHeader(EmmMessageType.DetachAccept);
        reader.SkipElements();
        return reader.Finish(default, out message, out error);
    }

    /// <inheritdoc/>
    public int Encode(Span<byte> destination)
    {
        var writer = new NasWriter(destination);
        writer.EmmHeader(EmmMessageType.DetachAccept);
        return writer.Size;
    }
}
