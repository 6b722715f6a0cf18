using System.CommandLine;
using Simulator.Runner;
using Simulator.Scenarios;
using Simulator.Systems;

namespace Simulator.Cli;

/// <summary>The command <c>check FILE</c>.</summary>
internal static class CheckCommand
{
    public static Command Make(Terminal terminal)
    {
        var file = new Argument<string>("FILE") { Description = "Scenario or study (YAML)." };
        var format = new Option<string>("--format")
        {
            HelpName = "text|json",
            Description = "For people, or as an array of {file, line, column, code, text, hint}.",
            DefaultValueFactory = _ => "text",
        };
        format.AcceptOnlyFromAmong("text", "json");
        var command = new Command("check", "Reports every error of a scenario, with place and hint.") { file, format };
        command.SetAction(parsed => Check(terminal, parsed.GetRequiredValue(file), parsed.GetValue(format) == "json"));
        return command;
    }

    private static int Check(Terminal terminal, string file, bool isJson)
    {
        LoadResult loaded = ScenarioLoader.Load(Catalogue.Descriptions, file);
        terminal.Output.Write(isJson ? ErrorOutput.Json(loaded.Errors) : ErrorOutput.Text(loaded.Errors));
        if (loaded.Scenario is null)
        {
            return ExitCodes.BadInput;
        }

        if (!isJson)
        {
            terminal.Output.WriteLine($"{file}: no errors");
        }

        return ExitCodes.Done;
    }
}
