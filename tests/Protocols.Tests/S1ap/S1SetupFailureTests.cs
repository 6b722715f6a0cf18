using System;
using NUnit.Framework;
using Simulator.Protocols.S1ap;

namespace Tests.Protocols.S1ap;

public sealed class S1SetupFailureTests : S1apContract<S1SetupFailure>
{
    private protected override S1apHeader Header =>
        new(PduType.UnsuccessfulOutcome, (ProcedureCode)17, Criticality.Reject);

    private protected override Row[] Rows =>
    [
        Mandatory(2, Criticality.Ignore), Optional(65, Criticality.Ignore), Optional(58, Criticality.Ignore),
    ];

    private const string Full = "40110019 000003 0002400145 0041400130 003a4008 7811000000004040";

    [Test]
    public void Fields_are_where_the_standard_puts_them()
    {
        var message = new S1SetupFailure(CauseMisc.UnknownPlmn)
        {
            TimeToWait = TimeToWait.V10S,
            CriticalityDiagnostics = new(
                ProcedureCode.S1Setup, PduType.InitiatingMessage, Criticality.Reject,
                new(new IeCriticalityDiagnostics(Criticality.Reject, 64, TypeOfError.Missing))),
        };
        Assert.That(Hex(message), Is.EqualTo(HexOf(Full)));
        Assert.That(Read(Full), Is.EqualTo(message));
    }

    [Test]
    public void Diagnostics_of_256_ies_come_back_and_of_257_are_a_fault_of_the_sender()
    {
        var items = new IeCriticalityDiagnostics[256];
        for (int index = 0; index < items.Length; index++)
        {
            items[index] = new(Criticality.Notify, (ushort)index, TypeOfError.NotUnderstood);
        }

        S1SetupFailure message = Read(Full) with { CriticalityDiagnostics = new(null, null, null, new(items)) };
        Assert.That(Read(Hex(message)), Is.EqualTo(message));
        message = message with { CriticalityDiagnostics = new(null, null, null, new([.. items, items[0]])) };
        Assert.That(() => message.EncodedSize, Throws.InstanceOf<ArgumentOutOfRangeException>());
    }
}
