using System;
using NUnit.Framework;
using Simulator.Kernel;
using Simulator.Measure;

namespace Tests.Measure;

public sealed class QuantileSketchTests
{
    private static readonly decimal[] Shares =
        [0m, 0.0001m, 0.01m, 0.07m, 0.25m, 0.5m, 0.75m, 0.9m, 0.95m, 0.99m, 0.999m, 0.9999m, 1m];

    private static QuantileSketch Sketch(params double[][] parts)
    {
        var sketch = new QuantileSketch();
        foreach (double[] part in parts)
        {
            foreach (double value in part)
            {
                sketch.Add(value);
            }
        }

        return sketch;
    }

    [TestCaseSource(typeof(Samples), nameof(Samples.Names))]
    public void Quantiles_of_many_values_stay_within_the_stated_error(string distribution)
    {
        double[] values = Samples.Draw(distribution, 200_000);
        QuantileSketch sketch = Sketch(values);
        Assert.That(sketch.IsExact, Is.False);
        foreach (decimal share in Shares)
        {
            double exact = Samples.ExactQuantile(values, share);
            Assert.That(
                Math.Abs(sketch.Quantile((double)share) - exact),
                Is.LessThanOrEqualTo(exact * QuantileSketch.ErrorMax),
                $"{distribution} at {share}");
        }
    }

    [TestCaseSource(typeof(Samples), nameof(Samples.Names))]
    public void Quantiles_are_exact_up_to_ten_thousand_values(string distribution)
    {
        foreach (int count in (int[])[1, 2, 3, 100, 999, 9_999, 10_000])
        {
            double[] values = Samples.Draw(distribution, count);
            QuantileSketch sketch = Sketch(values);
            Assert.That(sketch.IsExact, Is.True);
            foreach (decimal share in Shares)
            {
                double exact = Samples.ExactQuantile(values, share);
                Assert.That(sketch.Quantile((double)share), Is.EqualTo(exact), $"{count} {share}");
            }
        }
    }

    [Test]
    public void One_value_more_than_ten_thousand_ends_the_exactness_but_not_the_extremes()
    {
        double[] values = Samples.Draw("exponential", QuantileSketch.ExactMax + 1);
        QuantileSketch sketch = Sketch(values);
        Assert.That(sketch.IsExact, Is.False);
        Assert.That(sketch.Count, Is.EqualTo(QuantileSketch.ExactMax + 1));
        Assert.That(sketch.Quantile(0), Is.EqualTo(Samples.ExactQuantile(values, 0m)));
        Assert.That(sketch.Quantile(1), Is.EqualTo(Samples.ExactQuantile(values, 1m)));
    }

    [Test]
    public void A_value_may_follow_a_quantile()
    {
        QuantileSketch sketch = Sketch([3.0, 1.0]);
        Assert.That(sketch.Quantile(0.5), Is.EqualTo(1.0));
        sketch.Add(0.5);
        Assert.That(sketch.Quantile(0.5), Is.EqualTo(1.0));
        sketch.Add(0.25);
        Assert.That(sketch.Quantile(0.5), Is.EqualTo(0.5));
    }

    [TestCase(3_000, 4_000, 2_000)]
    [TestCase(6_000, 7_000, 100)]
    [TestCase(50_000, 10, 20_000)]
    [TestCase(0, 30_000, 0)]
    public void Merging_is_associative_and_equals_adding(int first, int second, int third)
    {
        double[][] parts =
        [
            Samples.Draw(
                "lognormal", first, 1), Samples.Draw("pareto", second, 2), Samples.Draw("with-zeros", third, 3),
        ];
        QuantileSketch left = Sketch(parts[0]);
        left.Merge(Sketch(parts[1]));
        left.Merge(Sketch(parts[2]));

        QuantileSketch tail = Sketch(parts[1]);
        tail.Merge(Sketch(parts[2]));
        QuantileSketch right = Sketch(parts[0]);
        right.Merge(tail);

        QuantileSketch swapped = Sketch(parts[2]);
        swapped.Merge(Sketch(parts[0]));
        swapped.Merge(Sketch(parts[1]));

        QuantileSketch added = Sketch(parts);
        foreach (decimal share in Shares)
        {
            double expected = added.Quantile((double)share);
            Assert.That(left.Quantile((double)share), Is.EqualTo(expected));
            Assert.That(right.Quantile((double)share), Is.EqualTo(expected));
            Assert.That(swapped.Quantile((double)share), Is.EqualTo(expected));
        }

        Assert.That(new[] { left.Count, right.Count, swapped.Count }, Is.All.EqualTo(first + second + third));
    }

