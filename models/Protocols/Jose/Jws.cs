using System;
using System.Text;
using Simulator.Protocols.Json;
using Simulator.Protocols.Wire;

namespace Simulator.Protocols.Jose;

/// <summary>The protected header of a signed object (RFC 7515 §4).</summary>
/// <param name="Algorithm">alg, whatever it is.</param>
/// <param name="KeyId">kid, or null.</param>
/// <param name="Type">typ, or null.</param>
public readonly record struct JwsHeader(string Algorithm, string? KeyId, string? Type)
{
    /// <summary>The header as JSON.</summary>
    internal Octets Encode()
    {
        (string algorithm, string? keyId, string? type) = this;
        return JsonText.Of(writer =>
        {
            writer.WriteString("alg", algorithm);
            writer.WriteOptional("typ", type);
            writer.WriteOptional("kid", keyId);
        });
    }

    /// <summary>Reads a header; extensions that must be understood are refused (RFC 7515 §4.1.11).</summary>
    internal static JwsHeader Read(JsonMembers members)
    {
        members.Fail(members.Has("crit") ? DecodeError.NotComprehended("crit", at: 0) : DecodeError.None);
        return new JwsHeader(members.Text("alg"), members.OptionalText("kid"), members.OptionalText("typ"));
    }
}

/// <summary>A signed object in compact serialisation (RFC 7515 §7.1), read but not yet verified.</summary>
/// <param name="Header">Its header.</param>
/// <param name="Payload">What is signed.</param>
/// <param name="Signature">The signature; empty with <c>none</c>.</param>
/// <param name="SigningInput">The octets that the signature covers.</param>
public readonly record struct Jws(JwsHeader Header, Octets Payload, Octets Signature, Octets SigningInput)
{
    /// <summary>Octets of a token that is read; ours.</summary>
    public const int SizeMax = 16_384;

    /// <summary>Reads a compact serialisation.</summary>
    /// <param name="text">Header, payload and signature in base64url with points between them.</param>
    /// <param name="jws">The object.</param>
    /// <param name="error">What is wrong; offsets in the text, inside the header in its JSON.</param>
    public static bool TryDecode(string text, out Jws jws, out DecodeError error)
    {
        jws = default;
        int first = text.IndexOf('.', StringComparison.Ordinal);
        int second = first < 0 ? -1 : text.IndexOf('.', first + 1);
        if (second < 0 || text.Length > SizeMax || text.IndexOf('.', second + 1) >= 0)
        {
            error = DecodeError.Unexpected("parts", at: 0);
            return false;
        }

        if (!Base64UrlText.TryDecode(text.AsSpan(0, first), out Octets header))
        {
            error = DecodeError.Unexpected("header", at: 0);
            return false;
        }

        if (!Base64UrlText.TryDecode(text.AsSpan(first + 1, second - first - 1), out Octets payload))
        {
            error = DecodeError.Unexpected("payload", at: first + 1);
            return false;
        }

        if (!Base64UrlText.TryDecode(text.AsSpan(second + 1), out Octets signature))
        {
            error = DecodeError.Unexpected("signature", at: second + 1);
            return false;
        }

        var members = JsonMembers.Read(header.Span);
        JwsHeader read = JwsHeader.Read(members);
        error = members.Error;
        byte[] input = new byte[second];
        Encoding.ASCII.GetBytes(text.AsSpan(0, second), input);
        jws = error.IsNone ? new Jws(read, payload, signature, Octets.Own(input)) : default;
        return error.IsNone;
    }
}
