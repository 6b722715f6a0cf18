using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text;

namespace Simulator.Scenarios;

/// <summary>Where a value of a scenario comes from.</summary>
public enum ValueOrigin
{
    /// <summary>The line has no value: it opens what is below it, or is part of the header.</summary>
    None,

    /// <summary>The file gives it.</summary>
    Scenario,

    /// <summary>An option of the command line gives it.</summary>
    CommandLine,

    /// <summary>A profile gives it, since the file does not.</summary>
    Profile,

    /// <summary>It is the default.</summary>
    Default,
}

/// <summary>A line of a scenario with every default.</summary>
/// <param name="Text">The line.</param>
/// <param name="Path">Path of its value, as in <c>network.s1.delay</c>; empty for the header.</param>
/// <param name="Origin">Where its value comes from.</param>
public sealed record EffectiveLine(string Text, string Path, ValueOrigin Origin);

/// <summary>Writes a scenario with every default, canonical: equal scenarios give equal octets.</summary>
internal static class EffectiveYaml
{
    /// <summary>The whole scenario.</summary>
    public static string Write(Scenario scenario)
    {
        var text = new StringBuilder();
        foreach (EffectiveLine line in Lines(scenario))
        {
            text.Append(line.Text).Append('\n');
        }

        return text.ToString();
    }

    /// <summary>The whole scenario, line by line.</summary>
    public static List<EffectiveLine> Lines(Scenario scenario)
    {
        List<EffectiveLine> lines =
            [.. scenario.Header.Lines.Select(line => new EffectiveLine(line, "", ValueOrigin.None))];
        foreach ((string name, BoundValue value) in scenario.Root.Entries)
        {
            AddEntry(lines, scenario, "", name, value, 0);
        }

        return lines;
    }

    /// <summary>What a study's hash is taken of.</summary>
    public static string WriteHashText(Scenario scenario)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"model: {scenario.System.ModelVersion}\n");
        foreach (InputFile input in scenario.Inputs)
        {
            text.Append(CultureInfo.InvariantCulture, $"input: {input.Path} {input.Sha256}\n");
        }

        var lines = new List<EffectiveLine>();
        foreach ((string name, BoundValue value) in scenario.Root.Entries)
        {
            if (scenario.Table.Root.Find(name) is not { IsOutput: true })
            {
                AddEntry(lines, scenario, "", name, value, 0);
            }
        }

        foreach (EffectiveLine line in lines)
        {
            text.Append(line.Text).Append('\n');
        }

        return text.ToString();
    }

    private static void AddEntry(
        List<EffectiveLine> lines, Scenario scenario, string above, string name, BoundValue value, int depth)
    {
        string start = $"{new string(' ', 2 * depth)}{FlowText.Key(name)}:";
        string path = above.Length == 0 ? name : $"{above}.{name}";
        switch (value.Content)
        {
            case Settings { Entries.Count: > 0 } settings:
                lines.Add(new(start, path, ValueOrigin.None));
                foreach ((string below, BoundValue inner) in settings.Entries)
                {
                    AddEntry(lines, scenario, path, below, inner, depth + 1);
                }

                break;
            case IReadOnlyList<BoundValue> { Count: > 0 } items when items.Any(item => item.Content is Settings):
                lines.Add(new(start, path, ValueOrigin.None));
                string indent = new(' ', 2 * (depth + 1));
                lines.AddRange(items.Select((item, index) => new EffectiveLine(
                    $"{indent}- {Flow(item)}", string.Create(CultureInfo.InvariantCulture, $"{path}[{index}]"),
                    OriginOf(scenario, path, item.Place))));
                break;
            default:
                lines.Add(new($"{start} {Flow(value)}", path, OriginOf(scenario, path, value.Place)));
                break;
        }
    }

    private static ValueOrigin OriginOf(Scenario scenario, string path, Place place) =>
        scenario.ProfileUses.Any(use => use.Path == path) ? ValueOrigin.Profile
        : place.File == Place.SetOption ? ValueOrigin.CommandLine
        : place.File.StartsWith(Key.DefaultFile, System.StringComparison.Ordinal) ? ValueOrigin.Default
        : ValueOrigin.Scenario;

    private static string FlowEntry((string Name, BoundValue Value) entry) =>
        $"{FlowText.Key(entry.Name)}: {Flow(entry.Value)}";

    private static string Flow(BoundValue value) => value.Content switch
    {
        Settings { Entries.Count: 0 } => "{}",
        Settings settings => $"{{ {string.Join(", ", settings.Entries.Select(FlowEntry))} }}",
        IReadOnlyList<BoundValue> items => $"[{string.Join(", ", items.Select(Flow))}]",
        _ => value.IsText ? FlowText.Quoted(value.Text) : value.Text,
    };
}
