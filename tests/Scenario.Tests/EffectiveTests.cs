using System.Linq;
using System.Text;
using NUnit.Framework;
using Simulator.Scenarios;

namespace Tests.Scenario;

/// <summary>The effective scenario: complete, canonical, and the same scenario when it is read again.</summary>
internal sealed class EffectiveTests
{
    internal const string Everything = """
        scenario: everything
        system: lte
        seed: 42
        replications: { min: 5, max: 50, precision: [{ metric: attach.latency.mean, relative: 2 % }] }
        warmup: auto
        stop: 0.5 min
        drain: 1500 ms
        parameters: { rate: 400/s, delay: lognormal 5 ms 9 ms, flow: code }
        options: { flow: $flow }
        network:
          s6a: { profile: metro, loss: { up: 1 %, down: 2 % }, queue: 64 KiB }
          s1: { delay: $delay, duplication: 0.1 %, reordering: 0.2 % }
          radio: { delay: { up: 10 ms, down: uniform 5 ms 6 ms }, rate: { up: 13 Mbit/s, down: none }, shared: cell }
        nodes:
          hss: { profile: server-core, power: 20 mW, costs: { aka.vector: { fixed: 3 us, energy: 1 mJ } } }
          core: { role: mme, count: 2, profile: server-core, processor: { cores: 8 } }
          enb: { count: 3, attach: { s1: [core/0, core/1] } }
          ue: { count: 9, profile: modern-phone, arrivals: { poisson: $rate }, attach: { radio: enb/1 } }
          usim: { count: 9 }
        faults:
          - on: s1
            direction: up
            message: ATTACH REQUEST
            what: delay
            during: [1 s, 2 s]
            probability: 50 %
            by: exponential 3 ms
          - { on: core/1, what: restart, at: 3 s }
        sweep:
          rate: { from: 100 /s, to: 10000 /s, points: 3, scale: log }
          zip: { options.tls: [true, false], nodes.enb.count: [3, 6] }
          where: [{ rate: { at-most: 1000 /s } }]
        measure: [attach.latency, attach.success, s1.loss, { metric: core.queue, per: node }]
        capture: { hops: all, packets: 5 }
        expect:
          - { value: attach.latency.p99, at: { rate: 100 /s, options.tls: true }, equals: 80 ms, within: 3 % }
          - { value: attach.success.ratio, entity: ue, above: 99 % }
          - { value: s1.loss.ratio, equals: 0.01, within: interval }
        figures:
          latency:
            x: rate
            y: [attach.latency.p50, attach.latency.p99]
            by: options.tls
            x-scale: log
            title: "Latency: \"median\", p99 # of all"
          tail: { y: attach.latency, kind: cdf }
        small: { nodes.ue.count: 3, sweep.rate: [100 /s] }
        """;

    [Test]
    public void Every_default_is_written_out()
    {
        string effective = Samples.Bind(Samples.Tandem).ToEffectiveYaml();

        Assert.That(effective, Is.EqualTo("""
            scenario: tandem
            system: queueing
            seed: 1
            replications: 10
            warmup: 0 s
            stop: 100 s
            drain: 60 s
            parameters: {}
            network:
              line:
                delay: 0 s
                rate: none
                loss: 0 %
                duplication: 0 %
                reordering: 0 %
                queue: 1000 packets
            nodes:
              source:
                role: source
                count: 1
                arrivals: poisson 200 /s
              first:
                role: server
                count: 1
                processor:
                  cores: 1
                  queue: 10000 requests
                costs:
                  server.work: exponential 1 ms
              second:
                role: server
                count: 1
                processor:
                  cores: 1
                  queue: 10000 requests
                costs:
                  server.work: exponential 2 ms
              sink:
                role: sink
                count: 1
            faults: []
            sweep: {}
            measure: []
            capture:
              hops: first
              packets: 1000000
            expect: []
            figures: {}
            small: {}

            """));
    }

    [TestCase(Everything)]
    [TestCase(Samples.AttachStorm)]
    [TestCase(Samples.Tandem)]
    public void It_binds_to_the_same_scenario_again(string text)
    {
        Simulator.Scenarios.Scenario first = Samples.Bind(text);
        string effective = first.ToEffectiveYaml();
        LoadResult again = Samples.Load(effective, "results/x-12345678/effective.yaml");

        Assert.That(ErrorOutput.Text(again.Errors), Is.Empty);
        Assert.Multiple(() =>
        {
            Assert.That(again.Scenario!.ToEffectiveYaml(), Is.EqualTo(effective));
            Assert.That(again.Scenario!.ToHashText(), Is.EqualTo(first.ToHashText()));
            Assert.That(again.Scenario!.Points.Select(point => point.Scenario.ToEffectiveYaml()),
                Is.EqualTo(first.Points.Select(point => point.Scenario.ToEffectiveYaml())));
            Assert.That(again.Scenario!.Links, Is.EqualTo(first.Links));
        });
    }

