using System;
using Simulator.Crypto;
using Simulator.Protocols.Wire;

namespace Simulator.Protocols.Ike;

/// <summary>A cipher with its keys: AES-CBC with HMAC-SHA-256-128, or AES-GCM-16.</summary>
/// <param name="Algorithm">The encryption algorithm.</param>
/// <param name="KeyBits">128, 192 or 256.</param>
public readonly record struct CipherSuite(EncryptionAlgorithm Algorithm, ushort KeyBits)
{
    /// <summary>AES-CBC-128 with HMAC-SHA-256-128.</summary>
    public static CipherSuite AesCbc128 => new(EncryptionAlgorithm.AesCbc, 128);

    /// <summary>AES-CBC-256 with HMAC-SHA-256-128.</summary>
    public static CipherSuite AesCbc256 => new(EncryptionAlgorithm.AesCbc, 256);

    /// <summary>AES-GCM-128 with a tag of 16 octets.</summary>
    public static CipherSuite AesGcm128 => new(EncryptionAlgorithm.AesGcm16, 128);

    /// <summary>AES-GCM-256 with a tag of 16 octets.</summary>
    public static CipherSuite AesGcm256 => new(EncryptionAlgorithm.AesGcm16, 256);

    /// <summary>True if one algorithm does both (RFC 5282).</summary>
    public bool IsAead => Algorithm == EncryptionAlgorithm.AesGcm16;

    /// <summary>Octets of the encryption key, the salt included.</summary>
    public int EncryptionKeySize => (KeyBits / 8) + (IsAead ? SaltedGcm.SaltSize : 0);

    /// <summary>Octets of the integrity key; 0 with AEAD.</summary>
    public int IntegrityKeySize => IsAead ? 0 : HmacSha256.KeySize;

    /// <summary>Octets of both.</summary>
    public int KeySize => EncryptionKeySize + IntegrityKeySize;

    /// <summary>Octets of the initialisation vector on the wire.</summary>
    public int VectorSize => IsAead ? SaltedGcm.VectorSize : AesCbc.BlockSize;

    /// <summary>Octets of the integrity check value or tag.</summary>
    public int CodeSize => IsAead ? SaltedGcm.TagSize : HmacSha256.CodeSize;

    /// <summary>Octets of whose multiple the encrypted part is.</summary>
    public int BlockSize => IsAead ? 1 : AesCbc.BlockSize;

    /// <summary>Name such as <c>AES-GCM-128</c>.</summary>
    public override string ToString() => $"{(IsAead ? "AES-GCM" : "AES-CBC")}-{KeyBits}";

    internal bool IsMatchedBy(in Proposal proposal) =>
        proposal.Offers(TransformType.Encryption, (ushort)Algorithm, KeyBits)
        && (IsAead
            ? proposal.OffersNothingBut(TransformType.Integrity, 0)
            : proposal.Offers(TransformType.Integrity, IkeNumber.IntegrityHmacSha256));

    internal Transform EncryptionTransform => new(TransformType.Encryption, (ushort)Algorithm, KeyBits);
}

/// <summary>Algorithms of an IKE SA; the pseudorandom function is HMAC-SHA-256.</summary>
/// <param name="Cipher">What protects its messages.</param>
/// <param name="Group">The group of its key exchange.</param>
public readonly record struct IkeSuite(CipherSuite Cipher, DhGroup Group)
{
    private static Transform Prf => new(TransformType.Prf, IkeNumber.PrfHmacSha256);

    /// <summary>A proposal of this suite alone.</summary>
    /// <param name="number">Its number.</param>
    /// <param name="spi">SPI of the new SA when it replaces another; nothing in the first exchange.</param>
    public Proposal ToProposal(byte number, Octets spi = default)
    {
        var group = new Transform(TransformType.Group, (ushort)Group);
        return new(number, SecurityProtocol.Ike, spi, Cipher.IsAead
            ? new(Cipher.EncryptionTransform, Prf, group)
            : new(
                Cipher.EncryptionTransform,
                new Transform(TransformType.Integrity, IkeNumber.IntegrityHmacSha256),
                Prf,
                group));
    }

    /// <summary>True if a proposal can be answered with this suite.</summary>
    /// <param name="proposal">The proposal.</param>
    public bool IsMatchedBy(in Proposal proposal) =>
        proposal.Protocol == SecurityProtocol.Ike
        && Cipher.IsMatchedBy(proposal)
        && proposal.Offers(TransformType.Prf, IkeNumber.PrfHmacSha256)
        && proposal.Offers(TransformType.Group, (ushort)Group)
        && !proposal.HasOtherThan(TransformType.Esn, isEsnAllowed: false);

    /// <summary>Name such as <c>AES-GCM-128/Curve25519</c>.</summary>
    public override string ToString() => $"{Cipher}/{Group}";
}

