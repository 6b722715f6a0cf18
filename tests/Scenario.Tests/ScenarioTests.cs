using System.IO;
using System.Linq;
using NUnit.Framework;
using Simulator.Kernel;
using Simulator.Scenarios;

namespace Tests.Scenario;

/// <summary>Scenarios that are right, and what a system or a runner reads from them.</summary>
internal sealed class ScenarioTests
{
    [Test]
    public void The_scenario_of_the_style_guide_is_read()
    {
        Simulator.Scenarios.Scenario scenario = Samples.Bind(Samples.AttachStorm);

        Assert.Multiple(() =>
        {
            Assert.That(scenario.Name, Is.EqualTo("attach-storm"));
            Assert.That(scenario.System.Name, Is.EqualTo("lte"));
            Assert.That(scenario.Seed, Is.EqualTo(1));
            Assert.That(scenario.Replications, Is.EqualTo(new ReplicationPlan(10, 10, null)));
            Assert.That(scenario.Warmup, Is.EqualTo(SimTime.FromSeconds(5)));
            Assert.That(scenario.Stop, Is.EqualTo(SimTime.FromSeconds(25)));
            Assert.That(scenario.Drain, Is.EqualTo(SimTime.FromSeconds(60)));
            Assert.That(
                scenario.Groups.Select(group => $"{group.Name} {group.Role.Name} {group.Count}"),
                Is.EqualTo(new[] { "ue ue 400", "enb enb 4", "mme mme 1", "hss hss 1" }));
            Assert.That(
                scenario.Measure.Select(measured => measured.Metric),
                Is.EqualTo(new[] { "attach.latency", "attach.success", "hss.queue" }));
        });
    }

    [Test]
    public void Links_and_groups_hand_out_typed_values()
    {
        Simulator.Scenarios.Scenario scenario = Samples.Bind(Samples.AttachStorm);
        NetworkLink radio = scenario.FindLink("radio")!;
        NodeGroup hss = scenario.Group("hss");

        Assert.Multiple(() =>
        {
            Assert.That(radio.Rate, Is.EqualTo(new Directions<long?>(50_000_000, 50_000_000)));
            Assert.That(radio.Delay.Down.Value.Time, Is.EqualTo(SimTime.FromMilliseconds(10)));
            Assert.That(radio.Loss, Is.EqualTo(new Directions<double>(0, 0)));
            Assert.That(radio.Queue.Up, Is.EqualTo(Quantity.Of("1000 packets", Dimension.Packets)));
            Assert.That(radio.Settings.Word("shared"), Is.EqualTo("none"));
            Assert.That((hss.Cores, hss.QueueMax), Is.EqualTo((4, 100_000L)));
            Assert.That(hss.Arrivals, Is.Null);
            Assert.That(hss.Member(0).ToString(), Is.EqualTo("hss/0"));
            Assert.That(scenario.Group("ue").Settings.Time("t3410"), Is.EqualTo(SimTime.FromSeconds(15)));
            Assert.That(scenario.GroupsOf("mme").Single().Name, Is.EqualTo("mme"));
            Assert.That(scenario.Options.Choice<Flow>("flow"), Is.EqualTo(Flow.Implicit));
            Assert.That(scenario.Options.Flag("tls"), Is.True);
            Assert.That(scenario.FindLink("none"), Is.Null);
        });
    }

    [Test]
    public void A_link_may_differ_by_direction()
    {
        string text = Vectors.Good.With(
            "s1: { delay: 5 ms }",
            "s1: { delay: { up: 1 ms, down: exponential 2 ms }, rate: { up: none, down: 1 Gbit/s }, queue: 64 KiB }");
        NetworkLink s1 = Samples.Bind(text).FindLink("s1")!;

        Assert.Multiple(() =>
        {
            Assert.That((s1.Delay.Up.Text, s1.Delay.Down.Text), Is.EqualTo(("1 ms", "exponential 2 ms")));
            Assert.That(s1.Rate, Is.EqualTo(new Directions<long?>(null, 1_000_000_000)));
            Assert.That(s1.Queue.Down, Is.EqualTo(Quantity.Of("65536 B", Dimension.Size)));
        });
    }

    [Test]
    public void Expectations_are_typed_and_say_at_which_points_they_hold()
    {
        Simulator.Scenarios.Scenario scenario = Samples.Bind(Samples.AttachStorm);
        Expectation first = scenario.Expectations[0];
        Expectation second = scenario.Expectations[1];

        Assert.Multiple(() =>
        {
            Assert.That((first.Metric, first.Statistic), Is.EqualTo(("attach.latency", "p50")));
            Assert.That(first.Comparison, Is.EqualTo(Comparison.Between));
            Assert.That((first.Low.Si, first.High.Si), Is.EqualTo((0.112, 0.122)));
            Assert.That(second.Comparison, Is.EqualTo(Comparison.Above));
            Assert.That(second.Low.Si, Is.EqualTo(1000));
            Assert.That(scenario.Points.Select(first.Selects), Is.EqualTo(new[] { true, false, false, false }));
            Assert.That(scenario.Points.Select(second.Selects), Is.EqualTo(new[] { false, false, false, true }));
            Assert.That(first.Place.Line, Is.EqualTo(26));
        });
    }

