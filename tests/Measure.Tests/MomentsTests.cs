using System;
using NUnit.Framework;
using Simulator.Kernel;
using Simulator.Measure;

namespace Tests.Measure;

public sealed class MomentsTests
{
    private static Moments Of(params double[] values)
    {
        var moments = new Moments();
        foreach (double value in values)
        {
            moments.Add(value);
        }

        return moments;
    }

    [Test]
    public void Hand_computed()
    {
        Moments moments = Of(2, 4, 4, 4, 5, 5, 7, 9);
        Assert.That(moments.Count, Is.EqualTo(8));
        Assert.That(moments.Sum, Is.EqualTo(40));
        Assert.That(moments.Mean, Is.EqualTo(5));
        Assert.That(moments.Variance, Is.EqualTo(32.0 / 7.0).Within(1e-15));
        Assert.That(moments.StandardError, Is.EqualTo(Math.Sqrt(32.0 / 7.0 / 8.0)).Within(1e-15));
        Assert.That(moments.Min, Is.EqualTo(2));
        Assert.That(moments.Max, Is.EqualTo(9));
    }

    [Test]
    public void Without_enough_values_a_statistic_is_not_a_number()
    {
        Moments none = Of();
        Assert.That(none.Sum, Is.Zero);
        Assert.That(new[] { none.Mean, none.Min, none.Max, none.StandardDeviation, none.StandardError }, Is.All.NaN);
        Moments one = Of(3);
        Assert.That(one.Mean, Is.EqualTo(3));
        Assert.That(one.StandardDeviation, Is.NaN);
    }

    [Test]
    public void A_large_offset_does_not_swallow_the_deviation()
    {
        // the sum of squares would: (1e9)^2 has no room for units
        Moments moments = Of(1e9 + 4, 1e9 + 7, 1e9 + 13, 1e9 + 16);
        Assert.That(moments.Variance, Is.EqualTo(30.0));
        Assert.That(moments.Mean, Is.EqualTo(1e9 + 10));
    }

    [Test]
    public void Small_values_after_large_ones_are_not_lost()
    {
        Assert.That(Of(1.0, 1e100, 1.0, -1e100).Sum, Is.EqualTo(2.0));
        var moments = new Moments();
        for (int count = 0; count < 1_000_000; count++)
        {
            moments.Add(0.1);
        }

        Assert.That(moments.Sum, Is.EqualTo(100_000.0));
        Assert.That(moments.Mean, Is.EqualTo(0.1));
        Assert.That(moments.StandardDeviation, Is.EqualTo(0).Within(1e-12));
    }

    [Test]
    public void Merging_equals_adding()
    {
        double[] values = Samples.Draw("lognormal", 10_000);
        Moments all = Of(values);
        Moments merged = Of(values[..10]);
        merged.Merge(Of());
        merged.Merge(Of(values[10..7_000]));
        merged.Merge(Of(values[7_000..]));
        Assert.That(merged.Count, Is.EqualTo(all.Count));
        Assert.That(merged.Sum, Is.EqualTo(all.Sum).Within(1e-9).Percent);
        Assert.That(merged.Variance, Is.EqualTo(all.Variance).Within(1e-9).Percent);
        Assert.That(merged.Min, Is.EqualTo(all.Min));
        Assert.That(merged.Max, Is.EqualTo(all.Max));

        Moments empty = Of();
        empty.Merge(Of(1.0, 5.0));
        Assert.That(empty.Min, Is.EqualTo(1.0));
        Assert.That(empty.Variance, Is.EqualTo(8.0));
    }

    [TestCase(double.NaN)]
    [TestCase(double.PositiveInfinity)]
    [TestCase(double.NegativeInfinity)]
    [TestCase(1.1e100)]
    [TestCase(-1.1e100)]
    public void What_is_no_number_is_refused(double value)
    {
        Moments moments = Of(1.0);
        Assert.That(() => moments.Add(value), Throws.TypeOf<InvariantException>());
        Assert.That(moments.Count, Is.EqualTo(1));
        Assert.That(moments.Sum, Is.EqualTo(1.0));
    }

    [Test]
    public void Extreme_values_do_not_overflow()
    {
        Moments moments = Of(1e100, -1e100, 1e100, -1e100);
        Assert.That(double.IsFinite(moments.Variance), Is.True);
        Assert.That(moments.Sum, Is.Zero);
    }
}
