using System;
using System.Buffers.Text;
using System.Text;
using Simulator.Crypto;
using Simulator.Protocols.Json;
using Simulator.Protocols.Wire;

namespace Simulator.Protocols.Jose;

/// <summary>A private key that signs compact serialisations (RFC 7515 §5.1).</summary>
public sealed class JwsSigner
{
    private const string Usual = "JWT";

    private readonly EcdsaP256PrivateKey? _curveKey;
    private readonly RsaPrivateKey? _rsaKey;
    private readonly string _header; // of the usual type

    /// <summary>Signs with ES256.</summary>
    /// <param name="keyId">Name of the key.</param>
    /// <param name="key">The key.</param>
    public JwsSigner(string keyId, EcdsaP256PrivateKey key)
    {
        _curveKey = key;
        PublicKey = new JsonWebKey(keyId, key.PublicKey);
        _header = Header(Usual);
    }

    /// <summary>Signs with RS256.</summary>
    /// <param name="keyId">Name of the key.</param>
    /// <param name="key">The key.</param>
    public JwsSigner(string keyId, RsaPrivateKey key)
    {
        _rsaKey = key;
        PublicKey = new JsonWebKey(keyId, key.PublicKey);
        _header = Header(Usual);
    }

    /// <summary>What verifies its signatures.</summary>
    public JsonWebKey PublicKey { get; }

    /// <summary>Header, payload and signature with points between them.</summary>
    /// <param name="payload">The octets to sign.</param>
    /// <param name="type">Value of typ.</param>
    public string Sign(in Octets payload, string type = Usual)
    {
        string header = type == Usual ? _header : Header(type);
        int point = header.Length, size = point + 1 + Base64Url.GetEncodedLength(payload.Size);
        byte[] input = new byte[size];
        Encoding.ASCII.GetBytes(header, input);
        input[point] = (byte)'.';
        Base64Url.EncodeToUtf8(payload.Span, input.AsSpan(point + 1));
        byte[] signature = Sign(input);
        return string.Create(
            size + 1 + Base64Url.GetEncodedLength(signature.Length), (input, signature), static (text, parts) =>
            {
                int length = Encoding.ASCII.GetChars(parts.input, text);
                text[length] = '.';
                Base64Url.EncodeToChars(parts.signature, text[(length + 1)..]);
            });
    }

    private string Header(string type)
    {
        var header = new JwsHeader(JwsAlgorithms.NameOf(PublicKey.Algorithm), PublicKey.KeyId, type);
        return Base64UrlText.Encode(header.Encode().Span);
    }

    private byte[] Sign(ReadOnlySpan<byte> input)
    {
        if (_rsaKey is not null)
        {
            return _rsaKey.Sign(input);
        }

        byte[] signature = new byte[EcdsaP256PrivateKey.SignatureSize];
        _curveKey!.Sign(input, signature);
        return signature;
    }
}
