using System.Linq;
using NUnit.Framework;
using Simulator.Kernel;
using Simulator.Scenarios;

namespace Tests.Scenario;

/// <summary>Scenarios that are right, and what a system or a runner reads from them.</summary>
internal sealed class ScenarioTests
{
    [Test]
    public void The_scenario_of_the_style_guide_is_read()
    {
        Simulator.Scenarios.Scenario scenario = Samples.Bind(Samples.AttachStorm);

        Assert.Multiple(() =>
        {
            Assert.That(scenario.Name, Is.EqualTo("attach-storm"));
            Assert.That(scenario.System.Name, Is.EqualTo("lte"));
            Assert.That(scenario.Seed, Is.EqualTo(1));
            Assert.That(scenario.Replications, Is.EqualTo(new ReplicationPlan(10, 10, null)));
            Assert.That(scenario.Warmup, Is.EqualTo(SimTime.FromSeconds(5)));
            Assert.That(scenario.Stop, Is.EqualTo(SimTime.FromSeconds(25)));
            Assert.That(scenario.Drain, Is.EqualTo(SimTime.FromSeconds(60)));
            Assert.That(scenario.Groups.Select(group => $"{group.Name} {group.Role.Name} {group.Count}"),
                Is.EqualTo(new[] { "ue ue 400", "enb enb 4", "mme mme 1", "hss hss 1" }));
            Assert.That(
                scenario.Measure.Select(measured => measured.Metric),
                Is.EqualTo(new[] { "attach.latency", "attach.success", "hss.queue" }));
        });
    }
}
