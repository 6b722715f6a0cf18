using System;
using System.Collections.Generic;
using System.CommandLine;
using System.Globalization;
using System.IO;
using System.Linq;
using Simulator.Kernel;
using Simulator.Results;
using Simulator.Runner;
using Simulator.Scenarios;

namespace Simulator.Cli;

/// <summary>
/// The command <c>ladder DIR</c>: the ladder that a study keeps, or other messages, for which a run is repeated.
/// </summary>
internal sealed class LadderCommand
{
    private const string ProcedureForm = "NAME/NUMBER", RunForm = "POINT:REPLICATION", TimeForm = "a time";

    private readonly Terminal _terminal;

    private readonly Argument<string> _folder = new("DIR")
    {
        Description = "Folder of a study's results; without other options also of a run.",
    };

    private readonly Option<string> _format = new("--format")
    {
        HelpName = "text|mermaid|svg",
        Description = "How it is drawn, on stdout.",
        DefaultValueFactory = _ => "text",
    };

    private readonly Option<string?> _procedure = new("--procedure")
    {
        HelpName = ProcedureForm,
        Description = "This procedure, as in attach/17: its run is repeated. By default the one that the study keeps.",
    };

    private readonly Option<string?> _run = new("--run")
    {
        HelpName = RunForm,
        Description = "The run that is repeated, by default 0:0.",
    };

    private readonly Option<string?> _from = new("--from")
    {
        HelpName = "TIME",
        Description = "Messages from this time on, as in '1.5 s', of all procedures unless one is named.",
    };

    private readonly Option<string?> _to = new("--to")
    {
        HelpName = "TIME",
        Description = "Messages before this time.",
    };

    public LadderCommand(Terminal terminal)
    {
        _terminal = terminal;
        _format.AcceptOnlyFromAmong("text", "mermaid", "svg");
        OptionForm.Require(_procedure, word => TryParseProcedure(word, out _), ProcedureForm + " as in attach/17");
        OptionForm.Require(_run, word => RunCommand.TryParseRun(word, out _), RunForm + " as in 0:3");
        OptionForm.Require(_from, word => TryParseTime(word, out _), TimeForm + " as in '1.5 s'");
        OptionForm.Require(_to, word => TryParseTime(word, out _), TimeForm + " as in '1.5 s'");
        Command = new Command("ladder", "Draws the messages of one procedure, or of a time.")
        {
            _folder, _format, _procedure, _run, _from, _to,
        };
        Command.SetAction(Draw);
    }

    /// <summary>The command, for the root.</summary>
    public Command Command { get; }

    private int Draw(ParseResult parsed)
    {
        string folder = parsed.GetRequiredValue(_folder);
        bool isStored = new[] { _procedure, _run, _from, _to }.All(option => parsed.GetValue(option) is null);
        if (isStored)
        {
            return Write(Stored(folder), parsed);
        }

        LoadResult loaded = StoredScenario.Load(folder);
        if (loaded.Scenario is { } scenario)
        {
            return Write(Replayed(new StudyPlan(scenario), folder, parsed), parsed);
        }

        _terminal.Output.Write(ErrorOutput.Text(loaded.Errors));
        return ExitCodes.BadInput;
    }

    private int Write(IReadOnlyList<LadderRow> rows, ParseResult parsed)
    {
        _terminal.Output.Write(parsed.GetValue(_format) switch
        {
            "mermaid" => LadderMermaid.Of(rows),
            "svg" => LadderSvg.Of(rows),
            _ => LadderText.Of(rows),
        });
        return ExitCodes.Done;
    }

    private static LadderRow[] Stored(string folder)
    {
        string file = CsvTables.Ladder.File;
        return File.Exists(Path.Combine(folder, file))
            ? [.. CsvTables.Ladder.Read(folder)]
            : throw new BadInputException(
                $"{folder} holds no ladder: there is no {file} (no procedure of run 0:0 has succeeded, or it is not "
                + "the folder of a study; --procedure and --from find other messages)");
    }

