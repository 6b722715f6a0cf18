using System;
using System.Linq;

namespace Simulator.Results;

/// <summary>The question, what was expected, what came out, and whether they agree.</summary>
internal static class AnswerSection
{
    public static void Write(HtmlWriter html, ReportStudy study)
    {
        html.Open("dl");
        foreach (ReportPart part in study.Header)
        {
            html.Element("dt", part.Name).Element("dd", part.Text).Markup("\n");
        }

        html.Close();
        WriteVerdict(html, study);
        if (study.Expectations.Count > 0)
        {
            ReportTable.Write(
                html,
                "Expectations, tested on the mean over replications",
                ["quantity", "where", "expected", "found", "99.9 % interval", "verdict"],
                study.Expectations.Select(Row));
        }
    }

    private static void WriteVerdict(HtmlWriter html, ReportStudy study)
    {
        int count = study.Expectations.Count, held = study.Expectations.Count(each => each.Miss.Length == 0);
        (string style, string words) =
            count == 0 && !study.Manifest.TestsExpectations
                ? ("", "Expectations are not tested at the size of a test (--small).")
            : count == 0 ? ("", "The scenario has no expectation to test.")
            : held == count ? (" holds", $"What came out agrees with what was expected: {Counted(held, count)}.")
            : (" missed", $"What came out does not agree with what was expected: {Counted(held, count)}.");
        html.Element("p", words, ("class", "verdict" + style), ("role", "status")).Markup("\n");
        int missing = study.Health.Points.Sum(point => Math.Max(0, point.Planned - point.Completed));
        if (missing > 0)
        {
            html.Element(
                "p",
                FormattableString.Invariant($"The study is not complete: {missing} of its runs are missing or failed."),
                ("class", "missed"));
        }
    }

    private static string Counted(int held, int count) => count == 1
        ? (held == 1 ? "the expectation holds" : "the expectation does not hold")
        : held == count
            ? FormattableString.Invariant($"all {count} expectations hold")
            : FormattableString.Invariant($"{held} of {count} expectations hold");

    private static ReportCell[] Row(ReportExpectation expectation) =>
    [
        expectation.Quantity, expectation.Where, expectation.Expected, expectation.Found, expectation.Interval,
        expectation.Miss.Length == 0 ? new("✓ holds", null, "holds") : new($"✗ {expectation.Miss}", null, "missed"),
    ];
}
