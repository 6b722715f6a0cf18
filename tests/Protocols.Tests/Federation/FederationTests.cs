using System.Collections.Generic;
using System.Text;
using NUnit.Framework;
using Simulator.Protocols.Federation;
using Simulator.Protocols.Wire;

namespace Tests.Protocols;

// Written by hand from the layout of each message. Octets: RAND, AUTN, RES of TS 35.208 §4.3 (set 1) in base64url.
internal static class FederationSamples
{
    public const string Rand = "I1U8vpY3qJ0hiuZNrke_NQ", Autn = "VfMoLqRIu5kBpNiIXv_h7g";
    public const string Txn = "AAECAwQFBgcICQoLDA0ODw";
    public const string Res = "pULYdjMm5ZE", Auts = "AQIDBAUGBwgJCgsMDQ4";
    public const string Kasme = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8";

    public static string Hex(string text) => System.Convert.ToHexString(Encoding.UTF8.GetBytes(text));

    public static string ErrorOf<T>(string text)
        where T : struct, IWireMessage<T>
    {
        Assert.That(T.TryDecode(Encoding.UTF8.GetBytes(text), out _, out DecodeError error), Is.False);
        return $"{error.Fault} {error.Field} {error.Offset}";
    }
}

public sealed class VectorsRequestTests : CodecContract<VectorsRequest>
{
    private const string Plain = """{"imsi":"001010123456789","visitedPlmn":"001-01","count":1}""";

    protected override IEnumerable<string> Samples =>
    [
        FederationSamples.Hex(Plain),
        FederationSamples.Hex("""{"imsi":"310410123456789","visitedPlmn":"310-410","count":32}"""),
        FederationSamples.Hex(
            "{\"imsi\":\"001010123456789\",\"visitedPlmn\":\"001-01\",\"count\":5,\"resync\":{\"rand\":\""
            + FederationSamples.Rand + "\",\"auts\":\"" + FederationSamples.Auts + "\"}}"),
    ];

    [TestCase("""{"imsi":"00101012345678901","visitedPlmn":"001-01","count":1}""", "Unexpected imsi 8")]
    [TestCase("""{"imsi":"","visitedPlmn":"001-01","count":1}""", "Unexpected imsi 8")]
    [TestCase("""{"imsi":"00101x","visitedPlmn":"001-01","count":1}""", "Unexpected imsi 8")]
    [TestCase("""{"imsi":"001010","visitedPlmn":"00101","count":1}""", "Unexpected visitedPlmn 31")]
    [TestCase("""{"imsi":"001010","visitedPlmn":"001-1","count":1}""", "Unexpected visitedPlmn 31")]
    [TestCase("""{"imsi":"001010","visitedPlmn":"0a1-01","count":1}""", "Unexpected visitedPlmn 31")]
    [TestCase("""{"imsi":"001010","visitedPlmn":"001-01","count":0}""", "Unexpected count 48")]
    [TestCase("""{"imsi":"001010","visitedPlmn":"001-01","count":33}""", "Unexpected count 48")]
    [TestCase("""{"imsi":"001010","visitedPlmn":"001-01"}""", "Missing count 40")]
    [TestCase("""{"visitedPlmn":"001-01","count":1}""", "Missing imsi 34")]
    [TestCase("""{"imsi":"001010","visitedPlmn":"001-01","count":1,"resync":1}""", "Unexpected resync 59")]
    [TestCase("""{"imsi":"001010","visitedPlmn":"001-01","count":1,"resync":{}}""", "Missing rand 61")]
    [TestCase("""{"imsi":"001010","visitedPlmn":"001-01","count":1,"resync":{"rand":"AA"}}""", "Unexpected rand 67")]
    public void Wrong_requests_are_refused_at_their_place(string text, string expected) =>
        Assert.That(FederationSamples.ErrorOf<VectorsRequest>(text), Is.EqualTo(expected));
}

public sealed class VectorsAnswerTests : CodecContract<VectorsAnswer>
{
    private const string Vector = "{\"rand\":\"" + FederationSamples.Rand + "\",\"autn\":\"" + FederationSamples.Autn
        + "\",\"xres\":\"" + FederationSamples.Res + "\",\"kasme\":\"" + FederationSamples.Kasme + "\"}";

    protected override IEnumerable<string> Samples =>
    [
        FederationSamples.Hex("{\"vectors\":[" + Vector + "]}"),
        FederationSamples.Hex("{\"vectors\":[" + Vector + "," + Vector + "]}"),
    ];

