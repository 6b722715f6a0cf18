using System;
using NUnit.Framework;
using Simulator.Protocols.S1ap;
using Simulator.Protocols.Wire;

namespace Tests.Protocols.S1ap;

public sealed class InitialContextSetupFailureTests : S1apContract<InitialContextSetupFailure>
{
    private protected override S1apHeader Header =>
        new(PduType.UnsuccessfulOutcome, (ProcedureCode)9, Criticality.Reject);

    private protected override Row[] Rows =>
    [
        Mandatory(0, Criticality.Ignore), Mandatory(8, Criticality.Ignore), Mandatory(2, Criticality.Ignore),
        Optional(58, Criticality.Ignore),
    ];

    private const string Vector = "40090017 000003 000040020001 0008400480010001 000240020340";

    [Test]
    public void Fields_are_where_the_standard_puts_them()
    {
        var message = new InitialContextSetupFailure(
            new(1), new(0x010001), CauseRadioNetwork.FailureInRadioInterfaceProcedure);
        Assert.That(Hex(message), Is.EqualTo(HexOf(Vector)));
        Assert.That(Read(Vector), Is.EqualTo(message));
    }

    [Test]
    public void A_cause_of_a_later_group_is_kept()
    {
        // 1 (CHOICE extension) 0 000000 (the first addition), then an open type
        string vector = Vector.Replace("40090017", "40090018", StringComparison.Ordinal)
            .Replace("000240020340", "000240038001ab", StringComparison.Ordinal);
        InitialContextSetupFailure message = Read(vector);
        Assert.That(message.Cause, Is.EqualTo(new Cause((CauseGroup)5, 0) { Encoding = Octets.FromHex("ab") }));
        Assert.That(Hex(message), Is.EqualTo(HexOf(vector)));
        Assert.That(message.Cause.ToString(), Is.EqualTo("5: ab"));
    }

    [TestCase("000240020340", "000240020c20", TestName = "An addition numbered 64 or more")]
    [TestCase("000240020340", "0002400204ff", TestName = "A root value beyond the list")]
    [TestCase("000240020340", "000240025000", TestName = "A group beyond the list")]
    public void Causes_beyond_their_lists_are_refused(string right, string wrong)
    {
        byte[] octets = S1apVectors.Octets(Vector.Replace(right, wrong, StringComparison.Ordinal));
        Assert.That(InitialContextSetupFailure.TryDecode(octets, out _, out DecodeError error), Is.False);
        Assert.That(error.Fault, Is.EqualTo(DecodeFault.Unexpected), error.ToString());
    }
}
