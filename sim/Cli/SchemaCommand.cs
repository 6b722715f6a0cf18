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
        var command = new Command("schema", "Writes the JSON Schema of the scenario language, for editors.");
        command.SetAction(_ =>
        {
            terminal.Output.Write(JsonSchema.Write(Catalogue.Descriptions));
            return ExitCodes.Done;
        });
        return command;
    }
}
