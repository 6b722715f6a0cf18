using System;
using NUnit.Framework;
using Simulator.Kernel;
using Simulator.Network;

namespace Tests.Network;

/// <summary>
/// The header codec. The segments of 10.45.0.2 and 10.46.0.1 are from a capture whose checksums tshark has verified;
/// the others were written by hand, their checksums computed word by word.
/// </summary>
public sealed class TcpHeaderTests
{
    private const string Syn = "C000005011223344000000007002FFFF6B5F0000020405B401030307";
    private const string OddText = "C000005011223345556677885018020003BE0000616263";
    private const string SynAckV6 = "0050C000FFFFFFFF112233457012FFFF854C0000020405B401030307";
    private const string UnknownOptions =
        "C00000500000000100000000A002FAF078BA0000020405B40402080A000000010000000001030307";

    private const string Urgent = "00010002000000010000000150F0000179EB000021";
    private static readonly string[] V4 = ["10.0.0.1", "10.0.0.2"];
    private static readonly string[] V6 = ["fd00::2", "fd00::1"];
    private static readonly string[] Captured = ["10.45.0.2", "10.46.0.1"];

    [Test]
    public void ASynWithItsOptionsIsReadAndWrittenOctetForOctet()
    {
        TcpHeader header = Read(Syn, V4, out int headerSize);
        Assert.That(header.SourcePort, Is.EqualTo(49_152));
        Assert.That(header.DestinationPort, Is.EqualTo(80));
        Assert.That(header.Sequence, Is.EqualTo(new TcpSequence(0x11223344)));
        Assert.That(header.Acknowledgment, Is.EqualTo(new TcpSequence(0)));
        Assert.That(header.Flags, Is.EqualTo(TcpFlags.Syn));
        Assert.That(header.Window, Is.EqualTo(65_535));
        Assert.That(header.Mss, Is.EqualTo(1_460));
        Assert.That(header.WindowShift, Is.EqualTo(7));
        Assert.That(headerSize, Is.EqualTo(28).And.EqualTo(header.Size));
        Assert.That(Write(header, Syn, headerSize, V4), Is.EqualTo(Syn));
    }

    [Test]
    public void AnOddNumberOfOctetsOfTextAndIpv6AreSummedRight()
    {
        TcpHeader text = Read(OddText, V4, out int textHeaderSize);
        TcpHeader answer = Read(SynAckV6, V6, out int answerHeaderSize);
        Assert.That(textHeaderSize, Is.EqualTo(20));
        Assert.That(text.Flags, Is.EqualTo(TcpFlags.Psh | TcpFlags.Ack));
        Assert.That(Write(text, OddText, textHeaderSize, V4), Is.EqualTo(OddText));
        Assert.That(answer.Sequence.Value, Is.EqualTo(uint.MaxValue));
        Assert.That(Write(answer, SynAckV6, answerHeaderSize, V6), Is.EqualTo(SynAckV6));
    }

    [TestCase("C3510050000003E8000000005002FFFFD3FB0000", false, TcpFlags.Syn)]
    [TestCase("0050C35100001388000003E95012FFFFC0620000", true, TcpFlags.Syn | TcpFlags.Ack)]
    [TestCase("C3510050000003E9000013895010FFFFC0630000", false, TcpFlags.Ack)]
    public void ACapturedHandshakeIsReadAndWrittenOctetForOctet(string octets, bool isAnswer, TcpFlags flags)
    {
        string[] addresses = isAnswer ? [Captured[1], Captured[0]] : Captured;
        TcpHeader header = Read(octets, addresses, out int headerSize);
        Assert.That(header.Flags, Is.EqualTo(flags));
        Assert.That(header.Mss, Is.EqualTo(TcpHeader.NoOption));
        Assert.That(header.WindowShift, Is.EqualTo(TcpHeader.NoOption));
        Assert.That(Write(header, octets, headerSize, addresses), Is.EqualTo(octets));
    }

