using System;
using System.Text;
using NUnit.Framework;
using Simulator.Protocols.Http;
using Simulator.Protocols.Oidc;
using Simulator.Protocols.Wire;

namespace Tests.Protocols;

public sealed class OidcMessageTests
{
    // RFC 7636 appendix B.
    private const string Verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
    private const string Challenge = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

    private const string CodeQuery =
        "response_type=code&scope=openid&client_id=c&redirect_uri=http%3A%2F%2Fa%2Fcb&state=s&nonce=n"
        + "&code_challenge=x&code_challenge_method=S256&login_hint=001010000000001";

    private const string TokenQuery =
        "response_type=id_token&response_mode=form_post&scope=openid&client_id=c&redirect_uri=http%3A%2F%2Fa%2Fcb"
        + "&state=s&nonce=n";

    [Test]
    public void The_challenge_of_a_verifier_is_that_of_RFC_7636()
    {
        Assert.That(Pkce.ChallengeOf(Verifier), Is.EqualTo(Challenge));
        Assert.That(Pkce.Matches(Verifier, Challenge), Is.True);
    }

    [TestCase("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXl")]
    [TestCase("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjX")]
    [TestCase("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEj k")]
    [TestCase("")]
    public void Other_verifiers_do_not_match(string verifier) =>
        Assert.That(Pkce.Matches(verifier, Pkce.ChallengeOf(verifier.Length == 43 ? Verifier : verifier)), Is.False);

    [TestCase(CodeQuery)]
    [TestCase(TokenQuery)]
    public void An_authentication_request_is_read_and_written(string query)
    {
        bool isRead = AuthorizationRequest.TryRead(Form(query), out AuthorizationRequest? request, out string? field);
        Assert.That(isRead, field);
        Assert.That(request!.ToQuery(), Is.EqualTo(query));
        Assert.That(request.RedirectUri, Is.EqualTo("http://a/cb"));
    }

    [TestCase(CodeQuery, "response_type=code", "response_type=token", "response_type")]
    [TestCase(CodeQuery, "scope=openid", "scope=profile", "scope")]
    [TestCase(CodeQuery, "scope=openid", "scope=openidx", "scope")]
    [TestCase(CodeQuery, "client_id=c", "client_id=", "client_id")]
    [TestCase(CodeQuery, "&state=s", "", "state")]
    [TestCase(CodeQuery, "&nonce=n", "", "nonce")]
    [TestCase(CodeQuery, "&code_challenge=x", "", "code_challenge")]
    [TestCase(CodeQuery, "&code_challenge_method=S256", "", "code_challenge_method")]
    [TestCase(CodeQuery, "_method=S256", "_method=plain", "code_challenge_method")]
    [TestCase(TokenQuery, "form_post", "fragment", "response_mode")]
    [TestCase(TokenQuery, "&response_mode=form_post", "", "response_mode")]
    [TestCase(TokenQuery, "&redirect_uri=http%3A%2F%2Fa%2Fcb", "", "redirect_uri")]
    public void A_request_without_what_it_needs_is_refused(string query, string from, string to, string expected)
    {
        FormParameters form = Form(query.Replace(from, to, StringComparison.Ordinal));
        Assert.That(AuthorizationRequest.TryRead(form, out AuthorizationRequest? request, out string? field), Is.False);
        Assert.That((request, field), Is.EqualTo(((AuthorizationRequest?)null, expected)));
    }

    [TestCase("code=x&state=s")]
    [TestCase("id_token=x&state=s")]
    [TestCase("error=access_denied&state=s")]
    public void An_answer_is_read_and_written(string form)
    {
        Assert.That(AuthorizationResponse.TryRead(Form(form), out AuthorizationResponse? response));
        Assert.That(response!.ToForm(), Is.EqualTo(form));
    }

    [TestCase("state=s")]
    [TestCase("code=x")]
    [TestCase("code=x&state=")]
    [TestCase("code=x&id_token=y&state=s")]
    [TestCase("code=x&error=y&state=s")]
    public void An_answer_of_nothing_or_of_two_things_is_refused(string form) =>
        Assert.That(AuthorizationResponse.TryRead(Form(form), out _), Is.False);

    [Test]
    public void A_request_for_tokens_is_read_and_written()
    {
        Assert.That(TokenRequest.TryRead(
            Form(HttpSamples.Token[HttpSamples.Token.IndexOf("grant_type", StringComparison.Ordinal)..]),
            out TokenRequest? request));
        Assert.That(request!.CodeVerifier, Is.EqualTo(Verifier));
        Assert.That(TokenRequest.TryRead(Form(request.ToForm()), out TokenRequest? again));
        Assert.That(again, Is.EqualTo(request));
    }