    [Test]
    public void Merging_leaves_the_other_as_it_is()
    {
        QuantileSketch other = Sketch([1.0, 2.0, 3.0]);
        QuantileSketch sketch = Sketch(Samples.Draw("uniform", 20_000));
        sketch.Merge(other);
        Assert.That(other.Count, Is.EqualTo(3));
        Assert.That(other.Quantile(0.5), Is.EqualTo(2.0));
        Assert.That(sketch.Quantile(1), Is.EqualTo(3.0));
        Assert.That(() => sketch.Merge(sketch), Throws.TypeOf<InvariantException>());
    }

    [Test]
    public void Memory_is_bounded_whatever_comes()
    {
        var sketch = new QuantileSketch();
        var stream = new RandomStream(1, 0, "bits");
        for (int count = 0; count < 200_000; count++)
        {
            double value = BitConverter.Int64BitsToDouble((long)(stream.NextBits() >> 1));
            if (value <= QuantileSketch.ValueMax)
            {
                sketch.Add(value);
            }
        }

        Assert.That(sketch.Count, Is.GreaterThan(100_000));
        Assert.That(sketch.SizeOctets, Is.InRange(2_500_000, 2_760_000));
        Assert.That(Sketch(Samples.Draw("exponential", 10_000)).SizeOctets, Is.EqualTo(80_000));
        Assert.That(Sketch(Samples.Draw("lognormal", 200_000)).SizeOctets, Is.LessThan(60_000));
    }

    [Test]
    public void Nothing_is_allocated_for_a_sample_once_warm()
    {
        double[] values = Samples.Draw("lognormal", 50_000);
        QuantileSketch sketch = Sketch(values);
        long before = GC.GetAllocatedBytesForCurrentThread();
        foreach (double value in values)
        {
            sketch.Add(value);
        }

        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.Zero);
        Assert.That(sketch.Count, Is.EqualTo(100_000));
    }

    [TestCase(double.NaN)]
    [TestCase(double.PositiveInfinity)]
    [TestCase(double.NegativeInfinity)]
    [TestCase(-1e-300)]
    [TestCase(-1.0)]
    [TestCase(1.0001e100)]
    [TestCase(double.MaxValue)]
    public void What_is_no_sample_is_refused_and_leaves_no_trace(double value)
    {
        QuantileSketch sketch = Sketch([1.0, 2.0]);
        Assert.That(() => sketch.Add(value), Throws.TypeOf<InvariantException>());
        Assert.That(sketch.Count, Is.EqualTo(2));
        Assert.That(sketch.Quantile(0), Is.EqualTo(1.0));
        Assert.That(sketch.Quantile(1), Is.EqualTo(2.0));
    }

    [TestCase(-0.001)]
    [TestCase(1.001)]
    [TestCase(double.NaN)]
    public void A_share_outside_the_unit_interval_is_refused(double share) =>
        Assert.That(() => Sketch([1.0]).Quantile(share), Throws.TypeOf<ArgumentOutOfRangeException>());

    [Test]
    public void Without_values_there_is_no_quantile() => Assert.That(new QuantileSketch().Quantile(0.5), Is.NaN);

    [Test]
    public void Extreme_values_are_kept_apart()
    {
        double[] values = [0.0, -0.0, double.Epsilon, 1e-101, 1e-100, 1e-99, 1.0, 1e99, 1e100];
        double[] many = new double[values.Length * 2_000];
        for (int index = 0; index < many.Length; index++)
        {
            many[index] = values[index / 2_000];
        }

        QuantileSketch sketch = Sketch(many);
        Assert.That(sketch.Quantile(0), Is.Zero);
        Assert.That(double.IsNegative(sketch.Quantile(0)), Is.False);
        Assert.That(sketch.Quantile(0.4), Is.Zero); // below 1e-100 is zero
        Assert.That(sketch.Quantile(0.5), Is.EqualTo(1e-100).Within(0.1).Percent);
        Assert.That(sketch.Quantile(0.7), Is.EqualTo(1.0).Within(0.1).Percent);
        Assert.That(sketch.Quantile(0.8), Is.EqualTo(1e99).Within(0.1).Percent);
        Assert.That(sketch.Quantile(1), Is.EqualTo(1e100));
    }
}
