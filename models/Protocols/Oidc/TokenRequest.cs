using Simulator.Protocols.Http;

namespace Simulator.Protocols.Oidc;

/// <summary>A code is exchanged for tokens (OpenID Connect Core 1.0 §3.1.3.1, RFC 7636 §4.5).</summary>
/// <param name="Code">code.</param>
/// <param name="RedirectUri">redirect_uri of the authentication request.</param>
/// <param name="ClientId">client_id.</param>
/// <param name="CodeVerifier">code_verifier.</param>
public sealed record TokenRequest(string Code, string RedirectUri, string ClientId, string CodeVerifier)
{
    /// <summary>Reads a request.</summary>
    /// <param name="parameters">The form.</param>
    /// <param name="request">The request; null if a parameter is absent or the grant another one.</param>
    public static bool TryRead(in FormParameters parameters, out TokenRequest? request)
    {
        request = parameters.Find("grant_type") == "authorization_code"
            && parameters.TryGet("code", out string? code)
            && parameters.TryGet("redirect_uri", out string? redirectUri)
            && parameters.TryGet("client_id", out string? clientId)
            && parameters.TryGet("code_verifier", out string? verifier)
            ? new TokenRequest(code, redirectUri, clientId, verifier)
            : null;
        return request is not null;
    }

    /// <summary>The form.</summary>
    public string ToForm() => FormParameters.Encode(
        ("grant_type", "authorization_code"),
        ("code", Code),
        ("redirect_uri", RedirectUri),
        ("client_id", ClientId),
        ("code_verifier", CodeVerifier));
}
