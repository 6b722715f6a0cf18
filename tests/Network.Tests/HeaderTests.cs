using System;
using System.Linq;
using NUnit.Framework;
using Simulator.Kernel;
using Simulator.Network;

namespace Tests.Network;

/// <summary>IP and UDP headers octet by octet, and what is refused of them.</summary>
public sealed class HeaderTests
{
    // IPv4 header of the example in "IPv4 header checksum", Wikipedia: TTL 64, UDP, 192.168.0.1 to 192.168.0.199
    private const string ExampleV4 = "45000073000040004011B861C0A80001C0A800C7";

    // by hand: traffic class 2e, payload 12, next header 17, hop limit 64, fd00::1 to fd00::2
    private const string ExampleV6 =
        "62E00000" + "000C1140" + "FD000000000000000000000000000001" + "FD000000000000000000000000000002";

    [Test]
    public void AnIpv4HeaderIsReadAndWritten()
    {
        byte[] packet = [.. Convert.FromHexString(ExampleV4), .. new byte[0x73 - 20]];

        bool isRead = Ipv4.TryRead(packet, out IpHeader header, out _);
        byte[] written = new byte[20];
        written.AsSpan().Fill(0xA5);
        Ipv4.Write(written, header, identification: 0);

        Assert.That(isRead, Is.True);
        Assert.That(header, Is.EqualTo(new IpHeader(
            IpAddress.Parse("192.168.0.1"), IpAddress.Parse("192.168.0.199"), IpProtocol.Udp, 64, 0, 20, 0x73)));
        Assert.That(Convert.ToHexString(written), Is.EqualTo(ExampleV4));
    }

    [Test]
    public void AnIpv6HeaderIsReadAndWritten()
    {
        byte[] packet = [.. Convert.FromHexString(ExampleV6), .. new byte[12]];

        bool isRead = Ipv6.TryRead(packet, out IpHeader header, out _);
        byte[] written = new byte[40];
        written.AsSpan().Fill(0xA5);
        Ipv6.Write(written, header);

        Assert.That(isRead, Is.True);
        Assert.That(header, Is.EqualTo(new IpHeader(
            IpAddress.Parse("fd00::1"), IpAddress.Parse("fd00::2"), IpProtocol.Udp, 64, 0x2E, 40, 52)));
        Assert.That(Convert.ToHexString(written), Is.EqualTo(ExampleV6));
    }

    [Test]
    public void EveryTruncationIsRefused([Values(ExampleV4, ExampleV6)] string hex)
    {
        byte[] header = Convert.FromHexString(hex);
        byte[] packet = [.. header, .. new byte[hex == ExampleV4 ? 0x73 - 20 : 12]];
        for (int size = 0; size < packet.Length; size++)
        {
            Assert.That(IpHeader.TryRead(packet.AsSpan(0, size), out _, out DropReason reason), Is.False,
                $"{size} octets");
            Assert.That(reason, Is.EqualTo(DropReason.BadHeader));
        }

        Assert.That(IpHeader.TryRead(packet, out _, out _), Is.True);
    }

    [Test]
    public void EveryInvertedBitOfAnIpv4HeaderIsRefused()
    {
        byte[] packet = [.. Convert.FromHexString(ExampleV4), .. new byte[200]];
        for (int bit = 0; bit < 160; bit++)
        {
            packet[bit / 8] ^= (byte)(0x80 >> (bit % 8));
            Assert.That(Ipv4.TryRead(packet, out _, out _), Is.False, $"bit {bit}");
            packet[bit / 8] ^= (byte)(0x80 >> (bit % 8));
        }
    }

    [TestCase("35000014000040004011000001020304050607080", Description = "version 3")]
    [TestCase("", Description = "nothing")]
    [TestCase("44000014000000000000000001020304", Description = "16 octets of header")]
    public void OtherHeadersAreRefused(string hex) =>
        Assert.That(IpHeader.TryRead(Convert.FromHexString(hex.Length % 2 == 0 ? hex : hex[..^1]), out _, out _),
            Is.False);

