using System;
using System.Collections.Generic;
using System.Text;
using System.Text.Json;
using NUnit.Framework;
using Simulator.Crypto;

namespace Tests.Crypto;

public sealed class EpsKeysTests
{
    private static IEnumerable<TestCaseData> Published => Vectors.Cases("eps_kdf.json", "vectors", "name");

    private static JsonElement Flow => Vectors.Load("eps_aka_flow.json").GetProperty("keys");

    [TestCaseSource(nameof(Published))]
    public void Published_keys(JsonElement vector)
    {
        JsonElement inputs = vector.GetProperty("inputs");
        Key256 derived = vector.Text("clause") switch
        {
            string clause when clause.Contains("A.2 FC=0x10", StringComparison.Ordinal) => EpsKeys.Kasme(
                inputs.Number("CK"), inputs.Number("IK"), inputs.Octets("PLMN"), inputs.Number64("SQNxorAK")),
            string clause when clause.Contains("A.5", StringComparison.Ordinal) => EpsKeys.KenbStar(
                inputs.Key("KeNB"),
                inputs.GetProperty("PCI").GetUInt16(),
                inputs.GetProperty("EARFCN_DL").GetUInt32()),
            string clause when clause.Contains("A.7", StringComparison.Ordinal) => EpsKeys.AlgorithmKey(
                inputs.TryGetProperty("KASME", out _) ? inputs.Key("KASME") : inputs.Key("KeNB"),
                (AlgorithmType)inputs.Octets("type")[0],
                inputs.Octets("alg")[0]),
            _ => EpsKeys.CkIkPrime(
                inputs.Number("CK"),
                inputs.Number("IK"),
                Encoding.ASCII.GetBytes(inputs.Text("network_name")),
                inputs.Number64("SQNxorAK")),
        };

        Assert.That(derived, Is.EqualTo(vector.Key("expected")));
    }

    [Test]
    public void The_keys_of_the_recorded_attach()
    {
        Key256 kasme = EpsKeys.Kasme(
            Flow.Number("CK"), Flow.Number("IK"), Flow.Octets("PLMN"), Flow.Number64("SQNxorAK"));

        Assert.That(kasme, Is.EqualTo(Flow.Key("KASME")));
        Assert.That(
            EpsKeys.NasIntegrity(kasme, IntegrityAlgorithm.Eia2), Is.EqualTo(Flow.Number("KNASint_EIA2")));
        Assert.That(EpsKeys.NasEncryption(kasme, CipheringAlgorithm.Eea0), Is.EqualTo(Flow.Number("KNASenc_EEA0")));
        Assert.That(EpsKeys.NasEncryption(kasme, CipheringAlgorithm.Eea2), Is.EqualTo(Flow.Number("KNASenc_EEA2")));
        Assert.That(EpsKeys.Kenb(kasme, 0), Is.EqualTo(Flow.Key("KeNB_ulcount0")));
    }

    [Test]
    public void The_access_stratum_keys_are_the_low_halves_of_their_types()
    {
        // the numbers of TS 33.401 table A.7-1
        Key256 kenb = Flow.Key("KeNB_ulcount0");
        Assert.That(
            EpsKeys.RrcEncryption(kenb, CipheringAlgorithm.Eea1),
            Is.EqualTo(EpsKeys.AlgorithmKey(kenb, (AlgorithmType)3, 1).Low));
        Assert.That(
            EpsKeys.RrcIntegrity(kenb, IntegrityAlgorithm.Eia3),
            Is.EqualTo(EpsKeys.AlgorithmKey(kenb, (AlgorithmType)4, 3).Low));
        Assert.That(
            EpsKeys.UserPlaneEncryption(kenb, CipheringAlgorithm.Eea2),
            Is.EqualTo(EpsKeys.AlgorithmKey(kenb, (AlgorithmType)5, 2).Low));
        Assert.That(
            EpsKeys.UserPlaneIntegrity(kenb, IntegrityAlgorithm.Eia1),
            Is.EqualTo(EpsKeys.AlgorithmKey(kenb, (AlgorithmType)6, 1).Low));
    }

    [Test]
    public void Keys_made_together_are_those_made_one_by_one()
    {
        Key256 kasme = Flow.Key("KASME"), kenb = Flow.Key("KeNB_ulcount0");
        foreach (IntegrityAlgorithm integrity in Enum.GetValues<IntegrityAlgorithm>())
        {
            foreach (CipheringAlgorithm ciphering in Enum.GetValues<CipheringAlgorithm>())
            {
                UInt128 userPlane = EpsKeys.UserPlaneEncryption(kenb, ciphering);
                Assert.That(
                    EpsKeys.Nas(kasme, integrity, ciphering),
                    Is.EqualTo(
                        (EpsKeys.NasIntegrity(kasme, integrity), EpsKeys.NasEncryption(kasme, ciphering))));
                Assert.That(
                    EpsKeys.AccessStratum(kenb, integrity, ciphering),
                    Is.EqualTo((
                        EpsKeys.RrcIntegrity(kenb, integrity), EpsKeys.RrcEncryption(kenb, ciphering), userPlane)));
            }
        }

        Assert.That(
            EpsKeys.Nas(kasme, IntegrityAlgorithm.Eia2, CipheringAlgorithm.Eea0),
            Is.EqualTo((Flow.Number("KNASint_EIA2"), Flow.Number("KNASenc_EEA0"))));
    }

