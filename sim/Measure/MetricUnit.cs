using System;

namespace Simulator.Measure;

/// <summary>Unit of a metric as it is stored: an SI base unit, never a multiple of one.</summary>
public enum MetricUnit
{
    /// <summary>A number of things, or a share.</summary>
    One,

    /// <summary>Seconds.</summary>
    Second,

    /// <summary>Bits per second.</summary>
    BitPerSecond,

    /// <summary>Octets.</summary>
    Octet,

    /// <summary>Things per second.</summary>
    PerSecond,

    /// <summary>Joules.</summary>
    Joule,

    /// <summary>Watts.</summary>
    Watt,
}

/// <summary>Symbols of the units, as files hold them.</summary>
public static class MetricUnits
{
    private static readonly string[] Symbols = ["1", "s", "bit/s", "B", "1/s", "J", "W"];

    /// <summary>The symbol, as in <c>bit/s</c>.</summary>
    /// <param name="unit">The unit.</param>
    public static string Symbol(this MetricUnit unit) => Symbols[(int)unit];

    /// <summary>The unit of a symbol; false if there is none.</summary>
    /// <param name="symbol">As in a file.</param>
    /// <param name="unit">The unit.</param>
    public static bool TryParse(string symbol, out MetricUnit unit)
    {
        int index = Array.IndexOf(Symbols, symbol);
        unit = index < 0 ? MetricUnit.One : (MetricUnit)index;
        return index >= 0;
    }
}
