using System.Collections.Generic;

namespace Simulator.Results;

/// <summary>A cell: what is read, and what it is sorted by.</summary>
/// <param name="Text">What is read.</param>
/// <param name="Value">A number to sort by; null to sort by the text.</param>
/// <param name="Class">Class of its style; may be empty.</param>
internal readonly record struct ReportCell(string Text, double? Value = null, string Class = "")
{
    public static implicit operator ReportCell(string text) => new(text);

    public static implicit operator ReportCell(long value) => new(Cell.Of(value), value);
}

/// <summary>
/// A table whose columns sort at the press of a button in their head. It scrolls by itself where it is wider than the
/// page, which is then reached by keyboard too.
/// </summary>
internal static class ReportTable
{
    /// <summary>Writes it.</summary>
    /// <param name="html">Where to.</param>
    /// <param name="caption">What it shows.</param>
    /// <param name="columns">Heads of the columns.</param>
    /// <param name="rows">The rows; each as many cells as there are columns.</param>
    public static void Write(
        HtmlWriter html, string caption, IReadOnlyList<string> columns, IEnumerable<ReportCell[]> rows)
    {
        html.Open("div", ("class", "wide"), ("tabindex", "0"), ("role", "region"), ("aria-label", caption));
        html.Open("table").Element("caption", caption).Open("thead").Open("tr");
        foreach (string column in columns)
        {
            html.Open("th", ("scope", "col"), ("aria-sort", "none"))
                .Element("button", column, ("type", "button")).Close();
        }

        html.Close().Close().Open("tbody");
        foreach (ReportCell[] row in rows)
        {
            html.Open("tr");
            foreach (ReportCell cell in row)
            {
                WriteCell(html, cell);
            }

            html.Close();
        }

        html.Close().Close().Close();
    }

    private static void WriteCell(HtmlWriter html, ReportCell cell)
    {
        List<(string, string)> attributes = cell.Value is { } value ? [("data-value", Cell.Of(value))] : [];
        string style = $"{(cell.Value is null ? "" : "number")} {cell.Class}".Trim();
        if (style.Length > 0)
        {
            attributes.Add(("class", style));
        }

        html.Element("td", cell.Text, [.. attributes]);
    }
}
