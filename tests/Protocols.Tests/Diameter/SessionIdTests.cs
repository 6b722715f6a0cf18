using NUnit.Framework;
using Simulator.Protocols.Diameter;
using static Tests.Protocols.Diameter.DiameterEdit;

namespace Tests.Protocols.Diameter;

/// <summary>A Session-Id is the same octets again, however it is kept (RFC 6733 §8.8).</summary>
[TestFixture]
public sealed class SessionIdTests
{
    private const string Host = "mme.epc.mnc001.mcc001.3gppnetwork.org";

    [TestCase(Host + ";0;0")]
    [TestCase(Host + ";4294967295;4294967295")]
    [TestCase("a;1;10")]
    [TestCase(Host + ";3944678400;1;s6a")]
    [TestCase(Host + ";01;1", Description = "zeros in front")]
    [TestCase(Host + ";1;00")]
    [TestCase(Host + ";4294967296;1", Description = "more than 32 bits")]
    [TestCase(Host + ";1;42949672950")]
    [TestCase(Host + ";1;99999999999999999999")]
    [TestCase(Host + ";;1")]
    [TestCase(Host + ";1;")]
    [TestCase(Host + ";1")]
    [TestCase(Host + ";-1;1")]
    [TestCase(Host + ";1;+1")]
    [TestCase(Host + "; 1;1")]
    [TestCase(";1;1", Description = "no host")]
    [TestCase("-a;1;1", Description = "no name")]
    [TestCase("a..b;1;1")]
    [TestCase("höst;1;1")]
    [TestCase("host;1;٣", Description = "digits of another script")]
    [TestCase(";;")]
    [TestCase("x")]
    public void Any_text_survives(string text)
    {
        SessionId session = Read(text);
        Assert.That(session.ToString(), Is.EqualTo(text));
        Assert.That(session.Size, Is.EqualTo(System.Text.Encoding.UTF8.GetByteCount(text)));
        Assert.That(session, Is.EqualTo(Read(text)));
        Assert.That(session.GetHashCode(), Is.EqualTo(Read(text).GetHashCode()));
        byte[] octets = Message(text);
        Assert.That(DiameterDecoders.Of("AIR")(octets, out _), Is.EqualTo(octets));
    }

    [Test]
    public void A_host_longer_than_a_name_survives()
    {
        string label = new('a', 63), text = $"{label}.{label}.{label}.{label}.b;1;1";
        Assert.That(Read(text).ToString(), Is.EqualTo(text));
    }

    [TestCase(Host + ";1;2", Host + ";1;3")]
    [TestCase(Host + ";1;2", Host + ";2;2")]
    [TestCase(Host + ";1;2", Host + ";01;2")]
    [TestCase(Host + ";1;2", "MME.epc.mnc001.mcc001.3gppnetwork.org;1;2")]
    [TestCase(Host + ";1;2", Host + ";1;2;s6a")]
    [TestCase(Host + ";0;0", Host)]
    public void Identifiers_that_differ_in_an_octet_are_different(string one, string other)
    {
        Assert.That(Read(one) != Read(other), Is.True);
        Assert.That(Read(one) == Read(other), Is.False);
        Assert.That(Read(one).Equals((object)Read(other)), Is.False);
    }

    [Test]
    public void What_is_made_is_what_is_read()
    {
        SessionId made = SessionId.Create(DiameterIdentity.Parse(Host), 3_944_678_400, 7);
        Assert.That(Read(Host + ";3944678400;7"), Is.EqualTo(made));
        Assert.That((default(SessionId).IsEmpty, default(SessionId).Size, made.IsEmpty), Is.EqualTo((true, 0, false)));
        Assert.That(default(SessionId).ToString(), Is.Empty);
    }

    private static SessionId Read(string text)
    {
        bool isRead = AuthenticationInformationRequest.TryDecode(
            Message(text), out AuthenticationInformationRequest message, out DiameterFault fault);
        Assert.That(isRead, Is.True, fault.ToString());
        return message.Session.SessionId;
    }

    private static byte[] Message(string text) =>
        new DiameterEdit("AIR").Replace(263, Avp(263, M, System.Text.Encoding.UTF8.GetBytes(text), 0)).Build();
}
