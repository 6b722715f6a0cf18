using NUnit.Framework;
using Simulator.Crypto;

namespace Tests.Crypto;

public sealed class TimeBasedSqnTests
{
    private const ulong Delta = 1UL << 28;
    private const ulong SeqRange = 1UL << 43;

    private static readonly TimeBasedSqn Scheme = TimeBasedSqn.Profile3;

    [TestCase(1000UL, 0UL, 1000UL)]
    [TestCase(1000UL, 500UL, 1500UL)]
    [TestCase(0UL, 0UL, 0UL)]
    [TestCase(SeqRange - 1, 2UL, 1UL)]
    [TestCase(ulong.MaxValue, 1UL, 0UL)]
    [TestCase(1000UL, SeqRange - 1, 999UL)]
    public void The_number_is_the_clock_plus_the_users_difference(ulong clock, ulong dif, ulong seq)
    {
        Sqn sqn = Scheme.At(clock, dif, ind: 7);
        Assert.That(sqn.Seq(Scheme.IndBits), Is.EqualTo(seq));
        Assert.That(sqn.Ind(Scheme.IndBits), Is.EqualTo(7));
    }

    [Test]
    public void Ticks_of_the_clock_are_steps_that_a_card_takes()
    {
        var card = new SqnArray(SqnScheme.NotTimeBased);
        for (ulong clock = 100; clock < 200; clock++)
        {
            Sqn sqn = Scheme.At(clock, dif: 0, ind: (int)(clock % 32));
            Assert.That(card.Accept(sqn), Is.EqualTo(SqnVerdict.Fresh));
        }

        Sqn again = Scheme.At(199, dif: 0, ind: 199 % 32);
        Assert.That(card.Accept(again), Is.Not.EqualTo(SqnVerdict.Fresh), "the same tick again");
    }

    [TestCase(5000UL)]
    [TestCase(0UL)]
    public void A_card_that_is_ahead_moves_the_difference(ulong dif)
    {
        Sqn ahead = Sqn.FromParts(900_000, 3, Scheme.IndBits);
        ulong moved = Scheme.Resynchronise(clock: 1000, dif, ahead, Delta);
        Assert.That(Scheme.At(1001, moved, ind: 4).Seq(Scheme.IndBits), Is.EqualTo(900_001));
    }

    [Test]
    public void A_card_that_is_too_far_behind_gets_numbers_near_its_own()
    {
        Sqn behind = Sqn.FromParts(10, 3, Scheme.IndBits);
        ulong moved = Scheme.Resynchronise(clock: 1UL << 30, dif: 0, behind, Delta);
        Assert.That(Scheme.At((1UL << 30) + 1, moved, ind: 4).Seq(Scheme.IndBits), Is.EqualTo(11));
    }

    [Test]
    public void A_card_that_would_accept_the_number_of_now_moves_nothing()
    {
        Sqn close = Sqn.FromParts(990, 3, Scheme.IndBits);
        Assert.That(Scheme.Resynchronise(clock: 1000, dif: 0, close, Delta), Is.Zero);
    }
}
