using System;
using System.Buffers;
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
    private const int SignatureMax = RsaPublicKey.ModulusMax;

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
        byte[] token = ArrayPool<byte>.Shared.Rent(
            header.Length + Base64Url.GetEncodedLength(payload.Size) + Base64Url.GetEncodedLength(SignatureMax) + 2);
        int size = Encoding.ASCII.GetBytes(header, token);
        token[size++] = (byte)'.';
        size += Base64Url.EncodeToUtf8(payload.Span, token.AsSpan(size));
        ReadOnlySpan<byte> signature = Sign(
            token.AsSpan(0, size), stackalloc byte[EcdsaP256PrivateKey.SignatureSize]);
        token[size++] = (byte)'.';
        size += Base64Url.EncodeToUtf8(signature, token.AsSpan(size));
        string text = Encoding.ASCII.GetString(token.AsSpan(0, size));
        ArrayPool<byte>.Shared.Return(token);
        return text;
    }

    private string Header(string type)
    {
        var header = new JwsHeader(JwsAlgorithms.NameOf(PublicKey.Algorithm), PublicKey.KeyId, type);
        return Base64UrlText.Encode(header.Encode().Span);
    }

    // A signature of ES256 stands in the buffer.
    private ReadOnlySpan<byte> Sign(ReadOnlySpan<byte> input, Span<byte> buffer)
    {
        if (_rsaKey is not null)
        {
            return _rsaKey.Sign(input);
        }

        _curveKey!.Sign(input, buffer);
        return buffer;
    }
}
