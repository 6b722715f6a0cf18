using System;
using System.Collections.Generic;
using System.CommandLine;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Security.Cryptography;
using Simulator.Results;
using Simulator.Runner;
using Simulator.Scenarios;
using Simulator.Systems;

namespace Simulator.Cli;

/// <summary>The command <c>run FILE</c>.</summary>
internal sealed class RunCommand
{
    private const string RunForm = "POINT:REPLICATION", PcapName = "--pcap", DefaultRun = "default";
    private const int JobMax = 1024, ReplicationMax = 100_000;

    private readonly Terminal _terminal;
    private readonly IReadOnlyList<string> _arguments;

    private readonly Argument<string> _file = new("FILE") { Description = "Scenario or study (YAML)." };

    private readonly Option<string?> _out = new("--out")
    {
        HelpName = "DIR",
        Description = "Folder of the results: empty, or of this study. Default: results/NAME-HASH.",
    };

    private readonly Option<string[]> _set = new("--set")
    {
        HelpName = "PATH=VALUE",
        Description = "Changes a value of the scenario, as in network.s1.delay=5ms; repeatable.",
        Arity = ArgumentArity.OneOrMore,
    };

    private readonly Option<long?> _seed = new("--seed")
    {
        HelpName = "N",
        Description = "Seed of all random streams; the same as --set seed=N.",
    };

    private readonly Option<int?> _replications = new("--replications")
    {
        HelpName = "N",
        Description = "Replications of each point; the same as --set replications=N.",
    };

    private readonly Option<int?> _jobs = new("--jobs")
    {
        HelpName = "N",
        Description = "Runs at the same time; results do not depend on it. Default: the number of processors.",
    };

    private readonly Option<string?> _pcap = new(PcapName)
    {
        HelpName = RunForm,
        Description = "Captures the packets of one run, by default 0:0 or that of --only: capture.pcapng, wireshark/.",
    };


    private readonly Option<bool> _fresh = new("--fresh")
    {
        Description = "Throws away what the folder holds of this study.",
    };

    private readonly Option<bool> _small = new("--small")
    {
        Description = "Applies 'small:': the scenario at the size of a test, expectations untested.",
    };

    private readonly Option<string?> _only = new("--only")
    {
        HelpName = RunForm,
        Description = "Repeats one run of the study, with the same octets; numbers from 0.",
    };

    private readonly Option<bool> _noFigures = new("--no-figures") { Description = "Draws no figures." };

    private readonly Option<string> _progress = new("--progress")
    {
        HelpName = "auto|plain|none",
        Description = "Progress on stderr: a line on a terminal (auto), a line for each run (plain), nothing (none).",
        DefaultValueFactory = _ => "auto",
    };

    public RunCommand(Terminal terminal, IReadOnlyList<string> arguments)
    {
        (_terminal, _arguments) = (terminal, arguments);
        _progress.AcceptOnlyFromAmong("auto", "plain", "none");
        OptionForm.RequireNumber(_jobs, 1, JobMax);
        OptionForm.RequireNumber(_replications, 1, ReplicationMax);
        OptionForm.Require(_only, word => TryParseRun(word, out _), RunForm + " as in 0:3");
        OptionForm.Require(_pcap, word => word == DefaultRun || TryParseRun(word, out _), RunForm + " as in 0:3");
        Command = new Command("run", "Runs a scenario or study, or what is missing of it.")
        {
            _file, _out, _set, _seed, _replications, _jobs, _pcap, _fresh, _small, _only, _noFigures, _progress,
        };
        Command.SetAction(Run);
    }

    /// <summary>The command, for the root.</summary>
    public Command Command { get; }

    /// <summary>
    /// Lets <c>--pcap</c> stand before FILE without a run: a word after it that names no run is not its value.
    /// </summary>
    public static IReadOnlyList<string> Completed(IReadOnlyList<string> arguments)
    {
        string[] completed = [.. arguments];
        for (int index = 0; index < completed.Length; index++)
        {
            bool hasRun = index + 1 < completed.Length && TryParseRun(completed[index + 1], out _);
            if (completed[index] == PcapName && !hasRun)
            {
                completed[index] = $"{PcapName}={DefaultRun}";
            }
        }

        return completed;
    }

    /// <summary>Reads <c>POINT:REPLICATION</c>.</summary>
    internal static bool TryParseRun(string text, out RunKey run)
    {
        run = default;
        return text.Count(letter => letter == ':') == 1 && RunKey.TryParse(text.Replace(':', '-'), out run);
    }

