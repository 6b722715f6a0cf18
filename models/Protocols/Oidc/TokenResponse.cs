using System;
using System.Text.Json;
using Simulator.Protocols.Json;
using Simulator.Protocols.Wire;

namespace Simulator.Protocols.Oidc;

/// <summary>Tokens for a code (OpenID Connect Core 1.0 §3.1.3.3).</summary>
/// <param name="AccessToken">access_token.</param>
/// <param name="ExpiresIn">expires_in, seconds.</param>
/// <param name="IdToken">id_token, a compact serialisation.</param>
public sealed record TokenResponse(string AccessToken, long ExpiresIn, string IdToken)
{
    /// <summary>Reads an answer.</summary>
    /// <param name="source">The document.</param>
    /// <param name="response">The answer; null if it is refused.</param>
    /// <param name="error">What is wrong.</param>
    public static bool TryDecode(ReadOnlySpan<byte> source, out TokenResponse? response, out DecodeError error)
    {
        using var members = JsonMembers.Read(source);
        string accessToken = members.Text("access_token");
        long expiresIn = members.Number("expires_in", 0, int.MaxValue);
        string idToken = members.Text("id_token");
        if (members.Error.IsNone
            && !members.Text("token_type").Equals("Bearer", StringComparison.OrdinalIgnoreCase)
            && members.Error.IsNone)
        {
            members.Refuse("token_type"); // RFC 6749 §7.1: a type that is not understood must not be used
        }

        error = members.Error;
        response = error.IsNone ? new TokenResponse(accessToken, expiresIn, idToken) : null;
        return error.IsNone;
    }

    /// <summary>The document.</summary>
    public Octets Encode() => JsonText.Of(this, static (writer, message) => message.Write(writer));

    private void Write(Utf8JsonWriter writer)
    {
        writer.WriteString("access_token", AccessToken);
        writer.WriteString("token_type", "Bearer");
        writer.WriteNumber("expires_in", ExpiresIn);
        writer.WriteString("id_token", IdToken);
    }
}
