using System.Collections.Generic;
using System.IO;
using System.Linq;
using NUnit.Framework;
using Simulator.Measure;
using Simulator.Results;
using Simulator.Runner;

namespace Tests.Runner;

/// <summary>What <c>measure:</c> and <c>warmup: auto</c> do to the tables of a study.</summary>
public sealed class MeasureTests
{
    // empty at first, and so busy that it takes seconds until the queue has its usual length
    private const string Busy = """
        scenario: tiny
        system: queueing
        replications: 3
        warmup: auto
        stop: 100 s
        network: { hop: { delay: 1 ms } }
        nodes:
          source: { arrivals: poisson 90 /s, size: 97 B }
          server: { costs: { server.serve: exponential 10 ms } }
          sink: {}

        """;

    private Study _study = null!;

    [SetUp]
    public void MakeFolder() => _study = new Study();

    [TearDown]
    public void RemoveFolder() => _study.Dispose();

    [Test]
    public void Only_what_is_measured_is_in_the_tables_with_its_parts()
    {
        CampaignResult result = _study.Run("study", Study.Text + "measure: [server.waiting, customer.latency]\n");
        string[] metrics = [.. result.Summary.Select(row => row.Metric).Distinct()];
        Assert.That(metrics, Has.Member("server.waiting").And.Member("customer.latency.timer"));
        foreach (string table in (string[])["metrics.csv", "summary.csv", "dictionary.csv", "distributions.csv"])
        {
            string text = File.ReadAllText(Path.Combine(result.Folder, table));
            Assert.That(text, Does.Contain("customer.latency").And.Not.Contain("utilisation"), table);
            Assert.That(text, Does.Not.Contain("customer.success").And.Not.Contain("customer.outcome"), table);
        }
    }

    [TestCase("server.queue", "", "server/0 server/1")]
    [TestCase("server.queue", "measure: [server.queue]", "server")]
    [TestCase("server.queue", "measure: [{ metric: server.queue, per: node }]", "server/0 server/1")]
    [TestCase("server.queue", "measure: [{ metric: server.queue, per: system }]", "")]
    [TestCase("server.waiting", "measure: [{ metric: server.waiting, per: node }]", "server/0 server/1")]
    [TestCase("server.waiting", "measure: [{ metric: server.waiting, per: system }]", "")]
    [TestCase("server.utilisation", "measure: [{ metric: server.utilisation, per: system }]", "")]
    [TestCase("server.energy", "", "server/0 server/1")]
    [TestCase("server.energy", "measure: [server.energy]", "server")]
    [TestCase("server.queue", "measure: [server.queue, { metric: server.energy, per: node }]", "server")]
    [TestCase("customer.latency", "measure: [customer.latency]", "source")]
    [TestCase("customer.latency", "measure: [{ metric: customer.latency, per: system }]", "")]
    public void Rows_are_of_whom_measure_says(string metric, string measure, string entities)
    {
        CampaignResult result = _study.Run(
            "study", Study.Text + measure + "\n", "nodes.server.count=2", "nodes.source.count=2");
        IEnumerable<string> found = result.Summary.Where(row => row.Metric == metric).Select(row => row.Entity);
        Assert.That(string.Join(' ', found.Distinct()), Is.EqualTo(entities));
    }

    [Test]
    public void The_whole_is_the_sum_or_the_mean_of_its_nodes()
    {
        string[] counts = ["nodes.server.count=2", "nodes.source.count=2"];
        CampaignResult apart = _study.Run("apart", Study.Text, counts);
        CampaignResult together = _study.Run(
            "together",
            Study.Text + "measure: [server.queue, { metric: server.utilisation, per: system }]\n",
            counts);
        Assert.That(Mean(together, "server.queue"), Is.EqualTo(2 * Mean(apart, "server.queue")).Within(1e-9));
        Assert.That(Mean(together, "server.utilisation"), Is.EqualTo(Mean(apart, "server.utilisation")).Within(1e-9));
        Assert.That(Mean(together, "server.utilisation"), Is.Positive);
    }

