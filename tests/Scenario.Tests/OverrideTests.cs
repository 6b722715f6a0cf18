using System.Linq;
using NUnit.Framework;
using Simulator.Kernel;
using Simulator.Scenarios;

namespace Tests.Scenario;

/// <summary><c>--set</c> and <c>small:</c>: a value at a path, checked like any other.</summary>
internal sealed class OverrideTests
{
    [TestCase("stop=3s", "stop", "3 s")]
    [TestCase("network.s1.delay=exponential 2 ms", "network.s1.delay", "exponential 2 ms")]
    [TestCase("network.s1.delay={ up: 1 ms, down: 2 ms }", "network.s1.delay", "{ up: 1 ms, down: 2 ms }")]
    [TestCase("nodes.mme.processor.cores=3", "nodes.mme.processor.cores", "3")]
    [TestCase("nodes.hss.costs.aka.vector=7 ms", "nodes.hss.costs.aka.vector", "7 ms")]
    [TestCase("options={ flow: code, tls: false }", "options.flow", "code")]
    [TestCase("seed=7", "seed", "7")]
    [TestCase("faults[0].count=2", "faults[0].count", "2")]
    public void A_value_is_put_where_the_path_leads(string option, string path, string expected) =>
        Assert.That(TextAt(Samples.Bind(Vectors.Good, Set(option)), path), Is.EqualTo(expected));

    [Test]
    public void Options_are_applied_in_order() =>
        Assert.That(
            Samples.Bind(Vectors.Good, Set("stop=3 s", "stop=4 s", "warmup=0 s")).Stop,
            Is.EqualTo(SimTime.FromSeconds(4)));

    [Test]
    public void A_parameter_is_set_by_its_name() =>
        Assert.That(
            Samples.Bind(WithoutSweep, Set("rate=7 /s")).Group("ue").Arrivals?.Text, Is.EqualTo("poisson 7 /s"));

    [Test]
    public void The_values_of_a_sweep_can_be_set() =>
        Assert.That(
            Samples.Bind(WithoutExpectation, Set("sweep.rate=[7 /s]")).Points.Single().Values[0].Value.Text,
            Is.EqualTo("7 /s"));

    [TestCase("stop", "--set 1:1: 'stop' is not PATH=VALUE")]
    [TestCase("=3 s", "--set 1:1: '=3 s' is not PATH=VALUE")]
    [TestCase("stop=3", "--set 1:6: '3' has no unit in stop")]
    [TestCase("stop=", "--set 1:6: there is nothing here")]
    [TestCase("network.s1.dealy=3 ms", "--set 1:1: there is no key or parameter 'network.s1.dealy'")]
    [TestCase("network.s1.delay=3 Mbps", "--set 1:18: unknown unit 'Mbps' in network.s1.delay")]
    [TestCase("network.s1.delay={ up: 3 ms", "--set 1:18: '{' is never closed")]
    [TestCase("network.s1.delay={ up: 3 ms, down: 4 }", "--set 1:36: '4' has no unit in network.s1.delay.down")]
    [TestCase("rate=3 /s", "--set 1:1: 'rate' is swept; this value would never be used")]
    [TestCase("system=queueing", "--set 1:8: unknown word 'queueing' in system")]
    [TestCase(
        "nodes.enb=3",
        "--set 1:11: nodes.enb takes a mapping of role, count, attach, not '3'")]
    [TestCase("nodes.new.count=3", "--set 1:1: there is no key or parameter 'nodes.new.count'")]
    [TestCase("faults[3].count=3", "--set 1:1: there is no key or parameter 'faults[3].count'")]
    [TestCase("faults[x].count=3", "--set 1:1: there is no key or parameter 'faults[x].count'")]
    public void A_wrong_option_is_reported_by_its_column(string option, string expected) =>
        Assert.That(
            Samples.Errors(Vectors.Good, options: Set(option)).Select(error => error.Split('\n')[0]),
            Does.Contain(expected));

    [Test]
    public void Errors_of_options_and_of_the_file_are_reported_together()
    {
        string[] errors = Samples.Errors(Vectors.Good.With("warmup: 1 s", "warmpu: 1 s"), options: Set("stop=3"));

        Assert.That(errors.Select(error => error.Split('\n')[0]),
            Is.EqualTo(new[] { "x.yaml:3:1: unknown key 'warmpu'", "--set 1:6: '3' has no unit in stop" }));
    }

    [Test]
    public void Small_replaces_values_by_path_only_when_asked()
    {
        string text = WithoutExpectation + "small:\n  nodes.ue.count: 2\n  sweep.rate: [5 /s]\n  stop: 2 s\n";
        Simulator.Scenarios.Scenario full = Samples.Bind(text);
        Simulator.Scenarios.Scenario small = Samples.Bind(text, new LoadOptions { IsSmall = true });

        Assert.Multiple(() =>
        {
            Assert.That(
                (full.Group("ue").Count, full.Stop, full.Points.Count), Is.EqualTo((8, SimTime.FromSeconds(10), 2)));
            Assert.That(
                (small.Group("ue").Count, small.Stop, small.Points.Count), Is.EqualTo((2, SimTime.FromSeconds(2), 1)));
        });
    }

    [Test]
    public void An_expectation_of_a_point_that_small_leaves_out_is_no_error_there()
    {
        string text = Vectors.Good + "small: { sweep.rate: [5 /s] }\n";

        Assert.That(Samples.Bind(text, new LoadOptions { IsSmall = true }).Expectations.Single().Selects(
            Samples.Bind(text, new LoadOptions { IsSmall = true }).Points[0]), Is.False);
    }

    [Test]
    public void Options_win_over_small() =>
        Assert.That(
            Samples.Bind(
                Vectors.Good + "small: { nodes.ue.count: 2 }\n",
                new LoadOptions { IsSmall = true, Overrides = ["nodes.ue.count=3"] }).Group("ue").Count,
            Is.EqualTo(3));

    private static string WithoutExpectation => Vectors.Good.With("at: { rate: 50 /s }, ", "");

    private static string WithoutSweep => WithoutExpectation.With("sweep: { rate: [50 /s, 100 /s] }\n", "");

    private static LoadOptions Set(params string[] options) => new() { Overrides = options };

    private static string TextAt(Simulator.Scenarios.Scenario scenario, string path)
    {
        Settings settings = scenario.Root;
        string[] parts = path.Split('.');
        if (parts[0] == "faults[0]")
        {
            return scenario.Root.Mappings("faults")[0].TextOf(parts[1]);
        }

        int index = 0;
        while (
            index < parts.Length - 1 && settings.Has(parts[index]) && !settings.Has(string.Join('.', parts[index..])))
        {
            settings = settings.Below(parts[index++]);
        }

        return settings.TextOf(string.Join('.', parts[index..]));
    }
}
