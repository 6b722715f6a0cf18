using System;
using System.Collections.Generic;
using System.Globalization;
using System.Text;

namespace Simulator.Results;

/// <summary>
/// Writes the gnuplot script of a figure. The script reads the data by a relative name and stands alone, so that an
/// author can restyle it. Column width is 8.9 cm; lines differ in colour, dash and mark, bars in lightness.
/// </summary>
internal static class GnuplotScript
{
    private const int Width = 400, Height = 270, PngScale = 3;

    // Okabe, Ito: "Color universal design" (2008): told apart with any colour vision
    private static readonly string[] LineColours =
        ["#0072B2", "#D55E00", "#009E73", "#000000", "#CC79A7", "#E69F00", "#56B4E9", "#6E6E6E"];

    // Tol, "Colour schemes" (2021), high contrast: lines that are too restless for dashes differ in lightness
    private static readonly string[] StateColours = ["#004488", "#DDAA33", "#BB5566", "#000000", "#999999"];

    private static readonly int[] Marks = [7, 5, 9, 11, 13, 6, 4, 8]; // discs, squares, triangles …; then hollow ones

    private static readonly string[] Dashes =
        ["1", "(7,3)", "(2,2)", "(9,3,2,3)", "(12,4)", "(4,2)", "(9,3,2,3,2,3)", "(1,2)"];

    // cividis (Nuñez, Anderton, Renslow, 2018): lightness rises evenly, so it survives grey
    private static readonly (int Red, int Green, int Blue)[] Ramp =
        [(0, 34, 78), (53, 69, 108), (102, 105, 112), (148, 142, 119), (200, 184, 102), (254, 232, 56)];

    public static string Of(Figure figure)
    {
        AxisUnit x = figure.HasCategories ? new(1, "") : AxisUnit.Choose(figure.X.Unit, GreatestX(figure));
        AxisUnit y = AxisUnit.Choose(figure.Y.Unit, GreatestY(figure));
        if (figure.Kind == FigureKind.Ecdf)
        {
            y = new(1, "");
        }

        var script = new StringBuilder();
        WriteHead(script, figure);
        WriteAxes(script, figure, x, y);
        WriteFunctions(script, figure, x, y);
        WriteSvg(script, figure);
        WritePng(script, figure);
        return script.ToString();
    }

    private static void WriteSvg(StringBuilder script, Figure figure)
    {
        script.Append(CultureInfo.InvariantCulture, $"""
            set terminal svg size {Width},{Height} font 'DejaVu Sans,12' background '#ffffff'
            set output '{figure.Name}.svg'

            """);
        WritePlot(script, figure);
    }

    private static void WritePng(StringBuilder script, Figure figure) => script.Append(
        CultureInfo.InvariantCulture,
        $"""
        set terminal pngcairo size {Width * PngScale},{Height * PngScale} font 'DejaVu Sans,9' \
            fontscale {PngScale} linewidth {PngScale} pointscale {PngScale} background '#ffffff'
        set output '{figure.Name}.png'
        replot

        """);

    private static void WriteHead(StringBuilder script, Figure figure)
    {
        script.Append(CultureInfo.InvariantCulture, $"""
            # {figure.Name}: data in {figure.Name}.csv (SI base units); draw again with: gnuplot {figure.Name}.gp
            reset session
            set encoding utf8
            set datafile separator comma
            set datafile columnheaders
            set border 3 linewidth 0.8 linecolor '#333333'
            set tics nomirror out scale 0.6 textcolor '#111111'
            set grid ytics linewidth 0.5 linecolor '#DDDDDD'
            set style fill solid 1.0 noborder

            """);
        for (int index = 0; index < figure.Series.Count; index++)
        {
            script.Append(CultureInfo.InvariantCulture, $"set linetype {index + 1} {LineType(figure, index)}\n");
        }

        script.Append(figure.Series.Count > 1
            ? "set key tmargin center horizontal Left reverse samplen 1.8 spacing 1.1 width 0 textcolor '#111111'\n"
            : "set key off\n");
    }

