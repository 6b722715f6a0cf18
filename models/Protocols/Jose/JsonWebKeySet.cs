using System;
using System.Collections.Generic;
using System.Text.Json;
using Simulator.Protocols.Json;
using Simulator.Protocols.Wire;

namespace Simulator.Protocols.Jose;

/// <summary>The public keys of a signer (RFC 7517 §5).</summary>
public sealed class JsonWebKeySet
{
    /// <summary>Takes keys.</summary>
    /// <param name="keys">Keys of different names.</param>
    public JsonWebKeySet(params IReadOnlyList<JsonWebKey> keys) => Keys = keys;

    /// <summary>The keys in order.</summary>
    public IReadOnlyList<JsonWebKey> Keys { get; }

    /// <summary>Reads a set. One key that cannot be used makes it unusable; ours: a set says what its owner means.
    /// </summary>
    /// <param name="source">The document.</param>
    /// <param name="set">The keys.</param>
    /// <param name="error">What is wrong.</param>
    public static bool TryDecode(ReadOnlySpan<byte> source, out JsonWebKeySet set, out DecodeError error)
    {
        using var members = JsonMembers.Read(source);
        List<JsonWebKey> keys = [];
        foreach (JsonMembers inner in members.InnerList("keys"))
        {
            if (JsonWebKey.Read(inner) is { } key && members.Error.IsNone)
            {
                members.Fail(Find(keys, key.KeyId) is null ? DecodeError.None : DecodeError.Duplicate("kid", at: 0));
                keys.Add(key);
            }
        }

        error = members.Error;
        set = new JsonWebKeySet(error.IsNone ? keys : []);
        return error.IsNone;
    }

    /// <summary>The document.</summary>
    public Octets Encode() => JsonText.Of(this, static (writer, message) => message.WriteKeys(writer));

    /// <summary>The key of a name; without a name the only key there is.</summary>
    /// <param name="keyId">The name, or null.</param>
    public JsonWebKey? Find(string? keyId) =>
        keyId is null ? (Keys.Count == 1 ? Keys[0] : null) : Find(Keys, keyId);

    private static JsonWebKey? Find(IReadOnlyList<JsonWebKey> keys, string keyId)
    {
        foreach (JsonWebKey key in keys)
        {
            if (key.KeyId == keyId)
            {
                return key;
            }
        }

        return null;
    }

    private void WriteKeys(Utf8JsonWriter writer)
    {
        writer.WriteStartArray("keys");
        foreach (JsonWebKey key in Keys)
        {
            key.Write(writer);
        }

        writer.WriteEndArray();
    }
}
