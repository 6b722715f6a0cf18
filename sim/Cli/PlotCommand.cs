using System.Collections.Generic;
using System.CommandLine;
using System.IO;
using Simulator.Results;
using Simulator.Runner;
using Simulator.Scenarios;

namespace Simulator.Cli;

/// <summary>The command <c>plot DIR</c>.</summary>
internal static class PlotCommand
{
    private const string Pdf = "pdf";

    public static Command Make(Terminal terminal)
    {
        var folder = new Argument<string>("DIR") { Description = "Folder of a study's results." };
        var format = new Option<string>("--format")
        {
            HelpName = "svg|png|pdf",
            Description = "SVG and PNG are always drawn; pdf adds a PDF to each, which later runs keep up to date.",
            DefaultValueFactory = _ => "svg",
        };
        format.AcceptOnlyFromAmong("svg", "png", Pdf);
        var command = new Command("plot", "Draws the figures of a study again from its stored results.")
        {
            folder, format,
        };
        command.SetAction(
            parsed => Plot(terminal, parsed.GetRequiredValue(folder), parsed.GetValue(format) == Pdf));
        return command;
    }

    private static int Plot(Terminal terminal, string folder, bool hasPdf)
    {
        LoadResult loaded = StoredScenario.Load(folder);
        if (loaded.Scenario is not { } scenario)
        {
            terminal.Output.Write(ErrorOutput.Text(loaded.Errors));
            return ExitCodes.BadInput;
        }

        IReadOnlyList<Figure> figures = ScenarioFigures.Of(new StudyPlan(scenario), folder);
        foreach (string complaint in FigureFolder.Write(folder, figures, hasPdf))
        {
            terminal.Error.WriteLine($"simulate: {complaint}");
        }

        terminal.Output.WriteLine($"{figures.Count} figures in {Path.Combine(folder, FigureFolder.Name)}");
        return ExitCodes.Done;
    }
}
