using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using Simulator.Results;
using Simulator.Scenarios;

namespace Simulator.Runner;

/// <summary>The groups of a scenario and the links between them, as a report draws them.</summary>
internal static class ScenarioTopology
{
    // What people ask of a link first; the rest is in the effective scenario.
    private static readonly string[] Properties = ["delay", "rate", "loss", "queue"];

    /// <summary>The topology of a point.</summary>
    /// <param name="scenario">A point of a scenario.</param>
    public static ReportTopology Of(Scenario scenario)
    {
        List<string> names = [.. scenario.Groups.Select(group => group.Name)];
        ReportEdge[] edges =
        [
            .. scenario.Network.SelectMany(link => scenario.LinksOf(link.Name)
                .GroupBy(each => (each.From.Group, each.To.Group))
                .Select(pair => new ReportEdge(
                    link.Name, names.IndexOf(pair.Key.Item1), names.IndexOf(pair.Key.Item2), pair.LongCount()))),
        ];
        return new(
            [.. scenario.Groups.Select(group => new ReportGroup(
                group.Name, group.Role.Name, group.Count, DetailsOf(scenario, group)))],
            [.. scenario.Network.Select(link => new ReportLinkClass(
                link.Name,
                edges.Where(edge => edge.Class == link.Name).Sum(edge => edge.Count),
                [.. Properties.Where(link.Settings.Has).Select(name => (
                    name, TextOf(scenario, link.Settings, name)))]))],
            edges);
    }

    // Without the brackets of YAML, and with what parameters stand for.
    private static string TextOf(Scenario scenario, Settings settings, string name)
    {
        string text = settings.TextOf(name).Trim('{', '}', ' ');
        foreach (Parameter parameter in scenario.Parameters.OrderByDescending(parameter => parameter.Name.Length))
        {
            text = text.Replace($"${parameter.Name}", parameter.Text, StringComparison.Ordinal);
        }

        return text;
    }

    private static string DetailsOf(Scenario scenario, NodeGroup group)
    {
        string cores = group.Settings.Has("processor")
            ? string.Create(CultureInfo.InvariantCulture, $"{group.Cores} core{(group.Cores == 1 ? "" : "s")}")
            : "";
        string arrivals = group.Settings.Has("arrivals") && group.Arrivals is not null
            ? $"arrivals {TextOf(scenario, group.Settings, "arrivals")}"
            : "";
        return string.Join(", ", ((string[])[group.Profile ?? "", cores, arrivals]).Where(word => word.Length > 0));
    }
}
