using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Linq;
using NUnit.Framework;
using Simulator.Kernel;
using Simulator.Network;

namespace Tests.Network;

/// <summary>What an endpoint does with packets that a well-behaved peer would not send, or not now.</summary>
public sealed class SctpScriptedPeerTests
{
    private const string Abort = "6", Nothing = "";

    [Test]
    public void AHandWrittenHandshakeAndMessage()
    {
        var peer = new SctpScriptedPeer();
        SctpAssociation association = peer.Open();

        // b -> a  DATA, DATA: answered by one SACK at once, TSNs having wrapped
        peer.Send(SctpScriptedPeer.Data(0, "one"));
        List<byte[]> answer = peer.Send(SctpScriptedPeer.Data(1, "two", ssn: 1));
        Assert.That(SctpScriptedPeer.Types(answer), Is.EqualTo("3"));
        Assert.That(Convert.ToHexString(answer[0][16..]), Is.EqualTo("FFFFFFFF" + "0001FFFA" + "00000000"));
        Assert.That(Texts(association), Is.EqualTo("one two"));
        peer.Send(SctpScriptedPeer.Data(2, "three", ssn: 2));
        Assert.That(Texts(association), Is.EqualTo("three"), "TSN 0 follows 4294967295");
    }

    // ------------------------------------------------------------------------------------------ cookies

    [Test]
    public void AResponderKeepsNothingBeforeTheCookie()
    {
        var peer = new SctpScriptedPeer();
        for (int count = 0; count < 100; count++)
        {
            peer.SendPacket(SctpScriptedPeer.Packet(0, SctpScriptedPeer.Init()));
        }

        Assert.That(peer.Endpoint.Associations, Is.Empty);
        Assert.That(peer.Simulation.PendingCount, Is.Zero);
    }

    [Test]
    public void EachOctetOfTheCookieIsAuthenticated()
    {
        var peer = new SctpScriptedPeer();
        byte[] cookie = peer.TakeCookie(peer.SendPacket(SctpScriptedPeer.Packet(0, SctpScriptedPeer.Init())));
        for (int at = 0; at < cookie.Length; at++)
        {
            byte[] forged = [.. cookie];
            forged[at] ^= 0x01;
            Assert.That(SctpScriptedPeer.Types(peer.Send(SctpScriptedPeer.Chunk(10, 0, forged))), Is.EqualTo(Nothing));
        }

        Assert.That(peer.Counters[SctpDropReason.ForgedCookie], Is.EqualTo(cookie.Length));
        Assert.That(peer.Endpoint.Associations, Is.Empty);
        Assert.That(
            SctpScriptedPeer.Types(peer.Send(SctpScriptedPeer.Chunk(10, 0, cookie))),
            Is.EqualTo("11"),
            "the right one is taken");
    }

    [TestCase(0)]
    [TestCase(1)]
    [TestCase(107)]
    [TestCase(109)]
    public void ACookieOfAnotherLengthIsForged(int size)
    {
        var peer = new SctpScriptedPeer();
        peer.TakeCookie(peer.SendPacket(SctpScriptedPeer.Packet(0, SctpScriptedPeer.Init())));
        Assert.That(peer.Send(SctpScriptedPeer.Chunk(10, 0, new byte[size])), Is.Empty);
        SctpDropReason reason = size == 0 ? SctpDropReason.Malformed : SctpDropReason.ForgedCookie;
        Assert.That(peer.Counters[reason], Is.EqualTo(1));
    }

    [Test]
    public void ACookieComesWithItsTag()
    {
        var peer = new SctpScriptedPeer();
        byte[] cookie = peer.TakeCookie(peer.SendPacket(SctpScriptedPeer.Packet(0, SctpScriptedPeer.Init())));
        byte[] packet = SctpScriptedPeer.Packet(peer.TagOfA ^ 1, SctpScriptedPeer.Chunk(10, 0, cookie));
        Assert.That(peer.SendPacket(packet), Is.Empty);
        Assert.That(peer.Counters[SctpDropReason.BadVerificationTag], Is.EqualTo(1));
    }

    [Test]
    public void AStaleCookieIsAnsweredWithItsStaleness()
    {
        var peer = new SctpScriptedPeer();
        byte[] cookie = peer.TakeCookie(peer.SendPacket(SctpScriptedPeer.Packet(0, SctpScriptedPeer.Init())));
        peer.RunFor(60_000);

        // b -> a  COOKIE ECHO 60.0025 s after it was made;  a -> b  ERROR, cause 3, in microseconds
        List<byte[]> answer = peer.Send(SctpScriptedPeer.Chunk(10, 0, cookie));
        Assert.That(SctpScriptedPeer.Types(answer), Is.EqualTo("9"));
        Assert.That(Convert.ToHexString(answer[0][4..8]), Is.EqualTo("B0B0B0B0"));
        Assert.That(
            Convert.ToHexString(answer[0][12..]), Is.EqualTo("0900000C" + "00030008" + 2_500.ToString("X8", null)));
        Assert.That(peer.Counters[SctpDropReason.StaleCookie], Is.EqualTo(1));
        Assert.That(peer.Endpoint.Associations, Is.Empty);
    }

