using System;

namespace Simulator.Protocols.Nas;

/// <summary>Time zone in quarters of an hour from universal time (TS 24.008 §10.5.3.8; TS 23.040 §9.2.3.11).</summary>
public readonly record struct NetworkTimeZone
{
    // swapped digits: units in bits 8 to 5, tens in bits 3 to 1, sign in bit 4
    private const int QuartersMax = 79;
    private const byte SignBit = 0x08;

    /// <summary>A time zone.</summary>
    /// <param name="quarters">Quarters of an hour, -79 to 79.</param>
    public NetworkTimeZone(int quarters)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Math.Abs(quarters), QuartersMax);
        Quarters = (sbyte)quarters;
    }

    /// <summary>Quarters of an hour ahead of universal time.</summary>
    public sbyte Quarters { get; }

    internal byte Octet => (byte)(SwappedDigits.Write(Math.Abs((int)Quarters)) | (Quarters < 0 ? SignBit : 0));

    internal static bool TryRead(byte octet, out NetworkTimeZone zone)
    {
        bool read = SwappedDigits.TryRead((byte)(octet & ~SignBit), out int quarters);
        zone = read ? new((octet & SignBit) != 0 ? -quarters : quarters) : default;
        return read;
    }
}

/// <summary>By how much summer time is ahead, two bits (TS 24.301 §9.9.3.6). 3 is reserved and kept.</summary>
public enum DaylightSaving : byte
{
    /// <summary>Not at all.</summary>
    None,

    /// <summary>One hour.</summary>
    OneHour,

    /// <summary>Two hours.</summary>
    TwoHours,
}

/// <summary>Universal time and time zone (TS 24.008 §10.5.3.9).</summary>
public readonly record struct NetworkTime
{
    // octet   0      1       2     3      4        5        6
    //         year   month   day   hour   minute   second   zone     each two swapped decimal digits
    internal const int Size = 7;
    private const int CenturyStart = 2000;
    private readonly DateTime _universal;

    /// <summary>A time.</summary>
    /// <param name="universal">Universal time, 2000 to 2099, to the second.</param>
    /// <param name="zone">Local time zone.</param>
    public NetworkTime(DateTime universal, NetworkTimeZone zone)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(universal.Year, CenturyStart);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(universal.Year, CenturyStart + 99);
        _universal = new(universal.Ticks - (universal.Ticks % TimeSpan.TicksPerSecond));
        Zone = zone;
    }

    /// <summary>Universal time, to the second.</summary>
    public DateTime Universal => _universal;

    /// <summary>Local time zone.</summary>
    public NetworkTimeZone Zone { get; }

    internal static bool TryRead(ReadOnlySpan<byte> source, out NetworkTime time)
    {
        time = default;
        if (source.Length != Size
            || !SwappedDigits.TryRead(source[0], out int year) || !SwappedDigits.TryRead(source[1], out int month)
            || !SwappedDigits.TryRead(source[2], out int day) || !SwappedDigits.TryRead(source[3], out int hour)
            || !SwappedDigits.TryRead(source[4], out int minute) || !SwappedDigits.TryRead(source[5], out int second)
            || !NetworkTimeZone.TryRead(source[6], out NetworkTimeZone zone)
            || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(CenturyStart + year, month)
            || hour > 23 || minute > 59 || second > 59)
        {
            return false;
        }

        time = new(new DateTime(CenturyStart + year, month, day, hour, minute, second), zone);
        return true;
    }

    internal void Write(Span<byte> destination)
    {
        destination[0] = SwappedDigits.Write(_universal.Year % 100);
        destination[1] = SwappedDigits.Write(_universal.Month);
        destination[2] = SwappedDigits.Write(_universal.Day);
        destination[3] = SwappedDigits.Write(_universal.Hour);
        destination[4] = SwappedDigits.Write(_universal.Minute);
        destination[5] = SwappedDigits.Write(_universal.Second);
        destination[6] = Zone.Octet;
    }
}

/// <summary>Two decimal digits in an octet, tens in the lower half (TS 23.040 §9.1.2.3).</summary>
internal static class SwappedDigits
{
    internal static bool TryRead(byte octet, out int value)
    {
        int tens = octet & 0x0F, units = octet >> 4;
        value = (tens * 10) + units;
        return tens <= 9 && units <= 9;
    }

    internal static byte Write(int value) => (byte)((value % 10 << 4) | (value / 10));
}
