using System;

namespace Simulator.Protocols.Nas;

/// <summary>GPRS timer 3, for long times (TS 24.008 §10.5.7.4a).</summary>
/// <param name="Value">The octet: unit in bits 8 to 6, count in bits 5 to 1.</param>
public readonly record struct GprsTimer3(byte Value)
{
    private const int CountMax = 0x1F, OffUnit = 7;

    /// <summary>"The timer is deactivated".</summary>
    public static GprsTimer3 Deactivated => new(OffUnit << 5);

    /// <summary>Length in seconds, or null if the timer is deactivated.</summary>
    public int? Seconds => Value >> 5 == OffUnit ? null : (Value & CountMax) * UnitSeconds[Value >> 5];

    // units 0 to 6: 10 minutes, 1 hour, 10 hours, 2 seconds, 30 seconds, 1 minute, 320 hours
    private static ReadOnlySpan<int> UnitSeconds => [600, 3_600, 36_000, 2, 30, 60, 1_152_000];

    // the same from the finest to the coarsest
    private static ReadOnlySpan<byte> FinestFirst => [3, 4, 5, 0, 1, 2, 6];

    /// <summary>A timer of a length that is known to be possible.</summary>
    /// <param name="seconds">Length in seconds.</param>
    public static GprsTimer3 FromSeconds(int seconds) => TryFromSeconds(seconds, out GprsTimer3 timer)
        ? timer
        : throw new ArgumentOutOfRangeException(nameof(seconds), seconds, "no unit of the timer holds this");

    /// <summary>A timer of a given length, in the finest unit that holds it.</summary>
    /// <param name="seconds">Length in seconds.</param>
    /// <param name="timer">The timer.</param>
    /// <returns>False if no unit holds exactly this length.</returns>
    public static bool TryFromSeconds(int seconds, out GprsTimer3 timer)
    {
        foreach (byte unit in FinestFirst)
        {
            int unitSeconds = UnitSeconds[unit];
            if (seconds >= 0 && seconds % unitSeconds == 0 && seconds / unitSeconds <= CountMax)
            {
                timer = new((byte)((unit << 5) | (seconds / unitSeconds)));
                return true;
            }
        }

        timer = default;
        return false;
    }
}