    [Test]
    public void ACookieIsGoodForItsWholeLife()
    {
        var peer = new SctpScriptedPeer();
        byte[] cookie = peer.TakeCookie(peer.SendPacket(SctpScriptedPeer.Packet(0, SctpScriptedPeer.Init())));
        peer.RunFor(60_000 - 2.5); // the echo takes another millisecond, as the INIT ACK left 1 ms after the INIT
        Assert.That(SctpScriptedPeer.Types(peer.Send(SctpScriptedPeer.Chunk(10, 0, cookie))), Is.EqualTo("11"));
    }

    [Test]
    public void AnInitiatorBeginsAnewWhenItsCookieIsStale()
    {
        var exchange = new SctpExchange(
            optionsOfB: SctpExchange.Quiet with { ValidCookieLife = SimTime.FromMilliseconds(5) });
        SctpConnectResult result = exchange.ConnectOnly();
        Assert.That((result.Failure, result.Cause), Is.EqualTo((SctpEndReason.SetupTimedOut, SctpCause.StaleCookie)));
        Assert.That(exchange.CountersB[SctpDropReason.StaleCookie], Is.EqualTo(1 + 8));
        Assert.That(exchange.TakeLadder(), Does.StartWith("""
            0 a -> b  INIT
            10 b -> a  INIT ACK
            20 a -> b  COOKIE ECHO
            30 b -> a  ERROR 3
            40 a -> b  INIT
            """));
    }

    [Test]
    public void ACookieAnsweredTwiceMakesOneAssociation()
    {
        var peer = new SctpScriptedPeer();
        byte[] cookie = peer.TakeCookie(peer.SendPacket(SctpScriptedPeer.Packet(0, SctpScriptedPeer.Init())));
        peer.Send(SctpScriptedPeer.Chunk(10, 0, cookie));
        Assert.That(SctpScriptedPeer.Types(peer.Send(SctpScriptedPeer.Chunk(10, 0, cookie))), Is.EqualTo("11"));
        peer.RunFor(100_000);
        Assert.That(
            SctpScriptedPeer.Types(peer.Send(SctpScriptedPeer.Chunk(10, 0, cookie))),
            Is.EqualTo("11"),
            "stale, but the tags are right (§5.2.4)");
        Assert.That(peer.Endpoint.Associations, Has.Count.EqualTo(1));
        Assert.That(peer.Endpoint.Accepted.Count, Is.EqualTo(1));
    }

    [Test]
    public void DataBesideTheCookieIsTaken()
    {
        var peer = new SctpScriptedPeer();
        byte[] cookie = peer.TakeCookie(peer.SendPacket(SctpScriptedPeer.Packet(0, SctpScriptedPeer.Init())));
        peer.Send(SctpScriptedPeer.Chunk(10, 0, cookie), SctpScriptedPeer.Data(0, "early"));
        peer.Endpoint.Accepted.TryReceive(out SctpAssociation? association);
        Assert.That(Texts(association!), Is.EqualTo("early"));
    }

    [Test]
    public void AnOldCookieOfAnotherAttemptIsRefused()
    {
        // §5.2.4 C: a's tag of another attempt, without tie tags
        var peer = new SctpScriptedPeer();
        byte[] old = peer.TakeCookie(peer.SendPacket(SctpScriptedPeer.Packet(0, SctpScriptedPeer.Init(tag: 0x1234))));
        uint oldTag = peer.TagOfA;
        peer.Open();
        Assert.That(peer.SendPacket(SctpScriptedPeer.Packet(oldTag, SctpScriptedPeer.Chunk(10, 0, old))), Is.Empty);
        Assert.That(peer.Counters[SctpDropReason.UnexpectedCookie], Is.EqualTo(1));
        Assert.That(peer.Endpoint.Associations[0].State, Is.EqualTo(SctpState.Established));
    }

    // --------------------------------------------------------------------------------------- INIT, INIT ACK

    [TestCase(0u, 100_000u, 4, 4, Nothing, TestName = "InitWithoutATag")]
    [TestCase(7u, 1_499u, 4, 4, Abort, TestName = "InitWithTooSmallAWindow")]
    [TestCase(7u, 100_000u, 0, 4, Abort, TestName = "InitWithoutOutboundStreams")]
    [TestCase(7u, 100_000u, 4, 0, Abort, TestName = "InitWithoutInboundStreams")]
    [TestCase(7u, 1_500u, 1, 1, "2", TestName = "InitWithTheLeastOfEverything")]
    public void InitIsChecked(uint tag, uint window, int outbound, int inbound, string answer)
    {
        var peer = new SctpScriptedPeer();
        byte[] init = SctpScriptedPeer.Init(tag, window, (ushort)outbound, (ushort)inbound);
        Assert.That(SctpScriptedPeer.Types(peer.SendPacket(SctpScriptedPeer.Packet(0, init))), Is.EqualTo(answer));
        Assert.That(peer.Counters[SctpDropReason.BadInit], Is.EqualTo(answer == "2" ? 0 : 1));
    }

