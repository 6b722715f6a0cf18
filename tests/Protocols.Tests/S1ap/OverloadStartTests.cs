using System;
using NUnit.Framework;
using Simulator.Protocols.S1ap;
using Simulator.Protocols.Wire;

namespace Tests.Protocols.S1ap;

public sealed class OverloadStartTests : S1apContract<OverloadStart>
{
    private protected override S1apHeader Header =>
        new(PduType.InitiatingMessage, (ProcedureCode)34, Criticality.Ignore);

    private protected override Row[] Rows =>
    [
        Mandatory(101, Criticality.Reject), Optional(154, Criticality.Ignore),
        Optional(161, Criticality.Ignore),
    ];

    [Test]
    public void Fields_are_where_the_standard_puts_them()
    {
        const string Full = "0022401a 000003 006500024080 009a4008 00 00 00f110 8001 01 00a140013a";
        var message = new OverloadStart(new(OverloadAction.RejectDelayTolerantAccess))
        {
            Gummeis = new(new Gummei(PlmnId.FromDigits("001", "01"), 0x8001, 1)),
            TrafficLoadReduction = 30,
        };
        Assert.That(Hex(message), Is.EqualTo(HexOf(Full)));
        Assert.That(Read(Full), Is.EqualTo(message));
    }

    [TestCase(0)]
    [TestCase(100)]
    public void A_share_that_is_none_or_all_is_a_fault_of_the_sender(int percent)
    {
        var message = new OverloadStart(default) { TrafficLoadReduction = percent };
        Assert.That(() => message.EncodedSize, Throws.InstanceOf<ArgumentOutOfRangeException>());
    }

    [Test]
    public void A_share_of_100_per_cent_on_the_wire_is_refused()
    {
        const string Wrong = "0022400d 000002 0065000120 00a14001c6"; // 1100011 = 99 above the lowest
        Assert.That(OverloadStart.TryDecode(S1apVectors.Octets(Wrong), out _, out DecodeError error), Is.False);
        Assert.That(error, Is.EqualTo(DecodeError.Unexpected("Traffic Load Reduction Indication", 16)));
    }
}