    [TestCase("""{"vectors":[]}""", "Unexpected vectors 11")]
    [TestCase("""{"vectors":[1]}""", "Unexpected vectors 12")]
    [TestCase("""{"vectors":{}}""", "Unexpected vectors 11")]
    [TestCase("""{}""", "Missing vectors 2")]
    [TestCase("""{"vectors":[{}]}""", "Missing rand 14")]
    [TestCase("""{"vectors":[{"rand":"AA"}]}""", "Unexpected rand 20")]
    public void Wrong_answers_are_refused_at_their_place(string text, string expected) =>
        Assert.That(FederationSamples.ErrorOf<VectorsAnswer>(text), Is.EqualTo(expected));
}

public sealed class SubscriptionAnswerTests : CodecContract<SubscriptionAnswer>
{
    protected override IEnumerable<string> Samples =>
    [
        FederationSamples.Hex(
            """{"apn":"internet","ambrUplink":50000000,"ambrDownlink":100000000,"roamingAllowed":true}"""),
        FederationSamples.Hex("""{"apn":"a.b-c","ambrUplink":0,"ambrDownlink":4294967295,"roamingAllowed":false}"""),
    ];

    [TestCase("""{"apn":"","ambrUplink":1,"ambrDownlink":1}""", "Unexpected apn 7")]
    [TestCase("""{"apn":"a b","ambrUplink":1,"ambrDownlink":1}""", "Unexpected apn 7")]
    [TestCase("""{"apn":"a","ambrUplink":-1,"ambrDownlink":1}""", "Unexpected ambrUplink 24")]
    [TestCase("""{"apn":"a","ambrUplink":1,"ambrDownlink":4294967296}""", "Unexpected ambrDownlink 41")]
    [TestCase("""{"apn":"a","ambrUplink":1,"ambrDownlink":1,"roamingAllowed":"no"}""", "Unexpected roamingAllowed 60")]
    public void Wrong_answers_are_refused_at_their_place(string text, string expected) =>
        Assert.That(FederationSamples.ErrorOf<SubscriptionAnswer>(text), Is.EqualTo(expected));

    [Test]
    public void The_path_names_the_account() => Assert.That(
        SubscriptionAnswer.PathOf("001010123456789"), Is.EqualTo("/v1/accounts/001010123456789/subscription"));
}

public sealed class AkaChallengeTests : CodecContract<AkaChallenge>
{
    protected override IEnumerable<string> Samples =>
    [
        FederationSamples.Hex($$"""
            {"txn":"{{FederationSamples.Txn}}","rand":"{{FederationSamples.Rand}}","autn":"{{FederationSamples.Autn}}"}
            """),
    ];

    [TestCase("""{"rand":"AA"}""", "Missing txn 13")]
    [TestCase("""{"txn":"AA"}""", "Unexpected txn 7")]
    [TestCase("""{"txn":12}""", "Unexpected txn 7")]
    public void Wrong_challenges_are_refused_at_their_place(string text, string expected) =>
        Assert.That(FederationSamples.ErrorOf<AkaChallenge>(text), Is.EqualTo(expected));
}

public sealed class AkaAnswerTests : CodecContract<AkaAnswer>
{
    private const string Start = "{\"txn\":\"" + FederationSamples.Txn + "\",";

    protected override IEnumerable<string> Samples =>
    [
        FederationSamples.Hex(Start + "\"res\":\"" + FederationSamples.Res + "\"}"),
        FederationSamples.Hex(Start + "\"failure\":\"mac\"}"),
        FederationSamples.Hex(Start + "\"failure\":\"synch\",\"auts\":\"" + FederationSamples.Auts + "\"}"),
    ];

    [TestCase("\"res\":\"AAAA\"}", "Unexpected res 38")]
    [TestCase("\"res\":\"AAAAAAAAAAAAAAAAAAAAAAA\"}", "Unexpected res 38")]
    [TestCase("\"failure\":\"other\"}", "Unexpected failure 42")]
    [TestCase("\"failure\":\"mac\",\"res\":\"pULYdjMm5ZE\"}", "Unexpected failure 42")]
    [TestCase("\"failure\":\"synch\",\"auts\":\"AAAA\"}", "Unexpected auts 57")]
    [TestCase("\"res\":\"pULYdjMm5ZE\",\"auts\":\"AAAA\"}", "Unexpected auts 59")]
    [TestCase("\"x\":1}", "Missing res 38")]
    [TestCase("\"failure\":\"synch\"}", "Missing auts 50")]
    public void Wrong_answers_are_refused_at_their_place(string rest, string expected) =>
        Assert.That(FederationSamples.ErrorOf<AkaAnswer>(Start + rest), Is.EqualTo(expected));
}
