using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.IO;
using System.Text;
using NUnit.Framework;
using Tests.Testing;

namespace Tests.Protocols;

/// <summary>Lets tshark read our octets: each PDU is a frame of an exported-PDU capture (link type 252).</summary>
internal static class BarePdus
{
    private const int LinkTypeExportedPdu = 252, TagDissectorName = 12, FileHeaderSize = 24, RecordHeaderSize = 16;

    /// <summary>Reads the PDUs and fails the test if tshark finds one malformed, warns of it or finds a note.</summary>
    /// <param name="dissector">tshark's name of the protocol: <c>nas-eps</c>, <c>s1ap</c>, <c>diameter</c>.</param>
    /// <param name="pdus">One frame each.</param>
    /// <param name="options">Preferences as for <c>-o</c>, e.g. <c>nas-eps.null_decipher:FALSE</c>.</param>
    /// <param name="fields">Further fields to read from each frame.</param>
    internal static IReadOnlyList<TsharkFrame> ReadClean(
        string dissector, IReadOnlyList<byte[]> pdus, string[]? options = null, string[]? fields = null)
    {
        IReadOnlyList<TsharkFrame> frames = Read(dissector, pdus, options, fields);
        Assert.Multiple(() =>
        {
            for (int index = 0; index < frames.Count; index++)
            {
                Assert.That(
                    frames[index].Severity,
                    Is.LessThan(Tshark.Note),
                    $"{frames[index].Info}: {frames[index].Complaint}: {Convert.ToHexString(pdus[index])}");
            }
        });
        return frames;
    }

    /// <summary>Reads the PDUs, whatever tshark thinks of them.</summary>
    internal static IReadOnlyList<TsharkFrame> Read(
        string dissector, IReadOnlyList<byte[]> pdus, string[]? options = null, string[]? fields = null) =>
        Tshark.ReadCapture(Pcap(dissector, pdus), pdus.Count, options, fields);

    /// <summary>A pcap file of exported PDUs: before each the dissector's name, padded, and an end tag.</summary>
    private static byte[] Pcap(string dissector, IReadOnlyList<byte[]> pdus)
    {
        int nameSize = (dissector.Length + 3) / 4 * 4;
        byte[] tags = new byte[4 + nameSize + 4];
        BinaryPrimitives.WriteUInt16BigEndian(tags, TagDissectorName);
        BinaryPrimitives.WriteUInt16BigEndian(tags.AsSpan(2), (ushort)nameSize);
        Encoding.ASCII.GetBytes(dissector, tags.AsSpan(4));

        using var file = new MemoryStream();
        file.Write(FileHeader());
        for (int index = 0; index < pdus.Count; index++)
        {
            file.Write(RecordHeader(index, tags.Length + pdus[index].Length));
            file.Write(tags);
            file.Write(pdus[index]);
        }

        return file.ToArray();
    }

    private static byte[] FileHeader()
    {
        byte[] header = new byte[FileHeaderSize];
        BinaryPrimitives.WriteUInt32LittleEndian(header, 0xA1B2C3D4);
        BinaryPrimitives.WriteUInt16LittleEndian(header.AsSpan(4), 2);
        BinaryPrimitives.WriteUInt16LittleEndian(header.AsSpan(6), 4);
        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(16), 262_144);
        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(20), LinkTypeExportedPdu);
        return header;
    }

    private static byte[] RecordHeader(int seconds, int size)
    {
        byte[] header = new byte[RecordHeaderSize];
        BinaryPrimitives.WriteInt32LittleEndian(header, seconds);
        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(8), size);
        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(12), size);
        return header;
    }
}
