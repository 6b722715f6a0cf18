using System;
using System.Collections.Generic;
using NUnit.Framework;
using Simulator.Protocols.Ike;
using Simulator.Protocols.Wire;

namespace Tests.Protocols.Ike;

/// <summary>Bodies by hand from the layouts of RFC 7296 §3; where a recorded one exists it is named.</summary>
internal static class Bodies
{
    public static readonly string[] SecurityAssociations =
    [
        // recorded: AES-CBC-128, PRF and INTEG HMAC-SHA-256, group 14
        "0000002c010100040300000c0100000c800e00800300000802000005030000080300000c000000080400000e",
        "0000002801030403994a29b90300000c0100000c800e0080030000080300000c0000000805000000", // recorded: ESP
        // two proposals: AES-GCM-256 with two groups, or AES-CBC-256
        "0200002c01010004 0300000c01000014800e0100 0300000802000005 030000080400001f 0000000804000013"
        + "0000002c02010004 0300000c0100000c800e0100 0300000802000005 030000080300000c 0000000804000013",
        "0000001801030401 01020304 0000000c0100000c 800e0080", // a proposal with little in it
        "00000020 01030401 01020304 00000014 0100000c 00050004 aabbccdd 80060001", // unknown attributes, long and short
        "0000000801010000", // no transform at all
    ];

    public static readonly string[] KeyExchanges = ["001f0000 0102030405060708", "000e0000 ff"];

    public static readonly string[] Identifications =
    [
        "02000000696e69746961746f722e73696d", // recorded
        "010000000a000001", "05000000fd000000000000000000000000000001", "0b00000000", "ca00000042",
    ];

    public static readonly string[] Authentications =
        ["020000002abca78b7417e9bae73df44ee3425f2e948390e345b9bee81673cd9ee3e451ce", "0100000001"];

    public static readonly string[] Nonces =
        ["f1a6dd1c30a6cfc31856c73ea39f3d98 | db3503c473fdde626d6c66e4e64c411d"];

    public static readonly string[] Notifies =
    [
        "00004004 | f889652d69b2edcaf1e887b12309392f819020b7", // recorded: NAT_DETECTION_SOURCE_IP
        "03044009994a29b9", // recorded: REKEY_SA
        "0000000e", "00000011 | 000e", "0000a000 | 00010203",
    ];

    public static readonly string[] Deletes =
        ["03040001994a29b9", "01000000", "0304000201020304a1a2a3a4", "02040000", "03040000"];

    public static readonly string[] TrafficSelectors =
    [
        "01000000070000100000ffff0a0100000a0100ff", // recorded
        "02000000 071100100035003500000000ffffffff 08000028 0000ffff"
        + "fd000000000000000000000000000000 fd00000000000000ffffffffffffffff",
        "01000000 07000010ffff0000 0a000001 0a000001", // opaque ports
    ];
}

public sealed class SecurityAssociationTests : CodecContract<SecurityAssociationPayload>
{
    protected override IEnumerable<string> Samples => Bodies.SecurityAssociations;

    [TestCase("0100000801010000", "last proposal", 0)]
    [TestCase("0000000701010000", "proposal length", 2)]
    [TestCase("0000000901010000", "proposal length", 8)]
    [TestCase("0000000b01030400 010203", "proposal length", 2)]
    [TestCase("0200000801010000 0000000803010000", "proposal number", 8)]
    [TestCase("0200000801010000", "proposal", 8)]
    [TestCase("0000000801010000 00", "trailing octets", 8)]
    [TestCase("0000001001010000 0000000804000013", "trailing octets", 8)]
    [TestCase("0000001001010001 0300000804000013", "last transform", 8)]
    [TestCase("0000001801010002 0000000804000013 0000000804000013", "last transform", 8)]
    [TestCase("0000001001010001 0000000704000013", "transform length", 10)]
    [TestCase("0000001001010001 0000000904000013", "transform length", 16)]
    [TestCase("0000000c01010001 00000008", "transform", 12)]
    [TestCase("0000001201010001 0000000a0100000c 800e", "attribute", 18)]
    [TestCase("0000001401010001 0000000c0100000c 800e0000", "key length", 16)]
    [TestCase("0000001801010001 000000100100000c 800e0080 800e0080", "key length", 20)]
    [TestCase("0000001401010001 0000000c0100000c 00050001", "attribute length", 20)]
    public void What_is_wrong_is_named_with_its_place(string octets, string field, int offset) =>
        Refusals.Check<SecurityAssociationPayload>(octets, field, offset);
}

