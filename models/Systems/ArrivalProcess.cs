using System;
using System.Globalization;
using Simulator.Kernel;
using Simulator.Measure;
using Simulator.Scenarios;

namespace Simulator.Systems;

/// <summary>Members of a group, as an arrival process starts them.</summary>
public interface IArrivalTarget
{
    /// <summary>Starts the next idle member, in the order of their numbers.</summary>
    /// <returns>False if none is idle: the arrival is lost, and counted.</returns>
    bool TryStartNext();

    /// <summary>Starts a certain member.</summary>
    /// <param name="member">From 0.</param>
    void Start(int member);
}

/// <summary>The arrivals of a group, as its scenario describes them; nothing starts from <c>stop</c> on.</summary>
internal sealed class ArrivalProcess : Handler
{
    private const int NameMax = 256; // characters of a stream's name that needs no string

    private readonly Simulation _simulation;
    private readonly SimTime _stop;
    private readonly IArrivalTarget _target;
    private readonly Counter _exhausted;
    private readonly RandomStream _random;
    private readonly double _meanSeconds;

    private ArrivalProcess(SystemRun run, NodeGroup group, double meanSeconds, IArrivalTarget target)
    {
        _simulation = run.Simulation;
        _stop = run.Scenario.Stop;
        _target = target;
        _meanSeconds = meanSeconds;
        _random = _simulation.Random($"{group.Name}/arrival");
        _exhausted = run.Metrics.Counter("arrivals.exhausted", group.Name, "Arrivals that found no idle member.");
    }

    /// <summary>Starts the arrivals of a group, if it has any.</summary>
    public static void Start(SystemRun run, NodeGroup group, IArrivalTarget target)
    {
        switch (group.Arrivals)
        {
            case { Kind: ArrivalKind.Poisson } poisson:
                new ArrivalProcess(run, group, 1.0 / poisson.Rate.Si, target).ScheduleNext();
                break;
            case { } arrivals:
                StartMembers(run, group, arrivals, target);
                break;
        }
    }

    /// <inheritdoc/>
    protected override void Fire()
    {
        if (!_target.TryStartNext())
        {
            _exhausted.Add();
        }

        ScheduleNext();
    }

    private void ScheduleNext()
    {
        SimTime next = SimTime.FromSeconds(_random.Exponential(_meanSeconds));
        if (_simulation.Now + next < _stop)
        {
            _simulation.Schedule(next, this);
        }
    }

    private static void StartMembers(SystemRun run, NodeGroup group, Arrivals arrivals, IArrivalTarget target)
    {
        long count = arrivals.Kind == ArrivalKind.Burst ? Math.Min(arrivals.Count, group.Count) : group.Count;
        var starts = new MemberStart[count];
        var random = new RandomStream(run.Simulation.Seed, run.Simulation.Replication, group.Name);
        int before = 0; // of them start before the end
        for (int member = 0; member < count; member++)
        {
            SimTime at = InstantOf(run.Simulation, group, arrivals, member, random);
            if (at < run.Scenario.Stop)
            {
                starts[before++] = new MemberStart(run.Simulation.Now + at, member);
            }
        }

        Array.Sort(starts, 0, before);
        new MemberStarts(run.Simulation, target, starts, before).ScheduleNext();
    }

    private static SimTime InstantOf(
        Simulation simulation, NodeGroup group, Arrivals arrivals, int member, RandomStream random)
    {
        if (arrivals.Kind is ArrivalKind.At or ArrivalKind.Burst)
        {
            return arrivals.At;
        }

        // a stream of its own, so that a further member moves nobody's instant; drawn from once, so the next takes over
        Span<char> name = stackalloc char[NameMax];
        ReadOnlySpan<char> stream =
            name.TryWrite(CultureInfo.InvariantCulture, $"{group.Name}/{member}/arrival", out int size)
                ? name[..size]
                : $"{group.Name}/{member}/arrival";
        random.Restart(simulation.Seed, simulation.Replication, stream);
        double share = arrivals.Kind == ArrivalKind.Beta ? random.Beta(arrivals.A, arrivals.B) : random.Uniform();
        return SimTime.FromSeconds(arrivals.Over.Seconds * share);
    }

    private readonly record struct MemberStart(SimTime At, int Member) : IComparable<MemberStart>
    {
        public int CompareTo(MemberStart other) => At == other.At
            ? Member.CompareTo(other.Member)
            : At.CompareTo(other.At);
    }

    // One event is pending, not one a member: the queue of events stays short in a large group.
    private sealed class MemberStarts(
        Simulation simulation, IArrivalTarget target, MemberStart[] starts, int count) : Handler
    {
        private int _next;

        public void ScheduleNext()
        {
            if (_next < count)
            {
                simulation.Schedule(starts[_next].At - simulation.Now, this);
            }
        }

        protected override void Fire()
        {
            do
            {
                target.Start(starts[_next++].Member);
            }
            while (_next < count && starts[_next].At == simulation.Now);
            ScheduleNext();
        }
    }
}
