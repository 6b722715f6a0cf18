using System;
using NUnit.Framework;
using Simulator.Protocols.Nas;
using Simulator.Protocols.Wire;

namespace Tests.Protocols.Nas;

public sealed class NasHeaderTests
{
    [TestCase("0741", "ATTACH REQUEST")]
    [TestCase("0742", "ATTACH ACCEPT")]
    [TestCase("0743", "ATTACH COMPLETE")]
    [TestCase("0744", "ATTACH REJECT")]
    [TestCase("0745", "DETACH REQUEST")]
    [TestCase("0746", "DETACH ACCEPT")]
    [TestCase("0752", "AUTHENTICATION REQUEST")]
    [TestCase("0753", "AUTHENTICATION RESPONSE")]
    [TestCase("0754", "AUTHENTICATION REJECT")]
    [TestCase("0755", "IDENTITY REQUEST")]
    [TestCase("0756", "IDENTITY RESPONSE")]
    [TestCase("075c", "AUTHENTICATION FAILURE")]
    [TestCase("075d", "SECURITY MODE COMMAND")]
    [TestCase("075e", "SECURITY MODE COMPLETE")]
    [TestCase("075f", "SECURITY MODE REJECT")]
    [TestCase("0760", "EMM STATUS")]
    [TestCase("0761", "EMM INFORMATION")]
    [TestCase("0748", "EMM MESSAGE 0x48")]
    [TestCase("5201c1", "ACTIVATE DEFAULT EPS BEARER CONTEXT REQUEST")]
    [TestCase("5200c2", "ACTIVATE DEFAULT EPS BEARER CONTEXT ACCEPT")]
    [TestCase("5200c3", "ACTIVATE DEFAULT EPS BEARER CONTEXT REJECT")]
    [TestCase("0201d0", "PDN CONNECTIVITY REQUEST")]
    [TestCase("0201d1", "PDN CONNECTIVITY REJECT")]
    [TestCase("0201d9", "ESM INFORMATION REQUEST")]
    [TestCase("0201da", "ESM INFORMATION RESPONSE")]
    [TestCase("0200e8", "ESM STATUS")]
    [TestCase("0200cd", "ESM MESSAGE 0xCD")]
    [TestCase("27", "SECURITY PROTECTED NAS MESSAGE")]
    [TestCase("c7", "SECURITY PROTECTED NAS MESSAGE")]
    public void A_message_is_named_by_its_first_octets(string hex, string name)
    {
        Assert.That(NasHeader.TryDecode(NasCase.Octets(hex), out NasHeader header, out _), Is.True);
        Assert.That(header.ToString(), Is.EqualTo(name));
    }

    [Test]
    public void A_protected_message_does_not_show_its_type()
    {
        Assert.That(NasHeader.TryDecode([0x27, 0x41], out NasHeader header, out _), Is.True);
        Assert.That(header, Is.EqualTo(
            new NasHeader(NasProtocol.MobilityManagement, SecurityHeaderType.IntegrityCiphered, 0)));
        Assert.That(header.Emm, Is.Null);
        Assert.That(header.Esm, Is.Null);
    }

    [TestCase("", "protocol discriminator", 2)]
    [TestCase("07", "message type", 2)]
    [TestCase("02", "message type", 3)]
    [TestCase("0201", "message type", 3)]
    public void A_cut_header_is_refused(string hex, string field, int need)
    {
        Assert.That(NasHeader.TryDecode(NasCase.Octets(hex), out NasHeader header, out DecodeError error), Is.False);
        Assert.That(error, Is.EqualTo(DecodeError.Truncated(need, hex.Length / 2, field)));
        Assert.That(header, Is.EqualTo(default(NasHeader)));
    }

    [Test]
    public void Another_protocol_is_refused([Range(0, 15)] int protocol)
    {
        bool isKnown = protocol is 2 or 7;
        Assert.That(NasHeader.TryDecode([(byte)protocol, 0, 0], out _, out DecodeError error), Is.EqualTo(isKnown));
        DecodeError expected = isKnown ? DecodeError.None : DecodeError.Unexpected("protocol discriminator", 0);
        Assert.That(error, Is.EqualTo(expected));
    }

    [Test]
    public void Every_type_has_a_name_of_its_own()
    {
        foreach (EmmMessageType type in Enum.GetValues<EmmMessageType>())
        {
            Assert.That(NasMessageName.Of(type), Does.Not.Contain("0x"));
        }

        foreach (EsmMessageType type in Enum.GetValues<EsmMessageType>())
        {
            Assert.That(NasMessageName.Of(type), Does.Not.Contain("0x"));
        }
    }
}
