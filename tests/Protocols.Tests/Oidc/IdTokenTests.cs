using System.Text;
using NUnit.Framework;
using Simulator.Protocols.Jose;
using Simulator.Protocols.Json;
using Simulator.Protocols.Oidc;
using Simulator.Protocols.Wire;

namespace Tests.Protocols;

public sealed class IdTokenTests
{
    private const string Issuer = "http://vop.example", Client = "cloud", Nonce = "n-0S6_WzA2Mj";
    private const long Now = 1_735_689_700;

    private static readonly JwsSigner Signer = JoseSamples.Signer("k1");
    private static readonly JsonWebKeySet Keys = new(Signer.PublicKey);
    private static readonly IdToken Good = new(Issuer, "001010000000001", [Client], Now + 60, Now) { Nonce = Nonce };
    private static readonly IdTokenExpectation Expected = new(Issuer, Client, Nonce, Now);

    [Test]
    public void A_good_token_is_accepted_with_its_claims()
    {
        IdTokenVerdict verdict = IdTokenValidation.Validate(Sign(Good), Expected, Keys, out IdToken? token);
        Assert.That(verdict, Is.EqualTo(IdTokenVerdict.Accepted));
        Assert.That((token!.Subject, token.ExpiresAt), Is.EqualTo(("001010000000001", Now + 60)));
    }

    [Test]
    public void Several_audiences_need_the_client_as_authorised_party()
    {
        IdToken several = Good with { Audience = ["other", Client] };
        Assert.That(VerdictOf(several), Is.EqualTo(IdTokenVerdict.WrongAudience));
        Assert.That(VerdictOf(several with { AuthorizedParty = Client }), Is.EqualTo(IdTokenVerdict.Accepted));
        Assert.That(VerdictOf(Good with { AuthorizedParty = "other" }), Is.EqualTo(IdTokenVerdict.WrongAudience));
    }

    [TestCase("issuer", IdTokenVerdict.WrongIssuer)]
    [TestCase("audience", IdTokenVerdict.WrongAudience)]
    [TestCase("no audience", IdTokenVerdict.WrongAudience)]
    [TestCase("expired", IdTokenVerdict.Expired)]
    [TestCase("expires now", IdTokenVerdict.Expired)]
    [TestCase("future", IdTokenVerdict.IssuedInFuture)]
    [TestCase("nonce", IdTokenVerdict.WrongNonce)]
    [TestCase("no nonce", IdTokenVerdict.WrongNonce)]
    [TestCase("hash", IdTokenVerdict.WrongAccessTokenHash)]
    public void A_claim_that_is_not_as_expected_refuses_it(string what, IdTokenVerdict expected)
    {
        IdToken token = what switch
        {
            "issuer" => Good with { Issuer = Issuer + "/" },
            "audience" => Good with { Audience = ["other"] },
            "no audience" => Good with { Audience = [] },
            "expired" => Good with { ExpiresAt = Now - 1 },
            "expires now" => Good with { ExpiresAt = Now },
            "future" => Good with { IssuedAt = Now + 1 },
            "nonce" => Good with { Nonce = "other" },
            "no nonce" => Good with { Nonce = null },
            _ => Good with { AccessTokenHash = IdTokenValidation.HashOf("access") },
        };
        Assert.That(VerdictOf(token), Is.EqualTo(expected));
    }

    [Test]
    public void Clocks_may_differ_by_the_leeway()
    {
        IdTokenExpectation lenient = Expected with { Leeway = 2 };
        Assert.That(
            IdTokenValidation.Validate(Sign(Good with { ExpiresAt = Now - 1 }), lenient, Keys, out _),
            Is.EqualTo(IdTokenVerdict.Accepted));
        Assert.That(
            IdTokenValidation.Validate(Sign(Good with { ExpiresAt = Now - 2 }), lenient, Keys, out _),
            Is.EqualTo(IdTokenVerdict.Expired));
        Assert.That(
            IdTokenValidation.Validate(Sign(Good with { IssuedAt = Now + 3 }), lenient, Keys, out _),
            Is.EqualTo(IdTokenVerdict.IssuedInFuture));
    }

    [Test]
    public void The_hash_of_an_access_token_must_be_its_own()
    {
        IdToken bound = Good with { AccessTokenHash = IdTokenValidation.HashOf("access") };
        Assert.That(
            IdTokenValidation.Validate(Sign(bound), Expected with { AccessToken = "access" }, Keys, out _),
            Is.EqualTo(IdTokenVerdict.Accepted));
        Assert.That(
            IdTokenValidation.Validate(Sign(bound), Expected with { AccessToken = "other" }, Keys, out _),
            Is.EqualTo(IdTokenVerdict.WrongAccessTokenHash));
    }