    private static string LineType(Figure figure, int index)
    {
        if (figure.HasCategories)
        {
            return $"linecolor '{RampColour(index, figure.Series.Count)}'";
        }

        if (figure.Kind == FigureKind.TimeSeries)
        {
            return $"linecolor '{StateColours[index % StateColours.Length]}' linewidth 1.2 dashtype 1";
        }

        int style = index % LineColours.Length;
        string mark = Marks[style].ToString(CultureInfo.InvariantCulture);
        return $"linecolor '{LineColours[style]}' linewidth 1.6 dashtype {Dashes[style]} "
            + $"pointtype {mark} pointsize 0.55";
    }

    private static string RampColour(int index, int count)
    {
        double position = count == 1 ? 1.0 : index * (Ramp.Length - 1.0) / (count - 1);
        int lower = Math.Min((int)position, Ramp.Length - 2);
        double share = position - lower;
        int red = Mix(Ramp[lower].Red, Ramp[lower + 1].Red), green = Mix(Ramp[lower].Green, Ramp[lower + 1].Green);
        return $"#{red:X2}{green:X2}{Mix(Ramp[lower].Blue, Ramp[lower + 1].Blue):X2}";

        int Mix(int from, int to) => (int)Math.Round(from + ((to - from) * share));
    }

    private static void WriteAxes(StringBuilder script, Figure figure, AxisUnit x, AxisUnit y)
    {
        const int LettersAcross = 56, LettersUp = 34; // what fits beside an axis in the size of the letters
        script.Append(CultureInfo.InvariantCulture, $"set xlabel {Label(figure.X.Label, x, LettersAcross)}\n");
        script.Append(CultureInfo.InvariantCulture, $"set ylabel {Label(figure.Y.Label, y, LettersUp)}\n");
        WriteScale(script, "x", figure.X.IsLogarithmic, GreatestX(figure) / x.Divisor, isFromZero: false);
        WriteScale(script, "y", figure.Y.IsLogarithmic, GreatestY(figure) / y.Divisor, isFromZero: true);
        if (figure.Kind == FigureKind.Ecdf)
        {
            script.Append("set yrange [0:1]\n");
        }

        if (figure.HasCategories)
        {
            WriteCategories(script, figure.Categories);
        }
    }

    private static void WriteScale(
        StringBuilder script, string axis, bool isLogarithmic, double greatest, bool isFromZero)
    {
        const double WrittenOut = 2e4;
        if (isLogarithmic)
        {
            string format = greatest > WrittenOut ? "10^{%T}" : "%.12g";
            script.Append(CultureInfo.InvariantCulture, $"set logscale {axis}\nset format {axis} '{format}'\n");
        }
        else if (isFromZero)
        {
            script.Append(CultureInfo.InvariantCulture, $"set {axis}range [0:*]\n");
        }
    }

    private static void WriteCategories(StringBuilder script, IReadOnlyList<string> categories)
    {
        const int LettersThatFit = 40;
        int letters = 0;
        var tics = new List<string>();
        for (int index = 0; index < categories.Count; index++)
        {
            letters += categories[index].Length + 2;
            tics.Add(string.Create(CultureInfo.InvariantCulture, $"'{Escaped(categories[index])}' {index}"));
        }

        string turn = letters > LettersThatFit ? " rotate by 25 right" : "";
        script.Append(CultureInfo.InvariantCulture, $"set xtics scale 0{turn} ({string.Join(", ", tics)})\n");
        script.Append(CultureInfo.InvariantCulture, $"set xrange [-0.6:{categories.Count - 0.4:0.0}]\n");
    }

    private static void WriteFunctions(StringBuilder script, Figure figure, AxisUnit x, AxisUnit y) =>
        script.Append(CultureInfo.InvariantCulture, $"""
            data = '{figure.Name}.csv'
            of(line, name) = column('line') == line ? column(name) : NaN
            x(line) = of(line, 'x') * {x.Factor}
            y(line) = of(line, 'y') * {y.Factor}
            low(line) = of(line, 'low') * {y.Factor}
            high(line) = of(line, 'high') * {y.Factor}

            """);

    private static void WritePlot(StringBuilder script, Figure figure)
    {
        var layers = new List<string>();
        for (int index = 0; index < figure.Series.Count; index++)
        {
            AddBand(layers, figure, index);
        }

        for (int index = 0; index < figure.Series.Count; index++)
        {
            AddSeries(layers, figure, index);
        }

        script.Append("plot \\\n    ").AppendJoin(", \\\n    ", layers).Append('\n');
    }

