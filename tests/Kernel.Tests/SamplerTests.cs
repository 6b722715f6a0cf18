using System;
using System.Collections.Generic;
using System.Linq;
using MathNet.Numerics.Distributions;
using NUnit.Framework;
using Simulator.Kernel;
using Zipf = Simulator.Kernel.Zipf;

namespace Tests.Kernel;

/// <summary>Every sampler against its distribution, whose functions come from MathNet or from the definition.</summary>
public sealed class SamplerTests
{
    private RandomStream _stream = null!;

    [SetUp]
    public void NewStream() => _stream = new RandomStream(1, 0, "sampler");

    [TestCase(0.0, 1.0)]
    [TestCase(-3.0, 5.0)]
    [TestCase(1e9, 2e9)]
    public void Uniform(double low, double high)
    {
        Goodness.ExpectContinuous(() => _stream.Uniform(low, high), x => (x - low) / (high - low));
        Goodness.ExpectMean(() => _stream.Uniform(low, high), (low + high) / 2, (high - low) / Math.Sqrt(12));
    }

    [TestCase(1.0)]
    [TestCase(2.5e-6)]
    [TestCase(1e6)]
    public void Exponential(double mean)
    {
        Goodness.ExpectContinuous(() => _stream.Exponential(mean), x => 1 - Math.Exp(-x / mean));
        Goodness.ExpectMean(() => _stream.Exponential(mean), mean, mean);
    }

    [TestCase(0.0, 1.0)]
    [TestCase(-3.0, 0.01)]
    public void Normal(double mean, double deviation)
    {
        var normal = new Normal(mean, deviation);
        Goodness.ExpectContinuous(() => _stream.Normal(mean, deviation), normal.CumulativeDistribution);
        Goodness.ExpectMean(() => _stream.Normal(mean, deviation), mean, deviation);
    }

    [Test]
    public void The_tails_of_the_normal_are_as_heavy_as_they_should_be()
    {
        double inTail = 2 * MathNet.Numerics.Distributions.Normal.CDF(0, 1, -3.5);
        Goodness.ExpectMean(
            () => Math.Abs(_stream.Normal(0, 1)) > 3.5 ? 1 : 0, inTail, Math.Sqrt(inTail), size: 2_000_000);
    }

    [TestCase(60.0, 180.0)]
    [TestCase(0.001, 0.0011)]
    public void Lognormal_by_median_and_95th_percentile(double median, double p95)
    {
        var lognormal = new LogNormal(Math.Log(median), Math.Log(p95 / median) / 1.6448536269514722);
        Goodness.ExpectContinuous(() => _stream.Lognormal(median, p95), lognormal.CumulativeDistribution);
        Goodness.ExpectMean(() => _stream.Lognormal(median, p95), lognormal.Mean, lognormal.StdDev);
        Goodness.ExpectMean(() => _stream.Lognormal(median, p95) > p95 ? 1 : 0, 0.05, Math.Sqrt(0.05 * 0.95));
    }

    [TestCase(0.01)]
    [TestCase(0.1)]
    [TestCase(0.5)]
    [TestCase(0.999)]
    [TestCase(1.0)]
    [TestCase(2.5)]
    [TestCase(1_000.0)]
    public void Gamma(double shape)
    {
        const double Scale = 2.0;
        var gamma = new Gamma(shape, 1 / Scale);

        // MathNet takes what is next to zero for zero; there the first term of the series does
        double Cumulative(double x) => x > 1e-9
            ? gamma.CumulativeDistribution(x)
            : Math.Exp((shape * Math.Log(x / Scale)) - MathNet.Numerics.SpecialFunctions.GammaLn(shape + 1));
        Goodness.ExpectContinuous(() => _stream.Gamma(shape, Scale), Cumulative, 100_000);
        Goodness.ExpectMean(() => _stream.Gamma(shape, Scale), shape * Scale, Math.Sqrt(shape) * Scale);
    }

    [TestCase(3.0, 4.0)]
    [TestCase(1.0, 1.0)]
    [TestCase(0.5, 0.5)]
    [TestCase(0.1, 3.0)]
    [TestCase(50.0, 2.0)]
    public void Beta(double alpha, double beta)
    {
        var exact = new Beta(alpha, beta);
        Goodness.ExpectContinuous(() => _stream.Beta(alpha, beta), exact.CumulativeDistribution, 100_000);
        Goodness.ExpectMean(() => _stream.Beta(alpha, beta), exact.Mean, exact.StdDev);
    }

