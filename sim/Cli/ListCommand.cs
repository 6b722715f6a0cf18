using System;
using System.Collections.Generic;
using System.CommandLine;
using System.IO;
using System.Linq;
using Simulator.Runner;
using Simulator.Scenarios;
using Simulator.Systems;

namespace Simulator.Cli;

/// <summary>The command <c>list WHAT</c>: what exists, one line each.</summary>
internal static class ListCommand
{
    private const string Question = "# Question";

    public static Command Make(Terminal terminal)
    {
        var what = new Argument<string>("WHAT")
        {
            HelpName = "systems|roles|metrics|scenarios",
            Description = "What to list.",
        };
        what.AcceptOnlyFromAmong("systems", "roles", "metrics", "scenarios");
        var command = new Command("list", "Lists systems, roles, metrics or scenarios, one line each.") { what };
        command.SetAction(parsed => Write(terminal.Output, Lines(parsed.GetRequiredValue(what))));
        return command;
    }

    private static IEnumerable<string[]> Lines(string what) => what switch
    {
        "systems" => Catalogue.All.Select(system => new[] { system.Description.Name, system.Description.Meaning }),
        "roles" => Catalogue.All.SelectMany(system =>
            system.Description.Roles.Select(role => new[] { system.Description.Name, role.Name, role.Meaning })),
        "metrics" => CommonMetrics.All.Select(metric => Line("every system", metric)).Concat(
            Catalogue.All.SelectMany(system =>
                system.Description.Metrics.Select(metric => Line(system.Description.Name, metric)))),
        _ => Scenarios(),
    };

    private static string[] Line(string system, Metric metric) =>
        [system, metric.Pattern, $"{metric.Meaning} ({string.Join(' ', metric.Statistics)})"];

    private static IEnumerable<string[]> Scenarios()
    {
        string root = Checkout.ScenarioFolder();
        string[] files = Directory.GetFiles(root, "*.yaml", SearchOption.AllDirectories);
        Array.Sort(files, StringComparer.Ordinal);
        foreach (string file in files)
        {
            if (!Path.GetRelativePath(root, file).StartsWith("profiles", StringComparison.Ordinal))
            {
                yield return [Path.GetRelativePath(".", file), QuestionOf(file)];
            }
        }
    }

    private static string QuestionOf(string file) => File.ReadLines(file)
        .Where(line => line.StartsWith(Question, StringComparison.Ordinal))
        .Select(line => line[Question.Length..].Trim())
        .FirstOrDefault("");

    private static int Write(TextWriter output, IEnumerable<string[]> lines)
    {
        string[][] all = [.. lines];
        foreach (string[] line in all)
        {
            for (int column = 0; column < line.Length - 1; column++)
            {
                output.Write(line[column].PadRight(all.Max(other => other[column].Length) + 2));
            }

            output.WriteLine(line[^1]);
        }

        return ExitCodes.Done;
    }
}
