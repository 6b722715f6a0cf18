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
        string[] tenth = [.. trace.Where(line => line.EndsWith(" 10", System.StringComparison.Ordinal))];
        Assert.That(tenth, Has.Length.GreaterThan(1));
        Assert.That(tenth[^1], Is.EqualTo("fire 10"));
        Assert.That(
            tenth[..^1],
            Is.EqualTo(Enumerable.Range(1, tenth.Length - 1).Select(depth => $"foresee {depth} of 10")),
            "one object deeper each time");
        Assert.That(trace[0], Is.EqualTo("fire 1"), "nothing happened before it");
    }

    [Test]
    public void Following_goes_one_object_further_each_time()
    {
        var last = new Link(null);
        var first = new Link(new Link(last));
        Foresight.Follow(first, depth: 1);
        Assert.That(first.Depths, Is.Empty, "it is only fetched");
        Foresight.Follow(first, depth: 4);
        Assert.That(first.Depths, Is.EqualTo([3]));
        Assert.That(last.Depths, Is.EqualTo([1]));
        Foresight.Follow(null, depth: 2);
        Foresight.Follow("no more than that", depth: 2);
    }

    private sealed class Link(Link? next) : IForeseen
    {
        public List<int> Depths { get; } = [];

        public void Foresee(int depth)
        {
            Depths.Add(depth);
            Foresight.Follow(next, depth);
        }
    }

    private sealed class Foreseeing(int second, List<string> trace) : Handler
    {
        protected internal override void Fire() => trace.Add($"fire {second}");

        protected internal override void Foresee(int depth) => trace.Add($"foresee {depth} of {second}");
    }
}
