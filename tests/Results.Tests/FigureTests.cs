using System;
using System.Collections.Generic;
using System.IO;
using System.Xml.Linq;
using NUnit.Framework;
using Simulator.Measure;
using Simulator.Results;

namespace Tests.Results;

public sealed class FigureTests
{
    private Folder _folder = null!;

    [SetUp]
    public void Begin() => _folder = new Folder();

    [TearDown]
    public void End() => _folder.Dispose();

    [Test]
    public void The_same_figures_give_the_same_octets()
    {
        IReadOnlyList<Figure> figures = SampleFigures.All;
        Assert.That(FigureFolder.Write(_folder["a"], figures), Is.Empty);
        Assert.That(FigureFolder.Write(_folder["b"], figures), Is.Empty);
        IReadOnlyList<(string Path, string Content)> first = Folder.Image(_folder["a"]);
        Assert.That(first, Has.Count.EqualTo(4 * figures.Count));
        Assert.That(Folder.Image(_folder["b"]), Is.EqualTo(first));
    }

    [Test]
    public void Every_kind_is_drawn_with_its_words()
    {
        Assert.That(FigureFolder.Write(_folder.FullPath, SampleFigures.All), Is.Empty);
        foreach (Figure figure in SampleFigures.All)
        {
            byte[] png = File.ReadAllBytes(_folder[$"figures/{figure.Name}.png"]);
            Assert.That(Convert.ToHexString(png[..8]), Is.EqualTo("89504E470D0A1A0A"), figure.Name);
            Assert.That(png, Has.Length.GreaterThan(10_000), figure.Name); // not an empty frame
            string words = XDocument.Load(_folder[$"figures/{figure.Name}.svg"]).Root!.Value;
            Assert.That(words, Does.Contain(figure.X.Label));
            Assert.That(words, Does.Contain(figure.Y.Label));
            foreach (FigureSeries series in figure.Series)
            {
                Assert.That(words, Does.Contain(series.Label), figure.Name);
            }

            string script = File.ReadAllText(_folder[$"figures/{figure.Name}.gp"]);
            bool hasKey = figure.Series.Count > 1 && figure.Kind != FigureKind.Heat;
            Assert.That(script.Contains("set key off"), Is.EqualTo(!hasKey), figure.Name);
        }
    }

    [Test]
    public void Axes_bear_units_that_people_read()
    {
        FigureFolder.Write(_folder.FullPath, SampleFigures.All, false, "no-such-gnuplot");
        string script = File.ReadAllText(_folder["figures/line.gp"]);
        Assert.That(script, Does.Contain("set xlabel 'Round-trip time proxy–cloud (ms)'"));
        Assert.That(script, Does.Contain("set ylabel 'Median attach latency (s)'"));
        Assert.That(script, Does.Contain("* 1000\n"));
        Assert.That(File.ReadAllText(_folder["figures/log-line.gp"]), Does.Contain("(Gbit/s)"));
        Assert.That(
            File.ReadAllText(_folder["figures/line.csv"]),
            Does.StartWith("line,series,x,y,low,high\n1,separate,0.001,"));
        Assert.That(
            File.ReadAllText(_folder["figures/bars.csv"]),
            Does.StartWith("line,series,category,x,y,low,high\n1,separate,fibre,0,"));
    }

    [Test]
    public void Nothing_in_a_script_names_the_machine()
    {
        FigureFolder.Write(_folder.FullPath, SampleFigures.All, false, "no-such-gnuplot");
        foreach (string path in Directory.GetFiles(_folder["figures"], "*.gp"))
        {
            Assert.That(File.ReadAllText(path), Does.Not.Contain(_folder.FullPath).And.Not.Contain("\r"));
        }
    }

    [Test]
    public void Without_gnuplot_data_and_scripts_are_there_and_it_is_named_once()
    {
        List<string> complaints = FigureFolder.Write(_folder.FullPath, SampleFigures.All, false, "no-such-gnuplot");
        Assert.That(complaints, Has.Count.EqualTo(1));
        Assert.That(complaints[0], Does.StartWith("gnuplot is missing"));
        Assert.That(Directory.GetFiles(_folder["figures"]), Has.Length.EqualTo(2 * SampleFigures.All.Count));
    }

    [TestCase("gnuplot 4.6 patchlevel 6")]
    [TestCase("gnuplot 5.2 patchlevel 8")]
    [TestCase("gnuplot 5")]
    [TestCase("something else")]
    [TestCase("")]
    public void With_a_gnuplot_that_is_too_old_data_and_scripts_are_there_and_it_is_named_once(string version)
    {
        string program = Pretender(version);
        List<string> complaints = FigureFolder.Write(_folder.FullPath, SampleFigures.All, true, program);
        Assert.That(complaints, Has.Count.EqualTo(1));
        Assert.That(complaints[0], Does.StartWith($"gnuplot is too old ('{version}', 5.4 is needed)"));
        Assert.That(Directory.GetFiles(_folder["figures"]), Has.Length.EqualTo(2 * SampleFigures.All.Count));
    }

