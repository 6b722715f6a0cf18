using System;
using System.Text.Json;
using Simulator.Protocols.Json;
using Simulator.Protocols.Wire;

namespace Simulator.Protocols.Oidc;

/// <summary>Where the endpoints of a provider are (OpenID Connect Discovery 1.0 §3).</summary>
/// <param name="Issuer">issuer.</param>
/// <param name="AuthorizationEndpoint">authorization_endpoint.</param>
/// <param name="TokenEndpoint">token_endpoint; null where only the implicit flow is offered.</param>
/// <param name="KeysUri">jwks_uri.</param>
/// <param name="Algorithm">The signature of its ID tokens: ES256 or RS256.</param>
public sealed record ProviderMetadata(
    string Issuer, string AuthorizationEndpoint, string? TokenEndpoint, string KeysUri, string Algorithm)
{
    /// <summary>Path of the document below the issuer (OpenID Connect Discovery 1.0 §4).</summary>
    public const string Path = "/.well-known/openid-configuration";

    /// <summary>Reads the document.</summary>
    /// <param name="source">The document.</param>
    /// <param name="metadata">What it says.</param>
    /// <param name="error">What is wrong.</param>
    public static bool TryDecode(ReadOnlySpan<byte> source, out ProviderMetadata? metadata, out DecodeError error)
    {
        using var members = JsonMembers.Read(source);
        string issuer = members.Text("issuer");
        string authorization = members.Text("authorization_endpoint");
        string? token = members.OptionalText("token_endpoint");
        string keys = members.Text("jwks_uri");
        System.Collections.Generic.IReadOnlyList<string> algorithms =
            members.Texts("id_token_signing_alg_values_supported");
        if (members.Error.IsNone && algorithms.Count == 0)
        {
            members.Refuse("id_token_signing_alg_values_supported");
        }

        error = members.Error;
        metadata = error.IsNone ? new ProviderMetadata(issuer, authorization, token, keys, algorithms[0]) : null;
        return error.IsNone;
    }

    /// <summary>The document.</summary>
    public Octets Encode() => JsonText.Of(this, static (writer, message) => message.Write(writer));

    private void Write(Utf8JsonWriter writer)
    {
        writer.WriteString("issuer", Issuer);
        writer.WriteString("authorization_endpoint", AuthorizationEndpoint);
        writer.WriteOptional("token_endpoint", TokenEndpoint);
        writer.WriteString("jwks_uri", KeysUri);
        WriteList(writer, "scopes_supported", "openid");
        WriteList(writer, "response_types_supported", TokenEndpoint is null ? ["id_token"] : ["code", "id_token"]);
        WriteList(writer, "subject_types_supported", "public");
        WriteList(writer, "id_token_signing_alg_values_supported", Algorithm);
        WriteList(writer, "code_challenge_methods_supported", Pkce.Method);
    }

    private static void WriteList(Utf8JsonWriter writer, string name, params ReadOnlySpan<string> values)
    {
        writer.WriteStartArray(name);
        foreach (string value in values)
        {
            writer.WriteStringValue(value);
        }

        writer.WriteEndArray();
    }
}
