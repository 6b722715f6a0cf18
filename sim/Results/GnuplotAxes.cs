using System;
using System.Collections.Generic;
using System.Globalization;
using System.Text;

namespace Simulator.Results;

/// <summary>Writes labels, scales and tics of a figure's axes.</summary>
internal sealed class GnuplotAxes
{
    private const int LettersAcross = 56, LettersUp = 34; // what fits beside an axis in the size of the letters
    private const double WrittenOut = 2e4;

    private readonly StringBuilder _script;
    private readonly Figure _figure;
    private readonly FigureRange _xRange, _yRange;

    public GnuplotAxes(StringBuilder script, Figure figure)
    {
        _script = script;
        _figure = figure;
        _xRange = FigureRange.OfX(figure);
        _yRange = FigureRange.OfY(figure);
        X = figure.HasCategories ? new(1, "") : AxisUnit.Choose(figure.X.Unit, _xRange.Magnitude);
        Y = figure.Kind == FigureKind.Ecdf ? new(1, "") : AxisUnit.Choose(figure.Y.Unit, _yRange.Magnitude);
    }

    /// <summary>Unit of the horizontal axis.</summary>
    public AxisUnit X { get; }

    /// <summary>Unit of the quantity.</summary>
    public AxisUnit Y { get; }

    /// <summary>The least that is drawn of an interval, in the unit of the axis: the rest leaves the frame.</summary>
    public double Floor => _figure.Y.IsLogarithmic ? _yRange.DecadeBelow(Y.Divisor)
        : Math.Min(0, LeastOfPoints() / Y.Divisor);

    public void Write()
    {
        Append($"set xlabel {GnuplotText.Label(_figure.X.Label, X, LettersAcross)}\n");
        if (_figure.Kind == FigureKind.Heat)
        {
            WriteCells();
            return;
        }

        Append($"set ylabel {GnuplotText.Label(_figure.Y.Label, Y, LettersUp)}\n");
        WriteScale("y", _figure.Y.IsLogarithmic, _yRange.Greatest / Y.Divisor);
        if (_figure.Kind == FigureKind.Ecdf)
        {
            Append($"set yrange [0:1]\n");
        }
        else
        {
            WriteUp();
        }

        if (_figure.HasCategories)
        {
            WriteCategories();
        }
        else
        {
            WriteScale("x", _figure.X.IsLogarithmic, _xRange.Greatest / X.Divisor);
            WriteAcross();
        }
    }

    private void WriteScale(string axis, bool isLogarithmic, double greatest)
    {
        if (isLogarithmic)
        {
            string format = greatest > WrittenOut ? "10^{%T}" : "%.12g";
            Append($"set logscale {axis}\nset format {axis} '{format}'\n");
        }
    }

    private void WriteUp()
    {
        const int TicMax = 7;
        if (_figure.Y.IsLogarithmic)
        {
            Append($"set yrange [{Floor}:*]\n");
            return;
        }

        double floor = Floor;
        Append($"set yrange [{(floor < 0 ? "*" : "0")}:*]\n");
        WriteTics("y", _yRange.TicDistance(Y.Divisor, floor, (count, _) => count <= TicMax));
    }

    private void WriteAcross()
    {
        const int LettersThatFit = 50, TicMax = 9;
        if (!_figure.X.IsLogarithmic)
        {
            double distance = _xRange.TicDistance(
                X.Divisor, _xRange.Least / X.Divisor,
                (count, letters) => count <= TicMax && count * (letters + 2) <= LettersThatFit);
            WriteTics("x", distance);
        }

        if (_figure.Kind is FigureKind.Line or FigureKind.Points or FigureKind.TimeSeries)
        {
            WriteFrame();
        }
    }

    // A little air around the points, so that none lies on an axis; none around courses, which start at one.
    private void WriteFrame()
    {
        const double Air = 0.04;
        double air = _figure.Kind == FigureKind.TimeSeries ? 0 : Air;
        double least = _xRange.Least / X.Divisor, greatest = _xRange.Greatest / X.Divisor;
        double step = _figure.X.IsLogarithmic ? Math.Pow(greatest / least, air) : (greatest - least) * air;
        if (greatest > least)
        {
            (double from, double to) = _figure.X.IsLogarithmic
                ? (least / step, greatest * step)
                : (least - step, greatest + step);
            Append($"set xrange [{Rounded(from)}:{Rounded(to)}]\n");
        }
    }

    private static double Rounded(double value) =>
        double.Parse(value.ToString("G6", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);

    private void WriteTics(string axis, double distance)
    {
        if (distance > 0)
        {
            Append($"set {axis}tics {distance}\n");
        }
    }

    private double LeastOfPoints()
    {
        double least = 0;
        foreach (FigureSeries series in _figure.Series)
        {
            foreach (FigurePoint point in series.Points)
            {
                least = Math.Min(least, point.Y);
            }
        }

        return least;
    }

    // ---- categories

    private void WriteCategories()
    {
        Append($"set xtics scale 0{Turn(_figure.Categories)} ({Names(_figure.Categories)})\n");
        Append($"set xrange [-0.6:{(_figure.Categories.Count - 0.4).ToString("0.0", CultureInfo.InvariantCulture)}]\n");
    }

    private void WriteCells()
    {
        string[] rows = new string[_figure.Series.Count];
        for (int row = 0; row < rows.Length; row++)
        {
            rows[row] = _figure.Series[row].Label;
        }

        string columnEnd = (_figure.Categories.Count - 0.5).ToString("0.0", CultureInfo.InvariantCulture);
        string rowEnd = (rows.Length - 0.5).ToString("0.0", CultureInfo.InvariantCulture);
        Append($"set ylabel {GnuplotText.Label(_figure.RowLabel, new(1, ""), LettersUp)}\n");
        Append($"set cblabel {GnuplotText.Label(_figure.Y.Label, Y, LettersUp)}\n");
        Append($"set xtics scale 0{Turn(_figure.Categories)} ({Names(_figure.Categories)})\n");
        Append($"set ytics scale 0 ({Names(rows)})\n");
        Append($"set xrange [-0.5:{columnEnd}]\nset yrange [-0.5:{rowEnd}]\n");
        Append($"set palette defined ({GnuplotColours.Palette()})\nset cbtics scale 0.4\n");
        WriteScale("cb", _figure.Y.IsLogarithmic, _yRange.Greatest / Y.Divisor);
    }

    private static string Turn(IReadOnlyList<string> categories)
    {
        const int LettersThatFit = 40, LettersAslant = 12, NamesAslant = 8;
        int letters = 0, longest = 0;
        foreach (string category in categories)
        {
            letters += category.Length + 2;
            longest = Math.Max(longest, category.Length);
        }

        return letters <= LettersThatFit ? ""
            : longest <= LettersAslant && categories.Count <= NamesAslant ? " rotate by 25 right"
            : " rotate by 90 right font ',9'";
    }

    // Not more of them than can be read.
    private static string Names(IReadOnlyList<string> categories)
    {
        const int NameMax = 20;
        int step = ((categories.Count - 1) / NameMax) + 1;
        var tics = new List<string>();
        for (int index = 0; index < categories.Count; index += step)
        {
            tics.Add(string.Create(
                CultureInfo.InvariantCulture, $"'{GnuplotText.Escaped(categories[index])}' {index}"));
        }

        return string.Join(", ", tics);
    }

    private void Append(FormattableString text) => _script.Append(FormattableString.Invariant(text));
}
