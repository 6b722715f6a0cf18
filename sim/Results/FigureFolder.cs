using System;
using System.Collections.Generic;
using System.IO;

namespace Simulator.Results;

/// <summary>
/// Writes figures into <c>figures/</c>: for each the data, the script, and with gnuplot the pictures. Without gnuplot
/// data and scripts are there all the same.
/// </summary>
public static class FigureFolder
{
    /// <summary>Name of the folder.</summary>
    public const string Name = "figures";

    private static readonly string[] Extensions = [".csv", ".gp", ".svg", ".png"];

    private static readonly Table<Row> Data = new(
        "", ["line", "series", "x", "y", "low", "high"], Cells, _ => throw new NotSupportedException());

    private static readonly Table<Row> CategoryData = new(
        "",
        ["line", "series", "category", "x", "y", "low", "high"],
        CategoryCells,
        _ => throw new NotSupportedException());

    /// <summary>Writes and draws figures.</summary>
    /// <param name="study">Folder of a study; the figures are in its folder <c>figures/</c>.</param>
    /// <param name="figures">The figures.</param>
    /// <returns>What went wrong, a sentence each; a missing gnuplot once.</returns>
    public static IReadOnlyList<string> Write(string study, IEnumerable<Figure> figures) =>
        Write(study, figures, "gnuplot");

    internal static List<string> Write(string study, IEnumerable<Figure> figures, string program)
    {
        List<Figure> all = [.. figures];
        string folder = Path.Combine(study, Name);
        Directory.CreateDirectory(folder);
        RemoveOthers(folder, all);
        var complaints = new List<string>();
        bool isMissing = false;
        foreach (Figure figure in all)
        {
            WriteSources(folder, figure);
            Drawing drawing = isMissing ? default : Gnuplot.Run(folder, figure.Name + ".gp", program);
            if (drawing.Status == DrawingStatus.Failed)
            {
                complaints.Add($"figure {figure.Name} was not drawn: {drawing.Message}");
            }
            else if (drawing.Status == DrawingStatus.ProgramMissing)
            {
                isMissing = true;
                complaints.Add(
                    "gnuplot is missing: the figures' data and scripts were written, their pictures were not "
                    + "(apt-get install gnuplot-nox fonts-dejavu-core)");
            }
        }

        return complaints;
    }

    // Figures of an earlier state of the study, which had fewer points.
    private static void RemoveOthers(string folder, List<Figure> figures)
    {
        foreach (string path in Directory.GetFiles(folder))
        {
            bool isOurs = Array.IndexOf(Extensions, Path.GetExtension(path)) >= 0;
            if (isOurs && !figures.Exists(figure => figure.Name == Path.GetFileNameWithoutExtension(path)))
            {
                File.Delete(path);
            }
        }
    }

    private static void WriteSources(string folder, Figure figure)
    {
        Table<Row> table = figure.HasCategories ? CategoryData : Data;
        DurableFile.Write(Path.Combine(folder, figure.Name + ".csv"), stream => table.Write(stream, Rows(figure)));
        DurableFile.Write(Path.Combine(folder, figure.Name + ".gp"), GnuplotScript.Of(figure));
    }

    private static IEnumerable<Row> Rows(Figure figure)
    {
        for (int index = 0; index < figure.Series.Count; index++)
        {
            foreach (FigurePoint point in figure.Series[index].Points)
            {
                yield return new Row(figure, index, point);
            }
        }
    }

    // A line's number picks its rows in the script: gnuplot 5.4 cuts a quoted text at its first comma.
    private static IEnumerable<string> Cells(Row row) => [Cell.Of(row.Index + 1), row.Series, .. Numbers(row.Point)];

    private static IEnumerable<string> CategoryCells(Row row) =>
        [Cell.Of(row.Index + 1), row.Series, row.Figure.Categories[(int)row.Point.X], .. Numbers(row.Point)];

    private static string[] Numbers(FigurePoint point) =>
        [Cell.Of(point.X), Cell.Of(point.Y), Cell.Of(point.Low), Cell.Of(point.High)];

    private readonly record struct Row(Figure Figure, int Index, FigurePoint Point)
    {
        public string Series => Figure.Series[Index].Label;
    }
}