    [TestCase("below: 1 s", Comparison.Below, 1, 1, 0)]
    [TestCase("above: 10 ms", Comparison.Above, 0.01, 0.01, 0)]
    [TestCase("between: [1 s, 2 s]", Comparison.Between, 1, 2, 0)]
    [TestCase("equals: 2 s, within: 3 %", Comparison.Within, 2, 2, 0.03)]
    [TestCase("equals: 2 s, within: interval", Comparison.Interval, 2, 2, 0.02)]
    [TestCase("equals: 2 s, within: interval, half-width: 5 %", Comparison.Interval, 2, 2, 0.05)]
    public void Each_comparison(string text, Comparison comparison, double low, double high, double deviation)
    {
        Expectation expectation = Samples.Bind(Vectors.Good.With("below: 1 s", text)).Expectations.Single();

        Assert.Multiple(() =>
        {
            Assert.That(expectation.Comparison, Is.EqualTo(comparison));
            Assert.That((expectation.Low.Si, expectation.High.Si), Is.EqualTo((low, high)));
            Assert.That(expectation.Deviation, Is.EqualTo(deviation));
        });
    }

    [Test]
    public void A_share_is_compared_with_a_number_or_with_per_cent()
    {
        string text = Vectors.Good.With(
            "expect: [",
            "expect: [{ value: attach.success.ratio, above: 99 % }, { value: s1.loss.ratio, below: 0.01 }, ")
            .Replace("measure: [attach.latency]", "measure: []", System.StringComparison.Ordinal);

        Assert.That(
            Samples.Bind(text).Expectations.Select(expectation => expectation.Low.Si),
            Is.EqualTo(new[] { 0.99, 0.01, 1 }));
    }

    [Test]
    public void Fault_rules_are_typed_and_keep_their_order()
    {
        string text = Vectors.Good.With(
            "faults: [",
            "faults: [{ on: mme/0, what: crash, at: 3 s }, "
            + "{ on: \"s1:enb/1-mme/0\", direction: up, message: ATTACH ACCEPT, "
            + "what: replay, during: [1 s, 2 s], count: 2 }, ");
        Fault[] faults = Samples.Bind(text).Faults.ToArray();

        Assert.Multiple(() =>
        {
            Assert.That(
                faults.Select(fault => fault.Action),
                Is.EqualTo(new[] { FaultAction.Crash, FaultAction.Replay, FaultAction.Drop }));
            Assert.That(faults.Select(fault => fault.Index), Is.EqualTo(new[] { 0, 1, 2 }));
            Assert.That((faults[0].From, faults[0].To), Is.EqualTo((SimTime.FromSeconds(3), SimTime.FromSeconds(3))));
            Assert.That((faults[1].From, faults[1].To), Is.EqualTo((SimTime.FromSeconds(1), SimTime.FromSeconds(2))));
            Assert.That(
                (faults[1].On, faults[1].Direction, faults[1].Message),
                Is.EqualTo(("s1:enb/1-mme/0", "up", "ATTACH ACCEPT")));
            Assert.That(faults[1].Count, Is.EqualTo(2));
            Assert.That((faults[2].From, faults[2].Probability), Is.EqualTo(((SimTime?)null, 0.01)));
        });
    }

    [Test]
    public void Figures_captures_replications_and_measures_are_typed()
    {
        Simulator.Scenarios.Scenario scenario = Samples.Bind(
            Vectors.Good.With(
                "measure: [attach.latency]", "measure: [{ metric: hss.queue, per: node }, attach.latency]")
            + """
            replications: { min: 5, max: 50, precision: [{ metric: attach.latency.p99, entity: ue, relative: 2 % }] }
            series: { step: 10 ms }
            capture: { hops: all, packets: 7 }
            figures:
              latency: { y: [attach.latency.p50, attach.latency.p99], y-scale: log, title: Latency }
              tail: { y: attach.latency, kind: cdf, entity: ue }

            """);

        Assert.Multiple(() =>
        {
            Assert.That((scenario.Replications.Min, scenario.Replications.Max), Is.EqualTo((5, 50)));
            Assert.That(
                scenario.Replications.Precision,
                Is.EqualTo(new[] { new Precision("attach.latency", "p99", "ue", 0.02, 0.95) }));
            Assert.That(scenario.SeriesStep, Is.EqualTo(SimTime.FromMilliseconds(10)));
            Assert.That((scenario.CapturesAllHops, scenario.CapturePacketMax), Is.EqualTo((true, 7L)));
            Assert.That(
                scenario.Measure,
                Is.EqualTo(new[] { new Measurement("hss.queue", "node"), new Measurement("attach.latency", "group") }));
            Assert.That(scenario.Figures.Select(figure => $"{figure.Name} {figure.X} {figure.Kind} {figure.Entity}"),
                Is.EqualTo(new[] { "latency rate lines ", "tail rate cdf ue" }));
            Assert.That(scenario.Figures[0].Y, Is.EqualTo(new[] { "attach.latency.p50", "attach.latency.p99" }));
            Assert.That(
                (scenario.Figures[0].IsXLogarithmic, scenario.Figures[0].IsYLogarithmic), Is.EqualTo((false, true)));
        });
    }