    [Test]
    public void InitHasTheTagZeroAndIsAlone()
    {
        var peer = new SctpScriptedPeer();
        Assert.That(peer.SendPacket(SctpScriptedPeer.Packet(1, SctpScriptedPeer.Init())), Is.Empty);
        Assert.That(peer.Counters[SctpDropReason.BadVerificationTag], Is.EqualTo(1));
        Assert.That(
            peer.SendPacket(SctpScriptedPeer.Packet(0, SctpScriptedPeer.Init(), SctpScriptedPeer.Data(0, "x"))),
            Is.Empty);
        Assert.That(
            peer.SendPacket(SctpScriptedPeer.Packet(0, SctpScriptedPeer.Chunk(11, 0), SctpScriptedPeer.Init())),
            Is.Empty);
        Assert.That(peer.Counters[SctpDropReason.BadBundling], Is.EqualTo(2));
    }

    [Test]
    public void UnknownParametersDoWhatTheirHighestBitsSay()
    {
        // 0xC000: skip and report (forward TSN); 0x8000: skip (ECN); 0x4001: stop and report; 0xC001 comes too late
        byte[] parameters =
        [
            0xC0, 0x00, 0x00, 0x04, 0x80, 0x00, 0x00, 0x04,
            0x40, 0x01, 0x00, 0x05, 0xEE, 0, 0, 0, 0xC0, 0x01, 0x00, 0x04,
        ];
        var peer = new SctpScriptedPeer();
        byte[] answer = peer.SendPacket(SctpScriptedPeer.Packet(0, SctpScriptedPeer.Init(parameters: parameters)))[0];
        Assert.That(
            Convert.ToHexString(answer[(32 + 112)..]),
            Is.EqualTo("00080008" + "C0000004" + "00080009" + "40010005EE000000"));
    }

    [Test]
    public void AHostNameIsRefused()
    {
        var peer = new SctpScriptedPeer();
        List<byte[]> answer = peer.SendPacket(
            SctpScriptedPeer.Packet(0, SctpScriptedPeer.Init(parameters: [0, 11, 0, 6, (byte)'b', 0, 0, 0])));
        Assert.That(Convert.ToHexString(answer[0][12..]), Is.EqualTo("06000008" + "00050004"));
    }

    [Test]
    public void InitAckWithoutACookieEndsTheSetUp()
    {
        (SctpScriptedPeer peer, Process<SctpConnectResult> connect) = StartConnect();
        List<byte[]> answer = peer.Send(SctpScriptedPeer.Init(type: 2));
        Assert.That(Convert.ToHexString(answer[0][4..8]), Is.EqualTo("B0B0B0B0"));
        Assert.That(
            Convert.ToHexString(answer[0][12..]), Is.EqualTo("06000010" + "0002000A" + "00000001" + "00070000"));
        Assert.That(connect.GetResult().Failure, Is.EqualTo(SctpEndReason.SetupInvalid));
    }

    [TestCase(0u, 100_000u, 4, 4, false)]
    [TestCase(7u, 100u, 4, 4, true)]
    [TestCase(7u, 100_000u, 0, 4, true)]
    [TestCase(7u, 100_000u, 4, 0, true)]
    public void InitAckIsChecked(uint tag, uint window, int outbound, int inbound, bool isAborted)
    {
        (SctpScriptedPeer peer, Process<SctpConnectResult> connect) = StartConnect();
        byte[] cookie = [0, 7, 0, 8, 1, 2, 3, 4];
        List<byte[]> answer = peer.Send(
            SctpScriptedPeer.Init(tag, window, (ushort)outbound, (ushort)inbound, 2, cookie));
        Assert.That(SctpScriptedPeer.Types(answer), Is.EqualTo(isAborted ? Abort : Nothing));
        Assert.That(connect.GetResult().Failure, Is.EqualTo(SctpEndReason.SetupInvalid));
        Assert.That(peer.Endpoint.Associations, Is.Empty);
    }

    [Test]
    public void UnknownParametersOfInitAckAreReportedBesideTheCookie()
    {
        (SctpScriptedPeer peer, _) = StartConnect();
        byte[] parameters = [0, 7, 0, 8, 1, 2, 3, 4, 0xC0, 0x05, 0, 6, 0xAB, 0xCD, 0, 0];
        List<byte[]> answer = peer.Send(SctpScriptedPeer.Init(type: 2, parameters: parameters));
        Assert.That(
            Convert.ToHexString(answer[0][12..]),
            Is.EqualTo("0A00000801020304" + "09000010" + "0008000C" + "C0050006ABCD0000"));
    }