    [Test]
    public void Every_bit_of_the_key_above_binds_all_keys_made_together()
    {
        Key256 kenb = Flow.Key("KeNB_ulcount0");
        (UInt128 RrcIntegrity, UInt128 RrcEncryption, UInt128 UserPlaneEncryption) keys =
            EpsKeys.AccessStratum(kenb, IntegrityAlgorithm.Eia2, CipheringAlgorithm.Eea2);
        for (int bit = 0; bit < 256; bit++)
        {
            UInt128 flip = UInt128.One << (bit % 128);
            Key256 other = bit < 128 ? kenb with { Low = kenb.Low ^ flip } : kenb with { High = kenb.High ^ flip };
            (UInt128 RrcIntegrity, UInt128 RrcEncryption, UInt128 UserPlaneEncryption) changed =
                EpsKeys.AccessStratum(other, IntegrityAlgorithm.Eia2, CipheringAlgorithm.Eea2);
            Assert.That(changed.RrcIntegrity, Is.Not.EqualTo(keys.RrcIntegrity), $"bit {bit}");
            Assert.That(changed.RrcEncryption, Is.Not.EqualTo(keys.RrcEncryption), $"bit {bit}");
            Assert.That(changed.UserPlaneEncryption, Is.Not.EqualTo(keys.UserPlaneEncryption), $"bit {bit}");
        }
    }

    [Test]
    public void Next_hop_is_the_string_of_annex_A_4_under_KASME()
    {
        Key256 kasme = Flow.Key("KASME"), kenb = Flow.Key("KeNB_ulcount0");
        byte[] s = new byte[35];
        s[0] = 0x12;
        kenb.Write(s.AsSpan(1));
        s[34] = 32;
        byte[] key = new byte[Key256.Size];
        kasme.Write(key);

        byte[] expected = System.Security.Cryptography.HMACSHA256.HashData(key, s);
        Assert.That(EpsKeys.NextHop(kasme, kenb), Is.EqualTo(Key256.Read(expected)));
        Assert.That(EpsKeys.NextHop(kasme, EpsKeys.NextHop(kasme, kenb)), Is.Not.EqualTo(Key256.Read(expected)));
    }

    [Test]
    public void A_frequency_above_65535_takes_three_octets()
    {
        Key256 kenb = Flow.Key("KeNB_ulcount0");
        byte[] key = new byte[Key256.Size];
        kenb.Write(key);
        Key256 two = Kdf.Derive(key, 0x13, [0x00, 0x20], [0xFF, 0xFF]);
        Key256 three = Kdf.Derive(key, 0x13, [0x00, 0x20], [0x01, 0x00, 0x00]);

        Assert.That(EpsKeys.KenbStar(kenb, 32, 65535), Is.EqualTo(two));
        Assert.That(EpsKeys.KenbStar(kenb, 32, 65536), Is.EqualTo(three));
        Assert.That(
            () => EpsKeys.KenbStar(kenb, 32, 0x1000000), Throws.InstanceOf<ArgumentOutOfRangeException>());
    }

    [Test]
    public void Every_input_of_KASME_binds_it()
    {
        UInt128 ck = Flow.Number("CK"), ik = Flow.Number("IK");
        ulong sqn = Flow.Number64("SQNxorAK");
        Key256 kasme = Flow.Key("KASME");
        for (int bit = 0; bit < 128; bit++)
        {
            Assert.That(EpsKeys.Kasme(ck ^ (UInt128.One << bit), ik, [0x00, 0xF1, 0x10], sqn), Is.Not.EqualTo(kasme));
            Assert.That(EpsKeys.Kasme(ck, ik ^ (UInt128.One << bit), [0x00, 0xF1, 0x10], sqn), Is.Not.EqualTo(kasme));
        }

        for (int bit = 0; bit < 48; bit++)
        {
            Assert.That(EpsKeys.Kasme(ck, ik, [0x00, 0xF1, 0x10], sqn ^ (1UL << bit)), Is.Not.EqualTo(kasme));
        }

        Assert.That(EpsKeys.Kasme(ck, ik, [0x00, 0xF1, 0x11], sqn), Is.Not.EqualTo(kasme));
        Assert.That(EpsKeys.Kasme(ik, ck, [0x00, 0xF1, 0x10], sqn), Is.Not.EqualTo(kasme));
    }

    [TestCase(0)]
    [TestCase(2)]
    [TestCase(4)]
    public void A_serving_network_is_three_octets(int size) =>
        Assert.That(
            () => EpsKeys.Kasme(1, 2, new byte[size], 3), Throws.InstanceOf<ArgumentOutOfRangeException>());
}
