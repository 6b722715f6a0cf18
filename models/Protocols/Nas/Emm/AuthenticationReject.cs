using System;
using Simulator.Protocols.Wire;

namespace Simulator.Protocols.Nas;

/// <summary>AUTHENTICATION REJECT, MME to UE (TS 24.301 §8.2.6).</summary>
public readonly record struct AuthenticationReject : IWireMessage<AuthenticationReject>
{
    // octet   0        1
    //         SHT|PD   0x54     elements are passed over (§7.6)

    int IWireMessage.EncodedSize => NasSize.EmmHeader;

    /// <inheritdoc/>
    public static bool TryDecode(ReadOnlySpan<byte> source, out AuthenticationReject message, out DecodeError error)
    {
        var reader = new NasReader(source);
        reader.EmmHeader(EmmMessageType.AuthenticationReject);
        reader.SkipElements();
        return reader.Finish(default, out message, out error);
    }

    /// <inheritdoc/>
    public int Encode(Span<byte> destination)
    {
        var writer = new NasWriter(destination);
        writer.EmmHeader(EmmMessageType.AuthenticationReject);
        return writer.Size;
    }
}
