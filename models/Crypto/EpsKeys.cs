using System;
using System.Buffers.Binary;

namespace Simulator.Crypto;

/// <summary>The key hierarchy of EPS (TS 33.401 §6.2 and annex A).</summary>
public static class EpsKeys
{
    private const byte KasmeCode = 0x10, KenbCode = 0x11, NextHopCode = 0x12, KenbStarCode = 0x13; // A.2 to A.5
    private const byte AlgorithmKeyCode = 0x15;                                                    // A.7
    private const byte TrustedAccessCode = 0x20;                                                   // TS 33.402 A.2
    private const int ServingNetworkSize = 3, AlgorithmStringSize = 7;

    /// <summary>KASME (annex A.2).</summary>
    /// <param name="ck">Cipher key CK.</param>
    /// <param name="ik">Integrity key IK.</param>
    /// <param name="servingNetwork">Serving network identity: the 3 octets of MCC and MNC.</param>
    /// <param name="sqnXorAk">SQN ⊕ AK, 48 bits, as in AUTN.</param>
    public static Key256 Kasme(UInt128 ck, UInt128 ik, ReadOnlySpan<byte> servingNetwork, ulong sqnXorAk)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(servingNetwork.Length, ServingNetworkSize);
        return FromCkIk(ck, ik, KasmeCode, servingNetwork, sqnXorAk);
    }

    /// <summary>CK' (high half) and IK' (low half) for trusted access that is not 3GPP (TS 33.402 annex A.2).</summary>
    /// <param name="ck">Cipher key CK.</param>
    /// <param name="ik">Integrity key IK.</param>
    /// <param name="accessNetwork">Access network identity, e.g. the octets of "WLAN" (TS 24.302 §8.1).</param>
    /// <param name="sqnXorAk">SQN ⊕ AK, 48 bits, as in AUTN.</param>
    public static Key256 CkIkPrime(UInt128 ck, UInt128 ik, ReadOnlySpan<byte> accessNetwork, ulong sqnXorAk) =>
        FromCkIk(ck, ik, TrustedAccessCode, accessNetwork, sqnXorAk);

    /// <summary>KeNB at the establishment of a security context (annex A.3).</summary>
    /// <param name="kasme">KASME.</param>
    /// <param name="uplinkNasCount">Uplink NAS COUNT of the message that sets it up,
    /// 24 bits with leading zeros.</param>
    public static Key256 Kenb(Key256 kasme, uint uplinkNasCount)
    {
        Span<byte> count = stackalloc byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32BigEndian(count, uplinkNasCount);
        return FromKey(kasme, KenbCode, count);
    }

    /// <summary>Next hop NH (annex A.4).</summary>
    /// <param name="kasme">KASME.</param>
    /// <param name="syncInput">KeNB for the first NH, then the NH before.</param>
    public static Key256 NextHop(Key256 kasme, Key256 syncInput)
    {
        Span<byte> input = stackalloc byte[Key256.Size];
        syncInput.Write(input);
        return FromKey(kasme, NextHopCode, input);
    }

    /// <summary>KeNB* of a handover (annex A.5).</summary>
    /// <param name="kenbOrNextHop">The current KeNB (horizontal) or a fresh NH (vertical).</param>
    /// <param name="physicalCellId">Target physical cell identity.</param>
    /// <param name="earfcnDownlink">Target downlink frequency EARFCN-DL; two octets up to 65535, three above.</param>
    public static Key256 KenbStar(Key256 kenbOrNextHop, ushort physicalCellId, uint earfcnDownlink)
    {
        Span<byte> pci = stackalloc byte[sizeof(ushort)];
        Span<byte> earfcn = stackalloc byte[sizeof(uint)];
        Span<byte> key = stackalloc byte[Key256.Size];
        ArgumentOutOfRangeException.ThrowIfGreaterThan(earfcnDownlink, 0xFFFFFFU);
        BinaryPrimitives.WriteUInt16BigEndian(pci, physicalCellId);
        BinaryPrimitives.WriteUInt32BigEndian(earfcn, earfcnDownlink);
        kenbOrNextHop.Write(key);
        return Kdf.Derive(key, KenbStarCode, pci, earfcn[(earfcnDownlink <= ushort.MaxValue ? 2 : 1)..]);
    }

    /// <summary>KNASenc, from KASME (annex A.7).</summary>
    /// <param name="kasme">KASME.</param>
    /// <param name="algorithm">The ciphering algorithm that will use it.</param>
    public static UInt128 NasEncryption(Key256 kasme, CipheringAlgorithm algorithm) =>
        AlgorithmKey(kasme, AlgorithmType.NasEncryption, (byte)algorithm).Low;

    /// <summary>KNASint, from KASME (annex A.7).</summary>
    /// <param name="kasme">KASME.</param>
    /// <param name="algorithm">The integrity algorithm that will use it.</param>
    public static UInt128 NasIntegrity(Key256 kasme, IntegrityAlgorithm algorithm) =>
        AlgorithmKey(kasme, AlgorithmType.NasIntegrity, (byte)algorithm).Low;

    /// <summary>KNASint and KNASenc together (annex A.7), faster than one by one.</summary>
    /// <param name="kasme">KASME.</param>
    /// <param name="integrity">The integrity algorithm that will use the first.</param>
    /// <param name="ciphering">The ciphering algorithm that will use the second.</param>
    public static (UInt128 Integrity, UInt128 Encryption) Nas(
        Key256 kasme, IntegrityAlgorithm integrity, CipheringAlgorithm ciphering)
    {
        Span<byte> strings = stackalloc byte[2 * AlgorithmStringSize];
        Span<Key256> keys = stackalloc Key256[2];
        WriteString(strings, AlgorithmType.NasIntegrity, (byte)integrity);
        WriteString(strings[AlgorithmStringSize..], AlgorithmType.NasEncryption, (byte)ciphering);
        DeriveEach(kasme, strings, keys);
        return (keys[0].Low, keys[1].Low);
    }

    /// <summary>KRRCint, KRRCenc and KUPenc together (annex A.7), faster than one by one.</summary>
    /// <param name="kenb">KeNB.</param>
    /// <param name="integrity">The integrity algorithm that will use the first.</param>
    /// <param name="ciphering">The ciphering algorithm that will use the others.</param>
    public static (UInt128 RrcIntegrity, UInt128 RrcEncryption, UInt128 UserPlaneEncryption) AccessStratum(
        Key256 kenb, IntegrityAlgorithm integrity, CipheringAlgorithm ciphering)
    {
        Span<byte> strings = stackalloc byte[3 * AlgorithmStringSize];
        Span<Key256> keys = stackalloc Key256[3];
        WriteString(strings, AlgorithmType.RrcIntegrity, (byte)integrity);
        WriteString(strings[AlgorithmStringSize..], AlgorithmType.RrcEncryption, (byte)ciphering);
        WriteString(strings[(2 * AlgorithmStringSize)..], AlgorithmType.UserPlaneEncryption, (byte)ciphering);
        DeriveEach(kenb, strings, keys);
        return (keys[0].Low, keys[1].Low, keys[2].Low);
    }

    /// <summary>KRRCenc, from KeNB (annex A.7).</summary>
    /// <param name="kenb">KeNB.</param>
    /// <param name="algorithm">The ciphering algorithm that will use it.</param>
    public static UInt128 RrcEncryption(Key256 kenb, CipheringAlgorithm algorithm) =>
        AlgorithmKey(kenb, AlgorithmType.RrcEncryption, (byte)algorithm).Low;

    /// <summary>KRRCint, from KeNB (annex A.7).</summary>
    /// <param name="kenb">KeNB.</param>
    /// <param name="algorithm">The integrity algorithm that will use it.</param>
    public static UInt128 RrcIntegrity(Key256 kenb, IntegrityAlgorithm algorithm) =>
        AlgorithmKey(kenb, AlgorithmType.RrcIntegrity, (byte)algorithm).Low;

    /// <summary>KUPenc, from KeNB (annex A.7).</summary>
    /// <param name="kenb">KeNB.</param>
    /// <param name="algorithm">The ciphering algorithm that will use it.</param>
    public static UInt128 UserPlaneEncryption(Key256 kenb, CipheringAlgorithm algorithm) =>
        AlgorithmKey(kenb, AlgorithmType.UserPlaneEncryption, (byte)algorithm).Low;

    /// <summary>KUPint, from KeNB (annex A.7).</summary>
    /// <param name="kenb">KeNB.</param>
    /// <param name="algorithm">The integrity algorithm that will use it.</param>
    public static UInt128 UserPlaneIntegrity(Key256 kenb, IntegrityAlgorithm algorithm) =>
        AlgorithmKey(kenb, AlgorithmType.UserPlaneIntegrity, (byte)algorithm).Low;

    /// <summary>All 256 bits of an algorithm key; the key in use is the low half (annex A.7, §6.2).</summary>
    internal static Key256 AlgorithmKey(Key256 key, AlgorithmType type, byte algorithm)
    {
        Span<byte> parameters = [(byte)type, algorithm];
        Span<byte> octets = stackalloc byte[Key256.Size];
        key.Write(octets);
        return Kdf.Derive(octets, AlgorithmKeyCode, parameters[..1], parameters[1..]);
    }

    // FC ‖ P0 ‖ L0 ‖ P1 ‖ L1, each parameter one octet (annex A.7)
    private static void WriteString(Span<byte> s, AlgorithmType type, byte algorithm)
    {
        ReadOnlySpan<byte> octets = [AlgorithmKeyCode, (byte)type, 0, 1, algorithm, 0, 1];
        octets.CopyTo(s);
    }

    private static void DeriveEach(Key256 key, ReadOnlySpan<byte> strings, Span<Key256> keys)
    {
        Span<byte> octets = stackalloc byte[Key256.Size];
        key.Write(octets);
        Kdf.DeriveEach(octets, strings, keys);
    }

    private static Key256 FromCkIk(UInt128 ck, UInt128 ik, byte fc, ReadOnlySpan<byte> network, ulong sqnXorAk)
    {
        Span<byte> key = stackalloc byte[Key256.Size];
        Span<byte> sqn = stackalloc byte[UInt48.Size];
        new Key256(ck, ik).Write(key);
        UInt48.Write(sqn, sqnXorAk);
        return Kdf.Derive(key, fc, network, sqn);
    }

    private static Key256 FromKey(Key256 key, byte fc, ReadOnlySpan<byte> parameter)
    {
        Span<byte> octets = stackalloc byte[Key256.Size];
        key.Write(octets);
        return Kdf.Derive(octets, fc, parameter);
    }
}

/// <summary>Algorithm type distinguisher (TS 33.401 table A.7-1).</summary>
internal enum AlgorithmType : byte
{
    NasEncryption = 1,
    NasIntegrity = 2,
    RrcEncryption = 3,
    RrcIntegrity = 4,
    UserPlaneEncryption = 5,
    UserPlaneIntegrity = 6,
}
