using System.Collections.Generic;
using System.CommandLine;
using System.IO;
using Simulator.Results;
using Simulator.Runner;

namespace Simulator.Cli;

/// <summary>The command <c>ladder DIR</c>.</summary>
internal static class LadderCommand
{
    public static Command Make(Terminal terminal)
    {
        var folder = new Argument<string>("DIR") { Description = "Folder of a study's results, or of a run." };
        var format = new Option<string>("--format")
        {
            HelpName = "text|mermaid|svg",
            Description = "How it is drawn, on stdout.",
            DefaultValueFactory = _ => "text",
        };
        format.AcceptOnlyFromAmong("text", "mermaid", "svg");
        var command = new Command("ladder", "Draws the messages of one procedure.") { folder, format };
        command.SetAction(parsed => Draw(terminal, parsed.GetRequiredValue(folder), parsed.GetValue(format)!));
        return command;
    }

    private static int Draw(Terminal terminal, string folder, string format)
    {
        if (!File.Exists(Path.Combine(folder, CsvTables.Ladder.File)))
        {
            throw new BadInputException($"{folder} holds no ladder: there is no {CsvTables.Ladder.File}");
        }

        List<LadderRow> rows = [.. CsvTables.Ladder.Read(folder)];
        terminal.Output.Write(format switch
        {
            "mermaid" => LadderMermaid.Of(rows),
            "svg" => LadderSvg.Of(rows),
            _ => LadderText.Of(rows),
        });
        return ExitCodes.Done;
    }
}
