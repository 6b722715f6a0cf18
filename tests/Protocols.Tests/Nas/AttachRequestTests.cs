using System.Collections.Generic;
using NUnit.Framework;
using Simulator.Crypto;
using Simulator.Protocols.Nas;
using Simulator.Protocols.Wire;

namespace Tests.Protocols.Nas;

public sealed class AttachRequestTests : EmmMessageContract<AttachRequest>
{
    private const string WithImsi = "0741 71 08 0910100000000010 02 f070 0004 0201d011"; // UE -> MME  eps_aka_flow.json

    // P1sec/pycrate test/res/s1ap_pcapr.json @abb245a: a telephone with a GUTI; most of its elements we pass over
    private const string Captured =
        "0741 02 0bf61300148001010000000105e060c0401900240204d011d1271d8080211001000010810600000000830600000000000d0000"
        + "0a00001000|521300140001|5c0a00|3103e5e03e|13130014000111035758a6|200b6014046f65230200243c20400804026000000"
        + "21f00|5d0103|e0|c1";

    protected override IEnumerable<string> Samples =>
    [
        WithImsi,
        "0741 01 0bf600f110800101c0000001 02f070 00040201d011", // s1ap_setup_release.pcapng frame 5
        "0741 71 08 0910100000000010 02f070 00040201d011 | 52 00f110 0001",
        "0741 76 08 0b10325476981032 02f070 00040201d011", // emergency, IMEI 012345678901230 (§9.9.3.12)
        "0741 71 08 0910100000000010 0d f070c04011223344556677889a 00040201d011", // 13 octets of capability
    ];

    [Test]
    public void The_fields_are_those_that_were_sent()
    {
        AttachRequest request = NasCase.Read<AttachRequest>(WithImsi);
        Assert.That(request.Type, Is.EqualTo(EpsAttachType.Eps));
        Assert.That(request.Ksi, Is.EqualTo(KeySetId.NoKey));
        Assert.That(request.Identity.Imsi.ToString(), Is.EqualTo("001010000000001"));
        Assert.That(request.Identity.Guti, Is.Null);
        Assert.That(request.Capability.Supports(IntegrityAlgorithm.Eia3), Is.True);
        Assert.That(request.EsmContainer.ToString(), Is.EqualTo("0201d011"));
        Assert.That(request.LastVisitedTai, Is.Null);
    }

    [Test]
    public void A_captured_request_is_read_and_its_other_elements_are_passed_over()
    {
        AttachRequest request = NasCase.Read<AttachRequest>(Captured.Replace("|", "", System.StringComparison.Ordinal));
        Assert.That(request.Type, Is.EqualTo(EpsAttachType.Combined));
        Assert.That(request.Ksi, Is.EqualTo(new KeySetId(0)));
        PlmnId plmn = PlmnId.FromDigits("310", "410");
        Assert.That(request.Identity.Guti, Is.EqualTo(new Guti(plmn, 0x8001, 1, 1)));
        Assert.That(request.LastVisitedTai, Is.EqualTo(new Tai(plmn, 1)));
        Assert.That(request.EsmContainer.Size, Is.EqualTo(36));
    }

    [Test]
    public void The_octets_are_those_of_the_recorded_message()
    {
        var request = new AttachRequest(
            EpsAttachType.Eps,
            KeySetId.NoKey,
            EpsMobileIdentity.Of(Imsi.Parse("001010000000001")),
            UeNetworkCapability.Of(0xF0, 0x70),
            Octets.FromHex("0201d011"));
        Assert.That(NasCase.Write(request), Is.EqualTo(NasCase.Recorded("attach_request (IMSI, plain)")));
    }

    [TestCase("0741", "EPS attach type", 2, 3)]
    [TestCase("0741 71", "EPS mobile identity", 3, 4)]
    [TestCase("0741 71 08 09101000000000", "EPS mobile identity", 11, 12)]
    [TestCase("0741 71 08 0910100000000010", "UE network capability", 12, 13)]
    [TestCase("0741 71 08 0910100000000010 02 f0", "UE network capability", 14, 15)]
    [TestCase("0741 71 08 0910100000000010 02f070 00", "ESM message container", 16, 17)]
    [TestCase("0741 71 08 0910100000000010 02f070 0004 0201d0", "ESM message container", 20, 21)]
    [TestCase("0741 71 08 0910100000000010 02f070 ffff 0201d0", "ESM message container", 20, 65552)]
    [TestCase("0741 71 08 0910100000000010 02f070 00040201d011 5200f11000", "information element", 26, 27)]
    public void A_cut_message_names_the_field(string hex, string field, int have, int need) =>
        Assert.That(NasCase.Refusal<AttachRequest>(hex), Is.EqualTo(DecodeError.Truncated(need, have, field)));

