using System;
using System.Buffers.Binary;
using System.Security.Cryptography;
using Simulator.Crypto;

namespace Simulator.Protocols.Ike;

/// <summary>The keys of an IKE SA (RFC 7296 §2.14, §2.18), in one piece of memory.</summary>
public sealed class IkeKeys
{
    private const int PrfSize = SHA256.HashSizeInBytes;
    private const int SeedMax = 2 * IkeNumber.NonceSizeMax;

    // SK_d, SK_ai, SK_ar, SK_ei, SK_er, SK_pi, SK_pr
    private readonly byte[] _material;
    private readonly CipherSuite _cipher;

    private IkeKeys(CipherSuite cipher)
    {
        _cipher = cipher;
        _material = new byte[MaterialSize(cipher)];
    }

    /// <summary>Key from which those of child SAs come.</summary>
    public ReadOnlySpan<byte> SkD => _material.AsSpan(0, PrfSize);

    /// <summary>Integrity key of what the original initiator sends; nothing with AEAD.</summary>
    public ReadOnlySpan<byte> SkAi => _material.AsSpan(PrfSize, _cipher.IntegrityKeySize);

    /// <summary>Integrity key of what the original responder sends.</summary>
    public ReadOnlySpan<byte> SkAr =>
        _material.AsSpan(PrfSize + _cipher.IntegrityKeySize, _cipher.IntegrityKeySize);

    /// <summary>Encryption key of what the original initiator sends, the salt included.</summary>
    public ReadOnlySpan<byte> SkEi => _material.AsSpan(EncryptionOffset, _cipher.EncryptionKeySize);

    /// <summary>Encryption key of what the original responder sends.</summary>
    public ReadOnlySpan<byte> SkEr =>
        _material.AsSpan(EncryptionOffset + _cipher.EncryptionKeySize, _cipher.EncryptionKeySize);

    /// <summary>Key of the original initiator's AUTH.</summary>
    public ReadOnlySpan<byte> SkPi => _material.AsSpan(_material.Length - (2 * PrfSize), PrfSize);

    /// <summary>Key of the original responder's AUTH.</summary>
    public ReadOnlySpan<byte> SkPr => _material.AsSpan(_material.Length - PrfSize, PrfSize);

    private int EncryptionOffset => PrfSize + (2 * _cipher.IntegrityKeySize);

    /// <summary>Executions of the PRF that the keys of an SA take, SKEYSEED included.</summary>
    /// <param name="cipher">Its cipher.</param>
    public static int PrfCount(CipherSuite cipher) => 1 + PrfPlus.CountFor(MaterialSize(cipher));

    /// <summary>SKEYSEED of a first exchange: prf(Ni ‖ Nr, g^ir).</summary>
    /// <param name="initiatorNonce">Ni.</param>
    /// <param name="responderNonce">Nr.</param>
    /// <param name="secret">g^ir.</param>
    /// <param name="seed">Receives 32 octets.</param>
    public static void WriteSeed(
        ReadOnlySpan<byte> initiatorNonce,
        ReadOnlySpan<byte> responderNonce,
        ReadOnlySpan<byte> secret,
        Span<byte> seed)
    {
        Span<byte> nonces = stackalloc byte[SeedMax];
        HMACSHA256.HashData(Join(initiatorNonce, responderNonce, nonces), secret, seed);
    }

    /// <summary>SKEYSEED of an SA that replaces another: prf(SK_d of the old one, g^ir ‖ Ni ‖ Nr) (§2.18).</summary>
    /// <param name="old">Keys of the SA in which the exchange took place.</param>
    /// <param name="initiatorNonce">Ni.</param>
    /// <param name="responderNonce">Nr.</param>
    /// <param name="secret">g^ir.</param>
    /// <param name="seed">Receives 32 octets.</param>
    public static void WriteRekeySeed(
        IkeKeys old,
        ReadOnlySpan<byte> initiatorNonce,
        ReadOnlySpan<byte> responderNonce,
        ReadOnlySpan<byte> secret,
        Span<byte> seed)
    {
        ArgumentNullException.ThrowIfNull(old);
        HMACSHA256.HashData(old.SkD, (byte[])[.. secret, .. initiatorNonce, .. responderNonce], seed);
    }

    /// <summary>The keys: prf+(SKEYSEED, Ni ‖ Nr ‖ SPIi ‖ SPIr).</summary>
    /// <param name="cipher">Cipher of the SA.</param>
    /// <param name="seed">SKEYSEED.</param>
    /// <param name="initiatorNonce">Ni.</param>
    /// <param name="responderNonce">Nr.</param>
    /// <param name="initiatorSpi">SPIi.</param>
    /// <param name="responderSpi">SPIr.</param>
    public static IkeKeys Derive(
        CipherSuite cipher,
        ReadOnlySpan<byte> seed,
        ReadOnlySpan<byte> initiatorNonce,
        ReadOnlySpan<byte> responderNonce,
        ulong initiatorSpi,
        ulong responderSpi)
    {
        Span<byte> buffer = stackalloc byte[SeedMax + (2 * IkeNumber.IkeSpiSize)];
        int size = Join(initiatorNonce, responderNonce, buffer).Length;
        BinaryPrimitives.WriteUInt64BigEndian(buffer[size..], initiatorSpi);
        BinaryPrimitives.WriteUInt64BigEndian(buffer[(size + IkeNumber.IkeSpiSize)..], responderSpi);
        var keys = new IkeKeys(cipher);
        PrfPlus.Derive(seed, buffer[..(size + (2 * IkeNumber.IkeSpiSize))], keys._material);
        return keys;
    }

    /// <summary>Encryption key of a direction.</summary>
    /// <param name="isInitiator">True for what the original initiator sends.</param>
    public ReadOnlySpan<byte> EncryptionKey(bool isInitiator) => isInitiator ? SkEi : SkEr;

    /// <summary>Integrity key of a direction.</summary>
    /// <param name="isInitiator">True for what the original initiator sends.</param>
    public ReadOnlySpan<byte> IntegrityKey(bool isInitiator) => isInitiator ? SkAi : SkAr;

    /// <summary>Key of an end's AUTH.</summary>
    /// <param name="isInitiator">True for the original initiator.</param>
    public ReadOnlySpan<byte> AuthenticationKey(bool isInitiator) => isInitiator ? SkPi : SkPr;

    private static int MaterialSize(CipherSuite cipher) => (3 * PrfSize) + (2 * cipher.KeySize);

    private static ReadOnlySpan<byte> Join(ReadOnlySpan<byte> first, ReadOnlySpan<byte> second, Span<byte> buffer)
    {
        first.CopyTo(buffer);
        second.CopyTo(buffer[first.Length..]);
        return buffer[..(first.Length + second.Length)];
    }
}
