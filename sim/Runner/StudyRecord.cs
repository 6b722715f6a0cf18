using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.Linq;
using System.Runtime.InteropServices;
using Simulator.Results;
using Simulator.Scenarios;

namespace Simulator.Runner;

/// <summary>The manifest of a study, written when it starts and when it ends, and its effective scenario.</summary>
internal sealed class StudyRecord
{
    private const string EffectiveFile = ScenarioLoader.EffectiveName + ".yaml";

    private readonly CampaignOptions _options;
    private readonly long _start = Stopwatch.GetTimestamp();
    private readonly Manifest _manifest;
    private readonly StudyPlan _plan;

    public StudyRecord(StudyPlan plan, CampaignOptions options)
    {
        (_plan, _options) = (plan, options);
        Scenario scenario = plan.Scenario;
        _manifest = new Manifest
        {
            Scenario = scenario.Name,
            Hash = plan.Hash,
            System = scenario.System.Name,
            ModelVersion = scenario.System.ModelVersion,
            Version = Version,
            Commit = SourceCommit.Find(AppContext.BaseDirectory),
            Command = options.Command,
            Reproduce = options.Reproduce,
            TestsExpectations = options.TestsExpectations,
            Machine = new(
                RuntimeInformation.FrameworkDescription,
                RuntimeInformation.OSDescription,
                RuntimeInformation.OSArchitecture.ToString(),
                Environment.ProcessorCount),
            Inputs =
                [.. options.Inputs, .. scenario.Inputs.Select(input => new ManifestInput(input.Path, input.Sha256))],
            Seed = scenario.Seed,
            Status = "running",
            Started = Now(),
        };
    }

    private static string Version => typeof(StudyRecord).Assembly.GetName().Version?.ToString(fieldCount: 3) ?? "";

    /// <summary>Before the first run.</summary>
    public void Start(StudyFolder folder)
    {
        folder.WriteText(EffectiveFile, _plan.Scenario.ToEffectiveYaml());
        folder.Write(CsvTables.Origins, ScenarioOrigins.Of(_plan.Scenario));
        _manifest.Write(folder);
    }

    /// <summary>After everything else.</summary>
    public void End(StudyFolder folder, CampaignResult result, ManifestCapture? capture)
    {
        int failed = result.Failures.Count;
        (_manifest with
        {
            Status = result.Status,
            Ended = Now(),
            WallTime = Stopwatch.GetElapsedTime(_start).TotalSeconds,
            Runs = new(result.Planned, result.Runs.Count - failed, failed, result.Reused),
            Fingerprint = StudyTables.Combine(result.Runs),
            Capture = capture,
            Notes = [.. result.Notes, .. NotesOf(capture, _options)],
        }).Write(folder);
    }

    private static IEnumerable<string> NotesOf(ManifestCapture? capture, CampaignOptions options)
    {
        if (capture is { SkippedCount: > 0 } bounded)
        {
            yield return FormattableString.Invariant(
                $"the capture ends after {bounded.PacketCount} packets; {bounded.SkippedCount} are not in it");
        }

        if (!options.TestsExpectations)
        {
            yield return "the scenario's expectations were not tested";
        }
    }

    private static string Now() =>
        DateTimeOffset.UtcNow.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
