using System;
using Simulator.Crypto;

namespace Simulator.Bench;

/// <summary>The cryptography of one attach on all its parties, and nothing else.</summary>
internal static class AttachCryptography
{
    // octets that the MACs of the four protected messages cover: SECURITY MODE COMMAND and COMPLETE, ATTACH ACCEPT and
    // COMPLETE, as attach-storm sends them, without security header and MAC
    private static readonly int[] MessageSizes = [8, 3, 48, 8];

    private static readonly byte[] Plmn = [0x00, 0xF1, 0x10];

    /// <summary>Does it again and again.</summary>
    public static long Repeat(int count)
    {
        UInt128 sum = 0;
        SqnScheme scheme = SqnScheme.NotTimeBased;
        for (int index = 0; index < count; index++)
        {
            sum ^= Attach((UInt128)index, scheme);
        }

        Kernel.Invariant.Require(sum != 0, "the result is used");
        return count;
    }

    private static UInt128 Attach(UInt128 k, SqnScheme scheme)
    {
        // HSS: a vector and KASME; USIM: the answer; UE: KASME
        var auc = new Milenage(k, ~k);
        scheme.TryNext(default, 0, out Sqn sqn);
        AuthenticationVector vector = Aka.CreateVector(ref auc, k * 7, sqn, Amf.Eps);
        EpsAuthenticationVector eps = vector.ToEps(Plmn);
        var card = new Milenage(k, ~k);
        var array = new SqnArray(scheme);
        ChallengeVerdict verdict =
            Aka.Authenticate(ref card, array, vector.Rand, vector.Autn, out AkaKeys keys, out _);
        Kernel.Invariant.Require(verdict == ChallengeVerdict.Accepted, "the card accepts");
        Key256 kasme = EpsKeys.Kasme(keys.Ck, keys.Ik, Plmn, vector.Autn.SqnXorAk);

        // MME and UE: NAS keys, KeNB; eNB and UE: keys of the access stratum
        UInt128 sum = NasKeys(kasme, out UInt128 integrity, out Key256 kenb);
        sum ^= NasKeys(eps.Kasme, out _, out _) ^ AccessKeys(kenb) ^ AccessKeys(kenb);

        // each protected message: a MAC where it is sent, one where it is received
        Span<byte> message = stackalloc byte[64];
        for (int index = 0; index < MessageSizes.Length; index++)
        {
            ReadOnlySpan<byte> octets = message[..MessageSizes[index]];
            sum ^= Eia.Compute(IntegrityAlgorithm.Eia2, integrity, (uint)index, 0, Direction.Downlink, octets);
            sum ^= (UInt128)Eia.Compute(IntegrityAlgorithm.Eia2, integrity, (uint)index, 0, Direction.Uplink, octets)
                << 32;
        }

        return sum;
    }

    private static UInt128 NasKeys(Key256 kasme, out UInt128 integrity, out Key256 kenb)
    {
        (integrity, UInt128 encryption) = EpsKeys.Nas(kasme, IntegrityAlgorithm.Eia2, CipheringAlgorithm.Eea0);
        kenb = EpsKeys.Kenb(kasme, 0);
        return integrity ^ encryption;
    }

    private static UInt128 AccessKeys(Key256 kenb)
    {
        (UInt128 rrcIntegrity, UInt128 rrcEncryption, UInt128 userPlaneEncryption) =
            EpsKeys.AccessStratum(kenb, IntegrityAlgorithm.Eia2, CipheringAlgorithm.Eea0);
        return rrcIntegrity ^ rrcEncryption ^ userPlaneEncryption;
    }
}
