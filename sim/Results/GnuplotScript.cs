using System;
using System.Globalization;
using System.Text;

namespace Simulator.Results;

/// <summary>
/// Writes the gnuplot script of a figure. The script reads the data by a relative name and stands alone, so that an
/// author can restyle it. Column width is 8.9 cm; lines differ in colour, dash and mark, bars in lightness.
/// </summary>
internal static class GnuplotScript
{
    /// <summary>The variable that asks a script for a PDF as well.</summary>
    public const string PdfVariable = "pdf";

    private const int Width = 400, Height = 270, PngScale = 3;

    public static string Of(Figure figure)
    {
        var script = new StringBuilder();
        var axes = new GnuplotAxes(script, figure);
        WriteHead(script, figure);
        axes.Write();
        WriteFunctions(script, figure, axes);
        WriteSvg(script, figure);
        WritePng(script, figure);
        WritePdf(script, figure);
        return script.ToString();
    }

    private static void WriteHead(StringBuilder script, Figure figure)
    {
        script.Append(CultureInfo.InvariantCulture, $"""
            # {figure.Name}: data in {figure.Name}.csv (SI base units); draw again with: gnuplot {figure.Name}.gp
            # (with a PDF beside it: gnuplot -e {PdfVariable}=1 {figure.Name}.gp)
            reset
            set encoding utf8
            set datafile separator comma
            set datafile columnheaders
            set border {(figure.Kind == FigureKind.Heat ? 0 : 3)} linewidth 0.8 linecolor '#333333'
            set tics nomirror out scale 0.6 textcolor '#111111'
            {Grid(figure)}
            set style fill solid 1.0 noborder

            """);
        for (int index = 0; index < figure.Series.Count && figure.Kind != FigureKind.Heat; index++)
        {
            string type = GnuplotColours.LineType(figure, index);
            script.Append(CultureInfo.InvariantCulture, $"set linetype {index + 1} {type}\n");
        }

        WriteKey(script, figure);
        if (figure.Note.Length > 0)
        {
            script.Append(
                CultureInfo.InvariantCulture,
                $"set label 1 '{GnuplotText.Escaped(figure.Note)}' at graph 0.03,0.93 textcolor '#555555'\n");
        }
    }

    // Above the frame, where it hides nothing, in as many columns as fit.
    private static void WriteKey(StringBuilder script, Figure figure)
    {
        const int PixelsAcross = 340, PixelsOfLetter = 7, PixelsOfSample = 44;
        if (figure.Series.Count == 1 || figure.Kind == FigureKind.Heat)
        {
            script.Append("set key off\n");
            return;
        }

        int longest = 0;
        foreach (FigureSeries series in figure.Series)
        {
            longest = Math.Max(longest, (series.KeyText ?? series.Label).Length);
        }

        int columns = Math.Max(1, PixelsAcross / ((longest * PixelsOfLetter) + PixelsOfSample));
        script.Append(
            CultureInfo.InvariantCulture,
            $"set key tmargin center horizontal maxcols {columns} Left reverse samplen 2.2 spacing 1.1 "
            + $"textcolor '#111111'\n");
    }

    private static string Grid(Figure figure) => figure.Kind == FigureKind.Heat
        ? "unset grid"
        : "set grid ytics linewidth 0.5 linecolor '#DDDDDD'";

    private static void WriteFunctions(StringBuilder script, Figure figure, GnuplotAxes axes)
    {
        script.Append(CultureInfo.InvariantCulture, $"data = '{figure.Name}.csv'\n");
        if (figure.Kind == FigureKind.Heat)
        {
            WriteCellFunctions(script, figure, axes);
            return;
        }

        script.Append(CultureInfo.InvariantCulture, $"""
            of(line, name) = column('line') == line ? column(name) : NaN
            atleast(value) = value < {axes.Floor} ? {axes.Floor} : value
            x(line) = of(line, 'x') * {axes.X.Factor}
            y(line) = of(line, 'y') * {axes.Y.Factor}
            low(line) = atleast(of(line, 'low') * {axes.Y.Factor})
            high(line) = of(line, 'high') * {axes.Y.Factor}

            """);
    }

    private static void WriteCellFunctions(StringBuilder script, Figure figure, GnuplotAxes axes)
    {
        FigureRange range = FigureRange.OfY(figure);
        double low = range.Least / axes.Y.Divisor, high = range.Greatest / axes.Y.Divisor;
        double middle = figure.Y.IsLogarithmic && low > 0 ? Math.Sqrt(low * high) : (low + high) / 2;
        script.Append(CultureInfo.InvariantCulture, $"""
            cell(line) = column('y') * {axes.Y.Factor}
            ink(value) = value > {middle} ? 0x111111 : 0xFFFFFF

            """);
    }

    private static void WriteSvg(StringBuilder script, Figure figure)
    {
        script.Append(CultureInfo.InvariantCulture, $"""
            set terminal svg size {Width},{Height} font 'DejaVu Sans,12' background '#ffffff'
            set output '{figure.Name}.svg'

            """);
        script.Append("plot \\\n    ").AppendJoin(", \\\n    ", GnuplotLayers.Of(figure)).Append('\n');
    }

    private static void WritePng(StringBuilder script, Figure figure) => script.Append(
        CultureInfo.InvariantCulture,
        $"""
        set terminal pngcairo size {Width * PngScale},{Height * PngScale} font 'DejaVu Sans,9' \
            fontscale {PngScale} linewidth {PngScale} pointscale {PngScale} background '#ffffff'
        set output '{figure.Name}.png'
        replot

        """);

    private static void WritePdf(StringBuilder script, Figure figure) => script.Append(
        CultureInfo.InvariantCulture,
        $$"""
        if (exists('{{PdfVariable}}')) {
            set terminal pdfcairo size 8.9cm,6.0cm font 'DejaVu Sans,6.5' fontscale 1 linewidth 1 pointscale 0.6
            set output '{{figure.Name}}.pdf'
            replot
        }

        """);
}
