using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using NUnit.Framework;
using Simulator.Kernel;
using Simulator.Network;
using Tests.Testing;

namespace Tests.Network;

/// <summary>
/// tshark, which is not ours, reads what was on the wire: nothing malformed, no warning, right checksums.
/// </summary>
public sealed class SctpTsharkTests
{
    private const ushort NoDissectorPort = 50_001; // on 36412 tshark would read the payload as S1AP
    private const uint PrivatePpid = 0x7FFF_0001;  // nor is it by its payload protocol: the test is about SCTP
    private const string RightChecksum = "1";

    [Test]
    public void AWholeConversationIsReadWithoutAComplaint([Values] bool isV6)
    {
        var exchange = new SctpExchange(SctpOptions.Default, isV6: isV6, port: NoDissectorPort);
        SctpConnectResult result = exchange.ConnectOnly();
        SctpAssociation a = result.Association!;
        exchange.EndpointB.Accepted.TryReceive(out SctpAssociation? b);
        Send(a, 5);
        Send(b!, 3);
        exchange.RunFor(40_000); // with heartbeats
        a.Send(0, PrivatePpid, SctpExchange.Message(6, 20_000), SctpExchange.Label); // fragments
        a.Shutdown();
        exchange.RunFor(5_000);
        Assert.That(b!.EndReason, Is.EqualTo(SctpEndReason.Shutdown));

        List<Frame> frames = Read(exchange);
        Assert.That(frames.Max(frame => frame.Severity), Is.LessThan(Tshark.Note), Complaints(frames));
        Assert.That(frames.All(frame => frame.Checksum == RightChecksum), Is.True);
        IEnumerable<string> types = frames.SelectMany(frame => frame.ChunkTypes.Split(','))
            .Distinct().Order(StringComparer.Ordinal);
        Assert.That(string.Join(' ', types), Is.EqualTo("0 1 10 11 14 2 3 4 5 7 8"), "every chunk of a good life");
    }

    [Test]
    public void UnderLossOnlyRetransmissionsAreNoted([Values(1, 2, 3)] int seed)
    {
        var link = new LinkOptions
        {
            Delay = SimTime.FromMilliseconds(10),
            Loss = 0.1,
            Duplication = 0.05,
            Reordering = 0.1,
            ReorderingDelay = SimTime.FromMilliseconds(3),
        };
        var exchange = new SctpExchange(
            SctpExchange.Quiet with { MaxInitRetransmits = 30 }, link, seed, port: NoDissectorPort);
        SctpAssociation a = exchange.ConnectOnly().Association!;
        exchange.EndpointB.Accepted.TryReceive(out SctpAssociation? b);
        for (int step = 0; step < 40; step++)
        {
            Send(a, 2);
            Send(b!, 1);
            exchange.RunFor(60);
            SctpExchange.TakeNumbers(b!);
            SctpExchange.TakeNumbers(a);
        }

        a.Shutdown();
        exchange.RunFor(200_000);
        Assert.That(exchange.CountersA.TimeoutRetransmissions + exchange.CountersA.FastRetransmissions, Is.Positive);

        List<Frame> frames = Read(exchange);
        Assert.That(frames.Max(frame => frame.Severity), Is.LessThan(Tshark.Warning), Complaints(frames));
        Assert.That(frames.All(frame => frame.Checksum == RightChecksum), Is.True);
        foreach (Frame frame in frames.Where(frame => frame.Severity >= Tshark.Note))
        {
            Assert.That(frame.Complaint, Does.StartWith("Retransmitted TSN"), "the only note there is");
        }
    }

