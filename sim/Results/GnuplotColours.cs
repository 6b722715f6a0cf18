using System;
using System.Collections.Generic;
using System.Globalization;

namespace Simulator.Results;

/// <summary>
/// What tells lines, bars and cells apart: for any colour vision by colour, in grey by dash, mark or lightness.
/// </summary>
internal static class GnuplotColours
{
    // Okabe, Ito: "Color universal design" (2008): told apart with any colour vision
    private static readonly string[] LineColours =
        ["#0072B2", "#D55E00", "#009E73", "#CC79A7", "#000000", "#E69F00", "#56B4E9", "#6E6E6E"];

    // Tol, "Colour schemes" (2021), high contrast: lines that are too restless for dashes differ in lightness
    private static readonly string[] StateColours = ["#004488", "#DDAA33", "#BB5566", "#000000", "#999999"];

    private static readonly int[] Marks = [7, 5, 9, 11, 13, 6, 4, 8]; // discs, squares, triangles …; then hollow ones

    private static readonly string[] Dashes =
        ["1", "(10,4)", "(3,3)", "(12,4,3,4)", "(18,5)", "(6,3)", "(12,4,3,4,3,4)", "(2,4)"];

    // cividis (Nuñez, Anderton, Renslow, 2018): lightness rises evenly, so it survives grey
    private static readonly (int Red, int Green, int Blue)[] Ramp =
        [(0, 34, 78), (53, 69, 108), (102, 105, 112), (148, 142, 119), (200, 184, 102), (254, 232, 56)];

    /// <summary>The definition of a line type, for the series of that number.</summary>
    public static string LineType(Figure figure, int index)
    {
        if (figure.HasCategories)
        {
            return $"linecolor '{RampColour(index, figure.Series.Count)}'";
        }

        return figure.Series[index].Role switch
        {
            SeriesRole.Formula => FormulaType(figure, index),
            SeriesRole.Knee => "linecolor '#000000' linewidth 1.4 dashtype (3,3) pointtype 6 pointsize 1.4",
            _ when figure.Kind == FigureKind.TimeSeries => StateType(index),
            _ when figure.Kind == FigureKind.Ecdf && figure.Has(SeriesRole.Formula) => GroundType(figure, index),
            _ => MeasuredType(index, figure.HasLoosePoints),
        };
    }

    /// <summary>The scale of lightness as a palette.</summary>
    public static string Palette()
    {
        var stops = new List<string>();
        for (int index = 0; index < Ramp.Length; index++)
        {
            stops.Add(string.Create(CultureInfo.InvariantCulture, $"{index} '{RampColour(index, Ramp.Length)}'"));
        }

        return string.Join(", ", stops);
    }

    private static string StateType(int index) =>
        $"linecolor '{StateColours[index % StateColours.Length]}' linewidth 1.2 dashtype 1";

    // Broad, for the thin dashes of a closed form on top, and told apart by lightness, since dashes are taken.
    private static string GroundType(Figure figure, int index) =>
        $"linecolor '{RampColour(index + 1, CountOf(figure, SeriesRole.Measured) + 2)}' linewidth 3.2 dashtype 1";

    private static string MeasuredType(int index, bool isLoose)
    {
        int style = index % LineColours.Length;
        string mark = Marks[style].ToString(CultureInfo.InvariantCulture);
        string size = isLoose ? "0.7" : "0.55";
        return $"linecolor '{LineColours[style]}' linewidth 1.6 dashtype {Dashes[style]} "
            + $"pointtype {mark} pointsize {size}";
    }

    // The colour of the points it belongs to if each series has its formula; black on lines.
    private static string FormulaType(Figure figure, int index)
    {
        int measured = CountOf(figure, SeriesRole.Measured), number = 0;
        for (int other = 0; other < index; other++)
        {
            number += figure.Series[other].Role == SeriesRole.Formula ? 1 : 0;
        }

        bool isPaired = figure.Kind != FigureKind.Ecdf && figure.Series.Count >= 2 * measured && measured > 1;
        string colour = isPaired ? LineColours[number % LineColours.Length] : "#000000";
        string dash = figure.Kind == FigureKind.Ecdf ? "(5,5)" : Dashes[number % Dashes.Length];
        return $"linecolor '{colour}' linewidth 1.1 dashtype {dash}";
    }

    private static int CountOf(Figure figure, SeriesRole role)
    {
        int count = 0;
        foreach (FigureSeries series in figure.Series)
        {
            count += series.Role == role ? 1 : 0;
        }

        return count;
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
}
