using NUnit.Framework;
using Simulator.Kernel;

namespace Tests.Kernel;

/// <summary>The tests of distributions find what is wrong by a little.</summary>
public sealed class GoodnessTests
{
    [TestCase(0.0, 1.01)]
    [TestCase(0.01, 1.0)]
    [TestCase(0.0, 0.99)]
    public void A_uniform_that_is_wrong_by_a_hundredth_is_refused(double low, double high)
    {
        var stream = new RandomStream(1, 0, "wrong");
        Assert.That(
            () => Goodness.ExpectContinuous(() => stream.Uniform(low, high), x => System.Math.Clamp(x, 0.0, 1.0)),
            Throws.InstanceOf<AssertionException>());
    }

    [Test]
    public void A_die_that_is_loaded_by_a_fiftieth_is_refused()
    {
        var stream = new RandomStream(1, 0, "wrong");
        Assert.That(
            () => Goodness.ExpectDiscrete(
                () => stream.Chance(0.02) ? 5 : stream.Below(6), [0, 1, 2, 3, 4],
                [1 / 6.0, 1 / 6.0, 1 / 6.0, 1 / 6.0, 1 / 6.0, 1 / 6.0]),
            Throws.InstanceOf<AssertionException>());
    }

    [Test]
    public void A_mean_that_is_wrong_by_a_fiftieth_of_a_deviation_is_refused()
    {
        var stream = new RandomStream(1, 0, "wrong");
        Assert.That(
            () => Goodness.ExpectMean(() => stream.Normal(0.02, 1.0), 0.0, 1.0),
            Throws.InstanceOf<AssertionException>());
    }
}
