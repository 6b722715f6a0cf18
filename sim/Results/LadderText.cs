using System;
using System.Collections.Generic;
using System.Globalization;
using System.Text;

namespace Simulator.Results;

/// <summary>A message ladder as text, from the rows of <c>ladder.csv</c>.</summary>
public static class LadderText
{
    private const int TimeWidth = 8;

    /// <summary>
    /// One line a message: time of sending, <c>SENDER -> RECEIVER</c>, the message with what it carries in brackets,
    /// and its size. Columns are as wide as they must be.
    /// </summary>
    /// <param name="rows">The messages in order.</param>
    public static string Of(IReadOnlyList<LadderRow> rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        int timeWidth = TimeWidth, pairWidth = 0, messageWidth = 0;
        foreach (LadderRow row in rows)
        {
            timeWidth = Math.Max(timeWidth, Milliseconds(row).Length);
            pairWidth = Math.Max(pairWidth, Pair(row).Length);
            messageWidth = Math.Max(messageWidth, row.Message.Length);
        }

        var text = new StringBuilder();
        foreach (LadderRow row in rows)
        {
            string time = Milliseconds(row).PadLeft(timeWidth), pair = Pair(row).PadRight(pairWidth);
            string message = row.Message.PadRight(messageWidth);
            text.Append(CultureInfo.InvariantCulture, $"{time} ms  {pair}   {message}  {row.Size} B\n");
        }

        return text.ToString();
    }

    /// <summary>
    /// The form of golden files: <c>SENDER -> RECEIVER  MESSAGE</c>, without what a change of delays or of encodings
    /// moves.
    /// </summary>
    /// <param name="rows">The messages in order.</param>
    public static string Golden(IEnumerable<LadderRow> rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        var text = new StringBuilder();
        foreach (LadderRow row in rows)
        {
            text.Append(CultureInfo.InvariantCulture, $"{Pair(row)}  {row.Message}\n");
        }

        return text.ToString();
    }

    private static string Milliseconds(LadderRow row) =>
        (row.Time * 1000).ToString("0.000", CultureInfo.InvariantCulture);

    private static string Pair(LadderRow row) => $"{row.From} -> {row.To}";
}
