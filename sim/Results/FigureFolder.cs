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

    private const string PdfExtension = ".pdf";

    private static readonly string[] Extensions = [".csv", ".gp", ".svg", ".png", PdfExtension];

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
    /// <param name="hasPdf">True for PDFs as well; a figure that has one keeps it up to date.</param>
    /// <returns>What went wrong, a sentence each; a missing gnuplot once.</returns>
    public static IReadOnlyList<string> Write(string study, IEnumerable<Figure> figures, bool hasPdf = false) =>
        Write(study, figures, hasPdf, Gnuplot.Program);

    internal static List<string> Write(string study, IEnumerable<Figure> figures, bool hasPdf, string program)
    {
        List<Figure> all = [.. figures];
        string folder = Path.Combine(study, Name);
        Directory.CreateDirectory(folder);
        RemoveOthers(folder, all);
        foreach (Figure figure in all)
        {
            WriteSources(folder, figure);
        }

        if (all.Count == 0)
        {
            return [];
        }

        return Gnuplot.FindObstacle(program) is { } obstacle ? [obstacle] : DrawAll(folder, all, hasPdf, program);
    }

    private static List<string> DrawAll(string folder, List<Figure> figures, bool hasPdf, string program)
    {
        var complaints = new List<string>();
        foreach (Figure figure in figures)
        {
            string pdf = Path.Combine(folder, figure.Name + PdfExtension);
            bool isWanted = hasPdf || File.Exists(pdf);
            Drawing drawing = Gnuplot.Run(folder, figure.Name + ".gp", isWanted, program);
            if (drawing.Status != DrawingStatus.Drawn)
            {
                complaints.Add($"figure {figure.Name} was not drawn: {drawing.Message}");
            }
            else if (isWanted && !TryFixDate(pdf))
            {
                complaints.Add($"figure {figure.Name}: its PDF tells no date that could be set to a fixed one");
            }
        }

        return complaints;
    }

    private static bool TryFixDate(string path)
    {
        byte[] document = File.ReadAllBytes(path);
        bool isFixed = PdfDate.TrySet(document);
        File.WriteAllBytes(path, document);
        return isFixed;
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
