using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Threading;
using Simulator.Kernel;
using Simulator.Network;
using Simulator.Results;
using Simulator.Scenarios;
using Simulator.Systems;

namespace Simulator.Runner;

/// <summary>What became of a run.</summary>
/// <param name="Row">Its line of <c>runs.csv</c>.</param>
/// <param name="WallTime">Seconds on the wall clock.</param>
/// <param name="Capture">Its capture; null without one.</param>
internal readonly record struct ReplicationResult(RunRow Row, double WallTime, ManifestCapture? Capture);

/// <summary>
/// Runs one replication of one point and stores it. It shares nothing with others but the plan, which never changes.
/// </summary>
internal sealed class Replication
{
    private readonly StudyPlan _plan;
    private readonly StudyFolder _folder;
    private readonly RunKey _key;
    private readonly CampaignOptions _options;

    public Replication(StudyPlan plan, StudyFolder folder, RunKey key, CampaignOptions options)
    {
        (_plan, _folder, _key, _options) = (plan, folder, key, options);
    }

    /// <summary>The run whose ladder a study shows.</summary>
    public static RunKey LadderRun { get; } = new(0, 0);

    private StudyPoint Point => _plan.Points[_key.Point];

    /// <summary>Runs it.</summary>
    /// <param name="cancellation">Ends it; nothing is stored then.</param>
    /// <exception cref="OperationCanceledException">It was told to stop.</exception>
    public ReplicationResult Run(CancellationToken cancellation)
    {
        long start = Stopwatch.GetTimestamp();
        SystemRun? run = null;
        try
        {
            PeakMemory.Reset();
            Scenario point = _plan.Scenario.Points[_key.Point].Scenario;
            using var recorder = new RunRecorder(_folder.Begin(_key), _plan.Tables, Point, Recording());
            var stop = new CancellationTap(cancellation);
            run = Prepare(point, _key.Replication, stop, recorder.Taps);
            return Record(run, recorder, start);
        }
        catch (Exception failure) when (IsOfModel(failure, cancellation))
        {
            return new(StoreFailure(run, failure), Stopwatch.GetElapsedTime(start).TotalSeconds, null);
        }
        catch (SimulationException) when (cancellation.IsCancellationRequested)
        {
            throw new OperationCanceledException(cancellation);
        }
    }

    /// <summary>A run of a point, its measured period found first if the scenario asks for that.</summary>
    public static SystemRun Prepare(
        Scenario point, int replication, CancellationTap stop, IReadOnlyList<ITap> watching)
    {
        IReadOnlyList<ITap> taps = [stop, .. watching];
        if (!point.IsWarmupAuto)
        {
            return new SystemRun(point, replication, taps);
        }

        (SimTime Start, bool IsSettled) warmup = WarmupSearch.Find(point, replication, stop);
        var run = new SystemRun(point, replication, warmup.Start, taps);
        WarmupSearch.Declare(run.Metrics, warmup);
        return run;
    }

    // The disk and the user's wish are not the model's; everything else that ends a run is a defect of it.
    private static bool IsOfModel(Exception failure, CancellationToken cancellation) =>
        !cancellation.IsCancellationRequested && failure is not (
            OperationCanceledException or IOException or UnauthorizedAccessException or ResultsException);

    private ReplicationResult Record(SystemRun run, RunRecorder recorder, long start)
    {
        run.ProcedureEnded = (in MeasurementTag tag, SimTime startedAt, string outcome) =>
            Tell(recorder, run, tag, startedAt, outcome);
        if (recorder.Capture is not null)
        {
            run.EspSecretKnown = secret => recorder.Profile.Add(Associations.Of(secret));
            run.EspReaders = new CaptureViews(recorder);
            run.IkeSaKnown = sa => recorder.Profile.Add(IkeAssociations.Of(sa));
        }

        run.Run();
        double wallTime = Stopwatch.GetElapsedTime(start).TotalSeconds;
        RunRow row = recorder.Complete(run.Simulation, run.Network, run.Metrics, Performance(run, wallTime));
        ManifestCapture? capture = recorder.Capture is { } packets
            ? new(_key, packets.PacketCount, packets.SkippedCount)
            : null;
        return new(row, wallTime, capture);
    }

    private static void Tell(
        RunRecorder recorder, SystemRun run, in MeasurementTag tag, SimTime startedAt, string outcome)
    {
        var procedure = new ProcedureId(CriticalPath.Procedure(tag)!, CriticalPath.Instance(tag));
        bool isSuccess = outcome == Entities.ProcedureMeasure.Success;
        bool isMeasured = run.Metrics.Window.Contains(startedAt);
        if (isSuccess)
        {
            recorder.Ladder?.Complete(procedure);
        }
        else
        {
            recorder.Ladder?.Abandon(procedure);
        }

        if (isMeasured && isSuccess)
        {
            recorder.Procedures.Succeed(procedure, startedAt, run.Simulation.Now);
        }
        else if (isMeasured)
        {
            recorder.Procedures.Fail(procedure, outcome, startedAt, run.Simulation.Now);
        }
    }

    private RecordingOptions Recording()
    {
        Scenario scenario = _plan.Scenario;
        bool isCaptured = _options.Capture == _key;
        return new RecordingOptions
        {
            Keeps = metric => scenario.Keeps(metric) || WarmupSearch.Tells(metric),
            HasLadder = _key == LadderRun,
            Capture = isCaptured ? new CaptureOptions { PacketMax = (int)scenario.CapturePacketMax } : null,
            HasHopCaptures = isCaptured && scenario.CapturesAllHops,
        };
    }

    private PerformanceRow Performance(SystemRun run, double wallTime)
    {
        double rate = wallTime > 0 ? run.Simulation.EventCount / wallTime : 0;
        return new(_key.Point, _key.Replication, wallTime, rate, _options.Jobs == 1 ? PeakMemory.Octets : null);
    }

    // A failed run keeps where and why it failed, and no number that could enter a mean.
    private RunRow StoreFailure(SystemRun? run, Exception failure)
    {
        var row = new RunRow(
            Point,
            _key.Replication,
            run?.Simulation.EventCount ?? 0,
            run?.Simulation.Now.Seconds ?? 0,
            Fingerprint.None,
            RunStatus.Failed,
            failure is SimulationException ? failure.Message : $"{failure.GetType().Name}: {failure.Message}");
        using RunFolder target = _folder.Begin(_key);
        target.Write(_plan.Tables.Runs, [row]);
        target.Complete();
        return row;
    }
}
