using System;
using System.Buffers.Binary;
using NUnit.Framework;
using Simulator.Kernel;
using Simulator.Network;

namespace Tests.Network;

/// <summary>The ones' complement checksum against published and hand-made values.</summary>
public sealed class InternetChecksumTests
{
    private static readonly byte[] Rfc1071 = [0x00, 0x01, 0xF2, 0x03, 0xF4, 0xF5, 0xF6, 0xF7];

    [Test]
    public void TheExampleOfRfc1071() // §3: the sum is ddf2
    {
        ulong sum = InternetChecksum.Add(Rfc1071);

        Assert.That(InternetChecksum.Finish(sum), Is.EqualTo(unchecked((ushort)~0xDDF2)));
    }

    [Test]
    public void AnOddOctetIsTheFirstOfAWord() // 0001 + f203 + f400 = e604 + carry 1
    {
        ulong sum = InternetChecksum.Add(Rfc1071.AsSpan(0, 5));

        Assert.That(InternetChecksum.Finish(sum), Is.EqualTo(unchecked((ushort)~0xE605)));
    }

    [Test]
    public void EverySizeGivesTheSumOfItsWords()
    {
        var random = new RandomStream(1, 0, "checksum");
        byte[] octets = new byte[300];
        random.Fill(octets);
        octets.AsSpan(0, 64).Fill(0xFF); // carries in every lane
        for (int size = 0; size <= octets.Length; size++)
        {
            ReadOnlySpan<byte> part = octets.AsSpan(0, size);
            Assert.That(InternetChecksum.Finish(InternetChecksum.Add(part)), Is.EqualTo(WordByWord(part)),
                $"{size} octets");
        }
    }

    [Test]
    public void ASumGoesOnAfterAnEvenNumberOfOctets()
    {
        byte[] octets = new byte[90];
        new RandomStream(2, 0, "checksum").Fill(octets);

        ulong sum = InternetChecksum.Add(octets.AsSpan(34), InternetChecksum.Add(octets.AsSpan(0, 34)));

        Assert.That(InternetChecksum.Finish(sum), Is.EqualTo(WordByWord(octets)));
    }

    [Test]
    public void ThePseudoHeaderOfIpv4IsTheSumOverItsTwelveOctets()
    {
        IpAddress source = IpAddress.Parse("152.1.51.27"), destination = IpAddress.Parse("152.14.94.75");
        byte[] header = Convert.FromHexString("9801331B980E5E4B0011000A");

        ulong sum = InternetChecksum.PseudoHeader(source, destination, IpProtocol.Udp, 10);

        Assert.That(InternetChecksum.Finish(sum), Is.EqualTo(WordByWord(header)));
    }

    [Test]
    public void ThePseudoHeaderOfIpv6IsTheSumOverItsFortyOctets() // RFC 8200 §8.1
    {
        IpAddress source = IpAddress.Parse("2001:db8::1");
        IpAddress destination = IpAddress.Parse("2001:db8:ff::8:800:200c:417a");
        byte[] header = Convert.FromHexString(
            "20010DB8000000000000000000000001" + "20010DB800FF0000" + "00080800200C417A" + "00012345" + "00000011");

        ulong sum = InternetChecksum.PseudoHeader(source, destination, IpProtocol.Udp, 0x12345);

        Assert.That(InternetChecksum.Finish(sum), Is.EqualTo(WordByWord(header)));
    }

    [Test]
    public void TheExampleOfRfc1624() // §4: 5555 becomes 3285, checksum DD2F becomes 0000
    {
        Assert.That(InternetChecksum.Update(0xDD2F, 0x5555, 0x3285), Is.Zero);
    }

    [TestCase(0x4011, 0x3F11)]
    [TestCase(0x0111, 0x0011)]
    [TestCase(0xFFFF, 0x0000)]
    public void AnUpdateIsTheChecksumOfTheChangedWords(int before, int after)
    {
        byte[] words = [0x45, 0x00, 0x00, 0x73, 0, 0, 0x40, 0x00];
        BinaryPrimitives.WriteUInt16BigEndian(words.AsSpan(4), (ushort)before);
        ushort checksum = WordByWord(words);
        BinaryPrimitives.WriteUInt16BigEndian(words.AsSpan(4), (ushort)after);

        Assert.That(InternetChecksum.Update(checksum, (ushort)before, (ushort)after), Is.EqualTo(WordByWord(words)));
    }

    [Test]
    public void EveryInvertedBitIsFound()
    {
        byte[] header = Convert.FromHexString("450000730000400040" + "11B861C0A80001C0A800C7");
        for (int bit = 0; bit < header.Length * 8; bit++)
        {
            header[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.That(InternetChecksum.IsRight(InternetChecksum.Add(header)), Is.False, $"bit {bit}");
            header[bit / 8] ^= (byte)(1 << (bit % 8));
        }

        Assert.That(InternetChecksum.IsRight(InternetChecksum.Add(header)), Is.True);
    }

    // RFC 1071 §1, one word after the other
    private static ushort WordByWord(ReadOnlySpan<byte> octets)
    {
        uint sum = 0;
        for (int index = 0; index < octets.Length; index += 2)
        {
            uint low = index + 1 < octets.Length ? octets[index + 1] : 0u;
            sum += ((uint)octets[index] << 8) | low;
            sum = (sum & 0xFFFF) + (sum >> 16);
        }

        return unchecked((ushort)~sum);
    }
}
