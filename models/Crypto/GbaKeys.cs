using System;
using System.Buffers.Binary;

namespace Simulator.Crypto;

/// <summary>Keys of the generic bootstrapping architecture (TS 33.220 annex B.3).</summary>
public static class GbaKeys
{
    private const byte KsNafCode = 0x01;

    /// <summary>Ks = CK ‖ IK (TS 33.220 §4.5.2).</summary>
    /// <param name="ck">Cipher key CK.</param>
    /// <param name="ik">Integrity key IK.</param>
    public static Key256 Ks(UInt128 ck, UInt128 ik) => new(ck, ik);

    /// <summary>Ks_NAF, the key between UE and NAF when the ME derives it (GBA_ME).</summary>
    /// <param name="ks">Ks.</param>
    /// <param name="rand">RAND of the bootstrapping.</param>
    /// <param name="impi">The octets of the private identity IMPI, UTF-8.</param>
    /// <param name="nafId">NAF_Id: the octets of the FQDN, then 5 octets of Ua security protocol identifier.</param>
    public static Key256 KsNaf(Key256 ks, UInt128 rand, ReadOnlySpan<byte> impi, ReadOnlySpan<byte> nafId) =>
        Derive(ks, "gba-me"u8, rand, impi, nafId);

    /// <summary>Ks_int_NAF, the key that stays in the UICC (GBA_U).</summary>
    /// <param name="ks">Ks.</param>
    /// <param name="rand">RAND of the bootstrapping.</param>
    /// <param name="impi">The octets of the private identity IMPI, UTF-8.</param>
    /// <param name="nafId">NAF_Id: the octets of the FQDN, then 5 octets of Ua security protocol identifier.</param>
    public static Key256 KsIntNaf(Key256 ks, UInt128 rand, ReadOnlySpan<byte> impi, ReadOnlySpan<byte> nafId) =>
        Derive(ks, "gba-u"u8, rand, impi, nafId);

    private static Key256 Derive(
        Key256 ks, ReadOnlySpan<byte> label, UInt128 rand, ReadOnlySpan<byte> impi, ReadOnlySpan<byte> nafId)
    {
        Span<byte> key = stackalloc byte[Key256.Size];
        Span<byte> challenge = stackalloc byte[16];
        ks.Write(key);
        BinaryPrimitives.WriteUInt128BigEndian(challenge, rand);
        return Kdf.Derive(key, KsNafCode, label, challenge, impi, nafId);
    }
}
