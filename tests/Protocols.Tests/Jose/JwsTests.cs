using System.Collections.Generic;
using System.Text;
using System.Text.Json;
using NUnit.Framework;
using Simulator.Crypto;
using Simulator.Protocols.Jose;
using Simulator.Protocols.Json;
using Simulator.Protocols.Wire;

namespace Tests.Protocols;

public sealed class JwsTests
{
    private static byte[] Buffer => new byte[2 * Jws.SizeMax];

    [TestCaseSource(nameof(Vectors))]
    public void Vectors_of_RFC_7515_are_read_and_those_with_a_public_key_verify(JsonElement vector)
    {
        string compact = vector.GetProperty("compact").GetString()!;
        Assert.That(Jws.TryDecode(compact, Buffer, out Jws jws, out DecodeError error), error.ToString());
        Assert.That(jws.Header.Algorithm, Is.EqualTo(vector.GetProperty("alg").GetString()));
        Assert.That(
            WithoutReturns(Encoding.UTF8.GetString(jws.Payload)),
            Is.EqualTo(WithoutReturns(vector.GetProperty("payload_json").GetString()!)));
        bool isPublic = JwsAlgorithms.TryFind(jws.Header.Algorithm, out _);
        Assert.That(isPublic, Is.EqualTo(jws.Header.Algorithm is "ES256" or "RS256"));
        if (isPublic)
        {
            JsonWebKey key = KeyOf(vector);
            Assert.That(key.Verify(jws.SigningInput, jws.Signature), Is.True);
            Assert.That(key.Verify(jws.SigningInput[1..], jws.Signature), Is.False);
        }
    }

    [Test]
    public void What_is_signed_verifies_by_the_document_of_keys()
    {
        JwsSigner signer = JoseSamples.Signer("k1");
        byte[] document = new JsonWebKeySet(signer.PublicKey, JoseSamples.Signer("k2", 2).PublicKey)
            .Encode().Span.ToArray();
        Assert.That(JsonWebKeySet.TryDecode(document, out JsonWebKeySet set, out DecodeError error), error.ToString());
        string token = signer.Sign(new Octets("{}"u8));
        Assert.That(Jws.TryDecode(token, Buffer, out Jws jws, out _));
        Assert.That((jws.Header.KeyId, jws.Header.Type), Is.EqualTo(("k1", "JWT")));
        Assert.That(set.Find("k1")!.Verify(jws.SigningInput, jws.Signature), Is.True);
        Assert.That(set.Find("k2")!.Verify(jws.SigningInput, jws.Signature), Is.False);
        Assert.That(set.Find("k3"), Is.Null);
        Assert.That(set.Find(null), Is.Null, "two keys, no name");
        Assert.That(set.Encode().Span.ToArray(), Is.EqualTo(document));
        Assert.That(signer.Sign(new Octets("{}"u8)), Is.EqualTo(token), "same payload, same token");
    }

    [TestCase("", "parts")]
    [TestCase("a.b", "parts")]
    [TestCase("e30.e30.e30.e30", "parts")]
    [TestCase(".e30.", "JSON")]
    [TestCase("..", "JSON")]
    [TestCase("=.e30.", "header")]
    [TestCase("e31.e30.", "header")]
    [TestCase("e30.*.", "payload")]
    [TestCase("e30.e30.A", "signature")]
    [TestCase("W10.e30.", "object")]
    [TestCase("e30.e30.", "alg")]
    public void Text_that_is_no_signed_object_is_refused(string text, string field)
    {
        Assert.That(Jws.TryDecode(text, Buffer, out _, out DecodeError error), Is.False);
        Assert.That(error.Field, Is.EqualTo(field));
    }

    [Test]
    public void An_extension_that_must_be_understood_is_refused()
    {
        string header = Base64UrlText.Encode("""{"alg":"ES256","crit":["exp"],"exp":1}"""u8);
        Assert.That(Jws.TryDecode(header + ".e30.", Buffer, out _, out DecodeError error), Is.False);
        Assert.That((error.Fault, error.Field), Is.EqualTo((DecodeFault.NotComprehended, "crit")));
        Assert.That(Jws.TryDecode(new string('a', 20_000) + "..", Buffer, out _, out _), Is.False);
    }