    [TestCase("0741 71 00 02f070 00040201d011")]                          // no identity at all
    [TestCase("0741 71 03 091010 02f070 00040201d011")]                   // shorter than any IMSI
    [TestCase("0741 71 0c 0910100000000010ffffffff 02f070 00040201d011")] // longer than a GUTI
    [TestCase("0741 71 08 0a10100000000010 02f070 00040201d011")]         // type 2 is reserved (§9.9.3.12)
    [TestCase("0741 71 08 0810100000000010 02f070 00040201d011")]         // type 0
    [TestCase("0741 71 08 09101000000000a0 02f070 00040201d011")]         // a digit above 9
    [TestCase("0741 71 08 0110100000000010 02f070 00040201d011")]         // even, but no filler at the end
    [TestCase("0741 71 08 01101000000000f0 02f070 00040201d011 b5b5", false)] // even with filler: 14 digits
    [TestCase("0741 71 09 091010000000001032 02f070 00040201d011")]       // 17 digits
    [TestCase("0741 71 0b 0600f110800101c0000001 02f070 00040201d011")]   // GUTI without the ones in front
    [TestCase("0741 71 0b fe00f110800101c0000001 02f070 00040201d011")]   // GUTI marked as odd
    [TestCase("0741 71 0b f6a0f110800101c0000001 02f070 00040201d011")]   // GUTI with a country that is no number
    [TestCase("0741 71 0a f600f110800101c00000 02f070 00040201d011")]     // GUTI too short
    [TestCase("0741 71 08 0310325476981032 02f070 00040201d011")]         // IMEI of 14 digits
    public void A_wrong_identity_refuses_the_message(string hex, bool isWrong = true)
    {
        if (isWrong)
        {
            Assert.That(
                NasCase.Refusal<AttachRequest>(hex), Is.EqualTo(DecodeError.Unexpected("EPS mobile identity", 3)));
        }
        else
        {
            Assert.That(NasCase.Read<AttachRequest>(hex).Identity.Imsi.ToString(), Is.EqualTo("00101000000000"));
        }
    }

    [TestCase("00")]
    [TestCase("01 f0")]
    [TestCase("0e f0700000000000000000000000ff")]
    public void A_capability_of_another_size_refuses_the_message(string capability) => Assert.That(
        NasCase.Refusal<AttachRequest>("0741 71 08 0910100000000010" + capability + "00040201d011"),
        Is.EqualTo(DecodeError.Unexpected("UE network capability", 12)));

    [TestCase("0000")]
    [TestCase("0001 02")]
    [TestCase("0002 0201")]
    public void A_container_that_cannot_hold_a_message_refuses_the_message(string container) => Assert.That(
        NasCase.Refusal<AttachRequest>("0741 71 08 0910100000000010 02f070" + container),
        Is.EqualTo(DecodeError.Unexpected("ESM message container", 15)));

    /// <summary>TS 24.301 §7.7.1: a wrong optional element counts as absent.</summary>
    [Test]
    public void A_last_visited_area_that_is_none_counts_as_absent() => Assert.That(
        NasCase.Read<AttachRequest>("0741 71 08 0910100000000010 02f070 00040201d011 52 a0f110 0001").LastVisitedTai,
        Is.Null);

    /// <summary>TS 24.301 §7.6.3: of a repeated element the first one counts.</summary>
    [Test]
    public void Of_a_repeated_element_the_first_counts() => Assert.That(
        NasCase.Read<AttachRequest>(
            "0741 71 08 0910100000000010 02f070 00040201d011 52 00f110 0001 52 00f110 0002").LastVisitedTai!.Value.Tac,
        Is.EqualTo(1));

    /// <summary>TS 24.301 §7.6.2: an element behind its place in table 8.2.4.1 is ignored.</summary>
    [Test]
    public void An_element_out_of_sequence_is_ignored() => Assert.That(
        NasCase.Read<AttachRequest>(
            "0741 71 08 0910100000000010 02f070 00040201d011 5c 0a00 52 00f110 0001").LastVisitedTai,
        Is.Null);

    [Test]
    public void A_spare_bit_is_ignored_and_an_unknown_type_of_attach_survives()
    {
        AttachRequest request = NasCase.Read<AttachRequest>("0741 7d 08 0910100000000010 02f070 00040201d011");
        Assert.That((int)request.Type, Is.EqualTo(5));
        Assert.That(NasCase.Write(request), Does.StartWith("074175"));
    }

    [Test]
    public void A_type_of_attach_beyond_three_bits_is_our_error() => Assert.That(
        () => NasCase.Write(NasCase.Read<AttachRequest>(WithImsi) with { Type = (EpsAttachType)8 }),
        Throws.TypeOf<System.ArgumentOutOfRangeException>());

    [Test]
    public void A_message_that_names_nobody_is_our_error() => Assert.That(
        () => NasCase.Write(NasCase.Read<AttachRequest>(WithImsi) with { Identity = default }),
        Throws.InvalidOperationException);
}