    private int Run(ParseResult parsed)
    {
        string file = parsed.GetRequiredValue(_file);
        bool isSmall = parsed.GetValue(_small);
        LoadResult loaded = ScenarioLoader.Load(
            Catalogue.Descriptions, file, new LoadOptions { IsSmall = isSmall, Overrides = Overrides(parsed) });
        if (loaded.Scenario is not { } scenario)
        {
            _terminal.Output.Write(ErrorOutput.Text(loaded.Errors));
            return ExitCodes.BadInput;
        }

        var plan = new StudyPlan(scenario);
        CampaignOptions options = Options(parsed, plan, file);
        if (Watched(plan, options, parsed.GetValue(_progress)!) is not { } result)
        {
            return ExitCodes.RunFailed;
        }

        foreach (string note in result.Notes)
        {
            _terminal.Error.WriteLine($"simulate: {note}");
        }

        ResultPrinter.Print(_terminal.Output, plan, result, isSmall);
        if (Progress.IsShown(_terminal, parsed.GetValue(_progress)!))
        {
            // with the progress, not with the results, which are the same whenever they are printed
            _terminal.Error.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"simulate: took {result.WallTime:F1} s"));
        }

        return result.ExitCode;
    }

    // A disk that is full, or gone: what is finished is whole, whatever was being written.
    private CampaignResult? Watched(StudyPlan plan, CampaignOptions options, string progress)
    {
        try
        {
            return Progress.Watch(_terminal, progress, observer =>
                Campaign.Run(plan, options with { Observer = observer }, _terminal.Cancellation));
        }
        catch (IOException failure)
        {
            _terminal.Error.WriteLine($"simulate: the results cannot be written: {failure.Message}");
            string folder = options.Folder ?? plan.DefaultFolder;
            _terminal.Error.WriteLine($"  hint: finished runs are kept in {folder}; make room and run it again");
            return null;
        }
    }

    private List<string> Overrides(ParseResult parsed)
    {
        List<string> overrides = [.. parsed.GetValue(_set) ?? []];
        if (parsed.GetValue(_seed) is { } seed)
        {
            overrides.Add(string.Create(CultureInfo.InvariantCulture, $"seed={seed}"));
        }

        if (parsed.GetValue(_replications) is { } replications)
        {
            overrides.Add(string.Create(CultureInfo.InvariantCulture, $"replications={replications}"));
        }

        return overrides;
    }

    private CampaignOptions Options(ParseResult parsed, StudyPlan plan, string file)
    {
        RunKey? only = RunOf(parsed, _only, plan);
        return new CampaignOptions
        {
            Folder = parsed.GetValue(_out),
            Jobs = parsed.GetValue(_jobs) ?? Environment.ProcessorCount,
            IsFresh = parsed.GetValue(_fresh),
            Only = only,
            Capture = parsed.GetValue(_pcap) == DefaultRun ? only ?? default : RunOf(parsed, _pcap, plan),
            HasFigures = !parsed.GetValue(_noFigures),
            TestsExpectations = !parsed.GetValue(_small),
            Command = "simulate " + string.Join(' ', _arguments),
            Reproduce = "./simulate " + string.Join(' ', StudyWords(parsed, Checkout.NameOf(file)).Select(Quoted)),
            Inputs = [new ManifestInput(file, Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(file))))],
        };
    }

    // The words that decide what is simulated; where it goes and how it is shown is nobody else's matter.
    private IEnumerable<string> StudyWords(ParseResult parsed, string file)
    {
        IEnumerable<string> overrides = Overrides(parsed).SelectMany(change => (string[])["--set", change]);
        return parsed.GetValue(_small) ? ["run", file, "--small", .. overrides] : ["run", file, .. overrides];
    }

    // As a POSIX shell reads it.
    private static string Quoted(string word) =>
        word.All(letter => char.IsAsciiLetterOrDigit(letter) || "-_./=".Contains(letter, StringComparison.Ordinal))
            ? word
            : $"'{word.Replace("'", @"'\''", StringComparison.Ordinal)}'";

    private static RunKey? RunOf(ParseResult parsed, Option<string?> option, StudyPlan plan)
    {
        if (parsed.GetValue(option) is not { } text || !TryParseRun(text, out RunKey run))
        {
            return null;
        }

        return plan.Has(run) ? run : throw new BadInputException(string.Create(
            CultureInfo.InvariantCulture,
            $"there is no run {run.Point}:{run.Replication}: points are 0 to {plan.Points.Count - 1}, "
            + $"replications 0 to {plan.Scenario.Replications.Max - 1}"));
    }
}
