using System;

namespace Simulator.Protocols.Nas;

/// <summary>GPRS timer (TS 24.008 §10.5.7.3) and, with a length in front, GPRS timer 2 (§10.5.7.4).</summary>
/// <param name="Value">The octet: unit in bits 8 to 6, count in bits 5 to 1.</param>
public readonly record struct GprsTimer(byte Value)
{
    /// <summary>The longest timer, in seconds: 31 times 6 minutes.</summary>
    public const int SecondsMax = CountMax * 360;

    private const int CountMax = 0x1F, TwoSeconds = 0, Minute = 1, SixMinutes = 2, OffUnit = 7;

    /// <summary>"The timer is deactivated".</summary>
    public static GprsTimer Deactivated => new(OffUnit << 5);

    /// <summary>Length in seconds, null if the timer is deactivated. Other units count minutes (§10.5.7.3).</summary>
    public int? Seconds => (Value >> 5) switch
    {
        OffUnit => null,
        TwoSeconds => (Value & CountMax) * 2,
        SixMinutes => (Value & CountMax) * 360,
        _ => (Value & CountMax) * 60,
    };

    /// <summary>A timer of a length that is known to be possible.</summary>
    /// <param name="seconds">Length in seconds.</param>
    public static GprsTimer FromSeconds(int seconds) => TryFromSeconds(seconds, out GprsTimer timer)
        ? timer
        : throw new ArgumentOutOfRangeException(nameof(seconds), seconds, "no unit of the timer holds this");

    /// <summary>The shortest timer that is not shorter than a length.</summary>
    /// <param name="seconds">Length in seconds, from 0 to <see cref="SecondsMax"/>.</param>
    public static GprsTimer AtLeast(int seconds)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(seconds);
        int unit = seconds <= CountMax * 2 ? 2 : seconds <= CountMax * 60 ? 60 : 360;
        return FromSeconds((seconds + unit - 1) / unit * unit);
    }

    /// <summary>A timer of a given length, in the finest unit that holds it.</summary>
    /// <param name="seconds">Length in seconds.</param>
    /// <param name="timer">The timer.</param>
    /// <returns>False if no unit holds exactly this length.</returns>
    public static bool TryFromSeconds(int seconds, out GprsTimer timer) =>
        TryFrom(TwoSeconds, 2, seconds, out timer) || TryFrom(Minute, 60, seconds, out timer)
        || TryFrom(SixMinutes, 360, seconds, out timer);

    private static bool TryFrom(int unit, int unitSeconds, int seconds, out GprsTimer timer)
    {
        bool fits = seconds >= 0 && seconds % unitSeconds == 0 && seconds / unitSeconds <= CountMax;
        timer = fits ? new((byte)((unit << 5) | (seconds / unitSeconds))) : default;
        return fits;
    }
}
