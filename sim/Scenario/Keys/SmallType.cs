using System.Collections.Generic;
using System.Text.Json;

namespace Simulator.Scenarios;

/// <summary>
/// <c>small:</c>, a mapping of paths to values; what they do is checked by binding the small scenario too.
/// </summary>
internal sealed class SmallType : IKeyType
{
    public string Takes => "a mapping of paths to values";

    public BoundValue? Bind(ScenarioNode node, BindScope scope)
    {
        if (node.Kind != NodeKind.Mapping)
        {
            scope.WrongShape(node, Takes);
            return null;
        }

        var entries = new List<(string, BoundValue)>();
        foreach (ScenarioEntry entry in node.Entries)
        {
            entries.Add((entry.Key.Text, BoundValue.Scalar(entry.Value.Place, entry.Value, FlowText.Of(entry.Value))));
        }

        return BoundValue.Mapping(node.Place, new Settings(scope.Path, entries));
    }

    public void WriteSchema(Utf8JsonWriter writer) => SchemaParts.Types(writer, Takes, "object");
}
