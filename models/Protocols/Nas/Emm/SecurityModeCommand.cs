using System;
using System.Buffers.Binary;
using Simulator.Crypto;
using Simulator.Protocols.Wire;

namespace Simulator.Protocols.Nas;

/// <summary>SECURITY MODE COMMAND, MME to UE: integrity protected, never ciphered (TS 24.301 §8.2.20).</summary>
/// <param name="Ciphering">Chosen ciphering algorithm; values above 3 are kept (§9.9.3.23).</param>
/// <param name="Integrity">Chosen integrity algorithm; values above 3 are kept (§9.9.3.23).</param>
/// <param name="Ksi">Key set that the context is made of (§9.9.3.21).</param>
/// <param name="Capability">What the MME heard of the UE's algorithms (§9.9.3.36).</param>
/// <param name="IsImeisvRequested">True if the UE shall give its IMEISV (§9.9.3.18).</param>
/// <param name="HashMme">Hash of the attach request as the MME heard it, 64 bits (§9.9.3.50).</param>
public readonly record struct SecurityModeCommand(
    CipheringAlgorithm Ciphering,
    IntegrityAlgorithm Integrity,
    KeySetId Ksi,
    UeSecurityCapability Capability,
    bool IsImeisvRequested = false,
    ulong? HashMme = null)
    : IWireMessage<SecurityModeCommand>
{
    // octet   0        1      2                       3           4..
    //         SHT|PD   0x5D   spare|EEA|spare|EIA     spare|KSI   L1, capability     elements:
    //         C- IMEISV request; 4F L1 = 8 HASH_MME; all others are passed over (§7.6), among them
    //         55 and 56: the nonces of a context mapped from UMTS, which have no length
    private const int HashSize = 8;

    private static ReadOnlySpan<ushort> Optional =>
    [
        Iei.ImeisvRequest << 8,
        (Iei.NonceUe << 8) | 5,
        (Iei.NonceMme << 8) | 5,
        Iei.HashMme << 8,
    ];

    /// <inheritdoc/>
    public int EncodedSize => NasSize.EmmHeader + 2 + (1 + Capability.Size) + (IsImeisvRequested ? 1 : 0)
        + NasSize.Tlv(HashMme.HasValue, HashSize);

    /// <inheritdoc/>
    public static bool TryDecode(ReadOnlySpan<byte> source, out SecurityModeCommand message, out DecodeError error)
    {
        var reader = new NasReader(source);
        reader.EmmHeader(EmmMessageType.SecurityModeCommand);
        int algorithms = reader.Octet("selected NAS security algorithms");
        var command = new SecurityModeCommand(
            (CipheringAlgorithm)((algorithms >> 4) & 0x07),
            (IntegrityAlgorithm)(algorithms & 0x07),
            new KeySetId(reader.Octet("NAS key set identifier") & 0x0F),
            Elements.UeSecurityCapability(ref reader));
        while (reader.NextElement(Optional, out NasElement element))
        {
            command = command.With(element);
        }

        return reader.Finish(command, out message, out error);
    }

    /// <inheritdoc/>
    public int Encode(Span<byte> destination)
    {
        var writer = new NasWriter(destination);
        writer.EmmHeader(EmmMessageType.SecurityModeCommand);
        writer.HalfOctets(NasWriter.ThreeBits((int)Ciphering), NasWriter.ThreeBits((int)Integrity));
        writer.HalfOctets(0, Ksi.Value);
        Elements.Write(ref writer, Capability);
        if (IsImeisvRequested)
        {
            writer.Octet(Iei.ImeisvRequest | 1);
        }

        if (HashMme is { } hash)
        {
            writer.Octet(Iei.HashMme);
            writer.Octet(HashSize);
            BinaryPrimitives.WriteUInt64BigEndian(writer.Rest, hash);
            writer.Advance(HashSize);
        }

        return writer.Size;
    }

    private SecurityModeCommand With(NasElement element) => element.Iei switch
    {
        Iei.ImeisvRequest => this with { IsImeisvRequested = (element.HalfOctet & 0x07) == 1 }, // TS 24.008 §10.5.5.10
        Iei.HashMme when element.Value.Length == HashSize =>
            this with { HashMme = BinaryPrimitives.ReadUInt64BigEndian(element.Value) },
        _ => this,
    };
}
