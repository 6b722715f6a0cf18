using System;
using System.Globalization;
using System.Linq;
using System.Xml;
using System.Xml.Linq;

namespace Simulator.Results;

/// <summary>
/// Makes a drawing a part of a page that has others: its ids get a prefix, so that each is there once.
/// </summary>
internal static class InlineSvg
{
    private static readonly XNamespace Xml = "http://www.w3.org/2000/svg";

    /// <summary>The drawing as an element of a page.</summary>
    /// <param name="svg">A file.</param>
    /// <param name="prefix">Start of its ids.</param>
    /// <param name="title">What it shows, for those who do not see it.</param>
    /// <returns>The element; empty if the file is not a drawing.</returns>
    public static string Of(string svg, string prefix, string title)
    {
        if (Parse(svg) is not { } root)
        {
            return "";
        }

        root.Descendants().Where(IsActive).Remove();
        foreach (XElement element in root.DescendantsAndSelf())
        {
            foreach (XAttribute attribute in element.Attributes().ToArray())
            {
                Rename(attribute, prefix);
            }
        }

        root.Elements(Xml + "title").Remove();
        root.SetAttributeValue("role", "img");
        root.SetAttributeValue("aria-label", XmlText.Clean(title));
        SetSize(root);
        return root.ToString(SaveOptions.DisableFormatting) + "\n";
    }

    private static XElement? Parse(string svg)
    {
        try
        {
            var settings = new XmlReaderSettings { DtdProcessing = DtdProcessing.Ignore, XmlResolver = null };
            using var reader = XmlReader.Create(new System.IO.StringReader(svg), settings);
            XElement root = XDocument.Load(reader).Root!;
            return root.Name == Xml + "svg" ? root : null;
        }
        catch (XmlException)
        {
            return null;
        }
    }

    // What runs or loads something has no place in a figure; comments are nobody's business.
    private static bool IsActive(XElement element) =>
        element.Name.LocalName is "script" or "foreignObject" or "image" or "a";

    private static void Rename(XAttribute attribute, string prefix)
    {
        string name = attribute.Name.LocalName, value = attribute.Value;
        if (name.StartsWith("on", StringComparison.OrdinalIgnoreCase))
        {
            attribute.Remove();
        }
        else if (name == "id")
        {
            attribute.Value = prefix + value;
        }
        else if (name == "href")
        {
            attribute.Value = "#" + prefix + value.TrimStart('#');
        }
        else if (value.Contains("url(#", StringComparison.Ordinal))
        {
            attribute.Value = value.Replace("url(#", $"url(#{prefix}", StringComparison.Ordinal);
        }
    }

    // As wide as it was drawn and no wider than the page.
    private static void SetSize(XElement root)
    {
        string width = root.Attribute("width")?.Value ?? "", height = root.Attribute("height")?.Value ?? "";
        if (root.Attribute("viewBox") is null && IsNumber(width) && IsNumber(height))
        {
            root.SetAttributeValue("viewBox", $"0 0 {width} {height}");
        }
    }

    private static bool IsNumber(string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out _);
}
