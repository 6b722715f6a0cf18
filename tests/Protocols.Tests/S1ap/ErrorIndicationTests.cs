using NUnit.Framework;
using Simulator.Protocols.S1ap;

namespace Tests.Protocols.S1ap;

public sealed class ErrorIndicationTests : S1apContract<ErrorIndication>
{
    private protected override S1apHeader Header =>
        new(PduType.InitiatingMessage, (ProcedureCode)15, Criticality.Ignore);

    private protected override Row[] Rows =>
    [
        Optional(0, Criticality.Ignore), Optional(8, Criticality.Ignore), Optional(2, Criticality.Ignore),
        Optional(58, Criticality.Ignore), Optional(96, Criticality.Ignore),
    ];

    [Test]
    public void Fields_are_where_the_standard_puts_them()
    {
        const string Full = "000f4022 000004 000040020001 0008400480010001 0002400131 003a4008 780c100000019000";
        var message = new ErrorIndication
        {
            MmeUeS1apId = new(1),
            EnbUeS1apId = new(0x010001),
            Cause = CauseProtocol.AbstractSyntaxErrorReject,
            CriticalityDiagnostics = new(
                ProcedureCode.InitialUeMessage, PduType.InitiatingMessage, Criticality.Ignore,
                new(new IeCriticalityDiagnostics(Criticality.Reject, 400, TypeOfError.NotUnderstood))),
        };
        Assert.That(Hex(message), Is.EqualTo(HexOf(Full)));
        Assert.That(Read(Full), Is.EqualTo(message));
    }
}
