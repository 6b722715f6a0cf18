using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Linq;
using System.Security.Cryptography;
using System.Text;
using NUnit.Framework;
using Simulator.Crypto;

namespace Tests.Crypto;

public sealed class EnclaveHierarchyTests
{
    private static readonly EnclavePrf[] Prfs = Enum.GetValues<EnclavePrf>();
    private static readonly bool[] Both = [true, false];
    private static readonly int[] SubLevelCounts = [0, 1, SubEnclavePairs.CountMax];

    private static IEnumerable<EnclaveHierarchy> Hierarchies =>
        from prf in Prfs
        from hasServerLevel in Both
        from subLevelCount in SubLevelCounts
        from isOrdered in Both
        select new EnclaveHierarchy(prf, hasServerLevel, subLevelCount, isOrdered);

    [TestCaseSource(nameof(Hierarchies))]
    public void Whoever_holds_any_key_on_the_path_derives_the_same_SA_key(EnclaveHierarchy hierarchy)
    {
        var draws = new Draws(1);
        for (int round = 0; round < 50; round++)
        {
            Key256 organisation = Draw(draws);
            EnclavePath path = DrawPath(draws, hierarchy);
            Key256 sa = hierarchy.Derive(organisation, 0, hierarchy.SaDepth, path);
            for (int depth = 0; depth <= hierarchy.SaDepth; depth++)
            {
                Key256 held = hierarchy.Derive(organisation, 0, depth, path);
                Assert.That(hierarchy.Derive(held, depth, hierarchy.SaDepth, path), Is.EqualTo(sa));
            }

            Assert.That(hierarchy.DeriveSa(organisation, EnclaveLevel.Organisation, path), Is.EqualTo(sa));
            Assert.That(hierarchy.DeriveSa(sa, EnclaveLevel.Sa, path), Is.EqualTo(sa));
        }
    }

    [TestCaseSource(nameof(Hierarchies))]
    public void Whoever_holds_a_key_of_another_branch_never_derives_it(EnclaveHierarchy hierarchy)
    {
        var draws = new Draws(2);
        for (int round = 0; round < 50; round++)
        {
            Key256 organisation = Draw(draws);
            EnclavePath path = DrawPath(draws, hierarchy);
            Key256 sa = hierarchy.Derive(organisation, 0, hierarchy.SaDepth, path);
            for (int depth = 0; depth < hierarchy.SaDepth; depth++)
            {
                Key256 held = hierarchy.Derive(organisation, 0, depth, path);
                var wrong = new Key256(held.High ^ (UInt128.One << draws.Below(128)), held.Low);
                Assert.That(hierarchy.Derive(wrong, depth, hierarchy.SaDepth, path), Is.Not.EqualTo(sa));
            }

            Assert.That(hierarchy.Derive(Draw(draws), 0, hierarchy.SaDepth, path), Is.Not.EqualTo(sa));
        }
    }

    [TestCaseSource(nameof(Hierarchies))]
    public void No_two_paths_give_one_key_at_any_level(EnclaveHierarchy hierarchy)
    {
        var draws = new Draws(3);
        Key256 organisation = Draw(draws);
        var paths = new HashSet<EnclavePath>();
        var keys = new HashSet<Key256>();
        int derived = 0;
        foreach (EnclavePath path in Neighbours(hierarchy))
        {
            if (paths.Add(path))
            {
                keys.Add(hierarchy.Derive(organisation, 0, hierarchy.SaDepth, path));
                derived++;
            }
        }

        Assert.That(derived, Is.GreaterThan(16));
        Assert.That(keys, Has.Count.EqualTo(derived));
    }

    [TestCaseSource(nameof(Hierarchies))]
    public void Keys_of_different_levels_differ(EnclaveHierarchy hierarchy)
    {
        EnclavePath path = DrawPath(new Draws(6), hierarchy);
        Key256[] keys = [.. Enumerable.Range(0, hierarchy.SaDepth + 1)
            .Select(depth => hierarchy.Derive(default, 0, depth, path))];
        Assert.That(keys, Is.Unique);
    }

    [Test]
    public void A_pair_has_one_key_for_both_orders_unless_they_count()
    {
        var unordered = new EnclaveHierarchy(EnclavePrf.HmacSha256);
        EnclaveHierarchy ordered = unordered with { IsOrdered = true };
        Assert.That(unordered.PairOf(7, 3), Is.EqualTo(unordered.PairOf(3, 7)));
        Assert.That(ordered.PairOf(7, 3), Is.Not.EqualTo(ordered.PairOf(3, 7)));
        Assert.That(unordered.PairOf(3, 3), Is.EqualTo(new EnclavePair(3, 3)));
    }

