using System;
using NUnit.Framework;
using Simulator.Measure;
using Simulator.Results;

namespace Tests.Results;

public sealed class EstimateTests
{
    // NIST/SEMATECH e-Handbook of Statistical Methods, table 1.3.6.7.2 (three digits) and tables of t to four
    [TestCase(1, 0.95, 12.7062)]
    [TestCase(4, 0.95, 2.7764)]
    [TestCase(9, 0.95, 2.2622)]
    [TestCase(9, 0.999, 4.7809)]
    [TestCase(29, 0.99, 2.7564)]
    [TestCase(100, 0.90, 1.6602)]
    public void Student_quantiles_are_those_of_the_tables(int degrees, double confidence, double quantile) =>
        Assert.That(Estimate.StudentQuantile(degrees, confidence), Is.EqualTo(quantile).Within(5e-5));

    [Test]
    public void An_interval_by_hand()
    {
        // mean 10, sd 2, n 4: 10 +- 3.1824 x 2 / 2
        Estimate estimate = Estimate.Of(Of(8, 9, 10, 11, 12));
        Assert.That(estimate.Count, Is.EqualTo(5));
        Assert.That(estimate.Mean, Is.EqualTo(10));
        double half = 2.776445105 * Math.Sqrt(2.5 / 5);
        Assert.That(estimate.HalfWidth, Is.EqualTo(half).Within(1e-8));
        Assert.That(estimate.Low, Is.EqualTo(10 - half).Within(1e-8));
        Assert.That(estimate.High, Is.EqualTo(10 + half).Within(1e-8));
        Assert.That(estimate.Confidence, Is.EqualTo(0.95));
    }

    [Test]
    public void One_replication_has_no_interval()
    {
        Estimate estimate = Estimate.Of(Of(3.5));
        Assert.That(estimate, Is.EqualTo(new Estimate(1, 3.5, null, null, 0.95)));
        Assert.That(estimate.HalfWidth, Is.Null);
    }

    [Test]
    public void Equal_replications_have_an_interval_of_no_width() =>
        Assert.That(Estimate.Of(Of(2, 2, 2)), Is.EqualTo(new Estimate(3, 2, 2, 2, 0.95)));

    // Newcombe 1998, table I, example of 81 in 263 and of 15 in 148; by hand 8 in 10 and all of 100
    [TestCase(81, 263, 0.2553, 0.3662)]
    [TestCase(15, 148, 0.0624, 0.1605)]
    [TestCase(0, 20, 0.0, 0.1611)]
    [TestCase(8, 10, 0.4902, 0.9433)]
    [TestCase(100, 100, 0.9630, 1.0)]
    public void Wilson_intervals_are_those_of_the_literature(int hits, int trials, double low, double high)
    {
        (double lower, double higher) = Estimate.Wilson(
            hits / (double)trials, trials, Estimate.NormalQuantile(0.95));
        Assert.That(lower, Is.EqualTo(low).Within(5e-5));
        Assert.That(higher, Is.EqualTo(high).Within(5e-5));
    }

    [Test]
    public void A_share_has_the_wider_of_two_intervals()
    {
        (double pooledLow, double pooledHigh) = Estimate.Wilson(0.5, 400, Estimate.NormalQuantile(0.95));
        Estimate alike = Estimate.OfShares(Of(0.5, 0.5, 0.5, 0.5), 400);
        Assert.That((alike.Low, alike.High), Is.EqualTo((pooledLow, pooledHigh)));
        Estimate apart = Estimate.OfShares(Of(0.2, 0.4, 0.6, 0.8), 400);
        Assert.That(apart.Low, Is.LessThan(pooledLow - 0.1).And.GreaterThan(0));
        Assert.That(apart.High, Is.GreaterThan(pooledHigh + 0.1).And.LessThan(1));
        Assert.That(apart.Count, Is.EqualTo(4));
    }

    [Test]
    public void A_share_of_all_is_known_only_as_well_as_its_trials_say()
    {
        Estimate all = Estimate.OfShares(Of(1, 1, 1), 300);
        Assert.That(all.High, Is.EqualTo(1));
        Assert.That(all.Low, Is.EqualTo(300 / (300 + (1.959963985 * 1.959963985))).Within(1e-9));
        Assert.That(all.HalfWidth, Is.EqualTo(1 - all.Low!.Value));
        Assert.That(Estimate.OfShares(Of(0, 0), 10).Low, Is.Zero);
        Assert.That(Estimate.OfShares(Of(0.5), 10).Low, Is.Null, "one replication");
    }

    [TestCase(2.262157163, 9, 0.05)]
    [TestCase(-2.262157163, 9, 0.05)]
    [TestCase(0, 9, 1)]
    [TestCase(12.70620474, 1, 0.05)]
    public void Probabilities_of_Student_are_two_sided(double statistic, double degrees, double probability) =>
        Assert.That(Estimate.StudentProbability(statistic, degrees), Is.EqualTo(probability).Within(1e-9));

    [Test]
    public void What_is_no_share_is_refused()
    {
        Assert.That(() => Estimate.Wilson(1.1, 10, 1.96), Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(() => Estimate.Wilson(-0.1, 10, 1.96), Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(() => Estimate.Wilson(0.5, 0, 1.96), Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(() => Estimate.OfShares(Of(), 10), Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(() => Estimate.NormalQuantile(1), Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(
            () => Estimate.StudentQuantile(double.PositiveInfinity, 0.9), Throws.TypeOf<ArgumentOutOfRangeException>());
    }

    [Test]
    public void What_is_no_probability_or_no_sample_is_refused()
    {
        Assert.That(() => Estimate.Of(Of()), Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(() => Estimate.StudentQuantile(0, 0.95), Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(() => Estimate.StudentQuantile(5, 0.0), Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(() => Estimate.StudentQuantile(5, 1.0), Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(() => Estimate.StudentQuantile(5, double.NaN), Throws.TypeOf<ArgumentOutOfRangeException>());
    }

    [Test]
    public void The_interval_holds_the_mean_as_often_as_it_says()
    {
        int held = 0;
        const int Studies = 4_000;
        var stream = new Simulator.Kernel.RandomStream(1, 0, "coverage");
        for (int study = 0; study < Studies; study++)
        {
            var replications = new Moments();
            for (int replication = 0; replication < 5; replication++)
            {
                replications.Add(stream.Normal(7.0, 2.0));
            }

            Estimate estimate = Estimate.Of(replications);
            held += estimate.Low <= 7.0 && 7.0 <= estimate.High ? 1 : 0;
        }

        // 0.95 +- 3.3 standard deviations of a share over 4,000 studies
        Assert.That(held / (double)Studies, Is.EqualTo(0.95).Within(0.0114));
    }

    private static Moments Of(params double[] values)
    {
        var moments = new Moments();
        foreach (double value in values)
        {
            moments.Add(value);
        }

        return moments;
    }
}
