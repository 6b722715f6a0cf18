using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Xml;
using System.Xml.Linq;
using NUnit.Framework;
using Simulator.Kernel;
using Simulator.Measure;
using Simulator.Results;

namespace Tests.Results;

/// <summary>The report as text: well formed, closed in itself, inert, the same for the same results.</summary>
public sealed class ReportTests
{
    private static readonly XNamespace Svg = "http://www.w3.org/2000/svg";

    [Test]
    public void A_page_is_xml_whatever_texts_it_has()
    {
        XElement page = Parse(ReportPage.Of(SampleReport.Of()));
        Assert.That(page.Name.LocalName, Is.EqualTo("html"));
        Assert.That(page.Descendants("section").Count(), Is.EqualTo(11));
        Assert.That(page.Descendants("h1").Single().Value, Does.StartWith("</script><script>alert"));
    }

    [Test]
    public void A_text_with_a_script_is_inert()
    {
        string html = ReportPage.Of(SampleReport.Of());
        XElement page = Parse(html);
        Assert.That(page.Descendants().Count(element => element.Name.LocalName == "script"), Is.EqualTo(1), "our own");
        Assert.That(page.Descendants("img").Count(), Is.EqualTo(1), "the picture");
        Assert.That(Attributes(page).Where(name => name.StartsWith("on", StringComparison.Ordinal)), Is.Empty);
        Assert.That(html, Does.Contain("&lt;/script&gt;&lt;script&gt;").And.Not.Contain("<script>alert"));
        Assert.That(html, Does.Not.Contain('\u0001').And.Contain('\uFFFD'));
    }

    [Test]
    public void Only_the_scripts_own_hash_may_run()
    {
        XElement page = Parse(ReportPage.Of(SampleReport.Of()));
        string script = page.Descendants("script").Single().Value;
        string hash = Convert.ToBase64String(System.Security.Cryptography.SHA256.HashData(
            System.Text.Encoding.UTF8.GetBytes(script)));
        string policy = page.Descendants("meta")
            .Single(meta => meta.Attribute("http-equiv")?.Value == "Content-Security-Policy")
            .Attribute("content")!.Value;
        Assert.That(policy, Does.Contain("default-src 'none'").And.Contain($"script-src 'sha256-{hash}'"));
    }

    [Test]
    public void Nothing_comes_from_elsewhere()
    {
        XElement page = Parse(ReportPage.Of(SampleReport.Of()));
        string[] sources = [.. page.Descendants().Attributes("src").Select(source => source.Value)];
        Assert.That(sources, Is.Not.Empty.And.All.StartsWith("data:"));
        string[] targets = [.. page.Descendants().Attributes("href").Select(target => target.Value)];
        Assert.That(targets, Has.None.Contains("//"));
        Assert.That(page.Descendants("style").Single().Value, Does.Not.Contain("url(").And.Not.Contain("@import"));
    }

    [Test]
    public void Every_id_is_there_once_and_every_link_within_the_page_leads_somewhere()
    {
        XElement page = Parse(ReportPage.Of(SampleReport.Of()));
        string[] ids = [.. page.DescendantsAndSelf().Attributes("id").Select(id => id.Value)];
        Assert.That(ids, Is.Unique.And.Length.GreaterThan(22));
        string[] targets =
        [
            .. page.Descendants().Attributes()
                .Where(each => each.Name.LocalName == "href" && each.Value.StartsWith('#'))
                .Select(each => each.Value[1..]),
            .. page.Descendants().Attributes("aria-labelledby").Select(each => each.Value),
        ];
        Assert.That(targets, Has.Length.GreaterThan(22));
        Assert.That(targets.Except(ids), Is.Empty);
    }

    [Test]
    public void Every_figure_is_there_with_its_caption_its_data_and_its_script()
    {
        XElement[] figures = [.. Parse(ReportPage.Of(SampleReport.Of())).Descendants("figure")];
        Assert.That(figures, Has.Length.EqualTo(3));
        Assert.That(figures.Count(figure => figure.Descendants(Svg + "svg").Any()), Is.EqualTo(2));
        Assert.That(figures[2].Descendants("img").Single().Attribute("alt")!.Value, Is.EqualTo("Three"));
        Assert.That(figures[1].Descendants("a").Attributes("href").Select(target => target.Value), Is.EqualTo((string[])
            ["figures/two.csv", "figures/two.gp"]));
    }

