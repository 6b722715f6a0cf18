using System.CommandLine;
using System.IO;
using Simulator.Results;
using Simulator.Runner;
using Simulator.Scenarios;

namespace Simulator.Cli;

/// <summary>The command <c>report DIR</c>.</summary>
internal static class ReportCommand
{
    public static Command Make(Terminal terminal)
    {
        var folder = new Argument<string>("DIR") { Description = "Folder of a study's results." };
        var command = new Command("report", "Writes the report of a study again from its stored results.") { folder };
        command.SetAction(parsed => Write(terminal, parsed.GetRequiredValue(folder)));
        return command;
    }

    private static int Write(Terminal terminal, string folder)
    {
        LoadResult loaded = StoredScenario.Load(folder);
        if (loaded.Scenario is not { } scenario)
        {
            terminal.Output.Write(ErrorOutput.Text(loaded.Errors));
            return ExitCodes.BadInput;
        }

        StudyReport.Write(new StudyPlan(scenario), folder, hasFigures: true);
        terminal.Output.WriteLine(Path.Combine(folder, ReportPage.File));
        return ExitCodes.Done;
    }
}
