using System.Collections.Generic;
using NUnit.Framework;
using Simulator.Protocols.Nas;
using Simulator.Protocols.Wire;

namespace Tests.Protocols.Nas;

public sealed class AttachAcceptTests : EmmMessageContract<AttachAccept>
{
    private const string Plain = // MME -> UE  eps_aka_flow.json, behind its security header
        "0742 01 49 06 0000f1100001 0015 5201c101090908696e7465726e657405010a2d0002 | 50 0b f600f110800101c0000001";

    private const string Mandatory = "0742 01 49 06 0000f1100001 0003 5201c1";

    protected override IEnumerable<string> Samples =>
    [
        Plain,
        Mandatory,
        Mandatory + "| 500bf600f110800101c0000001 | 5312 | 170a | 5949 | 5e0143", // table 8.2.1.1, by hand
        "0742 02 e0 0c 20 00f1100001 40 00f1100002 0003 5201c1",
        "0742 01 e0 0b 41 00f1100002 00f1200003 0003 5201c1",
    ];

    [Test]
    public void The_fields_are_those_that_were_sent()
    {
        AttachAccept accept = NasCase.Read<AttachAccept>(Plain.Replace("|", "", System.StringComparison.Ordinal));
        Assert.That(accept.Result, Is.EqualTo(EpsAttachResult.EpsOnly));
        Assert.That(accept.T3412.Seconds, Is.EqualTo(3240)); // 0x49: nine times six minutes
        Assert.That(accept.TaiList, Is.EqualTo(TaiList.Of(new Tai(PlmnId.FromDigits("001", "01"), 1))));
        Assert.That(accept.Guti, Is.EqualTo(new Guti(PlmnId.FromDigits("001", "01"), 0x8001, 1, 0xC0000001)));
        Assert.That(accept.EsmContainer.Size, Is.EqualTo(21));
        Assert.That(accept.Cause, Is.Null);
        Assert.That((accept.T3402, accept.T3423), Is.EqualTo(((GprsTimer?)null, (GprsTimer?)null)));
        Assert.That(accept.T3412Extended, Is.Null);
    }

    [Test]
    public void Every_optional_field_is_read()
    {
        AttachAccept accept =
            NasCase.Read<AttachAccept>(Mandatory + "500bf600f110800101c0000001 5312 170a 5949 5e0143");
        Assert.That(accept.Cause, Is.EqualTo(EmmCause.CsDomainNotAvailable));
        Assert.That(accept.T3402!.Value.Seconds, Is.EqualTo(20));
        Assert.That(accept.T3423!.Value.Seconds, Is.EqualTo(3240));
        Assert.That(accept.T3412Extended!.Value.Seconds, Is.EqualTo(3 * 36_000));
    }

    [TestCase("0742 01 49 05 0000f11000 00035201c1")]                  // shorter than a TAI list (§9.9.3.33)
    [TestCase("0742 01 49 06 6000f1100001 00035201c1")]                // type 3 is reserved
    [TestCase("0742 01 49 06 0100f1100001 00035201c1")]                // says two codes, has one
    [TestCase("0742 01 49 08 0000f11000010002 00035201c1")]            // says one code, has two
    [TestCase("0742 01 49 06 00a0f1100001 00035201c1")]                // a network that is no number
    [TestCase("0742 01 49 0b 4100f110000100f11a0002 00035201c1")]      // the second network is none
    [TestCase("0742 01 49 0c 2e00f1100001 2100f1100010 00035201c1")]   // 15 + 2 areas: more than sixteen
    [TestCase("0742 01 49 00 00035201c1")]
    public void A_wrong_area_list_refuses_the_message(string hex) =>
        Assert.That(NasCase.Refusal<AttachAccept>(hex), Is.EqualTo(DecodeError.Unexpected("TAI list", 4)));

    [Test]
    public void An_area_list_longer_than_the_longest_refuses_the_message() => Assert.That(
        NasCase.Refusal<AttachAccept>("0742 01 49 61" + new string('0', 2 * 0x61) + "00035201c1"),
        Is.EqualTo(DecodeError.Unexpected("TAI list", 4)));

    /// <summary>TS 24.301 §7.7.1.</summary>
    [TestCase("500af600f110800101c00000")]
    [TestCase("500cf600f110800101c000000100")]
    [TestCase("500b0910100000000010000000")] // an IMSI is no GUTI
    [TestCase("5000")]
    [TestCase("5e020a0a")]
    [TestCase("5e00")]
    public void A_wrong_optional_element_counts_as_absent(string element) =>
        Assert.That(NasCase.Read<AttachAccept>(Mandatory + element), Is.EqualTo(NasCase.Read<AttachAccept>(Mandatory)));

    [TestCase("50 0b f600f110800101c0000001 50 0b f600f110800101c0000002")]
    [TestCase("50 0b f600f110800101c0000001 5312 50 0b f600f110800101c0000002")]
    public void Of_a_repeated_GUTI_the_first_counts(string elements) =>
        Assert.That(NasCase.Read<AttachAccept>(Mandatory + elements).Guti!.Value.MTmsi, Is.EqualTo(0xC0000001));

    [Test]
    public void A_location_area_has_no_length_and_is_passed_over_by_its_size()
    {
        AttachAccept accept = NasCase.Read<AttachAccept>(Mandatory + "13 00f1105017 53 16");
        Assert.That(accept.Cause, Is.EqualTo(EmmCause.Congestion));
    }

    [TestCase("500bf600f110800101c00000", 28, 29)]
    [TestCase("50", 17, 18)]
    [TestCase("53", 17, 18)]
    [TestCase("5e", 17, 18)]
    [TestCase("1300f11050", 21, 22)]
    public void An_optional_element_cut_short_refuses_the_message(string element, int have, int need)
    {
        DecodeError error = NasCase.Refusal<AttachAccept>(Mandatory + element);
        Assert.That(error, Is.EqualTo(DecodeError.Truncated(need, have, "information element")));
    }

    [Test]
    public void An_unknown_result_and_cause_survive()
    {
        AttachAccept accept = NasCase.Read<AttachAccept>("0742 07 49 06 0000f1100001 0003 5201c1 53c8");
        Assert.That((int)accept.Result, Is.EqualTo(7));
        Assert.That((int)accept.Cause!.Value, Is.EqualTo(200));
        Assert.That(NasCase.Write(accept), Is.EqualTo("074207490600" + "00f110000100035201c153c8"));
    }
}
