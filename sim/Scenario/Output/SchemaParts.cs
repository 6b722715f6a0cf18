using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Simulator.Scenarios;

/// <summary>The building blocks of the JSON Schema; each writes one object.</summary>
internal static class SchemaParts
{
    private const string ParameterPattern = @"\$[a-z][a-z0-9-]*";
    private const string NumberPattern = @"-?[0-9]+(\.[0-9]+)?([eE][-+]?[0-9]+)?";

    public static void Types(Utf8JsonWriter writer, string description, params string[] types)
    {
        writer.WriteStartObject();
        WriteTypes(writer, types);
        writer.WriteString("description", description);
        writer.WriteEndObject();
    }

    public static void Pattern(Utf8JsonWriter writer, string description, string pattern)
    {
        writer.WriteStartObject();
        writer.WriteString("type", "string");
        writer.WriteString("pattern", pattern);
        writer.WriteString("description", description);
        writer.WriteEndObject();
    }

    public static void Quantity(Utf8JsonWriter writer, QuantityRule rule)
    {
        string[] units = rule.Dimensions.SelectMany(Units.Of).Select(unit => Regex.Escape(unit.Symbol)).ToArray();
        if (units.Length == 0)
        {
            writer.WriteStartObject();
            WriteTypes(writer, [rule.Dimensions.Contains(Dimension.Number) ? "number" : "integer", "string"]);
            writer.WriteString("pattern", $"^{ParameterPattern}$");
            writer.WriteString("description", Described(rule));
            writer.WriteEndObject();
            return;
        }

        writer.WriteStartObject();
        bool isBareToo = !rule.Dimensions.All(Scenarios.Quantity.HasUnit);
        WriteTypes(writer, isBareToo ? ["string", "number"] : ["string"]);
        writer.WriteString("pattern", $"^({ParameterPattern}|{NumberPattern} ?({string.Join('|', units)}))$");
        writer.WriteString("description", Described(rule));
        writer.WriteEndObject();
    }

    public static void Choice(Utf8JsonWriter writer, IReadOnlyList<string> words)
    {
        writer.WriteStartObject();
        writer.WriteStartArray("anyOf");
        writer.WriteStartObject();
        writer.WriteStartArray("enum");
        foreach (string word in words)
        {
            writer.WriteStringValue(word);
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
        writer.WriteStartObject();
        writer.WriteString("pattern", $"^{ParameterPattern}$");
        writer.WriteEndObject();
        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    public static void Mapping(Utf8JsonWriter writer, IReadOnlyList<Key> keys)
    {
        writer.WriteStartObject();
        writer.WriteString("type", "object");
        writer.WriteBoolean("additionalProperties", false);
        string[] required = keys.Where(key => key is { Required: true, FromProfile: false })
            .Select(key => key.Name)
            .ToArray();
        if (required.Length > 0)
        {
            WriteArray(writer, "required", required);
        }

        writer.WriteStartObject("properties");
        foreach (Key key in keys)
        {
            writer.WritePropertyName(key.Name);
            Property(writer, key);
        }

        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    public static void Named(Utf8JsonWriter writer, IKeyType item)
    {
        writer.WriteStartObject();
        writer.WriteString("type", "object");
        writer.WritePropertyName("additionalProperties");
        item.WriteSchema(writer);
        writer.WriteEndObject();
    }

    public static void Chosen(Utf8JsonWriter writer, IEnumerable<(string Name, IKeyType Type)> choices)
    {
        writer.WriteStartObject();
        writer.WriteString("type", "object");
        writer.WriteBoolean("additionalProperties", false);
        writer.WriteStartObject("properties");
        foreach ((string name, IKeyType type) in choices)
        {
            writer.WritePropertyName(name);
            type.WriteSchema(writer);
        }

        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    /// <summary>Groups: a group of a role's name has its keys; any other group has those of one of the roles.</summary>
    public static void Groups(Utf8JsonWriter writer, IEnumerable<(string Name, IKeyType Type)> roles)
    {
        (string Name, IKeyType Type)[] known = roles.ToArray();
        writer.WriteStartObject();
        writer.WriteString("type", "object");
        writer.WriteStartObject("additionalProperties");
        writer.WriteStartArray("anyOf");
        foreach ((_, IKeyType type) in known)
        {
            type.WriteSchema(writer);
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    public static void List(Utf8JsonWriter writer, IKeyType item, bool single)
    {
        writer.WriteStartObject();
        if (single)
        {
            writer.WriteStartArray("anyOf");
            item.WriteSchema(writer);
            List(writer, item, single: false);
            writer.WriteEndArray();
        }
        else
        {
            writer.WriteString("type", "array");
            writer.WritePropertyName("items");
            item.WriteSchema(writer);
        }

        writer.WriteEndObject();
    }

    public static void Directions(Utf8JsonWriter writer, IKeyType item)
    {
        writer.WriteStartObject();
        writer.WriteStartArray("anyOf");
        item.WriteSchema(writer);
        Chosen(writer, [("up", item), ("down", item)]);
        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    public static void Either(Utf8JsonWriter writer, params IKeyType[] types)
    {
        writer.WriteStartObject();
        writer.WriteStartArray("anyOf");
        foreach (IKeyType type in types)
        {
            type.WriteSchema(writer);
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    public static void WordOr(Utf8JsonWriter writer, string word, IKeyType other)
    {
        writer.WriteStartObject();
        writer.WriteStartArray("anyOf");
        Word(writer, word);
        other.WriteSchema(writer);
        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    public static void Word(Utf8JsonWriter writer, string word)
    {
        writer.WriteStartObject();
        writer.WriteString("const", word);
        writer.WriteEndObject();
    }

    /// <summary>A property: what it takes, with its meaning and default.</summary>
    private static void Property(Utf8JsonWriter writer, Key key)
    {
        writer.WriteStartObject();
        writer.WriteString("title", key.Meaning);
        if (key.Default is { } byDefault)
        {
            writer.WriteString("$comment", $"default: {byDefault}");
        }

        writer.WriteStartArray("allOf");
        key.Type.WriteSchema(writer);
        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static string Described(QuantityRule rule) =>
        rule.Bounds.Length > 0 ? $"{rule.Takes}, {rule.Bounds}" : rule.Takes;

    private static void WriteTypes(Utf8JsonWriter writer, string[] types)
    {
        if (types.Length == 1)
        {
            writer.WriteString("type", types[0]);
        }
        else
        {
            WriteArray(writer, "type", types);
        }
    }

    private static void WriteArray(Utf8JsonWriter writer, string name, IEnumerable<string> values)
    {
        writer.WriteStartArray(name);
        foreach (string value in values)
        {
            writer.WriteStringValue(value);
        }

        writer.WriteEndArray();
    }
}
