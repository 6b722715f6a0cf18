using System;
using System.Globalization;
using Simulator.Measure;

namespace Simulator.Results;

/// <summary>Numbers as people read them: a few digits, and a unit that leaves them near one.</summary>
public static class Readable
{
    private const int Digits = 4;
    private const double Percent = 100;

    /// <summary>A value with its unit, as in <c>301.2 ms</c>.</summary>
    /// <param name="value">In SI base units.</param>
    /// <param name="symbol">SI symbol; empty or 1 for none.</param>
    /// <param name="digits">Digits that count.</param>
    public static string Text(double value, string symbol, int digits = Digits) =>
        AxisUnit.Text(Rounded(value, digits), symbol);

    /// <summary>A number of a statistic: shares in percent, whole numbers as they are.</summary>
    /// <param name="value">In SI base units.</param>
    /// <param name="unit">Its unit.</param>
    /// <param name="statistic">What it is.</param>
    public static string Text(double value, MetricUnit unit, Statistic statistic) =>
        statistic == Statistic.Ratio ? $"{Number(Rounded(Percent * value, Digits))} %"
        : IsCount(value, unit) ? Number(value)
        : Text(value, unit.Symbol());

    /// <summary>An interval in the unit of its mean, as in <c>[300.5, 301.9] ms</c>; empty if there is none.</summary>
    /// <param name="estimate">Mean and interval.</param>
    /// <param name="unit">Its unit.</param>
    /// <param name="statistic">What it is.</param>
    public static string Interval(Estimate estimate, MetricUnit unit, Statistic statistic)
    {
        if (estimate is not { Low: { } low, High: { } high })
        {
            return "";
        }

        double greatest = Math.Max(Math.Abs(low), Math.Abs(high));
        (double divisor, string symbol) = statistic == Statistic.Ratio ? (1 / Percent, "%") : UnitOf(unit, greatest);
        string inside = $"[{Ends(low / divisor, high / divisor)}]";
        return symbol.Length == 0 ? inside : $"{inside} {symbol}";
    }

    // With as many decimals that two digits tell the ends apart; what never varies is written as it is.
    private static string Ends(double low, double high)
    {
        const int DecimalMax = 12;
        double width = high - low, greatest = Math.Max(Math.Abs(low), Math.Abs(high));
        if (width <= greatest * 1e-9)
        {
            return $"{Number(Rounded(low, Digits))}, {Number(Rounded(high, Digits))}";
        }

        int decimals = Math.Clamp(1 - (int)Math.Floor(Math.Log10(width)), 0, DecimalMax);
        string form = string.Create(CultureInfo.InvariantCulture, $"F{decimals}");
        string first = low.ToString(form, CultureInfo.InvariantCulture);
        return $"{first}, {high.ToString(form, CultureInfo.InvariantCulture)}";
    }

    private static (double Divisor, string Symbol) UnitOf(MetricUnit unit, double greatest)
    {
        string symbol = unit.Symbol();
        if (symbol is "1" or "1/s" or "")
        {
            return (1, symbol == "1/s" ? "/s" : "");
        }

        AxisUnit chosen = AxisUnit.Choose(symbol, greatest);
        return (chosen.Divisor, chosen.Symbol);
    }

    private static bool IsCount(double value, MetricUnit unit) =>
        unit.Symbol() == "1" && Math.Abs(value) < 1e15 && Math.Round(value) == value;

    private static string Number(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    private static double Rounded(double value, int digits) =>
        double.Parse(value.ToString($"G{digits}", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
}
