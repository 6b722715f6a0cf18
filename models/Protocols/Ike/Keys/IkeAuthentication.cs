using System;
using System.Security.Cryptography;
using Simulator.Protocols.Wire;

namespace Simulator.Protocols.Ike;

/// <summary>AUTH by a shared key (RFC 7296 §2.15).</summary>
public static class IkeAuthentication
{
    /// <summary>Executions of the PRF that one AUTH takes, of whichever end.</summary>
    public const int PrfCount = 3;

    private static ReadOnlySpan<byte> KeyPad => "Key Pad for IKEv2"u8;

    /// <summary>
    /// prf(prf(shared key, pad), own first message ‖ nonce of the other ‖ prf(SK_p, own identity)).
    /// </summary>
    /// <param name="sharedKey">The shared key.</param>
    /// <param name="keys">Keys of the IKE SA.</param>
    /// <param name="isInitiator">Whose AUTH: true for the initiator's.</param>
    /// <param name="firstMessage">IKE_SA_INIT message of that end, as it was sent, without a marker.</param>
    /// <param name="otherNonce">Nonce of the other end.</param>
    /// <param name="identity">That end's identity.</param>
    public static Octets Make(
        ReadOnlySpan<byte> sharedKey,
        IkeKeys keys,
        bool isInitiator,
        ReadOnlySpan<byte> firstMessage,
        ReadOnlySpan<byte> otherNonce,
        in IdentificationPayload identity)
    {
        ArgumentNullException.ThrowIfNull(keys);
        byte[] body = new byte[identity.EncodedSize];
        identity.Encode(body);
        Span<byte> key = stackalloc byte[SHA256.HashSizeInBytes], signedIdentity = stackalloc byte[key.Length];
        HMACSHA256.HashData(sharedKey, KeyPad, key);
        HMACSHA256.HashData(keys.AuthenticationKey(isInitiator), body, signedIdentity);
        using var prf = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, key);
        prf.AppendData(firstMessage);
        prf.AppendData(otherNonce);
        prf.AppendData(signedIdentity);
        return new Octets(prf.GetHashAndReset());
    }

    /// <summary>True if a received AUTH is the one expected.</summary>
    /// <param name="received">The payload.</param>
    /// <param name="expected">What <see cref="Make"/> gives for that end.</param>
    public static bool Verify(in AuthenticationPayload received, Octets expected) =>
        received.Method == AuthenticationMethod.SharedKey
        && CryptographicOperations.FixedTimeEquals(received.Value.Span, expected.Span);
}
