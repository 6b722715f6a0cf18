using System;
using System.Collections.Generic;
using System.Text.Json;
using Simulator.Protocols.Json;
using Simulator.Protocols.Wire;

namespace Simulator.Protocols.Oidc;

/// <summary>Claims of an ID token (OpenID Connect Core 1.0 §2). Times are seconds since 1970-01-01T00:00:00Z.</summary>
/// <param name="Issuer">iss: who has authenticated the subject.</param>
/// <param name="Subject">sub: who was authenticated.</param>
/// <param name="Audience">aud: for whom the token is.</param>
/// <param name="ExpiresAt">exp: when it must not be accepted any more.</param>
/// <param name="IssuedAt">iat: when it was made.</param>
public sealed record IdToken(
    string Issuer, string Subject, IReadOnlyList<string> Audience, long ExpiresAt, long IssuedAt)
{
    private const long TimeMax = 253_402_300_799; // the year 9999 ends; ours

    /// <summary>nonce: binds the token to a request; null without one.</summary>
    public string? Nonce { get; init; }

    /// <summary>azp: the client that it was given to; null if not said.</summary>
    public string? AuthorizedParty { get; init; }

    /// <summary>at_hash: binds an access token to it; null without one.</summary>
    public string? AccessTokenHash { get; init; }

    /// <summary>auth_time: when the subject was authenticated; null if not said.</summary>
    public long? AuthenticatedAt { get; init; }

    /// <summary>Reads claims; others are passed over.</summary>
    /// <param name="source">The payload of a signed object.</param>
    /// <param name="token">The claims.</param>
    /// <param name="error">What is wrong.</param>
    public static bool TryDecode(ReadOnlySpan<byte> source, out IdToken? token, out DecodeError error)
    {
        using var members = JsonMembers.Read(source);
        var read = new IdToken(
            members.Text("iss"),
            members.Text("sub"),
            members.IsList("aud") ? members.Texts("aud") : [members.Text("aud")],
            members.Number("exp", 0, TimeMax),
            members.Number("iat", 0, TimeMax))
        {
            Nonce = members.OptionalText("nonce"),
            AuthorizedParty = members.OptionalText("azp"),
            AccessTokenHash = members.OptionalText("at_hash"),
            AuthenticatedAt = members.OptionalNumber("auth_time", 0, TimeMax),
        };
        error = members.Error;
        token = error.IsNone ? read : null;
        return error.IsNone;
    }

    /// <summary>The payload.</summary>
    public Octets Encode() => JsonText.Of(this, static (writer, message) => message.Write(writer));

    private void Write(Utf8JsonWriter writer)
    {
        writer.WriteString("iss", Issuer);
        writer.WriteString("sub", Subject);
        WriteAudience(writer);
        writer.WriteNumber("exp", ExpiresAt);
        writer.WriteNumber("iat", IssuedAt);
        if (AuthenticatedAt is { } time)
        {
            writer.WriteNumber("auth_time", time);
        }

        writer.WriteOptional("nonce", Nonce);
        writer.WriteOptional("azp", AuthorizedParty);
        writer.WriteOptional("at_hash", AccessTokenHash);
    }

    // One audience is written as a text, several as a list (OpenID Connect Core 1.0 §2).
    private void WriteAudience(Utf8JsonWriter writer)
    {
        if (Audience.Count == 1)
        {
            writer.WriteString("aud", Audience[0]);
            return;
        }

        writer.WriteStartArray("aud");
        foreach (string audience in Audience)
        {
            writer.WriteStringValue(audience);
        }

        writer.WriteEndArray();
    }
}
