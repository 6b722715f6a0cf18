using System;
using System.Collections.Generic;
using NUnit.Framework;
using Simulator.Kernel;
using Simulator.Measure;

namespace Tests.Measure;

/// <summary>Each kind of metric on a run with warm-up until 2 s and stop at 10 s.</summary>
public sealed class MetricTests
{
    private Simulation _simulation = new();
    private MetricRegistry _registry = null!;

    [SetUp]
    public void Begin()
    {
        _simulation = new Simulation();
        _registry = new MetricRegistry(
            _simulation, new MeasuredWindow(SimTime.FromSeconds(2), SimTime.FromSeconds(10)));
    }

    private void At(double seconds, Action action) =>
        _simulation.Schedule(SimTime.FromSeconds(seconds), new Call(action), Priority.Process);

    private double Value(string metric, Statistic statistic, string entity = "")
    {
        foreach (MetricValue value in _registry.Values())
        {
            if (value.Metric == metric && value.Statistic == statistic && value.Entity == entity)
            {
                return value.Value;
            }
        }

        return double.NaN;
    }

    [Test]
    public void A_counter_counts_in_the_window_alone()
    {
        Counter counter = _registry.Counter("frames", "", "Frames.");
        foreach (double at in (double[])[0, 1.9, 2.0, 5, 9.999999999999, 10.0, 11])
        {
            At(at, counter.Add);
        }

        _simulation.Run();
        Assert.That(Value("frames", Statistic.Count), Is.EqualTo(3));
    }

    [Test]
    public void A_procedure_counts_by_its_start_however_late_it_ends()
    {
        SampleSeries latency = _registry.Samples("attach.latency", "", MetricUnit.Second, "Attach.");
        Ratio success = _registry.Ratio("attach.success", "", "Attaches that succeed.");
        At(3, () => Ended(1.0)); // started in the warm-up
        At(5, () => Ended(3.0));
        At(14, () => Ended(9.5)); // ended in the drain
        At(15, () => Ended(10.0)); // started at the stop
        _simulation.Run();
        Assert.That(Value("attach.latency", Statistic.Count), Is.EqualTo(2));
        Assert.That(Value("attach.latency", Statistic.Sum), Is.EqualTo(6.5));
        Assert.That(Value("attach.success", Statistic.Ratio), Is.EqualTo(0.5));
        Assert.That(Value("attach.success", Statistic.Count), Is.EqualTo(2));

        void Ended(double startedAt)
        {
            latency.AddSince(SimTime.FromSeconds(startedAt));
            success.AddStarted(SimTime.FromSeconds(startedAt), isHit: startedAt > 5);
        }
    }

    [Test]
    public void A_time_average_by_hand()
    {
        TimeAverage queue = _registry.TimeAverage("hss.queue", "hss/0", MetricUnit.One, "Requests waiting.");
        At(0, () => queue.Set(7)); // before the window: 7 counts for [2, 3)
        At(3, () => queue.Set(0));
        At(4, () => queue.Add(2)); // 2 in [4, 6)
        At(6, () => queue.Add(3)); // 5 in [6, 9)
        At(9, () => queue.Add(-4)); // 1 in [9, 10), and after the stop
        At(12, () => queue.Set(1_000));
        At(20, () => queue.Set(0));
        _simulation.Run();
        Assert.That(Value("hss.queue", Statistic.TimeAverage, "hss/0"), Is.EqualTo((7 + 0 + 4 + 15 + 1) / 8.0));
        Assert.That(Value("hss.queue", Statistic.Max, "hss/0"), Is.EqualTo(7));
        Assert.That(Value("hss.queue", Statistic.Min, "hss/0"), Is.Zero);
    }

    [Test]
    public void A_level_that_lasts_no_time_is_no_extreme()
    {
        TimeAverage queue = _registry.TimeAverage("hss.queue", "", MetricUnit.One, "Requests waiting.");
        At(5, () => queue.Set(50));
        At(5, () => queue.Set(1));
        _simulation.Run(SimTime.FromSeconds(10));
        Assert.That(Value("hss.queue", Statistic.Max), Is.EqualTo(1));
    }

    [Test]
    public void A_utilisation_is_divided_by_the_cores()
    {
        TimeAverage busy = _registry.TimeAverage("mme.utilisation", "", MetricUnit.One, "Busy cores.", capacity: 8);
        At(0, () => busy.Set(8));
        At(6, () => busy.Set(2));
        _simulation.Run(SimTime.FromSeconds(10));
        Assert.That(Value("mme.utilisation", Statistic.TimeAverage), Is.EqualTo(((4 * 1.0) + (4 * 0.25)) / 8.0));
        Assert.That(Value("mme.utilisation", Statistic.Max), Is.EqualTo(1.0));
    }

    [Test]
    public void A_time_average_is_exact_over_a_hundred_days_of_picoseconds()
    {
        var simulation = new Simulation();
        var registry = new MetricRegistry(simulation, new MeasuredWindow(SimTime.Zero, SimTime.Max));
        TimeAverage state = registry.TimeAverage("sa.live", "", MetricUnit.One, "Associations.");
        state.Set(long.MaxValue / 2);
        simulation.Run(SimTime.Max);
        Assert.That(registry.Values()[2].Value, Is.EqualTo((double)(long.MaxValue / 2)).Within(1e-13).Percent);
    }