    // A program that prints a version and can do nothing.
    private string Pretender(string version)
    {
        string program = _folder["gnuplot"];
        File.WriteAllText(program, $"#!/bin/sh\necho '{version}'\n");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        return program;
    }

    [TestCase("gnuplot 5.4 patchlevel 4")]
    [TestCase("gnuplot 5.10 patchlevel 0")]
    [TestCase("gnuplot 6.0 patchlevel 0")]
    public void A_gnuplot_that_is_recent_enough_is_no_obstacle(string version)
    {
        string program = Pretender(version);
        Assert.That(Gnuplot.FindObstacle(program), Is.Null);
    }

    [Test]
    public void A_PDF_comes_when_it_is_asked_for_and_stays_from_then_on()
    {
        Figure[] figures = [SampleFigures.Line(), SampleFigures.Heat()];
        Assert.That(FigureFolder.Write(_folder.FullPath, figures), Is.Empty);
        Assert.That(Directory.GetFiles(_folder["figures"], "*.pdf"), Is.Empty);
        Assert.That(FigureFolder.Write(_folder.FullPath, figures, hasPdf: true), Is.Empty);
        byte[] first = File.ReadAllBytes(_folder["figures/line.pdf"]);
        Assert.That(first.AsSpan(0, 5).SequenceEqual("%PDF-"u8), Is.True);
        Assert.That(System.Text.Encoding.Latin1.GetString(first), Does.Contain("/CreationDate (D:20250101000000"));
        File.WriteAllText(_folder["figures/line.pdf"], "old");
        Assert.That(FigureFolder.Write(_folder.FullPath, figures), Is.Empty);
        Assert.That(File.ReadAllBytes(_folder["figures/line.pdf"]), Is.EqualTo(first), "drawn again, same octets");
        Assert.That(FigureFolder.Write(_folder.FullPath, [SampleFigures.Heat()]), Is.Empty);
        Assert.That(File.Exists(_folder["figures/line.pdf"]), Is.False, "it goes with its figure");
    }

    [TestCase("x /CreationDate (D:20261126040506Z)\n", true, "x /CreationDate (D:20250101000000Z)\n")]
    [TestCase("/ModDate (D:20261126040506+01'00)", true, "/ModDate (D:20250101000000+01'00)")]
    [TestCase("/CreationDate (2026)", false, "/CreationDate (2026)")]
    [TestCase("/CreationDate (D:2026112604050", false, "/CreationDate (D:2026112604050")]
    [TestCase("/CreationDate (D:2026-11-26 040506", false, "/CreationDate (D:2026-11-26 040506")]
    [TestCase("", false, "")]
    public void The_clock_in_a_PDF_is_set_to_the_simulated_epoch(string document, bool isSet, string after)
    {
        byte[] octets = System.Text.Encoding.Latin1.GetBytes(document);
        Assert.That(PdfDate.TrySet(octets), Is.EqualTo(isSet));
        Assert.That(System.Text.Encoding.Latin1.GetString(octets), Is.EqualTo(after));
    }

    [Test]
    public void Tics_are_round_and_so_few_that_their_numbers_stand_beside_each_other()
    {
        FigurePoint[] points = [new(0.20465, 0.1), new(0.20475, 0.9)];
        Figure narrow = new("narrow", FigureKind.Line, new("Latency", "s"), new("Share", "1"), [new("all", points)]);
        string script = GnuplotScript.Of(narrow);
        Assert.That(script, Does.Contain("set xtics 0.02\n").And.Contain("set xrange [204.646:204.754]\n"));
        string wide = GnuplotScript.Of(SampleFigures.Line());
        Assert.That(wide, Does.Contain("set xtics 50\n").And.Contain("set ytics 0.25\n"));
    }

    [Test]
    public void An_axis_without_length_gets_no_tics_of_ours()
    {
        Figure point = new(
            "point", FigureKind.Line, new("Rate", "1/s"), new("Latency", "s"), [new("all", [new(5, 0)])]);
        Assert.That(GnuplotScript.Of(point), Does.Not.Contain("set xtics").And.Not.Contain("set ytics "));
        Assert.That(FigureFolder.Write(_folder.FullPath, [point]), Is.Empty);
    }

    [Test]
    public void An_interval_that_reaches_below_a_logarithmic_axis_is_cut_at_its_lowest_decade()
    {
        Figure figure = new(
            "log", FigureKind.Line, new("Cores", "1"), new("Queue", "1", true),
            [new("all", [new(1, 40, -5, 85), new(2, 3, 2, 4)])]);
        string script = GnuplotScript.Of(figure);
        Assert.That(script, Does.Contain("set yrange [1:*]\n").And.Contain("atleast(value) = value < 1 ? 1 : value"));
        Assert.That(FigureFolder.Write(_folder.FullPath, [figure]), Is.Empty);
    }

