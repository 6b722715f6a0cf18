using System;
using Simulator.Crypto;
using Simulator.Protocols.Wire;

namespace Simulator.Protocols.Nas;

/// <summary>AUTHENTICATION RESPONSE, UE to MME (TS 24.301 §8.2.8).</summary>
/// <param name="Res">The USIM's answer, 4 to 16 octets (§9.9.3.4).</param>
public readonly record struct AuthenticationResponse(Res Res) : IWireMessage<AuthenticationResponse>
{
    // octet   0        1      2..
    //         SHT|PD   0x53   L1, RES     elements are passed over (§7.6)

    /// <inheritdoc/>
    public int EncodedSize => NasSize.EmmHeader + 1 + Res.Size;

    /// <inheritdoc/>
    public static bool TryDecode(ReadOnlySpan<byte> source, out AuthenticationResponse message, out DecodeError error)
    {
        var reader = new NasReader(source);
        reader.EmmHeader(EmmMessageType.AuthenticationResponse);
        Res.TryRead(reader.Lv("RES", Res.SizeMin, Res.SizeMax), out Res res);
        reader.SkipElements();
        return reader.Finish(new(res), out message, out error);
    }

    /// <inheritdoc/>
    public int Encode(Span<byte> destination)
    {
        var writer = new NasWriter(destination);
        writer.EmmHeader(EmmMessageType.AuthenticationResponse);
        writer.Octet(Res.Size);
        Res.Write(writer.Rest);
        writer.Advance(Res.Size);
        return writer.Size;
    }
}
