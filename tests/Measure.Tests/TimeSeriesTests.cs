using System;
using System.Linq;
using NUnit.Framework;
using Simulator.Kernel;
using Simulator.Measure;

namespace Tests.Measure;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class TimeSeriesTests
{
    private readonly Simulation _simulation = new();
    private readonly MetricRegistry _registry;

    public TimeSeriesTests()
    {
        // the first second is warm-up: a series shows it all the same
        _registry = new MetricRegistry(
            _simulation, new MeasuredWindow(SimTime.FromSeconds(1), SimTime.FromSeconds(4)));
    }

    private TimeAverage Queue() => _registry.TimeAverage("hss.queue", "hss/0", MetricUnit.One, "Waiting.", capacity: 2);

    private void Run()
    {
        _simulation.Run(SimTime.FromSeconds(4));
        _registry.EndSeries();
    }

    [Test]
    public void A_step_of_a_state_is_its_mean_over_the_step()
    {
        TimeAverage queue = Queue();
        _registry.Sample(SimTime.FromSeconds(1));
        _simulation.Start(Change(queue));
        Run();
        TimeSeries series = _registry.Series.Single();
        Assert.That(series.Points.ToArray(), Is.EqualTo((double[])[0.5, 1.0, 1.0, 1.0]));
        Assert.That(series.At(3), Is.EqualTo(SimTime.FromSeconds(3)));
        Assert.That(series.Definition.Unit, Is.EqualTo(MetricUnit.One));
    }

    private async Process Change(TimeAverage queue)
    {
        queue.Set(1);
        await _simulation.Timeout(SimTime.FromSeconds(1));
        queue.Set(9);
        await _simulation.Timeout(SimTime.Zero);
        queue.Set(3);
        await _simulation.Timeout(SimTime.FromMilliseconds(500));
        queue.Set(1);
        await _simulation.Timeout(SimTime.FromMilliseconds(500));
        queue.Set(2);
    }

    [Test]
    public void A_step_of_a_count_and_of_an_amount_is_what_came_in_it_for_each_second()
    {
        Counter losses = _registry.Counter("losses", "", "Lost.");
        Rate octets = _registry.Rate("goodput", "", MetricUnit.BitPerSecond, "Octets that arrive.");
        _registry.Sample(SimTime.FromMilliseconds(500));
        _simulation.Start(Lose(losses, octets));
        Run();
        TimeSeries counts = _registry.Series[0], amounts = _registry.Series[1];
        Assert.That(counts.Points.ToArray(), Is.EqualTo((double[])[4, 0, 0, 2, 0, 0, 0, 0]));
        Assert.That(amounts.Points.ToArray(), Is.EqualTo((double[])[32, 0, 0, 16, 0, 0, 0, 0]));
        Assert.That(counts.Definition.Unit, Is.EqualTo(MetricUnit.PerSecond));
        Assert.That(amounts.Definition.Unit, Is.EqualTo(MetricUnit.BitPerSecond));
        Assert.That(losses.Count, Is.EqualTo(1), "two of three came in the warm-up");
    }

    private async Process Lose(Counter losses, Rate octets)
    {
        foreach (int wait in (int[])[0, 400, 1200])
        {
            await _simulation.Timeout(SimTime.FromMilliseconds(wait));
            losses.Add();
            octets.Add(8);
        }
    }

    [Test]
    public void The_last_step_may_be_shorter_and_ends_at_the_stop()
    {
        TimeAverage queue = Queue();
        _registry.Sample(SimTime.FromMilliseconds(1500));
        queue.Set(2);
        Run();
        _registry.EndSeries(); // once more adds nothing
        _simulation.Run(SimTime.FromSeconds(9));
        Assert.That(_registry.Series.Single().Points.ToArray(), Is.EqualTo((double[])[1, 1, 1]));
    }

    [Test]
    public void A_metric_that_is_declared_later_was_zero_before()
    {
        _registry.Sample(SimTime.FromSeconds(1));
        _simulation.Start(DeclareLater());
        Run();
        Assert.That(_registry.Series.Single().Points.ToArray(), Is.EqualTo((double[])[0, 0, 1, 0]));
    }

    private async Process DeclareLater()
    {
        await _simulation.Timeout(SimTime.FromMilliseconds(2500));
        _registry.Counter("outcome.failed", "ue", "Failures.").Add();
    }

    [Test]
    public void What_has_no_level_and_what_is_not_kept_has_no_series()
    {
        _registry.Tally("energy", "", MetricUnit.Joule, "Energy.").Add(1);
        _registry.Ratio("hit", "", "Hits.").Add(true);
        _registry.Counter("kept", "", "Kept.");
        _registry.Counter("dropped", "", "Dropped.");
        _registry.Sample(SimTime.FromSeconds(1), name => name != "dropped");
        Run();
        Assert.That(_registry.Series.Select(series => series.Definition.Name), Is.EqualTo((string[])["kept"]));
    }

    [Test]
    public void Without_being_asked_for_there_is_none()
    {
        Queue();
        Run();
        Assert.That(_registry.Series, Is.Empty);
    }

    [Test]
    public void A_run_that_ends_before_its_stop_has_no_half_step()
    {
        Queue();
        _registry.Sample(SimTime.FromSeconds(1));
        _simulation.Run(SimTime.FromMilliseconds(2500));
        _registry.EndSeries();
        Assert.That(_registry.Series.Single().Count, Is.EqualTo(2));
    }

    [Test]
    public void Looking_does_not_change_what_is_measured()
    {
        TimeAverage queue = Queue();
        _registry.Sample(SimTime.FromMilliseconds(1));
        _simulation.Start(Change(queue));
        Run();
        Assert.That(_registry.Values()[2].Value, Is.EqualTo((2 + 2 + 2) / 3.0 / 2.0));
    }

    [TestCase(0)]
    [TestCase(-1)]
    [TestCase(399_999_999)] // 10,001 steps of it
    public void Too_many_steps_or_none_are_refused(long step)
    {
        Assert.That(
            () => _registry.Sample(new SimTime(step)), Throws.TypeOf<ArgumentOutOfRangeException>());
        _registry.Sample(new SimTime(400_000_000));
    }

    [Test]
    public void Two_steps_are_a_defect()
    {
        _registry.Sample(SimTime.FromSeconds(1));
        Assert.That(() => _registry.Sample(SimTime.FromSeconds(1)), Throws.TypeOf<InvariantException>());
    }
}