    [Test]
    public void A_drawing_keeps_its_references_and_loses_what_runs()
    {
        XElement svg = XElement.Parse(InlineSvg.Of(SampleReport.Drawing, "f1-", "A <title>"));
        IEnumerable<string> ids = svg.Descendants().Attributes("id").Select(id => id.Value);
        Assert.That(ids, Is.EqualTo((string[])["f1-dot", "f1-clip"]));
        string text = svg.ToString();
        Assert.That(text, Does.Contain("url(#f1-clip)").And.Contain("href=\"#f1-dot\"").And.Contain("A &lt;title"));
        Assert.That(text, Does.Not.Contain("alert").And.Not.Contain("old"));
    }

    [TestCase("")]
    [TestCase("<svg")]
    [TestCase("<html></html>")]
    [TestCase("<!DOCTYPE svg [<!ENTITY e SYSTEM 'x'>]><svg xmlns='http://www.w3.org/2000/svg'>&e;</svg>")]
    public void What_is_no_drawing_is_left_out(string text) => Assert.That(InlineSvg.Of(text, "x", "x"), Is.Empty);

    [Test]
    public void Every_column_has_a_button_that_sorts_and_numbers_sort_as_numbers()
    {
        XElement page = Parse(ReportPage.Of(SampleReport.Of()));
        XElement[] tables = [.. page.Descendants("table")];
        Assert.That(tables, Has.Length.GreaterThan(8));
        foreach (XElement table in tables)
        {
            XElement[] heads = [.. table.Descendants("th")];
            Assert.That(heads.Attributes("aria-sort").Select(sort => sort.Value), Has.All.EqualTo("none"));
            Assert.That(heads.Count(head => head.Elements("button").Count() == 1), Is.EqualTo(heads.Length));
            foreach (XElement row in table.Element("tbody")!.Elements("tr"))
            {
                Assert.That(row.Elements("td").Count(), Is.EqualTo(heads.Length), table.Element("caption")!.Value);
            }
        }

        XElement cell = page.Descendants("td").First(each => each.Value.StartsWith("301.2 ms", StringComparison.Ordinal)
            && each.Attribute("data-value") is not null);
        Assert.That(cell.Attribute("data-value")!.Value, Is.EqualTo("0.3012"));
    }

    [Test]
    public void The_answer_comes_first_and_says_whether_it_agrees()
    {
        ReportStudy study = SampleReport.Of("fine");
        Assert.That(Verdict(study), Does.Contain("does not agree").And.Contain("1 of 2 expectations hold"));
        Assert.That(
            Verdict(study with { Expectations = [study.Expectations[0]] }),
            Does.Contain("agrees with what was expected: the expectation holds"));
        Assert.That(Verdict(study with { Expectations = [] }), Does.Contain("no expectation"));
        Manifest small = study.Manifest with { TestsExpectations = false };
        Assert.That(Verdict(study with { Expectations = [], Manifest = small }), Does.Contain("not tested"));
        XElement first = Parse(ReportPage.Of(study)).Descendants("section").First();
        Assert.That(first.Attribute("id")!.Value, Is.EqualTo("answer"));
    }

    [Test]
    public void What_is_missing_or_failed_is_said()
    {
        string html = ReportPage.Of(SampleReport.Of("fine"));
        Assert.That(html, Does.Contain("The study is not complete: 3 of its runs are missing or failed."));
        Assert.That(html, Does.Contain("± 1 %, not reached").And.Contain("Outlier runs").And.Contain("1 of 2"));
        Assert.That(html, Does.Contain("Procedures that did not succeed").And.Contain("Lost or dropped packets"));
        Assert.That(html, Does.Contain("Values of low confidence"));
    }

    [Test]
    public void A_study_without_anything_has_a_page_too()
    {
        ReportStudy study = SampleReport.Of("fine");
        string html = ReportPage.Of(new ReportStudy
        {
            Manifest = study.Manifest with { Ended = null, WallTime = null, Runs = null, Notes = [], Commit = "" },
            SystemMeaning = "",
            Health = new ReportHealth("", [], []),
            Topology = new ReportTopology([], [], []),
        });
        Assert.That(Parse(html).Descendants("section").Count(), Is.EqualTo(11));
        Assert.That(html, Does.Contain("No figures were drawn").And.Contain("No run failed"));
        Assert.That(html, Does.Contain("No procedure ended").And.Contain("keeps no outcomes"));
    }