/// <summary>Algorithms of a pair of ESP associations.</summary>
/// <param name="Cipher">What protects its packets.</param>
/// <param name="HasExtendedSequence">True for sequence numbers of 64 bits (RFC 4303 §2.2.1).</param>
/// <param name="Group">Group of a key exchange of its own when it is made later (perfect forward secrecy), or none.
/// </param>
public readonly record struct EspSuite(
    CipherSuite Cipher, bool HasExtendedSequence = false, DhGroup Group = DhGroup.None)
{
    private Transform EsnTransform => new(TransformType.Esn, HasExtendedSequence ? (ushort)1 : (ushort)0);

    /// <summary>A proposal of this suite alone.</summary>
    /// <param name="number">Its number.</param>
    /// <param name="spi">SPI on which the sender will receive.</param>
    /// <param name="hasGroup">False in IKE_AUTH, which has no key exchange of its own (§1.2).</param>
    public Proposal ToProposal(byte number, Octets spi, bool hasGroup)
    {
        var transforms = new Transform[4];
        int count = 0;
        transforms[count++] = Cipher.EncryptionTransform;
        if (!Cipher.IsAead)
        {
            transforms[count++] = new(TransformType.Integrity, IkeNumber.IntegrityHmacSha256);
        }

        if (hasGroup && Group != DhGroup.None)
        {
            transforms[count++] = new(TransformType.Group, (ushort)Group);
        }

        transforms[count++] = EsnTransform;
        return new(number, SecurityProtocol.Esp, spi, new(transforms.AsSpan(0, count)));
    }

    /// <summary>True if a proposal can be answered with this suite.</summary>
    /// <param name="proposal">The proposal.</param>
    /// <param name="hasGroup">False in IKE_AUTH, where groups do not count.</param>
    public bool IsMatchedBy(in Proposal proposal, bool hasGroup) =>
        proposal.Protocol == SecurityProtocol.Esp
        && proposal.Spi.Size == IkeNumber.EspSpiSize
        && Cipher.IsMatchedBy(proposal)
        && proposal.Offers(TransformType.Esn, EsnTransform.Id)
        && !proposal.HasOtherThan(TransformType.Esn, isEsnAllowed: true)
        && (!hasGroup || (Group == DhGroup.None
            ? proposal.OffersNothingBut(TransformType.Group, (ushort)DhGroup.None)
            : proposal.Offers(TransformType.Group, (ushort)Group)));

    /// <summary>Name such as <c>AES-GCM-128</c>.</summary>
    public override string ToString() => Cipher.ToString();
}

/// <summary>Questions to a proposal.</summary>
internal static class ProposalExtensions
{
    /// <summary>True if one of the transforms of a type is this one, with no attribute that is unknown (§3.3.6).
    /// </summary>
    public static bool Offers(this in Proposal proposal, TransformType type, ushort id, ushort keyBits = 0)
    {
        foreach (Transform transform in proposal.Transforms.Span)
        {
            if (transform.Type == type && transform.Id == id && transform.KeyBits == keyBits
                && transform.OtherAttributes.IsEmpty)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>True if a type is absent, or may be answered with this number, which means none.</summary>
    public static bool OffersNothingBut(this in Proposal proposal, TransformType type, ushort id)
    {
        bool isAbsent = true;
        foreach (Transform transform in proposal.Transforms.Span)
        {
            isAbsent &= transform.Type != type;
        }

        return isAbsent || proposal.Offers(type, id);
    }

    /// <summary>True if there is a transform of a type beyond ENCR, PRF, INTEG and D-H: it would have to be chosen too.
    /// </summary>
    public static bool HasOtherThan(this in Proposal proposal, TransformType last, bool isEsnAllowed)
    {
        foreach (Transform transform in proposal.Transforms.Span)
        {
            if (transform.Type > last || transform.Type == 0 || (transform.Type == TransformType.Esn && !isEsnAllowed))
            {
                return true;
            }
        }

        return false;
    }
}
