using System;
using System.Linq;

namespace Simulator.Results;

/// <summary>The figures, each with its data and its script.</summary>
internal static class FigureSection
{
    public static void Write(HtmlWriter html, ReportStudy study)
    {
        if (study.Figures.Count == 0)
        {
            html.Element("p", "No figures were drawn. They are drawn again from the stored tables by ")
                .Element("code", "./simulate plot DIR").Text(".");
            return;
        }

        html.Open("div", ("class", "figures"));
        foreach ((ReportFigure figure, int index) in study.Figures.Select((figure, index) => (figure, index)))
        {
            html.Open("figure", ("id", $"figure-{index + 1}")).Open("div", ("class", "card fit"));
            html.Markup(Picture(figure, FormattableString.Invariant($"f{index + 1}-"))).Close();
            html.Open("figcaption").Text(figure.Caption).Text(". ");
            foreach (string ending in (string[])["csv", "gp"])
            {
                html.Element("a", ending == "csv" ? "data" : "script", ("href", $"figures/{figure.Name}.{ending}"));
                html.Text(ending == "csv" ? ", " : "");
            }

            html.Close().Close();
        }

        html.Close();
    }

    private static string Picture(ReportFigure figure, string prefix)
    {
        string svg = InlineSvg.Of(figure.Svg, prefix, figure.Caption);
        if (svg.Length > 0 || figure.Png.Length == 0)
        {
            return svg;
        }

        string source = $"data:image/png;base64,{Convert.ToBase64String(figure.Png)}";
        return new HtmlWriter().Void("img", ("alt", figure.Caption), ("src", source)).ToString();
    }
}
