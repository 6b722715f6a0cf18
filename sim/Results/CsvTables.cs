using System;
using System.Collections.Generic;
using Simulator.Measure;

namespace Simulator.Results;

/// <summary>
/// The tables of a study, whose sweep keys are columns of some. What a column means: results/README.md.
/// </summary>
public sealed class CsvTables
{
    private const string Yes = "yes", No = "no";

    private readonly IReadOnlyList<SweepKey> _keys;

    /// <summary>The tables of a study.</summary>
    /// <param name="keys">Its sweep keys; columns are in order of name.</param>
    public CsvTables(IReadOnlyList<SweepKey> keys)
    {
        ArgumentNullException.ThrowIfNull(keys);
        _keys = keys;
        for (int index = 1; index < keys.Count; index++)
        {
            bool isSorted = string.CompareOrdinal(keys[index - 1].Name, keys[index].Name) < 0;
            ArgumentOutOfRangeException.ThrowIfNotEqual(isSorted, true, nameof(keys)); // sorted, each once
        }

        Runs = new(
            "runs.csv",
            Columns("replication events sim_time fp_time fp_order fp_wire fp_results status reason"),
            Cells,
            ReadRun);
        Metrics = new("metrics.csv", Columns("replication metric entity statistic value unit"), Cells, ReadMetric);
        Summary = new(
            "summary.csv",
            Columns("metric entity statistic n mean ci_low ci_high confidence unit"),
            Cells,
            ReadSummary);
        Intervals = new(
            "intervals.csv",
            Columns("replication metric entity statistic batches ci_low ci_high confidence unit"),
            Cells,
            ReadInterval);
        Precision = new(
            "precision.csv",
            Columns("metric entity statistic relative confidence n mean half_width reached unit"),
            Cells,
            ReadPrecision);
        Series = new("series.csv", Columns("replication metric entity time value unit"), Cells, ReadSeries);
        Distributions = new(
            "distributions.csv", Columns("replication metric entity share value unit"), Cells, ReadDistribution);
    }

    /// <summary>The sweep keys, in the order of their columns.</summary>
    public IReadOnlyList<SweepKey> Keys => _keys;

    /// <summary>A line a run; nothing of the machine.</summary>
    public Table<RunRow> Runs { get; }

    /// <summary>Numbers of each run.</summary>
    public Table<MetricRow> Metrics { get; }

    /// <summary>Numbers over the replications of each point.</summary>
    public Table<SummaryRow> Summary { get; }

    /// <summary>Intervals of numbers of one run, from the run alone.</summary>
    public Table<IntervalRow> Intervals { get; }

    /// <summary>Whether the precision that was asked for is reached.</summary>
    public Table<PrecisionRow> Precision { get; }

    /// <summary>States over time.</summary>
    public Table<SeriesRow> Series { get; }

    /// <summary>Quantiles of samples.</summary>
    public Table<DistributionRow> Distributions { get; }

    /// <summary>What a run cost; never compared.</summary>
    public static Table<PerformanceRow> Performance { get; } = new(
        "performance.csv",
        ["point", "replication", "wall_time", "events_per_second", "peak_memory"],
        row =>
        [
            Cell.Of(row.Point), Cell.Of(row.Replication), Cell.Of(row.WallTime), Cell.Of(row.EventsPerSecond),
            Cell.Of(row.PeakMemory),
        ],
        cells => new(cells.Index(), cells.Index(), cells.Number(), cells.Number(), cells.NumberOrNone()));

    /// <summary>Messages by link.</summary>
    public static Table<MessageRow> Messages { get; } = new(
        "messages.csv",
        ["point", "replication", "link", "direction", "protocol", "message", "count", "octets", "lost", "dropped"],
        row =>
        [
            Cell.Of(row.Point), Cell.Of(row.Replication), row.Link, row.Direction, row.Protocol, row.Message,
            Cell.Of(row.Count), Cell.Of(row.Octets), Cell.Of(row.Lost), Cell.Of(row.Dropped),
        ],
        cells => new(
            cells.Index(), cells.Index(), cells.Text(), cells.Text(), cells.Text(), cells.Text(), cells.Whole(),
            cells.Whole(), cells.Whole(), cells.Whole()));

    /// <summary>Meanings of metrics and sweep keys.</summary>
    public static Table<DictionaryRow> Dictionary { get; } = new(
        "dictionary.csv",
        ["name", "definition", "unit"],
        row => [row.Name, row.Definition, row.Unit],
        cells => new(cells.Text(), cells.Text(), cells.Text()));

    /// <summary>The messages of one procedure.</summary>
    public static Table<LadderRow> Ladder { get; } = new(
        "ladder.csv",
        ["time", "from", "to", "protocol", "message", "size", "procedure", "frame"],
        row =>
        [
            Cell.Of(row.Time), row.From, row.To, row.Protocol, row.Message, Cell.Of(row.Size), row.Procedure,
            Cell.Of(row.Frame),
        ],
        cells => new(
            cells.Number(), cells.Text(), cells.Text(), cells.Text(), cells.Text(), cells.Index(), cells.Text(),
            cells.Whole()));

    /// <summary>Procedures that stand for others.</summary>
    public static Table<ProcedureRow> Procedures { get; } = new(
        "procedures.csv",
        ["point", "replication", "which", "procedure", "instance", "outcome", "started", "duration"],
        row =>
        [
            Cell.Of(row.Point), Cell.Of(row.Replication), row.Which, row.Procedure.Procedure,
            Cell.Of(row.Procedure.Instance), row.Outcome, Cell.Of(row.Started), Cell.Of(row.Duration),
        ],
        cells => new(
            cells.Index(), cells.Index(), cells.Text(), new ProcedureId(cells.Text(), cells.Whole()), cells.Text(),
            cells.Number(), cells.Number()));

