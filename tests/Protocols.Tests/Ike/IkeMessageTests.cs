using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Linq;
using NUnit.Framework;
using Simulator.Protocols.Ike;
using Simulator.Protocols.Wire;

namespace Tests.Protocols.Ike;

/// <summary>Header and chain of payloads (RFC 7296 §3.1, §3.2).</summary>
[TestFixture]
public sealed class IkeMessageTests : CodecContract<IkeMessage>
{
    // INFORMATIONAL, nothing in it; one with an unknown critical payload 200; INVALID_IKE_SPI in the clear; by hand
    private const string
        Header = "0102030405060708 1112131415161718",
        Empty = Header + "00 20 25 08 00000002 0000001c",
        Unknown = Header + "c8 20 25 08 00000002 00000022 00 80 0006 abcd",
        Refusal = Header + "29 20 25 20 00000002 00000024 00 00 0008 00 00 0004";

    protected override IEnumerable<string> Samples =>
    [
        .. RecordedExchange.All[1].Messages.Take(6).Select(each => Convert.ToHexString(each.Octets)),
        Empty,
        Unknown,
        Refusal,
    ];

    [TestCase("0000000000000000 1112131415161718 00 20 25 08 00000002 0000001c", "initiator's SPI", 0)]
    [TestCase(Header + "00 10 25 08 00000002 0000001c", "major version", 17)]
    [TestCase(Header + "00 30 25 08 00000002 0000001c", "major version", 17)]
    [TestCase(Header + "00 20 25 08 00000002 0000001b", "length", 24)]
    [TestCase(Header + "00 20 25 08 00000002 ffffffff", "length", 24)]
    [TestCase(Header + "00 20 25 08 00000002 0000001d", "length", 28)]
    [TestCase(Header + "00 20 25 08 00000002 0000001c 00", "trailing octets", 28)]
    [TestCase(Header + "29 20 25 08 00000002 0000001e 0000", "payload header", 30)]
    [TestCase(Header + "29 20 25 08 00000002 00000020 00000003", "payload length", 30)]
    [TestCase(Header + "29 20 25 08 00000002 00000020 00000005", "payload length", 32)]
    [TestCase(Header + "29 20 25 08 00000002 00000024 00000004 00000004", "trailing octets", 32)]
    [TestCase(Header + "00 20 25 08 00000002 00000020 00000004", "trailing octets", 28)]
    [TestCase(Header + "2e 20 25 08 00000002 00000024 29000004 00000004", "trailing octets", 32)]
    [TestCase(Header + "35 20 25 08 00000002 00000024 00000008 00010001", "encrypted fragment", 28)]
    public void What_is_wrong_is_named_with_its_place(string octets, string field, int offset)
    {
        Assert.That(IkeMessage.TryDecode(Hex(octets), out _, out DecodeError error), Is.False);
        Assert.That((error.Field, error.Offset), Is.EqualTo((field, offset)));
    }

    [Test]
    public void A_chain_of_payloads_has_a_bound()
    {
        byte[] octets = new byte[28 + (4 * 256)];
        new IkeMessage(new(1, 2, ExchangeType.Informational, true, false, 0), default).Encode(octets);
        octets[16] = 41;
        BinaryPrimitives.WriteInt32BigEndian(octets.AsSpan(24), octets.Length);
        for (int index = 28; index < octets.Length; index += 4)
        {
            octets[index] = index + 4 < octets.Length ? (byte)41 : (byte)0;
            octets[index + 3] = 4;
        }

        Assert.That(IkeMessage.TryDecode(octets, out _, out DecodeError error), Is.False);
        Assert.That((error.Field, error.Offset), Is.EqualTo(("number of payloads", 28 + (4 * 255))));
    }

    [Test]
    public void Minor_version_and_flags_without_a_meaning_are_ignored()
    {
        byte[] octets = Hex(Empty);
        octets[17] = 0x2F;
        octets[19] = 0xDF;
        Assert.That(IkeMessage.TryDecode(octets, out IkeMessage message, out _), Is.True);
        Assert.That(message.Header.IsInitiator && !message.Header.IsResponse, Is.True);
        Assert.That(IkeHeader.HasHigherVersion(octets), Is.False);
        octets[17] = 0x30;
        Assert.That(IkeHeader.HasHigherVersion(octets), Is.True);
    }

    [Test]
    public void A_header_is_seen_in_what_cannot_be_read()
    {
        byte[] octets = Hex(Header + "29 30 25 28 00000007 ffffffff");
        Assert.That(IkeHeader.TryPeek(octets, out IkeHeader header), Is.True);
        Assert.That(
            header,
            Is.EqualTo(new IkeHeader(
                0x0102030405060708, 0x1112131415161718, ExchangeType.Informational, true, true, 7)));
        Assert.That(IkeHeader.TryPeek(octets.AsSpan(1), out _), Is.False);
    }

    private static byte[] Hex(string text) => Convert.FromHexString(text.Replace(" ", "", StringComparison.Ordinal));
}
