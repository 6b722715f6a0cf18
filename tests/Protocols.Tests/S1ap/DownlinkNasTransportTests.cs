using NUnit.Framework;
using Simulator.Protocols.S1ap;

namespace Tests.Protocols.S1ap;

public sealed class DownlinkNasTransportTests : S1apContract<DownlinkNasTransport>
{
    private protected override S1apHeader Header =>
        new(PduType.InitiatingMessage, (ProcedureCode)11, Criticality.Ignore);

    private protected override Row[] Rows =>
    [
        Mandatory(0, Criticality.Reject), Mandatory(8, Criticality.Reject),
        Mandatory(26, Criticality.Reject),
    ];

    [Test]
    public void Fields_are_where_the_standard_puts_them()
    {
        string vector = S1apVectors.Flow[1];
        DownlinkNasTransport message = Read(vector);
        Assert.That(message, Is.EqualTo(new DownlinkNasTransport(new(1), new(0x010001), message.NasPdu)));
        Assert.That(message.NasPdu.ToString(), Is.EqualTo(
            "07520023553cbe9637a89d218ae64dae47bf351055f328b43577b9b94a9ffac354dfafb3"));
        Assert.That(Hex(message), Is.EqualTo(HexOf(vector)));
    }

    [TestCase(0u, "0000000200 00")]
    [TestCase(255u, "0000000200 FF")]
    [TestCase(256u, "0000000340 0100")]
    [TestCase(65_535u, "0000000340 FFFF")]
    [TestCase(65_536u, "0000000480 010000")]
    [TestCase(16_777_216u, "00000005C0 01000000")]
    [TestCase(uint.MaxValue, "00000005C0 FFFFFFFF")]
    public void The_identity_of_the_mme_takes_as_few_octets_as_hold_it(uint id, string ie)
    {
        DownlinkNasTransport message = Read(S1apVectors.Flow[1]) with { MmeUeS1apId = new(id) };
        Assert.That(Hex(message)[14..], Does.StartWith(HexOf(ie)));
        Assert.That(Read(Hex(message)).MmeUeS1apId.Value, Is.EqualTo(id));
    }
}
