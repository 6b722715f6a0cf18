using System.Linq;
using NUnit.Framework;
using Simulator.Runner;

namespace Tests.Runner;

/// <summary>Expectations on the mean over replications.</summary>
public sealed class ExpectationTests
{
    private Study _study = null!;
    private int _count;

    [SetUp]
    public void MakeFolder() => _study = new Study();

    [TearDown]
    public void RemoveFolder() => _study.Dispose();

    [TestCase("value: customer.success.ratio, equals: 1, within: 10 %")]
    [TestCase("value: customer.latency.mean, between: [3 ms, 100 ms]")]
    [TestCase("value: customer.latency.mean, above: 3 ms")]
    [TestCase("value: customer.latency.mean, below: 1 s")]
    [TestCase("value: customer.latency.mean, at: { rate: 200 /s }, entity: source, below: 1 s")]
    public void An_expectation_that_holds_says_nothing(string expectation)
    {
        CampaignResult result = Expect(expectation);
        Assert.That(result.Expectations, Is.Not.Empty);
        Assert.That(result.Expectations.Select(each => each.Miss), Has.All.Empty);
        Assert.That(result.ExitCode, Is.EqualTo(ExitCodes.Done));
    }

    [TestCase("value: customer.latency.mean, between: [1 s, 2 s]", "too small")]
    [TestCase("value: customer.latency.mean, between: [1 us, 2 us]", "too great")]
    [TestCase("value: customer.latency.mean, above: 1 s", "too small")]
    [TestCase("value: customer.latency.mean, below: 1 ms", "too great")]
    [TestCase("value: customer.latency.mean, equals: 1 s, within: 10 %", "too far off")]
    [TestCase("value: customer.latency.mean, equals: 7 ms, within: interval", "needs 10 replications")]
    [TestCase("value: customer.latency.mean, entity: sink, below: 1 s", "no run has this number")]
    public void One_that_does_not_says_why(string expectation, string why)
    {
        CampaignResult result = Expect(expectation);
        Assert.That(result.ExitCode, Is.EqualTo(ExitCodes.ExpectationMissed));
        Assert.That(result.Expectations, Has.Count.EqualTo(2), "one a point");
        Assert.That(result.Expectations[0].Miss, Does.Contain(why));
    }

    [Test]
    public void One_entity_of_several_must_be_named()
    {
        CampaignResult result = Expect("value: server.utilisation.time-average, below: 1", "nodes.server.count=2");
        Assert.That(result.Expectations[0].Miss, Does.Contain("say 'entity:'").And.Contain("server/0, server/1"));
    }

    [Test]
    public void A_wide_interval_proves_nothing_and_a_wrong_value_is_outside_a_narrow_one()
    {
        CampaignResult wide = Expect("value: customer.latency.p99, equals: 14 ms, within: interval", "replications=10");
        Assert.That(wide.Expectations[0].Miss, Does.Contain("wider than").Or.Contain("does not hold"));
        CampaignResult allowed = Expect(
            "value: customer.latency.p99, equals: 17 ms, within: interval, half-width: 100 %", "replications=10");
        Assert.That(allowed.Expectations[0].Miss, Does.Not.Contain("wider than"));
        CampaignResult wrong = Expect("value: customer.latency.mean, equals: 1 s, within: interval", "replications=10");
        Assert.That(wrong.Expectations[0].Miss, Does.Contain("does not hold"));
        CampaignResult right = Expect(
            "value: customer.latency.propagation.mean, equals: 2 ms, within: interval", "replications=10");
        Assert.That(right.Expectations.Select(each => each.Miss), Has.All.Empty, "two links of 1 ms, always");
    }

    [Test]
    public void A_failed_run_weighs_more_than_a_missed_expectation()
    {
        string text = Study.Failing + "expect:\n  - { value: customer.latency.mean, above: 1 s }\n";
        Assert.That(_study.Run("study", text).ExitCode, Is.EqualTo(ExitCodes.RunFailed));
    }

    [Test]
    public void Nothing_is_tested_on_a_part_of_a_study_or_when_told_not_to()
    {
        StudyPlan plan = Study.Plan(Study.Text + "expect:\n  - { value: customer.latency.mean, above: 1 s }\n");
        CampaignOptions options = _study.Options();
        CampaignResult small = Campaign.Run(plan, options with { TestsExpectations = false });
        Assert.That((small.ExitCode, small.Expectations.Count), Is.EqualTo((0, 0)));
        CampaignResult only = Campaign.Run(plan, options with { Only = new(0, 0) });
        Assert.That((only.ExitCode, only.Expectations.Count), Is.EqualTo((0, 0)));
    }

    private CampaignResult Expect(string expectation, params string[] overrides) =>
        _study.Run($"study-{_count++}", $"{Study.Text}expect:\n  - {{ {expectation} }}\n", overrides);
}