    [Test]
    public void TheCookieOfAnotherImplementationIsEchoedAsItIs()
    {
        (SctpScriptedPeer peer, Process<SctpConnectResult> connect) = StartConnect();
        byte[] cookie = [0, 7, 0, 9, 1, 2, 3, 4, 5, 0, 0, 0];
        Assert.That(
            Convert.ToHexString(peer.Send(SctpScriptedPeer.Init(type: 2, parameters: cookie))[0][12..]),
            Is.EqualTo("0A000009" + "0102030405000000"));

        // b -> a  COOKIE ACK;  a second INIT ACK and COOKIE ACK do nothing (§5.2.3, §5.2.5)
        peer.Send(SctpScriptedPeer.Chunk(11, 0));
        Assert.That(connect.GetResult().IsUp, Is.True);
        Assert.That(peer.Send(SctpScriptedPeer.Init(type: 2, parameters: cookie)), Is.Empty);
        Assert.That(peer.Send(SctpScriptedPeer.Chunk(11, 0)), Is.Empty);
        Assert.That(peer.Counters[SctpDropReason.UnexpectedChunk], Is.EqualTo(2));
    }

    // ------------------------------------------------------------------------------- tags, out of the blue

    [Test]
    public void AWrongTagIsRefusedInSilence()
    {
        var peer = new SctpScriptedPeer();
        SctpAssociation association = peer.Open();
        for (byte type = 0; type <= 14; type++)
        {
            byte[] chunk = type switch
            {
                0 => SctpScriptedPeer.Data(0, "x"),
                1 or 2 or 10 => SctpScriptedPeer.Chunk(11, 0),
                3 => peer.Sack(-1),
                4 or 5 => SctpScriptedPeer.Chunk(type, 0, 0, 1, 0, 4),
                7 => SctpScriptedPeer.Chunk(7, 0, SctpScriptedPeer.Words(peer.TsnOfA - 1)),
                _ => SctpScriptedPeer.Chunk(type, 0),
            };
            Assert.That(
                peer.SendPacket(SctpScriptedPeer.Packet(peer.TagOfA ^ 0x8000, chunk)), Is.Empty, $"chunk {type}");
            Assert.That(
                peer.SendPacket(SctpScriptedPeer.Packet(SctpScriptedPeer.Tag, chunk)),
                Is.Empty,
                $"chunk {type}, b's own tag without T");
        }

        Assert.That(association.State, Is.EqualTo(SctpState.Established));
        Assert.That(peer.Counters[SctpDropReason.BadVerificationTag], Is.EqualTo(30));
        Assert.That(association.PendingCount, Is.Zero);
    }

    [TestCase(false)]
    [TestCase(true)]
    public void AbortIsTakenWithEitherTag(bool isReflected)
    {
        var peer = new SctpScriptedPeer();
        SctpAssociation association = peer.Open();
        byte[] abort = SctpScriptedPeer.Chunk(6, (byte)(isReflected ? 1 : 0), 0, 13, 0, 4);
        Assert.That(
            peer.SendPacket(SctpScriptedPeer.Packet(isReflected ? SctpScriptedPeer.Tag : peer.TagOfA, abort)),
            Is.Empty);
        Assert.That(association.EndReason, Is.EqualTo(SctpEndReason.AbortedByPeer));
        Assert.That(association.EndCause, Is.EqualTo(SctpCause.ProtocolViolation));
    }

    [Test]
    public void AbortWithOwnTagAndTIsRefused()
    {
        var peer = new SctpScriptedPeer();
        SctpAssociation association = peer.Open();
        peer.SendPacket(SctpScriptedPeer.Packet(peer.TagOfA, SctpScriptedPeer.Chunk(6, 1)));
        Assert.That(association.State, Is.EqualTo(SctpState.Established));
    }

