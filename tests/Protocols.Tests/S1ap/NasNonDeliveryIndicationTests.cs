using NUnit.Framework;
using Simulator.Protocols.S1ap;
using Simulator.Protocols.Wire;

namespace Tests.Protocols.S1ap;

public sealed class NasNonDeliveryIndicationTests : S1apContract<NasNonDeliveryIndication>
{
    private protected override S1apHeader Header =>
        new(PduType.InitiatingMessage, (ProcedureCode)16, Criticality.Ignore);

    private protected override Row[] Rows =>
    [
        Mandatory(0, Criticality.Reject), Mandatory(8, Criticality.Reject),
        Mandatory(26, Criticality.Ignore), Mandatory(2, Criticality.Ignore),
    ];

    [Test]
    public void Fields_are_where_the_standard_puts_them()
    {
        const string Bounds = "00104021 000004 00000005c0ffffffff 0008000480ffffff 001a4003020754 000240020830";
        var message = new NasNonDeliveryIndication(
            new(uint.MaxValue), new(EnbUeS1apId.Max), new(Octets.FromHex("0754")),
            CauseRadioNetwork.ReleaseDueToPreEmption);
        Assert.That(Hex(message), Is.EqualTo(HexOf(Bounds)));
        Assert.That(Read(Bounds), Is.EqualTo(message));
    }
}
