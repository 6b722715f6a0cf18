using System;
using System.Buffers.Binary;
using System.Text;
using NUnit.Framework;
using Simulator.Network;

namespace Tests.Network;

/// <summary>
/// The checksum against published values, a packet of another implementation, and packets that are none.
/// </summary>
public sealed class SctpCodecTests
{
    // an S1 SETUP REQUEST over SCTP, written by another implementation; tshark finds its checksum right
    private const string S1SetupRequest =
        "9C408E3C00001111" + "7F580CF6" + "00030042" + "00000001" + "00000000" + "00000012"
        + "0011002E000004003B00080000F110000019B0003C400B04007369"
        + "6D2D656E622D31004000070000004000F1100089400140" + "0000";

    // RFC 3720 appendix B.4, and the check value of the catalogue of CRCs
    [TestCase("0000000000000000000000000000000000000000000000000000000000000000", 0x8A9136AAu)]
    [TestCase("FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF", 0x62A8AB43u)]
    [TestCase("000102030405060708090A0B0C0D0E0F101112131415161718191A1B1C1D1E1F", 0x46DD794Eu)]
    [TestCase("1F1E1D1C1B1A191817161514131211100F0E0D0C0B0A09080706050403020100", 0x113FDB5Cu)]
    [TestCase(
        "01C000000000000000000000000000001400000000000400000000140000001828000000000000000200000000000000",
        0xD9963A56u)]
    [TestCase("313233343536373839", 0xE3069283u)]
    public void TheChecksumHasItsPublishedValues(string octets, uint expected)
    {
        byte[] input = Convert.FromHexString(octets);
        Assert.That(SctpScriptedPeer.BitwiseCrc(input), Is.EqualTo(expected), "the tests' own algorithm");
        Assert.That(Crc32c.Compute(input), Is.EqualTo(expected));
    }

    [Test]
    public void TheChecksumOfEveryLengthAgreesWithTheOneBitByBit()
    {
        byte[] octets = SctpExchange.Message(3, 100);
        for (int size = 0; size <= octets.Length; size++)
        {
            Assert.That(
                Crc32c.Compute(octets.AsSpan(0, size)),
                Is.EqualTo(SctpScriptedPeer.BitwiseCrc(octets.AsSpan(0, size))));
        }
    }

    [Test]
    public void APacketOfAnotherImplementationIsReadAndWritten()
    {
        byte[] packet = Convert.FromHexString(S1SetupRequest);
        Assert.That(SctpHeader.TryRead(packet, out SctpHeader header, out _), Is.True);
        Assert.That(header, Is.EqualTo(new SctpHeader(40_000, 36_412, 0x1111)));
        ReadOnlySpan<byte> rest = packet.AsSpan(SctpHeader.Size);
        Assert.That(SctpChunk.TryTake(ref rest, out SctpChunk chunk) && chunk.IsWellFormed && rest.IsEmpty, Is.True);
        DataChunk data = DataChunk.Read(chunk);
        Assert.That(
            (data.Tsn, data.Stream, data.Ssn, data.Ppid), Is.EqualTo((1u, (ushort)0, (ushort)0, SctpPpid.S1ap)));
        Assert.That(data.IsBeginning && data.IsEnd && !data.IsUnordered, Is.True);
        Assert.That(data.UserData.Length, Is.EqualTo(50));
        Assert.That(Encoding.ASCII.GetString(data.UserData[25..34]), Is.EqualTo("sim-enb-1"));

        byte[] written = [.. packet];
        written.AsSpan(0, SctpHeader.Size).Fill(0xA5);
        header.Write(written);
        Assert.That(written, Is.EqualTo(packet));
    }

