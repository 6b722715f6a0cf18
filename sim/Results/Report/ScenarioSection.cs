using System;
using System.Linq;

namespace Simulator.Results;

/// <summary>The scenario with every default; what differs from the defaults stands out.</summary>
internal static class ScenarioSection
{
    private const int OpenLineMax = 60;

    private static readonly (string Origin, string Mark, string Meaning)[] Origins =
    [
        ("scenario", "● ", "given by the scenario"),
        ("command-line", "▲ ", "given on the command line"),
        ("profile", "◦ ", "taken from a profile"),
        ("default", "  ", "default"),
    ];

    public static void Write(HtmlWriter html, ReportStudy study)
    {
        html.Open("p").Text("Every value that the runs depend on: ");
        html.Text(string.Join(", ", Origins.Select(each => FormattableString.Invariant(
            $"{each.Mark.Trim()} {study.Scenario.Count(line => line.Origin == each.Origin)} {each.Meaning}").Trim())));
        html.Text(". As a file: ").Element("a", "effective.yaml", ("href", "effective.yaml"));
        html.Text("; the sources of values from profiles: ").Element("a", "origins.csv", ("href", "origins.csv"));
        html.Text(".").Close();
        if (study.Scenario.Count > OpenLineMax)
        {
            html.Open("details").Element("summary", FormattableString.Invariant($"All {study.Scenario.Count} lines"));
        }
        else
        {
            html.Open("div");
        }

        html.Open("pre", ("tabindex", "0"), ("role", "region"), ("aria-label", "Effective scenario"));
        foreach (ReportLine line in study.Scenario)
        {
            string mark = Origins.FirstOrDefault(each => each.Origin == line.Origin).Mark ?? "  ";
            string style = line.Origin.Length == 0 ? "none" : line.Origin;
            html.Element("span", mark + line.Text, ("class", style)).Markup("\n");
        }

        html.Close().Close();
    }
}
