using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text;

namespace Simulator.Scenarios;

/// <summary>Writes a scenario with every default, canonical: equal scenarios give equal octets.</summary>
internal static class EffectiveYaml
{
    /// <summary>The whole scenario.</summary>
    public static string Write(Scenario scenario)
    {
        var text = new StringBuilder();
        foreach ((string name, BoundValue value) in scenario.Root.Entries)
        {
            WriteEntry(text, name, value, 0);
        }

        return text.ToString();
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

        foreach ((string name, BoundValue value) in scenario.Root.Entries)
        {
            if (scenario.Table.Root.Find(name) is not { IsOutput: true })
            {
                WriteEntry(text, name, value, 0);
            }
        }

        return text.ToString();
    }

    private static void WriteEntry(StringBuilder text, string name, BoundValue value, int depth)
    {
        text.Append(' ', 2 * depth).Append(FlowText.Key(name)).Append(':');
        switch (value.Content)
        {
            case Settings { Entries.Count: > 0 } settings:
                text.Append('\n');
                foreach ((string below, BoundValue inner) in settings.Entries)
                {
                    WriteEntry(text, below, inner, depth + 1);
                }

                break;
            case IReadOnlyList<BoundValue> { Count: > 0 } items when items.Any(item => item.Content is Settings):
                text.Append('\n');
                foreach (BoundValue item in items)
                {
                    text.Append(' ', 2 * (depth + 1)).Append("- ").Append(Flow(item)).Append('\n');
                }

                break;
            default:
                text.Append(' ').Append(Flow(value)).Append('\n');
                break;
        }
    }

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
