using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Text;
using NUnit.Framework;

namespace Tests.Protocols;

/// <summary>What tshark, a decoder that is not ours, reads in one frame.</summary>
/// <param name="Protocol">Its protocol column, e.g. <c>NAS-EPS</c>.</param>
/// <param name="Info">Its info column: the names of the messages.</param>
/// <param name="Severity">The worst expert severity: 0 none, else a constant of <see cref="Tshark"/>.</param>
/// <param name="Complaint">The expert messages.</param>
/// <param name="Fields">The first value of each field asked for, in that order; empty if absent.</param>
internal sealed record TsharkFrame(
    string Protocol, string Info, int Severity, string Complaint, IReadOnlyList<string> Fields);

/// <summary>Lets tshark read our octets: each PDU is a frame of an exported-PDU capture (link type 252).</summary>
internal static class Tshark
{
    /// <summary>Expert severities of tshark (epan/proto.h), as its fields print them.</summary>
    internal const int Note = 0x400000, Warning = 0x600000, Error = 0x800000;

    private const int LinkTypeExportedPdu = 252, TagDissectorName = 12, FileHeaderSize = 24, RecordHeaderSize = 16;
    private const int WaitMilliseconds = 30_000;

    private static readonly string[] Columns =
        ["_ws.col.Protocol", "_ws.col.Info", "_ws.expert.severity", "_ws.expert.message"];

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
                    Is.LessThan(Note),
                    $"{frames[index].Info}: {frames[index].Complaint}: {Convert.ToHexString(pdus[index])}");
            }
        });
        return frames;
    }

    /// <summary>Reads the PDUs, whatever tshark thinks of them.</summary>
    internal static IReadOnlyList<TsharkFrame> Read(
        string dissector, IReadOnlyList<byte[]> pdus, string[]? options = null, string[]? fields = null) =>
        ReadCapture(Pcap(dissector, pdus), pdus.Count, options, fields);

    /// <summary>Reads a capture file that the test has made itself, e.g. with transport headers.</summary>
    /// <param name="capture">The file.</param>
    /// <param name="frameCount">How many frames it holds.</param>
    /// <param name="options">Preferences as for <c>-o</c>.</param>
    /// <param name="fields">Further fields to read from each frame.</param>
    internal static IReadOnlyList<TsharkFrame> ReadCapture(
        byte[] capture, int frameCount, string[]? options = null, string[]? fields = null)
    {
        string folder = Directory.CreateTempSubdirectory("tshark-").FullName;
        try
        {
            string file = Path.Combine(folder, "exported.pcap");
            File.WriteAllBytes(file, capture);
            List<string> columns = [.. Columns]; // tshark prints a field once, however often it is asked for
            foreach (string field in fields ?? [])
            {
                columns.AddRange(columns.Contains(field) ? [] : [field]);
            }

            string output = Run(Arguments(file, options ?? [], columns), folder);
            string[] lines = output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
            Assert.That(lines, Has.Length.EqualTo(frameCount), "frames that tshark sees");
            return Array.ConvertAll(lines, line => Parse(line, columns, fields ?? []));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static List<string> Arguments(string file, string[] options, List<string> columns)
    {
        List<string> arguments = ["-n", "-r", file, "-T", "fields", "-E", "separator=/t", "-E", "occurrence=a"];
        foreach (string option in options)
        {
            arguments.AddRange(["-o", option]);
        }

        foreach (string field in columns)
        {
            arguments.AddRange(["-e", field]);
        }

        return arguments;
    }

    private static string Run(List<string> arguments, string folder)
    {
        var start = new ProcessStartInfo("tshark", arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["WIRESHARK_CONFIG_DIR"] = folder; // nobody's own preferences
        var complaints = new StringBuilder();
        using Process process = Start(start);
        process.ErrorDataReceived += (_, line) => complaints.AppendLine(line.Data);
        process.BeginErrorReadLine();
        string output = process.StandardOutput.ReadToEnd();
        Assert.That(process.WaitForExit(WaitMilliseconds), Is.True, "tshark does not end");
        process.WaitForExit();
        Assert.That(process.ExitCode, Is.Zero, complaints.ToString()); // an unknown field prints nothing and exits 1
        return output;
    }

    private static Process Start(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception missing)
        {
            throw new AssertionException(
                "tshark is missing: `./simulate test` installs it, or by hand `apt-get install tshark`", missing);
        }
    }

    private static TsharkFrame Parse(string line, List<string> columns, string[] fields)
    {
        string[] values = line.Split('\t');
        int severity = 0;
        foreach (string value in values[2].Split(',', StringSplitOptions.RemoveEmptyEntries))
        {
            severity = Math.Max(severity, int.Parse(value, CultureInfo.InvariantCulture));
        }

        string[] first = Array.ConvertAll(fields, field => values[columns.IndexOf(field)].Split(',')[0]);
        return new(values[0], values[1], severity, values[3], first);
    }

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
