using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text;

namespace Simulator.Results;

/// <summary>
/// A drawing of groups and links: a box a group with how many members it has, in columns in the direction in which
/// links point; a line between groups that have links, in the colour and dash of its class, which is named above.
/// </summary>
internal static class TopologySvg
{
    private const int BoxWidth = 148, BoxHeight = 44, ColumnGap = 150, RowGap = 14, Margin = 12, HeadHeight = 24;

    private const string Font = "font-family=\"DejaVu Sans, sans-serif\" font-size=\"12\"";

    // Okabe and Ito, dark enough on white, each with a dash of its own.
    private static readonly (string Colour, string Dash)[] Styles =
        [("#0072b2", "none"), ("#d55e00", "7 3"), ("#007a5a", "2 3"), ("#9a4d7c", "9 3 2 3"), ("#555555", "4 2")];

    /// <summary>The drawing.</summary>
    /// <param name="topology">Groups and links.</param>
    public static string Of(ReportTopology topology)
    {
        ArgumentNullException.ThrowIfNull(topology);
        int[] columns = Columns(topology);
        (int X, int Y)[] places = Places(topology, columns, out int width, out int height);
        var svg = new StringBuilder();
        svg.Append(CultureInfo.InvariantCulture, $"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" ");
        svg.Append(CultureInfo.InvariantCulture, $"height=\"{height}\" viewBox=\"0 0 {width} {height}\" {Font}>\n");
        svg.Append(CultureInfo.InvariantCulture, $"<rect width=\"{width}\" height=\"{height}\" fill=\"#ffffff\"/>\n");
        foreach (ReportEdge edge in topology.Edges)
        {
            DrawEdge(svg, StyleOf(topology, edge.Class), places[edge.From], places[edge.To]);
        }

        DrawNames(svg, topology, places);
        for (int index = 0; index < places.Length; index++)
        {
            DrawGroup(svg, topology.Groups[index], places[index]);
        }

        return svg.Append("</svg>\n").ToString();
    }

    // A group stands one column after the last group that has a link to it; links in a circle cannot go on for ever.
    private static int[] Columns(ReportTopology topology)
    {
        int[] columns = new int[topology.Groups.Count];
        bool isMoved = true;
        for (int round = 0; isMoved && round < columns.Length; round++)
        {
            isMoved = false;
            foreach (ReportEdge edge in topology.Edges)
            {
                int from = columns[edge.From];
                if (edge.From != edge.To && columns[edge.To] <= from && from < columns.Length)
                {
                    columns[edge.To] = from + 1;
                    isMoved = true;
                }
            }
        }

        return columns;
    }

    // Columns are centred on each other; within one the groups keep their order.
    private static (int X, int Y)[] Places(ReportTopology topology, int[] columns, out int width, out int height)
    {
        int columnCount = columns.DefaultIfEmpty().Max() + 1;
        int[] counts = [.. Enumerable.Range(0, columnCount).Select(column => columns.Count(each => each == column))];
        int rowMax = counts.Max(), top = Margin + (HeadHeight * HeadRows(topology, columns));
        width = (2 * Margin) + (columnCount * BoxWidth) + ((columnCount - 1) * ColumnGap);
        height = top + (rowMax * (BoxHeight + RowGap)) + Margin - RowGap;
        int[] next = new int[columnCount];
        var places = new (int X, int Y)[columns.Length];
        for (int index = 0; index < columns.Length; index++)
        {
            int column = columns[index];
            int above = (rowMax - counts[column]) * (BoxHeight + RowGap) / 2;
            places[index] = (
                Margin + (column * (BoxWidth + ColumnGap)),
                top + above + (next[column]++ * (BoxHeight + RowGap)));
        }

        return places;
    }

    private static int HeadRows(ReportTopology topology, int[] columns) => topology.Edges
        .Select(edge => (edge.Class, columns[edge.From]))
        .Distinct()
        .GroupBy(gap => gap.Item2)
        .Select(gap => gap.Count())
        .DefaultIfEmpty()
        .Max();

    private static (string Colour, string Dash) StyleOf(ReportTopology topology, string name) =>
        Styles[topology.Links.Select(link => link.Name).ToList().IndexOf(name) % Styles.Length];

    private static void DrawEdge(
        StringBuilder svg, (string Colour, string Dash) style, (int X, int Y) from, (int X, int Y) to)
    {
        const int Half = BoxHeight / 2;
        svg.Append(CultureInfo.InvariantCulture, $"<line x1=\"{from.X + BoxWidth}\" y1=\"{from.Y + Half}\" ");
        svg.Append(CultureInfo.InvariantCulture, $"x2=\"{to.X}\" y2=\"{to.Y + Half}\" stroke=\"{style.Colour}\" ");
        svg.Append(CultureInfo.InvariantCulture, $"stroke-width=\"1.6\" stroke-dasharray=\"{style.Dash}\"/>\n");
    }

    // The name of a class above each gap that its links cross, with a sample of its line.
    private static void DrawNames(StringBuilder svg, ReportTopology topology, (int X, int Y)[] places)
    {
        var rows = new Dictionary<int, int>(); // by place of the gap, how many names it has
        foreach ((string name, int x) in topology.Edges.Select(edge => (edge.Class, places[edge.From].X)).Distinct())
        {
            rows[x] = rows.GetValueOrDefault(x) + 1;
            (string colour, string dash) = StyleOf(topology, name);
            int y = Margin + (HeadHeight * rows[x]) - 10, start = x + BoxWidth + 18;
            svg.Append(CultureInfo.InvariantCulture, $"<line x1=\"{start}\" y1=\"{y}\" x2=\"{start + 26}\" ");
            svg.Append(CultureInfo.InvariantCulture, $"y2=\"{y}\" stroke=\"{colour}\" stroke-width=\"1.6\" ");
            svg.Append(CultureInfo.InvariantCulture, $"stroke-dasharray=\"{dash}\"/>\n");
            Text(svg, start + 32, y + 4, name, $"fill=\"{colour}\" font-weight=\"bold\"");
        }
    }

    private static void DrawGroup(StringBuilder svg, ReportGroup group, (int X, int Y) place)
    {
        svg.Append(CultureInfo.InvariantCulture, $"<rect x=\"{place.X}\" y=\"{place.Y}\" width=\"{BoxWidth}\" ");
        svg.Append(CultureInfo.InvariantCulture, $"height=\"{BoxHeight}\" rx=\"4\" fill=\"#f2f2f2\" ");
        svg.Append("stroke=\"#555555\"/>\n");
        const string Centred = "text-anchor=\"middle\" fill=\"#111111\"";
        int middle = place.X + (BoxWidth / 2);
        string role = group.Role == group.Name ? "" : $" {group.Role}";
        Text(svg, middle, place.Y + 18, group.Name, Centred + " font-weight=\"bold\"");
        Text(svg, middle, place.Y + 35, string.Create(CultureInfo.InvariantCulture, $"× {group.Count}{role}"), Centred);
    }

    private static void Text(StringBuilder svg, int x, int y, string text, string style) => svg.Append(
        CultureInfo.InvariantCulture, $"<text x=\"{x}\" y=\"{y}\" {style}>{XmlText.Escape(text)}</text>\n");
}