    [Test]
    public void A_point_is_a_scenario_of_its_own()
    {
        SweepPoint point = Samples.Bind(Everything).Points[1];
        LoadResult again = Samples.Load(point.Scenario.ToEffectiveYaml(), "effective.yaml");

        Assert.That(ErrorOutput.Text(again.Errors), Is.Empty);
        Assert.That(again.Scenario!.ToEffectiveYaml(), Is.EqualTo(point.Scenario.ToEffectiveYaml()));
    }

    [TestCase("stop: 100 s", "stop: 100000 ms")]
    [TestCase("stop: 100 s", "stop: 100s")]
    [TestCase("stop: 100 s", "stop: \"100 s\"")]
    [TestCase("stop: 100 s", "stop: 100 s # a comment")]
    [TestCase("stop: 100 s", "stop: 100 s\nseed: 1")]
    [TestCase("stop: 100 s", "stop: 100 s\nreplications: 3")]
    [TestCase("stop: 100 s", "stop: 100 s\ncapture: { packets: 9 }")]
    [TestCase("stop: 100 s", "stop: 100 s\nexpect: [{ value: visit.latency.p50, below: 1 s }]")]
    [TestCase("stop: 100 s", "stop: 100 s\nfigures: { a: { y: visit.latency } }")]
    [TestCase("exponential 1 ms", "{ exponential: { mean: 1000 us } }")]
    [TestCase("sink: {}", "sink: { role: sink, count: 1 }")]
    public void What_means_the_same_has_the_same_hash(string from, string to) =>
        Assert.That(
            Samples.Bind(Samples.Tandem.With(from, to)).ToHashText(),
            Is.EqualTo(Samples.Bind(Samples.Tandem).ToHashText()));

    [TestCase("stop: 100 s", "stop: 101 s")]
    [TestCase("stop: 100 s", "stop: 100 s\nseed: 2")]
    [TestCase("stop: 100 s", "stop: 100 s\nmeasure: [visit.latency]")]
    [TestCase("exponential 1 ms", "exponential 1.000000001 ms")]
    [TestCase("exponential 1 ms", "1 ms")]
    [TestCase("delay: 0 s", "delay: 1 ps")]
    [TestCase("second: {", "third: {")]
    public void What_changes_results_changes_the_hash(string from, string to) =>
        Assert.That(
            Samples.Bind(Samples.Tandem.With(from, to)).ToHashText(),
            Is.Not.EqualTo(Samples.Bind(Samples.Tandem).ToHashText()));

    [Test]
    public void A_changed_profile_changes_the_hash()
    {
        MemoryFiles changed = Samples.Files.Add("scenarios/profiles/server-core.yaml", """
            profile: server-core
            kind: device
            values:
              mme.step: { value: 21 us, source: measured, confidence: H }
              hss.lookup: { value: 100 us, source: measured, confidence: H }
              aka.vector: { value: 1 us, source: measured, confidence: H }
            """);

        Assert.That(
            Samples.Bind(Vectors.Good, files: changed).ToHashText(),
            Is.Not.EqualTo(Samples.Bind(Vectors.Good).ToHashText()));
    }

    [Test]
    public void The_order_of_groups_and_links_is_kept()
    {
        Simulator.Scenarios.Scenario scenario = Samples.Bind(Everything);

        Assert.Multiple(() =>
        {
            Assert.That(
                scenario.Groups.Select(group => group.Name), Is.EqualTo(new[] { "hss", "core", "enb", "ue", "usim" }));
            Assert.That(scenario.Network.Select(link => link.Name), Is.EqualTo(new[] { "s6a", "s1", "radio" }));
        });
    }

    [Test]
    public void Two_readings_give_the_same_octets() =>
        Assert.That(
            Encoding.UTF8.GetBytes(Samples.Bind(Everything).ToEffectiveYaml()),
            Is.EqualTo(Encoding.UTF8.GetBytes(Samples.Bind(Everything).ToEffectiveYaml())));
}
