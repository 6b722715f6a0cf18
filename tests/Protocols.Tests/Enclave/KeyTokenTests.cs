using System;
using System.Collections.Generic;
using System.Text;
using NUnit.Framework;
using Simulator.Crypto;
using Simulator.Protocols.Enclave;
using Simulator.Protocols.Jose;
using Simulator.Protocols.Json;
using Simulator.Protocols.Wire;

namespace Tests.Protocols.Enclave;

/// <summary>Tokens of parties: claims, and what a key server makes of them.</summary>
public sealed class KeyTokenTests
{
    // made and signed by Python's cryptography 48 with the key of 32 octets 0x11
    private const string Token =
        "eyJhbGciOiJFUzI1NiIsInR5cCI6ImVuY2xhdmUta2V5K2p3dCIsImtpZCI6Im9yZ2FuaXNhdGlvbi0xIn0.eyJpc3MiOiJv"
        + "cmdhbmlzYXRpb24iLCJzdWIiOiJzZXJ2ZXIvMCIsImF1ZCI6ImtleS1zZXJ2ZXIvMCIsImV4cCI6MTczNTY5MzIwMCwiaWF0"
        + "IjoxNzM1Njg5NjAwLCJzZXJ2ZXIiOjcsImRlcHRoIjoyfQ.WCk8XnvHKcl0-yleSFB_PTX2c5OD__AIZo68mnL9Cn7A5SRb4"
        + "bSG1R8a7UgmvytC4kmyxB0DekPXwQtquxItBg";

    private static readonly EcdsaP256PrivateKey Key = new(Repeated(0x11));
    private static readonly JsonWebKey PublicKey = new("organisation-1", Key.PublicKey);

    private static readonly KeyToken Claims = new(
        "organisation", "server/0", "key-server/0", 1_735_693_200, 1_735_689_600, new KeyGrant(7, 2, false));

    private static readonly CredentialExpectation Expected =
        new("organisation", "key-server/0", "server/0", 1_735_690_000);

    [Test]
    public void A_token_that_another_implementation_has_made_is_accepted_and_ours_says_the_same()
    {
        Assert.That(Validate(Token, Expected, out KeyToken? token), Is.EqualTo(CredentialVerdict.Accepted));
        Assert.That(token, Is.EqualTo(Claims));
        Assert.That(Base64UrlText.Encode(Claims.Encode().Span), Is.EqualTo(Token.Split('.')[1]));
        string ours = Sign(Claims), again = Sign(Claims with { });
        Assert.That(Validate(ours, Expected, out token), Is.EqualTo(CredentialVerdict.Accepted));
        Assert.That(again, Is.EqualTo(ours), "the same claims, the same token");
    }

    [Test]
    public void Claims_survive_a_round_trip([Values] bool onlyVerifies, [Values(0u, uint.MaxValue)] uint server)
    {
        KeyToken claims = Claims with { Grant = new KeyGrant(server, KeyGrant.DepthMax, onlyVerifies) };
        Assert.That(KeyToken.TryDecode(claims.Encode().Span, out KeyToken? read, out DecodeError error), Is.True);
        Assert.That(error.IsNone, Is.True);
        Assert.That(read, Is.EqualTo(claims));
    }

    [Test]
    public void No_character_of_a_token_can_be_changed()
    {
        for (int index = 0; index < Token.Length; index++)
        {
            char other = Token[index] == 'A' ? 'B' : 'A';
            string changed = Token[..index] + other + Token[(index + 1)..];
            CredentialVerdict verdict = Validate(changed, Expected, out KeyToken? token);
            Assert.That(verdict, Is.Not.EqualTo(CredentialVerdict.Accepted), $"character {index}");
            Assert.That(token, Is.Null);
        }
    }

    [Test]
    public void A_token_that_was_cut_is_refused()
    {
        for (int length = 0; length < Token.Length; length++)
        {
            CredentialVerdict verdict = Validate(Token[..length], Expected, out KeyToken? token);
            Assert.That(verdict, Is.Not.EqualTo(CredentialVerdict.Accepted), $"{length} characters");
            Assert.That(token, Is.Null);
        }
    }

    [TestCase("none", CredentialVerdict.AlgorithmNotAllowed)]
    [TestCase("HS256", CredentialVerdict.AlgorithmNotAllowed)]
    [TestCase("RS256", CredentialVerdict.AlgorithmNotAllowed)]
    [TestCase("es256", CredentialVerdict.AlgorithmNotAllowed)]
    public void Another_algorithm_is_refused_before_anything_is_verified(string algorithm, CredentialVerdict verdict)
    {
        string text = WithHeader($$"""{"alg":"{{algorithm}}","typ":"enclave-key+jwt","kid":"organisation-1"}""");
        Assert.That(KeyTokenValidation.Inspect(Encoding.ASCII.GetBytes(text), PublicKey), Is.EqualTo(verdict));
        Assert.That(
            KeyTokenValidation.Inspect(Encoding.ASCII.GetBytes(text + "AA"), PublicKey), Is.EqualTo(verdict));
    }

    [TestCase("""{"alg":"ES256","typ":"JWT","kid":"organisation-1"}""", CredentialVerdict.Malformed)]
    [TestCase("""{"alg":"ES256","kid":"organisation-1"}""", CredentialVerdict.Malformed)]
    [TestCase("""{"alg":"ES256","typ":"enclave-key+jwt","kid":"other"}""", CredentialVerdict.UnknownKey)]
    [TestCase("""{"alg":"ES256","typ":"enclave-key+jwt"}""", CredentialVerdict.UnknownKey)]
    [TestCase("""{"alg":"ES256","typ":"enclave-key+jwt","kid":"organisation-1","crit":["x"]}""",
        CredentialVerdict.Malformed)]
    [TestCase("""{"typ":"enclave-key+jwt","kid":"organisation-1"}""", CredentialVerdict.Malformed)]
    public void A_header_that_is_not_ours_is_refused(string header, CredentialVerdict verdict) => Assert.That(
        KeyTokenValidation.Inspect(Encoding.ASCII.GetBytes(WithHeader(header)), PublicKey), Is.EqualTo(verdict));

