using System.Collections.Generic;
using System.Linq;
using NUnit.Framework;
using Simulator.Runner;
using Tests.Testing;

namespace Tests.Systems;

/// <summary>The same scenario and seed give the same octets.</summary>
public sealed class DeterminismTests
{
    private static readonly string[] Shared =
    [
        "runs.csv", "summary.csv", "metrics.csv", "messages.csv", "dictionary.csv", "effective.yaml", "ladder.csv",
        "ladder.txt", "capture.pcapng",
    ];

    private static IReadOnlyList<string> Names => Checkout.ScenarioNames;

    [TestCaseSource(nameof(Names))]
    public void A_second_time(string name) => AssertRepeats(SmallStudy.Of(name), "twice", jobs: 1);

    [TestCaseSource(nameof(Names))]
    public void On_four_threads(string name) => AssertRepeats(SmallStudy.Of(name), "threads", jobs: 4);

    private static void AssertRepeats(SmallStudy study, string folder, int jobs)
    {
        CampaignResult again = study.Run(folder, jobs);
        SortedDictionary<string, string> expected = StudyFiles.Of(study.Result.Folder);
        SortedDictionary<string, string> actual = StudyFiles.Of(again.Folder);
        Assert.That(expected.Keys, Is.SupersetOf(Shared));
        Assert.That(actual.Keys, Is.EqualTo(expected.Keys));
        Assert.That(expected.Keys.Where(file => actual[file] != expected[file]), Is.Empty, "files that differ");
    }
}
