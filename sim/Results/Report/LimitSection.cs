using System.Linq;

namespace Simulator.Results;

/// <summary>What the models do not model, and values that nobody has measured.</summary>
internal static class LimitSection
{
    private const string Low = "L";

    public static void Write(HtmlWriter html, ReportStudy study)
    {
        foreach (ReportLimits limits in study.Limits)
        {
            html.Element("h3", limits.Title).Open("ul");
            foreach (string statement in limits.Statements)
            {
                html.Open("li").Prose(statement).Close();
            }

            html.Close();
        }

        OriginRow[] assumed = [.. study.Origins.Where(origin => origin.Confidence == Low)];
        if (assumed.Length == 0)
        {
            html.Element("p", "No value was taken from a profile with low confidence.");
            return;
        }

        ReportTable.Write(
            html,
            "Values of low confidence, from profiles",
            ["value", "profile", "source"],
            assumed.Select(origin => (ReportCell[])[origin.Path, origin.Profile, origin.Source]));
    }
}
