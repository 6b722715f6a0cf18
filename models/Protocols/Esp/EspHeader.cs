using System;
using System.Buffers.Binary;
using Simulator.Protocols.Wire;

namespace Simulator.Protocols.Esp;

/// <summary>The part of an ESP packet that is never encrypted (RFC 4303 §2).</summary>
/// <param name="Spi">Security parameters index (§2.1); 1 to 255 are reserved, 0 is never sent.</param>
/// <param name="Sequence">The lower 32 bits of the sequence number (§2.2).</param>
public readonly record struct EspHeader(uint Spi, uint Sequence) : IWireMessage<EspHeader>
{
    // octet  0..3  4..7             8..                          end
    //        SPI   sequence number  IV ‖ payload ‖ trailer       ICV

    /// <summary>Octets of the header.</summary>
    public const int Size = 8;

    /// <summary>The least SPI that an association may have (§2.1).</summary>
    public const uint SpiMin = 256;

    private const int SequenceOffset = 4;

    int IWireMessage.EncodedSize => Size;

    /// <summary>Reads the header; what follows belongs to the transform.</summary>
    /// <param name="source">The packet, from its first octet.</param>
    /// <param name="message">The header.</param>
    /// <param name="error">Why it was refused.</param>
    public static bool TryDecode(ReadOnlySpan<byte> source, out EspHeader message, out DecodeError error)
    {
        error = source.Length < Size ? DecodeError.Truncated(need: Size, have: source.Length)
            : BinaryPrimitives.ReadUInt32BigEndian(source) < SpiMin ? DecodeError.Unexpected("SPI", at: 0)
            : DecodeError.None;
        message = !error.IsNone ? default : new(
            BinaryPrimitives.ReadUInt32BigEndian(source),
            BinaryPrimitives.ReadUInt32BigEndian(source[SequenceOffset..]));
        return error.IsNone;
    }

    /// <inheritdoc/>
    public int Encode(Span<byte> destination)
    {
        BinaryPrimitives.WriteUInt32BigEndian(destination, Spi);
        BinaryPrimitives.WriteUInt32BigEndian(destination[SequenceOffset..], Sequence);
        return Size;
    }
}