    [TestCase(0, "6", TestName = "OutOfTheBlueData")]
    [TestCase(3, "6", TestName = "OutOfTheBlueSack")]
    [TestCase(4, "6", TestName = "OutOfTheBlueHeartbeat")]
    [TestCase(6, "", TestName = "OutOfTheBlueAbort")]
    [TestCase(7, "6", TestName = "OutOfTheBlueShutdown")]
    [TestCase(8, "14", TestName = "OutOfTheBlueShutdownAck")]
    [TestCase(9, "6", TestName = "OutOfTheBlueError")]
    [TestCase(11, "", TestName = "OutOfTheBlueCookieAck")]
    [TestCase(14, "", TestName = "OutOfTheBlueShutdownComplete")]
    [TestCase(99, "6", TestName = "OutOfTheBlueUnknown")]
    public void OutOfTheBlue(int type, string answer)
    {
        // §8.4: the answer reflects the tag and says so
        var peer = new SctpScriptedPeer();
        byte[] chunk = type switch
        {
            0 => SctpScriptedPeer.Data(0, "x"),
            3 => peer.Sack(0),
            4 => SctpScriptedPeer.Chunk(4, 0, 0, 1, 0, 4),
            7 => SctpScriptedPeer.Chunk(7, 0, SctpScriptedPeer.Words(1)),
            _ => SctpScriptedPeer.Chunk((byte)type, 0),
        };
        List<byte[]> answers = peer.SendPacket(SctpScriptedPeer.Packet(0xCAFE, chunk));
        Assert.That(SctpScriptedPeer.Types(answers), Is.EqualTo(answer));
        Assert.That(peer.Counters[SctpDropReason.OutOfTheBlue], Is.EqualTo(1));
        Assert.That(peer.A.Drops[DropReason.Transport], Is.EqualTo(1));
        if (answer.Length > 0)
        {
            Assert.That(Convert.ToHexString(answers[0][4..8]), Is.EqualTo("0000CAFE"));
            Assert.That(answers[0][13], Is.EqualTo(1), "T");
        }
    }

    [Test]
    public void AStaleCookieErrorOutOfTheBlueIsNotAnswered()
    {
        var peer = new SctpScriptedPeer();
        Assert.That(
            peer.SendPacket(SctpScriptedPeer.Packet(1, SctpScriptedPeer.Chunk(9, 0, 0, 3, 0, 8, 0, 0, 0, 0))),
            Is.Empty);
    }

    [Test]
    public void AbortAnywhereInAPacketKeepsTheAnswerBack()
    {
        var peer = new SctpScriptedPeer();
        Assert.That(peer.SendPacket(SctpScriptedPeer.Packet(1, peer.Sack(0), SctpScriptedPeer.Chunk(6, 0))), Is.Empty);
    }

    // -------------------------------------------------------------------------------------- unknown chunks

    [TestCase(0x3F, false, false)]
    [TestCase(0x7F, true, false)]
    [TestCase(0xBF, false, true)]
    [TestCase(0xFF, true, true)]
    public void UnknownChunksDoWhatTheirHighestBitsSay(int type, bool isReported, bool isSkipped)
    {
        var peer = new SctpScriptedPeer();
        SctpAssociation association = peer.Open();
        byte[] unknown = SctpScriptedPeer.Chunk((byte)type, 5, 1, 2, 3);
        List<byte[]> answer = peer.Send(unknown, SctpScriptedPeer.Data(0, "after"));
        Assert.That(Texts(association), Is.EqualTo(isSkipped ? "after" : ""));
        Assert.That(SctpScriptedPeer.Types(answer), Is.EqualTo(isReported ? "9" : Nothing));
        Assert.That(peer.Counters[SctpDropReason.UnknownChunk], Is.EqualTo(1));
        if (isReported)
        {
            Assert.That(
                Convert.ToHexString(answer[0][12..]),
                Is.EqualTo("09000010" + "0006000B" + $"{type:X2}050007" + "01020300"));
        }
    }

    // ------------------------------------------------------------------------------------------- DATA, SACK

    [Test]
    public void DataWithoutUserDataAborts()
    {
        var peer = new SctpScriptedPeer();
        SctpAssociation association = peer.Open();
        List<byte[]> answer = peer.Send(SctpScriptedPeer.Data(0, ""));
        Assert.That(Convert.ToHexString(answer[0][12..]), Is.EqualTo("0600000C" + "00090008" + "FFFFFFFE"));
        Assert.That(association.EndCause, Is.EqualTo(SctpCause.NoUserData));
    }

    [Test]
    public void AStreamThatDoesNotExistIsReportedAndAcknowledged()
    {
        var peer = new SctpScriptedPeer();
        SctpAssociation association = peer.Open();
        List<byte[]> answer = peer.Send(SctpScriptedPeer.Data(0, "x", stream: 4));
        Assert.That(Convert.ToHexString(answer[0][12..]), Is.EqualTo("0900000C" + "00010008" + "00040000"));
        answer = peer.Send(SctpScriptedPeer.Data(1, "y"));
        Assert.That(Convert.ToHexString(answer[0][12..20]), Is.EqualTo("03000010" + "FFFFFFFF"));
        Assert.That(Texts(association), Is.EqualTo("y"));
        Assert.That(peer.Counters[SctpDropReason.InvalidStream], Is.EqualTo(1));
    }

