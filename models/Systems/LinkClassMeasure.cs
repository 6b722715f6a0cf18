using System.Collections.Generic;
using System.Linq;
using Simulator.Kernel;
using Simulator.Measure;
using Simulator.Network;

namespace Simulator.Systems;

/// <summary>Loss and utilisation of a link class in the measured window,
/// from the links' own counts at its two ends.</summary>
internal sealed class LinkClassMeasure : Handler
{
    private readonly IReadOnlyList<Link> _links;
    private readonly MessageCounters[] _counters; // links of a large class share theirs
    private readonly MeasuredWindow _window;
    private Counts _atStart;
    private Counts _inWindow;

    public LinkClassMeasure(SystemRun run, string linkClass, IReadOnlyList<Link> links)
    {
        _links = links;
        _counters =
        [
            .. links.Select(link => link.Up.Messages).Concat(links.Select(link => link.Down.Messages)).Distinct(),
        ];
        _window = run.Metrics.Window;
        run.Metrics.Derived(
            $"{linkClass}.loss", "", MetricUnit.One, Statistic.Ratio,
            "Packets that a link lost or dropped over those put on it.",
            () => _inWindow.Sent == 0 ? 0.0 : _inWindow.Lost / (double)_inWindow.Sent);
        run.Metrics.Derived(
            $"{linkClass}.utilisation", "", MetricUnit.One, Statistic.TimeAverage,
            "Share of the time in which the links' directions with a rate transmit.", Utilisation);
        if (_window.Warmup > SimTime.Zero)
        {
            run.Simulation.Schedule(_window.Warmup, this, Priority.Measurement);
        }
    }

    /// <summary>The window is over.</summary>
    public void Stop() => _inWindow = Now() - _atStart;

    /// <inheritdoc/>
    protected override void Fire() => _atStart = Now();

    private double Utilisation()
    {
        int count = _links.Count(link => link.Up.Transmitter is not null)
            + _links.Count(link => link.Down.Transmitter is not null);
        SimTime window = _window.Stop - _window.Warmup;
        return count == 0 ? 0.0 : _inWindow.Busy.Seconds / (count * window.Seconds);
    }

    private Counts Now()
    {
        var counts = new Counts(
            _counters.Sum(counter => counter.Counts.Sum(message => message.Count)), 0, SimTime.Zero);
        foreach (Link link in _links)
        {
            counts = counts.With(link.Up).With(link.Down);
        }

        return counts;
    }

    private readonly record struct Counts(long Sent, long Lost, SimTime Busy)
    {
        public Counts With(LinkDirection direction) => this with
        {
            Lost = Lost + direction.DropCount,
            Busy = Busy + (direction.Transmitter?.BusyTime ?? SimTime.Zero),
        };

        public static Counts operator -(Counts left, Counts right) =>
            new(left.Sent - right.Sent, left.Lost - right.Lost, left.Busy - right.Busy);
    }
}
