using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using NUnit.Framework;
using Simulator.Kernel;
using Simulator.Results;
using Tests.Testing;

namespace Tests.Results;

public sealed class PcapngWriterTests
{
    private static readonly string Vectors = Path.Combine(TestContext.CurrentContext.TestDirectory, "vectors");

    // UDP 10.0.0.1:1000 -> 10.0.0.2:2000, four octets, checksums right
    private static readonly byte[] Datagram = Convert.FromHexString(
        "45000020000000004011" + "66CB" + "0A0000010A000002" + "03E807D0000C" + "0000" + "DEADBEEF");

    private Folder _folder = null!;

    [SetUp]
    public void Begin() => _folder = new Folder();

    [TearDown]
    public void End() => _folder.Dispose();

    private string Capture(Action<PcapngWriter> write)
    {
        string path = _folder["capture.pcapng"];
        using var writer = new PcapngWriter(File.Create(path));
        write(writer);
        return path;
    }

    private static byte[] InMemory(Action<PcapngWriter> write)
    {
        using var stream = new MemoryStream();
        using (var writer = new PcapngWriter(stream, leaveOpen: true))
        {
            write(writer);
        }

        return stream.ToArray();
    }

    private string EmptyProfile => Directory.CreateDirectory(_folder["empty"]).FullName;

    [Test]
    public void Tshark_reads_times_interfaces_lengths_and_comments()
    {
        string file = Capture(writer =>
        {
            int first = writer.AddInterface("s1:enb/0-mme/0", CaptureLinkType.RawIp);
            int second = writer.AddInterface("s6a:mme/0-hss/0", CaptureLinkType.RawIp);
            writer.AddPacket(first, SimTime.Zero, Datagram);
            writer.AddPacket(second, new SimTime(1_234_567_890_123_999), Datagram, "fault: corrupt-1");
            writer.AddPacket(first, SimTime.FromSeconds(9_000_000), Datagram.AsSpan(0, 27), "Grüße, 7 octets");
        });
        string[][] frames = Tshark.Fields(
            file, EmptyProfile, "", "frame.time_epoch", "frame.interface_name", "frame.len", "frame.comment", "ip.src");
        Assert.That(Array.ConvertAll(frames, frame => string.Join('|', frame)), Is.EqualTo((string[])
        [
            "1735689600.000000000|s1:enb/0-mme/0|32||10.0.0.1",
            "1735690834.567890123|s6a:mme/0-hss/0|32|fault: corrupt-1|10.0.0.1",
            "1744689600.000000000|s1:enb/0-mme/0|27|Grüße, 7 octets|10.0.0.1",
        ]));
    }

    [Test]
    public void Time_zero_is_the_first_of_january_2025() => Assert.That(
        DateTimeOffset.FromUnixTimeSeconds(PcapngWriter.EpochUnixSeconds),
        Is.EqualTo(new DateTimeOffset(2025, 1, 1, 0, 0, 0, TimeSpan.Zero)));

    [Test]
    public void A_bare_message_is_named_without_any_option()
    {
        string file = Capture(writer =>
        {
            int radio = writer.AddInterface("radio:ue/0-enb/0", CaptureLinkType.ExportedPdu);
            writer.AddMessage(radio, SimTime.Zero, "nas-eps", [0x07, 0x54]);
            writer.AddMessage(radio, SimTime.FromMilliseconds(1), "nas-eps", [0x07, 0x55, 0x01], "a comment");
            writer.AddMessage(radio, SimTime.FromMilliseconds(2), "sip", "OPTIONS sip:a SIP/2.0\r\n\r\n"u8);
        });
        string[][] frames = Tshark.Fields(file, EmptyProfile, "", "_ws.col.Protocol", "_ws.col.Info", "frame.comment");
        Assert.That(frames[0], Is.EqualTo((string[])["NAS-EPS", "Authentication reject", ""]));
        Assert.That(frames[1], Is.EqualTo((string[])["NAS-EPS", "Identity request", "a comment"]));
        Assert.That(frames[2][0], Is.EqualTo("SIP"));
    }

