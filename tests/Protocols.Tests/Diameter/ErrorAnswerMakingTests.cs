using System;
using NUnit.Framework;
using Simulator.Protocols.Diameter;
using Simulator.Protocols.Wire;
using static Tests.Protocols.Diameter.DiameterEdit;

namespace Tests.Protocols.Diameter;

/// <summary>Octets that a decoder refuses are answered as RFC 6733 §6.2 and §7 say.</summary>
[TestFixture]
public sealed class ErrorAnswerMakingTests
{
    private static readonly DiameterIdentity Host = DiameterIdentity.Parse("hss.epc.mnc001.mcc001.3gppnetwork.org");
    private static readonly DiameterIdentity Realm = DiameterIdentity.Parse("epc.mnc001.mcc001.3gppnetwork.org");

    [Test]
    public void A_protocol_error_is_answered_with_the_identifiers_and_the_session_of_the_request()
    {
        // MME -> HSS  AIR, sent again, with an AVP flag that nobody knows
        DiameterEdit edit = new DiameterEdit("AIR").Flags(0xD0).Set(1407, 4, 0xD0);
        ErrorAnswer answer = Answer(edit.Build());

        // HSS -> MME  answer-message, E flag, 3009
        Assert.Multiple(() =>
        {
            Assert.That(answer.Result, Is.EqualTo(ResultCode.InvalidAvpBits));
            Assert.That(answer.Command, Is.EqualTo(CommandCode.AuthenticationInformation));
            Assert.That(answer.Application, Is.EqualTo(DiameterApplication.S6a));
            Assert.That(answer.IsProxiable, Is.True);
            Assert.That(answer.Transaction, Is.EqualTo(new Transaction(3, 3)), "an answer has no T flag");
            Assert.That(
                answer.SessionId.ToString(), Is.EqualTo("mme.epc.mnc001.mcc001.3gppnetwork.org;1700000000;1;s6a"));
            Assert.That(answer.OriginHost, Is.EqualTo(Host));
            Assert.That(answer.FailedAvp.Span.ToArray(), Is.EqualTo(edit.At(edit.IndexOf(1407))));
            Assert.That(answer.ErrorMessage, Does.Contain("Visited-PLMN-Id"));
        });
    }

    [Test]
    public void A_request_between_peers_is_answered_without_a_session()
    {
        ErrorAnswer answer = Answer(new DiameterEdit("CER").Remove(266).Build(), "CER");
        Assert.That(answer.SessionId.IsEmpty, Is.True);
        Assert.That(
            (answer.Result, answer.Command, answer.IsProxiable),
            Is.EqualTo((ResultCode.MissingAvp, CommandCode.CapabilitiesExchange, false)));
        Assert.That(answer.FailedAvp.Span.ToArray(), Is.EqualTo(Avp(266, M, 0)));
    }

    [Test]
    public void A_session_identifier_that_is_wrong_itself_is_not_repeated()
    {
        byte[] other = new DiameterEdit("AIR").Replace(263, Avp(263, M, "ÿ"u8)).Remove(1407).Build();
        Assert.That(Answer(other).SessionId.ToString(), Is.EqualTo("ÿ"), "but one that is right is");
        Assert.That(
            Answer(new DiameterEdit("AIR").Replace(263, Avp(263, M, (byte[])[0xFF])).Build()).SessionId.IsEmpty,
            Is.True);
        Assert.That(Answer(new DiameterEdit("AIR").SetLength(263, 0xFFFFFF).Build()).SessionId.IsEmpty, Is.True);
        Assert.That(Answer(new DiameterEdit("AIR").Remove(263).Build()).SessionId.IsEmpty, Is.True);
    }

