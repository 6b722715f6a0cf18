using System;
using System.Linq;
using NUnit.Framework;
using Simulator.Kernel;
using Simulator.Scenarios;

namespace Tests.Scenario;

/// <summary>Distributions and arrivals, in both ways of writing them.</summary>
internal sealed class DistributionTests
{
    private const int Draws = 200_000;

    [TestCase("5 ms", DistributionKind.Constant, "5 ms")]
    [TestCase("5ms", DistributionKind.Constant, "5 ms")]
    [TestCase("{ constant: 5 ms }", DistributionKind.Constant, "5 ms")]
    [TestCase("uniform 1 ms 3 ms", DistributionKind.Uniform, "uniform 1 ms 3 ms")]
    [TestCase("{ uniform: { min: 1 ms, max: 3 ms } }", DistributionKind.Uniform, "uniform 1 ms 3 ms")]
    [TestCase("exponential 2ms", DistributionKind.Exponential, "exponential 2 ms")]
    [TestCase("{ exponential: { mean: 2 ms } }", DistributionKind.Exponential, "exponential 2 ms")]
    [TestCase("{ exponential: 2000 us }", DistributionKind.Exponential, "exponential 2 ms")]
    [TestCase("shifted-exponential 9 ms 1 ms", DistributionKind.ShiftedExponential, "shifted-exponential 9 ms 1 ms")]
    [TestCase(
        "{ shifted-exponential: { extra: 1 ms, min: 9 ms } }",
        DistributionKind.ShiftedExponential,
        "shifted-exponential 9 ms 1 ms")]
    [TestCase("normal 10 ms 2 ms", DistributionKind.Normal, "normal 10 ms 2 ms")]
    [TestCase("{ normal: { mean: 10 ms, sd: 2 ms } }", DistributionKind.Normal, "normal 10 ms 2 ms")]
    [TestCase("lognormal 60 ms 180 ms", DistributionKind.Lognormal, "lognormal 60 ms 180 ms")]
    [TestCase("lognormal  0.06 s   180ms", DistributionKind.Lognormal, "lognormal 60 ms 180 ms")]
    [TestCase("{ lognormal: { median: 60 ms, p95: 180 ms } }", DistributionKind.Lognormal, "lognormal 60 ms 180 ms")]
    [TestCase("gamma 2 5 ms", DistributionKind.Gamma, "gamma 2 5 ms")]
    [TestCase("{ gamma: { shape: 2, scale: 5 ms } }", DistributionKind.Gamma, "gamma 2 5 ms")]
    [TestCase("beta 3 4 10 s", DistributionKind.Beta, "beta 3 4 10 s")]
    [TestCase("{ beta: { a: 3, b: 4, max: 10 s } }", DistributionKind.Beta, "beta 3 4 10 s")]
    [TestCase("pareto 1.2 4 ms", DistributionKind.Pareto, "pareto 1.2 4 ms")]
    [TestCase("{ pareto: { shape: 1.2, min: 4 ms } }", DistributionKind.Pareto, "pareto 1.2 4 ms")]
    [TestCase("empirical samples/work.txt", DistributionKind.Empirical, "empirical samples/work.txt")]
    [TestCase("{ empirical: { file: samples/work.txt } }", DistributionKind.Empirical, "empirical samples/work.txt")]
    [TestCase("{ empirical: samples/work.txt }", DistributionKind.Empirical, "empirical samples/work.txt")]
    public void Each_form_is_read_and_has_one_canonical_text(string text, DistributionKind kind, string canonical)
    {
        Distribution distribution = Work(text);

        Assert.Multiple(() =>
        {
            Assert.That(distribution.Kind, Is.EqualTo(kind));
            Assert.That(distribution.Dimension, Is.EqualTo(Dimension.Time));
            Assert.That(distribution.Text, Is.EqualTo(canonical));
        });
    }

