using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Threading.Tasks;
using NUnit.Framework;
using Simulator.Results;

namespace Tests.Results;

public sealed class StudyFolderTests
{
    private Folder _folder = null!;

    [SetUp]
    public void Begin() => _folder = new Folder();

    [TearDown]
    public void End() => _folder.Dispose();

    private StudyFolder Open(string name = "study", string hash = Studies.Hash) =>
        StudyFolder.Open(_folder[name], hash);

    [Test]
    public void A_run_is_complete_or_absent_whenever_the_program_dies()
    {
        var images = new List<string>();
        using (StudyFolder study = Open())
        {
            Image();
            RunFolder run = study.Begin(new RunKey(0, 0));
            Image();
            using (FileStream half = run.Create("half.csv"))
            {
                half.Write("point,repl"u8);
                half.Flush();
                Image();
            }

            Studies.Write(run, run.Key);
            Image();
            run.Complete();
            Image();
        }

        bool[] isThere = [.. images.ConvertAll(Recovers)];
        Assert.That(isThere, Is.EqualTo((bool[])[false, false, false, false, true]));

        void Image()
        {
            images.Add(_folder[$"image-{images.Count}"]);
            Folder.Copy(_folder["study"], images[^1]);
        }
    }

    // True if the run is there, whole; nothing half-written is left either way.
    private static bool Recovers(string image)
    {
        using StudyFolder study = StudyFolder.Open(image, Studies.Hash);
        IReadOnlyList<RunKey> finished = study.FinishedRuns();
        Assert.That(Directory.GetFileSystemEntries(image, ".tmp-*", SearchOption.AllDirectories), Is.Empty);
        Assert.That(Directory.GetDirectories(Path.Combine(image, "runs")), Has.Length.EqualTo(finished.Count));
        return finished.Count == 1;
    }

    [Test]
    public void A_run_that_was_not_completed_leaves_nothing()
    {
        using StudyFolder study = Open();
        using (RunFolder run = study.Begin(new RunKey(1, 2)))
        {
            Studies.Write(run, run.Key);
        }

        Assert.That(study.FinishedRuns(), Is.Empty);
        Assert.That(Directory.GetFileSystemEntries(_folder["study/runs"]), Is.Empty);
    }

    [Test]
    public void A_finished_run_that_was_changed_is_not_trusted()
    {
        using (StudyFolder study = Open())
        {
            Studies.Run(study, new RunKey(0, 0));
        }

        string run = _folder["study/runs/0-0"];
        foreach (string file in Directory.GetFiles(run))
        {
            AssertNotTrusted(file, path => File.Delete(path));
            AssertNotTrusted(file, path => File.WriteAllBytes(path, File.ReadAllBytes(path)[..^1]));
            AssertNotTrusted(file, Flip);
        }

        AssertNotTrusted(Path.Combine(run, "further.csv"), path => File.WriteAllText(path, "x"));
        AssertNotTrusted(run, path => Directory.Delete(path, recursive: true));
        using StudyFolder unchanged = Open();
        Assert.That(unchanged.FinishedRuns(), Is.EqualTo((RunKey[])[new(0, 0)]));
    }

    private void AssertNotTrusted(string file, Action<string> change)
    {
        string image = _folder["changed"];
        Folder.Copy(_folder["study"], image);
        change(Path.Combine(image, Path.GetRelativePath(_folder["study"], file)));
        using (StudyFolder study = StudyFolder.Open(image, Studies.Hash))
        {
            Assert.That(study.FinishedRuns(), Is.Empty, file);
        }

        Directory.Delete(image, recursive: true);
    }

    private static void Flip(string path)
    {
        byte[] octets = File.ReadAllBytes(path);
        octets[octets.Length / 2] ^= 1;
        File.WriteAllBytes(path, octets);
    }

    [Test]
    public void Tables_do_not_depend_on_order_threads_or_interruptions()
    {
        IReadOnlyList<RunKey> keys = Studies.Keys(replications: 3);
        using (StudyFolder inOrder = Open("in-order"))
        {
            foreach (RunKey key in keys)
            {
                Studies.Run(inOrder, key);
            }

            StudyTables.Write(inOrder, Studies.Tables, inOrder.FinishedRuns());
        }

        using (StudyFolder parallel = Open("parallel"))
        {
            Parallel.ForEach(keys, key => Studies.Run(parallel, key));
            StudyTables.Write(parallel, Studies.Tables, parallel.FinishedRuns());
        }

        using (StudyFolder interrupted = Open("resumed"))
        {
            Studies.Run(interrupted, keys[5]);
            Studies.Run(interrupted, keys[2]);
            StudyTables.Write(interrupted, Studies.Tables, interrupted.FinishedRuns());
            RunFolder unfinished = interrupted.Begin(keys[7]);
            Studies.Write(unfinished, keys[7]);
        }

        using (StudyFolder resumed = Open("resumed"))
        {
            IReadOnlyList<RunKey> finished = resumed.FinishedRuns();
            Assert.That(finished, Is.EqualTo((RunKey[])[keys[2], keys[5]]));
            foreach (RunKey key in keys)
            {
                if (!System.Linq.Enumerable.Contains(finished, key))
                {
                    Studies.Run(resumed, key);
                }
            }

            StudyTables.Write(resumed, Studies.Tables, resumed.FinishedRuns());
        }

        IReadOnlyList<(string, string)> expected = Folder.Image(_folder["in-order"]);
        Assert.That(expected, Has.Count.EqualTo(1 + 10 + (12 * 9))); // lock, tables, runs with eight tables and a seal
        Assert.That(Folder.Image(_folder["parallel"]), Is.EqualTo(expected));
        Assert.That(Folder.Image(_folder["resumed"]), Is.EqualTo(expected));
    }

