using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json;
using NUnit.Framework;
using Simulator.Results;
using Simulator.Runner;

namespace Tests.Systems;

/// <summary>
/// A shipped scenario at the size of a test, run as a study with the ladder and the capture of its first run: once for
/// all tests about it.
/// </summary>
internal sealed class SmallStudy
{
    private static readonly Dictionary<string, SmallStudy> Studies = new(StringComparer.Ordinal);
    private static string? _root;

    private readonly Dictionary<int, int> _packetCounts = []; // of the captures that there are, by point

    private SmallStudy(string name)
    {
        Name = name;
        Plan = new StudyPlan(Shipped.Load(name, isSmall: true));
        Result = Run("once", jobs: 1);
        Assert.That(Result.Failures.Select(run => run.Reason), Is.Empty, name);
    }

    /// <summary>Its path below the folder of the scenarios, without the ending.</summary>
    public string Name { get; }

    /// <summary>The study.</summary>
    public StudyPlan Plan { get; }

    /// <summary>What came out with one job.</summary>
    public CampaignResult Result { get; }

    /// <summary>The study of a shipped scenario.</summary>
    public static SmallStudy Of(string name)
    {
        if (!Studies.TryGetValue(name, out SmallStudy? study))
        {
            study = new SmallStudy(name);
            Studies.Add(name, study);
        }

        return study;
    }

    /// <summary>Runs the study in a folder of its own.</summary>
    /// <param name="folder">Which.</param>
    /// <param name="jobs">Runs at the same time.</param>
    public CampaignResult Run(string folder, int jobs) =>
        Campaign.Run(Plan, Options(folder) with { Jobs = jobs, Capture = new RunKey(0, 0) });

    /// <summary>Runs the first replication of a point with a capture, once for all tests.</summary>
    /// <param name="point">Which point.</param>
    /// <returns>The folder of the run.</returns>
    public string Capture(int point)
    {
        var run = new RunKey(point, 0);
        CampaignOptions options = Options("captures") with { Only = run, Capture = run };
        if (!_packetCounts.ContainsKey(point))
        {
            CampaignResult result = Campaign.Run(Plan, options);
            Assert.That(result.Failures.Select(failed => failed.Reason), Is.Empty, $"{Name}, point {point}");
            using JsonDocument manifest = JsonDocument.Parse(
                File.ReadAllText(Path.Combine(result.Folder, Manifest.File)));
            JsonElement capture = manifest.RootElement.GetProperty("capture");
            Assert.That(capture.GetProperty("skipped").GetInt32(), Is.Zero, "the whole run is in the capture");
            _packetCounts.Add(point, capture.GetProperty("packets").GetInt32());
        }

        return Path.Combine(options.Folder!, "runs", run.ToString());
    }

    /// <summary>How many packets the manifest says are in the capture of a point.</summary>
    /// <param name="point">Which point.</param>
    public int PacketCount(int point) => _packetCounts[point];

    /// <summary>Removes what all studies have left.</summary>
    public static void Clear()
    {
        Studies.Clear();
        if (_root is not null)
        {
            Directory.Delete(_root, recursive: true);
            _root = null;
        }
    }

    private CampaignOptions Options(string folder)
    {
        _root ??= Directory.CreateTempSubdirectory("shipped-").FullName;
        return new CampaignOptions
        {
            Folder = Path.Combine(_root, Name.Replace('/', '-'), folder),
            Jobs = 1,
            HasFigures = false,
            TestsExpectations = false,
        };
    }
}

/// <summary>Removes the studies after the last test.</summary>
[SetUpFixture]
public sealed class SmallStudies
{
    [OneTimeTearDown]
    public void Remove() => SmallStudy.Clear();
}
