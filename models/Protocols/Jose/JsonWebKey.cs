using System;
using System.Text.Json;
using Simulator.Crypto;
using Simulator.Protocols.Json;
using Simulator.Protocols.Wire;

namespace Simulator.Protocols.Jose;

/// <summary>A public key that verifies signatures (RFC 7517 §4, RFC 7518 §6).</summary>
public sealed class JsonWebKey
{
    private readonly EcdsaP256PublicKey? _curveKey;
    private readonly RsaPublicKey? _rsaKey;

    /// <summary>A key for ES256.</summary>
    /// <param name="keyId">Its name among the keys of its owner.</param>
    /// <param name="key">The key.</param>
    public JsonWebKey(string keyId, EcdsaP256PublicKey key)
    {
        KeyId = keyId;
        Algorithm = JwsAlgorithm.Es256;
        _curveKey = key;
    }

    /// <summary>A key for RS256.</summary>
    /// <param name="keyId">Its name among the keys of its owner.</param>
    /// <param name="key">The key.</param>
    public JsonWebKey(string keyId, RsaPublicKey key)
    {
        KeyId = keyId;
        Algorithm = JwsAlgorithm.Rs256;
        _rsaKey = key;
    }

    /// <summary>kid.</summary>
    public string KeyId { get; }

    /// <summary>The only algorithm that it is used with.</summary>
    public JwsAlgorithm Algorithm { get; }

    /// <summary>True if the signature is that of the message.</summary>
    /// <param name="message">The octets that were signed.</param>
    /// <param name="signature">The signature.</param>
    public bool Verify(ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature) =>
        _curveKey?.Verify(message, signature) ?? _rsaKey!.Verify(message, signature);

    /// <summary>Reads a key: kty EC with crv P-256, or kty RSA; kid must be there, use and alg must suit.</summary>
    internal static JsonWebKey? Read(JsonMembers members)
    {
        string keyId = members.Text("kid");
        string type = members.Text("kty");
        if (members.OptionalText("use") is not (null or "sig"))
        {
            members.Refuse("use");
        }

        JsonWebKey? key = type switch
        {
            "EC" => ReadCurveKey(members, keyId),
            "RSA" => ReadRsaKey(members, keyId),
            _ => null,
        };
        if (key is null || (members.OptionalText("alg") is { } name && name != JwsAlgorithms.NameOf(key.Algorithm)))
        {
            members.Refuse(key is null ? "kty" : "alg");
        }

        return key;
    }

    /// <summary>Writes the members of the key.</summary>
    internal void Write(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteString("kty", _curveKey is null ? "RSA" : "EC");
        writer.WriteString("use", "sig");
        writer.WriteString("kid", KeyId);
        writer.WriteString("alg", JwsAlgorithms.NameOf(Algorithm));
        if (_curveKey is not null)
        {
            writer.WriteString("crv", "P-256");
            writer.WriteBase64("x", _curveKey.X);
            writer.WriteBase64("y", _curveKey.Y);
        }
        else
        {
            writer.WriteBase64("n", _rsaKey!.Modulus);
            writer.WriteBase64("e", _rsaKey.Exponent);
        }

        writer.WriteEndObject();
    }

    private static JsonWebKey? ReadCurveKey(JsonMembers members, string keyId)
    {
        bool isKnown = members.Text("crv") == "P-256";
        Octets x = members.Base64("x", EcdsaP256PrivateKey.ScalarSize, EcdsaP256PrivateKey.ScalarSize);
        Octets y = members.Base64("y", EcdsaP256PrivateKey.ScalarSize, EcdsaP256PrivateKey.ScalarSize);
        return isKnown && EcdsaP256PublicKey.TryCreate(x.Span, y.Span, out EcdsaP256PublicKey? key)
            ? new JsonWebKey(keyId, key)
            : null;
    }

    private static JsonWebKey? ReadRsaKey(JsonMembers members, string keyId)
    {
        Octets modulus = members.Base64("n", RsaPublicKey.ModulusMin, RsaPublicKey.ModulusMax);
        Octets exponent = members.Base64("e", 1, sizeof(uint));
        return RsaPublicKey.TryCreate(modulus.Span, exponent.Span, out RsaPublicKey? key)
            ? new JsonWebKey(keyId, key)
            : null;
    }
}