    [TestCase("grant_type=password&code=c&redirect_uri=r&client_id=i&code_verifier=v")]
    [TestCase("grant_type=authorization_code&redirect_uri=r&client_id=i&code_verifier=v")]
    [TestCase("grant_type=authorization_code&code=c&client_id=i&code_verifier=v")]
    [TestCase("grant_type=authorization_code&code=c&redirect_uri=r&code_verifier=v")]
    [TestCase("grant_type=authorization_code&code=c&redirect_uri=r&client_id=i")]
    public void A_request_for_tokens_without_what_it_needs_is_refused(string form) =>
        Assert.That(TokenRequest.TryRead(Form(form), out _), Is.False);

    [Test]
    public void Tokens_are_read_and_written()
    {
        // the document of conformance/samples/http_gba_oidc.pcapng, frame 14, shortened
        byte[] document =
            """{"access_token": "SlAV32hkKG", "token_type": "Bearer", "expires_in": 3600, "id_token": "e30.e30."}"""u8
            .ToArray();
        Assert.That(TokenResponse.TryDecode(document, out TokenResponse? response, out DecodeError error),
            error.ToString());
        Assert.That(response, Is.EqualTo(new TokenResponse("SlAV32hkKG", 3_600, "e30.e30.")));
        Assert.That(TokenResponse.TryDecode(response!.Encode().Span, out TokenResponse? again, out _));
        Assert.That(again, Is.EqualTo(response));
    }

    [TestCase("""{"token_type":"Bearer","expires_in":1,"id_token":"x"}""", "access_token")]
    [TestCase("""{"access_token":"a","token_type":"mac","expires_in":1,"id_token":"x"}""", "token_type")]
    [TestCase("""{"access_token":"a","expires_in":1,"id_token":"x"}""", "token_type")]
    [TestCase("""{"access_token":"a","token_type":"Bearer","expires_in":-1,"id_token":"x"}""", "expires_in")]
    [TestCase("""{"access_token":"a","token_type":"Bearer","expires_in":1}""", "id_token")]
    public void Tokens_that_are_absent_or_of_another_type_are_refused(string document, string field)
    {
        Assert.That(
            TokenResponse.TryDecode(Encoding.UTF8.GetBytes(document), out _, out DecodeError error), Is.False);
        Assert.That(error.Field, Is.EqualTo(field));
    }

    [Test]
    public void A_page_gives_what_its_form_posts_and_no_part_of_it_does()
    {
        byte[] page = Encoding.Latin1.GetBytes(
            """<html><body onload="document.forms[0].submit()"><form method="post" action="http://a/cb">"""
            + """<input type="hidden" name="id_token" value="h.p-_~"/><input type="hidden" name="é" value="x y&="/>"""
            + "</form></body></html>");
        Assert.That(FormPost.TryDecode(page, out string action, out Octets form), Is.True);
        Assert.That(action, Is.EqualTo("http://a/cb"));
        Assert.That(Encoding.ASCII.GetString(form.Span), Is.EqualTo("id_token=h.p-_~&%C3%A9=x%20y%26%3D"));
        for (int size = 0; size < page.Length; size++)
        {
            Assert.That(FormPost.TryDecode(page.AsSpan(0, size), out action, out form), Is.False);
            Assert.That((action, form.Size), Is.EqualTo(("", 0)));
        }
    }

    [Test]
    public void Metadata_are_read_and_written()
    {
        var metadata = new ProviderMetadata(
            "http://op", "http://op/authorize", "http://op/token", "http://op/k", "ES256");
        Assert.That(ProviderMetadata.TryDecode(metadata.Encode().Span, out ProviderMetadata? read, out _));
        Assert.That(read, Is.EqualTo(metadata));
        Assert.That(ProviderMetadata.TryDecode(
            (metadata with { TokenEndpoint = null }).Encode().Span, out ProviderMetadata? implicitOnly, out _));
        Assert.That(implicitOnly!.TokenEndpoint, Is.Null);
    }

    [TestCase("""{"authorization_endpoint":"a","jwks_uri":"k","id_token_signing_alg_values_supported":["x"]}""",
        "issuer")]
    [TestCase("""{"issuer":"i","jwks_uri":"k","id_token_signing_alg_values_supported":["x"]}""",
        "authorization_endpoint")]
    [TestCase("""{"issuer":"i","authorization_endpoint":"a","id_token_signing_alg_values_supported":["x"]}""",
        "jwks_uri")]
    [TestCase("""{"issuer":"i","authorization_endpoint":"a","jwks_uri":"k"}""",
        "id_token_signing_alg_values_supported")]
    [TestCase(
        """{"issuer":"i","authorization_endpoint":"a","jwks_uri":"k","id_token_signing_alg_values_supported":[]}""",
        "id_token_signing_alg_values_supported")]
    public void Metadata_without_what_a_client_needs_are_refused(string document, string field)
    {
        Assert.That(
            ProviderMetadata.TryDecode(Encoding.UTF8.GetBytes(document), out _, out DecodeError error), Is.False);
        Assert.That(error.Field, Is.EqualTo(field));
    }

    private static FormParameters Form(string text)
    {
        bool isRead = FormParameters.TryDecode(
            Encoding.ASCII.GetBytes(text), out FormParameters form, out DecodeError error);
        Assert.That(isRead, error.ToString());
        return form;
    }
}
