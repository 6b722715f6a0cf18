using NUnit.Framework;
using Simulator.Protocols.S1ap;
using Simulator.Protocols.Wire;

namespace Tests.Protocols.S1ap;

public sealed class UplinkNasTransportTests : S1apContract<UplinkNasTransport>
{
    private protected override S1apHeader Header =>
        new(PduType.InitiatingMessage, (ProcedureCode)13, Criticality.Ignore);

    private protected override Row[] Rows =>
    [
        Mandatory(0, Criticality.Reject), Mandatory(8, Criticality.Reject),
        Mandatory(26, Criticality.Reject), Mandatory(100, Criticality.Ignore),
        Mandatory(67, Criticality.Ignore),
    ];

    [Test]
    public void Fields_are_where_the_standard_puts_them()
    {
        var plmn = PlmnId.FromDigits("001", "01");
        var message = new UplinkNasTransport(
            new(1), new(0x010001), new(Octets.FromHex("075308A54211D5E3BA50BF")), new(plmn, 0x0019B01), new(plmn, 1));
        Assert.That(Hex(message), Is.EqualTo(HexOf(S1apVectors.Flow[2])));
        Assert.That(Read(S1apVectors.Flow[2]), Is.EqualTo(message));
    }
}
