using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using System.Threading;
using Simulator.Results;

namespace Simulator.Runner;

/// <summary>
/// Runs a study: the replications that are missing in its folder, on several threads; then the tables, the expectations
/// and the figures, which depend on the finished runs alone.
/// </summary>
public sealed class Campaign
{
    private readonly StudyPlan _plan;
    private readonly CampaignOptions _options;
    private readonly Lock _lock = new();
    private readonly long _start = Stopwatch.GetTimestamp();
    private readonly SortedDictionary<RunKey, RunRow> _rows = [];
    private readonly List<string> _notes = [];
    private readonly int[] _replications;
    private ManifestCapture? _capture;
    private int _reusedCount;

    private Campaign(StudyPlan plan, CampaignOptions options)
    {
        _plan = plan;
        _options = options;
        _replications = new int[plan.Points.Count];
        Array.Fill(_replications, plan.Scenario.Replications.Min);
    }

    /// <summary>Runs a study, or what is missing of it.</summary>
    /// <param name="plan">The study.</param>
    /// <param name="options">How.</param>
    /// <param name="cancellation">Ends it; finished runs are kept and used again.</param>
    /// <exception cref="ResultsException">Its folder cannot be used; nothing was run.</exception>
    public static CampaignResult Run(StudyPlan plan, CampaignOptions options, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(options);
        using StudyFolder folder = StudyFolder.Open(options.Folder ?? plan.DefaultFolder, plan.Hash);
        return new Campaign(plan, options).Run(folder, cancellation);
    }

    private CampaignResult Run(StudyFolder folder, CancellationToken cancellation)
    {
        var record = new StudyRecord(_plan, _options);
        if (_options.IsFresh)
        {
            folder.Clear();
        }

        record.Start(folder);
        ReadFinished(folder);
        RunMissing(folder, cancellation);
        CampaignResult result = Write(folder, IsInterrupted(cancellation));
        ShownProcedures.Update(_plan, folder, cancellation);
        record.End(folder, result, _capture);
        StudyReport.Write(_plan, folder.FullPath, _options.HasFigures);
        return result;
    }

    private bool IsInterrupted(CancellationToken cancellation) =>
        cancellation.IsCancellationRequested && Wanted().Any(key => !_rows.ContainsKey(key));

    // ---- what there is to do

    // Failed runs are not read: they run again, since a defect is there to be mended.
    private void ReadFinished(StudyFolder folder)
    {
        foreach (RunRow row in folder.Read(_plan.Tables.Runs, folder.FinishedRuns()))
        {
            var key = new RunKey(row.Point.Index, row.Replication);
            if (row.Status == RunStatus.Completed && key != _options.Only && key != _options.Capture)
            {
                _rows.Add(key, row);
            }
        }
    }

    private void RunMissing(StudyFolder folder, CancellationToken cancellation)
    {
        IReadOnlyList<RunKey> wanted = Wanted();
        _reusedCount = wanted.Count(_rows.ContainsKey);
        do
        {
            RunKey[] missing = [.. wanted.Where(key => !_rows.ContainsKey(key))];
            _options.Observer?.Planned(wanted.Count, wanted.Count - missing.Length);
            Workers.Run(missing, _options.Jobs, (key, stop) => RunOne(folder, key, stop), cancellation);
            wanted = Wanted();
        }
        while (!cancellation.IsCancellationRequested && _options.Only is null && AddReplications(folder, ref wanted));
    }

    private IReadOnlyList<RunKey> Wanted() => _options.Only is { } only ? [only] : _plan.Runs(_replications);

    // A point whose mean is not yet known well enough gets a quarter more; that depends on its own runs alone.
    private bool AddReplications(StudyFolder folder, ref IReadOnlyList<RunKey> wanted)
    {
        if (_plan.Scenario.Replications is not { Precision: { } precision } replications)
        {
            return false;
        }

        bool isMore = false;
        foreach (int point in PrecisionRule.ImprecisePoints(_plan, Summarise(folder, wanted), precision))
        {
            int count = _replications[point];
            _replications[point] = Math.Min(replications.Max, count + Math.Max(1, count / 4));
            isMore |= _replications[point] > count;
        }

        wanted = Wanted();
        return isMore;
    }

    private void RunOne(StudyFolder folder, RunKey key, CancellationToken cancellation)
    {
        ReplicationResult result = new Replication(_plan, folder, key, _options).Run(cancellation);
        lock (_lock)
        {
            _rows[key] = result.Row;
            _capture ??= result.Capture;
            _options.Observer?.Finished(result.Row, result.WallTime);
        }
    }

    // ---- what is made of the finished runs

    private IReadOnlyList<SummaryRow> Summarise(StudyFolder folder, IEnumerable<RunKey> runs) =>
        Summary.Of(folder.Read(_plan.Tables.Metrics, runs.Where(_rows.ContainsKey)));

    private CampaignResult Write(StudyFolder folder, bool isInterrupted)
    {
        RunKey[] counted = [.. Counted()];
        StudyTables.Write(folder, _plan.Tables, counted);
        Promote(folder);
        if (_plan.Scenario.Points.Any(point => point.Scenario.IsWarmupByMser))
        {
            _notes.AddRange(WarmupSearch.Notes(folder.Read(_plan.Tables.Metrics, counted)));
        }

        ExpectationResult[] expectations = !_options.TestsExpectations || isInterrupted || _options.Only is not null
            ? []
            : [.. ExpectationTest.Of(_plan, folder.Read(_plan.Tables.Metrics, counted))];
        if (_options.HasFigures && counted.Length > 0)
        {
            _notes.AddRange(FigureFolder.Write(folder.FullPath, ScenarioFigures.Of(_plan, folder.FullPath)));
        }

        return new(
            folder.FullPath,
            [.. counted.Select(key => _rows[key])],
            _options.Only is null ? _plan.Runs(_replications).Count : 1,
            _reusedCount,
            isInterrupted,
            expectations,
            [.. folder.Read(_plan.Tables.Summary)],
            _notes)
        {
            WallTime = Stopwatch.GetElapsedTime(_start).TotalSeconds,
        };
    }

    // The runs of the plan that are there, and the one that was asked for.
    private IEnumerable<RunKey> Counted()
    {
        HashSet<RunKey> planned = [.. _plan.Runs(_replications)];
        return _rows.Keys.Where(key => planned.Contains(key) || key == _options.Only);
    }

    private void Promote(StudyFolder folder)
    {
        RunKey ladder = Replication.LadderRun;
        if (_rows.ContainsKey(ladder))
        {
            folder.Promote(ladder, CsvTables.Ladder.File);
            folder.Promote(ladder, RunRecorder.LadderFile);
        }

        if (_options.Capture is { } captured && _rows.ContainsKey(captured))
        {
            folder.Promote(captured, RunRecorder.CaptureFile);
            folder.Promote(captured, WiresharkProfile.Folder);
            folder.Promote(captured, RunRecorder.HopFolder);
        }
    }
}
