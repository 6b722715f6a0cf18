using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.IO;
using System.Text;
using Simulator.Kernel;

namespace Simulator.Results;

/// <summary>Link types of captures (the registry at tcpdump.org).</summary>
public enum CaptureLinkType : ushort
{
    /// <summary>LINKTYPE_RAW: a packet starts with its IP header.</summary>
    RawIp = 101,

    /// <summary>LINKTYPE_WIRESHARK_UPPER_PDU: tags that name the dissector, then the message.</summary>
    ExportedPdu = 252,
}

/// <summary>Kinds of secrets that a capture can carry (draft-ietf-opsawg-pcapng §4.7).</summary>
public enum CaptureSecrets : uint
{
    /// <summary>TLS key log.</summary>
    TlsKeyLog = 0x544C534B,

    /// <summary>WireGuard key log.</summary>
    WireGuardKeyLog = 0x57474B4C,
}

/// <summary>
/// Writes a pcapng file (draft-ietf-opsawg-pcapng) as a stream: one section of unknown length, an interface a link,
/// nanosecond times since 1970. It holds nothing of the machine and no wall clock, so the same packets give the same
/// octets.
/// </summary>
public sealed class PcapngWriter : IDisposable
{
    /// <summary>
    /// Start of the simulation in a capture, and of everything simulated: 2025-01-01T00:00:00Z, in Unix seconds.
    /// </summary>
    public const long EpochUnixSeconds = 1_735_689_600;

    /// <summary>Packets of a capture unless said otherwise.</summary>
    public const int DefaultPacketMax = 100_000;

    private const uint SectionHeader = 0x0A0D0D0A, InterfaceDescription = 1, EnhancedPacket = 6, DecryptionSecrets = 10;
    private const uint ByteOrderMagic = 0x1A2B3C4D;
    private const ushort EndOfOptions = 0, Comment = 1, UserApplication = 4, InterfaceName = 2, TimeResolution = 9;
    private const byte Nanoseconds = 9;
    private const int DissectorNameTag = 12, HeadSize = 8, TailSize = 4;

    private readonly Stream _stream;
    private readonly bool _isOwner;
    private readonly Dictionary<string, byte[]> _dissectorTags = new(StringComparer.Ordinal);
    private readonly List<CaptureLinkType> _interfaces = [];
    private byte[] _block = new byte[2048];
    private int _size;

    /// <summary>Starts a file.</summary>
    /// <param name="stream">Where to.</param>
    /// <param name="leaveOpen">The stream is not closed with the writer.</param>
    public PcapngWriter(Stream stream, bool leaveOpen = false)
    {
        ArgumentNullException.ThrowIfNull(stream);
        _stream = stream;
        _isOwner = !leaveOpen;
        WriteSectionHeader();
    }

    /// <summary>Packets written.</summary>
    public long PacketCount { get; private set; }

