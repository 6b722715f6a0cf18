using System;
using NUnit.Framework;
using Simulator.Protocols.S1ap;
using Simulator.Protocols.Wire;

namespace Tests.Protocols.S1ap;

public sealed class UeContextReleaseCommandTests : S1apContract<UeContextReleaseCommand>
{
    private protected override S1apHeader Header =>
        new(PduType.InitiatingMessage, (ProcedureCode)23, Criticality.Reject);

    private protected override Row[] Rows =>
    [
        Mandatory(99, Criticality.Reject), Mandatory(2, Criticality.Ignore),
    ];

    private const string MmeOnly = "0017000e 000002 006300024001 0002400120";

    [Test]
    public void A_pair_of_identities_is_where_the_standard_puts_it()
    {
        var message = new UeContextReleaseCommand(new(new(1), new EnbUeS1apId(0x010001)), CauseNas.Detach);
        Assert.That(Hex(message), Is.EqualTo(HexOf(S1apVectors.Flow[5])));
        Assert.That(Read(S1apVectors.Flow[5]), Is.EqualTo(message));
    }

    [Test]
    public void The_identity_of_the_mme_alone_is_where_the_standard_puts_it()
    {
        var message = new UeContextReleaseCommand(new(new(1), Enb: null), CauseNas.NormalRelease);
        Assert.That(Hex(message), Is.EqualTo(HexOf(MmeOnly)));
        Assert.That(Read(MmeOnly), Is.EqualTo(message));
    }

    [Test]
    public void Identities_of_a_later_kind_are_not_understood()
    {
        byte[] octets = S1apVectors.Octets(MmeOnly.Replace("4001", "c001", StringComparison.Ordinal));
        Assert.That(UeContextReleaseCommand.TryDecode(octets, out _, out DecodeError error), Is.False);
        Assert.That(error, Is.EqualTo(DecodeError.NotComprehended("UE S1AP IDs extension", 11)));
    }
}