    [Test]
    public void The_summary_is_over_replications()
    {
        using StudyFolder study = Open();
        foreach (RunKey key in Studies.Keys(replications: 4))
        {
            Studies.Run(study, key);
        }

        StudyTables.Write(study, Studies.Tables, study.FinishedRuns());
        SummaryRow[] summary = [.. study.Read(Studies.Tables.Summary)];
        MetricRow[] metrics = [.. study.Read(Studies.Tables.Metrics)];
        Assert.That(summary, Has.Length.EqualTo(metrics.Length / 4));
        double sum = 0;
        foreach (MetricRow row in metrics)
        {
            bool isWanted = row is
            {
                Point.Index: 3,
                Value: { Metric: "attach.latency", Statistic: Simulator.Measure.Statistic.P99 },
            };
            sum += isWanted ? row.Value.Value : 0;
        }

        SummaryRow p99 = Array.Find(summary, row =>
            row is { Point.Index: 3, Metric: "attach.latency", Statistic: Simulator.Measure.Statistic.P99 })!;
        Assert.That(p99.Estimate.Mean, Is.EqualTo(sum / 4).Within(1e-12).Percent);
        Assert.That(p99.Estimate.Count, Is.EqualTo(4));
        Assert.That(p99.Estimate.Low, Is.LessThan(p99.Estimate.Mean));
        Assert.That(p99.Point.Values, Is.EqualTo((string[])["derive", "800"]));
    }

    [Test]
    public void The_dictionary_has_each_name_once_keys_first()
    {
        using StudyFolder study = Open();
        foreach (RunKey key in Studies.Keys(replications: 2))
        {
            Studies.Run(study, key);
        }

        StudyTables.Write(study, Studies.Tables, study.FinishedRuns());
        List<string> names = [];
        foreach (DictionaryRow row in study.Read(CsvTables.Dictionary))
        {
            names.Add(row.Name);
        }

        Assert.That(names[..3], Is.EqualTo((string[])["mode", "rate", "attach.latency"]));
        Assert.That(names, Is.Unique);
        foreach (MetricRow row in study.Read(Studies.Tables.Metrics))
        {
            Assert.That(names, Does.Contain(row.Value.Metric));
        }
    }

    [Test]
    public void Fewer_runs_give_smaller_tables_and_nothing_of_the_others()
    {
        using StudyFolder study = Open();
        foreach (RunKey key in Studies.Keys(replications: 2))
        {
            Studies.Run(study, key);
        }

        StudyTables.Write(study, Studies.Tables, study.FinishedRuns());
        StudyTables.Write(study, Studies.Tables, [new(2, 1), new(0, 0)]);
        List<(int, int)> runs = [];
        foreach (RunRow row in study.Read(Studies.Tables.Runs))
        {
            runs.Add((row.Point.Index, row.Replication));
        }

        Assert.That(runs, Is.EqualTo(((int, int)[])[(0, 0), (2, 1)]));
        StudyTables.Write(study, Studies.Tables, []);
        Assert.That(File.Exists(_folder["study/series.csv"]), Is.False);
        Assert.That(study.Read(Studies.Tables.Summary), Is.Empty);
    }

    [Test]
    public void A_folder_has_one_user_at_a_time()
    {
        using (Open())
        {
            Assert.That(() => Open(), Throws.TypeOf<StudyBusyException>().With.Message.Contains("in use"));
            Assert.That(IsFreeForOthers(), Is.False);
        }

        Assert.That(IsFreeForOthers(), Is.True);
        Assert.That(() => Open().Dispose(), Throws.Nothing);
    }

    // Asks another process: flock(1) of util-linux.
    private bool IsFreeForOthers()
    {
        using Process process = Process.Start("flock", ["--nonblock", _folder["study/.lock"], "true"]);
        process.WaitForExit();
        return process.ExitCode == 0;
    }

    [Test]
    public void A_folder_of_another_study_is_refused_and_left_alone()
    {
        Open().Dispose();
        Assert.That(() => Open(hash: "ffffffff"), Throws.TypeOf<ResultsException>().With.Message.Contains("0123abcd"));
        Directory.CreateDirectory(_folder["own"]);
        File.WriteAllText(_folder["own/thesis.txt"], "years of work");
        Assert.That(() => Open("own"), Throws.TypeOf<ResultsException>().With.Message.Contains("not empty"));
        Assert.That(Directory.GetFileSystemEntries(_folder["own"]), Has.Length.EqualTo(1));
        Assert.That(() => Open("own/thesis.txt"), Throws.TypeOf<ResultsException>().With.Message.Contains("a file"));
    }

