using System.IO;
using System.Text;
using NUnit.Framework;
using Simulator.Results;

namespace Tests.Results;

public sealed class ManifestTests
{
    private static readonly Manifest Full = new()
    {
        Scenario = "attach-storm",
        Hash = "0123abcd",
        System = "lte",
        ModelVersion = 2,
        Version = "0.1.0",
        Commit = "abcdef",
        Command = "run scenarios/lte/attach-storm.yaml --set 'rate=400 /s'",
        Reproduce = "./simulate run scenarios/lte/attach-storm.yaml --set 'rate=400 /s'",
        TestsExpectations = true,
        Machine = new(".NET 10.0.0", "Linux", "X64", 2),
        Inputs = [new("scenarios/lte/attach-storm.yaml", new string('0', 64))],
        Seed = 1,
        Status = "completed",
        Started = "2026-01-01T00:00:00Z",
        Ended = "2026-01-01T00:01:00Z",
        WallTime = 60.5,
        Runs = new(40, 39, 1, 12),
        Fingerprint = new("0000000000000001", "0000000000000002", "0000000000000003", "0000000000000004"),
        Capture = new(new RunKey(0, 3), 100_000, 17),
        Notes = ["arrivals: the group 'ue' was exhausted 3 times"],
    };

    private static string Text(Manifest manifest)
    {
        using var stream = new MemoryStream();
        manifest.Write(stream);
        return Encoding.UTF8.GetString(stream.ToArray());
    }

    [Test]
    public void Keys_come_in_one_order() => Assert.That(Text(Full), Is.EqualTo(
        """
        {
          "format": 2,
          "scenario": "attach-storm",
          "hash": "0123abcd",
          "system": "lte",
          "model_version": 2,
          "version": "0.1.0",
          "commit": "abcdef",
          "command": "run scenarios/lte/attach-storm.yaml --set 'rate=400 /s'",
          "reproduce": "./simulate run scenarios/lte/attach-storm.yaml --set 'rate=400 /s'",
          "tests_expectations": true,
          "runtime": ".NET 10.0.0",
          "machine": {
            "operating_system": "Linux",
            "architecture": "X64",
            "processors": 2
          },
          "seed": 1,
          "inputs": [
            {
              "file": "scenarios/lte/attach-storm.yaml",
              "sha256": "0000000000000000000000000000000000000000000000000000000000000000"
            }
          ],
          "status": "completed",
          "started": "2026-01-01T00:00:00Z",
          "ended": "2026-01-01T00:01:00Z",
          "wall_time": 60.5,
          "runs": {
            "planned": 40,
            "completed": 39,
            "failed": 1,
            "reused": 12
          },
          "fingerprints": {
            "time": "0000000000000001",
            "order": "0000000000000002",
            "wire": "0000000000000003",
            "results": "0000000000000004"
          },
          "capture": {
            "run": "0-3",
            "packets": 100000,
            "skipped": 17
          },
          "notes": [
            "arrivals: the group 'ue' was exhausted 3 times"
          ]
        }

        """));

    [Test]
    public void A_running_study_has_no_outcome()
    {
        string text = Text(
            Full with { Ended = null, WallTime = null, Runs = null, Fingerprint = null, Capture = null });
        Assert.That(text, Does.Contain("\"ended\": null"));
        Assert.That(text, Does.Not.Contain("fingerprints").And.Not.Contain("capture").And.Not.Contain("wall_time"));
    }

    [Test]
    public void The_hash_is_read_back()
    {
        using var folder = new Folder();
        using StudyFolder study = StudyFolder.Open(folder["study"], "0123abcd");
        Assert.That(Manifest.TryReadHash(study.FullPath), Is.Null);
        Full.Write(study);
        Assert.That(Manifest.TryReadHash(study.FullPath), Is.EqualTo("0123abcd"));
        Assert.That(Manifest.TryReadHash(folder["nowhere"]), Is.Null);
    }

    [Test]
    public void The_fingerprint_of_a_study_depends_on_each_run_and_their_order()
    {
        RunRow first = Run("000000000000000a"), second = Run("000000000000000b");
        Fingerprint both = StudyTables.Combine([first, second]);
        Assert.That(both.IsWellFormed, Is.True);
        Assert.That(StudyTables.Combine([first, second]), Is.EqualTo(both));
        Assert.That(StudyTables.Combine([second, first]).Time, Is.Not.EqualTo(both.Time));
        Assert.That(StudyTables.Combine([first]).Wire, Is.Not.EqualTo(both.Wire));
    }

    private static RunRow Run(string print) =>
        new(StudyPoint.Only, 0, 1, 1, new(print, print, print, print), RunStatus.Completed, "");
}