    [Test]
    public void Octets_that_are_no_text_are_refused() => Assert.That(
        KeyTokenValidation.Inspect([0xC3, 0x28, 0x2E, 0x2E], PublicKey), Is.EqualTo(CredentialVerdict.Malformed));

    [Test]
    public void A_signature_of_somebody_else_is_refused_whatever_the_claims()
    {
        string forged = new JwsSigner("organisation-1", new EcdsaP256PrivateKey(Repeated(0x33)))
            .Sign(Claims.Encode(), KeyToken.Type);
        Assert.That(Validate(forged, Expected, out _), Is.EqualTo(CredentialVerdict.WrongSignature));
    }

    private static IEnumerable<TestCaseData> Others()
    {
        yield return new TestCaseData(Claims with { Issuer = "Organisation" }, CredentialVerdict.WrongIssuer);
        yield return new TestCaseData(Claims with { Audience = "key-server/1" }, CredentialVerdict.WrongAudience);
        yield return new TestCaseData(Claims with { Audience = "" }, CredentialVerdict.WrongAudience);
        yield return new TestCaseData(Claims with { Subject = "server/1" }, CredentialVerdict.OtherParty);
        yield return new TestCaseData(Claims with { ExpiresAt = 1_735_690_000 }, CredentialVerdict.Expired);
        yield return new TestCaseData(Claims with { ExpiresAt = 0 }, CredentialVerdict.Expired);
        yield return new TestCaseData(Claims with { IssuedAt = 1_735_690_001 }, CredentialVerdict.NotYetValid);
    }

    [TestCaseSource(nameof(Others))]
    public void A_signed_claim_that_is_not_expected_is_refused(KeyToken claims, CredentialVerdict verdict)
    {
        Assert.That(Validate(Sign(claims), Expected, out KeyToken? token), Is.EqualTo(verdict));
        Assert.That(token, Is.Null);
    }

    [Test]
    public void Whoever_is_not_known_has_no_token() => Assert.That(
        Validate(Token, Expected with { Subject = null }, out _), Is.EqualTo(CredentialVerdict.OtherParty));

    [Test]
    public void The_last_second_before_its_end_still_counts() => Assert.That(
        Validate(Token, Expected with { Now = 1_735_693_199 }, out _), Is.EqualTo(CredentialVerdict.Accepted));

    [TestCase("iss")]
    [TestCase("sub")]
    [TestCase("aud")]
    [TestCase("exp")]
    [TestCase("iat")]
    [TestCase("server")]
    [TestCase("depth")]
    public void Each_claim_must_be_there(string claim)
    {
        string text = Encoding.UTF8.GetString(Claims.Encode().Span)
            .Replace($"\"{claim}\":", "\"x\":", StringComparison.Ordinal);
        bool isRead = KeyToken.TryDecode(Encoding.UTF8.GetBytes(text), out KeyToken? token, out DecodeError error);
        Assert.That(isRead, Is.False);
        Assert.That((token, error.Field), Is.EqualTo(((KeyToken?)null, claim)));
        Assert.That(Validate(SignPayload(text), Expected, out _), Is.EqualTo(CredentialVerdict.Malformed));
    }

    [TestCase("\"depth\":2", "\"depth\":0", "depth")]
    [TestCase("\"depth\":2", "\"depth\":16", "depth")]
    [TestCase("\"depth\":2", "\"depth\":1.5", "depth")]
    [TestCase("\"server\":7", "\"server\":4294967296", "server")]
    [TestCase("\"server\":7", "\"server\":-1", "server")]
    [TestCase("\"server\":7", "\"server\":\"7\"", "server")]
    [TestCase("\"aud\":\"key-server/0\"", "\"aud\":[\"key-server/0\"]", "aud")]
    [TestCase("\"depth\":2", "\"depth\":2,\"depth\":1", "depth")]
    [TestCase("\"depth\":2", "\"depth\":2,\"verifies\":1", "verifies")]
    public void A_claim_of_another_form_is_refused(string claim, string other, string field)
    {
        string text = Encoding.UTF8.GetString(Claims.Encode().Span).Replace(claim, other, StringComparison.Ordinal);
        Assert.That(KeyToken.TryDecode(Encoding.UTF8.GetBytes(text), out _, out DecodeError error), Is.False);
        Assert.That(error.Field, Is.EqualTo(field));
    }

    private static CredentialVerdict Validate(string text, in CredentialExpectation expected, out KeyToken? token) =>
        KeyTokenValidation.Validate(Encoding.ASCII.GetBytes(text), PublicKey, expected, out token);

    private static string Sign(KeyToken claims) =>
        new JwsSigner(PublicKey.KeyId, Key).Sign(claims.Encode(), KeyToken.Type);

    private static string SignPayload(string claims) => new JwsSigner(PublicKey.KeyId, Key)
        .Sign(new Octets(Encoding.UTF8.GetBytes(claims)), KeyToken.Type);

    private static string WithHeader(string header) =>
        $"{Base64UrlText.Encode(Encoding.UTF8.GetBytes(header))}.{Base64UrlText.Encode(Claims.Encode().Span)}.";

    private static byte[] Repeated(byte octet)
    {
        byte[] octets = new byte[EcdsaP256PrivateKey.ScalarSize];
        Array.Fill(octets, octet);
        return octets;
    }
}