    [Test]
    public void Points_with_a_formula_stand_alone_over_its_line()
    {
        string script = GnuplotScript.Of(SampleFigures.Theory());
        Assert.That(script, Does.Contain("with yerrorbars linetype 1 linewidth 1 dashtype 1 title 'mean'"));
        Assert.That(script, Does.Contain("with lines linetype 4 title 'M/M/1, p95'"));
        Assert.That(script, Does.Not.Contain("linespoints").And.Not.Contain("filledcurves"));
        Assert.That(script.IndexOf("linetype 3 title"), Is.LessThan(script.IndexOf("linetype 1 linewidth 1 dash")));
        FigureFolder.Write(_folder.FullPath, [SampleFigures.Theory()], false, "no-such-gnuplot");
        Assert.That(File.ReadAllText(_folder["figures/theory.csv"]), Does.Contain("\n3,M/M/1,500,0.002,,\n"));
    }

    [Test]
    public void Cells_of_a_heat_map_have_their_numbers_as_long_as_these_fit()
    {
        string script = GnuplotScript.Of(SampleFigures.Heat());
        Assert.That(script, Does.Contain("with boxxyerror linecolor palette").And.Contain("sprintf('%.3g', cell(0))"));
        Assert.That(script, Does.Contain("set ylabel 'Size of the cache'").And.Contain("set cblabel 'Hit ratio'"));
        string many = GnuplotScript.Of(SampleFigures.LogHeat());
        Assert.That(many, Does.Contain("set logscale cb").And.Not.Contain("sprintf"));
        FigureFolder.Write(_folder.FullPath, [SampleFigures.Heat()], false, "no-such-gnuplot");
        Assert.That(
            File.ReadAllText(_folder["figures/heat.csv"]),
            Does.StartWith("line,series,category,x,y,low,high\n1,256 entries,0,0,0.1,,\n"));
    }

    [Test]
    public void What_gnuplot_refuses_is_reported_with_its_words()
    {
        Figure empty = SampleFigures.Line() with { Series = [new("nothing", [])] };
        List<string> complaints =
            FigureFolder.Write(_folder.FullPath, [empty, SampleFigures.Single()], false, "gnuplot");
        Assert.That(complaints, Has.Count.EqualTo(1));
        Assert.That(complaints[0], Does.StartWith("figure line was not drawn"));
        Assert.That(File.Exists(_folder["figures/single.png"]), Is.True);
    }

    [Test]
    public void Figures_that_are_no_longer_made_are_removed_and_nothing_else()
    {
        FigureFolder.Write(_folder.FullPath, SampleFigures.All, false, "no-such-gnuplot");
        File.WriteAllText(_folder["figures/notes.txt"], "mine");
        FigureFolder.Write(_folder.FullPath, [SampleFigures.Ecdf()], false, "no-such-gnuplot");
        List<string> names = [];
        foreach (string path in Directory.GetFiles(_folder["figures"]))
        {
            names.Add(Path.GetFileName(path));
        }

        Assert.That(names, Is.EquivalentTo((string[])["ecdf.csv", "ecdf.gp", "notes.txt"]));
    }

    [TestCase("attach.latency", "attach.latency")]
    [TestCase("s1:enb/0-mme/0", "s1-enb-0-mme-0")]
    [TestCase("../../etc", "..-..-etc")]
    [TestCase("größe 'x'", "gr--e--x-")]
    public void A_name_of_files_has_no_surprises(string text, string name) =>
        Assert.That(Figure.FileName(text), Is.EqualTo(name));

    [TestCase(0.0, "s", "0 s")]
    [TestCase(0.02, "s", "20 ms")]
    [TestCase(3e-7, "s", "300 ns")]
    [TestCase(400.0, "1/s", "400 /s")]
    [TestCase(1e9, "bit/s", "1 Gbit/s")]
    [TestCase(65_536.0, "B", "64 KiB")]
    [TestCase(2.5e-4, "J", "250 µJ")]
    [TestCase(1_000_000.0, "1", "1000000")]
    [TestCase(3.0, "", "3")]
    public void Values_in_words(double value, string unit, string text) =>
        Assert.That(AxisUnit.Text(value, unit), Is.EqualTo(text));