    [Test]
    public void OptionsOfIpv4AreSkipped()
    {
        const string Header = "46000020" + "00004000" + "40110000" + "0A000001" + "0A000002" + "1E040001";
        byte[] packet = [.. Convert.FromHexString(Header), .. new byte[8]];
        Ipv4.WriteChecksum(packet.AsSpan(0, 24));

        Assert.That(Ipv4.TryRead(packet, out IpHeader header, out _), Is.True);
        Assert.That(header.HeaderSize, Is.EqualTo(24));
    }

    [TestCase("3C" + "00" + "1E02AABB" + "0000", "11", true, Description = "experimental option that may be skipped")]
    [TestCase("11" + "00" + "0102AABB" + "0000", "11", true, Description = "padding")]
    [TestCase("11" + "00" + "5E02AABB" + "0000", "11", false, Description = "option that forbids to skip it")]
    [TestCase("11" + "00" + "1E0900000000", "11", false, Description = "option that leaves its header")]
    [TestCase("11" + "01" + "000000000000", "11", false, Description = "header that leaves the packet")]
    public void HopByHopOptionsAreWalked(string firstExtension, string upper, bool isFound)
    {
        byte[] extension = Convert.FromHexString(firstExtension);
        bool isChained = extension[0] == IpProtocol.DestinationOptions;
        byte[] second = isChained ? Convert.FromHexString(upper + "00" + "010400000000") : [];
        byte[] packet = WithExtensions(IpProtocol.HopByHop, [.. extension, .. second]);
        IpHeader.TryRead(packet, out IpHeader header, out _);

        bool result = Ipv6.TryFindUpperLayer(packet, ref header, out DropReason reason);

        Assert.That(result, Is.EqualTo(isFound));
        Assert.That(isFound ? header.Protocol : (byte)reason,
            Is.EqualTo(isFound ? IpProtocol.Udp : (byte)DropReason.BadHeader));
        Assert.That(!isFound || header.HeaderSize == packet.Length, Is.True);
    }

    [Test]
    public void ARoutingHeaderPassesOnlyAtItsEnd([Values(0, 1)] int segmentsLeft)
    {
        byte[] packet = WithExtensions(IpProtocol.Routing, [17, 0, 2, (byte)segmentsLeft, 0, 0, 0, 0]);
        IpHeader.TryRead(packet, out IpHeader header, out _);

        Assert.That(Ipv6.TryFindUpperLayer(packet, ref header, out _), Is.EqualTo(segmentsLeft == 0));
    }

    [Test]
    public void AFragmentAndAnEndlessChainAreRefused()
    {
        byte[] fragment = WithExtensions(IpProtocol.Fragment, [17, 0, 0, 1, 0, 0, 0, 0]);
        IpHeader.TryRead(fragment, out IpHeader header, out _);
        Assert.That(Ipv6.TryFindUpperLayer(fragment, ref header, out DropReason reason), Is.False);
        Assert.That(reason, Is.EqualTo(DropReason.Fragment));

        byte[] options = [IpProtocol.DestinationOptions, 0, 1, 4, 0, 0, 0, 0];
        byte[] twenty = [.. Enumerable.Repeat(options, 20).SelectMany(each => each)];
        byte[] chain = WithExtensions(IpProtocol.DestinationOptions, twenty);
        IpHeader.TryRead(chain, out header, out _);
        Assert.That(Ipv6.TryFindUpperLayer(chain, ref header, out reason), Is.False);
        Assert.That(reason, Is.EqualTo(DropReason.BadHeader));
    }

    [Test]
    public void AUdpHeaderOverIpv4()
    {
        byte[] datagram = [0xA5, 0xA5, 0xA5, 0xA5, 0xA5, 0xA5, 0xA5, 0xA5, 0x61, 0x62];

        Udp.Write(datagram, new(IpAddress.Parse("10.0.0.1"), 5_000), new(IpAddress.Parse("10.0.0.2"), 7));

        // 0a00 + 0001 + 0a00 + 0002 + 0011 + 000a + 1388 + 0007 + 000a + 6162 = 8919
        Assert.That(Convert.ToHexString(datagram), Is.EqualTo("13880007000A" + "76E6" + "6162"));
    }

