using System;
using System.Text;
using Simulator.Protocols.Jose;

namespace Simulator.Protocols.Enclave;

/// <summary>What a key server expects of whoever asks it.</summary>
/// <param name="Issuer">The organisation, compared exactly.</param>
/// <param name="Audience">The key server itself.</param>
/// <param name="Subject">The party, as the association over which it asks says; null if that is not known.</param>
/// <param name="Now">Now, in seconds since 1970-01-01T00:00:00Z.</param>
public readonly record struct CredentialExpectation(string Issuer, string Audience, string? Subject, long Now);

/// <summary>
/// Validates tokens of parties (RFC 7519 §7.2, RFC 8725 §3.1). Nothing is taken from a token before its signature
/// holds.
/// </summary>
public static class KeyTokenValidation
{
    /// <summary>What can be said without a signature verified, which costs time.</summary>
    /// <param name="octets">The compact serialisation.</param>
    /// <param name="key">The key of the organisation.</param>
    public static CredentialVerdict Inspect(ReadOnlySpan<byte> octets, JsonWebKey key) => Read(octets, key, out _);

    /// <summary>Validates a token: the same, then the signature, then the claims.</summary>
    /// <param name="octets">The compact serialisation.</param>
    /// <param name="key">The key of the organisation.</param>
    /// <param name="expected">What it must say.</param>
    /// <param name="token">The claims; null unless it is accepted.</param>
    public static CredentialVerdict Validate(
        ReadOnlySpan<byte> octets, JsonWebKey key, in CredentialExpectation expected, out KeyToken? token)
    {
        token = null;
        CredentialVerdict verdict = Read(octets, key, out Jws jws);
        if (verdict != CredentialVerdict.Accepted)
        {
            return verdict;
        }

        if (!key.Verify(jws.SigningInput, jws.Signature))
        {
            return CredentialVerdict.WrongSignature;
        }

        if (!KeyToken.TryDecode(jws.Payload, out KeyToken? claims, out _))
        {
            return CredentialVerdict.Malformed;
        }

        verdict = Check(claims!, expected);
        token = verdict == CredentialVerdict.Accepted ? claims : null;
        return verdict;
    }

    private static CredentialVerdict Read(ReadOnlySpan<byte> octets, JsonWebKey key, out Jws jws)
    {
        string text = Encoding.ASCII.GetString(octets);
        return !Jws.TryDecode(text, new byte[Jws.BufferSizeOf(text)], out jws, out _) ? CredentialVerdict.Malformed
            : jws.Header.Algorithm != JwsAlgorithms.NameOf(key.Algorithm) ? CredentialVerdict.AlgorithmNotAllowed
            : jws.Header.Type != KeyToken.Type ? CredentialVerdict.Malformed
            : jws.Header.KeyId != key.KeyId ? CredentialVerdict.UnknownKey
            : CredentialVerdict.Accepted;
    }

    private static CredentialVerdict Check(KeyToken claims, in CredentialExpectation expected) =>
        claims.Issuer != expected.Issuer ? CredentialVerdict.WrongIssuer
        : claims.Audience != expected.Audience ? CredentialVerdict.WrongAudience
        : claims.Subject != expected.Subject ? CredentialVerdict.OtherParty
        : claims.ExpiresAt <= expected.Now ? CredentialVerdict.Expired
        : claims.IssuedAt > expected.Now ? CredentialVerdict.NotYetValid
        : CredentialVerdict.Accepted;
}