    [Test]
    public void UnknownOptionsAreSkipped()
    {
        TcpHeader header = Read(UnknownOptions, V4, out int headerSize);
        Assert.That(headerSize, Is.EqualTo(40));
        Assert.That(header.Mss, Is.EqualTo(1_460));
        Assert.That(header.WindowShift, Is.EqualTo(7));
    }

    [Test]
    public void UrgentAndCongestionBitsAreReadAndNothingElse()
    {
        TcpHeader header = Read(Urgent, V4, out int headerSize);
        Assert.That(header.Flags, Is.EqualTo(TcpFlags.Urg | TcpFlags.Ack | TcpFlags.Ece | TcpFlags.Cwr));
        Assert.That(headerSize, Is.EqualTo(20));
    }

    [Test]
    public void EveryTruncationIsRefused([Values(Syn, OddText, UnknownOptions)] string whole)
    {
        byte[] octets = Convert.FromHexString(whole);
        for (int size = 0; size < octets.Length; size++)
        {
            Assert.That(TryRead(octets.AsSpan(0, size), V4, out DropReason reason), Is.False, $"{size} octets");
            Assert.That(reason, Is.EqualTo(DropReason.BadHeader).Or.EqualTo(DropReason.BadChecksum));
        }
    }

    [Test]
    public void EverySingleWrongBitIsRefused([Values(Syn, OddText, UnknownOptions)] string whole)
    {
        byte[] octets = Convert.FromHexString(whole);
        for (int bit = 0; bit < octets.Length * 8; bit++)
        {
            octets[bit / 8] ^= (byte)(0x80 >> (bit % 8));
            Assert.That(TryRead(octets, V4, out DropReason _), Is.False, $"bit {bit}");
            octets[bit / 8] ^= (byte)(0x80 >> (bit % 8));
        }
    }

    [Test]
    public void AWrongAddressIsAWrongChecksum()
    {
        Assert.That(TryRead(Convert.FromHexString(Syn), ["10.0.0.1", "10.0.0.3"], out DropReason reason), Is.False);
        Assert.That(reason, Is.EqualTo(DropReason.BadChecksum));
    }

    [TestCase(0, TestName = "Data offset 0")]
    [TestCase(4, TestName = "Data offset 4, less than the fixed header")]
    [TestCase(8, TestName = "Data offset 8, beyond the segment")]
    public void AWrongDataOffsetIsRefused(int words)
    {
        byte[] octets = Convert.FromHexString(Syn);
        octets[12] = (byte)(words << 4);
        Correct(octets);
        Assert.That(TryRead(octets, V4, out DropReason reason), Is.False);
        Assert.That(reason, Is.EqualTo(DropReason.BadHeader));
    }

    [TestCase("0200000000000000", TestName = "MSS of no length")]
    [TestCase("0201000000000000", TestName = "MSS of length 1")]
    [TestCase("020305B400000000", TestName = "MSS of length 3")]
    [TestCase("020505B400000000", TestName = "MSS of length 5")]
    [TestCase("0302000000000000", TestName = "Window scale of length 2")]
    [TestCase("0304070000000000", TestName = "Window scale of length 4")]
    [TestCase("FD00000000000000", TestName = "Unknown option of no length")]
    [TestCase("FD09000000000000", TestName = "Unknown option beyond the header")]
    [TestCase("01010101010101FD", TestName = "Kind without a length")]
    [TestCase("0101010101010204", TestName = "MSS beyond the header")]
    public void AnIllegalOptionIsRefused(string options)
    {
        byte[] octets = Convert.FromHexString(Syn[..40] + options);
        Correct(octets);
        Assert.That(TryRead(octets, V4, out DropReason reason), Is.False);
        Assert.That(reason, Is.EqualTo(DropReason.BadHeader));
    }

    [Test]
    public void NothingIsReadAfterTheEndOfTheOptions()
    {
        byte[] octets = Convert.FromHexString(Syn[..40] + "00020405B4030307");
        Correct(octets);
        Assert.That(TryRead(octets, V4, out TcpHeader header), Is.True);
        Assert.That(header.Mss, Is.EqualTo(TcpHeader.NoOption));
    }

