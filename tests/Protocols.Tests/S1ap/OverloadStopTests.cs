using NUnit.Framework;
using Simulator.Protocols.S1ap;
using Simulator.Protocols.Wire;

namespace Tests.Protocols.S1ap;

public sealed class OverloadStopTests : S1apContract<OverloadStop>
{
    private protected override S1apHeader Header =>
        new(PduType.InitiatingMessage, (ProcedureCode)35, Criticality.Ignore);

    private protected override Row[] Rows =>
    [
        Optional(154, Criticality.Ignore),
    ];

    [Test]
    public void Fields_are_where_the_standard_puts_them()
    {
        const string One = "0023400f 000001 009a4008 00 00 00f110 8001 01";
        var message = new OverloadStop { Gummeis = new(new Gummei(PlmnId.FromDigits("001", "01"), 0x8001, 1)) };
        Assert.That(Hex(message), Is.EqualTo(HexOf(One)));
        Assert.That(Read(One), Is.EqualTo(message));
    }
}
