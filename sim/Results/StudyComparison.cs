using System;
using System.Collections.Generic;
using System.Linq;
using Simulator.Measure;

namespace Simulator.Results;

/// <summary>What a difference is worth.</summary>
public enum Verdict
{
    /// <summary>The second is smaller, and that is no chance.</summary>
    Smaller,

    /// <summary>The second is greater, and that is no chance.</summary>
    Greater,

    /// <summary>Chance may explain the difference.</summary>
    NotShown,

    /// <summary>No replication differs.</summary>
    Equal,

    /// <summary>There are too few replications to tell.</summary>
    Unknown,
}

/// <summary>A number of two variants, and its difference.</summary>
/// <param name="Values">Values of the swept keys that both have in common, in order.</param>
/// <param name="From">The first variant.</param>
/// <param name="To">The second variant.</param>
/// <param name="Metric">Name of the metric.</param>
/// <param name="Entity">Whom it is about; empty for the whole system.</param>
/// <param name="Statistic">What the number says about one run.</param>
/// <param name="FromMean">Mean of the first.</param>
/// <param name="ToMean">Mean of the second.</param>
/// <param name="Difference">
/// Second less first, with its interval; its count is that of pairs, or of the smaller side.
/// </param>
/// <param name="Probability">Probability of such a difference by chance alone; null if it cannot be told.</param>
/// <param name="Adjusted">The same, as one of all that were compared (Holm); null if it cannot be told.</param>
/// <param name="Verdict">What the difference is worth.</param>
/// <param name="Unit">Unit of the number.</param>
public sealed record ComparisonRow(
    IReadOnlyList<string> Values, string From, string To, string Metric, string Entity, Statistic Statistic,
    double FromMean, double ToMean, Estimate Difference, double? Probability, double? Adjusted, Verdict Verdict,
    MetricUnit Unit);

/// <summary>Compares two studies, or the points of one that differ in one key.</summary>
public sealed class StudyComparison
{
    private readonly Func<MetricValue, bool> _selects;
    private readonly double _confidence;
    private readonly List<ComparisonRow> _rows = [];

    private StudyComparison(
        IReadOnlyList<SweepKey> keys, bool isPaired, Func<MetricValue, bool> selects, double confidence)
    {
        (Keys, IsPaired, _selects, _confidence) = (keys, isPaired, selects, confidence);
    }

    /// <summary>The swept keys whose values the rows name.</summary>
    public IReadOnlyList<SweepKey> Keys { get; }

    /// <summary>True if replications of the same number saw the same random streams.</summary>
    public bool IsPaired { get; }

    /// <summary>The differences, point by point.</summary>
    public IReadOnlyList<ComparisonRow> Rows => _rows;

    /// <summary>Compares two studies point by point.</summary>
    /// <param name="first">The first.</param>
    /// <param name="second">The second.</param>
    /// <param name="selects">The numbers to compare.</param>
    /// <param name="confidence">In (0, 1), for all differences together.</param>
    /// <exception cref="ResultsException">They have other points, or no such number in common.</exception>
    public static StudyComparison Of(
        StoredStudy first, StoredStudy second, Func<MetricValue, bool> selects,
        double confidence = Estimate.DefaultConfidence)
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(second);
        RequireSamePoints(first, second);
        bool isPaired = first.Identity.Seed == second.Identity.Seed;
        var comparison = new StudyComparison(first.Tables.Keys, isPaired, selects, confidence);
        foreach (StudyPoint point in first.Points)
        {
            StudyPoint other = second.Points.First(each => each.Values.SequenceEqual(point.Values));
            comparison.Add(
                point.Values, (first.Folder, At(first, point)), (second.Folder, At(second, other)));
        }

