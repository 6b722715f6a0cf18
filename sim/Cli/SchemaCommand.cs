using System.CommandLine;
using Simulator.Runner;
using Simulator.Scenarios;
using Simulator.Systems;

namespace Simulator.Cli;

/// <summary>The command <c>schema</c>.</summary>
internal static class SchemaCommand
{
    public static Command Make(Terminal terminal)
    {
        var format = new Option<string>("--format")
        {
            HelpName = "json|markdown",
            Description = "A JSON Schema, or the table of keys of scenarios/README.md.",
            DefaultValueFactory = _ => "json",
        };
        format.AcceptOnlyFromAmong("json", "markdown");
        var command = new Command("schema", "Writes the JSON Schema of the scenario language, for editors.") { format };
        command.SetAction(parsed =>
        {
            bool isMarkdown = parsed.GetValue(format) == "markdown";
            terminal.Output.Write(isMarkdown
                ? KeyDocumentation.Write(Catalogue.Descriptions)
                : JsonSchema.Write(Catalogue.Descriptions));
            return ExitCodes.Done;
        });
        return command;
    }
}
