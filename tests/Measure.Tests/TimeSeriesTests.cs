using System;
using NUnit.Framework;
using Simulator.Kernel;
using Simulator.Measure;

namespace Tests.Measure;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class TimeSeriesTests
{
    private readonly Simulation _simulation = new();

    private TimeAverage Queue(SimTime stop, out MetricRegistry registry)
    {
        registry = new MetricRegistry(_simulation, new MeasuredWindow(SimTime.Zero, stop));
        return registry.TimeAverage("hss.queue", "hss/0", MetricUnit.One, "Waiting.", capacity: 2);
    }

    [Test]
    public void A_state_is_looked_at_after_everything_else_of_the_instant()
    {
        TimeAverage queue = Queue(SimTime.FromSeconds(4), out MetricRegistry registry);
        TimeSeries series = registry.Sample(queue, SimTime.FromSeconds(1));
        _simulation.Start(Change(queue));
        _simulation.Run();
        Assert.That(series.Points.ToArray(), Is.EqualTo((double[])[0.5, 1.5, 1.0, 1.0])); // none at the stop
        Assert.That(series.At(3), Is.EqualTo(SimTime.FromSeconds(3)));
        Assert.That(registry.Series, Is.EqualTo((TimeSeries[])[series]));
        Assert.That(_simulation.Now, Is.EqualTo(SimTime.FromSeconds(3)));
    }

    private async Process Change(TimeAverage queue)
    {
        queue.Set(1);
        await _simulation.Timeout(SimTime.FromSeconds(1));
        queue.Set(9);
        await _simulation.Timeout(SimTime.Zero);
        queue.Set(3);
        await _simulation.Timeout(SimTime.FromSeconds(1));
        queue.Set(2);
    }

    [Test]
    public void Looking_does_not_change_what_is_measured()
    {
        TimeAverage queue = Queue(SimTime.FromSeconds(4), out MetricRegistry registry);
        registry.Sample(queue, SimTime.FromMilliseconds(1));
        _simulation.Start(Change(queue));
        _simulation.Run(SimTime.FromSeconds(4));
        Assert.That(registry.Values()[2].Value, Is.EqualTo((1 + 3 + 2 + 2) / 4.0 / 2.0));
    }

    [TestCase(10, 1, 10)]
    [TestCase(10, 3, 4)]
    [TestCase(10, 10, 1)]
    [TestCase(10, 11, 1)]
    [TestCase(1, 1, 1)]
    public void Points_in_a_span(long span, long step, int count) =>
        Assert.That(TimeSeries.PointCount(new SimTime(span), new SimTime(step)), Is.EqualTo(count));

    [TestCase(10, 0)]
    [TestCase(10, -1)]
    [TestCase(0, 1)]
    [TestCase(1_000_001, 1)]
    public void Too_many_points_or_none_are_refused(long span, long step) =>
        Assert.That(
            () => TimeSeries.PointCount(new SimTime(span), new SimTime(step)),
            Throws.TypeOf<ArgumentOutOfRangeException>());
}
