using Simulator.Measure;

namespace Simulator.Results;

/// <summary>How a run ended.</summary>
public enum RunStatus
{
    /// <summary>To its end.</summary>
    Completed,

    /// <summary>By a defect; the reason says which.</summary>
    Failed,
}

/// <summary>A line of <c>runs.csv</c>.</summary>
/// <param name="Point">Point of the study.</param>
/// <param name="Replication">Replication, from 0.</param>
/// <param name="Events">Events executed.</param>
/// <param name="SimulatedTime">Simulated time at the end, in seconds.</param>
/// <param name="Fingerprint">What happened, in four hashes.</param>
/// <param name="Status">How it ended.</param>
/// <param name="Reason">Why it failed; otherwise empty.</param>
public sealed record RunRow(
    StudyPoint Point, int Replication, long Events, double SimulatedTime, Fingerprint Fingerprint, RunStatus Status,
    string Reason);

/// <summary>A line of <c>performance.csv</c>, which is never compared.</summary>
/// <param name="Point">Point, from 0.</param>
/// <param name="Replication">Replication, from 0.</param>
/// <param name="WallTime">Seconds on the wall clock.</param>
/// <param name="EventsPerSecond">Events per second of wall time.</param>
/// <param name="PeakMemory">Octets of the process at most; null if runs shared the process.</param>
public sealed record PerformanceRow(
    int Point, int Replication, double WallTime, double EventsPerSecond, double? PeakMemory);

/// <summary>A line of <c>metrics.csv</c>: one number of one run.</summary>
/// <param name="Point">Point of the study.</param>
/// <param name="Replication">Replication, from 0.</param>
/// <param name="Value">The number, and what it is.</param>
public sealed record MetricRow(StudyPoint Point, int Replication, MetricValue Value);

/// <summary>
/// A line of <c>intervals.csv</c>: the confidence interval of a number of one run, from this run alone.
/// </summary>
/// <param name="Point">Point of the study.</param>
/// <param name="Replication">Replication, from 0.</param>
/// <param name="Metric">Name of the metric.</param>
/// <param name="Entity">Whom it is about; empty for the whole system.</param>
/// <param name="Statistic">What the number says.</param>
/// <param name="BatchCount">Batches that its error was found from.</param>
/// <param name="Low">Lower end.</param>
/// <param name="High">Upper end.</param>
/// <param name="Confidence">Probability that such an interval holds the truth.</param>
/// <param name="Unit">Unit of the ends.</param>
public sealed record IntervalRow(
    StudyPoint Point, int Replication, string Metric, string Entity, Statistic Statistic, int BatchCount, double Low,
    double High, double Confidence, MetricUnit Unit);

/// <summary>A line of <c>precision.csv</c>: whether a number is known as well as <c>replications:</c> asks.</summary>
/// <param name="Point">Point of the study.</param>
/// <param name="Metric">Name of the metric.</param>
/// <param name="Entity">Whom it is about; empty for the whole system, or if nobody has the number.</param>
/// <param name="Statistic">What the number says about one run.</param>
/// <param name="Relative">Greatest half-width of the interval over the mean that is asked for.</param>
/// <param name="Estimate">Mean over the replications and its interval; null if no run has the number.</param>
/// <param name="IsReached">True if it is known that well.</param>
/// <param name="Confidence">Confidence of the interval that is asked for.</param>
/// <param name="Unit">Unit of the number.</param>
public sealed record PrecisionRow(
    StudyPoint Point, string Metric, string Entity, Statistic Statistic, double Relative, double Confidence,
    Estimate? Estimate, bool IsReached, MetricUnit Unit);

/// <summary>A line of <c>summary.csv</c>: one number over the replications of a point.</summary>
/// <param name="Point">Point of the study.</param>
/// <param name="Metric">Name of the metric.</param>
/// <param name="Entity">Whom it is about; empty for the whole system.</param>
/// <param name="Statistic">What the number says about one run.</param>
/// <param name="Estimate">Mean over the replications and its interval.</param>
/// <param name="Unit">Unit of the number.</param>
public sealed record SummaryRow(
    StudyPoint Point, string Metric, string Entity, Statistic Statistic, Estimate Estimate, MetricUnit Unit);

