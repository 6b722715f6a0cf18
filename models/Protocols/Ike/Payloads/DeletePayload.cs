using System;
using System.Buffers.Binary;
using Simulator.Protocols.Wire;

namespace Simulator.Protocols.Ike;

/// <summary>D: associations that the sender has removed (§3.11).</summary>
/// <param name="Protocol">IKE, which names no SPI and means the IKE SA itself, or ESP.</param>
/// <param name="Spis">SPIs of ESP that the sender receives on, at most 255 (ours).</param>
public readonly record struct DeletePayload(SecurityProtocol Protocol, ValueList<uint> Spis = default)
    : IWireMessage<DeletePayload>
{
    // octet   0         1         2..3    4..
    //         protocol  SPI size  number  SPIs: of 4 octets; none for IKE
    private const int SpiSizeOffset = 1, CountOffset = 2, SpisOffset = 4;

    /// <inheritdoc/>
    public int EncodedSize => SpisOffset + (Spis.Count * IkeNumber.EspSpiSize);

    /// <inheritdoc/>
    public static bool TryDecode(ReadOnlySpan<byte> source, out DeletePayload message, out DecodeError error)
    {
        message = default;
        if (source.Length < SpisOffset)
        {
            error = DecodeError.Truncated(SpisOffset, source.Length, "delete");
            return false;
        }

        var protocol = (SecurityProtocol)source[0];
        int spiSize = protocol == SecurityProtocol.Ike ? 0 : IkeNumber.EspSpiSize;
        int count = BinaryPrimitives.ReadUInt16BigEndian(source[CountOffset..]);
        int size = SpisOffset + (count * spiSize);
        error = protocol is not (SecurityProtocol.Ike or SecurityProtocol.Ah or SecurityProtocol.Esp)
                ? DecodeError.Unexpected("protocol", 0)
            : source[SpiSizeOffset] != spiSize ? DecodeError.Unexpected("SPI size", SpiSizeOffset)
            : count > IkeNumber.CountMax || (spiSize == 0 && count > 0)
                ? DecodeError.Unexpected("number of SPIs", CountOffset)
            : source.Length < size ? DecodeError.Truncated(size, source.Length, "SPI")
            : source.Length > size ? DecodeError.Trailing(size)
            : DecodeError.None;
        message = error.IsNone ? new(protocol, ReadSpis(source[SpisOffset..])) : default;
        return error.IsNone;
    }

    /// <inheritdoc/>
    public int Encode(Span<byte> destination)
    {
        destination[0] = (byte)Protocol;
        destination[SpiSizeOffset] = Protocol == SecurityProtocol.Ike ? (byte)0 : (byte)IkeNumber.EspSpiSize;
        BinaryPrimitives.WriteUInt16BigEndian(destination[CountOffset..], checked((ushort)Spis.Count));
        int offset = SpisOffset;
        foreach (uint spi in Spis.Span)
        {
            BinaryPrimitives.WriteUInt32BigEndian(destination[offset..], spi);
            offset += IkeNumber.EspSpiSize;
        }

        return offset;
    }

    private static ValueList<uint> ReadSpis(ReadOnlySpan<byte> source)
    {
        uint[] spis = new uint[source.Length / IkeNumber.EspSpiSize];
        for (int index = 0; index < spis.Length; index++)
        {
            spis[index] = BinaryPrimitives.ReadUInt32BigEndian(source[(index * IkeNumber.EspSpiSize)..]);
        }

        return new(spis);
    }
}
