using System;
using NUnit.Framework;
using Simulator.Protocols.S1ap;

namespace Tests.Protocols.S1ap;

public sealed class InitialContextSetupResponseTests : S1apContract<InitialContextSetupResponse>
{
    private protected override S1apHeader Header =>
        new(PduType.SuccessfulOutcome, (ProcedureCode)9, Criticality.Reject);

    private protected override Row[] Rows =>
    [
        Mandatory(0, Criticality.Ignore), Mandatory(8, Criticality.Ignore),
        Mandatory(51, Criticality.Ignore), Optional(48, Criticality.Ignore),
        Optional(58, Criticality.Ignore),
    ];

    [Test]
    public void Fields_are_where_the_standard_puts_them()
    {
        const string Partly = "20090030 000004 000040020001 0008400480010001 0033400f000032400a0a1f0a0b000200000201"
            + "00304008 00 00234003 0c06c0";
        var message = new InitialContextSetupResponse(
            new(1), new(0x010001), new(new ErabSetup(new(5), TransportLayerAddress.OfIpv4(0x0A0B0002), new(0x201))))
        {
            ErabsFailed = new(new ErabFailure(new(6), CauseRadioNetwork.InvalidQosCombination)),
        };
        Assert.That(Hex(message), Is.EqualTo(HexOf(Partly)));
        Assert.That(Read(Partly), Is.EqualTo(message));
    }

    [Test]
    public void An_ipv6_address_comes_back()
    {
        var address = TransportLayerAddress.OfIpv6(new UInt128(0x20010DB8_00000000, 7));
        InitialContextSetupResponse message = Read(S1apVectors.Flow[4]) with
        {
            ErabsSetup = new(new ErabSetup(new(5), address, new(1))),
        };
        Assert.That(Read(Hex(message)).ErabsSetup[0].Address, Is.EqualTo(address));
        Assert.That(address.Ipv6, Is.EqualTo(new UInt128(0x20010DB8_00000000, 7)));
        Assert.That(address.Ipv4, Is.Null);
    }
}