    [Test]
    public void The_same_results_give_the_same_page_and_only_the_run_differs_between_machines()
    {
        ReportStudy study = SampleReport.Of();
        string page = ReportPage.Of(study);
        Assert.That(ReportPage.Of(SampleReport.Of()), Is.EqualTo(page));
        string elsewhere = ReportPage.Of(study with
        {
            Manifest = study.Manifest with
            {
                Command = "other",
                Machine = new("a", "b", "c", 64),
                Started = "x",
                Ended = "y",
                WallTime = 9,
                Notes = [],
                Runs = null,
            },
            Performance = [],
        });
        Assert.That(elsewhere, Is.Not.EqualTo(page));
        Assert.That(ReportPage.WithoutRun(elsewhere), Is.EqualTo(ReportPage.WithoutRun(page)));
        Assert.That(ReportPage.WithoutRun(page), Has.Length.LessThan(page.Length).And.Contain("id=\"reproduce\""));
    }

    [Test]
    public void Frames_stand_beside_the_messages_of_a_ladder()
    {
        XElement section = Section(ReportPage.Of(SampleReport.Of("fine")), "ladders");
        IEnumerable<string> texts = section.Descendants(Svg + "text").Select(text => text.Value);
        Assert.That(texts, Does.Contain("3").And.Contain("fine"));
        Assert.That(section.Descendants("a").Single().Attribute("href")!.Value, Is.EqualTo(
            "procedures/failed-no-answer.pcapng"));
        Assert.That(section.Descendants("tbody").Single().Elements("tr").Elements("td").First().Value, Is.EqualTo("3"));
    }

    [Test]
    public void A_topology_is_drawn_in_the_direction_of_its_links_even_in_a_circle()
    {
        var topology = new ReportTopology(
            [new("a", "x", 3, ""), new("b", "x", 1, ""), new("c<", "c<", 1, "")],
            [new("one", 3, []), new("two", 1, [])],
            [new("one", 0, 2, 3), new("two", 1, 2, 1), new("two", 2, 1, 1)]);
        XElement svg = XElement.Parse(TopologySvg.Of(topology));
        double[] places = [.. ((string[])["a", "c<"]).Select(name => double.Parse(
            svg.Elements(Svg + "text").Single(text => text.Value == name).Attribute("x")!.Value,
            CultureInfo.InvariantCulture))];
        Assert.That(places[0], Is.LessThan(places[1]));
        Assert.That(svg.Elements(Svg + "text").Select(text => text.Value), Does.Contain("× 3 x").And.Contain("× 1"));
        Assert.That(svg.Elements(Svg + "text").Select(text => text.Value), Does.Contain("one").And.Contain("two"));
    }

    // ---- numbers and choices

    [TestCase(0.3012345, 0.3001, 0.3023, "[300.1, 302.3] ms")]
    [TestCase(2, 2, 2, "[2, 2] s")]
    [TestCase(1e-6, -1e-6, 3e-6, "[-1.0, 3.0] µs")]
    [TestCase(1234, 1000, 1468, "[1000, 1468] s")]
    public void An_interval_has_digits_that_tell_its_ends_apart(double mean, double low, double high, string text) =>
        Assert.That(
            Readable.Interval(new Estimate(3, mean, low, high, 0.95), MetricUnit.Second, Statistic.Mean),
            Is.EqualTo(text));

    [TestCase(0.97123, Statistic.Ratio, "97.12 %")]
    [TestCase(1004, Statistic.Count, "1004")]
    [TestCase(0.50094, Statistic.TimeAverage, "0.5009")]
    public void A_number_is_written_as_people_read_it(double value, Statistic statistic, string text) =>
        Assert.That(Readable.Text(value, MetricUnit.One, statistic), Is.EqualTo(text));

