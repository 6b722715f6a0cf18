using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;
using NUnit.Framework;
using Simulator.Measure;
using Simulator.Results;
using Simulator.Runner;

namespace Tests.Runner;

/// <summary>Studies from plan to files: complete, repeatable, resumed.</summary>
public sealed class CampaignTests
{
    private Study _study = null!;

    [SetUp]
    public void MakeFolder() => _study = new Study();

    [TearDown]
    public void RemoveFolder() => _study.Dispose();

    [Test]
    public void Every_file_of_a_study_is_there()
    {
        CampaignResult result = Campaign.Run(
            Study.Plan(), _study.Options() with { Capture = new RunKey(0, 0), HasFigures = true });
        Assert.That(result.ExitCode, Is.EqualTo(ExitCodes.Done));
        Assert.That(result.Runs, Has.Count.EqualTo(6));
        foreach (string file in (string[])[
            "runs.csv", "performance.csv", "metrics.csv", "summary.csv", "messages.csv", "dictionary.csv",
            "manifest.json", "effective.yaml", "ladder.txt", "ladder.csv", "capture.pcapng", "wireshark/preferences",
            "figures/customer.latency.gp", "figures/customer.latency.csv", "runs/1-2/runs.csv"])
        {
            Assert.That(new FileInfo(_study.PathOf("study/" + file)), Has.Length.GreaterThan(0), file);
        }

        string manifest = File.ReadAllText(_study.PathOf("study/manifest.json"));
        Assert.That(manifest, Does.Contain("\"status\": \"completed\"").And.Contain("\"run\": \"0-0\""));
        string ladder = File.ReadAllText(_study.PathOf("study/ladder.txt"));
        Assert.That(ladder, Does.Contain("source/0 -> server/0   CUSTOMER"));
        Assert.That(File.ReadLines(_study.PathOf("study/runs.csv")).Count(), Is.EqualTo(7));
    }

    [Test]
    public void The_same_study_gives_the_same_octets_twice_and_with_more_threads()
    {
        _study.Run("one");
        _study.Run("two");
        Campaign.Run(Study.Plan(), _study.Options("three") with { Jobs = 2 });
        Assert.That(_study.Files("two"), Is.EqualTo(_study.Files("one")));
        Assert.That(_study.Files("three"), Is.EqualTo(_study.Files("one")));
        Assert.That(_study.Files("one"), Has.Count.GreaterThan(40));
    }

    [Test]
    public void Another_seed_gives_other_numbers()
    {
        CampaignResult first = _study.Run("one"), second = _study.Run("two", Study.Text, "seed=2");
        Assert.That(second.Runs[0].Fingerprint.Time, Is.Not.EqualTo(first.Runs[0].Fingerprint.Time));
        Assert.That(Study.Plan(Study.Text, "seed=2").Hash, Is.Not.EqualTo(Study.Plan().Hash));
    }

    [Test]
    public void A_single_run_repeats_that_of_the_study()
    {
        _study.Run("all");
        CampaignResult only = Campaign.Run(Study.Plan(), _study.Options("only") with { Only = new RunKey(1, 2) });
        RunRow run = only.Runs.Single();
        Assert.That((run.Point.Index, run.Replication), Is.EqualTo((1, 2)));
        KeyValuePair<string, string>[] repeated = [.. RunFiles("only", "runs/1-2/")];
        Assert.That(repeated, Is.EqualTo(RunFiles("all", "runs/1-2/")).And.Length.GreaterThan(3));
    }

    [Test]
    public void A_single_run_into_the_study_changes_nothing()
    {
        _study.Run();
        SortedDictionary<string, string> before = _study.Files("study");
        Campaign.Run(Study.Plan(), _study.Options() with { Only = new RunKey(0, 1) });
        Assert.That(_study.Files("study"), Is.EqualTo(before));
    }

    [Test]
    public void An_interrupted_study_keeps_what_was_finished_and_goes_on()
    {
        _study.Run("whole");
        using var interrupter = new Interrupter(after: 2);
        CampaignResult stopped = Campaign.Run(
            Study.Plan(), _study.Options() with { Observer = interrupter }, interrupter.Token);
        Assert.That(stopped.ExitCode, Is.EqualTo(ExitCodes.Interrupted));
        Assert.That(stopped.Runs, Has.Count.EqualTo(2));
        string manifest = File.ReadAllText(_study.PathOf("study/manifest.json"));
        Assert.That(manifest, Does.Contain("\"status\": \"interrupted\""));
        CampaignResult resumed = _study.Run();
        Assert.That((resumed.ExitCode, resumed.Reused, resumed.Runs.Count), Is.EqualTo((0, 2, 6)));
        Assert.That(_study.Files("study"), Is.EqualTo(_study.Files("whole")));
    }

