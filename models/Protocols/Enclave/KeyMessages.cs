using System;
using System.Buffers.Binary;
using Simulator.Protocols.Wire;

namespace Simulator.Protocols.Enclave;

/// <summary>What the messages of key provisioning have in common.</summary>
public static class KeyMessages
{
    // octet  0..1    2         3      4..7
    //        magic   version   kind   id

    /// <summary>Port of key servers (ours: not assigned).</summary>
    public const ushort Port = 4_503;

    internal const int HeaderSize = 8;
    internal const byte RequestKind = 1, AnswerKind = 2, MonitorRequestKind = 3, MonitorAnswerKind = 4, ChangeKind = 5;
    internal const byte DirectoryQuestionKind = 6, DirectoryAnswerKind = 7;
    private const ushort Magic = 0x454B; // "EK"
    private const int VersionOffset = 2, KindOffset = 3, IdOffset = 4;

    internal static DecodeError Check(ReadOnlySpan<byte> source, byte kind, int size) =>
        source.Length < size ? DecodeError.Truncated(size, source.Length)
        : BinaryPrimitives.ReadUInt16BigEndian(source) != Magic ? DecodeError.Unexpected("magic", at: 0)
        : source[VersionOffset] != EnclaveCodes.Version ? DecodeError.Unexpected("version", at: VersionOffset)
        : source[KindOffset] != kind ? DecodeError.Unexpected("kind", at: KindOffset)
        : DecodeError.None;

    internal static uint IdOf(ReadOnlySpan<byte> source) => BinaryPrimitives.ReadUInt32BigEndian(source[IdOffset..]);

    internal static void Write(Span<byte> destination, byte kind, uint id)
    {
        BinaryPrimitives.WriteUInt16BigEndian(destination, Magic);
        destination[VersionOffset] = EnclaveCodes.Version;
        destination[KindOffset] = kind;
        BinaryPrimitives.WriteUInt32BigEndian(destination[IdOffset..], id);
    }
}