    [Test]
    public void A_wrong_length_or_version_is_answered_from_the_header_alone()
    {
        byte[] octets = DiameterVectors.Octets("AIR");
        octets[3] ^= 0x04;
        ErrorAnswer length = Answer(octets);
        Assert.That(
            (length.Result, length.Transaction.HopByHop, length.FailedAvp.IsEmpty),
            Is.EqualTo((ResultCode.InvalidMessageLength, 3u, true)));
        ErrorAnswer version = Answer(new DiameterEdit("AIR").Header(0, 2).Build());
        Assert.That((version.Result, version.FailedAvp.IsEmpty), Is.EqualTo((ResultCode.UnsupportedVersion, true)));
        Assert.That(Answer(octets.AsSpan(0, 20)).SessionId.IsEmpty, Is.True, "a header and nothing else");
    }

    [Test]
    public void An_answer_is_never_answered()
    {
        byte[] octets = new DiameterEdit("AIA").Remove(268).Build();
        Assert.That(DiameterDecoders.Of("AIA")(octets, out DiameterFault fault), Is.Null);
        Assert.That(ErrorAnswer.TryMake(octets, fault, Host, Realm, out ErrorAnswer answer), Is.False);
        Assert.That(answer, Is.EqualTo(default(ErrorAnswer)));
    }

    [Test]
    public void Less_than_a_header_cannot_be_answered()
    {
        for (int size = 0; size < 20; size++)
        {
            ReadOnlySpan<byte> octets = DiameterVectors.Octets("AIR").AsSpan(0, size);
            Assert.That(DiameterDecoders.Of("AIR")(octets, out DiameterFault fault), Is.Null);
            Assert.That(ErrorAnswer.TryMake(octets, fault, Host, Realm, out _), Is.False);
        }
    }

    [Test]
    public void A_request_that_is_right_is_not_answered_with_an_error()
    {
        Assert.That(
            ErrorAnswer.TryMake(DiameterVectors.Octets("AIR"), DiameterFault.None, Host, Realm, out _), Is.False);
        Assert.That(DiameterFault.None.FailedAvp(DiameterVectors.Octets("AIR")).IsEmpty, Is.True);
    }

    [Test]
    public void A_refused_request_of_S6a_may_be_answered_within_its_own_command()
    {
        // MME -> HSS  PUR with an unknown AVP that must be understood
        byte[] unknown = Avp(9999, M, 7);
        byte[] request = new DiameterEdit("PUR").Add(unknown).Build();
        Assert.That(PurgeUeRequest.TryDecode(request, out _, out DiameterFault fault), Is.False);

        // HSS -> MME  PUA without E flag, 5001 and Failed-AVP (§7.1.5)
        Assert.That(PurgeUeRequest.TryDecode(DiameterVectors.Octets("PUR"), out PurgeUeRequest asked, out _), Is.True);
        SessionAnswer session = asked.Session.Answer(Host, Realm, DiameterResult.Of(fault.Result)) with
        {
            FailedAvp = fault.FailedAvp(request),
        };
        byte[] answer = DiameterVectors.Encode(new PurgeUeAnswer(session));
        Assert.That(
            PurgeUeAnswer.TryDecode(answer, out PurgeUeAnswer read, out DiameterFault none), Is.True, none.ToString());
        Assert.That(read.Session.Result.Is(ResultCode.AvpUnsupported), Is.True);
        Assert.That(read.Session.FailedAvp.Span.ToArray(), Is.EqualTo(unknown));
        Assert.That(
            (read.Session.Transaction, read.Session.SessionId),
            Is.EqualTo((asked.Session.Transaction, asked.Session.SessionId)));
    }

    private static ErrorAnswer Answer(ReadOnlySpan<byte> request, string decoder = "AIR")
    {
        DiameterDecoders.Of(decoder)(request, out DiameterFault fault);
        if (fault.IsNone)
        {
            fault = new DiameterFault(
                ResultCode.UnableToComply, DecodeError.Unexpected("request", 0), 0, false, null, null);
        }

        Assert.That(ErrorAnswer.TryMake(request, fault, Host, Realm, out ErrorAnswer answer), Is.True);
        byte[] octets = DiameterVectors.Encode(answer);
        Assert.That(
            ErrorAnswer.TryDecode(octets, out ErrorAnswer read, out DiameterFault none), Is.True, none.ToString());
        Assert.That(read, Is.EqualTo(answer));
        return read;
    }
}
