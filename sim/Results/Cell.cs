using System.Globalization;

namespace Simulator.Results;

/// <summary>
/// How a value is written in a table: invariant culture, the shortest text that reads back as the same number.
/// </summary>
public static class Cell
{
    /// <summary>A number; empty if it is not defined.</summary>
    /// <param name="value">In SI base units.</param>
    public static string Of(double value) =>
        double.IsNaN(value) ? "" : value.ToString("R", CultureInfo.InvariantCulture);

    /// <summary>A number; empty if there is none.</summary>
    /// <param name="value">In SI base units.</param>
    public static string Of(double? value) => value is { } number ? Of(number) : "";

    /// <summary>A whole number.</summary>
    /// <param name="value">Any.</param>
    public static string Of(long value) => value.ToString(CultureInfo.InvariantCulture);

    /// <summary>Reads a finite number as written by <see cref="Of(double)"/>.</summary>
    /// <param name="text">The cell.</param>
    /// <param name="value">The number.</param>
    public static bool TryParse(string text, out double value) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value) && double.IsFinite(value);
}
