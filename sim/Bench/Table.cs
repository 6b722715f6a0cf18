using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;

namespace Simulator.Bench;

/// <summary>A table that is printed as text or as CSV.</summary>
internal sealed class Table(params string[] columns)
{
    private readonly List<string[]> _rows = [];

    /// <summary>A number with a fixed count of decimals.</summary>
    public static string Number(double value, int decimals) =>
        value.ToString("F" + decimals.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);

    /// <summary>A rate per second, with a prefix.</summary>
    public static string Rate(double perSecond) => perSecond switch
    {
        >= 1e6 => Number(perSecond / 1e6, 2) + " M/s",
        >= 1e3 => Number(perSecond / 1e3, 1) + " k/s",
        _ => Number(perSecond, 1) + " /s",
    };

    /// <summary>Adds a row, a cell a column.</summary>
    public void Add(params string[] cells) => _rows.Add(cells);

    /// <summary>Prints it.</summary>
    public void Write(BenchmarkOptions options)
    {
        if (options.IsCsv)
        {
            options.Output.WriteLine(string.Join(',', columns));
            foreach (string[] row in _rows)
            {
                options.Output.WriteLine(string.Join(',', row.Select(Quoted)));
            }

            return;
        }

        int[] widths = [.. columns.Select((_, index) => _rows.Append(columns).Max(row => row[index].Length))];
        foreach (string[] row in _rows.Prepend(columns))
        {
            IEnumerable<string> cells = row.Select((cell, index) => IsText(index)
                ? cell.PadRight(widths[index])
                : cell.PadLeft(widths[index]));
            options.Output.WriteLine(string.Join("  ", cells).TrimEnd());
        }
    }

    private static string Quoted(string cell) => cell.Contains(',', StringComparison.Ordinal) ? $"\"{cell}\"" : cell;

    private bool IsText(int index) => index is 0 or 1 || index == columns.Length - 1;
}
