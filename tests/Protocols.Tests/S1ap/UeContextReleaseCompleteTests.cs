using NUnit.Framework;
using Simulator.Protocols.S1ap;

namespace Tests.Protocols.S1ap;

public sealed class UeContextReleaseCompleteTests : S1apContract<UeContextReleaseComplete>
{
    private protected override S1apHeader Header =>
        new(PduType.SuccessfulOutcome, (ProcedureCode)23, Criticality.Reject);

    private protected override Row[] Rows =>
    [
        Mandatory(0, Criticality.Ignore), Mandatory(8, Criticality.Ignore), Optional(58, Criticality.Ignore),
    ];

    [Test]
    public void Fields_are_where_the_standard_puts_them()
    {
        var message = new UeContextReleaseComplete(new(1), new(0x010001));
        Assert.That(Hex(message), Is.EqualTo(HexOf(S1apVectors.Flow[8])));
        Assert.That(Read(S1apVectors.Flow[8]), Is.EqualTo(message));
    }
}
