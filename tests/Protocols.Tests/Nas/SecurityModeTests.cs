using System.Collections.Generic;
using NUnit.Framework;
using Simulator.Crypto;
using Simulator.Protocols.Nas;
using Simulator.Protocols.Wire;

namespace Tests.Protocols.Nas;

public sealed class SecurityModeCommandTests : EmmMessageContract<SecurityModeCommand>
{
    protected override IEnumerable<string> Samples =>
    [
        "075d 02 00 02f070 | c1", // MME -> UE  eps_aka_flow.json, behind its security header
        "075d 22 00 02f070 | c1",
        "075d 11 07 05 f0f0c0c0e0 | c1 | 4f 08 0123456789abcdef", // table 8.2.20.1, by hand
        "075d 02 00 04 f070c040",
    ];

    [Test]
    public void The_fields_are_those_that_were_sent()
    {
        SecurityModeCommand command = NasCase.Read<SecurityModeCommand>("075d 22 03 02f070 c1");
        Assert.That(command.Ciphering, Is.EqualTo(CipheringAlgorithm.Eea2));
        Assert.That(command.Integrity, Is.EqualTo(IntegrityAlgorithm.Eia2));
        Assert.That(command.Ksi, Is.EqualTo(new KeySetId(3)));
        Assert.That(command.Capability, Is.EqualTo(UeSecurityCapability.Replay(UeNetworkCapability.Of(0xF0, 0x70))));
        Assert.That(command.IsImeisvRequested, Is.True);
        Assert.That(command.HashMme, Is.Null);
    }

    [TestCase("00")]
    [TestCase("01 f0")]
    [TestCase("06 f07000000000")]
    public void A_capability_of_another_size_refuses_the_message(string capability) => Assert.That(
        NasCase.Refusal<SecurityModeCommand>("075d 02 00" + capability),
        Is.EqualTo(DecodeError.Unexpected("replayed UE security capabilities", 4)));

    /// <summary>Nonces have no length: passing over them must not eat what follows.</summary>
    [Test]
    public void Nonces_are_passed_over_by_their_size() => Assert.That(
        NasCase.Read<SecurityModeCommand>("075d 02 00 02f070 5501020304 5605060708 4f08 0123456789abcdef").HashMme,
        Is.EqualTo(0x0123456789ABCDEF));

    [TestCase("4f07 0123456789abcd")]
    [TestCase("4f09 0123456789abcdef00")]
    [TestCase("c0")]
    [TestCase("c2")] // TS 24.008 §10.5.5.10: other values mean "not requested"
    [TestCase("4f08 0123456789abcdef c1", true)]
    public void A_wrong_or_late_element_counts_as_absent(string element, bool hasHash = false)
    {
        SecurityModeCommand command = NasCase.Read<SecurityModeCommand>("075d 02 00 02f070" + element);
        Assert.That(command.IsImeisvRequested, Is.False);
        Assert.That(command.HashMme.HasValue, Is.EqualTo(hasHash));
    }

    [TestCase("075d", "selected NAS security algorithms", 2, 3)]
    [TestCase("075d 02", "NAS key set identifier", 3, 4)]
    [TestCase("075d 02 00", "replayed UE security capabilities", 4, 5)]
    [TestCase("075d 02 00 02 f0", "replayed UE security capabilities", 6, 7)]
    [TestCase("075d 02 00 02f070 55010203", "information element", 11, 12)]
    public void A_cut_message_names_the_field(string hex, string field, int have, int need) =>
        Assert.That(NasCase.Refusal<SecurityModeCommand>(hex), Is.EqualTo(DecodeError.Truncated(need, have, field)));

    [Test]
    public void Reserved_algorithms_survive_and_spare_bits_do_not()
    {
        SecurityModeCommand command = NasCase.Read<SecurityModeCommand>("075d ff ff 02f070");
        Assert.That((int)command.Ciphering, Is.EqualTo(7));
        Assert.That((int)command.Integrity, Is.EqualTo(7));
        Assert.That(NasCase.Write(command), Is.EqualTo("075d770f02f070"));
    }
}

public sealed class SecurityModeCompleteTests : EmmMessageContract<SecurityModeComplete>
{
    protected override IEnumerable<string> Samples =>
    [
        "075e",                                            // UE -> MME  eps_aka_flow.json, behind its security header
        "075e | 23 09 3345240736324307f2",                 // P1sec/pycrate test/res/s1ap_pcapr.json @abb245a
        "075e | 23 09 3345240736324307f2 | 79 0003 074100", // table 8.2.21.1, by hand
    ];

    [Test]
    public void The_equipment_is_that_of_the_capture() => Assert.That(
        NasCase.Read<SecurityModeComplete>("075e23093345240736324307f2").Imeisv.ToString(),
        Is.EqualTo("3544270632334702"));

    [TestCase("23 08 0910100000000010")]   // an IMSI is no IMEISV
    [TestCase("23 08 3345240736324307")]   // no filler
    [TestCase("23 00")]
    [TestCase("79 0000")]
    public void A_wrong_optional_element_counts_as_absent(string element) =>
        Assert.That(NasCase.Read<SecurityModeComplete>("075e" + element), Is.EqualTo(default(SecurityModeComplete)));

    [TestCase("075e 23", 3, 4)]
    [TestCase("075e 23 09 33452407363243", 11, 13)]
    [TestCase("075e 79 0003 0741", 7, 8)]
    public void An_element_cut_short_refuses_the_message(string hex, int have, int need) => Assert.That(
        NasCase.Refusal<SecurityModeComplete>(hex),
        Is.EqualTo(DecodeError.Truncated(need, have, "information element")));
}

public sealed class SecurityModeRejectTests : EmmMessageContract<SecurityModeReject>
{
    protected override IEnumerable<string> Samples => [NasCase.Recorded("security_mode_reject cause 24"), "075f 17"];

    [Test]
    public void The_cause_is_that_which_was_sent() => Assert.That(
        NasCase.Read<SecurityModeReject>(NasCase.Recorded("security_mode_reject cause 24")).Cause,
        Is.EqualTo(EmmCause.SecurityModeRejected));

    [Test]
    public void A_message_without_a_cause_is_truncated() => Assert.That(
        NasCase.Refusal<SecurityModeReject>("075f"), Is.EqualTo(DecodeError.Truncated(3, 2, "EMM cause")));
}

public sealed class EmmStatusTests : EmmMessageContract<EmmStatus>
{
    protected override IEnumerable<string> Samples => ["0760 61", "0760 6f"]; // table 8.2.14.1, by hand

    [Test]
    public void The_cause_is_that_which_was_sent() =>
        Assert.That(NasCase.Read<EmmStatus>("076061").Cause, Is.EqualTo(EmmCause.MessageTypeNonExistent));
}
