using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text.Json;
using System.Text.RegularExpressions;
using NUnit.Framework;
using Simulator.Scenarios;

namespace Tests.Scenario;

/// <summary>What is made of the table of keys: JSON Schema and the documentation of every key.</summary>
internal sealed class OutputTests
{
    [TestCase(Samples.AttachStorm)]
    [TestCase(Samples.Tandem)]
    public void The_schema_accepts_a_scenario_that_is_right(string text)
    {
        using JsonDocument schema = JsonDocument.Parse(JsonSchema.Write(Samples.Catalogue));

        Assert.That(SchemaFaults(text, schema.RootElement), Is.Empty);
    }

    [TestCase("stop: 10 s", "stop: 10")]
    [TestCase("stop: 10 s", "stop: 10 Mbit/s")]
    [TestCase("warmup: 1 s", "warmpu: 1 s")]
    [TestCase("enb: { count: 2 }", "enb: { count: many }")]
    [TestCase("enb: { count: 2 }", "enb: { count: 2, foo: 3 }")]
    [TestCase("s1: { delay: 5 ms }", "s1: { delay: 5 ms, shared: cell }")]
    [TestCase("system: lte", "system: let")]
    public void The_schema_refuses_what_an_editor_can_see(string from, string to)
    {
        using JsonDocument schema = JsonDocument.Parse(JsonSchema.Write(Samples.Catalogue));

        Assert.That(SchemaFaults(Vectors.Good.With(from, to), schema.RootElement), Is.Not.Empty);
    }

    [Test]
    public void The_schema_accepts_the_good_scenario_of_the_cases()
    {
        using JsonDocument schema = JsonDocument.Parse(JsonSchema.Write(Samples.Catalogue));

        Assert.That(SchemaFaults(Vectors.Good, schema.RootElement), Is.Empty);
    }

    [Test]
    public void Every_key_is_documented_with_unit_default_bounds_and_meaning()
    {
        string text = KeyDocumentation.Write(Samples.Catalogue);

        Assert.Multiple(() =>
        {
            Assert.That(text, Does.Contain(
                "| `network.LINK.loss` | a share; for each direction { up, down } | `0 %` | from 0 % to 100 % | "
                + "Probability that a frame is lost on the way |\n"));
            Assert.That(text, Does.Contain("| `stop` | a time | must be given | above 0 s | "));
            Assert.That(text, Does.Contain(
                "| `nodes.<ue>.t3410` | a time | `15 s` | from 1 ms to 3600 s | "
                + "Guard of the attach (TS 24.301 table 10.2.1). |\n"));
            Assert.That(text, Does.Contain(
                "| `options.flow` | implicit or code | `implicit` |  | Flow of the token. |\n"));
            Assert.That(text, Does.Contain("| `nodes.<hss>.costs.hss.lookup` |"));
            Assert.That(text, Does.Contain("`lognormal MEDIAN P95`").And.Contain("`poisson RATE`"));
            Assert.That(text, Does.Contain("| a rate | `bit/s` `kbit/s` `Mbit/s` `Gbit/s` |"));
            foreach (KeyTable table in Samples.Catalogue.Tables)
            {
                foreach (KeyEntry entry in table.Entries)
                {
                    Assert.That(text, Does.Contain(entry.Key.Meaning), entry.Path);
                }
            }
        });
    }

    [Test]
    public void The_generated_part_of_a_document_is_replaced_between_its_markers()
    {
        const string Before = $"# Scenarios\n\nProse.\n\n{KeyDocumentation.Start}\n";
        const string After = $"{KeyDocumentation.End}\n\nMore prose.\n";

        Assert.Multiple(() =>
        {
            Assert.That(
                KeyDocumentation.Replace($"{Before}old\n{After}", "new\n"), Is.EqualTo($"{Before}new\n{After}"));
            Assert.That(
                KeyDocumentation.Replace($"{Before}new\n{After}", "new\n"), Is.EqualTo($"{Before}new\n{After}"));
            Assert.That(KeyDocumentation.Replace("no markers", "new"), Is.Null);
        });
    }

    [Test]
    public void No_key_stands_twice_in_a_table()
    {
        foreach (KeyTable table in Samples.Catalogue.Tables)
        {
            Assert.That(table.Entries.Select(entry => entry.Path), Is.Unique);
        }
    }

    [Test]
    public void The_other_value_of_every_key_is_valid_and_not_the_default()
    {
        Assert.Multiple(() =>
        {
            foreach (
                KeyEntry entry in Samples.Catalogue.Tables.SelectMany(table => table.Entries)
                    .Where(entry => entry.Key.Other is not null))
            {
                Assert.That(entry.Key.Other, Is.Not.EqualTo(entry.Key.Default), entry.Path);
                Assert.That(entry.Key.Accepts(entry.Key.Other!), Is.True, entry.Path);
                Assert.That(entry.Key.Default is null || entry.Key.Accepts(entry.Key.Default), Is.True, entry.Path);
            }
        });
    }

    /// <summary>
    /// The light check: types, properties, required, enum, const, pattern, items, anyOf, allOf, if/then.
    /// </summary>
    private static List<string> SchemaFaults(string text, JsonElement schema)
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
