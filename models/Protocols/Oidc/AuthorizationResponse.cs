using Simulator.Protocols.Http;

namespace Simulator.Protocols.Oidc;

/// <summary>The answer to an authentication request: a code, an ID token or an error (OpenID Connect Core 1.0 §3.1.2.5,
/// §3.2.2.5; RFC 6749 §4.1.2.1).</summary>
/// <param name="State">state of the request.</param>
/// <param name="Code">code, or null.</param>
/// <param name="IdToken">id_token, or null.</param>
/// <param name="Error">error, or null.</param>
public sealed record AuthorizationResponse(string State, string? Code, string? IdToken, string? Error)
{
    /// <summary>The subject was not authenticated.</summary>
    public const string AccessDenied = "access_denied";

    /// <summary>The provider cannot do it now.</summary>
    public const string TemporarilyUnavailable = "temporarily_unavailable";

    /// <summary>Reads an answer: exactly one of the three, and the state.</summary>
    /// <param name="parameters">Parameters of the query or of the form.</param>
    /// <param name="response">The answer; null if it is refused.</param>
    public static bool TryRead(in FormParameters parameters, out AuthorizationResponse? response)
    {
        string? state = parameters.Find("state");
        string? code = parameters.Find("code");
        string? token = parameters.Find("id_token");
        string? error = parameters.Find("error");
        int count = (code is null ? 0 : 1) + (token is null ? 0 : 1) + (error is null ? 0 : 1);
        bool isRead = !string.IsNullOrEmpty(state) && count == 1;
        response = isRead ? new AuthorizationResponse(state!, code, token, error) : null;
        return isRead;
    }

    /// <summary>The parameters of the answer, as query or form.</summary>
    public string ToForm() =>
        FormParameters.Encode(("code", Code), ("id_token", IdToken), ("error", Error), ("state", State));
}
