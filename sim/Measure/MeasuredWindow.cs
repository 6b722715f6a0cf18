using System;
using Simulator.Kernel;

namespace Simulator.Measure;

/// <summary>
/// The time that counts, [warmup, stop). A procedure counts if it started in it, however late it ends; a state counts
/// while it lasts in it.
/// </summary>
public readonly record struct MeasuredWindow
{
    /// <summary>A window.</summary>
    /// <param name="warmup">First instant, not negative.</param>
    /// <param name="stop">The instant after the last, later than the first.</param>
    public MeasuredWindow(SimTime warmup, SimTime stop)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(warmup, SimTime.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(stop, warmup);
        Warmup = warmup;
        Stop = stop;
    }

    /// <summary>First instant that counts.</summary>
    public SimTime Warmup { get; }

    /// <summary>The instant after the last that counts.</summary>
    public SimTime Stop { get; }

    /// <summary>True in the window.</summary>
    /// <param name="instant">Simulated time.</param>
    public bool Contains(SimTime instant) => instant >= Warmup && instant < Stop;

    /// <summary>How much of the window is over.</summary>
    /// <param name="now">Simulated time.</param>
    public SimTime Elapsed(SimTime now) => Between(SimTime.Zero, now);

    /// <summary>How much of a span lies in the window.</summary>
    /// <param name="start">Start of the span.</param>
    /// <param name="end">End of the span, not before its start.</param>
    public SimTime Between(SimTime start, SimTime end) =>
        SimTime.Latest(SimTime.Min(end, Stop) - SimTime.Latest(start, Warmup), SimTime.Zero);
}