    [Test]
    public void GapsAndDuplicatesAreReportedAtOnce()
    {
        var peer = new SctpScriptedPeer();
        peer.Open();
        // TSNs 1, 2, 4 of the peer without 0 and 3; then 2 again
        Assert.That(Sack(peer.Send(SctpScriptedPeer.Data(1, "b", ssn: 1))), Is.EqualTo("FFFFFFFD 1 0 00020002"));
        Assert.That(Sack(peer.Send(SctpScriptedPeer.Data(2, "c", ssn: 2))), Is.EqualTo("FFFFFFFD 1 0 00020003"));
        Assert.That(
            Sack(peer.Send(SctpScriptedPeer.Data(4, "e", ssn: 4))), Is.EqualTo("FFFFFFFD 2 0 00020003 00050005"));
        Assert.That(
            Sack(peer.Send(SctpScriptedPeer.Data(2, "c", ssn: 2))), Is.EqualTo(
                "FFFFFFFD 2 1 00020003 00050005 00000000"));
        Assert.That(Sack(peer.Send(SctpScriptedPeer.Data(0, "a"))), Is.EqualTo("00000000 1 0 00020002"));
        peer.Send(SctpScriptedPeer.Data(3, "d", ssn: 3));
        Assert.That(Texts(peer.Endpoint.Associations[0]), Is.EqualTo("a b c d e"));
        Assert.That(peer.Counters[SctpDropReason.Duplicate], Is.EqualTo(1));
    }

    [Test]
    public void TheImmediateBitBringsTheSackAtOnce()
    {
        var peer = new SctpScriptedPeer();
        peer.Open();
        Assert.That(SctpScriptedPeer.Types(peer.Send(SctpScriptedPeer.Data(0, "x", flags: 3))), Is.EqualTo(Nothing));
        Assert.That(SctpScriptedPeer.Types(peer.RunFor(200)), Is.EqualTo("3"));
        Assert.That(
            SctpScriptedPeer.Types(peer.Send(SctpScriptedPeer.Data(1, "x", ssn: 1, flags: 3 | 8))), Is.EqualTo("3"));
    }

    [Test]
    public void FragmentsInAnyOrderMakeTheirMessage()
    {
        var peer = new SctpScriptedPeer();
        SctpAssociation association = peer.Open();
        peer.Send(SctpScriptedPeer.Data(2, "cc", flags: 1));
        peer.Send(SctpScriptedPeer.Data(3, "next", ssn: 1));
        peer.Send(SctpScriptedPeer.Data(0, "aa", flags: 2));
        Assert.That(association.PendingCount, Is.Zero);
        peer.Send(SctpScriptedPeer.Data(1, "bb", flags: 0));
        Assert.That(Texts(association), Is.EqualTo("aabbcc next"));
        Assert.That(peer.Topology.Packets.LiveCount, Is.Zero);
    }

    [TestCase(2, 2, 0, 0, TestName = "ABeginningInsideAMessage")]
    [TestCase(2, 0, 1, 0, TestName = "AFragmentOfAnotherStream")]
    [TestCase(2, 1, 0, 1, TestName = "AFragmentOfAnotherSequenceNumber")]
    [TestCase(2, 5, 0, 0, TestName = "AnUnorderedFragmentOfAnOrderedMessage")]
    [TestCase(3, 0, 0, 1, TestName = "AMiddleAfterAnEnd")]
    [TestCase(2, 3, 0, 1, TestName = "AWholeMessageInsideAnother")]
    public void FragmentsThatContradictEachOtherAbort(int first, int second, int stream, int ssn)
    {
        var peer = new SctpScriptedPeer();
        SctpAssociation association = peer.Open();
        peer.Send(SctpScriptedPeer.Data(0, "a", flags: (byte)first));
        List<byte[]> answer = peer.Send(SctpScriptedPeer.Data(1, "b", (ushort)stream, (ushort)ssn, (byte)second));
        Assert.That(SctpScriptedPeer.Types(answer), Is.EqualTo(Abort));
        Assert.That(association.EndReason, Is.EqualTo(SctpEndReason.ProtocolViolation));
        Assert.That(peer.Counters[SctpDropReason.Inconsistent], Is.EqualTo(1));
        Texts(association);
        Assert.That(peer.Topology.Packets.LiveCount, Is.Zero);
    }

    [Test]
    public void AStreamSequenceNumberUsedTwiceAborts()
    {
        var peer = new SctpScriptedPeer();
        SctpAssociation association = peer.Open();
        peer.Send(SctpScriptedPeer.Data(0, "a"));
        Assert.That(SctpScriptedPeer.Types(peer.Send(SctpScriptedPeer.Data(1, "a"))), Is.EqualTo(Abort));
        Assert.That(association.EndReason, Is.EqualTo(SctpEndReason.ProtocolViolation));
    }

    [Test]
    public void AMessageBeyondTheLimitAborts()
    {
        var peer = new SctpScriptedPeer(SctpExchange.Quiet with { MessageSizeMax = 10 });
        SctpAssociation association = peer.Open();
        peer.Send(SctpScriptedPeer.Data(0, "12345", flags: 2));
        peer.Send(SctpScriptedPeer.Data(1, "12345", flags: 0));
        Assert.That(association.State, Is.EqualTo(SctpState.Established));
        List<byte[]> answer = peer.Send(SctpScriptedPeer.Data(2, "1", flags: 1));
        Assert.That(Convert.ToHexString(answer[0][12..]), Is.EqualTo("06000008" + "00040004"));
        Assert.That(association.EndCause, Is.EqualTo(SctpCause.OutOfResource));
    }