    [Test]
    public void Samples_of_a_file_are_kept_in_order_and_make_its_content_part_of_the_scenario()
    {
        Simulator.Scenarios.Scenario scenario = Samples.Bind(WithWork("empirical samples/work.txt"));
        Distribution distribution = scenario.Group("first").CostOf("server.work").Fixed;

        Assert.Multiple(() =>
        {
            Assert.That(
                distribution.Samples.Select(sample => sample.ToString()),
                Is.EqualTo(new[] { "1 ms", "2 ms", "4.5 ms" }));
            Assert.That(scenario.Inputs.Select(input => input.Path), Is.EqualTo(new[] { "samples/work.txt" }));
            Assert.That(scenario.ToHashText(), Does.Contain(scenario.Inputs[0].Sha256));
        });
    }

    [Test]
    public void A_wrong_line_of_a_file_is_reported_in_that_file()
    {
        MemoryFiles files = Samples.Files.Add("samples/bad.txt", "1 ms\n  2\n3 Mbit/s\n");
        string[] errors = Samples.Errors(WithWork("empirical samples/bad.txt"), "tandem.yaml", files: files);

        Assert.That(errors.Select(error => error.Split('\n')[0]), Is.EqualTo(new[]
        {
            "samples/bad.txt:2:3: '2' has no unit in nodes.first.costs.server.work",
            "samples/bad.txt:3:1: '3 Mbit/s' is a rate; nodes.first.costs.server.work takes a time",
        }));
    }

    [Test]
    public void A_file_without_a_value_is_an_error()
    {
        MemoryFiles files = Samples.Files.Add("samples/none.txt", "# nothing measured\n");

        Assert.That(Samples.Errors(WithWork("empirical samples/none.txt"), "tandem.yaml", files: files).Single(),
            Does.StartWith("tandem.yaml:8:58: the file 'samples/none.txt' holds no value"));
    }

    [TestCase("7 ms", 7.0, 0.0)]
    [TestCase("uniform 1 ms 3 ms", 2.0, 0.5774)]
    [TestCase("exponential 2 ms", 2.0, 2.0)]
    [TestCase("shifted-exponential 9 ms 1 ms", 10.0, 1.0)]
    [TestCase("normal 10 ms 2 ms", 10.0, 2.0)]
    [TestCase("gamma 2 5 ms", 10.0, 7.0711)]
    [TestCase("beta 3 4 7 ms", 3.0, 1.2247)]
    [TestCase("pareto 3 4 ms", 6.0, 3.4641)]
    [TestCase("lognormal 60 ms 180 ms", 74.99, 56.24)] // sigma = ln 3 / 1.6449
    [TestCase("empirical samples/work.txt", 2.5, 1.4720)]
    public void A_sampler_draws_what_the_text_says(string text, double meanMilliseconds, double deviationMilliseconds)
    {
        var sampler = new Sampler(Work(text));
        var stream = new RandomStream(1, 0, "ue/0/work");
        double[] values = Enumerable.Range(0, Draws).Select(_ => sampler.NextTime(stream).Seconds * 1e3).ToArray();
        double mean = values.Average();
        double deviation = Math.Sqrt(values.Average(value => (value - mean) * (value - mean)));

        Assert.Multiple(() =>
        {
            // 5 standard errors of the mean; the deviation's own error is larger, most of all for a heavy tail
            Assert.That(
                mean, Is.EqualTo(meanMilliseconds).Within((5 * deviationMilliseconds / Math.Sqrt(Draws)) + 0.01));
            Assert.That(
                deviation, Is.EqualTo(deviationMilliseconds)
                    .Within((text.StartsWith("pareto", StringComparison.Ordinal) ? 15 : 2)).Percent);
            Assert.That(values.Min(), Is.GreaterThanOrEqualTo(0));
        });
    }

    [Test]
    public void A_normal_distribution_never_draws_below_zero()
    {
        var sampler = new Sampler(Work("normal 1 ms 5 ms"));
        var stream = new RandomStream(1, 0, "ue/0/work");

        Assert.That(
            Enumerable.Range(0, 10_000).Select(_ => sampler.NextTime(stream)).Min(),
            Is.GreaterThanOrEqualTo(SimTime.Zero));
    }

