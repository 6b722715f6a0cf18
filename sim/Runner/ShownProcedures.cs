using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;
using Simulator.Kernel;
using Simulator.Network;
using Simulator.Results;
using Simulator.Scenarios;
using Simulator.Systems;

namespace Simulator.Runner;

/// <summary>
/// The procedures that a report shows: which they are follows from <c>procedures.csv</c>, their messages from a
/// repetition of their run (same seed) with a ladder and a capture of each. A repetition changes no other file.
/// </summary>
internal static class ShownProcedures
{
    /// <summary>Ways to fail that are shown.</summary>
    public const int FailureMax = 8;

    /// <summary>Packets of a procedure's capture.</summary>
    public const int PacketMax = 10_000;

    /// <summary>
    /// The median and the 99th percentile of the first point that has any, from the replication whose median is nearest
    /// to the mean of all medians; and the failures of that run, or else of the first run that has some.
    /// </summary>
    /// <param name="rows">The rows of <c>procedures.csv</c>, in order of point and replication.</param>
    /// <param name="procedure">The procedure that the study is about.</param>
    public static IReadOnlyList<ProcedureRow> Choose(IEnumerable<ProcedureRow> rows, string procedure)
    {
        ProcedureRow[] own = [.. rows.Where(row => row.Procedure.Procedure == procedure)];
        ProcedureRow? median = Typical(own);
        ProcedureRow[] levels = median is null ? [] :
            [.. own.Where(row => IsOfRun(row, median) && row.Which != ProcedureLog.Failed)];
        ProcedureRow[] failures = [.. own.Where(row => row.Which == ProcedureLog.Failed)];
        ProcedureRow? failure =
            failures.FirstOrDefault(row => median is not null && IsOfRun(row, median)) ?? failures.FirstOrDefault();
        return failure is null
            ? levels
            : [.. levels, .. failures.Where(row => IsOfRun(row, failure)).Take(FailureMax)];
    }

    /// <summary>Brings the folder of a study up to date with its tables; runs are repeated only if need be.</summary>
    /// <param name="plan">The study.</param>
    /// <param name="folder">Its folder, whose tables are written.</param>
    /// <param name="cancellation">Ends it; the folder is then without them.</param>
    public static void Update(StudyPlan plan, StudyFolder folder, CancellationToken cancellation)
    {
        IReadOnlyList<ProcedureRow> chosen = Choose(folder.Read(CsvTables.Procedures), plan.MainProcedure);
        if (chosen.Count == 0)
        {
            ProcedureFolder.Remove(folder);
        }
        else if (!chosen.SequenceEqual(ProcedureFolder.Rows(folder.FullPath)))
        {
            try
            {
                ProcedureFolder.Write(folder, Record(plan, chosen, cancellation));
            }
            catch (OperationCanceledException)
            {
                ProcedureFolder.Remove(folder); // what is there shows other procedures
            }
        }
    }

    private static RecordedProcedure[] Record(
        StudyPlan plan, IReadOnlyList<ProcedureRow> chosen, CancellationToken cancellation) =>
        [.. chosen.GroupBy(row => new RunKey(row.Point, row.Replication))
            .SelectMany(run => RecordRun(plan, run.Key, [.. run], cancellation))];

    private static ProcedureRow? Typical(ProcedureRow[] rows)
    {
        ProcedureRow[] medians = [.. rows.Where(row => row.Which == ProcedureLog.Median)];
        medians = [.. medians.Where(row => row.Point == medians[0].Point)];
        double mean = medians.Length == 0 ? 0 : medians.Average(row => row.Duration);
        return medians.MinBy(row => Math.Abs(row.Duration - mean));
    }

    private static bool IsOfRun(ProcedureRow row, ProcedureRow other) =>
        row.Point == other.Point && row.Replication == other.Replication;

    private static RecordedProcedure[] RecordRun(
        StudyPlan plan, RunKey key, ProcedureRow[] rows, CancellationToken cancellation)
    {
        Recording[] recordings = Array.ConvertAll(rows, row => new Recording(row));
        Scenario point = plan.Scenario.Points[key.Point].Scenario;
        var stop = new CancellationTap(cancellation);
        SystemRun run = Replication.Prepare(
            point, key.Replication, stop, [.. recordings.SelectMany(recording => recording.Taps)]);
        int openCount = recordings.Length;
        run.ProcedureEnded = (in MeasurementTag tag, SimTime _, string _) =>
        {
            var procedure = new ProcedureId(CriticalPath.Procedure(tag)!, CriticalPath.Instance(tag));
            foreach (Recording recording in recordings.Where(each => each.Row.Procedure == procedure))
            {
                recording.Ladder.Complete(procedure);
                openCount--;
            }

            if (openCount == 0)
            {
                run.Simulation.Stop();
            }
        };
        try
        {
            run.Run();
        }
        catch (SimulationException) when (cancellation.IsCancellationRequested)
        {
            throw new OperationCanceledException(cancellation);
        }

        return Array.ConvertAll(recordings, recording => recording.Result());
    }

    // The ladder and the capture of one procedure.
    private sealed class Recording : IDisposable
    {
        private readonly MemoryStream _file = new();
        private readonly CaptureTap _capture;

        public Recording(ProcedureRow row)
        {
            Row = row;
            Ladder = new LadderTap(row.Procedure);
            var options = new CaptureOptions { PacketMax = PacketMax, Procedure = row.Procedure };
            _capture = new CaptureTap(_file, options); // closes the file with itself
        }

        public ProcedureRow Row { get; }

        public LadderTap Ladder { get; }

        public IEnumerable<ITap> Taps => [Ladder, _capture];

        public void Dispose()
        {
            _capture.Dispose();
            _file.Dispose();
        }

        // The capture's own numbers of frames, in place of those of the run.
        public RecordedProcedure Result()
        {
            Dispose(); // the file is whole then, and its octets can still be had
            long[] frames = [.. _capture.Frames];
            LadderRow[] rows =
            [
                .. Ladder.Rows().Select(row => row with { Frame = Array.IndexOf(frames, row.Frame) + 1 }),
            ];
            return new(Row, rows, _file.ToArray());
        }
    }
}
