using System;
using Simulator.Protocols.Wire;

namespace Simulator.Protocols.Nas;

/// <summary>IDENTITY REQUEST, MME to UE (TS 24.301 §8.2.18).</summary>
/// <param name="Type">Which identity is asked for; another value is kept and means IMSI (TS 24.008 §10.5.5.9).</param>
public readonly record struct IdentityRequest(IdentityType Type) : IWireMessage<IdentityRequest>
{
    // octet   0        1      2            3..
    //         SHT|PD   0x55   spare|type   elements are passed over (§7.6)

    /// <inheritdoc/>
    public int EncodedSize => NasSize.EmmHeader + 1;

    /// <inheritdoc/>
    public static bool TryDecode(ReadOnlySpan<byte> source, out IdentityRequest message, out DecodeError error)
    {
        var reader = new NasReader(source);
        reader.EmmHeader(EmmMessageType.IdentityRequest);
        var request = new IdentityRequest((IdentityType)(reader.Octet("identity type") & 0x07));
        reader.SkipElements();
        return reader.Finish(request, out message, out error);
    }

    /// <inheritdoc/>
    public int Encode(Span<byte> destination)
    {
        var writer = new NasWriter(destination);
        writer.EmmHeader(EmmMessageType.IdentityRequest);
        writer.HalfOctets(0, NasWriter.ThreeBits((int)Type));
        return writer.Size;
    }
}
