using System;
using System.Buffers.Binary;
using Simulator.Protocols.Wire;

namespace Simulator.Protocols.Enclave;

/// <summary>
/// The special probe of enclave discovery and its answer (ours: a UDP datagram of its own; tags travel in an option of
/// its IP packet).
/// </summary>
/// <param name="IsAnswer">False from the host that asks, true from the one that answers.</param>
/// <param name="Id">Number of the probe among those of its sender; the answer repeats it.</param>
public readonly record struct DiscoveryProbe(bool IsAnswer, uint Id) : IWireMessage<DiscoveryProbe>
{
    // octet  0..1    2         3       4..7
    //        magic   version   kind    id
    private const ushort Magic = 0x4544; // "ED"
    private const byte ProbeKind = 1, AnswerKind = 2;
    private const int VersionOffset = 2, KindOffset = 3, IdOffset = 4;

    /// <summary>Octets of the message.</summary>
    public const int Size = 8;

    /// <inheritdoc/>
    public int EncodedSize => Size;

    /// <inheritdoc/>
    public static bool TryDecode(ReadOnlySpan<byte> source, out DiscoveryProbe message, out DecodeError error)
    {
        error = source.Length < Size ? DecodeError.Truncated(Size, source.Length)
            : source.Length > Size ? DecodeError.Trailing(at: Size)
            : BinaryPrimitives.ReadUInt16BigEndian(source) != Magic ? DecodeError.Unexpected("magic", at: 0)
            : source[VersionOffset] != EnclaveCodes.Version ? DecodeError.Unexpected("version", at: VersionOffset)
            : source[KindOffset] is not (ProbeKind or AnswerKind) ? DecodeError.Unexpected("kind", at: KindOffset)
            : DecodeError.None;
        message = !error.IsNone ? default : new(
            source[KindOffset] == AnswerKind, BinaryPrimitives.ReadUInt32BigEndian(source[IdOffset..]));
        return error.IsNone;
    }

    /// <inheritdoc/>
    public int Encode(Span<byte> destination)
    {
        BinaryPrimitives.WriteUInt16BigEndian(destination, Magic);
        destination[VersionOffset] = EnclaveCodes.Version;
        destination[KindOffset] = IsAnswer ? AnswerKind : ProbeKind;
        BinaryPrimitives.WriteUInt32BigEndian(destination[IdOffset..], Id);
        return Size;
    }
}
