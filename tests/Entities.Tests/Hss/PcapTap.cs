using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using Simulator.Kernel;
using Simulator.Network;

namespace Tests.Entities;

/// <summary>Writes what is sent into a capture of raw IP packets (link type 101) with times in nanoseconds.</summary>
internal sealed class PcapTap : ITap
{
    private const uint NanosecondMagic = 0xA1B23C4D;
    private const int RawIp = 101;

    private readonly List<byte> _file = [];

    public PcapTap()
    {
        Span<byte> header = stackalloc byte[24];
        header.Clear();
        BinaryPrimitives.WriteUInt32LittleEndian(header, NanosecondMagic);
        BinaryPrimitives.WriteUInt16LittleEndian(header[4..], 2);
        BinaryPrimitives.WriteUInt16LittleEndian(header[6..], 4);
        BinaryPrimitives.WriteInt32LittleEndian(header[16..], 262_144);
        BinaryPrimitives.WriteInt32LittleEndian(header[20..], RawIp);
        _file.AddRange(header);
    }

    public int FrameCount { get; private set; }

    public byte[] Capture => _file.ToArray();

    public void Sent(LinkDirection direction, Packet packet, SimTime time, bool isFirst)
    {
        Span<byte> header = stackalloc byte[16];
        long nanoseconds = time.Picoseconds / SimTime.PicosecondsPerNanosecond;
        BinaryPrimitives.WriteInt32LittleEndian(header, (int)(nanoseconds / 1_000_000_000));
        BinaryPrimitives.WriteInt32LittleEndian(header[4..], (int)(nanoseconds % 1_000_000_000));
        BinaryPrimitives.WriteInt32LittleEndian(header[8..], packet.Size);
        BinaryPrimitives.WriteInt32LittleEndian(header[12..], packet.Size);
        _file.AddRange(header);
        _file.AddRange(packet.Octets);
        FrameCount++;
    }

    public void Withdrawn(LinkDirection direction, Packet packet)
    {
    }

    public void Delivered(LinkDirection direction, Packet packet, SimTime time)
    {
    }

    public void Dropped(LinkDirection? direction, Node node, Packet packet, DropReason reason, SimTime time)
    {
    }
}
