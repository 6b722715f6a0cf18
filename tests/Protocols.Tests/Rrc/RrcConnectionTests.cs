using System;
using System.Collections.Generic;
using NUnit.Framework;
using Simulator.Protocols.Rrc;
using Simulator.Protocols.Wire;

namespace Tests.Protocols.Rrc;

/// <summary>Octets written bit by bit from the ASN.1 of TS 36.331 §6.2.2.</summary>
public sealed class RrcConnectionRequestTests : CodecContract<RrcConnectionRequest>
{
    protected override IEnumerable<string> Samples =>
    [
        "50 00000000 06",  // 010 | 1 random | 40 zero bits | 011 mo-Signalling | 0
        "40 1c000000 16",  // 010 | 0 S-TMSI | code 0x01, M-TMSI 0xC0000001 | mo-Signalling
        "5f ffffffff fe",  // random, all ones; spare1
        "40 00000000 00",  // S-TMSI of zeros; emergency
    ];

    [Test]
    public void The_s_tmsi_is_code_and_temporary_identity()
    {
        RrcConnectionRequest request = Read("401c00000016");
        Assert.Multiple(() =>
        {
            Assert.That(request.HasSTmsi, Is.True);
            Assert.That(request.Identity, Is.EqualTo(0x01C0000001UL));
            Assert.That(request.Cause, Is.EqualTo(EstablishmentCause.MoSignalling));
        });
    }

    [TestCase("500000000007", 5)] // the spare bit
    [TestCase("000000000006", 0)] // a request for re-establishment
    [TestCase("700000000006", 0)] // a critical extension
    [TestCase("D00000000006", 0)] // another class of messages
    [TestCase("50000000000600", 6)]
    public void What_is_no_request_is_refused_with_its_place(string hex, int offset)
    {
        Assert.That(RrcConnectionRequest.TryDecode(Convert.FromHexString(hex), out _, out DecodeError error), Is.False);
        Assert.That(error.Offset, Is.EqualTo(offset));
    }

    [Test]
    public void An_identity_of_more_than_40_bits_is_our_error() => Assert.That(
        () => new RrcConnectionRequest(false, 1UL << 40, EstablishmentCause.MoData).Encode(new byte[6]),
        Throws.InstanceOf<ArgumentOutOfRangeException>());

    [Test]
    public void Tshark_names_it_and_reads_its_fields()
    {
        TsharkFrame frame = Tshark.ReadClean(
            "lte_rrc.ul_ccch",
            [Convert.FromHexString("401c00000016")],
            fields: ["lte-rrc.m_TMSI", "lte-rrc.establishmentCause"])[0];
        Assert.Multiple(() =>
        {
            Assert.That(frame.Info, Does.Contain("RRCConnectionRequest"));
            Assert.That(frame.Fields[0], Does.Contain("c0000001"));
            Assert.That(frame.Fields[1], Is.EqualTo("3"));
        });
    }

    private static RrcConnectionRequest Read(string hex)
    {
        bool isRead = RrcConnectionRequest.TryDecode(
            Convert.FromHexString(hex), out RrcConnectionRequest request, out DecodeError error);
        Assert.That(isRead, Is.True, error.ToString());
        return request;
    }
}

/// <summary>Octets written bit by bit from the ASN.1 of TS 36.331 §6.2.2.</summary>
public sealed class RrcConnectionReleaseTests : CodecContract<RrcConnectionRelease>
{
    protected override IEnumerable<string> Samples => ["2802", "2e06", "2a00"];

    [TestCase("2802", 0, ReleaseCause.Other)]
    [TestCase("2a04", 1, ReleaseCause.CsFallbackHighPriority)]
    [TestCase("2e06", 3, ReleaseCause.Suspend)]
    public void It_says_why(string hex, int transaction, ReleaseCause cause)
    {
        bool isRead = RrcConnectionRelease.TryDecode(
            Convert.FromHexString(hex), out RrcConnectionRelease release, out DecodeError error);
        Assert.That(isRead, Is.True, error.ToString());
        Assert.That((int)release.Transaction, Is.EqualTo(transaction));
        Assert.That(release.Cause, Is.EqualTo(cause));
    }

    [TestCase("2803", 1)] // padding
    [TestCase("2842", 1)] // a variant of a later release
    [TestCase("2822", 1)] // redirection
    [TestCase("2902", 0)] // a critical extension
    [TestCase("2002", 0)] // a reconfiguration
    [TestCase("280200", 2)]
    public void What_is_no_release_without_options_is_refused_with_its_place(string hex, int offset)
    {
        Assert.That(RrcConnectionRelease.TryDecode(Convert.FromHexString(hex), out _, out DecodeError error), Is.False);
        Assert.That(error.Offset, Is.EqualTo(offset));
    }

    [Test]
    public void Tshark_names_it()
    {
        TsharkFrame frame = Tshark.ReadClean(
            "lte_rrc.dl_dcch", [Convert.FromHexString("2802")], fields: ["lte-rrc.releaseCause"])[0];
        Assert.That(frame.Info, Does.Contain("RRCConnectionRelease"));
        Assert.That(frame.Fields[0], Is.EqualTo("1"));
    }
}
