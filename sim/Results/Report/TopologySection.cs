using System.Linq;

namespace Simulator.Results;

/// <summary>The groups of nodes and the links between them: a drawing and its numbers.</summary>
internal static class TopologySection
{
    public static void Write(HtmlWriter html, ReportStudy study)
    {
        ReportTopology topology = study.Topology;
        if (topology.Groups.Count == 0)
        {
            html.Element("p", "The scenario has no nodes.");
            return;
        }

        const string Drawing = "Drawing of the topology";
        html.Open("div", ("class", "card drawing"), ("tabindex", "0"), ("role", "region"), ("aria-label", Drawing))
            .Markup(InlineSvg.Of(TopologySvg.Of(topology), "topology-", "Groups of nodes and the links between them"))
            .Close();
        if (study.Keys.Count > 0)
        {
            html.Element("p", "Values are those of the first point.", ("class", "soft"));
        }

        string[] properties =
            [.. topology.Links.SelectMany(link => link.Properties).Select(each => each.Name).Distinct()];
        ReportTable.Write(html, "Links", ["class", "links", .. properties], topology.Links.Select(link => (ReportCell[])
        [
            link.Name,
            link.Count,
            .. properties.Select(name => (ReportCell)(ValueOf(link, name) ?? "–")),
        ]));
        ReportTable.Write(html, "Groups of nodes", ["group", "role", "members", "node"], topology.Groups.Select(group =>
            (ReportCell[])[group.Name, group.Role, group.Count, group.Details]));
    }

    private static string? ValueOf(ReportLinkClass link, string name) =>
        link.Properties.FirstOrDefault(each => each.Name == name).Value;
}
