using System.Linq;
using System.Text.Json;
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

        Assert.That(SchemaCheck.Faults(text, schema.RootElement), Is.Empty);
    }

    [TestCase("warmup: 1 s", "warmup: auto")]
    [TestCase("rate: 50 Mbit/s", "rate: none")]
    [TestCase("rate: 50 Mbit/s", "rate: { up: none, down: 1 Gbit/s }")]
    [TestCase("below: 1 s", "equals: 1 s, within: interval")]
    [TestCase("stop: 10 s", "stop: $end")]
    [TestCase("count: 8", "count: $members")]
    [TestCase("enb: { count: 2 }", "enb: { count: 2, attach: { s1: mme } }")]
    [TestCase("enb: { count: 2 }", "small: { role: enb, count: 2 }")]
    public void The_schema_accepts_every_form_of_a_value(string from, string to)
    {
        using JsonDocument schema = JsonDocument.Parse(JsonSchema.Write(Samples.Catalogue));

        Assert.That(SchemaCheck.Faults(Vectors.Good.With(from, to), schema.RootElement), Is.Empty);
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

        Assert.That(SchemaCheck.Faults(Vectors.Good.With(from, to), schema.RootElement), Is.Not.Empty);
    }

    [Test]
    public void The_schema_accepts_the_good_scenario_of_the_cases()
    {
        using JsonDocument schema = JsonDocument.Parse(JsonSchema.Write(Samples.Catalogue));

        Assert.That(SchemaCheck.Faults(Vectors.Good, schema.RootElement), Is.Empty);
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
}
