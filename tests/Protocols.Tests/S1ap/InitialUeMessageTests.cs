using System;
using NUnit.Framework;
using Simulator.Protocols.Per;
using Simulator.Protocols.S1ap;
using Simulator.Protocols.Wire;

namespace Tests.Protocols.S1ap;

public sealed class InitialUeMessageTests : S1apContract<InitialUeMessage>
{
    private protected override S1apHeader Header =>
        new(PduType.InitiatingMessage, (ProcedureCode)12, Criticality.Ignore);

    private protected override Row[] Rows =>
    [
        Mandatory(8, Criticality.Reject), Mandatory(26, Criticality.Reject),
        Mandatory(67, Criticality.Reject), Mandatory(100, Criticality.Ignore),
        Mandatory(134, Criticality.Ignore), Optional(96, Criticality.Reject),
        Optional(75, Criticality.Reject),
    ];

    private const string Attach = "07417108091010000000001002F07000040201D011";

    private static readonly PlmnId Test = PlmnId.FromDigits("001", "01");

    private static readonly InitialUeMessage Message = new(
        new(0x010001), new(Octets.FromHex(Attach)), new(Test, 1), new(Test, 0x0019B01),
        RrcEstablishmentCause.MoSignalling);

    [Test]
    public void Fields_are_where_the_standard_puts_them()
    {
        Assert.That(Hex(Message), Is.EqualTo(HexOf(S1apVectors.Flow[0])));
        Assert.That(Read(S1apVectors.Flow[0]), Is.EqualTo(Message));
    }

    [Test]
    public void Temporary_identities_and_a_cause_of_a_later_version_are_read_and_written()
    {
        InitialUeMessage message = Message with
        {
            RrcEstablishmentCause = RrcEstablishmentCause.DelayTolerantAccess,
            STmsi = new(1, 0xC0000001),
            Gummei = new(Test, 0x8001, 1),
        };
        Assert.That(Hex(message), Does.EndWith("0086400180006000060040C0000001004B00070000F110800101"));
        Assert.That(Read(Hex(message)), Is.EqualTo(message));
    }

    [TestCase(0)]
    [TestCase(1)]
    [TestCase(126)]
    [TestCase(127)]
    [TestCase(128)]
    [TestCase(129)]
    [TestCase(16_000)]
    public void A_nas_message_of_any_size_comes_back(int size)
    {
        InitialUeMessage message = Message with { NasPdu = new(new Octets(new byte[size])) };
        string hex = Hex(message);
        Assert.That(Read(hex), Is.EqualTo(message));
        int open = size < 127 ? 2 : size < 128 ? 3 : 4; // octets of both lengths: of the open type and of the string
        Assert.That(hex, Has.Length.EqualTo(2 * ((size + 45 < 128 ? 4 : 5) + 41 + open + size)));
    }

    [Test]
    public void A_nas_message_beyond_16383_octets_is_a_fault_of_the_sender()
    {
        InitialUeMessage message = Message with { NasPdu = new(new Octets(new byte[16_384])) };
        Assert.That(() => message.EncodedSize, Throws.InstanceOf<ArgumentOutOfRangeException>());
    }

    [Test]
    public void A_message_beyond_16383_octets_is_a_fault_of_the_sender()
    {
        InitialUeMessage message = Message with { NasPdu = new(new Octets(new byte[16_350])) };
        Assert.That(() => message.Encode(new byte[20_000]), Throws.InstanceOf<ArgumentOutOfRangeException>());
    }

    [Test]
    public void A_short_buffer_is_a_fault_of_the_sender()
    {
        byte[] buffer = new byte[Message.EncodedSize - 1];
        Assert.That(() => Message.Encode(buffer), Throws.InstanceOf<SystemException>());
    }

    [Test]
    public void Unknown_ies_are_handed_over_with_their_places()
    {
        SequenceOf<UnknownIe> unknown = new(
            new UnknownIe(1, new(401, Criticality.Notify, Octets.FromHex("55"))),
            new UnknownIe(6, new(402, Criticality.Ignore, Octets.FromHex("AA"))));
        InitialUeMessage message = Message with { UnknownIes = unknown };
        Assert.That(Read(Hex(message)).UnknownIes, Is.EqualTo(unknown));
    }

    [Test]
    public void An_unknown_ie_far_behind_is_written_last()
    {
        var ie = new RawIe(401, Criticality.Ignore, Octets.FromHex("55"));
        InitialUeMessage message = Message with { UnknownIes = new(new UnknownIe(1000, ie)) };
        Assert.That(Hex(message), Does.EndWith("01914001" + "55"));
        Assert.That(Read(Hex(message)).UnknownIes[0], Is.EqualTo(new UnknownIe(5, ie)));
    }

    [TestCase("001A0003" + "7F0754", DecodeFault.Truncated, TestName = "A NAS-PDU longer than its IE")]
    [TestCase("001A0004" + "80020754", DecodeFault.Unexpected, TestName = "A length of 2 in two octets")]
    [TestCase("001A0003" + "C10754", DecodeFault.Unexpected, TestName = "A fragmented NAS-PDU")]
    [TestCase("001AC003" + "020754", DecodeFault.Unexpected, TestName = "A fourth criticality")]
    [TestCase("001A0103" + "020754", DecodeFault.Unexpected, TestName = "A bit behind the criticality")]
    [TestCase("001A00C1" + "020754", DecodeFault.Unexpected, TestName = "A fragmented IE")]
    [TestCase("001A008003" + "020754", DecodeFault.Unexpected, TestName = "A length of 3 in two octets")]
    [TestCase("001A0000", DecodeFault.Unexpected, TestName = "An IE of no octets")]
    [TestCase("001A00BFFF" + "020754", DecodeFault.Truncated, TestName = "An IE longer than the message")]
    public void Lengths_are_not_believed(string nas, DecodeFault fault)
    {
        byte[] octets = Convert.FromHexString(
            HexOf(S1apVectors.Flow[0]).Replace("001A001615" + Attach, nas, StringComparison.Ordinal));
        octets[3] = (byte)(octets.Length - 4);
        Assert.That(InitialUeMessage.TryDecode(octets, out _, out DecodeError error), Is.False);
        Assert.That(error.Fault, Is.EqualTo(fault), error.ToString());
        Assert.That(error.Offset, Is.InRange(15, octets.Length));
    }
}
