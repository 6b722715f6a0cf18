using System;
using Simulator.Protocols.Wire;

namespace Simulator.Protocols.Nas;

/// <summary>IDENTITY RESPONSE, UE to MME (TS 24.301 §8.2.19).</summary>
/// <param name="Identity">The identity that was asked for, or "no identity" (§9.9.2.3).</param>
public readonly record struct IdentityResponse(MobileIdentity Identity) : IWireMessage<IdentityResponse>
{
    // octet   0        1      2..
    //         SHT|PD   0x56   L1, identity     elements are passed over (§7.6)

    /// <inheritdoc/>
    public int EncodedSize => NasSize.EmmHeader + 1 + Identity.Size;

    /// <inheritdoc/>
    public static bool TryDecode(ReadOnlySpan<byte> source, out IdentityResponse message, out DecodeError error)
    {
        var reader = new NasReader(source);
        reader.EmmHeader(EmmMessageType.IdentityResponse);
        var response = new IdentityResponse(Elements.MobileIdentity(ref reader));
        reader.SkipElements();
        return reader.Finish(response, out message, out error);
    }

    /// <inheritdoc/>
    public int Encode(Span<byte> destination)
    {
        var writer = new NasWriter(destination);
        writer.EmmHeader(EmmMessageType.IdentityResponse);
        Elements.Write(ref writer, Identity);
        return writer.Size;
    }
}