    [Test]
    public void Headers_that_recur_are_read_as_they_came()
    {
        foreach (string name in (string[])["a", "a", "b", "b", "a"])
        {
            string header = Base64UrlText.Encode(Encoding.UTF8.GetBytes($"{{\"alg\":\"{name}\"}}"));
            Assert.That(Jws.TryDecode(header + ".e30.", Buffer, out Jws jws, out _));
            Assert.That(jws.Header, Is.EqualTo(new JwsHeader(name, null, null)));
            Assert.That(Jws.TryDecode(header + "A.e30.", Buffer, out _, out DecodeError error), Is.False);
            Assert.That(error.IsNone, Is.False);
        }
    }

    [TestCase("""{"keys":[{"kty":"EC","kid":"a","crv":"P-384","x":"X","y":"Y"}]}""", "x")]
    [TestCase("""{"keys":[{"kty":"EC","kid":"a","crv":"P-256","x":"X","y":"X"}]}""", "x")]
    [TestCase("""{"keys":[{"kty":"oct","kid":"a","k":"AA"}]}""", "kty")]
    [TestCase("""{"keys":[{"kty":"EC","crv":"P-256"}]}""", "kid")]
    [TestCase("""{"keys":[{"kty":"EC","kid":"a","use":"enc","crv":"P-256"}]}""", "use")]
    [TestCase("""{"keys":[{"kty":"RSA","kid":"a","n":"AQAB","e":"AQAB"}]}""", "n")]
    [TestCase("""{"keys":{}}""", "keys")]
    [TestCase("""{}""", "keys")]
    public void Keys_that_cannot_be_used_are_refused(string document, string field)
    {
        Assert.That(
            JsonWebKeySet.TryDecode(Encoding.UTF8.GetBytes(document), out JsonWebKeySet set, out DecodeError error),
            Is.False);
        Assert.That(error.Field, Is.EqualTo(field));
        Assert.That(set.Keys, Is.Empty);
    }

    [Test]
    public void A_point_outside_the_curve_another_curve_a_wrong_algorithm_and_a_second_name_are_refused()
    {
        string document = Encoding.UTF8.GetString(new JsonWebKeySet(JoseSamples.Signer("a").PublicKey).Encode().Span);
        string key = document[(document.IndexOf('[', System.StringComparison.Ordinal) + 1)..^2];
        Assert.That(FieldOf(document.Replace("P-256", "P-384", System.StringComparison.Ordinal)), Is.EqualTo("kty"));
        Assert.That(FieldOf(document.Replace("ES256", "RS256", System.StringComparison.Ordinal)), Is.EqualTo("alg"));
        Assert.That(FieldOf($"{{\"keys\":[{key},{key}]}}"), Is.EqualTo("kid"));
        string y = document[(document.IndexOf("\"y\":\"", System.StringComparison.Ordinal) + 5)..^4];
        Assert.That(
            FieldOf(document.Replace(y, new string('A', y.Length), System.StringComparison.Ordinal)),
            Is.EqualTo("kty"));
    }

    private static string WithoutReturns(string text) => text.Replace("\r", "", System.StringComparison.Ordinal);

    private static string? FieldOf(string document)
    {
        JsonWebKeySet.TryDecode(Encoding.UTF8.GetBytes(document), out _, out DecodeError error);
        return error.Field;
    }

    private static JsonWebKey KeyOf(JsonElement vector)
    {
        JsonElement jwk = vector.GetProperty("key_jwk");
        string text = jwk.GetRawText();
        string named = "{\"keys\":[{\"kid\":\"k\"," + text.TrimStart()[1..] + "]}";
        Assert.That(
            JsonWebKeySet.TryDecode(Encoding.UTF8.GetBytes(named), out JsonWebKeySet set, out DecodeError error),
            error.ToString());
        return set.Find(null)!;
    }

    private static IEnumerable<TestCaseData> Vectors()
    {
        string path = System.IO.Path.Combine(
            TestContext.CurrentContext.TestDirectory, "Jose", "vectors", "jose_oidc.json");
        using var document = JsonDocument.Parse(System.IO.File.ReadAllBytes(path));
        foreach (JsonElement vector in document.RootElement.GetProperty("jws").EnumerateArray())
        {
            JsonElement copy = vector.Clone();
            yield return new TestCaseData(copy).SetArgDisplayNames(copy.GetProperty("alg").GetString()!);
        }
    }
}

/// <summary>Keys for tests.</summary>
internal static class JoseSamples
{
    public static JwsSigner Signer(string keyId, byte scalar = 1)
    {
        byte[] octets = new byte[EcdsaP256PrivateKey.ScalarSize];
        octets[^1] = scalar;
        return new JwsSigner(keyId, new EcdsaP256PrivateKey(octets));
    }
}