    [TestCase(10)]
    [TestCase(23)]
    public void An_organisation_has_as_many_pair_keys_as_pairs(int enclaves)
    {
        Assert.That(CountOf(isOrdered: false), Is.EqualTo(enclaves * (enclaves + 1) / 2));
        Assert.That(CountOf(isOrdered: true), Is.EqualTo(enclaves * enclaves));

        int CountOf(bool isOrdered)
        {
            var hierarchy = new EnclaveHierarchy(EnclavePrf.AesCmac, IsOrdered: isOrdered);
            var keys = new HashSet<Key256>();
            for (ushort i = 1; i <= enclaves; i++)
            {
                for (ushort j = 1; j <= enclaves; j++)
                {
                    keys.Add(hierarchy.Derive(default, 0, 1, new EnclavePath(hierarchy.PairOf(i, j), 0, 0)));
                }
            }

            return keys.Count;
        }
    }

    [Test]
    public void The_input_of_HMAC_is_as_written()
    {
        var hierarchy = new EnclaveHierarchy(EnclavePrf.HmacSha256);
        var path = new EnclavePath(new EnclavePair(0x0102, 0x0304), 0x05060708, 0x090A0B0C);
        Key256 organisation = Draw(new Draws(4));
        byte[] pair = Block(organisation, "enclave pair", "01020304", 256);
        byte[] server = Block(Key256.Read(pair), "enclave server", "0102030405060708", 256);
        byte[] sa = Block(Key256.Read(server), "enclave SA", "0102030405060708090A0B0C", 256);
        Assert.That(hierarchy.DeriveSa(organisation, EnclaveLevel.Organisation, path), Is.EqualTo(Key256.Read(sa)));

        static byte[] Block(Key256 key, string label, string context, int bits)
        {
            byte[] octets = new byte[32], length = new byte[4];
            key.Write(octets);
            BinaryPrimitives.WriteInt32BigEndian(length, bits);
            byte[] input =
                [0, 0, 0, 1, .. Encoding.ASCII.GetBytes(label), 0, .. Convert.FromHexString(context), .. length];
            return HMACSHA256.HashData(octets, input);
        }
    }

    [Test]
    public void The_levels_in_use_have_a_depth_each()
    {
        var all = new EnclaveHierarchy(EnclavePrf.AesCmac, SubLevelCount: 2);
        Assert.That(
            Enumerable.Range(0, 6).Select(all.LevelAt),
            Is.EqualTo(new[]
            {
                EnclaveLevel.Organisation, EnclaveLevel.Pair, EnclaveLevel.SubPair, EnclaveLevel.SubPair,
                EnclaveLevel.Server, EnclaveLevel.Sa,
            }));
        EnclaveHierarchy few = all with { HasServerLevel = false, SubLevelCount = 0 };
        Assert.That((few.SaDepth, few.DepthOf(EnclaveLevel.Server)), Is.EqualTo((2, 1)));
        Assert.That(() => few.LevelAt(3), Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => few.Derive(default, 2, 1, default), Throws.InstanceOf<ArgumentOutOfRangeException>());
    }

    [Test]
    public void Both_directions_and_all_transforms_have_keys_of_their_own([ValueSource(nameof(Prfs))] EnclavePrf prf)
    {
        var hierarchy = new EnclaveHierarchy(prf);
        var keys = new HashSet<Key256>();
        var salts = new HashSet<uint>();
        foreach (EspDirection direction in Enum.GetValues<EspDirection>())
        {
            EspKeys gcm = hierarchy.Expand(Draw(new Draws(5)), direction, 32, hasIntegrityKey: false);
            EspKeys cbc = hierarchy.Expand(Draw(new Draws(5)), direction, 32, hasIntegrityKey: true);
            EspKeys small = hierarchy.Expand(Draw(new Draws(5)), direction, 16, hasIntegrityKey: false);
            Assert.That(gcm.Integrity, Is.EqualTo(default(Key256)));
            Assert.That(small.Encryption.Low, Is.EqualTo(UInt128.Zero));
            keys.UnionWith([gcm.Encryption, cbc.Encryption, cbc.Integrity, small.Encryption]);
            salts.UnionWith([gcm.Salt, cbc.Salt, small.Salt]);
        }

        Assert.That(keys, Has.Count.EqualTo(8));
        Assert.That(salts, Has.Count.EqualTo(6));
    }

