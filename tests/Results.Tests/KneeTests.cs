using System;
using System.Collections.Generic;
using NUnit.Framework;
using Simulator.Results;

namespace Tests.Results;

/// <summary>The knee of a latency over the load, where load over latency is greatest.</summary>
public sealed class KneeTests
{
    [Test]
    public void Of_M_M_1_it_is_at_half_the_load() =>
        Assert.That(Knee.Find(Curve(load => 1 / (1 - load)))!.Value.X, Is.EqualTo(0.5));

    // x / (1 + x / (2 (1 - x))) is greatest at 2 - sqrt 2 = 0.586
    [Test]
    public void Of_M_D_1_it_lies_higher() =>
        Assert.That(Knee.Find(Curve(load => 1 + (load / (2 * (1 - load)))))!.Value.X, Is.EqualTo(0.6));

    [Test]
    public void Before_a_wall_it_is_the_last_load_that_is_served() =>
        Assert.That(Knee.Find(Curve(load => load <= 0.8 ? 1 : 50))!.Value.X, Is.EqualTo(0.8));

    [TestCase(0.001)]
    [TestCase(1000)]
    public void It_depends_on_no_unit(double unit) =>
        Assert.That(Knee.Find(Curve(load => unit / (1 - load)))!.Value.X, Is.EqualTo(0.5));

    [Test]
    public void It_stays_where_it_is_if_the_study_goes_further()
    {
        List<FigurePoint> points = Curve(load => 1 / (1 - load));
        Assert.That(Knee.Find(points[..8]), Is.EqualTo(Knee.Find(points)));
    }

    [Test]
    public void A_latency_that_does_not_depend_on_the_load_has_none() =>
        Assert.That(Knee.Find(Curve(_ => 0.3)), Is.Null);

    [Test]
    public void A_latency_that_grows_with_the_load_from_nothing_has_none() =>
        Assert.That(Knee.Find(Curve(load => 3 * load)), Is.Null);

    [Test]
    public void A_range_that_starts_beyond_the_knee_has_none() =>
        Assert.That(Knee.Find(Curve(load => 1 / (1 - load))[5..]), Is.Null);

    [Test]
    public void A_range_that_ends_before_the_knee_has_none() =>
        Assert.That(Knee.Find(Curve(load => 1 / (1 - load))[..4]), Is.Null);

    [Test]
    public void Noise_on_a_proportional_latency_makes_none() =>
        Assert.That(Knee.Find(Curve(load => load * (1 + (0.04 * Math.Sin(30 * load))))), Is.Null);

    [TestCase(0)]
    [TestCase(1)]
    [TestCase(2)]
    public void A_few_points_have_none(int count) =>
        Assert.That(Knee.Find(Curve(load => 1 / (1 - load))[..count]), Is.Null);

    [TestCase(-1, 1)]
    [TestCase(1, 0)]
    [TestCase(1, -1)]
    [TestCase(double.NaN, 1)]
    [TestCase(1, double.NaN)]
    public void What_is_no_latency_over_a_load_has_none(double x, double y) =>
        Assert.That(Knee.Find([new(0.1, 1), new(x, y), new(5, 1), new(6, 100)]), Is.Null);

    private static List<FigurePoint> Curve(Func<double, double> latency)
    {
        var points = new List<FigurePoint>();
        for (int tenth = 1; tenth <= 9; tenth++)
        {
            points.Add(new(tenth / 10.0, latency(tenth / 10.0)));
        }

        return points;
    }
}