    [Test]
    public void TooFarAheadIsRefused()
    {
        var peer = new SctpScriptedPeer();
        peer.Open();
        Assert.That(Sack(peer.Send(SctpScriptedPeer.Data(4_095, "x", ssn: 9))), Is.EqualTo("FFFFFFFD 1 0 10001000"));
        Assert.That(Sack(peer.Send(SctpScriptedPeer.Data(4_096, "x", ssn: 10))), Is.EqualTo("FFFFFFFD 1 0 10001000"));
        peer.Send(SctpScriptedPeer.Data(int.MaxValue - 1, "x", ssn: 10));
        Assert.That(peer.Counters[SctpDropReason.TsnTooFarAhead], Is.EqualTo(2));
        peer.Send(SctpScriptedPeer.Data(int.MaxValue, "x", ssn: 10));
        Assert.That(peer.Counters[SctpDropReason.Duplicate], Is.EqualTo(1), "half of the number space ahead is behind");
        peer.Endpoint.Close();
        peer.RunFor(5);
        Assert.That(peer.Topology.Packets.LiveCount, Is.Zero);
    }

    [Test]
    public void AcknowledgingWhatWasNeverSentAborts([Values] bool byGap)
    {
        var peer = new SctpScriptedPeer();
        SctpAssociation association = peer.Open();
        SctpExchange.Send(association, 1, 50);
        SctpExchange.Send(association, 2, 50);
        byte[] sack = byGap ? peer.Sack(0, 100_000, (2, 2)) : peer.Sack(2);
        Assert.That(SctpScriptedPeer.Types(peer.Send(sack)), Is.EqualTo("0|0|6"));
        Assert.That(association.EndReason, Is.EqualTo(SctpEndReason.ProtocolViolation));
        Assert.That(peer.Topology.Packets.LiveCount, Is.Zero);
    }

    [Test]
    public void AnOldSackChangesNothing()
    {
        var peer = new SctpScriptedPeer();
        SctpAssociation association = peer.Open();
        SctpExchange.Send(association, 1, 50);
        SctpExchange.Send(association, 2, 50);
        peer.Send(peer.Sack(1, 50_000));
        peer.Send(peer.Sack(0, 10));
        Assert.That(association.PeerWindow, Is.EqualTo(50_000));
        Assert.That(peer.Counters[SctpDropReason.OldSack], Is.EqualTo(1));
    }

    [Test]
    public void AHeartbeatIsAnsweredWithItsOwnOctets()
    {
        var peer = new SctpScriptedPeer();
        peer.Open();
        List<byte[]> answer = peer.Send(SctpScriptedPeer.Chunk(4, 0, 0, 1, 0, 9, 1, 2, 3, 4, 5, 0, 0, 0));
        Assert.That(Convert.ToHexString(answer[0][12..]), Is.EqualTo("05000010" + "00010009" + "0102030405000000"));
    }

    [Test]
    public void AHeartbeatAckThatNobodyWaitsForIsCounted()
    {
        var peer = new SctpScriptedPeer();
        SctpAssociation association = peer.Open();
        peer.Send(SctpScriptedPeer.Chunk(5, 0, [0, 1, 0, 20, .. new byte[16]]));
        Assert.That(peer.Counters[SctpDropReason.UnexpectedChunk], Is.EqualTo(1));
        Assert.That(association.SmoothedRoundTrip, Is.EqualTo(SimTime.Zero));
    }

    [Test]
    public void ShutdownCompleteAndAckAtTheWrongTimeAreCounted()
    {
        var peer = new SctpScriptedPeer();
        SctpAssociation association = peer.Open();
        Assert.That(peer.Send(SctpScriptedPeer.Chunk(14, 0)), Is.Empty);
        Assert.That(peer.Send(SctpScriptedPeer.Chunk(8, 0)), Is.Empty);
        Assert.That(association.State, Is.EqualTo(SctpState.Established));
        Assert.That(peer.Counters[SctpDropReason.UnexpectedChunk], Is.EqualTo(2));
    }

    [Test]
    public void ShutdownAckWhileComingUpIsOutOfTheBlue()
    {
        (SctpScriptedPeer peer, Process<SctpConnectResult> connect) = StartConnect();
        List<byte[]> answer = peer.SendPacket(SctpScriptedPeer.Packet(0xCAFE, SctpScriptedPeer.Chunk(8, 0)));
        Assert.That(SctpScriptedPeer.Types(answer), Is.EqualTo("14"));
        Assert.That(Convert.ToHexString(answer[0][4..8]), Is.EqualTo("0000CAFE"));
        Assert.That(connect.IsCompleted, Is.False);
    }