    [Test]
    public void Secrets_in_the_file_decrypt_what_follows()
    {
        string[] lines = File.ReadAllLines(Path.Combine(Vectors, "wireguard.txt"));
        string keys = "";
        List<byte[]> packets = [];
        foreach (string line in lines)
        {
            string[] cells = line.Split('\t');
            keys += cells[0] == "key" ? cells[1] + "\n" : "";
            if (cells[0] == "packet")
            {
                packets.Add(Convert.FromHexString(cells[1]));
            }
        }

        Assert.That(EchoCount(withSecrets: true), Is.EqualTo(2));
        Assert.That(EchoCount(withSecrets: false), Is.Zero);

        int EchoCount(bool withSecrets)
        {
            string file = Capture(writer =>
            {
                int link = writer.AddInterface("internet", CaptureLinkType.RawIp);
                if (withSecrets)
                {
                    writer.AddSecrets(CaptureSecrets.WireGuardKeyLog, keys);
                }

                packets.ForEach(packet => writer.AddPacket(link, SimTime.Zero, packet));
            });
            return Tshark.Fields(file, EmptyProfile, "icmp", "frame.number").Length;
        }
    }

    [Test]
    public void The_profile_decrypts_ikev2_and_esp_and_verifies_checksums()
    {
        var profile = new WiresharkProfile();
        List<byte[]> packets = [];
        foreach (string line in File.ReadAllLines(Path.Combine(Vectors, "ikev2-esp.txt")))
        {
            string[] cells = line.Split('\t');
            switch (cells[0])
            {
                case "esp":
                    profile.Add(Esp(cells));
                    break;
                case "ike":
                    profile.Add(Ike(cells));
                    break;
                case "packet":
                    packets.Add(Convert.FromHexString(cells[1]));
                    break;
            }
        }

        packets.Add(
            Convert.FromHexString(Convert.ToHexString(Datagram).Replace("66CB", "66CC", StringComparison.Ordinal)));
        string file = Capture(writer =>
        {
            int link = writer.AddInterface("gprs", CaptureLinkType.RawIp);
            packets.ForEach(packet => writer.AddPacket(link, SimTime.Zero, packet));
        });
        string folder = _folder.Written(profile);
        Assert.That(Count("isakmp.auth.data"), Is.EqualTo(4));
        Assert.That(Count("icmp && esp.icv_good == 1"), Is.EqualTo(4));
        Assert.That(Count("esp.icv_bad == 1"), Is.Zero);
        Assert.That(Count("ip.checksum.status == \"Bad\""), Is.EqualTo(1)); // the last one alone
        Assert.That(Count("ip.checksum.status == \"Good\""), Is.EqualTo(packets.Count - 1 + 4)); // and those inside

        int Count(string filter) => Tshark.Fields(file, folder, filter, "frame.number").Length == 0
            ? 0
            : Sum(Tshark.Fields(file, folder, filter, filter.Contains("Good") ? "ip.checksum.status" : "frame.number"));
    }

    // Frames, or the values of a field that occurs several times in a frame.
    private static int Sum(string[][] frames)
    {
        int sum = 0;
        foreach (string[] frame in frames)
        {
            sum += frame[0].Split(',').Length;
        }

        return sum;
    }

    private static EspAssociation Esp(string[] cells) => new(
        cells[1], cells[2], cells[3], uint.Parse(cells[4][2..], NumberStyles.HexNumber, CultureInfo.InvariantCulture),
        cells[5], Hex(cells[6]), cells[7], Hex(cells[8]));

    private static IkeAssociation Ike(string[] cells) => new(
        Convert.ToUInt64(cells[1], 16), Convert.ToUInt64(cells[2], 16), (Hex(cells[3]), Hex(cells[4])), cells[5],
        (Hex(cells[6]), Hex(cells[7])), cells[8]);

    private static byte[] Hex(string text) =>
        Convert.FromHexString(text.StartsWith("0x", StringComparison.Ordinal) ? text[2..] : text);

    [TestCase(true, "TRUE")]
    [TestCase(false, "FALSE")]
    public void The_profile_says_whether_nas_is_in_the_clear(bool isInClear, string value)
    {
        string folder = _folder.Written(new WiresharkProfile { IsNasInClear = isInClear });
        string preferences = Tshark.Run(["-G", "currentprefs"], folder);
        Assert.That(preferences, Does.Match($"(?m)^#?nas-eps.null_decipher: {value}$"));
        foreach (string line in (string[])
            [
                "ip.check_checksum: TRUE", "udp.check_checksum: TRUE", "tcp.check_checksum: TRUE",
                "sctp.checksum: CRC.32C",
                "esp.enable_encryption_decode: TRUE", "esp.enable_authentication_check: TRUE",
                "esp.do_esp_sequence_analysis: FALSE",
            ])
        {
            Assert.That(preferences, Does.Match($"(?im)^#?{line}$"));
        }
    }