    private IReadOnlyList<LadderRow> Replayed(StudyPlan plan, string folder, ParseResult parsed)
    {
        Require(plan, folder);
        RunKey run = RunOf(plan, parsed);
        LadderSelection selection = SelectionOf(plan, parsed);
        LadderSelectionTap messages = LadderReplay.Run(plan, run, selection);
        IReadOnlyList<LadderRow> rows = messages.Rows();
        if (rows.Count == 0)
        {
            throw new BadInputException(Nothing(selection, messages, run));
        }

        if (messages.SkippedCount > 0)
        {
            _terminal.Error.WriteLine(
                $"simulate: {messages.SkippedCount} more messages are left out: name a shorter time");
        }

        return rows;
    }

    // A run of another version would have other messages than those that the tables speak of.
    private static void Require(StudyPlan plan, string folder)
    {
        if (Manifest.TryReadHash(folder) is { } hash && hash != plan.Hash)
        {
            throw new BadInputException(
                $"{folder} was written by another version: its run cannot be repeated; run the scenario again");
        }
    }

    private RunKey RunOf(StudyPlan plan, ParseResult parsed)
    {
        RunKey run = default;
        bool isGiven = parsed.GetValue(_run) is { } word && RunCommand.TryParseRun(word, out run);
        return !isGiven || plan.Has(run)
            ? run
            : throw new BadInputException(
                $"the study has no run {run.Point}:{run.Replication}: its points go from 0 to {plan.Points.Count - 1}, "
                + $"its replications from 0 to {plan.Scenario.Replications.Max - 1}");
    }

    private LadderSelection SelectionOf(StudyPlan plan, ParseResult parsed)
    {
        ProcedureId? procedure = null;
        if (parsed.GetValue(_procedure) is { } word && TryParseProcedure(word, out ProcedureId given))
        {
            string[] names = [.. plan.Scenario.System.Procedures.Select(each => each.Name)];
            procedure = names.Contains(given.Procedure)
                ? given
                : throw new BadInputException(
                    $"there is no procedure '{given.Procedure}': "
                    + Suggestion.Hint(given.Procedure, names, "procedures"));
        }

        SimTime from = TimeOf(_from, parsed) ?? SimTime.Zero, to = TimeOf(_to, parsed) ?? SimTime.Max;
        return from < to
            ? new(procedure, from, to)
            : throw new BadInputException("the time ends before it starts: --from must lie before --to");
    }

    private static SimTime? TimeOf(Option<string?> option, ParseResult parsed) =>
        parsed.GetValue(option) is { } word && TryParseTime(word, out SimTime time) ? time : null;

    private static string Nothing(LadderSelection selection, LadderSelectionTap messages, RunKey run)
    {
        string where = $"run {run.Point}:{run.Replication}";
        return selection.Procedure is not { } procedure ? $"nothing is sent in {where} in this time"
            : messages.LastInstance is not { } last ? $"there is no procedure '{procedure.Procedure}' in {where}"
            : procedure.Instance > last
                ? $"there is no procedure '{procedure.Procedure}/{procedure.Instance}' in {where}: "
                    + $"numbers go from 0 to {last}"
            : $"'{procedure.Procedure}/{procedure.Instance}' sends nothing in {where} in this time";
    }

    private static bool TryParseProcedure(string word, out ProcedureId procedure)
    {
        procedure = default;
        string[] parts = word.Split('/');
        if (parts.Length != 2 || parts[0].Length == 0
            || !long.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out long number))
        {
            return false;
        }

        procedure = new ProcedureId(parts[0], number);
        return true;
    }

    private static bool TryParseTime(string word, out SimTime time)
    {
        bool isTime = Quantity.TryOf(word, Dimension.Time, out Quantity quantity) && quantity.Base >= 0;
        time = isTime ? quantity.Time : SimTime.Zero;
        return isTime;
    }
}
