using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using NUnit.Framework;
using Simulator.Protocols.Nas;
using Simulator.Protocols.Wire;

namespace Tests.Protocols.Nas;

public sealed class AuthenticationRequestTests : EmmMessageContract<AuthenticationRequest>
{
    private const string Rand = "23553cbe9637a89d218ae64dae47bf35", Autn = "55f328b43577b9b94a9ffac354dfafb3";

    protected override IEnumerable<string> Samples =>
        [NasCase.Recorded("authentication_request"), "0752 0f" + Rand + "10" + Autn];

    [Test]
    public void The_fields_are_those_that_were_sent()
    {
        AuthenticationRequest request = NasCase.Read<AuthenticationRequest>(NasCase.Recorded("authentication_request"));
        Assert.That(request.Ksi, Is.EqualTo(new KeySetId(0)));
        Assert.That(request.Rand, Is.EqualTo(BinaryPrimitives.ReadUInt128BigEndian(NasCase.Key("RAND"))));
        Assert.That(request.Autn.Value, Is.EqualTo(BinaryPrimitives.ReadUInt128BigEndian(NasCase.Key("AUTN"))));
    }

    [TestCase("00")]
    [TestCase("0f")]
    [TestCase("11")] // TS 24.301 §7.1 would let a longer one pass; no release has one, so we refuse it
    [TestCase("20")]
    [TestCase("ff")]
    public void A_token_of_another_size_refuses_the_message(string length) => Assert.That(
        NasCase.Refusal<AuthenticationRequest>("075200" + Rand + length + Autn + Autn),
        Is.EqualTo(DecodeError.Unexpected("AUTN", 19)));

    [TestCase(2, "NAS key set identifier", 3)]
    [TestCase(3, "RAND", 19)]
    [TestCase(18, "RAND", 19)]
    [TestCase(19, "AUTN", 20)]
    [TestCase(35, "AUTN", 36)]
    public void A_cut_message_names_the_field(int have, string field, int need) => Assert.That(
        NasCase.Refusal<AuthenticationRequest>(NasCase.Recorded("authentication_request")[..(2 * have)]),
        Is.EqualTo(DecodeError.Truncated(need, have, field)));

    [Test]
    public void The_spare_half_octet_is_ignored_and_written_as_zero()
    {
        AuthenticationRequest request = NasCase.Read<AuthenticationRequest>("0752 f3" + Rand + "10" + Autn);
        Assert.That(request.Ksi, Is.EqualTo(new KeySetId(3)));
        Assert.That(NasCase.Write(request), Does.StartWith("075203"));
    }

    [Test]
    public void Decoding_and_encoding_allocate_nothing()
    {
        byte[] octets = NasCase.Octets(NasCase.Recorded("authentication_request"));
        byte[] buffer = new byte[octets.Length];
        AuthenticationRequest.TryDecode(octets, out AuthenticationRequest message, out _);
        message.Encode(buffer);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int round = 0; round < 100; round++)
        {
            AuthenticationRequest.TryDecode(octets, out message, out _);
            message.Encode(buffer);
        }

        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.Zero);
        Assert.That(buffer, Is.EqualTo(octets));
    }
}

public sealed class AuthenticationResponseTests : EmmMessageContract<AuthenticationResponse>
{
    protected override IEnumerable<string> Samples =>
    [
        NasCase.Recorded("authentication_response"),
        "0753 08 3158e212e3432930", // P1sec/pycrate test/res/s1ap_pcapr.json @abb245a, behind its security header
        "0753 04 01020304",
        "0753 10 000102030405060708090a0b0c0d0e0f",
    ];

    [Test]
    public void The_response_is_that_of_the_card() => Assert.That(
        NasCase.Read<AuthenticationResponse>(NasCase.Recorded("authentication_response")).Res.ToString(),
        Is.EqualTo(Convert.ToHexStringLower(NasCase.Key("RES"))));

    [TestCase("0753 00")]
    [TestCase("0753 03 010203")]
    [TestCase("0753 11 000102030405060708090a0b0c0d0e0f10")]
    [TestCase("0753 ff 000102030405060708090a0b0c0d0e0f10")]
    public void A_response_of_another_size_refuses_the_message(string hex) =>
        Assert.That(NasCase.Refusal<AuthenticationResponse>(hex), Is.EqualTo(DecodeError.Unexpected("RES", 2)));

    [Test]
    public void The_same_number_in_another_size_is_another_response() => Assert.That(
        NasCase.Read<AuthenticationResponse>("0753 04 01020304"),
        Is.Not.EqualTo(NasCase.Read<AuthenticationResponse>("0753 05 0102030400")));
}

public sealed class AuthenticationFailureTests : EmmMessageContract<AuthenticationFailure>
{
    private const string Auts = "ba853f3c133b81e8d4025b8e6c4a";

    protected override IEnumerable<string> Samples =>
    [
        NasCase.Recorded("authentication_failure cause 21"),
        NasCase.Recorded("authentication_failure cause 20"),
        "075c 1a",
    ];

    [Test]
    public void A_synch_failure_carries_the_token() => Assert.That(
        NasCase.Read<AuthenticationFailure>(NasCase.Recorded("authentication_failure cause 21")).Auts.ToString(),
        Is.EqualTo(Convert.ToHexStringLower(NasCase.Key("AUTS"))));

    /// <summary>TS 24.301 §7.7.2: absent where it must be there, or wrong and so counted as absent (§7.7.1).</summary>
    [TestCase("075c 15", 3)]
    [TestCase("075c 15 30 0d ba853f3c133b81e8d4025b8e6c", 18)]
    [TestCase("075c 15 30 0f ba853f3c133b81e8d4025b8e6c4a00", 20)]
    [TestCase("075c 15 30 00", 5)]
    [TestCase("075c 15 3f 00", 5)]
    [TestCase("075c 15 30 00 30 0e " + Auts, 21)] // the first counts, and it is wrong
    public void A_synch_failure_without_a_token_is_refused(string hex, int at) => Assert.That(
        NasCase.Refusal<AuthenticationFailure>(hex),
        Is.EqualTo(DecodeError.Missing("authentication failure parameter", at)));

    [TestCase("075c 14 30 0e " + Auts)]
    [TestCase("075c 1a 30 0e " + Auts)]
    public void A_token_without_synch_failure_is_ignored(string hex) =>
        Assert.That(NasCase.Read<AuthenticationFailure>(hex).Auts, Is.Null);

    [Test]
    public void Of_a_repeated_token_the_first_counts() => Assert.That(
        NasCase.Read<AuthenticationFailure>("075c 15 300e" + Auts + "300e0000000000000000000000000000").Auts.ToString(),
        Is.EqualTo(Auts));

    [Test]
    public void A_message_without_a_cause_is_truncated() => Assert.That(
        NasCase.Refusal<AuthenticationFailure>("075c"), Is.EqualTo(DecodeError.Truncated(3, 2, "EMM cause")));
}

public sealed class AuthenticationRejectTests : EmmMessageContract<AuthenticationReject>
{
    protected override IEnumerable<string> Samples => [NasCase.Recorded("authentication_reject")];

    [Test]
    public void Half_a_header_is_truncated() => Assert.That(
        NasCase.Refusal<AuthenticationReject>("07"), Is.EqualTo(DecodeError.Truncated(2, 1, "message type")));
}
