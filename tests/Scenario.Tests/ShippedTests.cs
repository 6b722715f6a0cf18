using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json;
using NUnit.Framework;
using Simulator.Scenarios;
using Simulator.Systems;
using Tests.Testing;

namespace Tests.Scenario;

/// <summary>The scenarios and profiles of the checkout, against the systems that there are.</summary>
internal sealed class ShippedTests
{
    private static IReadOnlyList<string> Scenarios => Checkout.ScenarioNames;

    [TestCaseSource(nameof(Scenarios))]
    public void Is_right_at_full_size_and_small(string name)
    {
        foreach (bool isSmall in new[] { false, true })
        {
            Assert.That(ErrorOutput.Text(Load(name, isSmall).Errors), Is.Empty);
        }
    }

    [TestCaseSource(nameof(Scenarios))]
    public void Is_the_same_scenario_when_its_effective_form_is_read_again(string name)
    {
        Simulator.Scenarios.Scenario scenario = Load(name).Scenario!;
        string effective = Path.Combine(Path.GetDirectoryName(Checkout.ScenarioFile(name))!, "effective.yaml");
        LoadResult again = Loader(Path.GetDirectoryName(effective)!)
            .Load(effective, System.Text.Encoding.UTF8.GetBytes(scenario.ToEffectiveYaml()));

        Assert.That(ErrorOutput.Text(again.Errors), Is.Empty);
        Assert.That(again.Scenario!.ToEffectiveYaml(), Is.EqualTo(scenario.ToEffectiveYaml()));
    }

    [TestCaseSource(nameof(Scenarios))]
    public void Is_accepted_by_the_schema(string name)
    {
        using JsonDocument schema = JsonDocument.Parse(JsonSchema.Write(Catalogue.Descriptions));

        Assert.That(SchemaCheck.Faults(File.ReadAllText(Checkout.ScenarioFile(name)), schema.RootElement), Is.Empty);
    }

    [TestCaseSource(nameof(Scenarios))]
    public void States_its_question_what_is_expected_and_its_sources(string name)
    {
        string text = File.ReadAllText(Checkout.ScenarioFile(name));

        Assert.That(text, Does.StartWith("# Question   "));
        Assert.That(text, Does.Contain("\n# Expected   ").And.Contain("\n# Sources    "));
        Assert.That(Load(name).Scenario!.Expectations, Is.Not.Empty);
    }

    [Test]
    public void Names_are_told_apart_without_their_folders() =>
        Assert.That(Scenarios.Select(Path.GetFileName), Is.Unique);

    [Test]
    public void Every_profile_is_right()
    {
        var errors = new ErrorLog();
        var library = new ProfileLibrary(Catalogue.Descriptions, new FolderFiles(Checkout.Scenarios), "profiles");
        library.ReadAll(errors);

        Assert.That(ErrorOutput.Text(errors.Sorted("")), Is.Empty);
    }

    [Test]
    public void The_page_of_the_language_holds_the_table_of_keys()
    {
        string page = Path.Combine(Checkout.Scenarios, "README.md");
        string document = File.ReadAllText(page);
        string? expected = KeyDocumentation.Replace(document, KeyDocumentation.Write(Catalogue.Descriptions));
        if (Environment.GetEnvironmentVariable("UPDATE_GOLDEN") == "1" && expected is not null)
        {
            File.WriteAllText(page, expected);
            document = expected;
        }

        Assert.That(document, Is.EqualTo(expected), "UPDATE_GOLDEN=1 writes the table anew");
    }

    private static LoadResult Load(string name, bool isSmall = false) => ScenarioLoader.Load(
        Catalogue.Descriptions, Checkout.ScenarioFile(name), new LoadOptions { IsSmall = isSmall });

    private static ScenarioLoader Loader(string folder)
    {
        var profiles = new ProfileLibrary(Catalogue.Descriptions, new FolderFiles(Checkout.Scenarios), "profiles");
        return new ScenarioLoader(Catalogue.Descriptions, profiles, new FolderFiles(folder));
    }
}
