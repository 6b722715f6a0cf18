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
    // the last one that was read: those of a signer are all alike
    [ThreadStatic]
    private static (Octets Octets, JwsHeader Header) _known;

    /// <summary>The header as JSON.</summary>
    internal Octets Encode() => JsonText.Of(this, static (writer, header) =>
    {
        writer.WriteString("alg", header.Algorithm);
        writer.WriteOptional("typ", header.Type);
        writer.WriteOptional("kid", header.KeyId);
    });

    /// <summary>Reads a header; extensions that must be understood are refused (RFC 7515 §4.1.11).</summary>
    internal static bool TryDecode(ReadOnlySpan<byte> source, out JwsHeader header, out DecodeError error)
    {
        error = DecodeError.None;
        if (!source.IsEmpty && source.SequenceEqual(_known.Octets.Span))
        {
            header = _known.Header;
            return true;
        }

        using var members = JsonMembers.Read(source);
        members.Fail(members.Has("crit") ? DecodeError.NotComprehended("crit", at: 0) : DecodeError.None);
        header = new JwsHeader(members.Text("alg"), members.OptionalText("kid"), members.OptionalText("typ"));
        error = members.Error;
        if (error.IsNone)
        {
            _known = (new Octets(source), header);
        }

        return error.IsNone;
    }
}

/// <summary>A signed object in compact serialisation (RFC 7515 §7.1), read but not yet verified. Its octets stand in a
/// buffer of the reader.</summary>
public readonly ref struct Jws
{
    /// <summary>Octets of a token that is read; ours.</summary>
    public const int SizeMax = 16_384;

    /// <summary>Its header.</summary>
    public JwsHeader Header { get; private init; }

    /// <summary>What is signed.</summary>
    public ReadOnlySpan<byte> Payload { get; private init; }

    /// <summary>The signature; empty with <c>none</c>.</summary>
    public ReadOnlySpan<byte> Signature { get; private init; }

    /// <summary>The octets that the signature covers.</summary>
    public ReadOnlySpan<byte> SigningInput { get; private init; }

    /// <summary>Octets of the buffer that a text is read into: its characters, and what they say.</summary>
    /// <param name="text">The text.</param>
    public static int BufferSizeOf(string text) => 2 * Math.Min(text.Length, SizeMax);

    /// <summary>Reads a compact serialisation.</summary>
    /// <param name="text">Header, payload and signature in base64url with points between them.</param>
    /// <param name="buffer">Receives the octets, as many as <see cref="BufferSizeOf"/> says.</param>
    /// <param name="jws">The object.</param>
    /// <param name="error">What is wrong; offsets in the text, inside the header in its JSON.</param>
    public static bool TryDecode(string text, Span<byte> buffer, out Jws jws, out DecodeError error)
    {
        jws = default;
        int first = text.IndexOf('.', StringComparison.Ordinal);
        int second = first < 0 ? -1 : text.IndexOf('.', first + 1);
        if (second < 0 || text.Length > SizeMax || text.IndexOf('.', second + 1) >= 0)
        {
            error = DecodeError.Unexpected("parts", at: 0);
            return false;
        }

        if (!Base64UrlText.TryDecode(text.AsSpan(0, first), buffer, out int headerSize))
        {
            error = DecodeError.Unexpected("header", at: 0);
            return false;
        }

        Span<byte> payload = buffer[headerSize..];
        if (!Base64UrlText.TryDecode(text.AsSpan(first + 1, second - first - 1), payload, out int payloadSize))
        {
            error = DecodeError.Unexpected("payload", at: first + 1);
            return false;
        }

        Span<byte> signature = payload[payloadSize..];
        if (!Base64UrlText.TryDecode(text.AsSpan(second + 1), signature, out int signatureSize))
        {
            error = DecodeError.Unexpected("signature", at: second + 1);
            return false;
        }

        if (!JwsHeader.TryDecode(buffer[..headerSize], out JwsHeader read, out error))
        {
            return false;
        }

        Span<byte> input = signature[signatureSize..];
        Encoding.ASCII.GetBytes(text.AsSpan(0, second), input);
        jws = new Jws
        {
            Header = read,
            Payload = payload[..payloadSize],
            Signature = signature[..signatureSize],
            SigningInput = input[..second],
        };
        return true;
    }
}
