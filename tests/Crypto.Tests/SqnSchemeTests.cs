using System;
using NUnit.Framework;
using Simulator.Crypto;

namespace Tests.Crypto;

public sealed class SqnSchemeTests
{
    private static readonly SqnScheme Counter = SqnScheme.NotTimeBased;

    // small numbers make the cases of annex C.1.1.1 readable: p = 1024
    private static readonly SqnScheme Clocked = new() { IndBits = 5, Seq2Bits = 10, D = 16 };

    [Test]
    public void Without_a_clock_SEQ_counts_and_IND_goes_round()
    {
        Sqn sqn = new(0);
        for (int i = 1; i <= 100; i++)
        {
            Assert.That(Counter.TryNext(sqn, clock: 987654, out sqn), Is.True);
            Assert.That(sqn.Seq(5), Is.EqualTo((ulong)i));
            Assert.That(sqn.Ind(5), Is.EqualTo(i % 32));
        }
    }

    // (i) the clock is ahead, (ii) the user is ahead by less than D, also across the wrap, (iii) the clock has wrapped
    [TestCase(3, 100, 101, 3, 101, "(i)")]
    [TestCase(3, 100, 1000, 3, 1000, "(i)")]
    [TestCase(3, 0, 1008, 3, 1008, "(i), the last clock value that is not across the wrap")]
    [TestCase(3, 0, 1009, 3, 1, "(ii), the user is ahead across the wrap")]
    [TestCase(3, 100, 100, 3, 101, "(ii), the clock stands still")]
    [TestCase(3, 100, 85, 3, 101, "(ii), ahead by D - 1")]
    [TestCase(3, 100, 84, 4, 84, "(iii), ahead by D: the clock has gone round")]
    [TestCase(3, 1023, 5, 4, 5, "(iii)")]
    [TestCase(3, 1023, 1020, 4, 0, "(ii), the carry goes into SEQ1")]
    public void With_a_clock_SEQ_follows_it(int seq1, int seq2, int clock, int nextSeq1, int nextSeq2, string step)
    {
        Sqn sqn = Sqn.FromParts(((ulong)seq1 << 10) | (uint)seq2, 31, 5);
        Assert.That(Clocked.TryNext(sqn, (ulong)clock, out Sqn next), Is.True);
        Assert.That((next.Seq(5) >> 10, next.Seq(5) & 1023), Is.EqualTo(((ulong)nextSeq1, (ulong)nextSeq2)), step);
        Assert.That(next.Ind(5), Is.Zero);
    }

    [Test]
    public void Only_the_low_bits_of_the_clock_count()
    {
        Sqn sqn = Sqn.FromParts(3 << 10, 0, 5);
        Assert.That(Clocked.TryNext(sqn, 200, out Sqn low), Is.True);
        Assert.That(Clocked.TryNext(sqn, (7 << 10) + 200, out Sqn high), Is.True);
        Assert.That(high, Is.EqualTo(low));
    }

    [Test]
    public void SEQ_grows_whatever_the_clock_does()
    {
        foreach (SqnScheme scheme in (SqnScheme[])[Clocked, SqnScheme.PartlyTimeBased, Counter])
        {
            var draws = new Draws(21);
            Sqn sqn = new(0);
            for (int i = 0; i < 5000; i++)
            {
                Assert.That(scheme.TryNext(sqn, draws.Next(), out Sqn next), Is.True);
                Assert.That(next.Seq(5), Is.GreaterThan(sqn.Seq(5)));
                sqn = next;
            }
        }
    }

    [Test]
    public void A_serving_node_may_have_its_own_IND()
    {
        Assert.That(Counter.TryNext(Sqn.FromParts(7, 3, 5), 0, ind: 19, out Sqn next), Is.True);
        Assert.That(next, Is.EqualTo(Sqn.FromParts(8, 19, 5)));
        Assert.That(
            () => Counter.TryNext(next, 0, ind: 32, out _), Throws.InstanceOf<ArgumentOutOfRangeException>());
    }

    [Test]
    public void The_numbers_end_and_do_not_wrap()
    {
        Sqn last = Sqn.FromParts((1UL << 43) - 2, 4, 5);
        Assert.That(Counter.TryNext(last, 0, out last), Is.True);
        Assert.That(last.Seq(5), Is.EqualTo((1UL << 43) - 1));
        Assert.That(Counter.TryNext(last, 0, out Sqn none), Is.False);
        Assert.That(none, Is.EqualTo(default(Sqn)));
        Assert.That(Clocked.TryNext(Sqn.Max, 0, out _), Is.False);
    }

    [TestCase(50UL, 100UL, 100UL, TestName = "the counter is behind the card: set")]
    [TestCase(99UL, 100UL, 100UL, TestName = "the next number would repeat the card's: set")]
    [TestCase(100UL, 100UL, 100UL, TestName = "the next number is one above: kept")]
    [TestCase(150UL, 100UL, 150UL, TestName = "the counter is ahead: kept")]
    [TestCase(
        100UL + (1UL << 28) - 1, 100UL, 100UL + (1UL << 28) - 1, TestName = "the next number jumps by delta: kept")]
    [TestCase(100UL + (1UL << 28), 100UL, 100UL, TestName = "the next number jumps too far: set")]
    public void A_resynchronisation_moves_the_counter_only_if_it_must(ulong sqnHe, ulong sqnMs, ulong result)
    {
        Sqn counter = Sqn.FromParts(sqnHe, 1, 5), card = Sqn.FromParts(sqnMs, 2, 5);
        Assert.That(Counter.Resynchronise(counter, card, 0).Seq(5), Is.EqualTo(result));
    }

    [Test]
    public void Lengths_out_of_range_are_refused()
    {
        Refused(() => new SqnScheme { IndBits = -1 });
        Refused(() => new SqnScheme { IndBits = 9 });
        Refused(() => new SqnScheme { Seq2Bits = -1 });
        Refused(() => new SqnScheme { Seq2Bits = 41 });
    }

    private static void Refused(Func<SqnScheme> make) =>
        Assert.That(make, Throws.InstanceOf<ArgumentOutOfRangeException>());
}
