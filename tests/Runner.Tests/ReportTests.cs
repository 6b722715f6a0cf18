using System.Collections.Generic;
using System.IO;
using System.Linq;
using NUnit.Framework;
using Simulator.Measure;
using Simulator.Results;
using Simulator.Runner;
using Tests.Testing;

namespace Tests.Runner;

/// <summary>What a study stores for its report, and the report that is made of it.</summary>
public sealed class ReportTests
{
    private const string Crowded = """
        # Question   Who is sent away by a <b>full</b> queue?
        # Expected   Some are,
        #            not all.
        scenario: tiny
        system: queueing
        replications: 3
        stop: 1 s
        network: { hop: { delay: 1 ms, rate: 1 Mbit/s } }
        nodes:
          source: { arrivals: poisson 400 /s, size: 97 B }
          server: { processor: { queue: 2 requests }, costs: { server.serve: exponential 3 ms } }
          sink: {}
        expect:
          - { value: customer.success.ratio, below: 100 % }
          - { value: customer.latency.mean, above: 1 s }

        """;

    private Study _study = null!;

    [SetUp]
    public void MakeFolder() => _study = new Study();

    [TearDown]
    public void RemoveFolder() => _study.Dispose();

    [Test]
    public void A_study_ends_with_a_report_that_answers_its_question()
    {
        Assert.That(_study.Run("study", Crowded).ExitCode, Is.EqualTo(ExitCodes.ExpectationMissed));
        string page = Page();
        Assert.That(page, Does.Contain("<dd>Who is sent away by a &lt;b&gt;full&lt;/b&gt; queue?</dd>"));
        Assert.That(page, Does.Contain("<dd>Some are, not all.</dd>").And.Contain("1 of 2 expectations hold"));
        Assert.That(page, Does.Contain("✗ too small").And.Contain("queue-full").And.Contain("id=\"ladder-3\""));
        Assert.That(page, Does.Contain("One class of customers, first come, first served"), "the limits of the roles");
        Assert.That(page, Does.Contain("class=\"scenario\">●     size: 97 B").And.Contain("class=\"default\">"));
    }

    [Test]
    public void A_report_is_written_again_from_what_is_stored()
    {
        _study.Run("study", Crowded);
        string before = Page();
        File.Delete(_study.PathOf("study/report.html"));
        string effective = File.ReadAllText(_study.PathOf("study/effective.yaml"));
        StudyReport.Write(Study.Plan(effective), _study.PathOf("study"), hasFigures: true);
        Assert.That(Page(), Is.EqualTo(before));
    }

    [Test]
    public void Two_runs_of_a_study_differ_in_the_paragraph_about_the_run_alone()
    {
        _study.Run("one", Crowded);
        Campaign.Run(Study.Plan(Crowded), _study.Options("two") with { Jobs = 2, Command = "another" });
        string one = File.ReadAllText(_study.PathOf("one/report.html"));
        string two = File.ReadAllText(_study.PathOf("two/report.html"));
        Assert.That(two, Is.Not.EqualTo(one).And.Contain("<code>another</code>"));
        Assert.That(ReportPage.WithoutRun(two), Is.EqualTo(ReportPage.WithoutRun(one)).And.Not.Contain("another"));
    }

    [Test]
    public void The_median_the_p99_and_each_failure_of_a_run_are_recorded_by_themselves()
    {
        _study.Run("study", Crowded);
        IReadOnlyList<ProcedureRow> rows = ProcedureFolder.Rows(_study.PathOf("study"));
        Assert.That(rows.Select(row => row.Which), Is.EqualTo((string[])["median", "p99", "failed"]));
        Assert.That(rows.Select(row => row.Replication).Distinct().Count(), Is.EqualTo(1), "one run has them all");
        string run = _study.PathOf($"study/runs/0-{rows[0].Replication}");
        MetricRow[] numbers = [.. Study.Plan(Crowded).Tables.Metrics.Read(run)];
        foreach ((ProcedureRow row, Statistic statistic) in rows.Zip((Statistic[])[Statistic.P50, Statistic.P99]))
        {
            double value = numbers.Single(number => number.Value is { Metric: "customer.latency" } found
                && found.Statistic == statistic).Value.Value;
            Assert.That(row.Duration, Is.EqualTo(value).Within(1e-12));
        }
    }

    [Test]
    public void The_frames_beside_messages_are_those_of_the_capture()
    {
        _study.Run("study", Crowded);
        string folder = _study.PathOf("study");
        foreach (ProcedureRow row in ProcedureFolder.Rows(folder))
        {
            string file = Path.Combine(folder, "procedures", RecordedProcedure.NameOf(row) + ".pcapng");
            string profile = Path.Combine(folder, "procedures", "wireshark");
            string[][] frames = Tshark.Fields(file, profile, "", "frame.number", "frame.len", "udp.checksum.status");
            IReadOnlyList<LadderRow> ladder = ProcedureFolder.Ladder(folder, row);
            Assert.That(ladder, Has.Count.EqualTo(row.Outcome == "success" ? 2 : 1), row.Outcome);
            foreach (LadderRow message in ladder)
            {
                string[] frame = frames[(int)message.Frame - 1];
                Assert.That(frame, Is.EqualTo((string[])[Text(message.Frame), Text(message.Size), "1"]));
            }
        }
    }

    [Test]
    public void Procedures_are_recorded_once_and_again_if_they_are_lost()
    {
        _study.Run("study", Crowded);
        SortedDictionary<string, string> before = _study.Files("study");
        string folder = _study.PathOf("study/procedures");
        System.DateTime written = Directory.GetLastWriteTimeUtc(folder);
        _study.Run("study", Crowded);
        Assert.That(Directory.GetLastWriteTimeUtc(folder), Is.EqualTo(written), "what is there is not made again");
        Directory.Delete(folder, recursive: true);
        _study.Run("study", Crowded);
        Assert.That(_study.Files("study"), Is.EqualTo(before));
    }

    [Test]
    public void A_study_whose_runs_all_fail_has_a_report_and_no_procedures()
    {
        _study.Run("study", Study.Failing, "sweep={ network.hop.delay: [106 d] }");
        Assert.That(Directory.Exists(_study.PathOf("study/procedures")), Is.False);
        Assert.That(Page(), Does.Contain("Runs that a defect ended").And.Contain("2 of its runs are missing"));
    }

    [Test]
    public void An_interrupted_study_says_what_is_missing()
    {
        using var interrupter = new Interrupter(after: 2);
        Campaign.Run(Study.Plan(), _study.Options() with { Observer = interrupter }, interrupter.Token);
        Assert.That(Page(), Does.Contain("The study is not complete: 4 of its runs are missing or failed."));
        Assert.That(Directory.Exists(_study.PathOf("study/procedures")), Is.False, "nothing is repeated after a stop");
    }

    [TestCase("manifest.json")]
    [TestCase("summary.csv")]
    [TestCase("origins.csv")]
    [TestCase("procedures/median.csv")]
    public void A_report_of_a_folder_without_one_of_its_files_is_refused(string file)
    {
        _study.Run();
        File.Delete(_study.PathOf("study/" + file));
        Assert.That(
            () => StudyReport.Write(Study.Plan(), _study.PathOf("study"), hasFigures: true),
            Throws.InstanceOf<ResultsException>().With.Message.Contains(Path.GetFileName(file)));
    }

    private string Page() => File.ReadAllText(_study.PathOf("study/report.html"));

    private static string Text(long number) => number.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