    [Test]
    public void ATooBigReportLowersThePathMtu()
    {
        var exchange = new SctpExchange();
        Node c = exchange.Topology.AddNode("c");
        c.Ip.AddAddress(IpAddress.Parse("10.0.0.3"));
        exchange.Topology.AddLink(
            "line", exchange.B, c, new LinkOptions { Delay = SimTime.FromMilliseconds(1), Mtu = 700 });
        SctpStack.Of(c).Open(SctpExchange.Port, SctpExchange.Quiet);
        Process<SctpConnectResult> connect = exchange.EndpointA.Connect(c.Ip.Addresses[0], SctpExchange.Port);
        exchange.Simulation.Run(connect);
        SctpAssociation a = exchange.Result(connect).Association!;
        SctpExchange.Send(a, 1, 1_400); // lost: it was cut for 1,500
        exchange.RunFor(100);
        exchange.Wire.Clear();
        SctpExchange.Send(a, 2, 1_400);
        Assert.That(
            exchange.Wire.ConvertAll(packet => packet.Octets.Length),
            Is.EqualTo(new List<int> { 700, 700, 20 + 12 + 16 + 96 }));
    }

    [TestCase(true, true)]
    [TestCase(false, false)]
    public void AnIcmpErrorIsBelievedOnlyWithTheRightTag(bool isTagRight, bool isBelieved)
    {
        (SctpScriptedPeer peer, Process<SctpConnectResult> connect) = StartConnect();
        byte[] init = peer.LastInit;
        init[16] ^= (byte)(isTagRight ? 0 : 1);
        var error = new IcmpError
        {
            Kind = IcmpErrorKind.ProtocolUnreachable,
            Header = new(IpAddress.Parse("10.0.0.1"), IpAddress.Parse("10.0.0.2"), IpProtocol.Sctp, 64, 0, 20, 52),
            Quote = init,
        };
        ((ITransport)SctpStack.Of(peer.A)).ReceiveError(error);
        Assert.That(peer.Endpoint.Associations, Has.Count.EqualTo(isBelieved ? 0 : 1));
        peer.RunFor(1);
        Assert.That(connect.IsCompleted, Is.EqualTo(isBelieved));
    }

    [Test]
    public void ABacklogThatNobodyEmptiesIsBounded()
    {
        var exchange = new SctpExchange(optionsOfB: SctpExchange.Quiet with { BacklogMax = 2 });
        List<SctpEndReason> outcomes = [];
        for (int count = 0; count < 3; count++)
        {
            SctpEndpoint client = SctpStack.Of(exchange.A).OpenEphemeral(SctpExchange.Quiet);
            Process<SctpConnectResult> connect = client.Connect(exchange.B.Ip.Addresses[0], SctpExchange.Port);
            exchange.Simulation.Run(connect);
            outcomes.Add(exchange.Result(connect).Failure);
        }

        Assert.That(
            string.Join(' ', outcomes), Is.EqualTo(
                $"{SctpEndReason.None} {SctpEndReason.None} {SctpEndReason.AbortedByPeer}"));
        Assert.That(exchange.CountersB[SctpDropReason.AssociationLimit], Is.EqualTo(1));
    }

    private static (SctpScriptedPeer Peer, Process<SctpConnectResult> Connect) StartConnect()
    {
        var peer = new SctpScriptedPeer();
        Process<SctpConnectResult> connect = peer.Endpoint.Connect(
            IpAddress.Parse("10.0.0.2"), SctpScriptedPeer.PeerPort);
        List<byte[]> init = peer.RunFor(2.5);
        Assert.That(SctpScriptedPeer.Types(init), Is.EqualTo("1"));
        peer.LearnTag(init[0]);
        peer.LastInit = init[0];
        return (peer, connect);
    }

    private static string Texts(SctpAssociation association)
    {
        List<string> texts = [];
        while (association.TryReceive(out SctpIndication indication) && indication.IsMessage)
        {
            texts.Add(System.Text.Encoding.ASCII.GetString(indication.Payload.Octets));
            indication.Payload.Release();
        }

        return string.Join(' ', texts);
    }

    // cumulative TSN, number of gaps, number of duplicates, entries
    private static string Sack(List<byte[]> packets)
    {
        Assert.That(SctpScriptedPeer.Types(packets), Is.EqualTo("3"));
        byte[] sack = packets[0][12..];
        IEnumerable<string> entries = sack[16..].Chunk(4).Select(Convert.ToHexString);
        return string.Join(
            ' ',
            [
                Convert.ToHexString(sack[4..8]),
                $"{BinaryPrimitives.ReadUInt16BigEndian(sack.AsSpan(12))}",
                $"{BinaryPrimitives.ReadUInt16BigEndian(sack.AsSpan(14))}",
                .. entries,
            ]);
    }
}
