using System;
using System.Collections.Generic;
using System.Linq;
using NUnit.Framework;
using Simulator.Kernel;
using Simulator.Network;
using Simulator.Systems;

namespace Tests.Systems;

/// <summary>When members start, against closed forms (row Q4 of the validation table).</summary>
public sealed class ArrivalTests
{
    private const int DeviceCount = 30_000;

    private static readonly Lazy<double[]> Instants = new(Run);

    [Test]
    public void Beta_arrivals_have_the_mean_and_the_spread_of_the_distribution()
    {
        double mean = Instants.Value.Average();
        double deviation = Math.Sqrt(Instants.Value.Average(instant => (instant - mean) * (instant - mean)));
        Assert.That(Instants.Value, Has.Length.EqualTo(DeviceCount), "each device starts once");
        Assert.That(mean, Is.EqualTo(10 * 3.0 / 7).Within(0.04), "four standard errors");
        Assert.That(deviation, Is.EqualTo(10 * Math.Sqrt(12.0 / 392)).Within(0.03));
    }

    [Test]
    public void As_many_start_around_the_peak_as_the_density_says()
    {
        // 60 x^2 (1 - x)^3 at 0.4 is 2.0736: 622 in a tenth of a second, three standard deviations 75
        int count = Instants.Value.Count(instant => instant is >= 3.95 and < 4.05);
        Assert.That(count, Is.EqualTo(622).Within(75));
    }

    [Test]
    public void None_starts_outside_the_period() =>
        Assert.That(Instants.Value, Has.All.InRange(0.0, 10.0));

    [Test]
    public void Instants_of_the_start_are_measured_where_the_scenario_names_them()
    {
        const string Text = """
            scenario: inline
            system: queueing
            warmup: 2 s
            stop: 5 s
            network: { hop: { delay: 1 ms } }
            nodes:
              source: { count: 500, arrivals: uniform over 10 s }
              sink: {}
            """;
        var tap = new Departures();
        var run = new SystemRun(Inline.Load(Text + "\nmeasure: [customer.start]").Points[0].Scenario, 0, tap);
        run.Run();
        double[] measured = [.. tap.Instants.Where(instant => instant is >= 2 and < 5)];
        Assert.That(run.Value("customer.start", "count"), Is.EqualTo(measured.Length).And.GreaterThan(100));
        Assert.That(run.Value("customer.start", "mean"), Is.EqualTo(measured.Average()).Within(1e-9));
        Assert.That(run.Value("customer.start", "min"), Is.EqualTo(measured.Min()));
        Assert.That(
            Inline.Run(Text).Metrics.Values().Select(value => value.Metric), Has.None.EqualTo("customer.start"));
    }

    private static double[] Run()
    {
        const string Text = """
            scenario: inline
            system: queueing
            stop: 11 s
            network:
              hop: { delay: 1 ms }
            nodes:
              source: { count: 30000, arrivals: beta 3 4 over 10 s }
              server: { costs: { server.serve: 1 us } }
              sink: {}
            """;
        var tap = new Departures();
        new SystemRun(Inline.Load(Text).Points[0].Scenario, replication: 0, tap).Run();
        return [.. tap.Instants];
    }

    /// <summary>When packets leave their sources.</summary>
    private sealed class Departures : ITap
    {
        public List<double> Instants { get; } = [];

        public void Sent(LinkDirection direction, Packet packet, SimTime time, bool isFirst)
        {
            if (direction.Sender.Group == "source")
            {
                Instants.Add(time.Seconds);
            }
        }

        public void Withdrawn(LinkDirection direction, Packet packet) => Assert.Fail("nothing goes down");

        public void Delivered(LinkDirection direction, Packet packet, SimTime time) =>
            Assert.That(packet.Size, Is.Positive);

        public void Dropped(LinkDirection? direction, Node node, Packet packet, DropReason reason, SimTime time) =>
            Assert.Fail("nothing is dropped");
    }
}
