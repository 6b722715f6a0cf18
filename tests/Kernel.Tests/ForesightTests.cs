using System.Collections.Generic;
using System.Linq;
using NUnit.Framework;
using Simulator.Kernel;

namespace Tests.Kernel;

public sealed class ForesightTests
{
    [Test]
    public void Fetching_changes_nothing()
    {
        int[] numbers = [.. Enumerable.Range(0, 100)];
        Foresight.Fetch(numbers);
        Foresight.Fetch(null);
        Foresight.Fetch("");
        Assert.That(numbers, Is.EqualTo(Enumerable.Range(0, 100)));
    }

    [Test]
    public void Handlers_are_asked_before_their_events_and_happen_in_order()
    {
        var simulation = new Simulation();
        List<string> trace = [];
        for (int second = 1; second <= 20; second++)
        {
            simulation.Schedule(second.Seconds(), new Foreseeing(second, trace));
        }

        simulation.Run();
        Assert.That(
            trace.Where(line => line.StartsWith("fire", System.StringComparison.Ordinal)),
            Is.EqualTo(Enumerable.Range(1, 20).Select(second => $"fire {second}")));
        Assert.That(trace, Does.Contain("foresee 2"));
        Assert.That(trace.IndexOf("foresee 2"), Is.LessThan(trace.IndexOf("fire 2")));
        Assert.That(trace, Does.Not.Contain("foresee 1"), "nothing happened before it");
    }

    private sealed class Foreseeing(int second, List<string> trace) : Handler
    {
        protected internal override void Fire() => trace.Add($"fire {second}");

        protected internal override void Foresee() => trace.Add($"foresee {second}");
    }
}