    /// <summary>Where the values of the effective scenario come from.</summary>
    public static Table<OriginRow> Origins { get; } = new(
        "origins.csv",
        ["path", "origin", "profile", "source", "confidence"],
        row => [row.Path, row.Origin, row.Profile, row.Source, row.Confidence],
        cells => new(cells.Text(), cells.Text(), cells.Text(), cells.Text(), cells.Text()));

    private List<string> Columns(string others)
    {
        List<string> columns = ["point"];
        foreach (SweepKey key in _keys)
        {
            columns.Add(key.Name);
        }

        return [.. columns, .. others.Split(' ')];
    }

    private List<string> PointCells(StudyPoint point, params ReadOnlySpan<string> others)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(point.Values.Count, _keys.Count, nameof(point));
        return [Cell.Of(point.Index), .. point.Values, .. others];
    }

    private List<string> Cells(RunRow row) => PointCells(
        row.Point, Cell.Of(row.Replication), Cell.Of(row.Events), Cell.Of(row.SimulatedTime), row.Fingerprint.Time,
        row.Fingerprint.Order, row.Fingerprint.Wire, row.Fingerprint.Results, Word(row.Status), row.Reason);

    private List<string> Cells(MetricRow row) => PointCells(
        row.Point, Cell.Of(row.Replication), row.Value.Metric, row.Value.Entity, row.Value.Statistic.Name(),
        Cell.Of(row.Value.Value), row.Value.Unit.Symbol());

    private List<string> Cells(SummaryRow row) => PointCells(
        row.Point, row.Metric, row.Entity, row.Statistic.Name(), Cell.Of(row.Estimate.Count),
        Cell.Of(row.Estimate.Mean), Cell.Of(row.Estimate.Low), Cell.Of(row.Estimate.High),
        Cell.Of(row.Estimate.Confidence), row.Unit.Symbol());

    private List<string> Cells(IntervalRow row) => PointCells(
        row.Point, Cell.Of(row.Replication), row.Metric, row.Entity, row.Statistic.Name(), Cell.Of(row.BatchCount),
        Cell.Of(row.Low), Cell.Of(row.High), Cell.Of(row.Confidence), row.Unit.Symbol());

    private List<string> Cells(PrecisionRow row) => PointCells(
        row.Point, row.Metric, row.Entity, row.Statistic.Name(), Cell.Of(row.Relative), Cell.Of(row.Confidence),
        Cell.Of(row.Estimate?.Count ?? 0), Cell.Of(row.Estimate?.Mean), Cell.Of(row.Estimate?.HalfWidth),
        row.IsReached ? Yes : No, row.Unit.Symbol());

    private List<string> Cells(SeriesRow row) => PointCells(
        row.Point, Cell.Of(row.Replication), row.Metric, row.Entity, Cell.Of(row.Time), Cell.Of(row.Value),
        row.Unit.Symbol());

    private List<string> Cells(DistributionRow row) => PointCells(
        row.Point, Cell.Of(row.Replication), row.Metric, row.Entity, Cell.Of(row.Share), Cell.Of(row.Value),
        row.Unit.Symbol());

    private static string Word(RunStatus status) => status == RunStatus.Completed ? "completed" : "failed";

    private RunRow ReadRun(RowReader cells) => new(
        cells.Point(_keys.Count), cells.Index(), cells.Whole(), cells.Number(), cells.Fingerprint(), cells.Status(),
        cells.Text());

    private MetricRow ReadMetric(RowReader cells)
    {
        StudyPoint point = cells.Point(_keys.Count);
        int replication = cells.Index();
        var value = new MetricValue(cells.Text(), cells.Text(), cells.Statistic(), cells.Number(), cells.Unit());
        return new(point, replication, value);
    }

    private SummaryRow ReadSummary(RowReader cells) => new(
        cells.Point(_keys.Count), cells.Text(), cells.Text(), cells.Statistic(),
        new Estimate(cells.Index(), cells.Number(), cells.NumberOrNone(), cells.NumberOrNone(), cells.Number()),
        cells.Unit());

    private IntervalRow ReadInterval(RowReader cells) => new(
        cells.Point(_keys.Count), cells.Index(), cells.Text(), cells.Text(), cells.Statistic(), cells.Index(),
        cells.Number(), cells.Number(), cells.Number(), cells.Unit());

    private PrecisionRow ReadPrecision(RowReader cells)
    {
        StudyPoint point = cells.Point(_keys.Count);
        (string metric, string entity, Statistic statistic) = (cells.Text(), cells.Text(), cells.Statistic());
        (double relative, double confidence, int count) = (cells.Number(), cells.Number(), cells.Index());
        (double? mean, double? half) = (cells.NumberOrNone(), cells.NumberOrNone());
        Estimate? estimate = mean is { } value ? new(count, value, value - half, value + half, confidence) : null;
        bool isReached = cells.Choice(Yes, No) == Yes;
        return new(point, metric, entity, statistic, relative, confidence, estimate, isReached, cells.Unit());
    }

    private SeriesRow ReadSeries(RowReader cells) => new(
        cells.Point(_keys.Count), cells.Index(), cells.Text(), cells.Text(), cells.Number(), cells.Number(),
        cells.Unit());

    private DistributionRow ReadDistribution(RowReader cells) => new(
        cells.Point(_keys.Count), cells.Index(), cells.Text(), cells.Text(), cells.Number(), cells.Number(),
        cells.Unit());
}
