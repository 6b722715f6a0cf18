using System;
using System.Collections.Generic;
using System.Linq;
using NUnit.Framework;
using Simulator.Crypto;
using Simulator.Entities;
using Simulator.Kernel;

namespace Tests.Entities.OffloadNic;

public sealed class KeyTableTests
{
    [TestCase(EvictionPolicy.Lru)]
    [TestCase(EvictionPolicy.Fifo)]
    [TestCase(EvictionPolicy.Lfu)]
    public void Any_sequence_of_uses_agrees_with_a_list_that_is_searched(EvictionPolicy policy)
    {
        const int Capacity = 17;
        var table = new KeyTable(Capacity, policy, new RandomStream(1, 0, "eviction"));
        var model = new List<Entry>();
        var random = new RandomStream(1, 0, "uses");
        long clock = 0, hits = 0;
        for (int round = 0; round < 20_000; round++)
        {
            uint sa = (uint)Math.Min(random.Below(60), random.Below(60));
            if (random.Chance(0.01))
            {
                Assert.That(table.Remove(Id(sa)), Is.EqualTo(model.RemoveAll(entry => entry.Sa == sa) == 1));
            }

            bool isHit = table.TryUse(Id(sa), out EspKeyPair keys);
            Entry? found = model.Find(entry => entry.Sa == sa);
            Assert.That(isHit, Is.EqualTo(found is not null), $"round {round}");
            clock++;
            if (found is not null)
            {
                hits++;
                Assert.That(keys, Is.EqualTo(Keys(sa)));
                found.Used = clock;
                found.Uses++;
                continue;
            }

            if (model.Count == Capacity)
            {
                model.Remove(policy switch
                {
                    EvictionPolicy.Lru => model.MinBy(entry => entry.Used)!,
                    EvictionPolicy.Fifo => model.MinBy(entry => entry.Installed)!,
                    _ => model.MinBy(entry => (entry.Uses, entry.Used))!,
                });
            }

            model.Add(new Entry { Sa = sa, Installed = clock, Used = clock, Uses = 1 });
            table.Add(Id(sa), Keys(sa));
            Assert.That(table.Count, Is.EqualTo(model.Count));
        }

        Assert.That(hits, Is.InRange(2_000, 18_000));
        Assert.That(table.EvictedCount, Is.GreaterThan(1_000));
    }

    [Test]
    public void A_random_eviction_hits_every_entry()
    {
        var table = new KeyTable(8, EvictionPolicy.Random, new RandomStream(1, 0, "eviction"));
        var evicted = new HashSet<uint>();
        for (uint sa = 0; sa < 8; sa++)
        {
            table.Add(Id(sa), Keys(sa));
        }

        for (uint sa = 8; sa < 200; sa++)
        {
            uint[] before = [.. Enumerable.Range(0, 200).Select(each => (uint)each).Where(each => IsIn(table, each))];
            table.Add(Id(sa), Keys(sa));
            uint gone = before.Single(each => !IsIn(table, each));
            evicted.Add((uint)Array.IndexOf(before, gone));
            Assert.That(table.Count, Is.EqualTo(8));
        }

        Assert.That(evicted, Has.Count.EqualTo(8));
    }

    [Test]
    public void SAs_that_differ_in_one_field_are_different()
    {
        var table = new KeyTable(8, EvictionPolicy.Lru, new RandomStream(1, 0, "eviction"));
        var id = new SaId(new EnclavePair(1, 2), 3, 4, 5);
        table.Add(id, Keys(1));
        SaId[] others =
            [id with { Pair = new(2, 1) }, id with { Server = 4 }, id with { Sa = 3 }, id with { Epoch = 4 }];
        foreach (SaId other in others)
        {
            Assert.That(table.TryUse(other, out _), Is.False);
            Assert.That(table.Remove(other), Is.False);
        }

        Assert.That(table.TryUse(id, out _), Is.True);
        table.Clear();
        Assert.That(table.TryUse(id, out _), Is.False);
    }

    [Test]
    public void A_table_without_room_does_not_exist() => Assert.That(
        () => new KeyTable(0, EvictionPolicy.Lru, new RandomStream(1, 0, "eviction")),
        Throws.InstanceOf<ArgumentOutOfRangeException>());

    private static bool IsIn(KeyTable table, uint sa) => table.TryUse(Id(sa), out _);

    private static SaId Id(uint sa) => new(new EnclavePair(1, 2), 1, sa, 0);

    private static EspKeyPair Keys(uint sa) => new(new EspKeys(new Key256(0, sa), default, sa), default);

    private sealed class Entry
    {
        public uint Sa;
        public long Installed;
        public long Used;
        public long Uses;
    }
}