/// <summary>
/// A line of <c>messages.csv</c>: one kind of message on one direction of a link, or of a class of links.
/// </summary>
/// <param name="Point">Point, from 0.</param>
/// <param name="Replication">Replication, from 0.</param>
/// <param name="Link">Id of the link, or its class where links of a class are counted together.</param>
/// <param name="Direction"><c>up</c> or <c>down</c>.</param>
/// <param name="Protocol">Protocol of the message.</param>
/// <param name="Message">The message, with what it carries in brackets.</param>
/// <param name="Count">Packets offered to the link.</param>
/// <param name="Octets">Their octets.</param>
/// <param name="Lost">Packets lost on the way.</param>
/// <param name="Dropped">Packets that never left, or found nobody.</param>
public sealed record MessageRow(
    int Point, int Replication, string Link, string Direction, string Protocol, string Message, long Count,
    long Octets, long Lost, long Dropped);

/// <summary>A line of <c>dictionary.csv</c>: the meaning of a metric or of a sweep key.</summary>
/// <param name="Name">Metric or key.</param>
/// <param name="Definition">One sentence.</param>
/// <param name="Unit">SI symbol; empty for words.</param>
public sealed record DictionaryRow(string Name, string Definition, string Unit);

/// <summary>A line of <c>series.csv</c>: a metric in one step of time.</summary>
/// <param name="Point">Point of the study.</param>
/// <param name="Replication">Replication, from 0.</param>
/// <param name="Metric">Name of the metric.</param>
/// <param name="Entity">Whom it is about; empty for the whole system.</param>
/// <param name="Time">Start of the step, simulated time in seconds.</param>
/// <param name="Value">Of a state the mean over the step, of what is counted what came in it, per second.</param>
/// <param name="Unit">Unit of the value.</param>
public sealed record SeriesRow(
    StudyPoint Point, int Replication, string Metric, string Entity, double Time, double Value, MetricUnit Unit);

/// <summary>A line of <c>distributions.csv</c>: a quantile of the samples of one run.</summary>
/// <param name="Point">Point of the study.</param>
/// <param name="Replication">Replication, from 0.</param>
/// <param name="Metric">Name of the metric.</param>
/// <param name="Entity">Whom it is about; empty for the whole system.</param>
/// <param name="Share">Share of the samples that do not exceed the value, in [0, 1].</param>
/// <param name="Value">The value.</param>
/// <param name="Unit">Unit of the value.</param>
public sealed record DistributionRow(
    StudyPoint Point, int Replication, string Metric, string Entity, double Share, double Value, MetricUnit Unit);

/// <summary>A line of <c>ladder.csv</c>: one message of a procedure.</summary>
/// <param name="Time">When its first octet left, in seconds.</param>
/// <param name="From">Id of the sender.</param>
/// <param name="To">Id of the receiver.</param>
/// <param name="Protocol">Protocol of the message.</param>
/// <param name="Message">The message, with what it carries in brackets.</param>
/// <param name="Size">Octets on the wire.</param>
/// <param name="Procedure">Name of the procedure; empty for a message that belongs to none.</param>
/// <param name="Frame">Number of the frame in the order of sending, from 1.</param>
public sealed record LadderRow(
    double Time, string From, string To, string Protocol, string Message, int Size, string Procedure, long Frame);

/// <summary>
/// A line of <c>procedures.csv</c>: one procedure of a run that stands for others, so that a report can show it.
/// </summary>
/// <param name="Point">Point, from 0.</param>
/// <param name="Replication">Replication, from 0.</param>
/// <param name="Which"><c>median</c>, <c>p99</c> or <c>failed</c>.</param>
/// <param name="Procedure">Its name and its number among those of its name.</param>
/// <param name="Outcome">How it ended.</param>
/// <param name="Started">When it started, in seconds.</param>
/// <param name="Duration">How long it took, in seconds.</param>
public sealed record ProcedureRow(
    int Point, int Replication, string Which, ProcedureId Procedure, string Outcome, double Started, double Duration);

/// <summary>A line of <c>origins.csv</c>: where a value of the effective scenario comes from.</summary>
/// <param name="Path">Path of the value.</param>
/// <param name="Origin"><c>scenario</c>, <c>command-line</c>, <c>profile</c> or <c>default</c>.</param>
/// <param name="Profile">Name of the profile; empty if none gave it.</param>
/// <param name="Source">Where the profile has it from; empty without one.</param>
/// <param name="Confidence">How far it can be trusted: <c>H</c>, <c>M</c> or <c>L</c>; empty without one.</param>
public sealed record OriginRow(string Path, string Origin, string Profile, string Source, string Confidence);