    [TestCase("none")]
    [TestCase("HS256")]
    [TestCase("None")]
    [TestCase("RS256")]
    [TestCase("ES384")]
    public void Another_algorithm_in_the_header_is_refused(string algorithm)
    {
        string token = Sign(Good);
        string payload = token.Split('.')[1];
        string header = Base64UrlText.Encode(
            Encoding.UTF8.GetBytes($$"""{"alg":"{{algorithm}}","kid":"k1"}"""));
        foreach (string signature in (string[])["", token.Split('.')[2]])
        {
            Assert.That(
                IdTokenValidation.Validate($"{header}.{payload}.{signature}", Expected, Keys, out IdToken? claims),
                Is.EqualTo(IdTokenVerdict.AlgorithmNotAllowed));
            Assert.That(claims, Is.Null);
        }
    }

    [Test]
    public void The_unsigned_token_of_RFC_7515_A5_is_refused() => Assert.That(
        IdTokenValidation.Validate(
            "eyJhbGciOiJub25lIn0.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb"
            + "290Ijp0cnVlfQ.",
            Expected, Keys, out _),
        Is.EqualTo(IdTokenVerdict.AlgorithmNotAllowed));

    [Test]
    public void Keys_and_signatures_of_others_are_refused()
    {
        string forged = JoseSamples.Signer("k1", 2).Sign(Good.Encode());
        Assert.That(
            IdTokenValidation.Validate(forged, Expected, Keys, out _), Is.EqualTo(IdTokenVerdict.WrongSignature));
        string unknown = JoseSamples.Signer("k9").Sign(Good.Encode());
        Assert.That(IdTokenValidation.Validate(unknown, Expected, Keys, out _), Is.EqualTo(IdTokenVerdict.UnknownKey));
    }

    [Test]
    public void No_changed_character_of_a_token_is_accepted()
    {
        string token = Sign(Good);
        for (int index = 0; index < token.Length; index++)
        {
            char other = token[index] == 'A' ? 'B' : 'A';
            string changed = token[..index] + other + token[(index + 1)..];
            Assert.That(
                IdTokenValidation.Validate(changed, Expected, Keys, out IdToken? claims),
                Is.Not.EqualTo(IdTokenVerdict.Accepted), changed);
            Assert.That(claims, Is.Null);
        }
    }

    [TestCase("x")]
    [TestCase("..")]
    [TestCase("")]
    public void Text_that_is_no_token_is_malformed(string text) =>
        Assert.That(IdTokenValidation.Validate(text, Expected, Keys, out _), Is.EqualTo(IdTokenVerdict.Malformed));

    [TestCase("""{"sub":"s","aud":"a","exp":1,"iat":1}""", "iss")]
    [TestCase("""{"iss":"i","aud":"a","exp":1,"iat":1}""", "sub")]
    [TestCase("""{"iss":"i","sub":"s","exp":1,"iat":1}""", "aud")]
    [TestCase("""{"iss":"i","sub":"s","aud":"a","iat":1}""", "exp")]
    [TestCase("""{"iss":"i","sub":"s","aud":"a","exp":1}""", "iat")]
    [TestCase("""{"iss":"i","sub":"s","aud":1,"exp":1,"iat":1}""", "aud")]
    [TestCase("""{"iss":"i","sub":"s","aud":["a",1],"exp":1,"iat":1}""", "aud")]
    [TestCase("""{"iss":"i","sub":"s","aud":"a","exp":"1","iat":1}""", "exp")]
    [TestCase("""{"iss":"i","sub":"s","aud":"a","exp":1,"iat":-1}""", "iat")]
    [TestCase("""{"iss":"i","sub":"s","aud":"a","exp":1,"iat":1,"nonce":1}""", "nonce")]
    public void Claims_that_are_absent_or_wrong_make_it_malformed(string claims, string field)
    {
        byte[] octets = Encoding.UTF8.GetBytes(claims);
        Assert.That(IdToken.TryDecode(octets, out _, out DecodeError error), Is.False);
        Assert.That(error.Field, Is.EqualTo(field));
        Assert.That(
            IdTokenValidation.Validate(Signer.Sign(new Octets(octets)), Expected, Keys, out _),
            Is.EqualTo(IdTokenVerdict.Malformed));
    }

    private static string Sign(IdToken token) => Signer.Sign(token.Encode());

    private static IdTokenVerdict VerdictOf(IdToken token) =>
        IdTokenValidation.Validate(Sign(token), Expected, Keys, out _);
}
