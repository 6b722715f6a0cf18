using NUnit.Framework;
using Simulator.Protocols.S1ap;

namespace Tests.Protocols.S1ap;

public sealed class ResetAcknowledgeTests : S1apContract<ResetAcknowledge>
{
    private protected override S1apHeader Header =>
        new(PduType.SuccessfulOutcome, (ProcedureCode)14, Criticality.Reject);

    private protected override Row[] Rows =>
    [
        Optional(93, Criticality.Ignore), Optional(58, Criticality.Ignore),
    ];

    [Test]
    public void Fields_are_where_the_standard_puts_them()
    {
        const string Two = "200e0018 000001 005d4011 01 005b4006600180010001 005b40022005";
        var message = new ResetAcknowledge
        {
            Connections = new(
                new UeAssociatedLogicalS1Connection(new(1), new EnbUeS1apId(0x010001)),
                new UeAssociatedLogicalS1Connection(null, new EnbUeS1apId(5))),
        };
        Assert.That(Hex(message), Is.EqualTo(HexOf(Two)));
        Assert.That(Read(Two), Is.EqualTo(message));
    }
}
