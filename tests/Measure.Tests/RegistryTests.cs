using System;
using System.Collections.Generic;
using NUnit.Framework;
using Simulator.Kernel;
using Simulator.Measure;

namespace Tests.Measure;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class RegistryTests
{
    private readonly Simulation _simulation = new();
    private MetricRegistry _registry = null!;

    [SetUp]
    public void Begin() =>
        _registry = new MetricRegistry(_simulation, new MeasuredWindow(SimTime.Zero, SimTime.FromSeconds(10)));

    [Test]
    public void Values_come_in_order_of_declaration()
    {
        _registry.Counter("z.last", "b", "Z.");
        _registry.Counter("a.first", "x", "A.");
        _registry.Counter("z.last", "a", "Z.");
        var names = new List<string>();
        foreach (MetricValue value in _registry.Values())
        {
            names.Add($"{value.Metric}/{value.Entity}");
        }

        Assert.That(names, Is.EqualTo((string[])["z.last/b", "a.first/x", "z.last/a"]));
        Assert.That(_registry.Definitions(), Has.Count.EqualTo(2));
    }

    [Test]
    public void Declaring_again_gives_the_same()
    {
        Counter first = _registry.Counter("drops", "mme", "Drops.");
        first.Add();
        Assert.That(_registry.Counter("drops", "mme", "Drops."), Is.SameAs(first));
        Assert.That(_registry.Counter("drops", "hss", "Drops."), Is.Not.SameAs(first));
        Assert.That(_registry.Metrics, Has.Count.EqualTo(2));
    }

    [Test]
    public void Declaring_again_as_something_else_is_a_defect()
    {
        _registry.TimeAverage("x", "mme", MetricUnit.One, "X.", capacity: 4);
        Assert.Multiple(() =>
        {
            Assert.That(() => _registry.Counter("x", "mme", "X."), Throws.TypeOf<InvariantException>());
            Assert.That(
                () => _registry.TimeAverage("x", "mme", MetricUnit.Second, "X."), Throws.TypeOf<InvariantException>());
            Assert.That(
                () => _registry.TimeAverage(
                    "x", "mme", MetricUnit.One, "Other.", 4), Throws.TypeOf<InvariantException>());
            Assert.That(
                () => _registry.TimeAverage("x", "mme", MetricUnit.One, "X.", 8), Throws.TypeOf<InvariantException>());
            Assert.That(
                () => _registry.Tally("x", "hss", MetricUnit.Joule, "X."), Throws.TypeOf<InvariantException>());
        });
        Assert.That(_registry.Metrics, Has.Count.EqualTo(1));
    }

    [TestCase("attach.latency", true)]
    [TestCase("attach.latency.processing.kdf.hmac-sha256", true)]
    [TestCase("sa.live", true)]
    [TestCase("", false)]
    [TestCase("Attach", false)]
    [TestCase("attach..latency", false)]
    [TestCase(".attach", false)]
    [TestCase("attach.", false)]
    [TestCase("attach-", false)]
    [TestCase("-attach", false)]
    [TestCase("attach latency", false)]
    [TestCase("attach,latency", false)]
    [TestCase("attach_latency", false)]
    [TestCase("größe", false)]
    public void A_name_is_lower_case_kebab_words_with_dots(string name, bool isName)
    {
        Assert.That(MetricRegistry.IsName(name), Is.EqualTo(isName));
        Assert.That(
            () => _registry.Counter(name, "", "Meaning."),
            isName ? Throws.Nothing : Throws.TypeOf<InvariantException>());
    }

    [Test]
    public void A_metric_needs_a_meaning_and_a_capacity()
    {
        Assert.That(() => _registry.Counter("x", "", ""), Throws.TypeOf<InvariantException>());
        Assert.That(
            () =>
                _registry.TimeAverage("x", "", MetricUnit.One, "X.", 0), Throws.TypeOf<ArgumentOutOfRangeException>());
    }

    [Test]
    public void The_definitions_name_everything_that_has_values()
    {
        _registry.Latency("attach", "ue", "Attach.", "aka.vector")
            .AddStarted(SimTime.Zero, SimTime.FromSeconds(1), new PathTimes());
        _registry.Ratio("attach.success", "ue", "Share.");
        var defined = new List<string>();
        foreach (MetricDefinition definition in _registry.Definitions())
        {
            defined.Add(definition.Name);
        }

        foreach (MetricValue value in _registry.Values())
        {
            Assert.That(defined, Does.Contain(value.Metric));
        }

        Assert.That(defined, Has.Count.EqualTo(8));
    }

    [Test]
    public void Names_of_statistics_and_units_are_read_back()
    {
        foreach (Statistic statistic in Enum.GetValues<Statistic>())
        {
            Assert.That(Statistics.TryParse(statistic.Name(), out Statistic read), Is.True);
            Assert.That(read, Is.EqualTo(statistic));
        }

        foreach (MetricUnit unit in Enum.GetValues<MetricUnit>())
        {
            Assert.That(MetricUnits.TryParse(unit.Symbol(), out MetricUnit read), Is.True);
            Assert.That(read, Is.EqualTo(unit));
        }

        Assert.That(
            string.Join(' ', Statistics.All.ToArray()),
            Is.EqualTo("count sum mean sd min max p50 p95 p99 p999 time-average rate ratio"));
        Assert.That(Statistics.TryParse("P99", out _), Is.False);
        Assert.That(MetricUnits.TryParse("ms", out _), Is.False);
    }
}