    [Test]
    public void Two_trees_have_no_key_in_common_though_they_grow_from_one(
        [ValueSource(nameof(Prfs))] EnclavePrf prf, [ValueSource(nameof(SubLevelCounts))] int subLevels)
    {
        var hierarchy = new EnclaveHierarchy(prf, SubLevelCount: subLevels, IsSeparate: true);
        EnclavePath path = DrawPath(new Draws(7), hierarchy);
        Key256 root = Draw(new Draws(8));
        var keys = new HashSet<Key256>();
        foreach (KeyUse use in Enum.GetValues<KeyUse>())
        {
            for (int depth = 1; depth <= hierarchy.SaDepth; depth++)
            {
                keys.Add(hierarchy.Derive(root, 0, depth, path, use));
            }
        }

        Assert.That(keys, Has.Count.EqualTo(3 * hierarchy.SaDepth));
        Assert.That(hierarchy.Uses, Is.EqualTo(new[] { KeyUse.Encryption, KeyUse.Authentication }));
        Assert.That((hierarchy with { IsSeparate = false }).Uses, Is.EqualTo(new[] { KeyUse.Both }));
    }

    [Test]
    public void Each_of_two_keys_is_expanded_by_itself([ValueSource(nameof(Prfs))] EnclavePrf prf)
    {
        var hierarchy = new EnclaveHierarchy(prf, IsSeparate: true);
        Key256 encryption = Draw(new Draws(1)), authentication = Draw(new Draws(2)), other = Draw(new Draws(3));
        EspKeys both = Expand(new SaKeys(encryption, authentication));
        Assert.That(both.VerifiesOnly, Is.False);
        Assert.That(Expand(new SaKeys(other, authentication)).Integrity, Is.EqualTo(both.Integrity));
        Assert.That(Expand(new SaKeys(other, authentication)).Encryption, Is.Not.EqualTo(both.Encryption));
        Assert.That(Expand(new SaKeys(encryption, other)).Integrity, Is.Not.EqualTo(both.Integrity));
        Assert.That(Expand(new SaKeys(encryption, other)).Encryption, Is.EqualTo(both.Encryption));
        EspKeys half = Expand(new SaKeys(default, authentication, VerifiesOnly: true));
        Assert.That((half.VerifiesOnly, half.Integrity), Is.EqualTo((true, both.Integrity)));
        Assert.That((half.Encryption, half.Salt), Is.EqualTo((default(Key256), 0U)), "nothing to read with");

        EspKeys Expand(SaKeys sa) => hierarchy.Expand(sa, EspDirection.ToServer, 32, hasIntegrityKey: true);
    }

    private static Key256 Draw(Draws draws) => new(draws.Next128(), draws.Next128());

    private static EnclavePath DrawPath(Draws draws, EnclaveHierarchy hierarchy)
    {
        EnclavePair Pair() => hierarchy.PairOf((ushort)draws.Below(1 << 16), (ushort)draws.Below(1 << 16));
        EnclavePair[] subs = [.. Enumerable.Range(0, hierarchy.SubLevelCount).Select(_ => Pair())];
        uint server = (uint)(draws.Next() >> 32), sa = (uint)(draws.Next() >> 32);
        return new EnclavePath(Pair(), new SubEnclavePairs(subs), hierarchy.HasServerLevel ? server : 0, sa);
    }

    // Identifiers that a sloppy encoding would confuse: neighbours, shifted octets, swapped fields. PSP's form has the
    // SA alone in its input; what is above is in the key.
    private static IEnumerable<EnclavePath> Neighbours(EnclaveHierarchy hierarchy)
    {
        uint[] numbers = [0, 1, 0x0100, 0x00010000, 0x01000000];
        foreach (uint server in hierarchy.HasServerLevel ? numbers : [0U])
        {
            foreach (uint sa in numbers)
            {
                foreach ((ushort First, ushort Second) in new (ushort, ushort)[] { (0, 0), (0, 1), (1, 1), (0, 0x100) })
                {
                    var other = new EnclavePair(Second, First);
                    EnclavePair[] subs = [.. Enumerable.Repeat(other, hierarchy.SubLevelCount)];
                    yield return new EnclavePath(new(First, Second), new SubEnclavePairs(subs), server, sa);
                }
            }
        }
    }
}
