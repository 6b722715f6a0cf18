using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using Simulator.Measure;
using Simulator.Results;

namespace Simulator.Cli;

/// <summary>Prints a comparison: a line for each difference, and what it is worth.</summary>
/// <param name="comparison">The comparison.</param>
/// <param name="key">The key whose values are compared; null for two studies.</param>
/// <param name="confidence">In (0, 1).</param>
internal sealed class ComparisonPrinter(StudyComparison comparison, SweepKey? key, double confidence)
{
    private const int IntervalDigits = 3;

    private static readonly string[] Columns =
    [
        "from", "to", "metric", "entity", "statistic", "pairs", "from_mean", "to_mean", "difference", "ci_low",
        "ci_high", "confidence", "p", "p_holm", "verdict", "unit",
    ];

    private string Percent { get; } = string.Create(CultureInfo.InvariantCulture, $"{100 * confidence:0.###} %");

    /// <summary>As people read it.</summary>
    public void PrintText(TextWriter output)
    {
        output.WriteLine(Heading());
        output.WriteLine(Pairing());
        output.WriteLine();
        PrintTable(output);
        output.WriteLine();
        PrintVerdict(output);
    }

    /// <summary>As a table in SI units.</summary>
    public void PrintCsv(TextWriter output)
    {
        output.WriteLine(string.Join(',', [.. comparison.Keys.Select(each => each.Name), .. Columns]));
        foreach (ComparisonRow row in comparison.Rows)
        {
            output.WriteLine(string.Join(',', Cells(row).Select(Quoted)));
        }
    }

    private static IEnumerable<string> Cells(ComparisonRow row) =>
    [
        .. row.Values, row.From, row.To, row.Metric, row.Entity, row.Statistic.Name(), Cell.Of(row.Difference.Count),
        Number(row.FromMean), Number(row.ToMean), Number(row.Difference.Mean), Cell.Of(row.Difference.Low),
        Cell.Of(row.Difference.High), Cell.Of(row.Difference.Confidence), Cell.Of(row.Probability),
        Cell.Of(row.Adjusted), Word(row.Verdict), row.Unit.Symbol(),
    ];

    private static string Number(double value) => double.IsFinite(value) ? Cell.Of(value) : "";

    private static string Quoted(string cell) =>
        cell.AsSpan().IndexOfAny(",\"\n") < 0 ? cell : $"\"{cell.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    private static string Word(Verdict verdict) => verdict switch
    {
        Verdict.NotShown => "not-shown",
        _ => verdict.ToString().ToLowerInvariant(),
    };

    private string Heading() => key is null
        ? $"A is {comparison.Rows[0].From}, B is {comparison.Rows[0].To}"
        : $"A and B are points that differ in {key.Name} alone";

    private string Pairing()
    {
        int least = comparison.Rows.Min(row => row.Difference.Count);
        int most = comparison.Rows.Max(row => row.Difference.Count);
        string count = least == most
            ? string.Create(CultureInfo.InvariantCulture, $"{most}")
            : string.Create(CultureInfo.InvariantCulture, $"{least} to {most}");
        return comparison.IsPaired
            ? $"paired: {count} replications of each, which saw the same random streams (Student)"
            : $"not paired, since the seeds differ: {count} replications of each, independent of each other (Welch)";
    }

    private void PrintTable(TextWriter output)
    {
        string[] variants = key is null ? [] : ["A", "B"];
        List<string[]> lines =
        [
            [
                .. comparison.Keys.Select(each => each.Name), .. variants, "metric", key is null ? "A" : "in A",
                key is null ? "B" : "in B", "B - A", Percent, "change", "verdict",
            ],
        ];
        lines.AddRange(comparison.Rows.Select(Line));
        foreach (string[] line in lines)
        {
            IEnumerable<string> cells =
                line.Select((cell, index) => cell.PadRight(lines.Max(other => other[index].Length)));
            output.WriteLine(("  " + string.Join("  ", cells)).TrimEnd());
        }
    }

    private string[] Line(ComparisonRow row)
    {
        string unit = row.Unit.Symbol(), entity = row.Entity.Length == 0 ? "" : $" ({row.Entity})";
        string[] variants = key is null ? [] : [Value(row.From, key.Unit), Value(row.To, key.Unit)];
        return
        [
            .. row.Values.Select((value, index) => Value(value, comparison.Keys[index].Unit)), .. variants,
            $"{row.Metric}.{row.Statistic.Name()}{entity}", Readable(row.FromMean, unit), Readable(row.ToMean, unit),
            Signed(row.Difference.Mean, unit), Interval(row, unit), Change(row), Judgement(row.Verdict),
        ];
    }

    private static string Value(string cell, string unit) =>
        Cell.TryParse(cell, out double value) ? Readable(value, unit) : cell;

    private static string Readable(double value, string unit) =>
        double.IsFinite(value) ? ResultPrinter.Readable(value, unit) : "-";

    private static string Signed(double value, string unit) =>
        value > 0 ? "+" + Readable(value, unit) : Readable(value, unit);

    private static string Interval(ComparisonRow row, string unit) => row.Difference is { Low: { } low, High: { } high }
        ? $"[{ResultPrinter.Readable(low, unit, IntervalDigits)}, {ResultPrinter.Readable(high, unit, IntervalDigits)}]"
        : "-";

    private static string Change(ComparisonRow row)
    {
        double change = 100 * row.Difference.Mean / Math.Abs(row.FromMean);
        return double.IsFinite(change)
            ? string.Create(CultureInfo.InvariantCulture, $"{change:+0.##;-0.##;0} %")
            : "-";
    }

    private static string Judgement(Verdict verdict) => verdict switch
    {
        Verdict.Smaller => "B is smaller",
        Verdict.Greater => "B is greater",
        Verdict.Equal => "equal in every replication",
        Verdict.NotShown => "no difference shown",
        _ => "too few replications",
    };

    private void PrintVerdict(TextWriter output)
    {
        int all = comparison.Rows.Count, real = comparison.Rows.Count(row =>
            row.Verdict is Verdict.Smaller or Verdict.Greater);
        int unknown = comparison.Rows.Count(row => row.Verdict == Verdict.Unknown);
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{real} of {all} differences are real: the chance that any of these is none is below "
            + $"{100 - (100 * confidence):0.###} % (Holm)."));
        if (unknown > 0)
        {
            output.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"{unknown} cannot be told: two common replications are needed."));
        }

        if (comparison.Rows.Any(row => row.Verdict == Verdict.NotShown))
        {
            output.WriteLine("Where none is shown, the interval says how great it may still be.");
        }
    }
}