    [Test]
    public void A_run_that_is_told_to_stop_leaves_nothing()
    {
        CampaignResult result = Campaign.Run(Study.Plan(), _study.Options(), new CancellationToken(canceled: true));
        Assert.That(result.ExitCode, Is.EqualTo(ExitCodes.Interrupted));
        Assert.That(Directory.GetDirectories(_study.PathOf("study/runs")), Is.Empty);
    }

    [Test]
    public void A_damaged_run_is_done_again()
    {
        _study.Run();
        SortedDictionary<string, string> before = _study.Files("study");
        File.AppendAllText(_study.PathOf("study/runs/0-1/metrics.csv"), "x");
        CampaignResult again = _study.Run();
        Assert.That(again.Reused, Is.EqualTo(5));
        Assert.That(_study.Files("study"), Is.EqualTo(before));
    }

    [Test]
    public void A_finished_study_runs_nothing_and_a_fresh_one_everything()
    {
        _study.Run();
        Assert.That(_study.Run().Reused, Is.EqualTo(6));
        CampaignResult fresh = Campaign.Run(Study.Plan(), _study.Options() with { IsFresh = true });
        Assert.That(fresh.Reused, Is.Zero);
    }

    [Test]
    public void More_replications_add_to_a_study_and_fewer_leave_some_out()
    {
        _study.Run();
        CampaignResult more = _study.Run("study", Study.Text, "replications=4");
        Assert.That((more.Reused, more.Runs.Count), Is.EqualTo((6, 8)));
        CampaignResult fewer = _study.Run("study", Study.Text, "replications=2");
        Assert.That((fewer.Reused, fewer.Runs.Count), Is.EqualTo((4, 4)));
        Assert.That(File.ReadLines(_study.PathOf("study/runs.csv")).Count(), Is.EqualTo(5));
    }

    [Test]
    public void The_folder_of_another_study_is_refused_and_left_alone()
    {
        _study.Run();
        SortedDictionary<string, string> before = _study.Files("study");
        Assert.That(
            () => _study.Run("study", Study.Text, "stop=2 s"),
            Throws.InstanceOf<ResultsException>().With.Message.Contains("another study"));
        Assert.That(_study.Files("study"), Is.EqualTo(before));
    }

    [Test]
    public void A_failed_run_is_named_and_the_others_are_kept()
    {
        CampaignResult result = _study.Run("study", Study.Failing);
        Assert.That(result.ExitCode, Is.EqualTo(ExitCodes.RunFailed));
        Assert.That(string.Join(' ', result.Failures.Select(run => run.Point.Index)), Is.EqualTo("1 1"));
        Assert.That(result.Failures[0].Reason, Does.Contain("seed 1, replication 0"));
        Assert.That(result.Runs.Count(run => run.Status == RunStatus.Completed), Is.EqualTo(2));
        Assert.That(result.Summary.Select(row => row.Point.Index), Has.All.Zero);
        Assert.That(File.ReadAllText(_study.PathOf("study/runs.csv")), Does.Contain(",failed,"));
    }

    [Test]
    public void A_failed_run_is_tried_again_and_a_good_one_is_not()
    {
        _study.Run("study", Study.Failing);
        Assert.That(_study.Run("study", Study.Failing).Reused, Is.EqualTo(2));
    }

    [Test]
    public void Memory_is_measured_only_when_one_run_goes_at_a_time()
    {
        _study.Run("one");
        Campaign.Run(Study.Plan(), _study.Options("two") with { Jobs = 2 });
        Assert.That(File.ReadLines(_study.PathOf("one/performance.csv")).Last(), Does.Match(@",\d+$"));
        Assert.That(File.ReadLines(_study.PathOf("two/performance.csv")).Last(), Does.EndWith(","));
    }

    [Test]
    public void Replications_go_on_until_the_mean_is_known_at_any_number_of_threads()
    {
        const string Start = "replications={ min: 2, max: 7, precision: [{ metric: customer.latency.mean, relative: ";
        const string Wide = Start + "0.01 % }] }", Narrow = Start + "100 % }] }";
        Assert.That(_study.Run("wide", Study.Text, Wide).Planned, Is.EqualTo(14), "the bound ends it");
        Assert.That(_study.Run("narrow", Study.Text, Narrow).Planned, Is.LessThan(14));
        Campaign.Run(Study.Plan(Study.Text, Narrow), _study.Options("threads") with { Jobs = 2 });
        Assert.That(_study.Files("threads"), Is.EqualTo(_study.Files("narrow")));
    }

