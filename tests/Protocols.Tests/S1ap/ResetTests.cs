using System;
using NUnit.Framework;
using Simulator.Protocols.S1ap;
using Simulator.Protocols.Wire;

namespace Tests.Protocols.S1ap;

public sealed class ResetTests : S1apContract<Reset>
{
    private protected override S1apHeader Header =>
        new(PduType.InitiatingMessage, (ProcedureCode)14, Criticality.Reject);

    private protected override Row[] Rows =>
    [
        Mandatory(2, Criticality.Ignore), Mandatory(92, Criticality.Reject),
    ];

    private const string All = "000e000d 000002 0002400143 005c000100";
    private const string Part = "000e001e 000002 0002400143 005c0012 4001 005b0006600180010001 005b00022005";

    [Test]
    public void A_reset_of_everything_is_where_the_standard_puts_it()
    {
        var message = new Reset(CauseMisc.OmIntervention, default);
        Assert.That(message.ResetType.IsAll, Is.True);
        Assert.That(Hex(message), Is.EqualTo(HexOf(All)));
        Assert.That(Read(All), Is.EqualTo(message));
    }

    [Test]
    public void A_reset_of_some_associations_is_where_the_standard_puts_it()
    {
        var message = new Reset(
            CauseMisc.OmIntervention,
            new(new(
                new UeAssociatedLogicalS1Connection(new(1), new EnbUeS1apId(0x010001)),
                new UeAssociatedLogicalS1Connection(null, new EnbUeS1apId(5)))));
        Assert.That(Hex(message), Is.EqualTo(HexOf(Part)));
        Assert.That(Read(Part), Is.EqualTo(message));
    }

    [TestCase("005c000180", TestName = "A kind of reset of a later version")]
    [TestCase("005c000120", TestName = "A reset of all of a later version")]
    public void What_is_not_known_is_not_understood(string wrong)
    {
        byte[] octets = S1apVectors.Octets(All.Replace("005c000100", wrong, StringComparison.Ordinal));
        Assert.That(Reset.TryDecode(octets, out _, out DecodeError error), Is.False);
        Assert.That(error.Fault, Is.EqualTo(DecodeFault.NotComprehended), error.ToString());
    }
}