    [Test]
    public void What_is_not_measured_is_as_it_would_have_been()
    {
        CampaignResult all = _study.Run("all"), some = _study.Run("some", Study.Text + "measure: [customer.latency]\n");
        Assert.That(
            some.Runs.Select(run => run.Fingerprint.Wire), Is.EqualTo(all.Runs.Select(run => run.Fingerprint.Wire)));
        Assert.That(
            some.Runs.Select(run => run.Fingerprint.Results),
            Is.Not.EqualTo(all.Runs.Select(run => run.Fingerprint.Results)));
        Assert.That(some.Folder, Is.Not.EqualTo(all.Folder));
    }

    [Test]
    public void The_warm_up_is_found_for_each_run_and_told()
    {
        CampaignResult result = _study.Run("study", Busy);
        MetricRow[] starts = [.. Rows(result).Where(row => row.Value.Metric == "warmup")];
        Assert.That(starts, Has.Length.EqualTo(3));
        Assert.That(starts.Select(row => row.Value.Value), Is.All.InRange(0.0, 51.0).And.Some.Positive);
        Assert.That(result.Notes, Has.Some.StartsWith("warm-up by MSER-5: from "));
        Assert.That(File.ReadAllText(Path.Combine(result.Folder, Manifest.File)), Does.Contain("MSER-5"));
    }

    [Test]
    public void The_measured_period_starts_where_it_was_found_to()
    {
        CampaignResult found = _study.Run("found", Busy, "replications=1");
        double start = Rows(found).Single(row => row.Value.Metric == "warmup").Value.Value;
        string given = System.FormattableString.Invariant($"warmup={(long)(start * 1e12)} ps");
        CampaignResult same = _study.Run("given", Busy, "replications=1", given);
        Assert.That(Rows(same).Select(row => row.Value), Is.EqualTo(
            Rows(found).Select(row => row.Value).Where(value => !value.Metric.StartsWith("warmup"))));
    }

    [Test]
    public void The_search_changes_no_packet_and_is_the_same_on_any_number_of_threads()
    {
        CampaignResult search = _study.Run("search", Busy), none = _study.Run("none", Busy, "warmup=0 s");
        Assert.That(
            search.Runs.Select(run => run.Fingerprint.Wire), Is.EqualTo(none.Runs.Select(run => run.Fingerprint.Wire)));
        Campaign.Run(Study.Plan(Busy), _study.Options("threads") with { Jobs = 3 });
        Assert.That(_study.Files("threads"), Is.EqualTo(_study.Files("search")));
    }

    [Test]
    public void A_run_without_procedures_measures_from_the_start_and_has_not_settled()
    {
        CampaignResult result = _study.Run("study", Busy, "nodes.source.arrivals=none", "replications=1");
        MetricValue[] values = [.. Rows(result).Select(row => row.Value)];
        Assert.That(values.Single(value => value.Metric == "warmup").Value, Is.Zero);
        Assert.That(values.Single(value => value.Metric == "warmup.settled").Value, Is.Zero);
        Assert.That(result.Notes, Has.Some.EndsWith("1 runs have not settled"));
    }

    [Test]
    public void The_search_is_told_even_if_it_is_not_measured()
    {
        CampaignResult result = _study.Run("study", Busy + "measure: [server.waiting]\n", "replications=1");
        Assert.That(
            Rows(result).Select(row => row.Value.Metric).Distinct(),
            Is.EqualTo((string[])["server.waiting", "warmup", "warmup.settled"]).AsCollection.Or.EquivalentTo(
                (string[])["warmup", "warmup.settled", "server.waiting"]));
    }

    private static IEnumerable<MetricRow> Rows(CampaignResult result) =>
        new CsvTables([]).Metrics.Read(result.Folder);

    private static double Mean(CampaignResult result, string metric) =>
        result.Summary.Where(row => row.Metric == metric && row.Statistic == Statistic.TimeAverage
            && row.Point.Index == 0).Average(row => row.Estimate.Mean);
}
