using System;
using System.Collections.Generic;
using System.CommandLine;
using System.Globalization;
using System.Linq;
using Simulator.Measure;
using Simulator.Results;
using Simulator.Runner;
using Simulator.Scenarios;

namespace Simulator.Cli;

/// <summary>The command <c>compare DIR-A DIR-B</c>, or <c>compare DIR --by KEY</c>.</summary>
internal sealed class CompareCommand
{
    private const string Csv = "csv";

    private readonly Terminal _terminal;

    private readonly Argument<string[]> _folders = new("DIR")
    {
        Description = "Folders of results: two studies with the same points, or one with --by.",
        Arity = new ArgumentArity(1, 2),
    };

    private readonly Option<string?> _by = new("--by")
    {
        HelpName = "KEY",
        Description = "Compares the points of one study that differ in this swept key alone.",
    };

    private readonly Option<string[]> _metric = new("--metric")
    {
        HelpName = "METRIC[.STATISTIC]",
        Description = "What is compared; repeatable. Default: the metrics of measure:, or the latencies.",
    };

    private readonly Option<double> _confidence = new("--confidence")
    {
        HelpName = "PERCENT",
        Description = "Confidence in percent, of each interval and of all verdicts together.",
        DefaultValueFactory = _ => 100 * Estimate.DefaultConfidence,
    };

    private readonly Option<string> _format = new("--format")
    {
        HelpName = "text|csv",
        Description = "Form of the output.",
        DefaultValueFactory = _ => "text",
    };

    private CompareCommand(Terminal terminal)
    {
        _terminal = terminal;
        _format.AcceptOnlyFromAmong("text", Csv);
        _confidence.Validators.Add(result =>
        {
            if (result.Errors.Any() || result.GetValue(_confidence) is not (>= 50 and < 100))
            {
                result.AddError("--confidence takes a number of percent from 50, below 100");
            }
        });
        Command = new Command("compare", "Tells whether two studies, or variants in one, really differ.")
        {
            _folders, _by, _metric, _confidence, _format,
        };
        Command.SetAction(Run);
    }

    private Command Command { get; }

    public static Command Make(Terminal terminal) => new CompareCommand(terminal).Command;

    private int Run(ParseResult parsed)
    {
        string[] folders = parsed.GetRequiredValue(_folders);
        StoredStudy[] studies = [.. folders.Select(StoredStudy.Open)];
        Func<MetricValue, bool> selects = Selection(parsed.GetValue(_metric) ?? [], studies);
        double confidence = parsed.GetValue(_confidence) / 100;
        StudyComparison comparison = (studies, parsed.GetValue(_by)) switch
        {
            ([var study], { } key) => StudyComparison.By(study, key, selects, confidence),
            ([var first, var second], null) => StudyComparison.Of(first, second, selects, confidence),
            ([_], null) => throw new BadInputException("one folder is compared --by KEY; or name two folders"),
            _ => throw new BadInputException("--by compares the points of one folder; leave the other one out"),
        };
        if (comparison.Rows.Count == 0)
        {
            throw new BadInputException($"{folders[0]} and {folders[^1]} have none of these metrics in common");
        }

        SweepKey? swept = studies[0].Tables.Keys.FirstOrDefault(each => each.Name == parsed.GetValue(_by));
        var printer = new ComparisonPrinter(comparison, swept, confidence);
        if (parsed.GetValue(_format) == Csv)
        {
            printer.PrintCsv(_terminal.Output);
        }
        else
        {
            printer.PrintText(_terminal.Output);
        }

        return ExitCodes.Done;
    }

    private static Func<MetricValue, bool> Selection(string[] named, StoredStudy[] studies)
    {
        if (named.Length == 0)
        {
            IReadOnlyList<string> main = MainMetrics(studies[0].Folder);
            return value => value.Statistic != Statistic.Count && main.Any(name => Selects(name, value));
        }

        foreach (string name in named)
        {
            RequireKnown(name, studies);
        }

        HashSet<string> levels = [.. studies.SelectMany(study => study.Metrics)
            .Where(row => IsLevel(row.Value.Statistic)).Select(row => row.Value.Metric)];
        return value => named.Any(name => Selects(name, value)
            && (value.Statistic != Statistic.Count || name != value.Metric || !levels.Contains(value.Metric)));
    }

    // A metric by its name alone stands for its levels, and for its count if it has nothing else.
    private static bool Selects(string name, MetricValue value) =>
        name == $"{value.Metric}.{value.Statistic.Name()}"
        || (name == value.Metric && (IsLevel(value.Statistic) || value.Statistic == Statistic.Count));

    private static bool IsLevel(Statistic statistic) => statistic is Statistic.Mean or Statistic.P99
        or Statistic.TimeAverage or Statistic.Rate or Statistic.Ratio;

    private static IReadOnlyList<string> MainMetrics(string folder)
    {
        LoadResult loaded = StoredScenario.Load(folder);
        return loaded.Scenario is { } scenario
            ? StudyPlan.MainMetrics(scenario)
            : throw new BadInputException($"{ErrorOutput.Text(loaded.Errors).TrimEnd()}\n  hint: give --metric");
    }

    private static void RequireKnown(string name, StoredStudy[] studies)
    {
        foreach (StoredStudy study in studies)
        {
            if (!study.Metrics.Any(row => Selects(name, row.Value)))
            {
                string[] known = [.. study.Metrics.Select(row => row.Value.Metric).Distinct().Take(12)];
                throw new BadInputException(string.Create(
                    CultureInfo.InvariantCulture,
                    $"{study.Folder} has no metric '{name}'; it has {string.Join(", ", known)} ... (dictionary.csv)"));
            }
        }
    }
}
