using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text.Json;
using System.Text.RegularExpressions;
using Simulator.Scenarios;

namespace Tests.Scenario;

/// <summary>
/// A light check by a JSON Schema: types, properties, required, enum, const, pattern, items, anyOf, allOf, if and then.
/// </summary>
internal static class SchemaCheck
{
    /// <summary>What a schema does not allow in a scenario; empty if nothing.</summary>
    public static List<string> Faults(string text, JsonElement schema)
    {
        var errors = new ErrorLog();
        ScenarioNode? node = ScenarioReader.ReadText("x.yaml", text, 0, errors);
        var faults = new List<string>();
        Validate(node!, schema, "", faults);
        return faults;
    }

    private static void Validate(ScenarioNode node, JsonElement schema, string path, List<string> faults)
    {
        if (schema.TryGetProperty("type", out JsonElement type) && !Types(type).Any(name => IsOfType(node, name)))
        {
            faults.Add($"{path}: type {type}");
        }

        if (schema.TryGetProperty("pattern", out JsonElement pattern) && node.Kind == NodeKind.Scalar
            && !IsNumber(node, schema) && !Regex.IsMatch(node.Text, pattern.GetString()!))
        {
            faults.Add($"{path}: pattern {pattern}");
        }

        if (schema.TryGetProperty("enum", out JsonElement words)
            && words.EnumerateArray().All(word => word.GetString() != node.Text))
        {
            faults.Add($"{path}: enum");
        }

        if (schema.TryGetProperty("const", out JsonElement constant) && constant.GetString() != node.Text)
        {
            faults.Add($"{path}: const");
        }

        ValidateBelow(node, schema, path, faults);
        foreach (JsonElement part in Parts(schema, "allOf"))
        {
            Validate(node, part, path, faults);
        }

        if (schema.TryGetProperty("anyOf", out _) && Parts(schema, "anyOf").All(part => Faults(node, part).Count > 0))
        {
            faults.Add($"{path}: anyOf");
        }

        if (schema.TryGetProperty("if", out JsonElement condition) && Faults(node, condition).Count == 0)
        {
            Validate(node, schema.GetProperty("then"), path, faults);
        }
    }

    private static void ValidateBelow(ScenarioNode node, JsonElement schema, string path, List<string> faults)
    {
        foreach (JsonElement name in Parts(schema, "required"))
        {
            if (node.Find(name.GetString()!) is null)
            {
                faults.Add($"{path}: required {name}");
            }
        }

        foreach (ScenarioEntry entry in node.Entries)
        {
            string below = $"{path}.{entry.Key.Text}";
            if (schema.TryGetProperty("properties", out JsonElement properties)
                && properties.TryGetProperty(entry.Key.Text, out JsonElement property))
            {
                Validate(entry.Value, property, below, faults);
            }
            else if (schema.TryGetProperty("additionalProperties", out JsonElement others))
            {
                if (others.ValueKind == JsonValueKind.False)
                {
                    faults.Add($"{below}: unknown");
                }
                else
                {
                    Validate(entry.Value, others, below, faults);
                }
            }
        }

        for (int index = 0; index < node.Items.Count && schema.TryGetProperty("items", out JsonElement item); index++)
        {
            Validate(node.Items[index], item, $"{path}[{index.ToString(CultureInfo.InvariantCulture)}]", faults);
        }
    }

    private static List<string> Faults(ScenarioNode node, JsonElement schema)
    {
        var faults = new List<string>();
        Validate(node, schema, "", faults);
        return faults;
    }

    private static JsonElement[] Parts(JsonElement schema, string name) =>
        schema.TryGetProperty(name, out JsonElement parts) ? parts.EnumerateArray().ToArray() : [];

    private static string[] Types(JsonElement type) =>
        type.ValueKind == JsonValueKind.String
            ? [type.GetString()!]
            : type.EnumerateArray().Select(name => name.GetString()!).ToArray();

    private static bool IsNumber(ScenarioNode node, JsonElement schema) =>
        schema.TryGetProperty("type", out JsonElement type) && Types(type).Any(name => name is "number" or "integer")
        && double.TryParse(node.Text, CultureInfo.InvariantCulture, out _);

    private static bool IsOfType(ScenarioNode node, string type) => type switch
    {
        "object" => node.Kind == NodeKind.Mapping,
        "array" => node.Kind == NodeKind.Sequence,
        "number" => node.Kind == NodeKind.Scalar && double.TryParse(node.Text, CultureInfo.InvariantCulture, out _),
        "integer" => node.Kind == NodeKind.Scalar && long.TryParse(node.Text, CultureInfo.InvariantCulture, out _),
        "boolean" => node.Kind == NodeKind.Scalar && node.Text is "true" or "false",
        _ => node.Kind == NodeKind.Scalar && !double.TryParse(node.Text, CultureInfo.InvariantCulture, out _),
    };
}
