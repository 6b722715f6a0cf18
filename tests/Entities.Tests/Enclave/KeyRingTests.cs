using NUnit.Framework;
using Simulator.Crypto;
using Simulator.Entities;

namespace Tests.Entities.Enclave;

public sealed class KeyRingTests
{
    private static readonly EnclaveHierarchy Hierarchy = new(EnclavePrf.AesCmac);
    private static readonly EnclavePath Path = new(new EnclavePair(1, 2), 3, 4);

    [Test]
    public void The_nearest_key_on_the_path_is_found()
    {
        var ring = new KeyRing(Hierarchy);
        Assert.That(ring.TryFindNearest(0, Path, out _, out _), Is.False);
        for (int depth = 0; depth <= Hierarchy.SaDepth; depth++)
        {
            ring.Add(0, depth, Path, new Key256(0, (uint)depth));
            Assert.That(ring.TryFindNearest(0, Path, out Key256 key, out int found), Is.True);
            Assert.That((key.Low, found), Is.EqualTo(((System.UInt128)(uint)depth, depth)));
        }

        Assert.That(ring.Count, Is.EqualTo(4));
    }

    [Test]
    public void Keys_of_other_branches_and_epochs_are_not_found()
    {
        var ring = new KeyRing(Hierarchy);
        ring.Add(0, 1, Path with { Pair = new EnclavePair(1, 3) }, default);
        ring.Add(0, 2, Path with { Server = 9 }, default);
        ring.Add(0, 3, Path with { Sa = 9 }, default);
        ring.Add(1, 1, Path, default);
        Assert.That(ring.TryFindNearest(0, Path, out _, out _), Is.False);
        Assert.That(ring.TryFindNearest(1, Path, out _, out int depth), Is.True);
        Assert.That(depth, Is.EqualTo(1));
    }

    [Test]
    public void Identifiers_below_the_depth_of_a_key_do_not_count()
    {
        var ring = new KeyRing(Hierarchy);
        ring.Add(0, 1, Path, default);
        Assert.That(ring.TryGet(0, 1, Path with { Server = 77, Sa = 78 }, out _), Is.True);
        Assert.That(ring.Remove(0, 1, Path with { Server = 77 }), Is.True);
        Assert.That(ring.Remove(0, 1, Path), Is.False);
        Assert.That(ring.Count, Is.Zero);
    }

    [Test]
    public void A_key_takes_the_place_of_another()
    {
        var ring = new KeyRing(Hierarchy);
        ring.Add(0, 1, Path, default);
        ring.Add(0, 1, Path, new Key256(1, 1));
        Assert.That(ring.TryGet(0, 1, Path, out Key256 key), Is.True);
        Assert.That((ring.Count, key), Is.EqualTo((1, new Key256(1, 1))));
        ring.Clear();
        Assert.That(ring.TryFindNearest(0, Path, out _, out _), Is.False);
    }
}
