using System;
using Simulator.Crypto;

namespace Simulator.Protocols.Ike;

/// <summary>The keys of a pair of ESP associations (RFC 7296 §2.17), in one piece of memory.</summary>
/// <remarks>Initiator is the end that started the exchange in which the pair was made.</remarks>
public sealed class ChildKeys
{
    // encryption and integrity key of what the initiator sends, then those of what the responder sends
    private readonly byte[] _material;
    private readonly CipherSuite _cipher;

    private ChildKeys(CipherSuite cipher)
    {
        _cipher = cipher;
        _material = new byte[2 * cipher.KeySize];
    }

    /// <summary>Executions of the PRF that the keys take.</summary>
    /// <param name="cipher">The cipher.</param>
    public static int PrfCount(CipherSuite cipher) => PrfPlus.CountFor(2 * cipher.KeySize);

    /// <summary>KEYMAT = prf+(SK_d, [g^ir ‖] Ni ‖ Nr).</summary>
    /// <param name="cipher">Cipher of the pair.</param>
    /// <param name="ike">Keys of the IKE SA.</param>
    /// <param name="secret">g^ir of an exchange of its own, or nothing.</param>
    /// <param name="initiatorNonce">Ni of the exchange.</param>
    /// <param name="responderNonce">Nr of the exchange.</param>
    public static ChildKeys Derive(
        CipherSuite cipher,
        IkeKeys ike,
        ReadOnlySpan<byte> secret,
        ReadOnlySpan<byte> initiatorNonce,
        ReadOnlySpan<byte> responderNonce)
    {
        ArgumentNullException.ThrowIfNull(ike);
        var keys = new ChildKeys(cipher);
        PrfPlus.Derive(ike.SkD, (byte[])[.. secret, .. initiatorNonce, .. responderNonce], keys._material);
        return keys;
    }

    /// <summary>Encryption key of a direction, the salt included.</summary>
    /// <param name="isInitiator">True for what the initiator sends.</param>
    public ReadOnlySpan<byte> EncryptionKey(bool isInitiator) =>
        _material.AsSpan(isInitiator ? 0 : _cipher.KeySize, _cipher.EncryptionKeySize);

    /// <summary>Integrity key of a direction; nothing with AEAD.</summary>
    /// <param name="isInitiator">True for what the initiator sends.</param>
    public ReadOnlySpan<byte> IntegrityKey(bool isInitiator) => _material.AsSpan(
        (isInitiator ? 0 : _cipher.KeySize) + _cipher.EncryptionKeySize, _cipher.IntegrityKeySize);
}
