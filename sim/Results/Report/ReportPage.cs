using System;
using System.IO;
using System.Security.Cryptography;
using System.Text;

namespace Simulator.Results;

/// <summary>
/// <c>report.html</c>: one page that tells what a study asked, what came out and how far to believe it. A function of
/// the stored results; it loads nothing, and runs a script of its own alone, which sorts tables.
/// </summary>
public static class ReportPage
{
    /// <summary>Name of the file.</summary>
    public const string File = "report.html";

    /// <summary>Start of the only part that two runs of a study may differ in.</summary>
    public const string RunStart = "<section id=\"run\"";

    private static readonly (string Id, string Title, Action<HtmlWriter, ReportStudy> Write)[] Sections =
    [
        ("answer", "Question and answer", AnswerSection.Write),
        ("results", "Key results", ResultSection.Write),
        ("figures", "Figures", FigureSection.Write),
        ("health", "Statistical health", HealthSection.Write),
        ("ladders", "Message ladders", LadderSection.Write),
        ("topology", "Topology", TopologySection.Write),
        ("failures", "Failures by cause", FailureSection.Write),
        ("scenario", "Effective scenario", ScenarioSection.Write),
        ("limits", "Limits of the models", LimitSection.Write),
        ("reproduce", "How to reproduce", ReproduceSection.Write),
        ("run", "About this run", RunSection.Write),
    ];

    /// <summary>The page.</summary>
    /// <param name="study">What it shows.</param>
    public static string Of(ReportStudy study)
    {
        ArgumentNullException.ThrowIfNull(study);
        var html = new HtmlWriter();
        html.Markup("<!DOCTYPE html>\n").Open("html", ("lang", "en"));
        WriteHead(html, study.Manifest.Scenario);
        html.Open("body");
        html.Element("a", "Skip to the answer", ("class", "skip"), ("href", "#answer"));
        html.Open("header").Element("h1", study.Manifest.Scenario);
        html.Open("p", ("class", "soft")).Text($"System {study.Manifest.System}. ").Prose(study.SystemMeaning).Close();
        WriteContents(html);
        html.Close().Open("main");
        foreach ((string id, string title, Action<HtmlWriter, ReportStudy> write) in Sections)
        {
            html.Open("section", ("id", id), ("aria-labelledby", id + "-title"));
            html.Element("h2", title, ("id", id + "-title")).Markup("\n");
            write(html, study);
            html.Close();
        }

        html.Close().Markup($"<script>{Script}</script>\n").Close().Close();
        return html.ToString();
    }

    /// <summary>Writes or replaces the page of a study.</summary>
    /// <param name="folder">Folder of the study.</param>
    /// <param name="study">What it shows.</param>
    public static void Write(string folder, ReportStudy study) =>
        DurableFile.Write(Path.Combine(folder, File), Of(study));

    /// <summary>A page without the part that two runs of a study may differ in.</summary>
    /// <param name="page">A page.</param>
    public static string WithoutRun(string page)
    {
        ArgumentNullException.ThrowIfNull(page);
        const string End = "</section>\n";
        int start = page.IndexOf(RunStart, StringComparison.Ordinal);
        int end = start < 0 ? -1 : page.IndexOf(End, start, StringComparison.Ordinal);
        return end < 0 ? page : page.Remove(start, end + End.Length - start);
    }

    private static string Script { get; } = Resource("report.js");

    private static string Style { get; } = Resource("report.css");

    private static void WriteHead(HtmlWriter html, string name)
    {
        string hash = Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(Script)));
        html.Open("head").Void("meta", ("charset", "utf-8"));
        html.Void(
            "meta",
            ("http-equiv", "Content-Security-Policy"),
            ("content", $"default-src 'none'; style-src 'unsafe-inline'; img-src data:; script-src 'sha256-{hash}'"));
        html.Void("meta", ("name", "viewport"), ("content", "width=device-width, initial-scale=1"));
        html.Void("meta", ("name", "color-scheme"), ("content", "light dark"));
        html.Element("title", name + " – report").Markup("\n");
        html.Void("link", ("rel", "icon"), ("href", "data:,"));
        html.Markup($"<style>\n{Style}</style>\n").Close();
    }

    private static void WriteContents(HtmlWriter html)
    {
        html.Open("nav", ("aria-label", "Contents")).Open("ul");
        foreach ((string id, string title, _) in Sections)
        {
            html.Open("li").Element("a", title, ("href", "#" + id)).Close();
        }

        html.Close().Close();
    }

    private static string Resource(string name)
    {
        using Stream stream = typeof(ReportPage).Assembly.GetManifestResourceStream(name)!;
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd();
    }
}