public sealed class KeyExchangeTests : CodecContract<KeyExchangePayload>
{
    protected override IEnumerable<string> Samples => [Bodies.KeyExchanges[1]];

    protected override bool IgnoresTrailingOctets => true; // the value fills the payload

    [Test]
    public void A_value_fills_the_payload()
    {
        Assert.That(
            KeyExchangePayload.TryDecode(Refusals.Hex(Bodies.KeyExchanges[0]), out KeyExchangePayload payload, out _),
            Is.True);
        Assert.That(
            payload, Is.EqualTo(new KeyExchangePayload(DhGroup.Curve25519, Octets.FromHex("0102030405060708"))));
    }
}

public sealed class IdentificationTests : CodecContract<IdentificationPayload>
{
    protected override IEnumerable<string> Samples => [Bodies.Identifications[1], Bodies.Identifications[2]];

    [TestCase("010000000a0000", "identification data", 7)]
    [TestCase("010000000a00000102", "trailing octets", 8)]
    [TestCase("0500000000", "identification data", 5)]
    [TestCase("02000000", "identification data", 4)]
    public void What_is_wrong_is_named_with_its_place(string octets, string field, int offset) =>
        Refusals.Check<IdentificationPayload>(octets, field, offset);

    [Test]
    public void Names_fill_the_payload_and_any_type_survives()
    {
        foreach (string sample in Bodies.Identifications)
        {
            byte[] octets = Refusals.Hex(sample);
            Assert.That(IdentificationPayload.TryDecode(octets, out IdentificationPayload identity, out _), Is.True);
            Assert.That(
                IkePayload.Of(PayloadType.IdentificationInitiator, identity).Body, Is.EqualTo(new Octets(octets)));
        }

        var name = IdentificationPayload.Fqdn("initiator.sim");
        Assert.That(name.ToString(), Is.EqualTo("initiator.sim"));
        Assert.That(IkePayload.Of(PayloadType.IdentificationInitiator, name).Body.ToString(),
            Is.EqualTo(Bodies.Identifications[0]));
        Assert.That(IdentificationPayload.Address([10, 0, 0, 1]).Type, Is.EqualTo(IdentificationType.Ipv4Address));
        Assert.That(IdentificationPayload.Address(new byte[16]).Type, Is.EqualTo(IdentificationType.Ipv6Address));
    }
}

public sealed class AuthenticationTests : CodecContract<AuthenticationPayload>
{
    protected override IEnumerable<string> Samples => [Bodies.Authentications[1]];

    protected override bool IgnoresTrailingOctets => true; // the proof fills the payload
}

public sealed class NonceTests : CodecContract<NoncePayload>
{
    protected override IEnumerable<string> Samples => [Bodies.Nonces[0].Split('|')[0]];

    protected override bool IgnoresTrailingOctets => true; // up to 256 octets

    [TestCase(15, false)]
    [TestCase(16, true)]
    [TestCase(256, true)]
    [TestCase(257, false)]
    public void A_nonce_has_16_to_256_octets(int size, bool isRead) =>
        Assert.That(NoncePayload.TryDecode(new byte[size], out _, out _), Is.EqualTo(isRead));
}

public sealed class NotifyTests : CodecContract<NotifyPayload>
{
    protected override IEnumerable<string> Samples => [Bodies.Notifies[1], Bodies.Notifies[2]];

    protected override bool IgnoresTrailingOctets => true; // the data fills the payload

    [TestCase("030440099948", "SPI", 6)]
    [TestCase("00000e", "notify", 3)]
    public void What_is_wrong_is_named_with_its_place(string octets, string field, int offset) =>
        Refusals.Check<NotifyPayload>(octets, field, offset);

    [TestCase(16383, true)]
    [TestCase(16384, false)]
    [TestCase(0, true)]
    [TestCase(65535, false)]
    public void Errors_come_before_status(int type, bool isError) =>
        Assert.That(new NotifyPayload((NotifyType)type).IsError, Is.EqualTo(isError));

