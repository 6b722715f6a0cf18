using System;
using System.Buffers.Binary;
using Simulator.Protocols.Wire;

namespace Simulator.Protocols.Ike;

/// <summary>N: an error or a status (§3.10).</summary>
/// <param name="Type">What is notified.</param>
/// <param name="Data">Data of the type.</param>
/// <param name="Protocol">Protocol of the SPI; none without SPI.</param>
/// <param name="Spi">The association that is meant, or nothing.</param>
public readonly record struct NotifyPayload(
    NotifyType Type, Octets Data = default, SecurityProtocol Protocol = SecurityProtocol.None, Octets Spi = default)
    : IWireMessage<NotifyPayload>
{
    // octet   0         1         2..3   4..
    //         protocol  SPI size  type   SPI, data
    private const int SpiSizeOffset = 1, TypeOffset = 2, SpiOffset = 4;

    /// <inheritdoc/>
    public int EncodedSize => SpiOffset + Spi.Size + Data.Size;

    /// <summary>True for an error, false for a status.</summary>
    public bool IsError => Type < IkeNumber.StatusTypes;

    /// <inheritdoc/>
    public static bool TryDecode(ReadOnlySpan<byte> source, out NotifyPayload message, out DecodeError error)
    {
        message = default;
        if (source.Length < SpiOffset)
        {
            error = DecodeError.Truncated(SpiOffset, source.Length, "notify");
            return false;
        }

        int dataOffset = SpiOffset + source[SpiSizeOffset];
        error = source.Length < dataOffset
            ? DecodeError.Truncated(dataOffset, source.Length, "SPI")
            : DecodeError.None;
        message = !error.IsNone ? default : new(
            (NotifyType)BinaryPrimitives.ReadUInt16BigEndian(source[TypeOffset..]),
            new Octets(source[dataOffset..]),
            (SecurityProtocol)source[0],
            new Octets(source[SpiOffset..dataOffset]));
        return error.IsNone;
    }

    /// <inheritdoc/>
    public int Encode(Span<byte> destination)
    {
        destination[0] = (byte)Protocol;
        destination[SpiSizeOffset] = checked((byte)Spi.Size);
        BinaryPrimitives.WriteUInt16BigEndian(destination[TypeOffset..], (ushort)Type);
        Spi.CopyTo(destination[SpiOffset..]);
        return SpiOffset + Spi.Size + Data.CopyTo(destination[(SpiOffset + Spi.Size)..]);
    }
}
