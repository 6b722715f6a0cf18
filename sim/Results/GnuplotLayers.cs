using System.Collections.Generic;
using System.Globalization;

namespace Simulator.Results;

/// <summary>The layers of a figure's <c>plot</c>: bands lie below lines, closed forms below points.</summary>
internal sealed class GnuplotLayers
{
    private const int ColumnsWithThreeDigits = 5, ColumnsWithNumbers = 8, RowsWithNumbers = 9; // as cells are wide

    private readonly Figure _figure;
    private readonly List<string> _layers = [];

    private GnuplotLayers(Figure figure) => _figure = figure;

    /// <summary>The layers, from the lowest on.</summary>
    public static IReadOnlyList<string> Of(Figure figure)
    {
        var layers = new GnuplotLayers(figure);
        if (figure.Kind == FigureKind.Heat)
        {
            layers.AddCells();
            return layers._layers;
        }

        layers.AddAll(layers.AddBand);
        bool formulaIsAbove = figure.Kind == FigureKind.Ecdf; // thin dashes on a line, but points on thin lines
        SeriesRole[] order = formulaIsAbove
            ? [SeriesRole.Measured, SeriesRole.Formula, SeriesRole.Knee]
            : [SeriesRole.Formula, SeriesRole.Measured, SeriesRole.Knee];
        foreach (SeriesRole role in order)
        {
            layers.AddAll(index => layers.AddSeries(index, role));
        }

        return layers._layers;
    }

    private void AddAll(System.Action<int> add)
    {
        for (int index = 0; index < _figure.Series.Count; index++)
        {
            add(index);
        }
    }

    private void AddBand(int index)
    {
        if (!_figure.HasCategories && !_figure.HasLoosePoints && HasIntervals(_figure.Series[index]))
        {
            string line = Line(index);
            _layers.Add(
                $"data using (x({line})):(low({line})):(high({line})) with filledcurves linetype {line} "
                + "fillstyle transparent solid 0.18 noborder notitle");
        }
    }

    private void AddSeries(int index, SeriesRole role)
    {
        if (_figure.Series[index].Role != role)
        {
            return;
        }

        string title = Title(_figure.Series[index]), line = Line(index);
        string at = $"data using (x({line})):(y({line}))";
        if (role == SeriesRole.Knee)
        {
            _layers.Add($"{at} with impulses linetype {line} linewidth 0.8 notitle");
            _layers.Add($"{at} with points linetype {line} {title}");
        }
        else if (role == SeriesRole.Formula)
        {
            _layers.Add($"{at} with lines linetype {line} {title}");
        }
        else
        {
            AddMeasured(index, line, at, title);
        }
    }

    private void AddMeasured(int index, string line, string at, string title)
    {
        switch (_figure.Kind)
        {
            case FigureKind.Line or FigureKind.Points when _figure.HasLoosePoints:
                AddLoosePoints(index, line, at, title);
                break;
            case FigureKind.Line:
                _layers.Add($"{at} with linespoints linetype {line} {title}");
                break;
            case FigureKind.Stack:
                _layers.Add(
                    $"{at}:(x({line})-0.3):(x({line})+0.3):(low({line})):(high({line})) "
                    + $"with boxxyerror linetype {line} linewidth 0.5 fillstyle solid 1.0 "
                    + $"border linecolor '#FFFFFF' {title}");
                break;
            case FigureKind.Bars:
                AddBars(index, line, title);
                break;
            default:
                _layers.Add($"{at} with lines linetype {line} {title}");
                break;
        }
    }

    private void AddLoosePoints(int index, string line, string at, string title)
    {
        if (HasIntervals(_figure.Series[index]))
        {
            _layers.Add($"{at}:(low({line})):(high({line})) with yerrorbars linetype {line} linewidth 1 "
                + $"dashtype 1 {title}");
        }
        else
        {
            _layers.Add($"{at} with points linetype {line} {title}");
        }
    }

    private void AddBars(int index, string line, string title)
    {
        double width = 0.8 / _figure.Series.Count;
        double offset = (index - ((_figure.Series.Count - 1) / 2.0)) * width;
        string x = string.Create(CultureInfo.InvariantCulture, $"(x({line})+({offset:0.####}))");
        string boxWidth = (width * 0.92).ToString("0.####", CultureInfo.InvariantCulture);
        _layers.Add($"data using {x}:(y({line})):({boxWidth}) with boxes linetype {line} {title}");
        if (HasIntervals(_figure.Series[index]))
        {
            _layers.Add(
                $"data using {x}:(low({line})):(0):(high({line})-low({line})) "
                + "with vectors heads size graph 0.008,90 linewidth 1 linecolor '#808080' notitle");
        }
    }

    // A number in each cell too, dark on light and light on dark, as long as it fits.
    private void AddCells()
    {
        const string Column = "column('x')", Row = "(column('line')-1)";
        _layers.Add(
            $"data using ({Column}):({Row}):({Column}-0.5):({Column}+0.5):({Row}-0.5):({Row}+0.5):(cell(0)) "
            + "with boxxyerror linecolor palette fillstyle solid 1.0 noborder notitle");
        if (_figure.Categories.Count <= ColumnsWithNumbers && _figure.Series.Count <= RowsWithNumbers)
        {
            int digits = _figure.Categories.Count <= ColumnsWithThreeDigits ? 3 : 2;
            _layers.Add(
                $"data using ({Column}):({Row}):(sprintf('%.{digits}g', cell(0))):(ink(cell(0))) "
                + "with labels font ',9' textcolor rgb variable notitle");
        }
    }

    // gnuplot leaves series without a title out of the key.
    private static string Title(FigureSeries series)
    {
        string text = series.KeyText ?? series.Label;
        return text.Length == 0 ? "notitle" : $"title '{GnuplotText.Escaped(text)}'";
    }

    private static string Line(int index) => (index + 1).ToString(CultureInfo.InvariantCulture);

    private static bool HasIntervals(FigureSeries series)
    {
        foreach (FigurePoint point in series.Points)
        {
            if (point.Low is null)
            {
                return false;
            }
        }

        return series.Points.Count > 0;
    }
}
