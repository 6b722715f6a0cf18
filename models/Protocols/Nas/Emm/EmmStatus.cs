using System;
using Simulator.Protocols.Wire;

namespace Simulator.Protocols.Nas;

/// <summary>EMM STATUS, both ways (TS 24.301 §8.2.14).</summary>
/// <param name="Cause">Why (§9.9.3.9).</param>
public readonly record struct EmmStatus(EmmCause Cause) : IWireMessage<EmmStatus>
{
    // octet   0        1      2
    //         SHT|PD   0x60   cause     elements are passed over (§7.6)

    /// <inheritdoc/>
    public int EncodedSize => NasSize.EmmHeader + 1;

    /// <inheritdoc/>
    public static bool TryDecode(ReadOnlySpan<byte> source, out EmmStatus message, out DecodeError error)
    {
        var reader = new NasReader(source);
        reader.EmmHeader(EmmMessageType.EmmStatus);
        var cause = (EmmCause)reader.Octet("EMM cause");
        reader.SkipElements();
        return reader.Finish(new(cause), out message, out error);
    }

    /// <inheritdoc/>
    public int Encode(Span<byte> destination)
    {
        var writer = new NasWriter(destination);
        writer.EmmHeader(EmmMessageType.EmmStatus);
        writer.Octet((int)Cause);
        return writer.Size;
    }
}