    [Test]
    public void The_profile_is_bounded()
    {
        var profile = new WiresharkProfile();
        var association = new EspAssociation("IPv4", "*", "*", 1, "NULL", [], "NULL", []);
        for (int count = 0; count < WiresharkProfile.AssociationMax + 3; count++)
        {
            profile.Add(association);
        }

        Assert.That(profile.SkippedCount, Is.EqualTo(3));
        Assert.That(
            File.ReadAllLines(
                Path.Combine(_folder.Written(profile), "esp_sa")), Has.Length.EqualTo(WiresharkProfile.AssociationMax));
    }

    [Test]
    public void Every_block_is_whole_and_padded()
    {
        byte[] file = InMemory(writer =>
        {
            int link = writer.AddInterface("abc", CaptureLinkType.RawIp);
            int radio = writer.AddInterface("radio", CaptureLinkType.ExportedPdu);
            for (int size = 0; size <= 9; size++)
            {
                writer.AddPacket(link, SimTime.Zero, new byte[size], size % 2 == 0 ? null : new string('x', size));
                writer.AddMessage(radio, SimTime.Zero, new string('y', size + 1), new byte[5_000 * size]);
                writer.AddSecrets(CaptureSecrets.TlsKeyLog, new string('z', size));
            }
        });
        int offset = 0, blocks = 0;
        while (offset < file.Length)
        {
            int length = BinaryPrimitives.ReadInt32LittleEndian(file.AsSpan(offset + 4));
            Assert.That(length % 4, Is.Zero);
            Assert.That(BinaryPrimitives.ReadInt32LittleEndian(file.AsSpan(offset + length - 4)), Is.EqualTo(length));
            offset += length;
            blocks++;
        }

        Assert.That(offset, Is.EqualTo(file.Length));
        Assert.That(blocks, Is.EqualTo(1 + 2 + 30));
        File.WriteAllBytes(_folder["all.pcapng"], file);
        Assert.That(Tshark.Fields(_folder["all.pcapng"], EmptyProfile, "", "frame.number"), Has.Length.EqualTo(20));
    }

    [Test]
    public void The_same_packets_give_the_same_octets_and_nothing_of_the_machine()
    {
        static void Write(PcapngWriter writer) =>
            writer.AddPacket(writer.AddInterface("a", CaptureLinkType.RawIp), SimTime.FromSeconds(1), Datagram, "c");

        byte[] file = InMemory(Write);
        Assert.That(InMemory(Write), Is.EqualTo(file));

        // section header with one option, an interface with two, one packet with one: 48 + 40 + 76
        Assert.That(Convert.ToHexString(file), Is.EqualTo(
            "0A0D0D0A" + "30000000" + "4D3C2B1A" + "01000000" + "FFFFFFFFFFFFFFFF"
            + "04000900" + "73696D756C61746F72000000" + "00000000" + "30000000"
            + "01000000" + "28000000" + "65000000" + "00000000"
            + "02000100" + "61000000" + "09000100" + "09000000" + "00000000" + "28000000"
            + "06000000" + "4C000000" + "00000000" + "7E681618" + "00CAF1FB" + "20000000" + "20000000"
            + Convert.ToHexString(Datagram)
            + "01000100" + "63000000" + "00000000" + "4C000000"));
    }

    [Test]
    public void A_packet_fits_its_interface()
    {
        InMemory(writer =>
        {
            int ip = writer.AddInterface("ip", CaptureLinkType.RawIp);
            int radio = writer.AddInterface("radio", CaptureLinkType.ExportedPdu);
            Assert.That(() => writer.AddPacket(radio, SimTime.Zero, Datagram), Throws.TypeOf<InvariantException>());
            Assert.That(() => writer.AddMessage(ip, SimTime.Zero, "sip", []), Throws.TypeOf<InvariantException>());
            Assert.That(() =>
                writer.AddPacket(2, SimTime.Zero, Datagram), Throws.TypeOf<ArgumentOutOfRangeException>());
            Assert.That(() => writer.AddInterface("", CaptureLinkType.RawIp), Throws.ArgumentException);
            Assert.That(writer.PacketCount, Is.Zero);
        });
    }
}
