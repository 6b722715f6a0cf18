using System;
using Simulator.Protocols.Wire;

namespace Simulator.Protocols.Nas;

/// <summary>SECURITY MODE REJECT, UE to MME (TS 24.301 §8.2.22).</summary>
/// <param name="Cause">Why (§9.9.3.9).</param>
public readonly record struct SecurityModeReject(EmmCause Cause) : IWireMessage<SecurityModeReject>
{
    // octet   0        1      2
    //         SHT|PD   0x5F   cause     elements are passed over (§7.6)

    /// <inheritdoc/>
    public int EncodedSize => NasSize.EmmHeader + 1;

    /// <inheritdoc/>
    public static bool TryDecode(ReadOnlySpan<byte> source, out SecurityModeReject message, out DecodeError error)
    {
        var reader = new NasReader(source);
        reader.EmmHeader(EmmMessageType.SecurityModeReject);
        var cause = (EmmCause)reader.Octet("EMM cause");
        reader.SkipElements();
        return reader.Finish(new(cause), out message, out error);
    }

    /// <inheritdoc/>
    public int Encode(Span<byte> destination)
    {
        var writer = new NasWriter(destination);
        writer.EmmHeader(EmmMessageType.SecurityModeReject);
        writer.Octet((int)Cause);
        return writer.Size;
    }
}
