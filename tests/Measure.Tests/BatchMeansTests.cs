using System;
using System.Linq;
using NUnit.Framework;
using Simulator.Kernel;
using Simulator.Measure;

namespace Tests.Measure;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class BatchMeansTests
{
    private readonly BatchMeans _batches = new();

    private void Add(params double[] values) => Array.ForEach(values, _batches.Add);

    [Test]
    public void Batches_grow_and_stay_between_32_and_63()
    {
        for (int value = 1; value <= 20_000; value++)
        {
            _batches.Add(value);
            if (value >= 64)
            {
                Assert.That(_batches.BatchCount, Is.InRange(32, 63));
            }

            Assert.That(_batches.BatchCount * _batches.BatchSize, Is.InRange(value - _batches.BatchSize + 1, value));
        }
    }

    [Test]
    public void The_error_of_independent_values_by_hand()
    {
        // 32 values that alternate in fours are joined to 16 means: 2, 2, 4, 4, ...
        Add([.. Enumerable.Range(0, 32).Select(index => (index % 4 < 2 ? 1.0 : 3.0) + (index % 2 * 2))]);
        BatchError error = _batches.Error()!.Value;
        Assert.That(error.BatchCount, Is.EqualTo(16));
        Assert.That(error.StandardError, Is.EqualTo(Math.Sqrt(16.0 / 15) / 4).Within(1e-12));
    }

    [Test]
    public void What_never_varies_is_known_exactly()
    {
        Add([.. Enumerable.Repeat(0.25, 1000)]);
        Assert.That(_batches.Error(), Is.EqualTo(new BatchError(31, 0.0)));
    }

    [TestCase(0)]
    [TestCase(1)]
    [TestCase(15)]
    public void Few_values_tell_nothing(int count)
    {
        Add([.. Samples.Draw("exponential", count)]);
        Assert.That(_batches.Error(), Is.Null);
    }

    [Test]
    public void A_trend_is_no_steady_state_and_tells_nothing()
    {
        Add([.. Enumerable.Range(0, 100_000).Select(index => (double)index)]);
        Assert.That(_batches.Error(), Is.Null);
    }

    [Test]
    public void Long_waves_tell_nothing()
    {
        Add([.. Enumerable.Range(0, 100_000).Select(index => Math.Sin(index * 2 * Math.PI / 50_000))]);
        Assert.That(_batches.Error(), Is.Null);
    }

    [Test]
    public void Correlated_values_have_a_greater_error_than_they_look()
    {
        // each value stands ten times: the mean of n of them is known as well as that of n / 10
        double[] values = Samples.Draw("exponential", 100_000);
        Add([.. Enumerable.Range(0, 1_000_000).Select(index => values[index / 10])]);
        double independent = 0.02 / Math.Sqrt(1_000_000);
        Assert.That(_batches.Error()!.Value.StandardError / independent, Is.EqualTo(Math.Sqrt(10)).Within(1.2));
    }

    [Test]
    public void A_state_over_time_has_an_error_when_its_window_is_over()
    {
        var simulation = new Simulation();
        var registry = new MetricRegistry(
            simulation, new MeasuredWindow(SimTime.FromSeconds(10), SimTime.FromSeconds(70)));
        TimeAverage state = registry.TimeAverage("load", "", MetricUnit.One, "Load.", capacity: 4);
        simulation.Start(Toggle(simulation, state));
        simulation.Run(SimTime.FromSeconds(69));
        Assert.That(state.Errors(), Is.Empty, "the last part is open");
        simulation.Run(SimTime.FromSeconds(70));
        // a second 0, the next one 8: 60 means of a second that alternate, joined to 30 of which none varies
        Assert.That(state.Errors(), Is.EqualTo(((Statistic, BatchError)[])[(Statistic.TimeAverage, new(30, 0))]));
    }

    [Test]
    public void An_amount_has_an_error_of_its_rate()
    {
        var simulation = new Simulation();
        var registry = new MetricRegistry(simulation, new MeasuredWindow(SimTime.Zero, SimTime.FromSeconds(60)));
        Rate rate = registry.Rate("rate", "", MetricUnit.PerSecond, "Things.");
        simulation.Start(Add(simulation, rate));
        simulation.Run(SimTime.FromSeconds(60));
        (Statistic statistic, BatchError error) = rate.Errors().Single();
        // parts of a second with 3, 3, 5, 5, ... joined to 30 of 3 and 5
        Assert.That((statistic, error.BatchCount), Is.EqualTo((Statistic.Rate, 30)));
        Assert.That(error.StandardError, Is.EqualTo(Math.Sqrt(30.0 / 29 / 30)).Within(1e-9));
    }

    [Test]
    public void A_ratio_and_samples_have_errors_and_a_counter_has_none()
    {
        var registry = new MetricRegistry(
            new Simulation(), new MeasuredWindow(SimTime.Zero, SimTime.FromSeconds(1)));
        Ratio ratio = registry.Ratio("hits", "", "Hits.");
        SampleSeries samples = registry.Samples("size", "", MetricUnit.Octet, "Sizes.");
        foreach (double value in Samples.Draw("exponential", 20_000))
        {
            ratio.Add(value < 0.02);
            samples.Add(value);
        }

        double error = ratio.Errors().Single().Error.StandardError;
        Assert.That(error, Is.EqualTo(Math.Sqrt(0.632 * 0.368 / 20_000)).Within(0.0015));
        Assert.That(
            samples.Errors().Select(each => each.Statistic),
            Is.EqualTo((Statistic[])[Statistic.Mean, Statistic.P50, Statistic.P95, Statistic.P99, Statistic.P999]));
        double[] errors = [.. samples.Errors().Select(each => each.Error.StandardError)];
        Assert.That(errors[0], Is.EqualTo(0.02 / Math.Sqrt(20_000)).Within(6e-5));
        Assert.That(errors[1], Is.EqualTo(0.5 / Math.Sqrt(20_000)).Within(0.0015));
        Assert.That(registry.Counter("events", "", "Events."), Is.Not.InstanceOf<IBatched>());
    }

    private static async Process Toggle(Simulation simulation, TimeAverage state)
    {
        for (int second = 0; second < 70; second++)
        {
            state.Set(second % 2 * 8);
            await simulation.Timeout(SimTime.FromSeconds(1));
        }
    }

    private static async Process Add(Simulation simulation, Rate rate)
    {
        for (int second = 0; second < 60; second++)
        {
            rate.Add(second % 4 < 2 ? 3 : 5);
            await simulation.Timeout(SimTime.FromSeconds(1));
        }
    }
}