    [Test]
    public void Precision_is_stored_reached_or_not_and_is_no_failure()
    {
        const string Replications = """
            replications={ min: 2, max: 4, precision: [
              { metric: customer.latency.mean, relative: 0.01 % },
              { metric: customer.latency.p50, relative: 100 %, confidence: 80 %, entity: source },
              { metric: warmup.mean }] }
            """;
        CampaignResult result = _study.Run("study", Study.Text, Replications);
        Assert.That((result.ExitCode, result.Planned), Is.EqualTo((ExitCodes.Done, 8)));
        Assert.That(result.Notes, Has.Exactly(1).EqualTo(
            "the precision asked for was not reached at 2 of 2 points (customer.latency.mean, warmup.mean): "
            + "precision.csv"));
        Assert.That(
            File.ReadAllText(_study.PathOf("study/manifest.json")), Does.Contain("asked for was not reached"));
        string[] lines = File.ReadAllLines(_study.PathOf("study/precision.csv"));
        Assert.That(lines, Has.Length.EqualTo(7));
        Assert.That(lines[1], Does.StartWith("0,100,customer.latency,source,mean,0.0001,0.95,4,").And.EndWith(",no,s"));
        Assert.That(lines[2], Does.StartWith("0,100,customer.latency,source,p50,1,0.8,4,").And.EndWith(",yes,s"));
        Assert.That(lines[3], Is.EqualTo("0,100,warmup,,mean,0.05,0.95,0,,,no,1"), "nobody has it");
        StudyPlan plan = Study.Plan(Study.Text, Replications);
        Assert.That(
            plan.Tables.Precision.Read(_study.PathOf("study")).Select(row => row.IsReached),
            Is.EqualTo((bool[])[false, true, false, false, true, false]));
    }

    [Test]
    public void A_fixed_number_of_replications_leaves_no_precision_behind()
    {
        _study.Run("study", Study.Text, "replications={ min: 2, max: 3 }");
        Assert.That(File.Exists(_study.PathOf("study/precision.csv")), Is.True);
        _study.Run();
        Assert.That(File.Exists(_study.PathOf("study/precision.csv")), Is.False);
    }

    [Test]
    public void One_run_of_a_precise_study_leaves_its_tables_as_they_were()
    {
        const string Replications =
            "replications={ min: 2, max: 5, precision: [{ metric: customer.latency.mean, relative: 0.01 % }] }";
        _study.Run("study", Study.Text, Replications);
        SortedDictionary<string, string> before = _study.Files("study");
        Campaign.Run(Study.Plan(Study.Text, Replications), _study.Options() with { Only = new RunKey(0, 4) });
        Assert.That(_study.Files("study"), Is.EqualTo(before));
    }

    [Test]
    public void One_replication_has_intervals_of_its_own_and_two_have_others()
    {
        CampaignResult one = _study.Run("study", Study.Text, "replications=1", "stop=20 s");
        SummaryRow mean = one.Summary.First(row => row is { Metric: "customer.latency", Statistic: Statistic.Mean });
        IntervalRow interval = Study.Plan().Tables.Intervals.Read(_study.PathOf("study"))
            .First(row => row is { Metric: "customer.latency", Statistic: Statistic.Mean });
        Assert.That(interval.BatchCount, Is.InRange(8, 31));
        Assert.That((mean.Estimate.Low, mean.Estimate.High), Is.EqualTo((interval.Low, interval.High)));
        Assert.That(mean.Estimate.Mean, Is.InRange(interval.Low, interval.High));
        CampaignResult two = _study.Run("study", Study.Text, "replications=2", "stop=20 s");
        SummaryRow other = two.Summary.First(row => row is { Metric: "customer.latency", Statistic: Statistic.Mean });
        Assert.That(other.Estimate.Count, Is.EqualTo(2));
        Assert.That(other.Estimate.Low, Is.Not.EqualTo(interval.Low));
    }

    [Test]
    public void Series_are_as_long_as_the_run_and_change_nothing_that_is_measured()
    {
        const string Step = "series={ step: 10 ms }";
        CampaignResult plain = _study.Run("plain"), sampled = _study.Run("sampled", Study.Text, Step);
        Assert.That(
            sampled.Runs.Select(run => run.Fingerprint), Is.EqualTo(plain.Runs.Select(run => run.Fingerprint)));
        SeriesRow[] queue =
        [
            .. Study.Plan(Study.Text, Step).Tables.Series.Read(_study.PathOf("sampled"))
                .Where(row => row is { Metric: "server.utilisation", Replication: 0, Point.Index: 0 }),
        ];
        Assert.That(queue, Has.Length.EqualTo(100));
        Assert.That(queue[^1].Time, Is.EqualTo(0.99));
        Assert.That(queue.Max(row => row.Value), Is.InRange(0.2, 1.0), "busy cores over cores");
        Assert.That(File.Exists(_study.PathOf("plain/series.csv")), Is.False);
    }

