using System.Linq;
using NUnit.Framework;
using Simulator.Scenarios;

namespace Tests.Scenario;

/// <summary>The comment that a scenario starts with, and where its values come from.</summary>
internal sealed class HeaderTests
{
    private const string Header = """
        # Question   How long?
        # Expected   About 300 ms: 75 ms for
        #            the connection and the rest.
        # Sources    TS 23.401 §5.3.2.1.

        """;

    [Test]
    public void Parts_are_told_apart_and_their_lines_joined()
    {
        var header = ScenarioHeader.Of(Header + "scenario: x\n# no part of it\n");
        Assert.That(header.Parts.Select(part => $"{part.Name}: {part.Text}"), Is.EqualTo((string[])
        [
            "Question: How long?", "Expected: About 300 ms: 75 ms for the connection and the rest.",
            "Sources: TS 23.401 §5.3.2.1.",
        ]));
        Assert.That(header.Lines, Has.Count.EqualTo(4));
        Assert.That(header.TextOf("Question"), Is.EqualTo("How long?"));
        Assert.That(header.TextOf("Answer"), Is.Empty);
    }

    [TestCase("")]
    [TestCase("scenario: x\n# Question  too late\n")]
    [TestCase("#\n# Words of nobody\n#   and more of them\n")]
    [TestCase("#Question How long?\n")]
    [TestCase("# Questions  many\n")]
    public void A_text_without_a_part_has_none(string text) => Assert.That(ScenarioHeader.Of(text).Parts, Is.Empty);

    [Test]
    public void A_part_may_be_empty() =>
        Assert.That(ScenarioHeader.Of("# Question\n# Expected   Yes.\n").Parts, Is.EqualTo((HeaderPart[])
            [new("Question", ""), new("Expected", "Yes.")]));

    [Test]
    public void The_effective_scenario_starts_with_it_and_the_hash_does_not_see_it()
    {
        Simulator.Scenarios.Scenario plain = Samples.Bind(Samples.Tandem);
        Simulator.Scenarios.Scenario scenario = Samples.Bind(Header + Samples.Tandem);
        Assert.That(scenario.ToEffectiveYaml(), Is.EqualTo(Header + plain.ToEffectiveYaml()));
        Assert.That(scenario.ToHashText(), Is.EqualTo(plain.ToHashText()));
        Assert.That(
            Samples.Load(scenario.ToEffectiveYaml(), "effective.yaml").Scenario!.Header.Lines,
            Is.EqualTo(scenario.Header.Lines));
    }

    [Test]
    public void Lines_are_those_of_the_text_and_say_where_their_values_come_from()
    {
        Simulator.Scenarios.Scenario scenario = Samples.Bind(Header + EffectiveTests.Everything);
        EffectiveLine[] lines = [.. scenario.ToEffectiveLines()];
        Assert.That(string.Concat(lines.Select(line => line.Text + "\n")), Is.EqualTo(scenario.ToEffectiveYaml()));
        Assert.That(Origin("seed"), Is.EqualTo(ValueOrigin.Scenario));
        Assert.That(Origin("network.s1.rate"), Is.EqualTo(ValueOrigin.Default));
        Assert.That(Origin("network.s6a.delay"), Is.EqualTo(ValueOrigin.Profile));
        Assert.That(Origin("nodes"), Is.EqualTo(ValueOrigin.None));
        Assert.That(lines[0].Origin, Is.EqualTo(ValueOrigin.None));
        Assert.That(Origin("faults[1]"), Is.EqualTo(ValueOrigin.Scenario));

        ValueOrigin Origin(string path) => lines.Single(line => line.Path == path).Origin;
    }

    [Test]
    public void A_value_of_the_command_line_is_told_apart()
    {
        Simulator.Scenarios.Scenario scenario = Samples.Load(
            Samples.Tandem, "tandem.yaml", new LoadOptions { Overrides = ["seed=9"] }).Scenario!;
        EffectiveLine seed = scenario.ToEffectiveLines().Single(line => line.Path == "seed");
        Assert.That(seed.Origin, Is.EqualTo(ValueOrigin.CommandLine));
    }
}
