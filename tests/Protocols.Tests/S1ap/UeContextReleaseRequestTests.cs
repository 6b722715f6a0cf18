using NUnit.Framework;
using Simulator.Protocols.S1ap;

namespace Tests.Protocols.S1ap;

public sealed class UeContextReleaseRequestTests : S1apContract<UeContextReleaseRequest>
{
    private protected override S1apHeader Header =>
        new(PduType.InitiatingMessage, (ProcedureCode)18, Criticality.Ignore);

    private protected override Row[] Rows =>
    [
        Mandatory(0, Criticality.Reject), Mandatory(8, Criticality.Reject), Mandatory(2, Criticality.Ignore),
    ];

    [Test]
    public void Fields_are_where_the_standard_puts_them()
    {
        var message = new UeContextReleaseRequest(new(1), new(0x010001), CauseRadioNetwork.UserInactivity);
        Assert.That(Hex(message), Is.EqualTo(HexOf(S1apVectors.Flow[9])));
        Assert.That(Read(S1apVectors.Flow[9]), Is.EqualTo(message));
        Assert.That(message.Cause.ToString(), Is.EqualTo("RadioNetwork: UserInactivity"));
    }
}