    [Test]
    public void A_run_that_ends_early_is_averaged_over_what_was_measured()
    {
        TimeAverage queue = _registry.TimeAverage("q", "", MetricUnit.One, "Waiting.");
        Rate rate = _registry.Rate("attach.rate", "", MetricUnit.PerSecond, "Attaches.");
        At(0, () => queue.Set(3));
        At(3, () => rate.Add());
        At(4, () => _simulation.Stop());
        _simulation.Run();
        Assert.That(Value("q", Statistic.TimeAverage), Is.EqualTo(3.0));
        Assert.That(Value("attach.rate", Statistic.Rate), Is.EqualTo(0.5));
    }

    [Test]
    public void A_run_that_ends_in_the_warmup_measured_nothing()
    {
        _registry.TimeAverage("q", "", MetricUnit.One, "Waiting.");
        _registry.Rate("r", "", MetricUnit.PerSecond, "Things.");
        _registry.Samples("x", "", MetricUnit.Second, "Values.");
        _registry.Ratio("s", "", "Share.");
        _simulation.Run(SimTime.FromSeconds(1));
        Assert.That(_registry.Values(), Is.EqualTo((MetricValue[])
        [
            new("r", "", Statistic.Count, 0, MetricUnit.One),
            new("x", "", Statistic.Count, 0, MetricUnit.One),
            new("x", "", Statistic.Sum, 0, MetricUnit.Second),
            new("s", "", Statistic.Count, 0, MetricUnit.One),
        ]));
    }

    [Test]
    public void A_rate_is_over_the_window()
    {
        Rate goodput = _registry.Rate("goodput", "", MetricUnit.BitPerSecond, "User bits.");
        At(1, () => goodput.Add(8_000));
        At(2, () => goodput.Add(16_000));
        At(9, () => goodput.Add(24_000));
        At(10, () => goodput.Add(8_000));
        _simulation.Run();
        Assert.That(Value("goodput", Statistic.Rate), Is.EqualTo(40_000 / 8.0));
        Assert.That(Value("goodput", Statistic.Count), Is.EqualTo(2));
    }

    [Test]
    public void A_tally_has_no_percentiles_and_samples_have()
    {
        Tally energy = _registry.Tally("energy", "ue", MetricUnit.Joule, "Energy.");
        SampleSeries delay = _registry.Samples("delay", "ue", MetricUnit.Second, "Delay.");
        At(2, () => energy.Add(-1.5));
        At(3, () => energy.Add(2.5));
        At(3, () => delay.Add(0.25));
        _simulation.Run();
        Assert.That(Names("energy"), Is.EqualTo("count sum mean sd min max"));
        Assert.That(Names("delay"), Is.EqualTo("count sum mean min max p50 p95 p99 p999")); // one value: no deviation
        Assert.That(Value("energy", Statistic.Sum, "ue"), Is.EqualTo(1.0));
        Assert.That(() => delay.AddStarted(SimTime.FromSeconds(3), -1), Throws.TypeOf<InvariantException>());
        Assert.That(Value("delay", Statistic.Count, "ue"), Is.EqualTo(1));
    }

    private string Names(string metric)
    {
        var names = new List<string>();
        foreach (MetricValue value in _registry.Values())
        {
            if (value.Metric == metric)
            {
                names.Add(value.Statistic.Name());
            }
        }

        return string.Join(' ', names);
    }

    [Test]
    public void Recording_allocates_nothing()
    {
        Counter counter = _registry.Counter("c", "", "Count.");
        TimeAverage queue = _registry.TimeAverage("q", "", MetricUnit.One, "Waiting.");
        Rate rate = _registry.Rate("r", "", MetricUnit.PerSecond, "Things.");
        LatencyBreakdown latency = _registry.Latency("attach", "", "Attach.");
        var parts = new PathTimes();
        _simulation.Run(SimTime.FromSeconds(3));
        Record(20_000);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Record(20_000);
        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.Zero);
        Assert.That(counter.Count, Is.EqualTo(40_000));

        void Record(int times)
        {
            for (int count = 0; count < times; count++)
            {
                counter.Add();
                queue.Add(1);
                rate.Add();
                parts.Clear();
                parts.Add(LatencyPart.Propagation, SimTime.FromMilliseconds(5));
                parts.AddProcessing("aka.vector", SimTime.FromMicroseconds(count));
                latency.AddStarted(_simulation.Now, SimTime.FromSeconds(1), parts);
            }
        }
    }

    [TestCase(-1, 5)]
    [TestCase(5, 5)]
    [TestCase(6, 5)]
    public void A_window_without_time_is_refused(int warmup, int stop) =>
        Assert.That(
            () => new MeasuredWindow(SimTime.FromSeconds(warmup), SimTime.FromSeconds(stop)),
            Throws.TypeOf<ArgumentOutOfRangeException>());

    private sealed class Call(Action action) : Handler
    {
        protected override void Fire() => action();
    }
}
