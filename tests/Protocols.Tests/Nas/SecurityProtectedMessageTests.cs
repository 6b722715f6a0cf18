using System.Collections.Generic;
using NUnit.Framework;
using Simulator.Protocols.Nas;
using Simulator.Protocols.Wire;

namespace Tests.Protocols.Nas;

public sealed class SecurityProtectedMessageTests : CodecContract<SecurityProtectedMessage>
{
    protected override IEnumerable<string> Samples =>
    [
        "374b17e5cb00075d | 02 | 00 | 02 | f0 | 70 | c1", // any longer ciphertext is a message too
        "47911a7b270080c7",
        "17662f85fa0c0753 | 08",
        "27aabbccddff0102",
    ];

    /// <summary>§9.1: the message is all that follows.</summary>
    protected override bool IgnoresTrailingOctets => true;

    [Test]
    public void The_parts_are_those_that_were_sent()
    {
        SecurityProtectedMessage message =
            NasCase.Read<SecurityProtectedMessage>(NasCase.Recorded("security_mode_command (EEA0/EIA2"));
        Assert.That(message.Type, Is.EqualTo(SecurityHeaderType.IntegrityNewContext));
        Assert.That(message.Mac, Is.EqualTo(0x4B17E5CB));
        Assert.That(message.Sequence, Is.Zero);
        Assert.That(message.Message.ToString(), Is.EqualTo("075d020002f070c1"));
    }

    [TestCase("07", "security header type")] // plain
    [TestCase("57", "security header type")] // partially ciphered
    [TestCase("67", "security header type")]
    [TestCase("b7", "security header type")]
    [TestCase("16", "protocol discriminator")]
    [TestCase("52", "protocol discriminator")] // ESM
    public void Another_first_octet_is_refused(string first, string field) => Assert.That(
        NasCase.Refusal<SecurityProtectedMessage>(first + "4b17e5cb00075d"),
        Is.EqualTo(DecodeError.Unexpected(field, 0)));

    [Test]
    public void A_service_request_is_refused_by_its_name([Range(12, 15)] int type) => Assert.That(
        NasCase.Refusal<SecurityProtectedMessage>($"{type:x1}7 23 4567"),
        Is.EqualTo(DecodeError.Unexpected("SERVICE REQUEST with a short MAC (not modelled)", 0)));

    [TestCase("", "protocol discriminator")]
    [TestCase("27", "NAS message")]
    [TestCase("274b17e5cb00", "NAS message")]
    [TestCase("274b17e5cb0007", "NAS message")]
    public void A_cut_message_names_the_field(string hex, string field) => Assert.That(
        NasCase.Refusal<SecurityProtectedMessage>(hex), Is.EqualTo(DecodeError.Truncated(8, hex.Length / 2, field)));
}
