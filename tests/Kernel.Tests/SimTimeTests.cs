using System;
using NUnit.Framework;
using Simulator.Kernel;

namespace Tests.Kernel;

public sealed class SimTimeTests
{
    [Test]
    public void Units_are_powers_of_a_thousand_picoseconds()
    {
        Assert.That(SimTime.FromNanoseconds(3), Is.EqualTo(new SimTime(3_000)));
        Assert.That(SimTime.FromMicroseconds(3), Is.EqualTo(new SimTime(3_000_000)));
        Assert.That(SimTime.FromMilliseconds(3), Is.EqualTo(new SimTime(3_000_000_000)));
        Assert.That(SimTime.FromSeconds(3), Is.EqualTo(new SimTime(3_000_000_000_000)));
        Assert.That(SimTime.FromSeconds(-3).Seconds, Is.EqualTo(-3.0));
        Assert.That(default(SimTime), Is.EqualTo(SimTime.Zero));
    }

    [TestCase(0.0, 0)]
    [TestCase(1e-12, 1)]
    [TestCase(0.5e-12, 0)]
    [TestCase(1.5e-12, 2)]
    [TestCase(2.5e-12, 2)]
    [TestCase(0.4e-12, 0)]
    [TestCase(-1.5e-12, -2)]
    [TestCase(0.1, 100_000_000_000)]
    [TestCase(9_000_000.0, 9_000_000_000_000_000_000)]
    public void Fractions_are_rounded_to_the_nearest_picosecond(double seconds, long picoseconds) =>
        Assert.That(SimTime.FromSeconds(seconds).Picoseconds, Is.EqualTo(picoseconds));

    [TestCase(9_223_372.1)]
    [TestCase(-9_223_372.1)]
    [TestCase(1e300)]
    [TestCase(double.NaN)]
    [TestCase(double.PositiveInfinity)]
    [TestCase(double.NegativeInfinity)]
    public void What_is_no_time_of_the_clock_is_refused(double seconds) =>
        Assert.That(() => SimTime.FromSeconds(seconds), Throws.InstanceOf<OverflowException>());

    [Test]
    public void Whole_units_beyond_the_clock_are_refused()
    {
        Assert.That(() => SimTime.FromSeconds(9_223_373L), Throws.InstanceOf<OverflowException>());
        Assert.That(() => SimTime.FromMilliseconds(9_223_372_037), Throws.InstanceOf<OverflowException>());
        Assert.That(() => SimTime.FromMicroseconds(9_223_372_036_855), Throws.InstanceOf<OverflowException>());
        Assert.That(() => SimTime.FromNanoseconds(9_223_372_036_854_776), Throws.InstanceOf<OverflowException>());
        Assert.That(SimTime.FromNanoseconds(9_223_372_036_854_775).Picoseconds, Is.EqualTo(9_223_372_036_854_775_000));
    }

    [Test]
    public void Arithmetic_is_exact_and_checked()
    {
        SimTime one = SimTime.FromSeconds(1), two = SimTime.FromSeconds(2);
        Assert.That((one + two, one - two, two * 3, 3 * two, two / 3), Is.EqualTo(
            (SimTime.FromSeconds(3), SimTime.FromSeconds(-1), SimTime.FromSeconds(6), SimTime.FromSeconds(6),
                new SimTime(666_666_666_666))));
        Assert.That(() => SimTime.Max + new SimTime(1), Throws.InstanceOf<OverflowException>());
        Assert.That(() => new SimTime(long.MinValue) - new SimTime(1), Throws.InstanceOf<OverflowException>());
        Assert.That(() => SimTime.Max * 2, Throws.InstanceOf<OverflowException>());
        Assert.That(() => -2 * SimTime.Max, Throws.InstanceOf<OverflowException>());
        Assert.That(() => new SimTime(long.MinValue) / -1, Throws.InstanceOf<OverflowException>());
        Assert.That(() => one / 0, Throws.InstanceOf<DivideByZeroException>());
    }

    [Test]
    public void Times_compare()
    {
        SimTime one = new(1), two = new(2);
        Assert.That((one < two, one <= two, one > two, one >= two), Is.EqualTo((true, true, false, false)));
        SimTime same = new(1);
        Assert.That((one <= same, one >= same, one < same), Is.EqualTo((true, true, false)));
        Assert.That((SimTime.Min(one, two), SimTime.Min(two, one), SimTime.Latest(one, two), SimTime.Latest(two, one)),
            Is.EqualTo((one, one, two, two)));
        Assert.That((one.CompareTo(two), two.CompareTo(one), one.CompareTo(one)), Is.EqualTo((-1, 1, 0)));
    }

    [TestCase(0, "0 s")]
    [TestCase(1, "1 ps")]
    [TestCase(999, "999 ps")]
    [TestCase(1_500, "1.5 ns")]
    [TestCase(2_000_001, "2.000001 us")]
    [TestCase(12_500_000_000, "12.5 ms")]
    [TestCase(1_000_000_000_000, "1 s")]
    [TestCase(-1_500, "-1.5 ns")]
    [TestCase(long.MaxValue, "9223372.036854775807 s")]
    [TestCase(long.MinValue, "-9223372.036854775808 s")]
    public void Text_is_exact_with_the_largest_unit(long picoseconds, string text) =>
        Assert.That(new SimTime(picoseconds).ToString(), Is.EqualTo(text));

    [Test]
    public void A_claim_that_does_not_hold_is_named()
    {
        int pending = 3;
        Assert.That(() => Invariant.Require(pending == 3), Throws.Nothing);
        Assert.That(
            () => Invariant.Require(pending == 0),
            Throws.InstanceOf<InvariantException>().With.Message.EqualTo("pending == 0"));
        Assert.That(
            () => Invariant.Require(false, "said so"),
            Throws.InstanceOf<InvariantException>().With.Message.EqualTo("said so"));
    }
}
