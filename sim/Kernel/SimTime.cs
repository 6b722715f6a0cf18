using System;
using System.Globalization;

namespace Simulator.Kernel;

/// <summary>
/// An instant of simulated time, or a span of it, in whole picoseconds. Arithmetic is checked: what leaves the range
/// of 106 days throws <see cref="OverflowException"/>.
/// </summary>
/// <param name="Picoseconds">Picoseconds since the start of the run, or of the span.</param>
public readonly record struct SimTime(long Picoseconds) : IComparable<SimTime>
{
    /// <summary>Picoseconds in a nanosecond.</summary>
    public const long PicosecondsPerNanosecond = 1_000;

    /// <summary>Picoseconds in a microsecond.</summary>
    public const long PicosecondsPerMicrosecond = 1_000_000;

    /// <summary>Picoseconds in a millisecond.</summary>
    public const long PicosecondsPerMillisecond = 1_000_000_000;

    private const double TwoTo63 = 9223372036854775808.0;

    /// <summary>Picoseconds in a second.</summary>
    public const long PicosecondsPerSecond = 1_000_000_000_000;

    /// <summary>The start of the run; the empty span.</summary>
    public static SimTime Zero => default;

    /// <summary>The last instant of the clock, 106.75 days after the start.</summary>
    public static SimTime Max => new(long.MaxValue);

    /// <summary>The time in seconds, rounded to a double.</summary>
    public double Seconds => Picoseconds / (double)PicosecondsPerSecond;

    /// <summary>A whole number of nanoseconds.</summary>
    /// <param name="nanoseconds">Nanoseconds.</param>
    public static SimTime FromNanoseconds(long nanoseconds) => new(checked(nanoseconds * PicosecondsPerNanosecond));

    /// <summary>A whole number of microseconds.</summary>
    /// <param name="microseconds">Microseconds.</param>
    public static SimTime FromMicroseconds(long microseconds) => new(checked(microseconds * PicosecondsPerMicrosecond));

    /// <summary>A whole number of milliseconds.</summary>
    /// <param name="milliseconds">Milliseconds.</param>
    public static SimTime FromMilliseconds(long milliseconds) => new(checked(milliseconds * PicosecondsPerMillisecond));

    /// <summary>A whole number of seconds.</summary>
    /// <param name="seconds">Seconds.</param>
    public static SimTime FromSeconds(long seconds) => new(checked(seconds * PicosecondsPerSecond));

    /// <summary>A number of seconds, rounded to the nearest picosecond, ties to even.</summary>
    /// <param name="seconds">
    /// Seconds; a value beyond the clock or not a number throws <see cref="OverflowException"/>.
    /// </param>
    public static SimTime FromSeconds(double seconds)
    {
        double picoseconds = Math.Round(seconds * PicosecondsPerSecond);
        if (!(Math.Abs(picoseconds) < TwoTo63))
        {
            RefuseSeconds(seconds);
        }

        return new(double.ConvertToIntegerNative<long>(picoseconds)); // in range: the same on every machine
    }

    /// <summary>The sum.</summary>
    public static SimTime operator +(SimTime left, SimTime right) => new(checked(left.Picoseconds + right.Picoseconds));

    /// <summary>The difference, which may be negative.</summary>
    public static SimTime operator -(SimTime left, SimTime right) => new(checked(left.Picoseconds - right.Picoseconds));

    /// <summary>A span repeated.</summary>
    public static SimTime operator *(SimTime span, long times) => new(checked(span.Picoseconds * times));

    /// <summary>A span repeated.</summary>
    public static SimTime operator *(long times, SimTime span) => span * times;

    /// <summary>A part of a span, in whole picoseconds, rounded toward zero.</summary>
    public static SimTime operator /(SimTime span, long parts) => new(span.Picoseconds / parts);

    /// <summary>Earlier.</summary>
    public static bool operator <(SimTime left, SimTime right) => left.Picoseconds < right.Picoseconds;

    /// <summary>Later.</summary>
    public static bool operator >(SimTime left, SimTime right) => left.Picoseconds > right.Picoseconds;

    /// <summary>Not later.</summary>
    public static bool operator <=(SimTime left, SimTime right) => left.Picoseconds <= right.Picoseconds;

    /// <summary>Not earlier.</summary>
    public static bool operator >=(SimTime left, SimTime right) => left.Picoseconds >= right.Picoseconds;

    /// <summary>The earlier of two.</summary>
    public static SimTime Min(SimTime left, SimTime right) => left < right ? left : right;

    /// <summary>The later of two.</summary>
    public static SimTime Latest(SimTime left, SimTime right) => left > right ? left : right;

    private static void RefuseSeconds(double seconds) =>
        throw new OverflowException(
            string.Create(CultureInfo.InvariantCulture, $"{seconds} s is beyond the clock of 106 days"));

    /// <inheritdoc/>
    public int CompareTo(SimTime other) => Picoseconds.CompareTo(other.Picoseconds);

    /// <summary>The exact time with the largest unit that leaves a whole part, as in <c>12.5 ms</c>.</summary>
    public override string ToString()
    {
        decimal value = Picoseconds;
        decimal magnitude = Math.Abs(value);
        (decimal size, string unit) = magnitude switch
        {
            0 => (PicosecondsPerSecond, "s"),
            >= PicosecondsPerSecond => (PicosecondsPerSecond, "s"),
            >= PicosecondsPerMillisecond => (PicosecondsPerMillisecond, "ms"),
            >= PicosecondsPerMicrosecond => (PicosecondsPerMicrosecond, "us"),
            >= PicosecondsPerNanosecond => (PicosecondsPerNanosecond, "ns"),
            _ => ((decimal)1, "ps"),
        };
        return (value / size).ToString("0.############", CultureInfo.InvariantCulture) + " " + unit;
    }
}