    [Test]
    public void Series_of_metrics_that_are_not_measured_are_not_kept()
    {
        _study.Run("study", Study.Text, "series={ step: 100 ms }", "measure=[server.queue]");
        string[] lines = File.ReadAllLines(_study.PathOf("study/series.csv"));
        Assert.That(lines.Skip(1), Has.All.Contains("server.queue"));
    }

    [Test]
    public void What_is_planned_is_told_and_what_it_costs_once()
    {
        var first = new Meddler();
        Campaign.Run(Study.Plan(), _study.Options() with { Observer = first });
        Assert.That(first.Told, Is.EqualTo((string[])["6 planned, 0 before", "foreseen"]));
        var more = new Meddler();
        Campaign.Run(Study.Plan(Study.Text, "replications=4"), _study.Options() with { Observer = more });
        Assert.That(more.Told, Is.EqualTo((string[])["8 planned, 6 before", "foreseen"]));
        var none = new Meddler();
        Campaign.Run(Study.Plan(), _study.Options() with { Observer = none });
        Assert.That(none.Told, Is.EqualTo((string[])["6 planned, 6 before"]));
    }

    [Test]
    public void A_full_disk_under_a_table_is_an_error_and_leaves_the_runs()
    {
        // what a table is written to first has no room, as on a full disk
        string table = _study.PathOf("study/.tmp-summary.csv");
        AssertDiskFails(new Meddler(planned: () => File.CreateSymbolicLink(table, "/dev/full")), kept: 6);
    }

    [Test]
    public void A_disk_that_fails_under_a_run_is_an_error_and_leaves_the_others()
    {
        string run = _study.PathOf("study/runs/.tmp-1-0");
        AssertDiskFails(new Meddler(finished: count => Occupy(run, count)), kept: 3);
        File.Delete(run);
    }

    private static void Occupy(string path, int count)
    {
        if (count == 2)
        {
            File.WriteAllText(path, "not a folder");
        }
    }

    private void AssertDiskFails(Meddler meddler, int kept)
    {
        _study.Run("whole");
        Assert.That(
            () => Campaign.Run(Study.Plan(), _study.Options() with { Observer = meddler }),
            Throws.InstanceOf<IOException>());
        Assert.That(
            File.ReadAllText(_study.PathOf("study/manifest.json")), Does.Contain("\"status\": \"running\""));
        Assert.That(_study.Run().Reused, Is.EqualTo(kept));
        Assert.That(_study.Files("study"), Is.EqualTo(_study.Files("whole")));
    }

    [Test]
    public void A_study_that_another_process_has_is_waited_for_until_the_user_has_enough()
    {
        using var enough = new CancellationTokenSource();
        using StudyFolder held = StudyFolder.Open(_study.PathOf("study"), Study.Plan().Hash);
        var meddler = new Meddler();
        enough.CancelAfter(TimeSpan.FromMilliseconds(300));
        CampaignResult result = Campaign.Run(
            Study.Plan(), _study.Options() with { Observer = meddler }, enough.Token);
        Assert.That((result.ExitCode, result.Runs.Count), Is.EqualTo((ExitCodes.Interrupted, 0)));
        Assert.That(meddler.Told, Is.EqualTo((string[])["waiting"]), "once");
    }

    [Test]
    public void The_folder_is_named_after_the_scenario_and_what_its_runs_depend_on()
    {
        StudyPlan plan = Study.Plan();
        Assert.That(plan.DefaultFolder, Is.EqualTo(Path.Combine("results", "tiny-" + plan.Hash)));
        Assert.That(Study.Plan(Study.Text, "replications=9").Hash, Is.EqualTo(plan.Hash));
        Assert.That(Study.Plan(Study.Text, "nodes.source.size=98 B").Hash, Is.Not.EqualTo(plan.Hash));
        Assert.That(plan.Tables.Keys.Single().Unit, Is.EqualTo("1/s"));
        Assert.That(string.Join(' ', plan.Points.Select(point => point.Values[0])), Is.EqualTo("100 200"));
        Assert.That(plan.Has(new RunKey(1, 2)), Is.True);
        Assert.That(plan.Has(new RunKey(2, 0)), Is.False);
        Assert.That(plan.Has(new RunKey(0, 3)), Is.False);
    }

    private IEnumerable<KeyValuePair<string, string>> RunFiles(string folder, string run) =>
        _study.Files(folder).Where(file => file.Key.StartsWith(run, StringComparison.Ordinal));
}