    [TestCase(0.001, 0.001)]
    [TestCase(1e-5, 3e-5)]
    public void Beta_of_tiny_parameters_is_a_coin(double alpha, double beta)
    {
        double one = alpha / (alpha + beta);
        Assert.That(Enumerable.Range(0, 10_000).All(_ => _stream.Beta(alpha, beta) is >= 0.0 and <= 1.0), Is.True);
        Goodness.ExpectMean(() => _stream.Beta(alpha, beta), one, Math.Sqrt(one * (1 - one)));
    }

    [TestCase(1.0, 0.5)]
    [TestCase(2.0, 1.0)]
    [TestCase(1_500.0, 3.0)]
    public void Pareto(double minimum, double shape)
    {
        Goodness.ExpectContinuous(() => _stream.Pareto(minimum, shape), x => 1 - Math.Pow(minimum / x, shape));
        if (shape > 2)
        {
            var pareto = new Pareto(minimum, shape);
            Goodness.ExpectMean(() => _stream.Pareto(minimum, shape), pareto.Mean, pareto.StdDev);
        }
    }

    [TestCase(0.0, 1_000_000)]
    [TestCase(0.8, 1_000_000)]
    [TestCase(1.0, 1_000_000)]
    [TestCase(1.2, 1_000_000)]
    [TestCase(3.0, 1_000_000)]
    [TestCase(0.0, 7)]
    [TestCase(0.5, 2)]
    [TestCase(1.0, 100)]
    [TestCase(1.0000000001, 100)]
    [TestCase(5.0, 10)]
    public void Zipf_over_ranks(double exponent, int count)
    {
        var zipf = new Zipf(count, exponent);
        Assert.That(zipf.Count, Is.EqualTo(count));

        // the first twenty ranks one by one, then classes that grow by a quarter
        List<long> uppers = [];
        for (long upper = 1; upper < count; upper = Math.Max(upper + 1, upper > 20 ? upper * 5 / 4 : 0))
        {
            uppers.Add(upper);
        }

        double[] weights = new double[uppers.Count + 1];
        int at = 0;
        for (int rank = 1; rank <= count; rank++)
        {
            at += at < uppers.Count && rank > uppers[at] ? 1 : 0;
            weights[at] += Math.Pow(rank, -exponent);
        }

        double sum = weights.Sum();
        Goodness.ExpectDiscrete(() => zipf.Next(_stream), uppers, [.. weights.Select(weight => weight / sum)]);
    }

    [TestCase(0.0)]
    [TestCase(1.0)]
    [TestCase(40.0)]
    public void Zipf_over_one_rank_or_very_steep_is_one(double exponent)
    {
        var one = new Zipf(1, exponent);
        var steep = new Zipf(1_000_000, 40.0);
        Assert.That(Enumerable.Range(0, 1_000).All(_ => one.Next(_stream) == 1 && steep.Next(_stream) == 1), Is.True);
    }

    [Test]
    public void Zipf_stays_within_its_ranks_at_the_ends_of_the_unit_interval()
    {
        foreach (double exponent in (double[])[0.0, 0.8, 1.0, 1.2])
        {
            var zipf = new Zipf(1_000_000, exponent);
            Assert.That(zipf.Next(Zeros()), Is.InRange(1, 1_000_000));
            Assert.That(zipf.Next(Ones()), Is.InRange(1, 1_000_000));
        }
    }

    [Test]
    public void Zipf_refuses_what_is_no_distribution()
    {
        Assert.That(() => new Zipf(0, 1.0), Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => new Zipf(-1, 1.0), Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => new Zipf(10, -0.1), Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => new Zipf(10, double.NaN), Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => new Zipf(10, 1.0).Next(null!), Throws.ArgumentNullException);
    }

    [TestCase(0.1)]
    [TestCase(1.0)]
    [TestCase(9.9)]
    [TestCase(10.0)]
    [TestCase(10.5)]
    [TestCase(100.0)]
    [TestCase(1_000.0)]
    [TestCase(1e6)]
    public void Poisson(double mean)
    {
        var poisson = new Poisson(mean);
        double deviation = Math.Sqrt(mean);
        long step = Math.Max(1, (long)(deviation / 8));
        List<long> uppers = [];
        long first = Math.Max(0, (long)(mean - (4 * deviation)));
        for (long upper = first; upper < mean + (5 * deviation) + 3; upper += step)
        {
            uppers.Add(upper);
        }

        List<double> probabilities = [];
        double below = 0;
        foreach (long upper in uppers)
        {
            double cumulative = poisson.CumulativeDistribution(upper);
            probabilities.Add(cumulative - below);
            below = cumulative;
        }

        probabilities.Add(1 - below);
        Goodness.ExpectDiscrete(() => _stream.Poisson(mean), uppers, probabilities);
        Goodness.ExpectMean(() => _stream.Poisson(mean), mean, deviation);
    }

