using System;
using System.Collections.Generic;
using System.Globalization;
using System.Text;

namespace Simulator.Results;

/// <summary>
/// A message ladder as a drawing: a lifeline a node, an arrow a message with its name above and its time at the margin.
/// The distance of arrows is not to scale.
/// </summary>
public static class LadderSvg
{
    private const double FontSize = 12, LetterWidth = 6.9, RowHeight = 30, HeadHeight = 26, Margin = 14, TimeWidth = 84;
    private const double FrameWidth = 52, GapMin = 90, LabelPadding = 26, ArrowSize = 7;

    // keeps a lifeline off the words that cross it
    private const string Halo = "stroke=\"#ffffff\" stroke-width=\"3\" paint-order=\"stroke\" ";

    private const string Centred = "text-anchor=\"middle\" fill=\"#111111\"";

    /// <summary>The drawing.</summary>
    /// <param name="rows">The messages in order.</param>
    /// <param name="hasFrames">True for the number of the frame before each time.</param>
    public static string Of(IReadOnlyList<LadderRow> rows, bool hasFrames = false)
    {
        ArgumentNullException.ThrowIfNull(rows);
        List<string> participants = Ladders.Participants(rows);
        double left = Margin + TimeWidth + (hasFrames ? FrameWidth : 0);
        double[] positions = Positions(rows, participants, left);
        double width = (positions.Length == 0 ? left : positions[^1] + (HeadWidth(participants[^1]) / 2)) + Margin;
        double height = Margin + HeadHeight + (RowHeight * (rows.Count + 1)) + Margin;
        var svg = new StringBuilder();
        Start(svg, width, height);
        DrawLifelines(svg, participants, positions, height);
        for (int index = 0; index < rows.Count; index++)
        {
            double y = Margin + HeadHeight + (RowHeight * (index + 1));
            DrawMargin(svg, rows[index], left, y, hasFrames);
            DrawMessage(svg, rows[index], participants, positions, y);
        }

        return svg.Append("</svg>\n").ToString();
    }

    // Lifelines stand far enough apart for the names of the messages between them.
    private static double[] Positions(IReadOnlyList<LadderRow> rows, List<string> participants, double left)
    {
        double[] positions = new double[participants.Count];
        for (int index = 0; index < positions.Length; index++)
        {
            positions[index] = index == 0
                ? left + (HeadWidth(participants[0]) / 2)
                : positions[index - 1] + Math.Max(GapMin, HeadGap(participants, index));
            foreach (LadderRow row in rows)
            {
                int from = participants.IndexOf(row.From), to = participants.IndexOf(row.To);
                if (Math.Max(from, to) == index && from != to)
                {
                    double needed = (row.Message.Length * LetterWidth) + LabelPadding;
                    positions[index] = Math.Max(positions[index], positions[Math.Min(from, to)] + needed);
                }
            }
        }

        return positions;
    }

    private static double HeadGap(List<string> participants, int index) =>
        ((HeadWidth(participants[index - 1]) + HeadWidth(participants[index])) / 2) + Margin;

    private static double HeadWidth(string name) => (name.Length * LetterWidth) + 18;

    private static void Start(StringBuilder svg, double width, double height)
    {
        string size = $"width=\"{N(width)}\" height=\"{N(height)}\"";
        svg.Append("<svg xmlns=\"http://www.w3.org/2000/svg\" ").Append(size);
        svg.Append(CultureInfo.InvariantCulture, $" viewBox=\"0 0 {N(width)} {N(height)}\"");
        svg.Append(
            CultureInfo.InvariantCulture, $" font-family=\"DejaVu Sans, sans-serif\" font-size=\"{FontSize}\">\n");
        svg.Append("<rect ").Append(size).Append(" fill=\"#ffffff\"/>\n");
    }

    private static void DrawLifelines(StringBuilder svg, List<string> participants, double[] positions, double height)
    {
        for (int index = 0; index < positions.Length; index++)
        {
            double x = positions[index], width = HeadWidth(participants[index]);
            Line(svg, (x, Margin + HeadHeight), (x, height - Margin), "stroke=\"#999999\" stroke-dasharray=\"4 3\"");
            svg.Append(CultureInfo.InvariantCulture, $"<rect x=\"{N(x - (width / 2))}\" y=\"{N(Margin)}\" ");
            svg.Append(CultureInfo.InvariantCulture, $"width=\"{N(width)}\" height=\"{N(HeadHeight)}\" ");
            svg.Append("fill=\"#f2f2f2\" stroke=\"#555555\"/>\n");
            Text(svg, (x, Margin + (HeadHeight / 2) + 4), participants[index], Centred);
        }
    }

    private static void DrawMargin(StringBuilder svg, LadderRow row, double left, double y, bool hasFrames)
    {
        const string Grey = "text-anchor=\"end\" fill=\"#666666\"";
        string time = (row.Time * 1000).ToString("0.000", CultureInfo.InvariantCulture) + " ms";
        Text(svg, (left - 12, y + 4), time, Grey);
        if (hasFrames)
        {
            string frame = row.Frame.ToString(CultureInfo.InvariantCulture);
            Text(svg, (Margin + 26, y + 4), frame, Grey + " font-weight=\"bold\"");
        }
    }

    private static void DrawMessage(
        StringBuilder svg, LadderRow row, List<string> participants, double[] positions, double y)
    {
        double from = positions[participants.IndexOf(row.From)], to = positions[participants.IndexOf(row.To)];
        double tail = to + (Math.Sign(from - to) * ArrowSize);
        Line(svg, (from, y), (tail, y), "stroke=\"#0072b2\" stroke-width=\"1.4\"");
        svg.Append(CultureInfo.InvariantCulture, $"<path d=\"M{N(to)} {N(y)} L{N(tail)} {N(y - 3.5)} ");
        svg.Append(CultureInfo.InvariantCulture, $"L{N(tail)} {N(y + 3.5)} Z\" fill=\"#0072b2\"/>\n");
        Text(svg, ((from + to) / 2, y - 6), row.Message, Halo + Centred);
    }

    private static void Line(StringBuilder svg, (double X, double Y) from, (double X, double Y) to, string style) =>
        svg.Append(
            CultureInfo.InvariantCulture,
            $"<line x1=\"{N(from.X)}\" y1=\"{N(from.Y)}\" x2=\"{N(to.X)}\" y2=\"{N(to.Y)}\" {style}/>\n");

    private static void Text(StringBuilder svg, (double X, double Y) at, string text, string style) =>
        svg.Append(
            CultureInfo.InvariantCulture,
            $"<text x=\"{N(at.X)}\" y=\"{N(at.Y)}\" {style}>{XmlText.Escape(text)}</text>\n");

    private static string N(double value) => Math.Round(value, 1).ToString(CultureInfo.InvariantCulture);
}
