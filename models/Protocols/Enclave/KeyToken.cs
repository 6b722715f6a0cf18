using System;
using System.Text.Json;
using Simulator.Protocols.Json;
using Simulator.Protocols.Wire;

namespace Simulator.Protocols.Enclave;

/// <summary>Claims of a token with which a party asks for keys (RFC 7519 §4.1; the last three are ours). Times are
/// seconds since 1970-01-01T00:00:00Z.</summary>
/// <param name="Issuer">iss: the organisation.</param>
/// <param name="Subject">sub: the party.</param>
/// <param name="Audience">aud: the key server that may take it; one alone.</param>
/// <param name="ExpiresAt">exp: when it must not be accepted any more.</param>
/// <param name="IssuedAt">iat: when it was made.</param>
/// <param name="Grant">server, depth, verifies: what the party may have.</param>
public sealed record KeyToken(
    string Issuer, string Subject, string Audience, long ExpiresAt, long IssuedAt, KeyGrant Grant)
{
    /// <summary>typ of the header, so that no token made for something else is taken (RFC 8725 §3.11; ours).</summary>
    public const string Type = "enclave-key+jwt";

    private const long TimeMax = 253_402_300_799; // the year 9999 ends; ours

    /// <summary>Reads claims; others are passed over (RFC 7519 §4).</summary>
    /// <param name="source">The payload of a signed object.</param>
    /// <param name="token">The claims; null on an error.</param>
    /// <param name="error">What is wrong.</param>
    public static bool TryDecode(ReadOnlySpan<byte> source, out KeyToken? token, out DecodeError error)
    {
        using var members = JsonMembers.Read(source);
        var read = new KeyToken(
            members.Text("iss"),
            members.Text("sub"),
            members.Text("aud"),
            members.Number("exp", 0, TimeMax),
            members.Number("iat", 0, TimeMax),
            new KeyGrant(
                (uint)members.Number("server", 0, uint.MaxValue),
                (byte)members.Number("depth", 1, KeyGrant.DepthMax),
                members.Flag("verifies", byDefault: false)));
        error = members.Error;
        token = error.IsNone ? read : null;
        return error.IsNone;
    }

    /// <summary>The payload.</summary>
    public Octets Encode() => JsonText.Of(this, static (writer, token) => token.Write(writer));

    private void Write(Utf8JsonWriter writer)
    {
        writer.WriteString("iss", Issuer);
        writer.WriteString("sub", Subject);
        writer.WriteString("aud", Audience);
        writer.WriteNumber("exp", ExpiresAt);
        writer.WriteNumber("iat", IssuedAt);
        writer.WriteNumber("server", Grant.Server);
        writer.WriteNumber("depth", Grant.Depth);
        if (Grant.OnlyVerifies)
        {
            writer.WriteBoolean("verifies", true);
        }
    }
}