    /// <summary>Declares an interface; the first has index 0.</summary>
    /// <param name="name">Its name: the id of a link.</param>
    /// <param name="type">What its packets are.</param>
    /// <returns>Its index.</returns>
    public int AddInterface(string name, CaptureLinkType type)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        Begin(InterfaceDescription);
        Put((ushort)type);
        Put((ushort)0);
        Put(0u); // no limit on the size of packets
        PutOption(InterfaceName, Encoding.UTF8.GetBytes(name));
        PutOption(TimeResolution, [Nanoseconds]);
        PutOption(EndOfOptions, []);
        End();
        _interfaces.Add(type);
        return _interfaces.Count - 1;
    }

    /// <summary>Adds secrets; they serve the packets that follow.</summary>
    /// <param name="kind">Format of the secrets.</param>
    /// <param name="text">As a key log file has them.</param>
    public void AddSecrets(CaptureSecrets kind, string text)
    {
        byte[] octets = Encoding.ASCII.GetBytes(text);
        Begin(DecryptionSecrets);
        Put((uint)kind);
        Put((uint)octets.Length);
        PutPadded(octets);
        End();
    }

    /// <summary>Adds an IP packet.</summary>
    /// <param name="index">Index of the interface.</param>
    /// <param name="time">When its first octet left.</param>
    /// <param name="octets">From its IP header on.</param>
    /// <param name="comment">A comment, or null.</param>
    public void AddPacket(int index, SimTime time, ReadOnlySpan<byte> octets, string? comment = null)
    {
        Invariant.Require(_interfaces[index] == CaptureLinkType.RawIp, "an IP packet is on an IP link");
        AddPacket(index, time, [], octets, comment);
    }

    /// <summary>Adds a message without lower layers.</summary>
    /// <param name="index">Index of the interface.</param>
    /// <param name="time">When its first octet left.</param>
    /// <param name="dissector">What Wireshark calls the protocol, as in <c>nas-eps</c>.</param>
    /// <param name="octets">The message.</param>
    /// <param name="comment">A comment, or null.</param>
    public void AddMessage(int index, SimTime time, string dissector, ReadOnlySpan<byte> octets, string? comment = null)
    {
        Invariant.Require(_interfaces[index] == CaptureLinkType.ExportedPdu, "a bare message is on a link of records");
        if (!_dissectorTags.TryGetValue(dissector, out byte[]? tags))
        {
            tags = DissectorTags(dissector);
            _dissectorTags.Add(dissector, tags);
        }

        AddPacket(index, time, tags, octets, comment);
    }

    /// <summary>Flushes and, unless told otherwise, closes the stream.</summary>
    public void Dispose()
    {
        _stream.Flush();
        if (_isOwner)
        {
            _stream.Dispose();
        }
    }

    private void WriteSectionHeader()
    {
        const ulong UnknownLength = ulong.MaxValue;
        Begin(SectionHeader);
        Put(ByteOrderMagic);
        Put((ushort)1); // version 1.0
        Put((ushort)0);
        Put((uint)(UnknownLength & uint.MaxValue));
        Put((uint)(UnknownLength >> 32));
        PutOption(UserApplication, "simulator"u8);
        PutOption(EndOfOptions, []);
        End();
    }

    private void AddPacket(
        int index, SimTime time, ReadOnlySpan<byte> tags, ReadOnlySpan<byte> octets, string? comment)
    {
        const long NanosecondsPerSecond = 1_000_000_000;
        long nanoseconds = (EpochUnixSeconds * NanosecondsPerSecond)
            + (time.Picoseconds / SimTime.PicosecondsPerNanosecond);
        uint size = (uint)(tags.Length + octets.Length);
        Begin(EnhancedPacket);
        Put((uint)index);
        Put((uint)(nanoseconds >> 32));
        Put((uint)(nanoseconds & uint.MaxValue));
        Put(size);
        Put(size);
        PutRaw(tags); // a multiple of four octets
        PutPadded(octets);
        if (comment is not null)
        {
            PutOption(Comment, Encoding.UTF8.GetBytes(comment));
            PutOption(EndOfOptions, []);
        }

        End();
        PacketCount++;
    }

    // The name, padded with zeros, and the end tag: what Wireshark's "export PDUs" writes.
    private static byte[] DissectorTags(string dissector)
    {
        int nameSize = Padded(Encoding.ASCII.GetByteCount(dissector));
        byte[] tags = new byte[4 + nameSize + 4];
        BinaryPrimitives.WriteUInt16BigEndian(tags, DissectorNameTag);
        BinaryPrimitives.WriteUInt16BigEndian(tags.AsSpan(2), (ushort)nameSize);
        Encoding.ASCII.GetBytes(dissector, tags.AsSpan(4));
        return tags;
    }

    private static int Padded(int size) => (size + 3) / 4 * 4;

    private void Begin(uint type)
    {
        _size = 0;
        Put(type);
        Put(0u); // the length, when it is known
    }

    private void End()
    {
        uint length = (uint)(_size + TailSize);
        BinaryPrimitives.WriteUInt32LittleEndian(_block.AsSpan(HeadSize - sizeof(uint)), length);
        Put(length);
        _stream.Write(_block.AsSpan(0, _size));
    }

    private void PutOption(ushort code, ReadOnlySpan<byte> value)
    {
        Invariant.Require(value.Length <= ushort.MaxValue, "an option has at most 65,535 octets");
        Put(code);
        Put((ushort)value.Length);
        PutPadded(value);
    }

    private void Put(ushort value) => BinaryPrimitives.WriteUInt16LittleEndian(Room(sizeof(ushort)), value);

    private void Put(uint value) => BinaryPrimitives.WriteUInt32LittleEndian(Room(sizeof(uint)), value);

    private void PutRaw(ReadOnlySpan<byte> octets) => octets.CopyTo(Room(octets.Length));

    private void PutPadded(ReadOnlySpan<byte> octets)
    {
        PutRaw(octets);
        Room(Padded(octets.Length) - octets.Length).Clear();
    }

    private Span<byte> Room(int size)
    {
        int start = _size;
        _size += size;
        if (_size > _block.Length)
        {
            Array.Resize(ref _block, Math.Max(_size, 2 * _block.Length));
        }

        return _block.AsSpan(start, size);
    }
}