    private static void AddBand(List<string> layers, Figure figure, int index)
    {
        FigureSeries series = figure.Series[index];
        if (!figure.HasCategories && HasIntervals(series))
        {
            string line = (index + 1).ToString(CultureInfo.InvariantCulture);
            layers.Add(
                $"data using (x({line})):(low({line})):(high({line})) with filledcurves linetype {line} "
                + "fillstyle transparent solid 0.18 noborder notitle");
        }
    }

    private static void AddSeries(List<string> layers, Figure figure, int index)
    {
        string title = $"title '{Escaped(figure.Series[index].Label)}'";
        string line = (index + 1).ToString(CultureInfo.InvariantCulture);
        switch (figure.Kind)
        {
            case FigureKind.Line:
                layers.Add($"data using (x({line})):(y({line})) with linespoints linetype {line} {title}");
                break;
            case FigureKind.Stack:
                layers.Add(
                    $"data using (x({line})):(y({line})):(x({line})-0.3):(x({line})+0.3):(low({line})):(high({line})) "
                    + $"with boxxyerror linetype {line} linewidth 0.5 fillstyle solid 1.0 "
                    + $"border linecolor '#FFFFFF' {title}");
                break;
            case FigureKind.Bars:
                AddBars(layers, figure, index, line, title);
                break;
            default:
                layers.Add($"data using (x({line})):(y({line})) with lines linetype {line} {title}");
                break;
        }
    }

    private static void AddBars(List<string> layers, Figure figure, int index, string line, string title)
    {
        double width = 0.8 / figure.Series.Count;
        double offset = (index - ((figure.Series.Count - 1) / 2.0)) * width;
        string x = string.Create(CultureInfo.InvariantCulture, $"(x({line})+({offset:0.####}))");
        string boxWidth = (width * 0.92).ToString("0.####", CultureInfo.InvariantCulture);
        layers.Add($"data using {x}:(y({line})):({boxWidth}) with boxes linetype {line} {title}");
        if (HasIntervals(figure.Series[index]))
        {
            layers.Add(
                $"data using {x}:(low({line})):(0):(high({line})-low({line})) "
                + "with vectors heads size graph 0.008,90 linewidth 1 linecolor '#808080' notitle");
        }
    }

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

    private static double GreatestX(Figure figure) => Greatest(figure, point => point.X);

    private static double GreatestY(Figure figure) => Greatest(figure, point => point.High ?? point.Y);

    private static double Greatest(Figure figure, Func<FigurePoint, double> value)
    {
        double greatest = 0;
        foreach (FigureSeries series in figure.Series)
        {
            foreach (FigurePoint point in series.Points)
            {
                greatest = Math.Max(greatest, Math.Abs(value(point)));
            }
        }

        return greatest;
    }

    // A string of gnuplot, in as many lines as the axis needs.
    private static string Label(string label, AxisUnit unit, int lettersThatFit)
    {
        string inUnit = unit.Symbol.Length == 0 ? "" : $" ({unit.Symbol})";
        List<string> lines = Lines(label, lettersThatFit - inUnit.Length).ConvertAll(Escaped);
        lines[^1] += inUnit;
        return $"'{string.Join("'.\"\\n\".'", lines)}'";
    }

    private static List<string> Lines(string text, int lettersThatFit)
    {
        List<string> lines = [""];
        foreach (string word in text.Split(' '))
        {
            if (lines[^1].Length > 0 && lines[^1].Length + 1 + word.Length > lettersThatFit)
            {
                lines.Add(word);
            }
            else
            {
                lines[^1] += lines[^1].Length > 0 ? " " + word : word;
            }
        }

        return lines;
    }

    // What gnuplot's markup would read, in a string in single quotes.
    private static string Escaped(string text)
    {
        var escaped = new StringBuilder();
        foreach (char letter in text)
        {
            if (letter is '^' or '_' or '@' or '&' or '~' or '{' or '}' or '\\')
            {
                escaped.Append('\\');
            }

            escaped.Append(letter == '\'' ? "''" : letter);
        }

        return escaped.ToString();
    }
}
