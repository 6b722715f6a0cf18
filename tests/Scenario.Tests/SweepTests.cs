using System.Linq;
using NUnit.Framework;
using Simulator.Kernel;
using Simulator.Scenarios;

namespace Tests.Scenario;

/// <summary>Sweeps: which points there are, in which order, and what each point is.</summary>
internal sealed class SweepTests
{
    [Test]
    public void Without_a_sweep_there_is_one_point_the_scenario_itself()
    {
        Simulator.Scenarios.Scenario scenario = Samples.Bind(Samples.Tandem);

        Assert.Multiple(() =>
        {
            Assert.That(scenario.Points, Has.Count.EqualTo(1));
            Assert.That(scenario.Points[0].Values, Is.Empty);
            Assert.That(scenario.Points[0].Scenario, Is.SameAs(scenario));
        });
    }

    [TestCase("rate: [50 /s, 100 /s]", "rate=50 /s", "rate=100 /s")]
    [TestCase("rate: [100/s, 3000 /min]", "rate=100 /s", "rate=50 /s")]
    [TestCase("rate: { from: 50 /s, to: 150 /s, step: 50 /s }", "rate=50 /s", "rate=100 /s", "rate=150 /s")]
    [TestCase("rate: { from: 50 /s, to: 149 /s, step: 50 /s }", "rate=50 /s", "rate=100 /s")]
    [TestCase("rate: { from: 50 /s, to: 100 /s, points: 3 }", "rate=50 /s", "rate=75 /s", "rate=100 /s")]
    [TestCase("rate: { from: 50 /s, to: 100 /s, points: 3, scale: linear }", "rate=50 /s", "rate=75 /s", "rate=100 /s")]
    [TestCase("rate: { from: 10 /s, to: 1000 /s, points: 3, scale: log }", "rate=10 /s", "rate=100 /s", "rate=1000 /s")]
    [TestCase(
        "rate: { from: 1 /s, to: 10 /s, points: 4, scale: log }",
        "rate=1 /s",
        "rate=2.15443 /s",
        "rate=4.64159 /s",
        "rate=10 /s")]
    [TestCase(
        "network.s1.delay: { from: 1 ms, to: 2 ms, points: 4 }",
        "network.s1.delay=1 ms",
        "network.s1.delay=1.333333333 ms",
        "network.s1.delay=1.666666667 ms",
        "network.s1.delay=2 ms")]
    [TestCase(
        "nodes.enb.count: { from: 10, to: 1000, points: 4, scale: log }",
        "nodes.enb.count=10",
        "nodes.enb.count=46",
        "nodes.enb.count=215",
        "nodes.enb.count=1000")]
    [TestCase(
        "network.s1.loss: { from: 0 %, to: 1 %, step: 0.5 % }",
        "network.s1.loss=0 %",
        "network.s1.loss=0.5 %",
        "network.s1.loss=1 %")]
    [TestCase("options.flow: [implicit, code]", "options.flow=implicit", "options.flow=code")]
    [TestCase(
        "nodes.hss.costs.hss.lookup: [1 ms, exponential 1 ms]",
        "nodes.hss.costs.hss.lookup=1 ms",
        "nodes.hss.costs.hss.lookup=exponential 1 ms")]
    [TestCase("\"faults[0].probability\": [1 %, 2 %]", "faults[0].probability=1 %", "faults[0].probability=2 %")]
    [TestCase(
        "rate: [50 /s, 60 /s]\n  options.tls: [true, false]",
        "rate=50 /s options.tls=true",
        "rate=50 /s options.tls=false",
        "rate=60 /s options.tls=true",
        "rate=60 /s options.tls=false")]
    [TestCase(
        "grid: { rate: [50 /s, 60 /s] }\n  options.tls: [true, false]",
        "rate=50 /s options.tls=true",
        "rate=50 /s options.tls=false",
        "rate=60 /s options.tls=true",
        "rate=60 /s options.tls=false")]
    [TestCase(
        "zip: { rate: [50 /s, 60 /s], options.tls: [true, false] }",
        "rate=50 /s options.tls=true",
        "rate=60 /s options.tls=false")]
    [TestCase(
        "options.flow: [implicit, code]\n  zip: { rate: [50 /s, 60 /s], options.tls: [true, false] }",
        "options.flow=implicit rate=50 /s options.tls=true",
        "options.flow=implicit rate=60 /s options.tls=false",
        "options.flow=code rate=50 /s options.tls=true",
        "options.flow=code rate=60 /s options.tls=false")]
    [TestCase("rate: [50 /s, 60 /s, 70 /s]\n  where: [{ rate: { below: 60 /s } }]", "rate=50 /s")]
    [TestCase("rate: [50 /s, 60 /s, 70 /s]\n  where: [{ rate: { at-most: 60 /s } }]", "rate=50 /s", "rate=60 /s")]
    [TestCase("rate: [50 /s, 60 /s, 70 /s]\n  where: [{ rate: { above: 3600 /min } }]", "rate=70 /s")]
    [TestCase("rate: [50 /s, 60 /s, 70 /s]\n  where: [{ rate: { at-least: 60 /s } }]", "rate=60 /s", "rate=70 /s")]
    [TestCase("rate: [50 /s, 60 /s, 70 /s]\n  where: [{ rate: { between: [55 /s, 65 /s] } }]", "rate=60 /s")]
    [TestCase("rate: [50 /s, 60 /s, 70 /s]\n  where: [{ rate: { equals: 60/s } }]", "rate=60 /s")]
    [TestCase("rate: [50 /s, 60 /s, 70 /s]\n  where: [{ rate: { not: 60 /s } }]", "rate=50 /s", "rate=70 /s")]
    [TestCase(
        "rate: [50 /s, 60 /s, 70 /s]\n  where: [{ rate: { one-of: [70 /s, 50 /s] } }]", "rate=50 /s", "rate=70 /s")]
    [TestCase(
        "rate: [50 /s, 60 /s, 70 /s]\n  where: [{ rate: { above: 50 /s } }, { rate: { below: 70 /s } }]", "rate=60 /s")]
    [TestCase("rate: [50 /s, 60 /s, 70 /s]\n  where: [{ rate: { above: 50 /s, below: 70 /s } }]", "rate=60 /s")]
    [TestCase("options.flow: [implicit, code]\n  where: [{ options.flow: { not: code } }]", "options.flow=implicit")]
    [TestCase(
        "nodes.ue.count: [4, 8]\n  nodes.enb.count: [2, 6]\n  where: [{ nodes.enb.count: { below: $nodes.ue.count } }]",
        "nodes.ue.count=4 nodes.enb.count=2",
        "nodes.ue.count=8 nodes.enb.count=2",
        "nodes.ue.count=8 nodes.enb.count=6")]
    public void Points(string sweep, params string[] expected)
    {
        string text = Vectors.Good
            .With("sweep: { rate: [50 /s, 100 /s] }", "sweep:\n  " + sweep)
            .With("at: { rate: 50 /s }, ", "");

        Assert.That(Samples.Bind(text).Points.Select(Describe), Is.EqualTo(expected));
    }

