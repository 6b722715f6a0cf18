using System.Collections.Generic;
using System.Linq;
using NUnit.Framework;
using Simulator.Results;
using Simulator.Runner;
using Simulator.Scenarios;
using Tests.Testing;

namespace Tests.Systems;

/// <summary>Every shipped scenario, at the size of a test.</summary>
public sealed class ShippedScenarioTests
{
    private static IReadOnlyList<string> Names => Checkout.ScenarioNames;

    [Test]
    public void There_are_some() => Assert.That(Names, Has.Some.EqualTo("theory/mm1"));

    [TestCaseSource(nameof(Names))]
    public void Every_run_of_every_point_completes_and_does_something(string name)
    {
        SmallStudy study = SmallStudy.Of(name);
        Assert.That(study.Result.Runs.Select(run => run.Point.Index).Distinct(), Is.EqualTo(
            Enumerable.Range(0, study.Plan.Points.Count)));
        Assert.That(study.Result.Runs.Select(run => run.Status), Has.All.EqualTo(RunStatus.Completed));
        Assert.That(study.Result.Runs.Select(run => run.Events), Has.All.GreaterThan(100));
        foreach (StudyPoint point in study.Plan.Points)
        {
            Assert.That(study.Result.Summary.Any(row => row.Point.Index == point.Index), $"point {point.Index}");
        }
    }

    [TestCaseSource(nameof(Names))]
    public void Every_expectation_finds_its_number_and_what_holds_at_any_size_holds(string name)
    {
        SmallStudy study = SmallStudy.Of(name);
        using var folder = StudyFolder.Open(study.Result.Folder, study.Plan.Hash);
        ExpectationResult[] results =
            [.. ExpectationTest.Of(study.Plan, folder.Read(study.Plan.Tables.Metrics, folder.FinishedRuns()))];
        Assert.That(results, Is.Not.Empty);
        foreach (ExpectationResult result in results)
        {
            string where = $"{result.Expectation.Place}, point {result.Point.Index}: {result.Miss}";
            Assert.That(result.Estimate, Is.Not.Null, where);
            Assert.That(result.Holds || !HoldsAtAnySize(result.Expectation), where);
        }
    }

    // What equals a value to the last digit does so however few customers there are; all else needs the full study.
    private static bool HoldsAtAnySize(Expectation expectation) =>
        expectation is { Comparison: Comparison.Within, Deviation: 0 };
}