        comparison.Judge();
        return comparison;
    }

    /// <summary>Compares the points of a study that differ in one key alone with those of its first value.</summary>
    /// <param name="study">The study.</param>
    /// <param name="key">The key.</param>
    /// <param name="selects">The numbers to compare.</param>
    /// <param name="confidence">In (0, 1), for all differences together.</param>
    /// <exception cref="ResultsException">The key is not swept, or no two points differ in it alone.</exception>
    public static StudyComparison By(
        StoredStudy study, string key, Func<MetricValue, bool> selects,
        double confidence = Estimate.DefaultConfidence)
    {
        ArgumentNullException.ThrowIfNull(study);
        string[] keys = [.. study.Tables.Keys.Select(each => each.Name)];
        int index = Array.IndexOf(keys, key);
        if (index < 0)
        {
            string swept = keys.Length == 0 ? "it sweeps nothing" : $"it sweeps {string.Join(", ", keys)}";
            throw new ResultsException($"{study.Folder} does not sweep '{key}': {swept}");
        }

        var comparison = new StudyComparison(
            [.. study.Tables.Keys.Where(each => each.Name != key)], isPaired: true, selects, confidence);
        foreach (IGrouping<string, StudyPoint> group in
            study.Points.GroupBy(point => string.Join('\n', Others(point, index))))
        {
            StudyPoint first = group.First();
            foreach (StudyPoint second in group.Skip(1))
            {
                comparison.Add(
                    Others(first, index),
                    (first.Values[index], At(study, first)),
                    (second.Values[index], At(study, second)));
            }
        }

        comparison.Judge();
        return comparison._rows.Count > 0 ? comparison : throw new ResultsException(
            $"{study.Folder} has no two points that differ in '{key}' alone; sweep the others as a grid");
    }

    private static List<string> Others(StudyPoint point, int key) =>
        [.. point.Values.Where((_, index) => index != key)];

    private static IEnumerable<MetricRow> At(StoredStudy study, StudyPoint point) =>
        study.Metrics.Where(row => row.Point.Index == point.Index);

    private static void RequireSamePoints(StoredStudy first, StoredStudy second)
    {
        string[] one = [.. first.Tables.Keys.Select(key => key.Name)];
        string[] other = [.. second.Tables.Keys.Select(key => key.Name)];
        if (!one.SequenceEqual(other))
        {
            throw new ResultsException(
                $"{first.Folder} sweeps {Words(one)}, {second.Folder} sweeps {Words(other)}; "
                + "compare studies with the same sweep, or one with --by KEY");
        }

        string[] points = [.. first.Points.Select(Name)], others = [.. second.Points.Select(Name)];
        if (points.Except(others).Concat(others.Except(points)).FirstOrDefault() is { } alone)
        {
            throw new ResultsException(
                $"only one of {first.Folder} and {second.Folder} has the point {alone}; "
                + "compare studies with the same points");
        }
    }

    private static string Words(string[] keys) => keys.Length == 0 ? "nothing" : string.Join(", ", keys);

    private static string Name(StudyPoint point) => string.Join(' ', point.Values);

    private void Add(
        IReadOnlyList<string> values,
        (string Name, IEnumerable<MetricRow> Rows) from,
        (string Name, IEnumerable<MetricRow> Rows) to)
    {
        ILookup<(string, string, Statistic), MetricRow> second = to.Rows.ToLookup(row => NameOf(row.Value));
        foreach (IGrouping<(string, string, Statistic), MetricRow> first in
            from.Rows.Where(row => _selects(row.Value)).GroupBy(row => NameOf(row.Value)))
        {
            if (second.Contains(first.Key))
            {
                MetricValue value = first.First().Value;
                (double FromMean, double ToMean, Estimate Difference, double? Probability) found =
                    IsPaired ? Paired([.. first], [.. second[first.Key]]) : Apart([.. first], [.. second[first.Key]]);
                _rows.Add(new(
                    values, from.Name, to.Name, value.Metric, value.Entity, value.Statistic, found.FromMean,
                    found.ToMean, found.Difference, found.Probability, Adjusted: null, Verdict.Unknown, value.Unit));
            }
        }
    }

    private static (string, string, Statistic) NameOf(MetricValue value) =>
        (value.Metric, value.Entity, value.Statistic);

    // Student's t of the differences of replications that saw the same random streams.
    private (double FromMean, double ToMean, Estimate Difference, double? Probability) Paired(
        MetricRow[] first, MetricRow[] second)
    {
        Moments from = new(), to = new(), differences = new();
        foreach (MetricRow row in first)
        {
            if (Array.Find(second, other => other.Replication == row.Replication) is { } pair)
            {
                from.Add(row.Value.Value);
                to.Add(pair.Value.Value);
                differences.Add(pair.Value.Value - row.Value.Value);
            }
        }

        if (differences.Count == 0)
        {
            return (double.NaN, double.NaN, new Estimate(0, double.NaN, null, null, _confidence), null);
        }

        Estimate estimate = Estimate.Of(differences, _confidence);
        double? probability = differences.Count < 2
            ? null
            : Probability(differences.Mean, differences.StandardError, differences.Count - 1);
        return (from.Mean, to.Mean, estimate, probability);
    }

    // Welch (1947): two independent samples whose variances may differ.
    private (double FromMean, double ToMean, Estimate Difference, double? Probability) Apart(
        MetricRow[] first, MetricRow[] second)
    {
        Moments from = MomentsOf(first), to = MomentsOf(second);
        int count = (int)Math.Min(from.Count, to.Count);
        double difference = to.Mean - from.Mean;
        if (count < 2)
        {
            return (from.Mean, to.Mean, new Estimate(count, difference, null, null, _confidence), null);
        }

        double one = from.Variance / from.Count, other = to.Variance / to.Count;
        double error = Math.Sqrt(one + other);
        double degrees = error == 0
            ? count - 1
            : (one + other) * (one + other) / ((one * one / (from.Count - 1)) + (other * other / (to.Count - 1)));
        double half = Estimate.StudentQuantile(degrees, _confidence) * error;
        return (
            from.Mean, to.Mean, new Estimate(count, difference, difference - half, difference + half, _confidence),
            Probability(difference, error, degrees));
    }

    private static Moments MomentsOf(MetricRow[] rows)
    {
        var moments = new Moments();
        foreach (MetricRow row in rows)
        {
            moments.Add(row.Value.Value);
        }

        return moments;
    }

    private static double Probability(double difference, double error, double degrees) =>
        error > 0 ? Estimate.StudentProbability(difference / error, degrees) : difference == 0 ? 1 : 0;

    // Holm (1979): the smallest probability counts as often as there are differences, the next one less, and so on. So
    // the chance that any of the real ones is none is at most 1 - confidence, however many there are.
    private void Judge()
    {
        int[] known = [.. Enumerable.Range(0, _rows.Count).Where(index => _rows[index].Probability is not null)
            .OrderBy(index => _rows[index].Probability)];
        double least = 0;
        for (int rank = 0; rank < known.Length; rank++)
        {
            ComparisonRow row = _rows[known[rank]];
            least = Math.Min(1, Math.Max(least, row.Probability!.Value * (known.Length - rank)));
            _rows[known[rank]] = row with { Adjusted = least, Verdict = VerdictOf(row, least) };
        }
    }

    private Verdict VerdictOf(ComparisonRow row, double adjusted) =>
        row.Difference is { Mean: 0, Low: 0, High: 0 } ? Verdict.Equal
        : adjusted > 1 - _confidence ? Verdict.NotShown
        : row.Difference.Mean < 0 ? Verdict.Smaller
        : Verdict.Greater;
}