    [Test]
    public void OptionsOfASynCountOnNothingElse()
    {
        byte[] octets = Convert.FromHexString(Syn);
        octets[13] = (byte)TcpFlags.Ack;
        Correct(octets);
        Assert.That(TryRead(octets, V4, out TcpHeader header), Is.True);
        Assert.That(header.Mss, Is.EqualTo(TcpHeader.NoOption));
        Assert.That(header.WindowShift, Is.EqualTo(TcpHeader.NoOption));
    }

    [TestCase(TcpFlags.Syn | TcpFlags.Fin)]
    [TestCase(TcpFlags.Syn | TcpFlags.Rst)]
    [TestCase(TcpFlags.Syn | TcpFlags.Ack | TcpFlags.Rst)]
    public void BitsThatNoStateSendsTogetherAreRefused(TcpFlags flags)
    {
        byte[] octets = Convert.FromHexString(Syn);
        octets[13] = (byte)flags;
        Correct(octets);
        Assert.That(TryRead(octets, V4, out DropReason reason), Is.False);
        Assert.That(reason, Is.EqualTo(DropReason.BadHeader));
    }

    [Test]
    public void AnyOctetsGiveAHeaderOrAReason()
    {
        var random = new RandomStream(1, 0, "tcp/any");
        int readCount = 0;
        for (int round = 0; round < 20_000; round++)
        {
            byte[] octets = new byte[random.Below(64)];
            random.Fill(octets);
            if (octets.Length >= 20)
            {
                octets[12] = (byte)(random.Below(12) << 4);
                Correct(octets);
            }

            bool isRead = TryRead(octets, V4, out TcpHeader header);
            Assert.That(!isRead || header.Mss <= ushort.MaxValue, Is.True);
            readCount += isRead ? 1 : 0;
        }

        Assert.That(readCount, Is.Positive, "some of them are right by chance");
    }

    private static TcpHeader Read(string hex, string[] addresses, out int headerSize)
    {
        bool isRead = TcpHeader.TryRead(
            Convert.FromHexString(hex), IpAddress.Parse(addresses[0]), IpAddress.Parse(addresses[1]),
            out TcpHeader header, out headerSize, out DropReason reason);
        Assert.That(isRead, Is.True, reason.ToString());
        return header;
    }

    private static bool TryRead(ReadOnlySpan<byte> octets, string[] addresses, out DropReason reason) =>
        TcpHeader.TryRead(
            octets, IpAddress.Parse(addresses[0]), IpAddress.Parse(addresses[1]), out _, out _, out reason);

    private static bool TryRead(ReadOnlySpan<byte> octets, string[] addresses, out TcpHeader header) =>
        TcpHeader.TryRead(
            octets, IpAddress.Parse(addresses[0]), IpAddress.Parse(addresses[1]), out header, out _, out _);

    // Written over dirty octets, in front of the text of the sample.
    private static string Write(in TcpHeader header, string sample, int headerSize, string[] addresses)
    {
        byte[] octets = Convert.FromHexString(sample);
        octets.AsSpan(0, headerSize).Fill(0xA5);
        header.Write(octets, IpAddress.Parse(addresses[0]), IpAddress.Parse(addresses[1]));
        return Convert.ToHexString(octets);
    }

    // Puts the right checksum of RFC 1071 over the pseudo header of 10.0.0.1 and 10.0.0.2, word by word.
    private static void Correct(byte[] octets)
    {
        octets[16] = octets[17] = 0;
        uint sum = 0x0A00 + 0x0001 + 0x0A00 + 0x0002 + 6 + (uint)octets.Length;
        for (int index = 0; index < octets.Length; index++)
        {
            sum += (uint)octets[index] << (index % 2 == 0 ? 8 : 0);
        }

        while (sum > 0xFFFF)
        {
            sum = (sum & 0xFFFF) + (sum >> 16);
        }

        octets[16] = (byte)((sum >> 8) ^ 0xFF);
        octets[17] = (byte)((sum & 0xFF) ^ 0xFF);
    }
}