    [Test]
    public void An_outlier_is_far_from_the_median_and_needs_company()
    {
        Assert.That(Outliers(1, 1.1, 0.9, 1.05, 0.95, 5), Is.EqualTo((int[])[5]));
        Assert.That(Outliers(1, 1.1, 0.9, 1.05, 0.95, 1.2), Is.Empty);
        Assert.That(Outliers(1, 1.1, 0.9, 5), Is.Empty, "four are too few");
        Assert.That(Outliers(1, 1, 1, 1, 1, 5), Is.Empty, "no spread, no scale");
    }

    [Test]
    public void Procedures_that_stand_for_others_are_picked_by_rank_and_cause()
    {
        var log = new ProcedureLog();
        foreach (int milliseconds in (int[])[30, 10, 20, 40])
        {
            log.Succeed(new ProcedureId("attach", milliseconds), SimTime.Zero, SimTime.FromMilliseconds(milliseconds));
        }

        log.Fail(new ProcedureId("attach", 7), "no-answer", SimTime.Zero, SimTime.FromSeconds(1));
        log.Fail(new ProcedureId("attach", 8), "no-answer", SimTime.Zero, SimTime.FromSeconds(2));
        log.Fail(new ProcedureId("attach", 9), "mac-failure", SimTime.Zero, SimTime.FromSeconds(3));
        IEnumerable<string> rows = log.Rows(new RunKey(1, 2)).Select(row => FormattableString.Invariant(
            $"{row.Point}:{row.Replication} {row.Which} {row.Procedure.Instance} {row.Outcome} {row.Duration}"));
        Assert.That(rows, Is.EqualTo((string[])
        [
            "1:2 median 20 success 0.02", "1:2 p99 40 success 0.04", "1:2 failed 9 mac-failure 3",
            "1:2 failed 7 no-answer 1",
        ]));
        Assert.That(new ProcedureLog().Rows(new RunKey(0, 0)), Is.Empty);
    }

    [Test]
    public void A_manifest_reads_back_and_one_that_is_none_is_refused()
    {
        using var folder = new Folder();
        Manifest written = SampleReport.ManifestOf("a \"b\"") with { TestsExpectations = false };
        using (FileStream stream = File.Create(folder[Manifest.File]))
        {
            written.Write(stream);
        }

        Manifest read = ManifestReader.Read(folder.FullPath);
        Assert.That(
            read with { Inputs = written.Inputs, Notes = written.Notes },
            Is.EqualTo(written));
        Assert.That((read.Inputs.Single(), read.Notes.Single()), Is.EqualTo((written.Inputs[0], written.Notes[0])));
        foreach (string text in (string[])["", "{", "[]", "7"])
        {
            File.WriteAllText(folder[Manifest.File], text);
            Assert.That(() => ManifestReader.Read(folder.FullPath), Throws.InstanceOf<ResultsException>(), text);
        }

        const string Odd = "{ \"seed\": \"x\", \"machine\": 7, \"inputs\": {}, \"model_version\": 1e99 }";
        File.WriteAllText(folder[Manifest.File], Odd);
        Assert.That(ManifestReader.Read(folder.FullPath).Seed, Is.Zero);
        File.Delete(folder[Manifest.File]);
        Assert.That(() => ManifestReader.Read(folder.FullPath), Throws.InstanceOf<ResultsException>());
    }

    private static int[] Outliers(params double[] values)
    {
        var point = new StudyPoint(0, []);
        IEnumerable<MetricRow> rows = values.Select((value, index) => new MetricRow(
            point, index, new MetricValue("m", "", Statistic.Mean, value, MetricUnit.Second)));
        return [.. ReportLevels.Outliers(rows, ["m"]).Select(outlier => outlier.Run.Replication)];
    }

    private static string Verdict(ReportStudy study) => Parse(ReportPage.Of(study)).Descendants("p")
        .Single(each => each.Attribute("role")?.Value == "status").Value;

    private static XElement Section(string html, string id) =>
        Parse(html).Descendants("section").Single(section => section.Attribute("id")!.Value == id);

    private static IEnumerable<string> Attributes(XElement page) =>
        page.DescendantsAndSelf().Attributes().Select(attribute => attribute.Name.LocalName);

    private static XElement Parse(string html)
    {
        var settings = new XmlReaderSettings { DtdProcessing = DtdProcessing.Ignore, CheckCharacters = true };
        using var reader = XmlReader.Create(new StringReader(html), settings);
        return XDocument.Load(reader).Root!;
    }
}