    [Test]
    public void ErrorsAndAbortsAreReadToo()
    {
        SctpOptions hasty = SctpExchange.Quiet with { ValidCookieLife = SimTime.FromMilliseconds(5) };
        var exchange = new SctpExchange(optionsOfB: hasty, port: NoDissectorPort);
        exchange.ConnectOnly();
        exchange.EndpointB.Close();
        exchange.EndpointB = SctpStack.Of(exchange.B).Open(NoDissectorPort, SctpExchange.Quiet);
        SctpAssociation a = exchange.ConnectOnly().Association!;
        exchange.B.Crash();
        exchange.B.Restart();
        a.Send(0, PrivatePpid, SctpExchange.Message(1, 100), SctpExchange.Label);
        exchange.Simulation.Run();
        exchange.EndpointB = SctpStack.Of(exchange.B).Open(NoDissectorPort, SctpExchange.Quiet);
        a = exchange.ConnectOnly().Association!;
        a.Abort();
        exchange.Simulation.Run();

        List<Frame> frames = Read(exchange);
        Assert.That(frames.Count(frame => frame.ChunkTypes == "9"), Is.EqualTo(9));
        Assert.That(frames.Count(frame => frame.ChunkTypes == "6"), Is.EqualTo(2));
        Assert.That(frames.Max(frame => frame.Severity), Is.LessThan(Tshark.Warning), Complaints(frames));
        Assert.That(frames.All(frame => frame.Checksum == RightChecksum), Is.True);
    }

    private static void Send(SctpAssociation association, int count)
    {
        for (int number = 0; number < count; number++)
        {
            association.Send(
                (ushort)(number % 3),
                PrivatePpid,
                SctpExchange.Message(number, 40 + (number * 700)),
                SctpExchange.Label);
        }
    }

    private static string Complaints(List<Frame> frames) =>
        string.Join(
            '\n',
            frames.Where(frame => frame.Severity >= Tshark.Note).Select(frame => frame.ToString()).Distinct().Take(10));

    private static List<Frame> Read(SctpExchange exchange)
    {
        string folder = Directory.CreateTempSubdirectory("sctp-").FullName;
        try
        {
            string file = Path.Combine(folder, "sctp.pcap");
            exchange.Wire.Sort((left, right) => left.Time.CompareTo(right.Time));
            File.WriteAllBytes(file, Pcap(exchange.Wire));
            string[] lines = Run(file, folder).Split('\n', StringSplitOptions.RemoveEmptyEntries);
            Assert.That(lines, Has.Length.EqualTo(exchange.Wire.Count), "frames that tshark sees");
            return [.. lines.Select(Parse)];
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static Frame Parse(string line)
    {
        string[] columns = line.Split('\t');
        int severity = columns[2].Split(',', StringSplitOptions.RemoveEmptyEntries)
            .Select(value => int.Parse(value, CultureInfo.InvariantCulture)).DefaultIfEmpty().Max();
        return new Frame(columns[0], columns[1], severity, columns[3]);
    }

    private static byte[] Pcap(List<WirePacket> packets)
    {
        const uint NanosecondMagic = 0xA1B23C4D;
        const int RawIp = 101;
        using var file = new MemoryStream();
        byte[] header = new byte[24];
        BinaryPrimitives.WriteUInt32LittleEndian(header, NanosecondMagic);
        BinaryPrimitives.WriteUInt16LittleEndian(header.AsSpan(4), 2);
        BinaryPrimitives.WriteUInt16LittleEndian(header.AsSpan(6), 4);
        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(16), 262_144);
        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(20), RawIp);
        file.Write(header);
        foreach (WirePacket packet in packets)
        {
            byte[] record = new byte[16];
            BinaryPrimitives.WriteInt32LittleEndian(
                record, (int)(packet.Time.Picoseconds / SimTime.PicosecondsPerSecond));
            BinaryPrimitives.WriteInt32LittleEndian(
                record.AsSpan(4),
                (int)(packet.Time.Picoseconds % SimTime.PicosecondsPerSecond / SimTime.PicosecondsPerNanosecond));
            BinaryPrimitives.WriteInt32LittleEndian(record.AsSpan(8), packet.Octets.Length);
            BinaryPrimitives.WriteInt32LittleEndian(record.AsSpan(12), packet.Octets.Length);
            file.Write(record);
            file.Write(packet.Octets);
        }

        return file.ToArray();
    }

    private static string Run(string file, string folder)
    {
        string[] arguments =
        [
            "-n", "-r", file, "-o", "sctp.checksum:CRC-32C", "-o", "ip.check_checksum:TRUE",
            "-T", "fields", "-E", "separator=/t", "-E", "occurrence=a",
            "-e", "sctp.chunk_type", "-e", "sctp.checksum.status",
            "-e", "_ws.expert.severity", "-e", "_ws.expert.message",
        ];
        return Tshark.Run(arguments, folder);
    }

    private sealed record Frame(string ChunkTypes, string Checksum, int Severity, string Complaint);
}
