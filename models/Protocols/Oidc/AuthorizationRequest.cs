using System;
using Simulator.Protocols.Http;

namespace Simulator.Protocols.Oidc;

/// <summary>What the client asks to be given.</summary>
public enum ResponseType
{
    /// <summary>A code that the client exchanges for tokens (OpenID Connect Core 1.0 §3.1).</summary>
    Code,

    /// <summary>The ID token itself (OpenID Connect Core 1.0 §3.2).</summary>
    IdToken,
}

/// <summary>An authentication request (OpenID Connect Core 1.0 §3.1.2.1, §3.2.2.1).</summary>
/// <param name="ResponseType">response_type.</param>
/// <param name="ClientId">client_id.</param>
/// <param name="RedirectUri">redirect_uri.</param>
/// <param name="State">state.</param>
/// <param name="Nonce">nonce.</param>
/// <param name="CodeChallenge">code_challenge; null without a code (RFC 7636 §4.3).</param>
/// <param name="LoginHint">login_hint: who is to be authenticated; null if not said.</param>
public sealed record AuthorizationRequest(
    ResponseType ResponseType, string ClientId, string RedirectUri, string State, string Nonce,
    string? CodeChallenge, string? LoginHint)
{
    /// <summary>Reads a request. Every parameter that we send must be there; scope must have openid, a code asks for a
    /// challenge of S256, an ID token for the form as response mode.</summary>
    /// <param name="parameters">Parameters of the query.</param>
    /// <param name="request">The request; null if it is refused.</param>
    /// <param name="field">The parameter that is absent or wrong; null if none is.</param>
    public static bool TryRead(in FormParameters parameters, out AuthorizationRequest? request, out string? field)
    {
        ResponseType? type = parameters.Find("response_type") switch
        {
            "code" => ResponseType.Code,
            "id_token" => ResponseType.IdToken,
            _ => null,
        };
        string? clientId = parameters.Find("client_id");
        string? redirectUri = parameters.Find("redirect_uri");
        string? state = parameters.Find("state");
        string? nonce = parameters.Find("nonce");
        string? challenge = parameters.Find("code_challenge");
        bool asksForCode = type == ResponseType.Code;
        field = type is null ? "response_type"
            : !HasOpenId(parameters.Find("scope")) ? "scope"
            : string.IsNullOrEmpty(clientId) ? "client_id"
            : string.IsNullOrEmpty(redirectUri) ? "redirect_uri"
            : string.IsNullOrEmpty(state) ? "state"
            : string.IsNullOrEmpty(nonce) ? "nonce"
            : asksForCode && string.IsNullOrEmpty(challenge) ? "code_challenge"
            : asksForCode && parameters.Find("code_challenge_method") != Pkce.Method ? "code_challenge_method"
            : !asksForCode && parameters.Find("response_mode") != "form_post" ? "response_mode"
            : null;
        request = field is not null ? null : new AuthorizationRequest(
            type!.Value, clientId!, redirectUri!, state!, nonce!, asksForCode ? challenge : null,
            parameters.Find("login_hint"));
        return field is null;
    }

    /// <summary>The query of the request.</summary>
    public string ToQuery() => ToUri(endpoint: null);

    /// <summary>Where the terminal is sent with the request.</summary>
    /// <param name="endpoint">authorization_endpoint of the provider; null for the query alone.</param>
    public string ToUri(string? endpoint) => FormParameters.EncodeQuery(
        endpoint,
        ("response_type", ResponseType == ResponseType.Code ? "code" : "id_token"),
        ("response_mode", ResponseType == ResponseType.Code ? null : "form_post"),
        ("scope", "openid"),
        ("client_id", ClientId),
        ("redirect_uri", RedirectUri),
        ("state", State),
        ("nonce", Nonce),
        ("code_challenge", CodeChallenge),
        ("code_challenge_method", CodeChallenge is null ? null : Pkce.Method),
        ("login_hint", LoginHint));

    private static bool HasOpenId(string? scope) =>
        scope is "openid" || (scope is not null && Array.IndexOf(scope.Split(' '), "openid") >= 0);
}
