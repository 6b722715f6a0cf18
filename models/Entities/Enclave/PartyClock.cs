using System;
using Simulator.Kernel;

namespace Simulator.Entities;

/// <summary>Simulated time as credentials write it: whole seconds since 1970-01-01T00:00:00Z.</summary>
public static class PartyClock
{
    /// <summary>Seconds that have gone by at a time.</summary>
    /// <param name="time">The time.</param>
    public static long SecondsAt(SimTime time) =>
        HttpServer.SimulatedEpoch + (time.Picoseconds / SimTime.PicosecondsPerSecond);

    /// <summary>The first second that has not begun before a span of time is over.</summary>
    /// <param name="time">When the span begins.</param>
    /// <param name="span">The span.</param>
    public static long SecondsAfter(SimTime time, SimTime span)
    {
        Int128 end = (Int128)time.Picoseconds + span.Picoseconds; // may lie beyond the end of simulated time
        return HttpServer.SimulatedEpoch
            + (long)((end + SimTime.PicosecondsPerSecond - 1) / SimTime.PicosecondsPerSecond);
    }

    /// <summary>When a second begins; the end of simulated time for one beyond it.</summary>
    /// <param name="seconds">The second.</param>
    public static SimTime TimeOf(long seconds)
    {
        long simulated = seconds - HttpServer.SimulatedEpoch;
        return simulated < SimTime.Max.Picoseconds / SimTime.PicosecondsPerSecond
            ? SimTime.FromSeconds(simulated)
            : SimTime.Max;
    }
}
