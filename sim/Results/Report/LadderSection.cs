using System;
using System.Linq;

namespace Simulator.Results;

/// <summary>
/// The messages of procedures that stand for others, with the numbers that their frames have in a capture beside them.
/// </summary>
internal static class LadderSection
{
    private const int OpenMax = 40, DrawnMax = 300, TableMax = 1_000; // messages

    public static void Write(HtmlWriter html, ReportStudy study)
    {
        if (study.Ladders.Count == 0)
        {
            html.Element("p", "No procedure ended in the measured period.");
            return;
        }

        html.Open("p").Text("Their runs were repeated with the same seed and a capture of each procedure alone. ")
            .Text("The number before a message is that of its frame there; open one with ")
            .Element("code", "WIRESHARK_CONFIG_DIR=procedures/wireshark wireshark procedures/NAME.pcapng").Text(".")
            .Close();
        foreach ((ReportLadder ladder, int index) in study.Ladders.Select((ladder, index) => (ladder, index)))
        {
            WriteLadder(html, study, ladder, FormattableString.Invariant($"ladder-{index + 1}"));
        }
    }

    private static void WriteLadder(HtmlWriter html, ReportStudy study, ReportLadder ladder, string id)
    {
        ProcedureRow row = ladder.Procedure;
        string title = TitleOf(row), name = RecordedProcedure.NameOf(row);
        html.Element("h3", title, ("id", id)).Open("p");
        html.Text(FormattableString.Invariant(
            $"{row.Procedure.Procedure} {row.Procedure.Instance} of run {row.Point}:{row.Replication}"));
        string words = study.WordsOf(row.Point);
        html.Text(words.Length == 0 ? "" : $" ({words})");
        html.Text($", started at {Readable.Text(row.Started, "s", digits: 9)}, ended after ")
            .Text($"{Readable.Text(row.Duration, "s")} with {row.Outcome}. Capture: ")
            .Element("a", $"procedures/{name}.pcapng", ("href", $"procedures/{name}.pcapng")).Text(".").Close();
        if (ladder.Rows.Count == 0)
        {
            html.Element("p", "It sent no message that has a name.");
            return;
        }

        WriteDrawing(html, ladder, id, title);
        html.Open("details").Element("summary", "The same messages as a table");
        ReportTable.Write(
            html,
            "Messages: " + title,
            ["frame", "time", "from", "to", "protocol", "message", "size"],
            ladder.Rows.Take(TableMax).Select(message => (ReportCell[])
            [
                message.Frame,
                new(FormattableString.Invariant($"{1000 * message.Time:F3} ms"), message.Time),
                message.From,
                message.To,
                message.Protocol,
                message.Message,
                new(FormattableString.Invariant($"{message.Size} B"), message.Size),
            ]));
        html.Close();
    }

    // A long one is opened by whoever wants it; what is too long for a drawing is in the file.
    private static void WriteDrawing(HtmlWriter html, ReportLadder ladder, string id, string title)
    {
        int count = ladder.Rows.Count;
        bool isLong = count > OpenMax;
        if (isLong)
        {
            html.Open("details").Element("summary", count > DrawnMax
                ? FormattableString.Invariant($"The first {DrawnMax} of {count} messages")
                : FormattableString.Invariant($"All {count} messages"));
        }

        string svg = LadderSvg.Of([.. ladder.Rows.Take(DrawnMax)], hasFrames: true);
        html.Open("div", ("class", "card drawing"), ("tabindex", "0"), ("role", "region"), ("aria-label", title))
            .Markup(InlineSvg.Of(svg, id + "-", $"{title}: message ladder")).Close();
        if (isLong)
        {
            html.Close();
        }
    }

    private static string TitleOf(ProcedureRow row) => row.Which switch
    {
        ProcedureLog.Median => "Median",
        ProcedureLog.P99 => "99th percentile",
        _ => $"Failed: {row.Outcome}",
    };
}
