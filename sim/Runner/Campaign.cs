using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Threading;
using Simulator.Results;
using Simulator.Scenarios;

namespace Simulator.Runner;

/// <summary>
/// Runs a study: the replications that are missing in its folder, on several threads; then the tables, the expectations
/// and the figures, which depend on the finished runs alone.
/// </summary>
public sealed class Campaign
{
    private const int LockPollMilliseconds = 200;

    private readonly StudyPlan _plan;
    private readonly CampaignOptions _options;
    private readonly Lock _lock = new();
    private readonly long _start = Stopwatch.GetTimestamp();
    private readonly SortedDictionary<RunKey, RunRow> _rows = [];
    private readonly List<string> _notes = [];
    private readonly int[] _replications;
    private readonly HashSet<RunKey> _reused = [];
    private ManifestCapture? _capture;
    private Forecast? _forecast;

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
        string path = options.Folder ?? plan.DefaultFolder;
        using StudyFolder? folder = Open(path, plan.Hash, options, cancellation);
        return folder is null
            ? new CampaignResult(path, [], plan.RunCountMin, 0, IsInterrupted: true, [], [], [])
            : new Campaign(plan, options).Run(folder, cancellation);
    }

    // A second process on the same study waits for the first one, and finds its runs done. Null if the user stops it.
    private static StudyFolder? Open(string path, string hash, CampaignOptions options, CancellationToken cancellation)
    {
        for (bool isFirst = true; ; isFirst = false)
        {
            try
            {
                return StudyFolder.Open(path, hash, options.IsFresh);
            }
            catch (StudyBusyException)
            {
                if (isFirst)
                {
                    options.Observer?.Waiting(path);
                }

                if (cancellation.WaitHandle.WaitOne(LockPollMilliseconds))
                {
                    return null;
                }
            }
        }
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
        bool isInterrupted = IsInterrupted(cancellation);
        RunKey[] counted = [.. Counted()];
        WriteTables(folder, counted);
        Illustrate(folder, counted, cancellation);
        CampaignResult result = Result(folder, counted, isInterrupted);
        record.End(folder, result, _capture);
        StudyReport.Write(_plan, folder.FullPath, _options.HasFigures);
        return result;
    }

    private bool IsInterrupted(CancellationToken cancellation) =>
        cancellation.IsCancellationRequested && Missing().Length > 0;

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
        _reused.UnionWith(_rows.Keys);
        do
        {
            RunKey[] missing = Missing();
            int total = _options.Only is null ? _plan.Runs(_replications).Count : 1;
            _options.Observer?.Planned(total, total - missing.Length);
            _forecast ??= Forecast.Of(folder, _options, missing, _reused);
            Workers.Run(missing, _options.Jobs, (key, stop) => RunOne(folder, key, stop), cancellation);
        }
        while (AddReplications(folder) && !cancellation.IsCancellationRequested);
    }

    private RunKey[] Missing()
    {
        IReadOnlyList<RunKey> wanted = _options.Only is { } only ? [only] : _plan.Runs(_replications);
        return [.. wanted.Where(key => !_rows.ContainsKey(key))];
    }

    // A point whose numbers are not yet known well enough gets a quarter more; that depends on its own runs alone. One
    // run alone adds none, but what was added before counts on.
    private bool AddReplications(StudyFolder folder)
    {
        ReplicationPlan replications = _plan.Scenario.Replications;
        if (replications.Precision is null || !_plan.Runs(_replications).All(_rows.ContainsKey))
        {
            return false;
        }

        bool isMore = false;
        foreach (int point in Precision(folder).Where(row => !row.IsReached).Select(row => row.Point.Index).Distinct())
        {
            int count = _replications[point];
            _replications[point] = Math.Min(replications.Max, count + Math.Max(1, count / 4));
            isMore |= _replications[point] > count;
        }

        return isMore;
    }

    private IReadOnlyList<PrecisionRow> Precision(StudyFolder folder)
    {
        RunKey[] runs = [.. _plan.Runs(_replications).Where(_rows.ContainsKey)];
        return PrecisionRule.Of(
            _plan, confidence => Summary.Of(folder.Read(_plan.Tables.Metrics, runs), confidence: confidence));
    }

    private void RunOne(StudyFolder folder, RunKey key, CancellationToken cancellation)
    {
        ReplicationResult result = new Replication(_plan, folder, key, _options).Run(cancellation);
        lock (_lock)
        {
            _rows[key] = result.Row;
            _capture ??= result.Capture;
            _options.Observer?.Finished(result.Row, result.WallTime);
            _forecast?.Finished(folder.PathOf(key), result.WallTime);
        }
    }

    // ---- what is made of the finished runs

    private void WriteTables(StudyFolder folder, RunKey[] counted)
    {
        StudyTables.Write(folder, _plan.Tables, counted);
        Promote(folder);
        WritePrecision(folder);
        if (_plan.Scenario.Points.Any(point => point.Scenario.IsWarmupAuto))
        {
            _notes.AddRange(WarmupSearch.Notes(folder.Read(_plan.Tables.Metrics, counted)));
        }
    }

    // Figures and shown procedures follow from the tables and do not know of each other.
    private void Illustrate(StudyFolder folder, RunKey[] counted, CancellationToken cancellation)
    {
        Action draw = () => Draw(folder, counted);
        Action show = () => ShownProcedures.Update(_plan, folder, cancellation);
        Workers.Run([draw, show], _options.Jobs, (work, _) => work(), CancellationToken.None);
    }

    private void Draw(StudyFolder folder, RunKey[] counted)
    {
        if (_options.HasFigures && counted.Length > 0)
        {
            _notes.AddRange(FigureFolder.Write(folder.FullPath, ScenarioFigures.Of(_plan, folder.FullPath)));
        }
    }

    private CampaignResult Result(StudyFolder folder, RunKey[] counted, bool isInterrupted)
    {
        ExpectationResult[] expectations = !_options.TestsExpectations || isInterrupted || _options.Only is not null
            ? []
            : [.. ExpectationTest.Of(_plan, folder.Read(_plan.Tables.Metrics, counted))];
        return new(
            folder.FullPath,
            [.. counted.Select(key => _rows[key])],
            _options.Only is null ? _plan.Runs(_replications).Count : 1,
            counted.Count(_reused.Contains),
            isInterrupted,
            expectations,
            [.. folder.Read(_plan.Tables.Summary)],
            _notes)
        {
            WallTime = Stopwatch.GetElapsedTime(_start).TotalSeconds,
        };
    }

    private void WritePrecision(StudyFolder folder)
    {
        if (_plan.Scenario.Replications.Precision is null)
        {
            File.Delete(folder.PathOf(_plan.Tables.Precision.File));
            return;
        }

        IReadOnlyList<PrecisionRow> precision = Precision(folder);
        folder.Write(_plan.Tables.Precision, precision);
        _notes.AddRange(PrecisionRule.Notes(precision));
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
            folder.Promote(captured, RunRecorder.ViewFolder);
            folder.Promote(captured, RunRecorder.HopFolder);
        }
    }
}