    [TestCase(NotifyType.NoProposalChosen, "NO_PROPOSAL_CHOSEN")]
    [TestCase(NotifyType.InvalidKePayload, "INVALID_KE_PAYLOAD")]
    [TestCase((NotifyType)40960, "40960")]
    public void Types_are_named_in_the_words_of_the_standard(NotifyType type, string name) =>
        Assert.That(IkeNumber.NameOf(type), Is.EqualTo(name));
}

public sealed class DeleteTests : CodecContract<DeletePayload>
{
    protected override IEnumerable<string> Samples => Bodies.Deletes;

    [TestCase("00000000", "protocol", 0)]
    [TestCase("04040000", "protocol", 0)]
    [TestCase("03080000", "SPI size", 1)]
    [TestCase("01080000", "SPI size", 1)]
    [TestCase("01000001", "number of SPIs", 2)]
    [TestCase("03040100", "number of SPIs", 2)]
    [TestCase("03040001 994a29", "SPI", 7)]
    [TestCase("03040001 994a29b9 00", "trailing octets", 8)]
    public void What_is_wrong_is_named_with_its_place(string octets, string field, int offset) =>
        Refusals.Check<DeletePayload>(octets, field, offset);
}

public sealed class TrafficSelectorTests : CodecContract<TrafficSelectorPayload>
{
    private static readonly TrafficSelector
        Net = TrafficSelector.Range([10, 1, 0, 0], [10, 1, 0, 255]),
        Host = TrafficSelector.Host([10, 1, 0, 7]);

    protected override IEnumerable<string> Samples => Bodies.TrafficSelectors;

    [TestCase("00000000", "number of selectors", 0)]
    [TestCase("01000000 090000080000ffff", "traffic selector type", 4)]
    [TestCase("01000000 070000280000ffff 0a0100000a0100ff", "selector length", 6)]
    [TestCase("01000000 08000010 0000ffff 0a0100000a0100ff", "selector length", 6)]
    [TestCase("02000000 070000100000ffff0a0100000a0100ff", "traffic selector", 20)]
    [TestCase("01000000 070000100000ffff0a0100000a0100ff 00", "trailing octets", 20)]
    public void What_is_wrong_is_named_with_its_place(string octets, string field, int offset) =>
        Refusals.Check<TrafficSelectorPayload>(octets, field, offset);

    [Test]
    public void Two_selectors_have_the_packets_in_common_that_both_mean()
    {
        Assert.That(Net.And(Host), Is.EqualTo(Host));
        Assert.That(Host.And(Net), Is.EqualTo(Host));
        Assert.That(Net.And(TrafficSelector.Host([10, 2, 0, 7])).IsEmpty, Is.True);
        Assert.That(Net.And(TrafficSelector.Host(new byte[16])).IsEmpty, Is.True);
        Assert.That((Net with { Protocol = 17 }).And(Host), Is.EqualTo(Host with { Protocol = 17 }));
        Assert.That((Net with { Protocol = 17 }).And(Host with { Protocol = 6 }).IsEmpty, Is.True);
        Assert.That((Net with { StartPort = 80, EndPort = 80 }).And(Host with { StartPort = 81 }).IsEmpty, Is.True);
        Assert.That(Net.IsEmpty, Is.False);
    }

    [TestCase("0a010007", (byte)17, (ushort)500, true)]
    [TestCase("0a010100", (byte)17, (ushort)500, false)]
    [TestCase("0a010007", (byte)6, (ushort)500, false)]
    [TestCase("0a010007", (byte)17, (ushort)501, false)]
    public void A_selector_means_packets_by_address_protocol_and_port(
        string address, byte protocol, ushort port, bool isMeant)
    {
        TrafficSelector selector = Net with { Protocol = 17, StartPort = 500, EndPort = 500 };
        Assert.That(selector.Contains(Convert.FromHexString(address), protocol, port), Is.EqualTo(isMeant));
        Assert.That(selector.Contains(new byte[16], 17, 500), Is.False);
    }
}

/// <summary>Octets that are refused, with the field and the place that the error names.</summary>
internal static class Refusals
{
    public static void Check<T>(string octets, string field, int offset)
        where T : struct, IWireMessage<T>
    {
        Assert.That(T.TryDecode(Hex(octets), out _, out DecodeError error), Is.False);
        Assert.That((error.Field, error.Offset), Is.EqualTo((field, offset)));
    }

    public static byte[] Hex(string text) => Convert.FromHexString(
        text.Replace(" ", "", StringComparison.Ordinal).Replace("|", "", StringComparison.Ordinal));
}