    [Test]
    public void A_point_has_the_value_wherever_the_parameter_stands()
    {
        Simulator.Scenarios.Scenario scenario = Samples.Bind(Samples.AttachStorm);

        Assert.Multiple(() =>
        {
            Assert.That(scenario.Points.Select(point => point.Scenario.Group("ue").Arrivals?.Text),
                Is.EqualTo(new[] { "poisson 400 /s", "poisson 800 /s", "poisson 1000 /s", "poisson 1200 /s" }));
            Assert.That(scenario.Points[2].Scenario.Parameters.Single().Text, Is.EqualTo("1000 /s"));
            Assert.That(
                scenario.Points[2].Values[0].Value.Quantity, Is.EqualTo(Quantity.Of("1000 /s", Dimension.Frequency)));
            Assert.That(scenario.Points[2].Scenario.Points, Is.Empty);
            Assert.That(scenario.Points[2].Scenario.Expectations, Is.Empty);
            Assert.That(
                scenario.Group("ue").Arrivals?.Text,
                Is.EqualTo("poisson 400 /s"),
                "the scenario itself keeps its default");
        });
    }

    [Test]
    public void A_parameter_may_stand_for_an_argument_a_whole_quantity_a_distribution_or_a_word()
    {
        Simulator.Scenarios.Scenario scenario = Samples.Bind(
            """
            scenario: tandem
            system: lte
            stop: $end
            parameters: { end: 20 s, median: 60 ms, work: exponential 3 ms, flow: code, members: 4, on: false }
            options: { flow: $flow, tls: $on }
            network:
              radio: { delay: lognormal $median 180 ms }
              s1: { delay: $median }
              s6a: { delay: { up: $median, down: 1 ms } }
            nodes:
              ue: { count: $members, profile: modern-phone }
              enb: {}
              mme: { profile: server-core, costs: { mme.step: $work } }
              hss: { profile: server-core }
            """);

        Assert.Multiple(() =>
        {
            Assert.That(scenario.Stop, Is.EqualTo(SimTime.FromSeconds(20)));
            Assert.That(scenario.FindLink("radio")!.Delay.Up.Text, Is.EqualTo("lognormal 60 ms 180 ms"));
            Assert.That(scenario.FindLink("s6a")!.Delay.Up.Value.Time, Is.EqualTo(SimTime.FromMilliseconds(60)));
            Assert.That(scenario.FindLink("s6a")!.Delay.Down.Value.Time, Is.EqualTo(SimTime.FromMilliseconds(1)));
            Assert.That(scenario.Group("mme").CostOf("mme.step").Fixed.Text, Is.EqualTo("exponential 3 ms"));
            Assert.That(scenario.Group("ue").Count, Is.EqualTo(4));
            Assert.That(scenario.Options.Word("flow"), Is.EqualTo("code"));
            Assert.That(scenario.Options.Flag("tls"), Is.False);
            Assert.That(
                scenario.ToEffectiveYaml(),
                Does.Contain("delay: lognormal $median 180 ms").And.Contain("delay: { up: $median, down: 1 ms }"));
        });
    }

    [Test]
    public void A_parameter_with_a_quantity_may_be_swept_over_distributions()
    {
        string text = Samples.Tandem.With("exponential 1 ms", "$work")
            + "\nparameters: { work: 1 ms }\nsweep: { work: [1 ms, exponential 1 ms, uniform 0 ms 2 ms] }\n";

        Assert.That(
            Samples.Bind(text).Points.Select(point => point.Scenario.Group("first").CostOf("server.work").Fixed.Kind),
            Is.EqualTo(new[] { DistributionKind.Constant, DistributionKind.Exponential, DistributionKind.Uniform }));
    }

    [Test]
    public void A_sweep_may_change_who_is_attached_where()
    {
        string text = Vectors.Good
            .With("sweep: { rate: [50 /s, 100 /s] }", "sweep: { nodes.ue.attach.radio: [[enb], [enb/0, enb/1]] }")
            .With("at: { rate: 50 /s }, ", "");

        Assert.That(
            Samples.Bind(text).Points.Select(point => point.Values[0].Value.Text),
            Is.EqualTo(new[] { "[enb]", "[enb/0, enb/1]" }));
    }

    private static string Describe(SweepPoint point) =>
        string.Join(' ', point.Values.Select(entry => $"{entry.Key}={entry.Value.Text}"));
}