    [Test]
    public void AUdpHeaderOverIpv6()
    {
        byte[] datagram = [0xA5, 0xA5, 0xA5, 0xA5, 0xA5, 0xA5, 0xA5, 0xA5, 0x61];

        Udp.Write(datagram, new(IpAddress.Parse("fd00::1"), 49_152), new(IpAddress.Parse("fd00::2"), 500));

        // fd00 + 0001 + fd00 + 0002 + 0009 + 0011 + c000 + 01f4 + 0009 + 6100 = 31d1a -> 1d1d
        Assert.That(Convert.ToHexString(datagram), Is.EqualTo("C00001F40009" + "E2E2" + "61"));
    }

    [Test]
    public void AChecksumThatIsZeroIsSentAsOnes()
    {
        var source = new IpEndpoint(IpAddress.Parse("10.0.0.1"), 1);
        var destination = new IpEndpoint(IpAddress.Parse("10.0.0.2"), 2);
        byte[] datagram = new byte[10];
        Udp.Write(datagram, source, destination);
        (datagram[8], datagram[9]) = (datagram[6], datagram[7]); // makes the sum complete

        Udp.Write(datagram, source, destination);

        Assert.That(datagram[6..8], Is.EqualTo(new byte[] { 0xFF, 0xFF }));
        Assert.That(Udp.TryRead(datagram, source.Address, destination.Address, out _, out _), Is.True);
    }

    [Test]
    public void EveryInvertedBitOfADatagramIsRefused([Values] bool isV6)
    {
        IpAddress source = IpAddress.Parse(isV6 ? "fd00::1" : "10.0.0.1");
        IpAddress destination = IpAddress.Parse(isV6 ? "fd00::2" : "10.0.0.2");
        byte[] datagram = new byte[21];
        new RandomStream(1, 0, "datagram").Fill(datagram);
        Udp.Write(datagram, new(source, 1_000), new(destination, 2_000));
        for (int bit = 0; bit < datagram.Length * 8; bit++)
        {
            datagram[bit / 8] ^= (byte)(0x80 >> (bit % 8));
            Assert.That(Udp.TryRead(datagram, source, destination, out _, out _), Is.False, $"bit {bit}");
            datagram[bit / 8] ^= (byte)(0x80 >> (bit % 8));
        }

        Assert.That(Udp.TryRead(datagram, source, destination, out int length, out _), Is.True);
        Assert.That(length, Is.EqualTo(21));
    }

    [Test]
    public void ADatagramWithoutChecksumIsRightInIpv4Alone([Values] bool isV6)
    {
        IpAddress source = IpAddress.Parse(isV6 ? "fd00::1" : "10.0.0.1");
        byte[] datagram = [0, 1, 0, 2, 0, 8, 0, 0];

        Assert.That(Udp.TryRead(datagram, source, source, out _, out DropReason reason), Is.EqualTo(!isV6));
        Assert.That(reason, Is.EqualTo(DropReason.BadChecksum));
    }

    [TestCase("")]
    [TestCase("00010002000800")]
    [TestCase("0001000200070000")]
    [TestCase("0001000200090000")]
    [TestCase("0001000200000000")]
    public void OtherDatagramsAreRefused(string hex)
    {
        byte[] datagram = Convert.FromHexString(hex);
        IpAddress address = IpAddress.Parse("10.0.0.1");

        Assert.That(Udp.TryRead(datagram, address, address, out _, out DropReason reason), Is.False);
        Assert.That(reason, Is.EqualTo(DropReason.BadHeader));
    }

    private static byte[] WithExtensions(byte first, byte[] extensions)
    {
        byte[] packet = [.. Convert.FromHexString(ExampleV6), .. extensions];
        packet[5] = (byte)extensions.Length;
        packet[6] = first;
        return packet;
    }
}
