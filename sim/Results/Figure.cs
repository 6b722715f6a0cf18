using System;
using System.Collections.Generic;

namespace Simulator.Results;

/// <summary>Kinds of figures.</summary>
public enum FigureKind
{
    /// <summary>A quantity over a swept one: a line with points, and a band for the interval.</summary>
    Line,

    /// <summary>The same without lines between the points, with whiskers for intervals.</summary>
    Points,

    /// <summary>Empirical distribution functions.</summary>
    Ecdf,

    /// <summary>States over simulated time.</summary>
    TimeSeries,

    /// <summary>Quantities of alternatives side by side, with intervals.</summary>
    Bars,

    /// <summary>Parts of a whole on top of each other, a bar an alternative.</summary>
    Stack,

    /// <summary>A quantity over two swept ones: columns are categories, a series is a row of cells.</summary>
    Heat,
}

/// <summary>What a series of a figure is.</summary>
public enum SeriesRole
{
    /// <summary>Numbers of the study.</summary>
    Measured,

    /// <summary>A closed form, laid over them.</summary>
    Formula,

    /// <summary>The knee of a curve: one point.</summary>
    Knee,
}

/// <summary>An axis. Values are in SI base units; the drawing chooses a unit that people read.</summary>
/// <param name="Label">What it shows, without a unit.</param>
/// <param name="Unit">SI symbol of the values; empty or 1 for none.</param>
/// <param name="IsLogarithmic">True for a logarithmic scale.</param>
public sealed record FigureAxis(string Label, string Unit, bool IsLogarithmic = false);

/// <summary>A point of a figure.</summary>
/// <param name="X">Where, in SI base units; for bars the index of the category.</param>
/// <param name="Y">How much, in SI base units.</param>
/// <param name="Low">Lower end of its interval, if it has one.</param>
/// <param name="High">Upper end.</param>
public readonly record struct FigurePoint(double X, double Y, double? Low = null, double? High = null);

/// <summary>A line, or the bars of one colour.</summary>
/// <param name="Label">What the key says.</param>
/// <param name="Points">Its points, in order of X.</param>
public sealed record FigureSeries(string Label, IReadOnlyList<FigurePoint> Points)
{
    /// <summary>What it is.</summary>
    public SeriesRole Role { get; init; }

    /// <summary>What the key says if it is not the label; empty if it says nothing.</summary>
    public string? KeyText { get; init; }
}

/// <summary>A figure: what it shows, apart from how it is drawn.</summary>
/// <param name="Name">Name of its files: letters, digits, dots and hyphens.</param>
/// <param name="Kind">Kind.</param>
/// <param name="X">Horizontal axis.</param>
/// <param name="Y">The quantity: the vertical axis, or the colours of a heat map.</param>
/// <param name="Series">Lines, or bars of a colour.</param>
public sealed record Figure(
    string Name, FigureKind Kind, FigureAxis X, FigureAxis Y, IReadOnlyList<FigureSeries> Series)
{
    /// <summary>For bars and columns of cells, what stands below them.</summary>
    public IReadOnlyList<string> Categories { get; init; } = [];

    /// <summary>For a heat map, what its rows of cells differ in; the quantity has the colours.</summary>
    public string RowLabel { get; init; } = "";

    /// <summary>A few words inside the figure, as in <c>no knee in this range</c>; empty for none.</summary>
    public string Note { get; init; } = "";

    /// <summary>True for figures whose horizontal axis has categories.</summary>
    public bool HasCategories => Kind is FigureKind.Bars or FigureKind.Stack or FigureKind.Heat;

    /// <summary>True if points stand alone, since a closed form has the line.</summary>
    public bool HasLoosePoints => Kind == FigureKind.Points || (Kind == FigureKind.Line && Has(SeriesRole.Formula));

    /// <summary>True if one of its series is of that kind.</summary>
    /// <param name="role">The kind.</param>
    public bool Has(SeriesRole role)
    {
        foreach (FigureSeries series in Series)
        {
            if (series.Role == role)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>A name of files for any text.</summary>
    /// <param name="text">As in <c>attach.latency p99 by rate</c>.</param>
    public static string FileName(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return string.Create(text.Length, text, static (name, source) =>
        {
            for (int index = 0; index < name.Length; index++)
            {
                char letter = source[index];
                name[index] = char.IsAsciiLetterOrDigit(letter) || letter == '.' ? letter : '-';
            }
        });
    }
}
