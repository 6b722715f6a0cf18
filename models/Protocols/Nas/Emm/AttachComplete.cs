using System;
using Simulator.Protocols.Wire;

namespace Simulator.Protocols.Nas;

/// <summary>ATTACH COMPLETE, UE to MME (TS 24.301 §8.2.2).</summary>
/// <param name="EsmContainer">An ACTIVATE DEFAULT EPS BEARER CONTEXT ACCEPT, encoded (§9.9.3.15).</param>
public readonly record struct AttachComplete(Octets EsmContainer) : IWireMessage<AttachComplete>
{
    // octet   0        1      2..
    //         SHT|PD   0x43   L2, ESM message     elements are passed over (§7.6)

    /// <inheritdoc/>
    public int EncodedSize => NasSize.EmmHeader + 2 + EsmContainer.Size;

    /// <inheritdoc/>
    public static bool TryDecode(ReadOnlySpan<byte> source, out AttachComplete message, out DecodeError error)
    {
        var reader = new NasReader(source);
        reader.EmmHeader(EmmMessageType.AttachComplete);
        var complete = new AttachComplete(Elements.EsmContainer(ref reader));
        reader.SkipElements();
        return reader.Finish(complete, out message, out error);
    }

    /// <inheritdoc/>
    public int Encode(Span<byte> destination)
    {
        var writer = new NasWriter(destination);
        writer.EmmHeader(EmmMessageType.AttachComplete);
        writer.LvE(EsmContainer.Span);
        return writer.Size;
    }
}
