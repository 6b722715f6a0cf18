using System;
using System.Text;
using Simulator.Crypto;
using Simulator.Protocols.Json;
using Simulator.Protocols.Wire;

namespace Simulator.Protocols.Jose;

/// <summary>A private key that signs compact serialisations (RFC 7515 §5.1).</summary>
public sealed class JwsSigner
{
    private readonly EcdsaP256PrivateKey? _curveKey;
    private readonly RsaPrivateKey? _rsaKey;

    /// <summary>Signs with ES256.</summary>
    /// <param name="keyId">Name of the key.</param>
    /// <param name="key">The key.</param>
    public JwsSigner(string keyId, EcdsaP256PrivateKey key)
    {
        _curveKey = key;
        PublicKey = new JsonWebKey(keyId, key.PublicKey);
    }

    /// <summary>Signs with RS256.</summary>
    /// <param name="keyId">Name of the key.</param>
    /// <param name="key">The key.</param>
    public JwsSigner(string keyId, RsaPrivateKey key)
    {
        _rsaKey = key;
        PublicKey = new JsonWebKey(keyId, key.PublicKey);
    }

    /// <summary>What verifies its signatures.</summary>
    public JsonWebKey PublicKey { get; }

    /// <summary>Header, payload and signature with points between them.</summary>
    /// <param name="payload">The octets to sign.</param>
    /// <param name="type">Value of typ.</param>
    public string Sign(in Octets payload, string type = "JWT")
    {
        var header = new JwsHeader(JwsAlgorithms.NameOf(PublicKey.Algorithm), PublicKey.KeyId, type);
        string input = Base64UrlText.Encode(header.Encode().Span) + "." + Base64UrlText.Encode(payload.Span);
        return input + "." + Base64UrlText.Encode(Sign(Encoding.ASCII.GetBytes(input)));
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
