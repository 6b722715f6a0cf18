using System.IO;
using System.Linq;
using NUnit.Framework;
using Simulator.Runner;
using Simulator.Scenarios;

namespace Tests.Systems;

/// <summary>
/// The theory studies against their closed forms (rows Q1 to Q3 of the validation table), a point of each: the expected
/// value lies in the 99.9 % interval of twelve replications, and that is narrow. The whole studies are run by hand; row
/// Q4 is <see cref="ArrivalTests"/>.
/// </summary>
public sealed class TheoryTests
{
    private string _folder = null!;

    [SetUp]
    public void MakeFolder() => _folder = Directory.CreateTempSubdirectory("theory-").FullName;

    [TearDown]
    public void RemoveFolder() => Directory.Delete(_folder, recursive: true);

    [TestCase("theory/mm1", "500 /s", "480 s", 1)]
    [TestCase("theory/md1", "800 /s", "240 s", 1)]
    [TestCase("theory/mmc", "320 /s", "1600 s", 2)]
    [TestCase("theory/tandem", "", "120 s", 4)]
    public void Holds(string name, string rate, string stop, int count)
    {
        string[] overrides = ["replications=12", "warmup=10 s", $"stop={stop}"];
        overrides = rate.Length > 0 ? [.. overrides, $"sweep={{ rate: [{rate}] }}"] : overrides;
        Scenario scenario = Shipped.Load(name, isSmall: true, overrides);
        CampaignResult result = Campaign.Run(
            new StudyPlan(scenario), new CampaignOptions { Folder = _folder, Jobs = 1, HasFigures = false });
        Assert.That(result.Expectations, Has.Count.EqualTo(count));
        foreach (ExpectationResult expectation in result.Expectations)
        {
            Assert.That(expectation.Holds, Is.True, $"{name}, seed {scenario.Seed}: {expectation.Miss}");
        }
    }

    [TestCase("parameters.service=1.1 ms")]
    [TestCase("nodes.server.costs={ server.serve: $service }")]
    public void Another_service_does_not(string other)
    {
        Scenario scenario = Shipped.Load(
            "theory/mm1", isSmall: true, "replications=12", "stop=20 s", "sweep={ rate: [500 /s] }",
            other);
        CampaignResult result = Campaign.Run(
            new StudyPlan(scenario), new CampaignOptions { Folder = _folder, Jobs = 1, HasFigures = false });
        Assert.That(result.Expectations.Select(expectation => expectation.Holds), Is.EqualTo((bool[])[false]));
    }
}
