using System;
using System.Collections.Generic;
using NUnit.Framework;
using Simulator.Kernel;

namespace Tests.Kernel;

/// <summary>What happened, line by line, each with its time.</summary>
internal sealed class Trace(Simulation simulation)
{
    private readonly List<string> _lines = [];

    public IReadOnlyList<string> Lines => _lines;

    public void Add(string what) => _lines.Add($"{simulation.Now}: {what}");

    public void Expect(params string[] lines) => Assert.That(_lines, Is.EqualTo(lines));
}

/// <summary>A handler that calls a delegate.</summary>
internal sealed class Callback(Action action) : Handler
{
    protected internal override void Fire() => action();
}

/// <summary>A handler that does nothing and has a number.</summary>
internal sealed class Numbered(int number) : Handler
{
    public int Number => number;

    protected internal override void Fire()
    {
    }
}

internal static class SimulationExtensions
{
    public static SimTime Seconds(this int count) => SimTime.FromSeconds(count);

    public static TimerHandle At(
        this Simulation simulation, int seconds, Action action, Priority priority = Priority.Timer) =>
        simulation.Schedule(seconds.Seconds() - simulation.Now, new Callback(action), priority);

    /// <summary>A process of one wait, for where something has to end at a time.</summary>
    public static async Process Sleep(this Simulation simulation, int seconds) =>
        await simulation.Timeout(seconds.Seconds());

    /// <summary>Runs, and gives the failure that must end the run.</summary>
    public static SimulationException RunToFailure(this Simulation simulation) =>
        Assert.Throws<SimulationException>(simulation.Run)!;
}
