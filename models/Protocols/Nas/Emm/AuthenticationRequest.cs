using System;
using System.Buffers.Binary;
using Simulator.Crypto;
using Simulator.Protocols.Wire;

namespace Simulator.Protocols.Nas;

/// <summary>AUTHENTICATION REQUEST, MME to UE (TS 24.301 §8.2.7).</summary>
/// <param name="Ksi">Name of the key set that the run will make (§9.9.3.21).</param>
/// <param name="Rand">Random challenge, 128 bits (§9.9.3.3).</param>
/// <param name="Autn">Authentication token, 128 bits (§9.9.3.2).</param>
public readonly record struct AuthenticationRequest(KeySetId Ksi, UInt128 Rand, Autn Autn)
    : IWireMessage<AuthenticationRequest>
{
    // octet   0        1      2           3..18   19       20..35
    //         SHT|PD   0x52   spare|KSI   RAND    L = 16   AUTN     elements are passed over (§7.6)
    private const int RandSize = 16, AutnSize = 16, Size = 36;

    int IWireMessage.EncodedSize => Size;

    /// <inheritdoc/>
    public static bool TryDecode(ReadOnlySpan<byte> source, out AuthenticationRequest message, out DecodeError error)
    {
        var reader = new NasReader(source);
        reader.EmmHeader(EmmMessageType.AuthenticationRequest);
        int ksi = reader.Octet("NAS key set identifier") & 0x0F;
        ReadOnlySpan<byte> rand = reader.Take(RandSize, "RAND");
        ReadOnlySpan<byte> autn = reader.Lv("AUTN", AutnSize, AutnSize);
        reader.SkipElements();
        AuthenticationRequest request = autn.IsEmpty
            ? default
            : new(
                new KeySetId(ksi),
                BinaryPrimitives.ReadUInt128BigEndian(rand),
                new Autn(BinaryPrimitives.ReadUInt128BigEndian(autn)));
        return reader.Finish(request, out message, out error);
    }

    /// <inheritdoc/>
    public int Encode(Span<byte> destination)
    {
        var writer = new NasWriter(destination);
        writer.EmmHeader(EmmMessageType.AuthenticationRequest);
        writer.HalfOctets(0, Ksi.Value);
        BinaryPrimitives.WriteUInt128BigEndian(writer.Rest, Rand);
        writer.Advance(RandSize);
        writer.Octet(AutnSize);
        BinaryPrimitives.WriteUInt128BigEndian(writer.Rest, Autn.Value);
        writer.Advance(AutnSize);
        return writer.Size;
    }
}
