using NUnit.Framework;
using Simulator.Bench;

namespace Tests.Bench;

public sealed class MeasuredTests
{
    [Test]
    public void The_rate_is_the_median_of_the_rounds()
    {
        Assert.That(new Measured("a", [2.0, 9.0, 4.0], 0).Rate, Is.EqualTo(4.0));
        Assert.That(new Measured("a", [4.0], 0).Nanoseconds, Is.EqualTo(0.25e9));
    }

    [Test]
    public void A_ratio_compares_rounds_not_medians()
    {
        // the machine is slower from round to round: the ratio is 2 in most of them
        var ours = new Measured("ours", [200.0, 100.0, 20.0, 2.0, 9.0], 0);
        var theirs = new Measured("theirs", [100.0, 50.0, 10.0, 10.0, 1.0], 0);
        Assert.That(ours.RatioTo(theirs), Is.EqualTo(2.0));
        Assert.That(theirs.RatioTo(ours), Is.EqualTo(0.5));
        Assert.That(ours.RatioTo(ours), Is.EqualTo(1.0));
    }
}