    [Test]
    public void EveryBitOfAPacketIsCheckedByTheChecksum()
    {
        byte[] packet = Convert.FromHexString(S1SetupRequest);
        for (int bit = 0; bit < packet.Length * 8; bit++)
        {
            packet[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.That(SctpHeader.TryRead(packet, out _, out SctpDropReason reason), Is.False);
            Assert.That(reason, Is.EqualTo(SctpDropReason.BadChecksum));
            packet[bit / 8] ^= (byte)(1 << (bit % 8));
        }
    }

    [Test]
    public void EveryTruncationIsRefused()
    {
        byte[] packet = Convert.FromHexString(S1SetupRequest);
        for (int size = 0; size < packet.Length; size++)
        {
            bool isRead = SctpHeader.TryRead(packet.AsSpan(0, size), out _, out SctpDropReason reason);
            Assert.That(isRead, Is.False);
            Assert.That(reason, Is.EqualTo(size < 16 ? SctpDropReason.Truncated : SctpDropReason.BadChecksum));
        }
    }

    [TestCase(0, 5)]
    [TestCase(5, 0)]
    public void APortIsNotZero(int source, int destination)
    {
        byte[] packet = new byte[16];
        new SctpHeader((ushort)source, (ushort)destination, 1).Write(packet);
        Assert.That(SctpHeader.TryRead(packet, out _, out SctpDropReason reason), Is.False);
        Assert.That(reason, Is.EqualTo(SctpDropReason.BadPort));
    }

    [TestCase("0003000F000000000000000000000012", TestName = "DataShorterThanItsHeader")]
    [TestCase("0003001100000000000000000000001261", true, TestName = "DataWithoutItsLastPadding")]
    [TestCase("00030012000000000000000000000012", TestName = "DataLongerThanThePacket")]
    [TestCase("01000013000000010001000000010001000000", TestName = "InitShorterThanItsFields")]
    [TestCase("01000018000000010001000000010001000000010007000300", TestName = "InitWithAParameterOfThreeOctets")]
    [TestCase("0100001800000001000100000001000100000001C0000005", TestName = "InitWithAParameterBeyondItsEnd")]
    [TestCase("0100001800000001000100000001000100000001C0000004", true, TestName = "InitWithAnUnknownParameter")]
    [TestCase("0300001000000001000100000001000000020003", TestName = "SackWithMoreGapsThanLength")]
    [TestCase("0300001400000001000100000001000000020003", true, TestName = "SackWithAGap")]
    [TestCase("0300001400000001000100000001000000000003", TestName = "SackWithAGapFromZero")]
    [TestCase("0300001400000001000100000001000000030002", TestName = "SackWithAGapThatEndsBeforeItBegins")]
    [TestCase("030000180000000100010000000200000002000300030005", TestName = "SackWithGapsThatOverlap")]
    [TestCase("030000180000000100010000000200000005000600020003", TestName = "SackWithGapsInTheWrongOrder")]
    [TestCase("0300001000000001000100000000FFFF", TestName = "SackWithDuplicatesThatAreNotThere")]
    [TestCase("04000004", TestName = "HeartbeatWithoutInformation")]
    [TestCase("0400000800020004", TestName = "HeartbeatWithAnotherParameter")]
    [TestCase("0400000C0001000400010004", TestName = "HeartbeatWithTwoParameters")]
    [TestCase("0400000800010004", true, TestName = "HeartbeatWithEmptyInformation")]
    [TestCase("06000006000C", TestName = "AbortWithHalfACause")]
    [TestCase("06000008000C0003", TestName = "AbortWithACauseOfThreeOctets")]
    [TestCase("06000008000C0004", true, TestName = "AbortWithACause")]
    [TestCase("07000004", TestName = "ShutdownWithoutATsn")]
    [TestCase("0700000C0000000100000002", TestName = "ShutdownWithTwoTsns")]
    [TestCase("0800000800000000", TestName = "ShutdownAckWithAValue")]
    [TestCase("0A000004", TestName = "CookieEchoWithoutACookie")]
    [TestCase("0B00000800000000", TestName = "CookieAckWithAValue")]
    [TestCase("0E00000800000000", TestName = "ShutdownCompleteWithAValue")]
    [TestCase("C1000004", true, TestName = "AnUnknownChunk")]
    [TestCase("C1000003", TestName = "AnUnknownChunkOfThreeOctets")]
    [TestCase("C100", TestName = "HalfAChunkHeader")]
    [TestCase("", TestName = "NoChunk")]
    public void ChunksAreChecked(string octets, bool isRight = false)
    {
        ReadOnlySpan<byte> rest = Convert.FromHexString(octets);
        bool isTaken = SctpChunk.TryTake(ref rest, out SctpChunk chunk) && chunk.IsWellFormed;
        Assert.That(isTaken, Is.EqualTo(isRight));
    }

    [Test]
    public void AMalformedPacketIsDroppedWhole()
    {
        var peer = new SctpScriptedPeer();
        SctpAssociation association = peer.Open();
        byte[] half = [0xC1, 0, 0, 3];
        Assert.That(peer.Send(SctpScriptedPeer.Data(0, "good"), half), Is.Empty);
        Assert.That(association.PendingCount, Is.Zero, "nothing of it is taken, not even what comes before");
        Assert.That(peer.Counters[SctpDropReason.Malformed], Is.EqualTo(1));
        Assert.That(peer.A.Drops[DropReason.Transport], Is.EqualTo(1));
    }

    [Test]
    public void ABadChecksumIsCountedAsSuch()
    {
        var peer = new SctpScriptedPeer();
        byte[] packet = SctpScriptedPeer.Packet(0, SctpScriptedPeer.Init());
        packet[8] ^= 1;
        Assert.That(peer.SendPacket(packet), Is.Empty);
        Assert.That(peer.Counters[SctpDropReason.BadChecksum], Is.EqualTo(1));
        Assert.That(peer.A.Drops[DropReason.BadChecksum], Is.EqualTo(1));
    }

    [Test]
    public void TheChecksumIsTheLowOctetFirst()
    {
        byte[] packet = new byte[16];
        packet[12] = 11;
        packet[15] = 4;
        new SctpHeader(1, 2, 3).Write(packet);
        byte[] blank = [.. packet];
        blank.AsSpan(8, 4).Clear();
        Assert.That(
            BinaryPrimitives.ReadUInt32LittleEndian(packet.AsSpan(8)), Is.EqualTo(SctpScriptedPeer.BitwiseCrc(blank)));
    }
}
