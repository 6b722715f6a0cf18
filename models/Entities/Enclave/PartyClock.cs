using Simulator.Kernel;

namespace Simulator.Entities;

/// <summary>Simulated time as credentials write it: whole seconds since 1970-01-01T00:00:00Z.</summary>
public static class PartyClock
{
    /// <summary>Seconds that have gone by at a time.</summary>
    /// <param name="time">The time.</param>
    public static long SecondsAt(SimTime time) =>
        HttpServer.SimulatedEpoch + (time.Picoseconds / SimTime.PicosecondsPerSecond);

    /// <summary>The first second that has not begun before a time.</summary>
    /// <param name="time">The time.</param>
    public static long SecondsFrom(SimTime time) => SecondsAt(time)
        + (time.Picoseconds % SimTime.PicosecondsPerSecond == 0 ? 0 : 1);

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