    [Test]
    public void Warm_up_may_be_found_from_the_data()
    {
        Simulator.Scenarios.Scenario scenario = Samples.Bind(Vectors.Good.With("warmup: 1 s", "warmup: auto"));

        Assert.That((scenario.IsWarmupAuto, scenario.Warmup), Is.EqualTo((true, SimTime.Zero)));
    }

    [Test]
    public void Metrics_are_expanded_by_what_the_scenario_has()
    {
        string[] metrics = Samples.Bind(Samples.Tandem).Metrics.Select(metric => metric.Pattern).ToArray();

        Assert.Multiple(() =>
        {
            Assert.That(metrics, Does.Contain("visit.latency.processing.server.work"));
            Assert.That(metrics, Does.Contain("visit.outcome.refused").And.Contain("visit.outcome.unfinished"));
            Assert.That(
                metrics, Does.Contain("first.queue").And.Contain("second.utilisation").And.Contain("line.loss"));
            Assert.That(metrics, Does.Not.Contain("sink.queue"), "a sink has no processor");
        });
    }

    [Test]
    public void Asking_for_a_key_that_was_not_declared_is_a_defect()
    {
        Settings settings = Samples.Bind(Samples.Tandem).Group("first").Settings;

        Assert.Multiple(() =>
        {
            Assert.That(
                () => settings.Time("t9999"),
                Throws.TypeOf<InvariantException>().With.Message.Contains("nodes.first.t9999"));
            Assert.That(() => settings.Time("count"), Throws.TypeOf<InvariantException>());
            Assert.That(() => settings.Word("count"), Throws.TypeOf<InvariantException>());
            Assert.That(settings.Has("t9999"), Is.False);
        });
    }

    [Test]
    public void A_declaration_with_a_mistake_fails_when_the_catalogue_is_made()
    {
        Assert.Multiple(() =>
        {
            Refused(Samples.Queueing with { Operations = [] }, "operation server.work of role server is declared");
            Refused(
                Samples.Queueing with { Links = [new LinkClass("line", "source", "moon", "To the moon.")] },
                "the ends of line are roles");
            Refused(
                Samples.Queueing with { Roles = [new Role("card", "A card.") { HostedOn = "phone" }] },
                "the host of card is a role");
            Refused(Samples.Queueing with { Options = [Own("mode", "a")] }, "key mode has another value");
            Refused(
                Samples.Queueing with { Options = [Own("mode", "a", "b"), Own("mode", "a", "b")] },
                "no key stands twice");
            Assert.That(() => Own("mode", "{"), Throws.TypeOf<InvariantException>());
            Assert.That(() => KeyType.Time(min: "1 Mbit/s"), Throws.TypeOf<InvariantException>());
            Assert.That(() => new SystemCatalogue([Samples.Lte, Samples.Lte]), Throws.TypeOf<InvariantException>());
        });
    }

    [Test]
    public void A_file_on_disk_finds_the_profiles_above_it_and_samples_beside_it()
    {
        string folder = Directory.CreateTempSubdirectory("scenario-").FullName;
        try
        {
            Directory.CreateDirectory(Path.Combine(folder, "profiles"));
            Directory.CreateDirectory(Path.Combine(folder, "theory", "samples"));
            File.WriteAllText(Path.Combine(folder, "theory", "samples", "work.txt"), "3 ms\n");
            File.WriteAllText(
                Path.Combine(folder, "profiles", "fast.yaml"),
                "profile: fast\nkind: device\nvalues:\n"
                + "  server.work: { value: 7 ms, source: measured, confidence: H }\n");
            string path = Path.Combine(folder, "theory", "tandem.yaml");
            File.WriteAllText(path, Samples.Tandem
                .With("costs: { server.work: exponential 1 ms }", "profile: fast")
                .With("exponential 2 ms", "empirical samples/work.txt"));

            LoadResult result = ScenarioLoader.Load(Samples.Catalogue, path);

            Assert.That(ErrorOutput.Text(result.Errors), Is.Empty);
            Assert.Multiple(() =>
            {
                Assert.That(result.Scenario!.File, Is.EqualTo(path));
                Assert.That(result.Scenario!.Group("first").CostOf("server.work").Fixed.Text, Is.EqualTo("7 ms"));
                Assert.That(
                    result.Scenario!.Group("second").CostOf("server.work").Fixed.Samples.Single().ToString(),
                    Is.EqualTo("3 ms"));
            });
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static Key Own(string name, string byDefault, string? other = null) =>
        new(name, KeyType.Choice("a", "b"), "A mode.") { Default = byDefault, Other = other };

    private static void Refused(SystemDescription system, string claim) =>
        Assert.That(
            () =>
                new SystemCatalogue([system]), Throws.TypeOf<InvariantException>().With.Message.Contains(claim), claim);

    private enum Flow
    {
        Implicit,
        Code,
    }
}
