using System;
using System.Buffers.Binary;

namespace Simulator.Network;

/// <summary>Chunks of one packet, one after the other, with room for the common header before them.</summary>
internal ref struct SctpPacketWriter(Span<byte> buffer)
{
    private readonly Span<byte> _buffer = buffer;

    /// <summary>Octets so far, the common header included.</summary>
    public int Size { get; private set; } = SctpHeader.Size;

    /// <summary>True without a chunk.</summary>
    public readonly bool IsEmpty => Size == SctpHeader.Size;

    /// <summary>Octets that are left.</summary>
    public readonly int Room => _buffer.Length - Size;

    /// <summary>The packet.</summary>
    public readonly Span<byte> Octets => _buffer[..Size];

    /// <summary>True if a chunk of this length can be added.</summary>
    public readonly bool Fits(int length) => SctpTlv.Pad(length) <= Room;

    /// <summary>Adds a chunk, its padding zero.</summary>
    /// <param name="type">Chunk type.</param>
    /// <param name="flags">Chunk flags.</param>
    /// <param name="length">Octets with the chunk header, without padding.</param>
    /// <returns>The value, dirty.</returns>
    public Span<byte> Add(byte type, byte flags, int length)
    {
        Span<byte> chunk = _buffer.Slice(Size, SctpTlv.Pad(length));
        Size += chunk.Length;
        chunk[0] = type;
        chunk[1] = flags;
        BinaryPrimitives.WriteUInt16BigEndian(chunk[SctpChunk.LengthOffset..], (ushort)length);
        chunk[length..].Clear();
        return chunk[SctpChunk.HeaderSize..length];
    }

    /// <summary>Adds a chunk without a value.</summary>
    public void Add(byte type, byte flags = 0) => Add(type, flags, SctpChunk.HeaderSize);

    /// <summary>Adds ERROR or ABORT with one cause; of a long value as much as there is room for.</summary>
    public void AddCause(byte type, byte flags, SctpCause cause, scoped ReadOnlySpan<byte> value)
    {
        if (cause == SctpCause.None)
        {
            Add(type, flags);
            return;
        }

        value = value[..Math.Min(value.Length, Math.Max(0, (Room & ~3) - SctpChunk.HeaderSize - SctpTlv.HeaderSize))];
        int causeSize = SctpTlv.HeaderSize + value.Length;
        Span<byte> written = Add(type, flags, SctpChunk.HeaderSize + SctpTlv.Pad(causeSize));
        SctpTlv.Write(written, (ushort)cause, value);
    }
}
