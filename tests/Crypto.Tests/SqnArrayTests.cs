using System;
using NUnit.Framework;
using Simulator.Crypto;

namespace Tests.Crypto;

public sealed class SqnArrayTests
{
    private static readonly SqnScheme Scheme = new() { IndBits = 2, Delta = 1000, AgeLimit = 50 };

    [Test]
    public void A_new_card_accepts_the_first_number_and_refuses_zero()
    {
        var array = new SqnArray(Scheme);
        Assert.That(array.Highest, Is.EqualTo(new Sqn(0)));
        Assert.That(array.Accept(At(0, 0)), Is.EqualTo(SqnVerdict.NotAbove));
        Assert.That(array.Accept(At(1, 0)), Is.EqualTo(SqnVerdict.Fresh));
        Assert.That(array.Highest, Is.EqualTo(At(1, 0)));
    }

    [Test]
    public void A_card_that_is_ahead_accepts_nothing_up_to_its_number()
    {
        var array = new SqnArray(Scheme, seq: 700);
        for (int ind = 0; ind < Scheme.ArraySize; ind++)
        {
            Assert.That(array.Judge(At(1, ind)), Is.Not.EqualTo(SqnVerdict.Fresh), $"index {ind}");
            Assert.That(array.Judge(At(700, ind)), Is.EqualTo(SqnVerdict.NotAbove), $"index {ind}");
            Assert.That(array.Judge(At(701, ind)), Is.EqualTo(SqnVerdict.Fresh), $"index {ind}");
        }

        Assert.That(array.Highest.Seq(Scheme.IndBits), Is.EqualTo(700));
        Assert.That(() => new SqnArray(Scheme, 1UL << 46), Throws.InstanceOf<ArgumentOutOfRangeException>());
    }

    [Test]
    public void A_repeated_number_is_refused_and_changes_nothing()
    {
        SqnArray array = After(At(10, 1));
        Assert.That(array.Accept(At(10, 1)), Is.EqualTo(SqnVerdict.NotAbove));
        Assert.That(array.Accept(At(9, 1)), Is.EqualTo(SqnVerdict.NotAbove));
        Assert.That(array.Highest, Is.EqualTo(At(10, 1)));
        Assert.That(array.Accept(At(11, 1)), Is.EqualTo(SqnVerdict.Fresh));
    }

    [Test]
    public void Numbers_may_overtake_each_other_between_indices_but_not_within_one()
    {
        SqnArray array = After(At(20, 0));
        Assert.That(array.Accept(At(15, 1)), Is.EqualTo(SqnVerdict.Fresh), "late, another index");
        Assert.That(array.Accept(At(14, 1)), Is.EqualTo(SqnVerdict.NotAbove));
        Assert.That(array.Accept(At(16, 1)), Is.EqualTo(SqnVerdict.Fresh));
        Assert.That(array.Accept(At(19, 0)), Is.EqualTo(SqnVerdict.NotAbove), "late, the same index");
        Assert.That(array.Highest, Is.EqualTo(At(20, 0)));
    }

    [TestCase(1020UL, SqnVerdict.Fresh)]
    [TestCase(1021UL, SqnVerdict.TooFar)]
    public void A_jump_of_delta_is_the_longest(ulong seq, SqnVerdict verdict)
    {
        SqnArray array = After(At(20, 0));
        Assert.That(array.Accept(At(seq, 2)), Is.EqualTo(verdict));
        Assert.That(array.Highest.Seq(2), Is.EqualTo(verdict == SqnVerdict.Fresh ? seq : 20));
    }

    [TestCase(51UL, SqnVerdict.Fresh)]
    [TestCase(50UL, SqnVerdict.TooOld)]
    [TestCase(1UL, SqnVerdict.TooOld)]
    public void Behind_the_highest_by_L_is_too_old(ulong seq, SqnVerdict verdict) =>
        Assert.That(After(At(100, 0)).Accept(At(seq, 2)), Is.EqualTo(verdict));

    [Test]
    public void Without_L_nothing_is_too_old()
    {
        var array = new SqnArray(Scheme with { AgeLimit = null });
        Assert.That(array.Accept(At(900, 0)), Is.EqualTo(SqnVerdict.Fresh));
        Assert.That(array.Accept(At(1, 3)), Is.EqualTo(SqnVerdict.Fresh));
    }

    [Test]
    public void The_numbers_do_not_wrap()
    {
        var array = new SqnArray(Scheme with { Delta = ulong.MaxValue });
        Assert.That(array.Accept(Sqn.Max), Is.EqualTo(SqnVerdict.Fresh));
        Assert.That(array.Accept(At(0, 3)), Is.Not.EqualTo(SqnVerdict.Fresh));
        Assert.That(array.Accept(At(1, 0)), Is.EqualTo(SqnVerdict.TooOld));
        Assert.That(array.Highest, Is.EqualTo(Sqn.Max));
    }

    [Test]
    public void Judging_changes_nothing()
    {
        SqnArray array = After(At(10, 1));
        Assert.That(array.Judge(At(11, 1)), Is.EqualTo(SqnVerdict.Fresh));
        Assert.That(array.Judge(At(11, 1)), Is.EqualTo(SqnVerdict.Fresh));
        Assert.That(array.Highest, Is.EqualTo(At(10, 1)));
    }

    [Test]
    public void The_highest_number_is_the_highest_as_a_whole()
    {
        SqnArray array = After(At(10, 1));
        Assert.That(array.Accept(At(10, 3)), Is.EqualTo(SqnVerdict.Fresh));
        Assert.That(array.Accept(At(10, 2)), Is.EqualTo(SqnVerdict.Fresh));
        Assert.That(array.Highest, Is.EqualTo(At(10, 3)));
    }

    [Test]
    public void Without_an_index_the_order_is_strict()
    {
        var array = new SqnArray(Scheme with { IndBits = 0 });
        Assert.That(array.Accept(new Sqn(5)), Is.EqualTo(SqnVerdict.Fresh));
        Assert.That(array.Accept(new Sqn(4)), Is.EqualTo(SqnVerdict.NotAbove));
        Assert.That(array.Highest, Is.EqualTo(new Sqn(5)));
    }

    [Test]
    public void A_batch_may_arrive_in_any_order()
    {
        // thirty-two vectors made in one go, used by several nodes: each index sees only one of them
        SqnScheme scheme = SqnScheme.NotTimeBased;
        var array = new SqnArray(scheme);
        Sqn[] batch = new Sqn[32];
        Sqn counter = new(0);
        for (int i = 0; i < batch.Length; i++)
        {
            Assert.That(scheme.TryNext(counter, 0, out counter), Is.True);
            batch[i] = counter;
        }

        for (int i = 0; i < batch.Length; i++)
        {
            Assert.That(array.Accept(batch[i * 13 % 32]), Is.EqualTo(SqnVerdict.Fresh));
        }

        foreach (Sqn sqn in batch)
        {
            Assert.That(array.Accept(sqn), Is.EqualTo(SqnVerdict.NotAbove));
        }
    }

    [Test]
    public void There_is_no_array_without_a_scheme() =>
        Assert.That(() => new SqnArray(null!), Throws.ArgumentNullException);

    private static Sqn At(ulong seq, int ind) => Sqn.FromParts(seq, ind, 2);

    private static SqnArray After(Sqn first)
    {
        var array = new SqnArray(Scheme);
        Assert.That(array.Accept(first), Is.EqualTo(SqnVerdict.Fresh));
        return array;
    }
}
