using System;
using System.Collections.Generic;
using System.Linq;
using NUnit.Framework;
using Simulator.Kernel;
using Simulator.Measure;

namespace Tests.Measure;

public sealed class Mser5Tests
{
    [TestCase(0)]
    [TestCase(4)]
    [TestCase(5)]
    [TestCase(9)]
    public void A_series_without_two_batches_is_left_whole_and_not_settled(int count) =>
        Assert.That(Mser5.Of(new double[count]), Is.EqualTo(new Truncation(0, false)));

    [Test]
    public void A_constant_series_is_left_whole() =>
        Assert.That(Mser5.Of([.. Enumerable.Repeat(7.0, 1_000)]), Is.EqualTo(new Truncation(0, true)));

    [Test]
    public void The_batches_of_a_step_are_left_out_and_no_more()
    {
        // batch means 9, 9, 1, 1, 1, 1, 1, 1: without the first two the error is zero
        double[] values = [.. Enumerable.Repeat(9.0, 10), .. Enumerable.Repeat(1.0, 30)];
        Assert.That(Mser5.Of(values), Is.EqualTo(new Truncation(10, true)));
    }

    [Test]
    public void The_rule_by_hand()
    {
        // batch means 4, 2, 1, 3, 1, 3: squared errors over m^2 from each start
        //   0: 7.333 / 36 = 0.2037   1: 4 / 25 = 0.16   2: 4 / 16 = 0.25   3: 2.667 / 9 = 0.2963
        double[] means = [4, 2, 1, 3, 1, 3];
        double[] values = [.. means.SelectMany(mean => new[] { mean - 1, mean, mean, mean, mean + 1 })];
        Assert.That(Mser5.Of(values), Is.EqualTo(new Truncation(5, true)));
    }

    [Test]
    public void Values_of_a_batch_that_is_not_full_do_not_count()
    {
        double[] values = [.. Enumerable.Repeat(9.0, 10), .. Enumerable.Repeat(1.0, 30)];
        Assert.That(Mser5.Of([.. values, 1e9, 1e9, 1e9, 1e9]), Is.EqualTo(Mser5.Of(values)));
    }

    [Test]
    public void A_series_that_never_settles_is_told_so()
    {
        double[] values = [.. Enumerable.Range(0, 1_000).Select(index => (double)index)];
        Truncation truncation = Mser5.Of(values);
        Assert.That(truncation.IsSettled, Is.False);
        Assert.That(truncation.Count, Is.EqualTo(500), "the first half at most");
    }

    [Test]
    public void A_start_up_in_noise_is_found_roughly([Range(1, 5)] int seed)
    {
        var random = new RandomStream(seed, 0, "noise");
        var values = new List<double>();
        for (int index = 0; index < 5_000; index++)
        {
            values.Add((20 * Math.Exp(-index / 100.0)) + random.Uniform());
        }

        Truncation truncation = Mser5.Of(values);
        Assert.That(truncation.IsSettled, Is.True);
        Assert.That(truncation.Count, Is.InRange(250, 1_200), "2.5 to 12 time constants");
    }
}
