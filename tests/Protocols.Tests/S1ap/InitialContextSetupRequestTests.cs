using System;
using NUnit.Framework;
using Simulator.Protocols.S1ap;
using Simulator.Protocols.Wire;

namespace Tests.Protocols.S1ap;

public sealed class InitialContextSetupRequestTests : S1apContract<InitialContextSetupRequest>
{
    private protected override S1apHeader Header =>
        new(PduType.InitiatingMessage, (ProcedureCode)9, Criticality.Reject);

    private protected override Row[] Rows =>
    [
        Mandatory(0, Criticality.Reject), Mandatory(8, Criticality.Reject),
        Mandatory(66, Criticality.Reject), Mandatory(24, Criticality.Reject),
        Mandatory(107, Criticality.Reject), Mandatory(73, Criticality.Reject),
    ];

    private const string Gbr =
        "0009007c 000006 000000020000 000800020000 00420008 0000 8002540be400 00180030 00 0034002b 0f 4001 06"
        + " 100f4240 4001f400 00ff 200100 4f80 0a0b0001 20010db8000000000000000000000001 00000101"
        + " 006b0005 0c00040000 00490020 000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f";

    private static readonly UInt128 Documentation = new(0x20010DB8_00000000, 1);

    [Test]
    public void Fields_are_where_the_standard_puts_them()
    {
        var bearer = new ErabToBeSetup(
            new(15),
            new(1, new(1, MayPreempt: true, IsPreemptable: false), new(1_000_000, 128_000, 255, 256)),
            TransportLayerAddress.OfBoth(0x0A0B0001, Documentation),
            new(0x101),
            NasPdu: null);
        byte[] key = new byte[32];
        for (int index = 0; index < key.Length; index++)
        {
            key[index] = (byte)index;
        }

        var message = new InitialContextSetupRequest(
            new(0), new(0), new(0, 10_000_000_000), new(bearer), new(0x6000, 0x4000), SecurityKey.Of(key));
        Assert.That(Hex(message), Is.EqualTo(HexOf(Gbr)));
        Assert.That(Read(Gbr), Is.EqualTo(message));
    }

    [Test]
    public void The_recorded_attach_accept_is_read()
    {
        InitialContextSetupRequest message = Read(S1apVectors.Flow[3]);
        ErabToBeSetup bearer = message.ErabsToBeSetup[0];
        Assert.That(message.UeAggregateMaximumBitRate.Downlink, Is.EqualTo(1_000_000_000));
        Assert.That(message.UeAggregateMaximumBitRate.Uplink, Is.EqualTo(500_000_000));
        Assert.That(bearer.Qos.Qci, Is.EqualTo(9));
        Assert.That(bearer.Qos.Priority, Is.EqualTo(new AllocationRetentionPriority(8, false, true)));
        Assert.That(bearer.Address.Ipv4, Is.EqualTo(0x0A0B0001));
        Assert.That(bearer.Address.Ipv6, Is.Null);
        Assert.That(bearer.Teid.Value, Is.EqualTo(0x101));
        Assert.That(bearer.NasPdu!.Value.Size, Is.EqualTo(53));
        Assert.That(message.UeSecurityCapabilities, Is.EqualTo(new UeSecurityCapabilities(0xE000, 0xE000)));
        Assert.That(message.SecurityKey.ToString(), Does.StartWith("8214c68f2c779346814e4095c5b3"));
    }

    [Test]
    public void Extensions_of_a_bearer_survive_unless_they_must_be_understood()
    {
        InitialContextSetupRequest message = Read(Gbr);
        foreach (Criticality criticality in Enum.GetValues<Criticality>())
        {
            ErabToBeSetup bearer = message.ErabsToBeSetup[0] with
            {
                Extensions = new(new RawIe(156, criticality, Octets.FromHex("01020304"))), // Correlation ID
            };
            byte[] octets = Convert.FromHexString(Hex(message with { ErabsToBeSetup = new(bearer) }));
            bool mayBeIgnored = criticality != Criticality.Reject;
            bool read = InitialContextSetupRequest.TryDecode(
                octets, out InitialContextSetupRequest again, out DecodeError error);
            Assert.That(read, Is.EqualTo(mayBeIgnored));
            Assert.That(error.Fault, Is.EqualTo(mayBeIgnored ? DecodeFault.None : DecodeFault.NotComprehended));
            Assert.That(!read || again.ErabsToBeSetup[0] == bearer, Is.True);
        }
    }

    [TestCase("0034002b", "0035002b", DecodeFault.Unexpected, TestName = "Another item in the list")]
    [TestCase("0034002b", "0034402b", DecodeFault.Unexpected, TestName = "An item of another criticality")]
    [TestCase("00 0034002b", "01 0034002b", DecodeFault.Truncated, TestName = "Two bearers announced, one there")]
    [TestCase("00 0034002b", "ff 0034002b", DecodeFault.Truncated, TestName = "256 bearers announced, one there")]
    [TestCase("0034002b 0f", "0034002b 1f", DecodeFault.NotComprehended, TestName = "An E-RAB ID of a later version")]
    [TestCase("0034002b 0f", "0034002b 8f", DecodeFault.NotComprehended, TestName = "A bearer of a later version")]
    [TestCase("4f80 0a0b", "cf80 0a0b", DecodeFault.NotComprehended, TestName = "An address of more than 160 bits")]
    [TestCase("4f80 0a0b", "5f80 0a0b", DecodeFault.Unexpected, TestName = "An address of 192 bits")]
    [TestCase("4f80 0a0b", "4f81 0a0b", DecodeFault.Unexpected, TestName = "A bit in the padding")]
    [TestCase("100f4240", "18000f4240", DecodeFault.Unexpected, TestName = "A bit rate with a leading zero octet")]
    [TestCase("8002540be400", "8002540be401", DecodeFault.Unexpected, TestName = "A bit rate above 10 Gbit/s")]
    [TestCase("8002540be400", "a002540be400", DecodeFault.Unexpected, TestName = "A bit rate of six octets")]
    [TestCase("0c00040000", "2c00040000", DecodeFault.NotComprehended, TestName = "Algorithms of more than 16 bits")]
    [TestCase("0c00040000", "8c00040000", DecodeFault.NotComprehended, TestName = "Capabilities of a later version")]
    [TestCase("0c00040000", "0c00040001", DecodeFault.Unexpected, TestName = "A bit after the algorithms")]
    public void Contents_are_checked(string right, string wrong, DecodeFault fault)
    {
        string changed = Gbr.Replace(right, wrong, StringComparison.Ordinal);
        Assert.That(changed, Is.Not.EqualTo(Gbr));
        byte[] octets = S1apVectors.Octets(changed);
        Assert.That(InitialContextSetupRequest.TryDecode(octets, out _, out DecodeError error), Is.False);
        Assert.That(error.Fault, Is.EqualTo(fault), error.ToString());
    }
}
