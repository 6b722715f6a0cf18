using System;
using System.Buffers.Binary;
using Simulator.Protocols.Wire;

namespace Simulator.Protocols.Customer;

/// <summary>A customer of a queueing network, as long as the scenario wants it (ours: no standard has one).</summary>
/// <param name="Source">Number of the source among its group.</param>
/// <param name="Id">Number of the customer among those of its source, from 0.</param>
/// <param name="StartPicoseconds">When it arrived, in picoseconds of simulated time; not negative.</param>
/// <param name="Size">Octets of the message, at least <see cref="SizeMin"/>.</param>
public readonly record struct CustomerMessage(ushort Source, ulong Id, long StartPicoseconds, int Size)
    : IWireMessage<CustomerMessage>
{
    // octet   0..1    2..3     4..11   12..19   20..23   24..
    //         magic   source   id      start    size     padding, zero
    private const ushort Magic = 0x5143; // "QC"
    private const int SourceOffset = 2, IdOffset = 4, StartOffset = 12, SizeOffset = 20;

    /// <summary>Octets without padding; also what a receiver of a stream needs to know the size.</summary>
    public const int SizeMin = 24;

    int IWireMessage.EncodedSize => Size;

    /// <summary>Size of the message that begins a stream;
    /// false if it is not known yet or no customer begins there.</summary>
    /// <param name="stream">The octets received so far.</param>
    /// <param name="size">Octets of the message.</param>
    public static bool TryReadSize(ReadOnlySpan<byte> stream, out int size)
    {
        size = stream.Length < SizeMin ? 0 : BinaryPrimitives.ReadInt32BigEndian(stream[SizeOffset..]);
        return size >= SizeMin && BinaryPrimitives.ReadUInt16BigEndian(stream) == Magic;
    }

    /// <inheritdoc/>
    public static bool TryDecode(ReadOnlySpan<byte> source, out CustomerMessage message, out DecodeError error)
    {
        error = source.Length < SizeMin ? DecodeError.Truncated(need: SizeMin, have: source.Length)
            : BinaryPrimitives.ReadUInt16BigEndian(source) != Magic ? DecodeError.Unexpected("magic", at: 0)
            : BinaryPrimitives.ReadInt64BigEndian(source[StartOffset..]) < 0
                ? DecodeError.Unexpected("start", at: StartOffset)
            : CheckSize(BinaryPrimitives.ReadInt32BigEndian(source[SizeOffset..]), source);
        message = !error.IsNone ? default : new(
            BinaryPrimitives.ReadUInt16BigEndian(source[SourceOffset..]),
            BinaryPrimitives.ReadUInt64BigEndian(source[IdOffset..]),
            BinaryPrimitives.ReadInt64BigEndian(source[StartOffset..]),
            source.Length);
        return error.IsNone;
    }

    /// <inheritdoc/>
    public int Encode(Span<byte> destination)
    {
        BinaryPrimitives.WriteUInt16BigEndian(destination, Magic);
        BinaryPrimitives.WriteUInt16BigEndian(destination[SourceOffset..], Source);
        BinaryPrimitives.WriteUInt64BigEndian(destination[IdOffset..], Id);
        BinaryPrimitives.WriteInt64BigEndian(destination[StartOffset..], StartPicoseconds);
        BinaryPrimitives.WriteInt32BigEndian(destination[SizeOffset..], Size);
        destination[SizeMin..Size].Clear();
        return Size;
    }

    // What follows the message is not part of it: a datagram or a framed message is exactly as long as it says.
    private static DecodeError CheckSize(int size, ReadOnlySpan<byte> source)
    {
        if (size < SizeMin)
        {
            return DecodeError.Unexpected("size", at: SizeOffset);
        }

        if (size != source.Length)
        {
            return size > source.Length
                ? DecodeError.Truncated(need: size, have: source.Length, "padding")
                : DecodeError.Trailing(at: size);
        }

        int padding = source[SizeMin..].IndexOfAnyExcept((byte)0);
        return padding < 0 ? DecodeError.None : DecodeError.Unexpected("padding", at: SizeMin + padding);
    }
}
