using System;
using System.Buffers.Binary;

namespace Simulator.Network;

/// <summary>DATA: a user message or a fragment of one (RFC 9260 §3.3.1).</summary>
public readonly ref struct DataChunk
{
    // octet  0  1              2..3    4..7  8..9    10..11           12..15  16..
    //        0  reserved|IUBE  length  TSN   stream  sequence number  PPID    user data

    /// <summary>Octets before the user data.</summary>
    public const int HeaderSize = 16;

    private const int TsnOffset = 4, StreamOffset = 8, SequenceOffset = 10, PpidOffset = 12;

    /// <summary>Flags: beginning, end, unordered, immediate.</summary>
    public byte Flags { get; init; }

    /// <summary>Transmission sequence number.</summary>
    public uint Tsn { get; init; }

    /// <summary>Stream.</summary>
    public ushort Stream { get; init; }

    /// <summary>Sequence number within the stream.</summary>
    public ushort Ssn { get; init; }

    /// <summary>Payload protocol identifier.</summary>
    public uint Ppid { get; init; }

    /// <summary>The user data.</summary>
    public ReadOnlySpan<byte> UserData { get; init; }

    /// <summary>True for the first fragment of a message.</summary>
    public bool IsBeginning => (Flags & SctpFlag.Beginning) != 0;

    /// <summary>True for the last fragment of a message.</summary>
    public bool IsEnd => (Flags & SctpFlag.End) != 0;

    /// <summary>True if it is delivered without order.</summary>
    public bool IsUnordered => (Flags & SctpFlag.Unordered) != 0;

    /// <summary>Reads a chunk that is well formed.</summary>
    /// <param name="chunk">The chunk.</param>
    public static DataChunk Read(in SctpChunk chunk) => new()
    {
        Flags = chunk.Flags,
        Tsn = BinaryPrimitives.ReadUInt32BigEndian(chunk.Octets[TsnOffset..]),
        Stream = BinaryPrimitives.ReadUInt16BigEndian(chunk.Octets[StreamOffset..]),
        Ssn = BinaryPrimitives.ReadUInt16BigEndian(chunk.Octets[SequenceOffset..]),
        Ppid = BinaryPrimitives.ReadUInt32BigEndian(chunk.Octets[PpidOffset..]),
        UserData = chunk.Octets[HeaderSize..],
    };

    /// <summary>Writes what follows the chunk header.</summary>
    /// <param name="value">The chunk's value, as long as this needs.</param>
    internal void WriteValue(Span<byte> value)
    {
        BinaryPrimitives.WriteUInt32BigEndian(value, Tsn);
        BinaryPrimitives.WriteUInt16BigEndian(value[(StreamOffset - SctpChunk.HeaderSize)..], Stream);
        BinaryPrimitives.WriteUInt16BigEndian(value[(SequenceOffset - SctpChunk.HeaderSize)..], Ssn);
        BinaryPrimitives.WriteUInt32BigEndian(value[(PpidOffset - SctpChunk.HeaderSize)..], Ppid);
        UserData.CopyTo(value[(HeaderSize - SctpChunk.HeaderSize)..]);
    }
}
