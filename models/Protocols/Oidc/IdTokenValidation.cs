using System;
using System.Buffers;
using System.Collections.Generic;
using System.Security.Cryptography;
using System.Text;
using Simulator.Protocols.Jose;
using Simulator.Protocols.Json;

namespace Simulator.Protocols.Oidc;

/// <summary>What became of an ID token.</summary>
public enum IdTokenVerdict
{
    /// <summary>It is accepted.</summary>
    Accepted,

    /// <summary>It is no compact serialisation, or lacks a claim.</summary>
    Malformed,

    /// <summary>Its algorithm is not accepted: <c>none</c>, a symmetric one, or not that of the key.</summary>
    AlgorithmNotAllowed,

    /// <summary>The issuer has no such key.</summary>
    UnknownKey,

    /// <summary>The signature is not that of the key.</summary>
    WrongSignature,

    /// <summary>Somebody else has issued it.</summary>
    WrongIssuer,

    /// <summary>It is for somebody else.</summary>
    WrongAudience,

    /// <summary>Its time is over.</summary>
    Expired,

    /// <summary>It was made in the future.</summary>
    IssuedInFuture,

    /// <summary>It belongs to another request.</summary>
    WrongNonce,

    /// <summary>It belongs to another access token.</summary>
    WrongAccessTokenHash,
}

/// <summary>What a client expects of an ID token.</summary>
/// <param name="Issuer">The provider's issuer identifier, compared exactly.</param>
/// <param name="ClientId">The client itself.</param>
/// <param name="Nonce">The nonce of the request.</param>
/// <param name="Now">Now, in seconds since 1970-01-01T00:00:00Z.</param>
public readonly record struct IdTokenExpectation(string Issuer, string ClientId, string Nonce, long Now)
{
    /// <summary>Seconds by which clocks may differ (OpenID Connect Core 1.0 §3.1.3.7, 9 and 10).</summary>
    public long Leeway { get; init; }

    /// <summary>The access token that came with it; null if none did.</summary>
    public string? AccessToken { get; init; }
}

/// <summary>Validates ID tokens (OpenID Connect Core 1.0 §3.1.3.7, §3.2.2.11). Nothing is taken from a token before its
/// signature holds.</summary>
public static class IdTokenValidation
{
    /// <summary>Validates a token.</summary>
    /// <param name="text">The compact serialisation.</param>
    /// <param name="expected">What it must say.</param>
    /// <param name="keys">Keys of the issuer.</param>
    /// <param name="token">The claims; null unless it is accepted.</param>
    public static IdTokenVerdict Validate(
        string text, in IdTokenExpectation expected, JsonWebKeySet keys, out IdToken? token)
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent(Jws.BufferSizeOf(text));
        IdTokenVerdict verdict = Verify(text, keys, buffer, out Jws jws);
        IdToken? claims = null;
        if (verdict == IdTokenVerdict.Accepted)
        {
            verdict = IdToken.TryDecode(jws.Payload, out claims, out _)
                ? Check(claims!, expected)
                : IdTokenVerdict.Malformed;
        }

        ArrayPool<byte>.Shared.Return(buffer);
        token = verdict == IdTokenVerdict.Accepted ? claims : null;
        return verdict;
    }

    /// <summary>at_hash of an access token (OpenID Connect Core 1.0 §3.1.3.6): the left half of its SHA-256.</summary>
    /// <param name="accessToken">The access token.</param>
    public static string HashOf(string accessToken)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.ASCII.GetBytes(accessToken), hash);
        return Base64UrlText.Encode(hash[..(hash.Length / 2)]);
    }

    private static IdTokenVerdict Verify(string text, JsonWebKeySet keys, Span<byte> buffer, out Jws jws)
    {
        if (!Jws.TryDecode(text, buffer, out jws, out _))
        {
            return IdTokenVerdict.Malformed;
        }

        if (!JwsAlgorithms.TryFind(jws.Header.Algorithm, out JwsAlgorithm? algorithm))
        {
            return IdTokenVerdict.AlgorithmNotAllowed;
        }

        if (keys.Find(jws.Header.KeyId) is not { } key)
        {
            return IdTokenVerdict.UnknownKey;
        }

        return key.Algorithm != algorithm ? IdTokenVerdict.AlgorithmNotAllowed
            : key.Verify(jws.SigningInput, jws.Signature) ? IdTokenVerdict.Accepted
            : IdTokenVerdict.WrongSignature;
    }

    private static IdTokenVerdict Check(IdToken claims, in IdTokenExpectation expected) =>
        claims.Issuer != expected.Issuer ? IdTokenVerdict.WrongIssuer
        : !IsFor(claims, expected.ClientId) ? IdTokenVerdict.WrongAudience
        : claims.ExpiresAt + expected.Leeway <= expected.Now ? IdTokenVerdict.Expired
        : claims.IssuedAt - expected.Leeway > expected.Now ? IdTokenVerdict.IssuedInFuture
        : claims.Nonce != expected.Nonce ? IdTokenVerdict.WrongNonce
        : claims.AccessTokenHash is { } hash && (expected.AccessToken is null || hash != HashOf(expected.AccessToken))
            ? IdTokenVerdict.WrongAccessTokenHash
        : IdTokenVerdict.Accepted;

    // §3.1.3.7, 3 to 5: the client is an audience; of several audiences the authorised party is the client.
    private static bool IsFor(IdToken claims, string clientId)
    {
        bool isAudience = false;
        foreach (string audience in (IEnumerable<string>)claims.Audience)
        {
            isAudience |= audience == clientId;
        }

        return isAudience && (claims.AuthorizedParty == clientId
            || (claims.AuthorizedParty is null && claims.Audience.Count == 1));
    }
}
