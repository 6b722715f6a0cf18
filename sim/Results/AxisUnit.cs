using System;
using System.Globalization;

namespace Simulator.Results;

/// <summary>
/// The unit in which people read values of an SI unit: the largest that leaves the greatest value at 1 or more.
/// </summary>
/// <param name="Divisor">How many SI units it has.</param>
/// <param name="Symbol">Its symbol, in gnuplot's markup; empty for none.</param>
public readonly record struct AxisUnit(double Divisor, string Symbol)
{
    private static readonly AxisUnit[] Seconds = [new(1, "s"), new(1e-3, "ms"), new(1e-6, "µs"), new(1e-9, "ns")];

    private static readonly AxisUnit[] BitsPerSecond =
        [new(1e9, "Gbit/s"), new(1e6, "Mbit/s"), new(1e3, "kbit/s"), new(1, "bit/s")];

    private static readonly AxisUnit[] Octets =
        [new(1L << 30, "GiB"), new(1L << 20, "MiB"), new(1L << 10, "KiB"), new(1, "B")];

    private static readonly AxisUnit[] Joules = [new(1, "J"), new(1e-3, "mJ"), new(1e-6, "µJ"), new(1e-9, "nJ")];
    private static readonly AxisUnit[] Watts = [new(1, "W"), new(1e-3, "mW"), new(1e-6, "µW")];
    private static readonly AxisUnit[] PerSecond = [new(1e6, "10^{6} s^{–1}"), new(1, "s^{–1}")];
    private static readonly AxisUnit[] PerCent = [new(0.01, "%")];
    private static readonly AxisUnit[] Plain = [new(1e6, "10^{6}"), new(1, "")];

    /// <summary>The unit for an axis.</summary>
    /// <param name="symbol">SI symbol of the values.</param>
    /// <param name="greatest">The greatest magnitude on it.</param>
    public static AxisUnit Choose(string symbol, double greatest)
    {
        AxisUnit[] units = symbol switch
        {
            "s" => Seconds,
            "bit/s" => BitsPerSecond,
            "B" => Octets,
            "J" => Joules,
            "W" => Watts,
            "1/s" => PerSecond,
            "%" => PerCent,
            "1" or "" => Plain,
            _ => [new(1, symbol)],
        };
        foreach (AxisUnit unit in units)
        {
            if (greatest >= unit.Divisor)
            {
                return unit;
            }
        }

        return greatest > 0 || units.Length == 1 ? units[^1] : Array.Find(units, unit => unit.Divisor == 1);
    }

    /// <summary>A value with its unit in plain text, as in <c>20 ms</c> or <c>400 /s</c>.</summary>
    /// <param name="value">The value in SI units.</param>
    /// <param name="symbol">SI symbol; empty or 1 for none.</param>
    public static string Text(double value, string symbol)
    {
        AxisUnit unit = symbol == "1/s" ? new(1, "/s") : Choose(symbol, Math.Abs(value));
        bool isPlain = symbol is "1" or "";
        double inUnit = Math.Round(isPlain ? value : value / unit.Divisor, 9);
        string number = inUnit.ToString(Math.Abs(inUnit) < 1e-4 ? "0.#########" : "R", CultureInfo.InvariantCulture);
        return isPlain ? number : $"{number} {unit.Symbol}";
    }

    /// <summary>The factor from SI, as gnuplot reads it.</summary>
    public string Factor => (1.0 / Divisor).ToString("R", CultureInfo.InvariantCulture);
}