    [Test]
    public void The_figures_of_a_study_come_from_its_tables()
    {
        using StudyFolder study = StudyFolder.Open(_folder["study"], Studies.Hash);
        foreach (RunKey key in Studies.Keys(replications: 3))
        {
            Studies.Run(study, key);
        }

        StudyTables.Write(study, Studies.Tables, study.FinishedRuns());
        IReadOnlyList<Figure> figures = StudyFigures.Of(
            study.FullPath, Studies.Tables, ["attach.latency", "hss.queue"]);
        Assert.That(string.Join(' ', System.Linq.Enumerable.Select(figures, figure => figure.Name)), Is.EqualTo(
            "attach.latency.p50 attach.latency.p99 attach.latency.parts attach.latency.ecdf "
            + "hss.queue.time-average hss.queue.time"));

        Figure p99 = figures[1];
        Assert.That(p99.X, Is.EqualTo(new FigureAxis("Rate", "1/s")));
        Assert.That(p99.Y, Is.EqualTo(new FigureAxis("Attach latency, p99", "s")));
        Assert.That(p99.Series[1].Label, Is.EqualTo("derive"));
        Assert.That(p99.Series[1].Points, Has.Count.EqualTo(2));
        Assert.That(p99.Series[1].Points[0].X, Is.EqualTo(400));
        Assert.That(p99.Series[1].Points[0].Low, Is.LessThan(p99.Series[1].Points[0].Y));

        Figure parts = figures[2];
        Assert.That(
            parts.Categories,
            Is.EqualTo((string[])["cache, 400 /s", "cache, 800 /s", "derive, 400 /s", "derive, 800 /s"]));
        Assert.That(parts.Series[2].Points[0].High, Is.EqualTo(0.062 + 0.04).Within(0.01));
        Assert.That(
            string.Join(' ', System.Linq.Enumerable.Select(parts.Series, series => series.Label)),
            Is.EqualTo("propagation queueing processing"), "parts that take no time have no place in the key");
        Assert.That(figures[3].Series[3].Points[^1].Y, Is.EqualTo(1.0));
        Assert.That(FigureFolder.Write(study.FullPath, figures), Is.Empty);
    }

    [Test]
    public void Percentiles_over_the_only_key_that_varies_bear_the_unit_of_the_metric()
    {
        using StudyFolder study = StudyFolder.Open(_folder["study"], Studies.Hash);
        Studies.Run(study, new RunKey(0, 0));
        Studies.Run(study, new RunKey(1, 0));
        StudyTables.Write(study, Studies.Tables, study.FinishedRuns());
        Figure figure = StudyFigures.Of(study.FullPath, Studies.Tables, ["attach.latency"])[0];
        Assert.That(figure.Y, Is.EqualTo(new FigureAxis("Attach latency", "s")));
        Assert.That(
            string.Join(' ', System.Linq.Enumerable.Select(figure.Series, series => series.Label)),
            Is.EqualTo("p50 p95 p99"));
    }

    [Test]
    public void A_number_without_a_unit_stands_beside_its_key()
    {
        var sweep = new FigureSweep([new SweepKey("network.hop.loss", "1", "Loss."), new SweepKey("mode", "", "Mode.")],
            [Row(0, "0", "udp"), Row(1, "0.01", "tcp")]);
        Assert.That(sweep.Label(new StudyPoint(1, ["0.01", "tcp"])), Is.EqualTo("loss 0.01, tcp"));

        static SummaryRow Row(int index, params string[] values) => new(
            new StudyPoint(index, values), "x.latency", "", Statistic.Mean, new Estimate(1, 1.0, null, null, 0.95),
            MetricUnit.Second);
    }

    [Test]
    public void A_label_that_is_longer_than_its_axis_goes_on_in_a_second_line()
    {
        const string Long = "Time that customers spend over a link with ten places";
        Figure figure = SampleFigures.Line() with { Y = new FigureAxis(Long, "s") };
        Assert.That(FigureFolder.Write(_folder.FullPath, [figure]), Is.Empty);
        Assert.That(File.ReadAllText(_folder["figures/line.gp"]), Does.Contain(
            "set ylabel 'Time that customers spend over'.\"\\n\".'a link with ten places (s)'\n"));
        string words = XDocument.Load(_folder["figures/line.svg"]).Root!.Value;
        Assert.That(words, Does.Contain("Time that customers spend over").And.Contain("ten places (s)"));
    }

    [Test]
    public void A_metric_that_the_study_does_not_have_has_no_figure()
    {
        using StudyFolder study = StudyFolder.Open(_folder["study"], Studies.Hash);
        Studies.Run(study, new RunKey(0, 0));
        StudyTables.Write(study, Studies.Tables, study.FinishedRuns());
        Assert.That(StudyFigures.Of(study.FullPath, Studies.Tables, ["no.such"]), Is.Empty);
        IReadOnlyList<Figure> figures = StudyFigures.Of(study.FullPath, Studies.Tables, ["attach.latency"]);
        Assert.That(figures, Has.Count.EqualTo(2)); // no sweep: parts and distribution
        Assert.That(figures[1].Series[0].Label, Is.EqualTo("all"));
    }
}
