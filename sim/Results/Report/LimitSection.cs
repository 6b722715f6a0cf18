using System.Linq;

namespace Simulator.Results;

/// <summary>
/// What the models do not model: the system's page first, then those of its roles; and values that nobody has measured.
/// </summary>
internal static class LimitSection
{
    private const string Low = "L";

    public static void Write(HtmlWriter html, ReportStudy study)
    {
        foreach ((ReportLimits limits, int index) in study.Limits.Select((limits, index) => (limits, index)))
        {
            bool isOwn = index == 0;
            html.Open(isOwn ? "div" : "details").Open(isOwn ? "h3" : "summary").Prose(limits.Title).Close().Open("ul");
            foreach (string statement in limits.Statements)
            {
                html.Open("li").Prose(statement).Close();
            }

            html.Close().Close();
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