    [Test]
    public void Poisson_of_zero_is_zero() =>
        Assert.That(Enumerable.Range(0, 1_000).All(_ => _stream.Poisson(0.0) == 0), Is.True);

    [TestCase(0.1, 15)]
    [TestCase(9.9, 60)]
    public void Poisson_gives_nothing_absurd_at_the_end_of_the_unit_interval(double mean, int most)
    {
        Assert.That(Ones().Poisson(mean), Is.InRange(1, most));
        Assert.That(Zeros().Poisson(mean), Is.Zero);
    }

    [TestCase(-0.1)]
    [TestCase(1.1e15)]
    [TestCase(double.NaN)]
    [TestCase(double.PositiveInfinity)]
    public void Poisson_refuses_what_is_no_mean(double mean) =>
        Assert.That(() => _stream.Poisson(mean), Throws.InstanceOf<ArgumentOutOfRangeException>());

    [TestCase(0.0)]
    [TestCase(-1.0)]
    [TestCase(double.NaN)]
    [TestCase(double.PositiveInfinity)]
    public void Gamma_and_beta_refuse_what_is_no_shape(double shape)
    {
        Assert.That(() => _stream.Gamma(shape, 1.0), Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => _stream.Beta(shape, 1.0), Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => _stream.Beta(1.0, shape), Throws.InstanceOf<ArgumentOutOfRangeException>());
    }

    [Test]
    public void The_ends_of_the_unit_interval_give_finite_values()
    {
        Assert.That(Zeros().Uniform(), Is.Zero);
        Assert.That(Ones().Uniform(), Is.EqualTo(1.0 - Math.Pow(2, -53)));
        Assert.That(Zeros().Exponential(1.0), Is.Zero);
        Assert.That(Ones().Exponential(1.0), Is.EqualTo(53 * Math.Log(2)).Within(1e-12));
        Assert.That(Zeros().Normal(0, 1), Is.InRange(-9.0, -8.0));
        Assert.That(Ones().Normal(0, 1), Is.InRange(8.0, 9.0));
        Assert.That(Zeros().Pareto(2.0, 3.0), Is.EqualTo(2.0));
        Assert.That(Ones().Pareto(2.0, 3.0), Is.EqualTo(2.0 * Math.Pow(2, 53 / 3.0)).Within(1e-6));
    }

    [Test]
    public void Without_spread_there_is_one_value()
    {
        Assert.That(_stream.Exponential(0.0), Is.Zero);
        Assert.That(_stream.Normal(5.0, 0.0), Is.EqualTo(5.0));
        Assert.That(_stream.Lognormal(7.0, 7.0), Is.EqualTo(7.0));
        Assert.That(_stream.Uniform(3.0, 3.0), Is.EqualTo(3.0));
        Assert.That(new Empirical([4.0]).Next(_stream), Is.EqualTo(4.0));
        Assert.That(new Empirical([4.0], isInterpolated: true).Next(_stream), Is.EqualTo(4.0));
    }

    [Test]
    public void Empirical_values_come_as_often_as_they_were_given()
    {
        var empirical = new Empirical([3.0, 1.0, 2.0, 3.0, 3.0]);
        Assert.That(empirical.Values.ToArray(), Is.EqualTo((double[])[1.0, 2.0, 3.0, 3.0, 3.0]));
        Goodness.ExpectDiscrete(() => (long)empirical.Next(_stream), [1, 2], [0.2, 0.2, 0.6]);
    }

    [Test]
    public void Empirical_values_may_be_joined_by_lines()
    {
        var empirical = new Empirical([10.0, 0.0, 2.0], isInterpolated: true);
        Assert.That(empirical.IsInterpolated, Is.True);
        Goodness.ExpectContinuous(
            () => empirical.Next(_stream), x => x < 2 ? x / 4 : 0.5 + ((x - 2) / 16));
    }

    [Test]
    public void An_empirical_distribution_has_values_of_its_own()
    {
        Assert.That(() => new Empirical([]), Throws.ArgumentException);
        Assert.That(() => new Empirical([1.0]).Next(null!), Throws.ArgumentNullException);
        double[] values = [1.0];
        var empirical = new Empirical(values);
        values[0] = 9.0;
        Assert.That(empirical.Next(_stream), Is.EqualTo(1.0));
    }

    // streams whose first draw is all zeros, or all ones
    private static RandomStream Zeros() => new(0, 1, 2, 0);

    private static RandomStream Ones() => new(ulong.MaxValue, 1, 2, 1);
}
