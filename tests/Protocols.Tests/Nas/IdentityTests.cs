using System.Collections.Generic;
using NUnit.Framework;
using Simulator.Protocols.Nas;
using Simulator.Protocols.Wire;

namespace Tests.Protocols.Nas;

public sealed class IdentityRequestTests : EmmMessageContract<IdentityRequest>
{
    protected override IEnumerable<string> Samples =>
        [NasCase.Recorded("identity_request (IMSI)"), "0755 02", "0755 03", "0755 04"];

    [TestCase("0755 01", 1)]
    [TestCase("0755 f3", 3)] // the upper half octet is spare
    [TestCase("0755 07", 7)] // unknown: kept
    [TestCase("0755 0a", 2)] // bit 4 is spare
    public void The_type_is_three_bits(string hex, int type) =>
        Assert.That((int)NasCase.Read<IdentityRequest>(hex).Type, Is.EqualTo(type));

    [Test]
    public void A_request_without_a_type_is_truncated() => Assert.That(
        NasCase.Refusal<IdentityRequest>("0755"), Is.EqualTo(DecodeError.Truncated(3, 2, "identity type")));
}

public sealed class IdentityResponseTests : EmmMessageContract<IdentityResponse>
{
    protected override IEnumerable<string> Samples =>
    [
        NasCase.Recorded("identity_response"),
        "0756 09 3345240736324307f2",   // IMEISV, digits as in the pcapr capture of a SECURITY MODE COMPLETE
        "0756 08 0a10325476981032",     // IMEI (TS 24.008 §10.5.1.4, by hand)
        "0756 05 f4 c0000001",          // TMSI
        "0756 03 f00000",               // no identity
    ];

    [Test]
    public void The_identity_is_that_which_was_sent()
    {
        Assert.That(
            NasCase.Read<IdentityResponse>("0756 08 0910100000000010").Identity.Imsi.ToString(),
            Is.EqualTo("001010000000001"));
        Assert.That(
            NasCase.Read<IdentityResponse>("0756 09 3345240736324307f2").Identity.Imeisv.ToString(),
            Is.EqualTo("3544270632334702"));
        Assert.That(
            NasCase.Read<IdentityResponse>("0756 08 0a10325476981032").Identity.Imei.ToString(),
            Is.EqualTo("001234567890123"));
        Assert.That(NasCase.Read<IdentityResponse>("0756 05 f4c0000001").Identity.Tmsi, Is.EqualTo(0xC0000001));
        Assert.That(NasCase.Read<IdentityResponse>("0756 03 f00000").Identity, Is.EqualTo(MobileIdentity.NoIdentity));
    }

    [TestCase("0756 00")]
    [TestCase("0756 0a 09101000000000101010")]
    [TestCase("0756 08 0d10100000000010")]   // TMGI
    [TestCase("0756 08 0e10100000000010")]   // reserved
    [TestCase("0756 08 0b10325476981032")]   // IMEISV of 15 digits
    [TestCase("0756 09 3245240736324307f2")] // IMEI of 16 digits
    [TestCase("0756 09 334524073632430702")] // IMEISV without filler
    [TestCase("0756 08 09101000000000a0")]   // a digit above 9
    [TestCase("0756 01 01")]                 // no digit
    [TestCase("0756 04 f4c00000")]
    [TestCase("0756 06 f4c000000100")]
    [TestCase("0756 05 04c0000001")]         // TMSI without the ones in front
    public void A_wrong_identity_refuses_the_message(string hex) => Assert.That(
        NasCase.Refusal<IdentityResponse>(hex), Is.EqualTo(DecodeError.Unexpected("mobile identity", 2)));

    [TestCase("0756", 2, 3)]
    [TestCase("0756 08 09101000000000", 10, 11)]
    public void A_cut_message_names_the_field(string hex, int have, int need) => Assert.That(
        NasCase.Refusal<IdentityResponse>(hex), Is.EqualTo(DecodeError.Truncated(need, have, "mobile identity")));
}
