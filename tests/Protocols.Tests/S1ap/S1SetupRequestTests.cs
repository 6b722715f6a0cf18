using System;
using NUnit.Framework;
using Simulator.Protocols.Per;
using Simulator.Protocols.S1ap;
using Simulator.Protocols.Wire;

namespace Tests.Protocols.S1ap;

public sealed class S1SetupRequestTests : S1apContract<S1SetupRequest>
{
    private protected override S1apHeader Header =>
        new(PduType.InitiatingMessage, (ProcedureCode)17, Criticality.Reject);

    private protected override Row[] Rows =>
    [
        Mandatory(59, Criticality.Reject), Optional(60, Criticality.Ignore),
        Mandatory(64, Criticality.Reject), Mandatory(137, Criticality.Ignore),
    ];

    private const string HomeEnb =
        "00110029 000003 003b0009 0000f110400019b010 00400010 01 000048 00f110130014 000080 00f110 0089400160";

    private static readonly PlmnId Test = PlmnId.FromDigits("001", "01"), American = PlmnId.FromDigits("310", "410");

    [Test]
    public void Fields_are_where_the_standard_puts_them()
    {
        var message = new S1SetupRequest(
            new(Test, EnbId.Home(0x0019B01)),
            new(new SupportedTa(1, new(Test, American)), new SupportedTa(2, new(Test))),
            PagingDrx.V256);
        Assert.That(Hex(message), Is.EqualTo(HexOf(HomeEnb)));
        Assert.That(Read(HomeEnb), Is.EqualTo(message));
    }

    [Test]
    public void The_name_is_read_and_written()
    {
        var message = new S1SetupRequest(
            new(Test, EnbId.Macro(0x0019B)), new(new SupportedTa(1, new(Test))), PagingDrx.V128)
        {
            EnbName = new("sim-enb-1"),
        };
        string vector = S1apVectors.Flow[6];
        Assert.That(Hex(message), Is.EqualTo(HexOf(vector)));
        Assert.That(Read(vector).EnbName!.Value.Value, Is.EqualTo("sim-enb-1"));
    }

    [Test]
    public void A_name_with_a_letter_outside_printable_string_is_refused()
    {
        byte[] octets = S1apVectors.Octets(S1apVectors.Flow[6]);
        octets[0x1C] = (byte)'_';
        Assert.That(S1SetupRequest.TryDecode(octets, out _, out DecodeError error), Is.False);
        Assert.That(error, Is.EqualTo(DecodeError.Unexpected("name", 0x19)));
    }

    [Test]
    public void A_paging_cycle_of_a_later_version_survives()
    {
        S1SetupRequest message = Read(HomeEnb) with { DefaultPagingDrx = (PagingDrx)9 };
        Assert.That(Read(Hex(message)).DefaultPagingDrx, Is.EqualTo((PagingDrx)9));
        Assert.That(Hex(message), Does.EndWith("0089400185")); // 1 (addition) 0 000101 (the sixth)
    }

    [Test]
    public void Seven_networks_in_a_tracking_area_are_a_fault_of_the_sender()
    {
        var seven = new SequenceOf<PlmnId>(Test, Test, Test, Test, Test, Test, Test);
        S1SetupRequest message = Read(HomeEnb) with { SupportedTas = new(new SupportedTa(1, seven)) };
        Assert.That(() => message.EncodedSize, Throws.InstanceOf<ArgumentOutOfRangeException>());
    }

    [Test]
    public void No_tracking_area_is_a_fault_of_the_sender()
    {
        S1SetupRequest message = Read(HomeEnb) with { SupportedTas = default };
        Assert.That(() => message.EncodedSize, Throws.InstanceOf<ArgumentOutOfRangeException>());
    }

    [Test]
    public void All_256_tracking_areas_come_back()
    {
        var areas = new SupportedTa[256];
        for (int index = 0; index < areas.Length; index++)
        {
            areas[index] = new((ushort)index, new(Test));
        }

        S1SetupRequest message = Read(HomeEnb) with { SupportedTas = new(areas) };
        Assert.That(Read(Hex(message)), Is.EqualTo(message));
    }
}
