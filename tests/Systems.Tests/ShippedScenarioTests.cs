using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using NUnit.Framework;
using Simulator.Scenarios;
using Simulator.Systems;

namespace Tests.Systems;

public sealed class ShippedScenarioTests
{
    private static IEnumerable<string> Names => Directory
        .EnumerateFiles(Shipped.Folder, "*.yaml", SearchOption.AllDirectories)
        .Select(path => Path.ChangeExtension(Path.GetRelativePath(Shipped.Folder, path), null).Replace('\\', '/'))
        .Where(name => !name.StartsWith("profiles/", StringComparison.Ordinal))
        .Order(StringComparer.Ordinal);

    [TestCaseSource(nameof(Names))]
    public void Every_point_runs_at_the_size_of_a_test_and_does_something(string name)
    {
        Scenario scenario = Shipped.Load(name, isSmall: true);
        Assert.That(scenario.Points, Is.Not.Empty);
        foreach (SweepPoint point in scenario.Points)
        {
            var run = new SystemRun(point.Scenario, replication: 0);
            run.Run();
            Assert.That(run.Simulation.EventCount, Is.GreaterThan(100));
            Assert.That(run.Metrics.Values(), Is.Not.Empty);
        }
    }

    [TestCaseSource(nameof(Names))]
    public void It_states_its_question_and_what_is_expected(string name)
    {
        string text = File.ReadAllText(Path.Combine(Shipped.Folder, name + ".yaml"));
        Assert.That(text, Does.StartWith("# Question   "));
        Assert.That(text, Does.Contain("\n# Expected   "));
        Assert.That(text, Does.Contain("\n# Sources    "));
        Assert.That(Shipped.Load(name).Expectations, Is.Not.Empty);
    }
}
