using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using NUnit.Framework;
using Simulator.Measure;
using Simulator.Results;
using Simulator.Scenarios;
using Simulator.Systems;
using Tests.Testing;

namespace Tests.Systems;

/// <summary>
/// No key is there for nothing: a run with its other value leaves other frames or other numbers than one without, in a
/// scenario in which it matters.
/// </summary>
public sealed class KeyEffectTests
{
    private static IEnumerable<TestCaseData> Keys() => Catalogue.Descriptions.Tables
        .SelectMany(table => table.Entries
            .Where(entry => entry.Key.Other is not null)
            .Select(entry => new TestCaseData(table.System.Name, entry.Path, entry.Key.Other)
                .SetArgDisplayNames(table.System.Name, entry.Path)));

    [TestCaseSource(nameof(Keys))]
    public void Its_other_value_changes_a_result(string system, string path, string other)
    {
        string scenario = KeyScenarios.For(system, path);
        Outcome without = Run(scenario), with = Run(scenario, $"{KeyScenarios.PathIn(path)}={other}");
        Assert.That(without.Rows, Is.Not.Empty);
        Assert.That(with, Is.Not.EqualTo(without), $"nothing depends on {path}");
    }

    [Test]
    public void Every_scenario_of_a_key_is_of_a_key()
    {
        string[] paths =
            [.. Catalogue.Descriptions.Tables.SelectMany(table => table.Entries).Select(entry => entry.Path)];
        Assert.That(KeyScenarios.Paths, Is.SubsetOf(paths));
    }

    [Test]
    public void The_same_values_change_nothing()
    {
        string scenario = KeyScenarios.For("lte", "seed");
        Assert.That(Run(scenario, "seed=1"), Is.EqualTo(Run(scenario)));
    }

    private static Outcome Run(string text, params string[] overrides)
    {
        var disk = new FolderFiles(Checkout.Scenarios);
        var profiles = new ProfileLibrary(Catalogue.Descriptions, disk, "profiles");
        LoadResult result = new ScenarioLoader(Catalogue.Descriptions, profiles, disk)
            .Load("inline.yaml", Encoding.UTF8.GetBytes(text), new LoadOptions { Overrides = overrides });
        Assert.That(result.Scenario, Is.Not.Null, string.Join('\n', result.Errors.Select(error => error.ToString())));
        using var fingerprint = new FingerprintTap();
        var run = new SystemRun(result.Scenario!.Points[0].Scenario, 0, fingerprint);
        run.Run();
        Fingerprint print = fingerprint.Fingerprint("");
        return new Outcome(print.Time, print.Order, print.Wire, Rows(run.Metrics));
    }

    private static string Rows(MetricRegistry metrics) => string.Join(
        '\n', metrics.Values().Select(value => FormattableString.Invariant(
            $"{value.Metric} {value.Entity} {value.Statistic} {value.Value}")));

    private sealed record Outcome(string Time, string Order, string Wire, string Rows);
}
