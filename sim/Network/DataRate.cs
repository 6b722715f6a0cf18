using System.Globalization;
using Simulator.Kernel;

namespace Simulator.Network;

/// <summary>How fast a link transmits, in whole bits per second.</summary>
/// <param name="BitsPerSecond">Positive for a rate; the default, zero, is no rate: transmission takes no time.</param>
public readonly record struct DataRate(long BitsPerSecond)
{
    private const long PicosecondBitsPerOctet = 8 * SimTime.PicosecondsPerSecond;

    /// <summary>No rate: transmission takes no time and nothing queues.</summary>
    public static DataRate None => default;

    /// <summary>True if there is no rate.</summary>
    public bool IsNone => BitsPerSecond == 0;

    /// <summary>Kilobits per second (decimal).</summary>
    /// <param name="kilobits">Positive.</param>
    public static DataRate FromKilobits(long kilobits) => new(kilobits * 1_000);

    /// <summary>Megabits per second (decimal).</summary>
    /// <param name="megabits">Positive.</param>
    public static DataRate FromMegabits(long megabits) => new(megabits * 1_000_000);

    /// <summary>Gigabits per second (decimal).</summary>
    /// <param name="gigabits">Positive.</param>
    public static DataRate FromGigabits(long gigabits) => new(gigabits * 1_000_000_000);

    /// <summary>Time on the line, rounded up to a picosecond, so that a link never exceeds its rate.</summary>
    /// <param name="sizeOctets">Octets, not negative; up to a megabyte.</param>
    public SimTime TransmissionTime(int sizeOctets)
    {
        if (IsNone)
        {
            return SimTime.Zero;
        }

        long bits = sizeOctets * PicosecondBitsPerOctet;
        return new((bits + BitsPerSecond - 1) / BitsPerSecond);
    }

    /// <summary>The rate in bit/s.</summary>
    public override string ToString() => BitsPerSecond.ToString(CultureInfo.InvariantCulture) + " bit/s";
}
