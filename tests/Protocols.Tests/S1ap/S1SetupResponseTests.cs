using System;
using NUnit.Framework;
using Simulator.Protocols.S1ap;
using Simulator.Protocols.Wire;

namespace Tests.Protocols.S1ap;

public sealed class S1SetupResponseTests : S1apContract<S1SetupResponse>
{
    private protected override S1apHeader Header =>
        new(PduType.SuccessfulOutcome, (ProcedureCode)17, Criticality.Reject);

    private protected override Row[] Rows =>
    [
        Optional(61, Criticality.Ignore), Mandatory(105, Criticality.Reject),
        Mandatory(87, Criticality.Ignore), Optional(58, Criticality.Ignore),
    ];

    private const string TwoPools =
        "2011002e 000003 0069001c 2040 00f110130014 0001 80018002 02 010203 00 00f110 0000 0004 00 05"
        + " 0057400164 003a40024011";

    private static readonly PlmnId Test = PlmnId.FromDigits("001", "01"), American = PlmnId.FromDigits("310", "410");

    [Test]
    public void Fields_are_where_the_standard_puts_them()
    {
        var message = new S1SetupResponse(
            new(
                new ServedGummei(new(Test, American), new(0x8001, 0x8002), new(1, 2, 3)),
                new ServedGummei(new(Test), new(4), new(5))),
            RelativeMmeCapacity: 100)
        {
            CriticalityDiagnostics = new(ProcedureCode.S1Setup, null, null, default),
        };
        Assert.That(Hex(message), Is.EqualTo(HexOf(TwoPools)));
        Assert.That(Read(TwoPools), Is.EqualTo(message));
    }

    [Test]
    public void The_name_is_read_and_written()
    {
        var message = new S1SetupResponse(new(new ServedGummei(new(Test), new(0x8001), new(1))), 255)
        {
            MmeName = new("sim-mme-1"),
        };
        Assert.That(Hex(message), Is.EqualTo(HexOf(S1apVectors.Flow[7])));
    }

    [TestCase(0)]
    [TestCase(255)]
    public void Capacities_come_back(int capacity)
    {
        S1SetupResponse message = Read(TwoPools) with { RelativeMmeCapacity = capacity };
        Assert.That(Read(Hex(message)), Is.EqualTo(message));
    }

    [TestCase(-1)]
    [TestCase(256)]
    public void A_capacity_beyond_an_octet_is_a_fault_of_the_sender(int capacity)
    {
        S1SetupResponse message = Read(TwoPools) with { RelativeMmeCapacity = capacity };
        Assert.That(() => message.EncodedSize, Throws.InstanceOf<ArgumentOutOfRangeException>());
    }
}