    [Test]
    public void A_folder_with_a_manifest_of_the_study_is_its_own()
    {
        Directory.CreateDirectory(_folder["copied"]);
        File.WriteAllText(_folder["copied/manifest.json"], Identity(Manifest.Format));
        Open("copied").Dispose();
        File.WriteAllText(_folder["copied/manifest.json"], """{ "hash": "ffffffff" }""");
        Assert.That(() => Open("copied"), Throws.TypeOf<ResultsException>());
        foreach (string broken in (string[])["", "{", "[]", "7", """{ "hash": 7 }"""])
        {
            File.WriteAllText(_folder["copied/manifest.json"], broken);
            Assert.That(Manifest.TryReadHash(_folder["copied"]), Is.Null, broken);
        }
    }

    [TestCase(Manifest.Format - 1, "an older version")]
    [TestCase(Manifest.Format + 1, "a newer version")]
    public void Results_of_another_version_are_refused_unless_thrown_away(int format, string age)
    {
        Directory.CreateDirectory(_folder["old"]);
        File.WriteAllText(_folder["old/manifest.json"], Identity(format));
        Assert.That(
            () => Open("old"),
            Throws.TypeOf<ResultsException>().With.Message.Contains(age).And.Message.Contains("--fresh"));
        Assert.That(Directory.GetFileSystemEntries(_folder["old"]), Has.Length.EqualTo(1), "left alone");
        StudyFolder.Open(_folder["old"], Studies.Hash, isFresh: true).Dispose();
    }

    [Test]
    public void Results_that_do_not_say_their_version_are_the_oldest()
    {
        Directory.CreateDirectory(_folder["old"]);
        File.WriteAllText(_folder["old/manifest.json"], $$"""{ "hash": "{{Studies.Hash}}", "format": "2" }""");
        Assert.That(() => Open("old"), Throws.TypeOf<ResultsException>().With.Message.Contains("format is 1"));
    }

    private static string Identity(int format) => $$"""{ "hash": "{{Studies.Hash}}", "format": {{format}} }""";

    [Test]
    public void Clearing_starts_afresh_under_the_same_lock()
    {
        using StudyFolder study = Open();
        Studies.Run(study, new RunKey(0, 0));
        study.WriteText("effective.yaml", "scenario: x\n");
        study.Clear();
        Assert.That(study.FinishedRuns(), Is.Empty);
        Assert.That(File.Exists(_folder["study/effective.yaml"]), Is.False);
        Assert.That(() => Open(), Throws.TypeOf<StudyBusyException>());
        Studies.Run(study, new RunKey(0, 0));
        Assert.That(study.FinishedRuns(), Has.Count.EqualTo(1));
    }

    [Test]
    public void A_run_may_be_removed_and_written_again()
    {
        using StudyFolder study = Open();
        Studies.Run(study, new RunKey(0, 0));
        Studies.Run(study, new RunKey(0, 0));
        study.Remove(new RunKey(0, 0));
        study.Remove(new RunKey(5, 5));
        Assert.That(study.FinishedRuns(), Is.Empty);
    }

    [Test]
    public void Promoting_copies_what_a_run_has()
    {
        using StudyFolder study = Open();
        using (RunFolder run = study.Begin(new RunKey(0, 0)))
        {
            using (FileStream file = run.Create("wireshark/preferences"))
            {
                file.Write("x"u8);
            }

            using (FileStream file = run.Create("capture.pcapng"))
            {
                file.Write("y"u8);
            }

            run.Complete();
        }

        Assert.That(study.Promote(new RunKey(0, 0), "wireshark"), Is.True);
        Assert.That(study.Promote(new RunKey(0, 0), "capture.pcapng"), Is.True);
        Assert.That(study.Promote(new RunKey(0, 0), "ladder.csv"), Is.False);
        Assert.That(File.ReadAllText(_folder["study/wireshark/preferences"]), Is.EqualTo("x"));
        Assert.That(study.Promote(new RunKey(0, 1), "capture.pcapng"), Is.False);
        Assert.That(File.Exists(_folder["study/capture.pcapng"]), Is.False); // of no run any more
        Assert.That(study.FinishedRuns(), Has.Count.EqualTo(1));
    }

    [Test]
    public void The_hash_is_of_the_text_and_the_model()
    {
        // printf 'scenario: x\n\nmodel version 3\n' | sha256sum
        Assert.That(StudyFolder.HashOf("scenario: x\n", 3), Is.EqualTo("2b8385e8"));
        Assert.That(StudyFolder.HashOf("scenario: x\n", 4), Is.Not.EqualTo(StudyFolder.HashOf("scenario: x\n", 3)));
        Assert.That(StudyFolder.HashOf("scenario: y\n", 3), Is.Not.EqualTo(StudyFolder.HashOf("scenario: x\n", 3)));
        Assert.That(StudyFolder.HashOf("", 0), Has.Length.EqualTo(StudyFolder.HashSize));
    }
}
