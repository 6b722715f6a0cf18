using System;
using System.Collections.Generic;

namespace Simulator.Results;

/// <summary>
/// How a study's points lie on a figure: the numeric key with the most values is the horizontal axis, the other keys
/// that vary tell lines apart; without a numeric key the points are categories.
/// </summary>
internal sealed class FigureSweep
{
    private readonly IReadOnlyList<SweepKey> _keys;
    private readonly List<StudyPoint> _points = [];
    private readonly List<int> _varying = [];
    private readonly int _axis = -1;

    public FigureSweep(IReadOnlyList<SweepKey> keys, SummaryRow[] summary)
    {
        _keys = keys;
        foreach (SummaryRow row in summary)
        {
            if (!_points.Exists(point => point.Index == row.Point.Index))
            {
                _points.Add(row.Point);
            }
        }

        int most = 1;
        for (int key = 0; key < keys.Count; key++)
        {
            int count = DistinctCount(key);
            if (count > 1)
            {
                _varying.Add(key);
            }

            if (count > most && IsNumeric(key))
            {
                (_axis, most) = (key, count);
            }
        }

        foreach (StudyPoint point in _points)
        {
            if (!Series.Contains(SeriesOf(point)))
            {
                Series.Add(SeriesOf(point));
            }
        }
    }

    /// <summary>True if there is more than one point.</summary>
    public bool IsSwept => _points.Count > 1;

    /// <summary>Names of the lines.</summary>
    public List<string> Series { get; } = [];

    /// <summary>True if there is one line.</summary>
    public bool HasOneSeries => Series.Count == 1;

    /// <summary>What the points differ in.</summary>
    public string Title => FigureWords.Key(string.Join(", ", _varying.ConvertAll(key => _keys[key].Name)));

    /// <summary>At most so many points, evenly chosen, the first and the last among them.</summary>
    public List<StudyPoint> Choose(int max)
    {
        if (_points.Count <= max)
        {
            return _points;
        }

        var chosen = new List<StudyPoint>();
        for (int index = 0; index < max; index++)
        {
            chosen.Add(_points[(int)Math.Round((double)index * (_points.Count - 1) / (max - 1))]);
        }

        return chosen;
    }

    /// <summary>A point in words: the values of what varies.</summary>
    public string Label(StudyPoint point) => Words(point, _varying);

    /// <summary>The points of one line: rows of one metric, entity and statistic.</summary>
    public List<FigurePoint> Points(SummaryRow[] rows, int series)
    {
        var points = new List<FigurePoint>();
        foreach (SummaryRow row in rows)
        {
            if (SeriesOf(row.Point) == Series[series])
            {
                Estimate estimate = row.Estimate;
                points.Add(new FigurePoint(Position(row.Point), estimate.Mean, estimate.Low, estimate.High));
            }
        }

        points.Sort((left, right) => left.X.CompareTo(right.X));
        return points;
    }

    /// <summary>A figure of lines over the axis, or of bars.</summary>
    public Figure Figure(string name, FigureAxis y, IReadOnlyList<FigureSeries> series)
    {
        if (_axis < 0)
        {
            return new(name, FigureKind.Bars, new FigureAxis(Title, ""), y, series)
            {
                Categories = _points.ConvertAll(Label),
            };
        }

        var x = new FigureAxis(FigureWords.Key(_keys[_axis].Name), _keys[_axis].Unit, IsSpreadWide());
        return new(name, FigureKind.Line, x, y, series);
    }

    private double Position(StudyPoint point) =>
        _axis < 0 ? _points.FindIndex(other => other.Index == point.Index) : Number(point, _axis);

    private string SeriesOf(StudyPoint point) =>
        _axis < 0 ? "all" : Words(point, _varying.FindAll(key => key != _axis));

    private string Words(StudyPoint point, List<int> keys)
    {
        if (keys.Count == 0)
        {
            return "all";
        }

        return string.Join(", ", keys.ConvertAll(key => Words(point.Values[key], _keys[key])));
    }

    // A number without a unit says nothing alone: the last word of its key stands before it.
    private static string Words(string cell, SweepKey key)
    {
        if (!Cell.TryParse(cell, out double number))
        {
            return cell;
        }

        string text = AxisUnit.Text(number, key.Unit);
        return key.Unit is "" or "1" ? $"{key.Name[(key.Name.LastIndexOf('.') + 1)..]} {text}" : text;
    }

    private int DistinctCount(int key)
    {
        var values = new List<string>();
        foreach (StudyPoint point in _points)
        {
            if (!values.Contains(point.Values[key]))
            {
                values.Add(point.Values[key]);
            }
        }

        return values.Count;
    }

    private bool IsNumeric(int key) => _points.TrueForAll(point => Cell.TryParse(point.Values[key], out _));

    // Two decades or more ask for a logarithmic axis, unless zero is among the values.
    private bool IsSpreadWide()
    {
        const double TwoDecades = 100;
        double least = double.PositiveInfinity, greatest = 0;
        foreach (StudyPoint point in _points)
        {
            least = Math.Min(least, Number(point, _axis));
            greatest = Math.Max(greatest, Number(point, _axis));
        }

        return least > 0 && greatest >= TwoDecades * least;
    }

    private static double Number(StudyPoint point, int key) =>
        Cell.TryParse(point.Values[key], out double number) ? number : double.NaN;
}