    [Test]
    public void A_constant_draws_nothing_and_is_exact()
    {
        var sampler = new Sampler(Work("0.000000000001 s"));
        var stream = new RandomStream(1, 0, "a");
        ulong next = new RandomStream(1, 0, "a").NextBits();

        Assert.Multiple(() =>
        {
            Assert.That(sampler.NextTime(stream), Is.EqualTo(new SimTime(1)));
            Assert.That(stream.NextBits(), Is.EqualTo(next));
        });
    }

    [Test]
    public void A_heavy_tail_stays_within_the_clock()
    {
        var sampler = new Sampler(Work("pareto 0.01 100 d"));
        var stream = new RandomStream(1, 0, "a");

        Assert.That(
            Enumerable.Range(0, 1000).Select(_ => sampler.NextTime(stream)).Max(),
            Is.LessThanOrEqualTo(new SimTime(1L << 62)));
    }

    [TestCase("poisson 400 /s", ArrivalKind.Poisson, "poisson 400 /s")]
    [TestCase("poisson 400/s", ArrivalKind.Poisson, "poisson 400 /s")]
    [TestCase("{ poisson: { rate: 400 /s } }", ArrivalKind.Poisson, "poisson 400 /s")]
    [TestCase("{ poisson: 400 /s }", ArrivalKind.Poisson, "poisson 400 /s")]
    [TestCase("beta 3 4 over 10 s", ArrivalKind.Beta, "beta 3 4 over 10 s")]
    [TestCase("{ beta: { a: 3, b: 4, over: 10 s } }", ArrivalKind.Beta, "beta 3 4 over 10 s")]
    [TestCase("uniform over 60 s", ArrivalKind.Uniform, "uniform over 60 s")]
    [TestCase("at 7 ms", ArrivalKind.At, "at 7 ms")]
    [TestCase("{ at: 7 ms }", ArrivalKind.At, "at 7 ms")]
    [TestCase("burst 10 at 1 s", ArrivalKind.Burst, "burst 10 at 1 s")]
    [TestCase("{ burst: { count: 10, at: 1 s } }", ArrivalKind.Burst, "burst 10 at 1 s")]
    public void Each_form_of_arrivals_is_read(string text, ArrivalKind kind, string canonical)
    {
        Arrivals? arrivals = Samples.Bind(Samples.Tandem.With("poisson 200 /s", text)).Group("source").Arrivals;

        Assert.Multiple(() =>
        {
            Assert.That(arrivals?.Kind, Is.EqualTo(kind));
            Assert.That(arrivals?.Text, Is.EqualTo(canonical));
        });
    }

    [Test]
    public void Arguments_of_arrivals_are_typed()
    {
        Arrivals beta = Samples.Bind(Samples.Tandem.With("poisson 200 /s", "beta 3 4 over 10 s"))
            .Group("source").Arrivals!;
        Arrivals burst = Samples.Bind(Samples.Tandem.With("poisson 200 /s", "burst 10 at 1 s"))
            .Group("source").Arrivals!;

        Assert.Multiple(() =>
        {
            Assert.That((beta.A, beta.B, beta.Over), Is.EqualTo((3.0, 4.0, SimTime.FromSeconds(10))));
            Assert.That((burst.Count, burst.At), Is.EqualTo((10L, SimTime.FromSeconds(1))));
        });
    }

    [Test]
    public void A_cost_may_have_parts_per_octet_and_energies()
    {
        Cost cost = Samples.Bind(
            WithWork("{ fixed: exponential 2 ms, per-octet: 0.459 ns/B, energy: 3 mJ, energy-per-octet: 2 uJ/B }"))
            .Group("first").CostOf("server.work");

        Assert.Multiple(() =>
        {
            Assert.That(cost.Fixed.Text, Is.EqualTo("exponential 2 ms"));
            Assert.That(cost.PerOctet.Base, Is.EqualTo(459m));
            Assert.That(cost.Energy?.Si, Is.EqualTo(0.003));
            Assert.That(cost.EnergyPerOctet?.Si, Is.EqualTo(2e-6));
        });
    }

    private static string WithWork(string text) => Samples.Tandem.With("exponential 1 ms", text);

    private static Distribution Work(string text) =>
        Samples.Bind(WithWork(text)).Group("first").CostOf("server.work").Fixed;
}
