using System.Collections.Generic;
using System.Linq;
using NUnit.Framework;
using Simulator.Results;
using Simulator.Runner;
using Simulator.Scenarios;

namespace Tests.Runner;

/// <summary>Figures that a scenario describes, in words that people read.</summary>
public sealed class ScenarioFigureTests
{
    private Study _study = null!;

    [SetUp]
    public void MakeFolder() => _study = new Study();

    [TearDown]
    public void RemoveFolder() => _study.Dispose();

    [TestCase("x: rate, y: [customer.latency.mean, customer.latency.p95]", "mean|p95")]
    [TestCase("x: rate, y: [customer.latency.mean]", "")]
    [TestCase(
        "x: rate, y: [server.queue.max, server.utilisation.time-average]",
        "Server queue, max|Server utilisation, time average")]
    [TestCase("x: rate, y: [server.queue.max, server.utilisation.max]", "Server queue|Server utilisation")]
    [TestCase("y: [customer.latency], by: [rate], kind: cdf", "rate 100 /s|rate 200 /s")]
    public void Curves_are_named_by_what_tells_them_apart(string figure, string labels) =>
        Assert.That(string.Join('|', Draw(Study.Text, figure).Series.Select(Label)), Is.EqualTo(labels));

    [Test]
    public void Keys_that_are_swept_with_the_axis_tell_no_curves_apart()
    {
        string text = Study.Text.Replace(
            "sweep: { rate: [100 /s, 200 /s] }",
            "sweep: { options.transport: [udp, sctp], zip: { rate: [100 /s, 200 /s], "
                + "network.hop.delay: [1 ms, 2 ms] } }",
            System.StringComparison.Ordinal);
        Figure figure = Draw(text, "x: rate, y: [customer.latency.mean]");
        Assert.That(string.Join('|', figure.Series.Select(Label)), Is.EqualTo("udp|sctp"));
        Assert.That(figure.Series.Select(series => series.Points.Count), Has.All.EqualTo(2));
    }

    [Test]
    public void Shares_are_named_in_per_cent()
    {
        string text = Study.Text.Replace(
            "sweep: { rate: [100 /s, 200 /s] }",
            "sweep: { options.transport: [udp, sctp], network.hop.loss: [0 %, 1 %] }",
            System.StringComparison.Ordinal);
        Figure figure = Draw(
            text, "y: [customer.latency], by: [options.transport, network.hop.loss], kind: cdf, x-scale: log");
        Assert.That(figure.X.IsLogarithmic, Is.True);
        Assert.That(string.Join('|', figure.Series.Select(Label)), Is.EqualTo(
            "udp, loss 0 %|udp, loss 1 %|sctp, loss 0 %|sctp, loss 1 %"));
    }

    [Test]
    public void An_axis_over_a_share_is_read_in_per_cent()
    {
        string text = Study.Text.Replace(
            "sweep: { rate: [100 /s, 200 /s] }", "sweep: { network.hop.loss: [0 %, 1 %, 5 %] }",
            System.StringComparison.Ordinal).Replace("parameters: { rate: 100 /s }\n", "").Replace("$rate", "100 /s");
        Figure figure = Draw(text, "y: customer.success.ratio");
        Assert.That(figure.X, Is.EqualTo(new FigureAxis("Network hop loss", "%")));
        Assert.That(figure.Series[0].Points.Select(point => point.X), Is.EqualTo((double[])[0, 0.01, 0.05]));
    }

    [Test]
    public void A_heat_map_has_a_row_for_each_value_of_the_second_key()
    {
        Figure figure = Draw(Wide, "x: rate, by: network.hop.delay, y: customer.latency.mean, kind: heat");
        Assert.That(figure.Kind, Is.EqualTo(FigureKind.Heat));
        Assert.That(figure.Categories, Is.EqualTo((string[])["50 /s", "100 /s", "200 /s"]));
        Assert.That(string.Join('|', figure.Series.Select(Label)), Is.EqualTo("1 ms|20 ms"));
        Assert.That(figure.RowLabel, Is.EqualTo("Network hop delay"));
        Assert.That(figure.Series[1].Points[2].Y, Is.GreaterThan(figure.Series[0].Points[2].Y + 0.03));
    }

    [Test]
    public void Points_that_are_not_chosen_are_not_shown()
    {
        Figure figure = Draw(Wide, "x: rate, at: { network.hop.delay: 20 ms }, y: customer.latency.mean");
        Assert.That(figure.Series, Has.Count.EqualTo(1));
        Assert.That(figure.Series[0].Points, Has.Count.EqualTo(3));
        Assert.That(figure.Series[0].Points[0].Y, Is.GreaterThan(0.04), "two ways of 20 ms");
        Figure parts = Draw(Wide, "y: customer.latency, kind: parts, at: { rate: 50 /s }");
        Assert.That(parts.Categories, Is.EqualTo((string[])["1 ms", "20 ms"]));
    }

    [Test]
    public void A_formula_is_drawn_for_each_value_of_a_key_that_it_depends_on()
    {
        Figure figure = Draw(
            Wide,
            "x: rate, y: customer.latency.mean, formula: [{ curve: mm1.time, arrivals: rate, service: 3 ms }, "
                + "{ curve: mm1.time, arrivals: rate, service: 3 ms, plus: network.hop.delay, label: with delay }]");
        FigureSeries[] formulas = [.. figure.Series.Where(series => series.Role == SeriesRole.Formula)];
        Assert.That(string.Join('|', formulas.Select(Label)), Is.EqualTo(
            "M/M/1|with delay, delay 1 ms|with delay, delay 20 ms"));
        FigurePoint first = formulas[2].Points[0], last = formulas[2].Points[^1];
        Assert.That((first.X, last.X), Is.EqualTo((50.0, 200.0)));
        Assert.That(first.Y, Is.EqualTo(0.02 + (0.003 / (1 - 0.15))).Within(1e-10));
        Assert.That(last.Y, Is.EqualTo(0.02 + (0.003 / (1 - 0.6))).Within(1e-10));
    }

    [Test]
    public void A_formula_ends_where_it_does_not_exist()
    {
        Figure figure = Draw(
            Study.Text,
            "x: rate, y: customer.latency.mean, formula: { curve: mm1.time, arrivals: rate, service: 8 ms }");
        FigureSeries formula = figure.Series.Single(series => series.Role == SeriesRole.Formula);
        Assert.That(formula.Points[^1].X, Is.LessThan(125).And.GreaterThan(123));
    }

    [Test]
    public void A_distribution_lies_over_the_measured_one()
    {
        Figure figure = Draw(
            Study.Text,
            "y: customer.latency, by: rate, formula: { curve: mm1.distribution, arrivals: rate, service: 3 ms }");
        FigureSeries[] formulas = [.. figure.Series.Where(series => series.Role == SeriesRole.Formula)];
        Assert.That(string.Join('|', formulas.Select(Label)), Is.EqualTo("M/M/1, rate 100 /s|M/M/1, rate 200 /s"));
        Assert.That(formulas[0].Points.Select(point => point.Y), Is.Ordered);
        Assert.That(formulas[0].Points[^1].Y, Is.GreaterThan(formulas[1].Points[^1].Y));
    }

    [Test]
    public void A_formula_over_whole_numbers_has_no_points_between_them()
    {
        string text = Study.Text.Replace("rate: 100 /s }", "rate: 100 /s, cores: 1 }")
            .Replace("server: {", "server: { processor: { cores: $cores },")
            .Replace("rate: [100 /s, 200 /s]", "cores: [1, 2, 4]");
        Figure figure = Draw(
            text,
            "y: server.waiting.ratio, formula: { curve: erlang-c, arrivals: 100 /s, service: 3 ms, servers: cores }");
        FigureSeries formula = figure.Series.Single(series => series.Role == SeriesRole.Formula);
        Assert.That(formula.Points.Select(point => point.X), Is.EqualTo((double[])[1, 2, 3, 4]));
        Assert.That(formula.Points[0].Y, Is.EqualTo(0.3).Within(1e-9));
    }

    [Test]
    public void Every_formula_has_values()
    {
        const string Arguments =
            "arrivals: 100 /s, service: [1 ms], deviation: 1 ms, servers: 2, places: 3, share: 50 %, a: 3, b: 4, "
            + "over: 1 s, objects: 9, exponent: 1, entries: 3";
        foreach (Formula formula in Formulas.All)
        {
            string own = string.Join(
                ", ", Arguments.Split(", ").Where(each => formula.Arguments.Contains(each.Split(':')[0])));
            string drawn = formula.IsDistribution
                ? "y: customer.latency, by: rate"
                : "x: rate, y: customer.latency.mean";
            Figure figure = Draw(Study.Text, $"{drawn}, formula: {{ curve: {formula.Name}, {own} }}");
            FigureSeries curve = figure.Series.Single(series => series.Role == SeriesRole.Formula);
            Assert.That(curve.Points, Has.Count.EqualTo(101), formula.Name);
        }
    }

    [Test]
    public void A_course_is_the_mean_over_the_replications_with_its_interval()
    {
        Figure figure = Draw(Study.Text + "series: { step: 100 ms }\n", "x: time, y: server.utilisation, by: rate");
        Assert.That(figure.Kind, Is.EqualTo(FigureKind.TimeSeries));
        Assert.That(string.Join('|', figure.Series.Select(Label)), Is.EqualTo("rate 100 /s|rate 200 /s"));
        Assert.That(figure.Series[0].Points, Has.Count.EqualTo(10));
        Assert.That(figure.Series[0].Points[3].X, Is.EqualTo(0.3));
        Assert.That(figure.Series[0].Points.Select(point => point.High > point.Low), Has.All.True);
        Assert.That(figure.Series[1].Points.Average(point => point.Y), Is.EqualTo(0.6).Within(0.2));
    }

    [Test]
    public void The_knee_of_a_capacity_curve_is_marked()
    {
        string text = Study.Text.Replace("[100 /s, 200 /s]", "[20 /s, 160 /s, 315 /s]");
        Figure figure = Draw(text, "x: rate, y: customer.latency.mean, kind: capacity");
        FigureSeries knee = figure.Series.Single(series => series.Role == SeriesRole.Knee);
        Assert.That(knee.Label, Is.EqualTo("knee at 160 /s"));
        Assert.That(knee.Points.Single(), Is.EqualTo(figure.Series[0].Points[1]));
        Assert.That(figure.Note, Is.Empty);
    }

    [Test]
    public void A_capacity_curve_without_a_knee_says_so()
    {
        Figure figure = Draw(Study.Text, "x: rate, y: customer.latency.mean, kind: capacity");
        Assert.That(figure.Has(SeriesRole.Knee), Is.False);
        Assert.That(figure.Note, Is.EqualTo("no knee in this range"));
    }

    [TestCase("y: customer.latency.mean, kind: points", FigureKind.Points)]
    [TestCase("y: customer.latency.mean, kind: bars", FigureKind.Bars)]
    [TestCase("y: customer.latency.mean", FigureKind.Line)]
    [TestCase("y: customer.latency", FigureKind.Ecdf)]
    public void Kinds(string figure, FigureKind kind) => Assert.That(Draw(Study.Text, figure).Kind, Is.EqualTo(kind));

    [Test]
    public void Without_a_sweep_bars_stand_over_those_who_are_measured()
    {
        string text = Study.Text.Replace("sweep: { rate: [100 /s, 200 /s] }\n", "").Replace(
            "  server: {", "  second: { role: server, costs: { server.serve: 1 ms } }\n  server: {");
        Figure figure = Draw(text, "y: [server.utilisation.time-average, second.utilisation.time-average], kind: bars");
        Assert.That(figure.Categories, Is.EqualTo((string[])["server/0", "second/0"]));
        Assert.That(string.Join('|', figure.Series.Select(Label)), Is.EqualTo("Server utilisation|Second utilisation"));
    }

    [Test]
    public void A_scenario_that_describes_no_figures_gets_those_of_its_main_metrics_and_another_its_own_alone()
    {
        StudyPlan plan = Study.Plan(Study.Text);
        CampaignResult result = Campaign.Run(plan, _study.Options());
        string[] names = [.. ScenarioFigures.Of(plan, result.Folder).Select(figure => figure.Name)];
        Assert.That(names, Is.EqualTo((string[])
        [
            "customer.latency", "customer.latency.parts", "customer.latency.ecdf", "customer.success.ratio",
            "server.utilisation.time-average",
        ]));
        StudyPlan own = Study.Plan(Study.Text + "figures: { own: { y: customer.latency.mean } }\n");
        Assert.That(own.Hash, Is.EqualTo(plan.Hash), "figures do not change what runs depend on");
        Assert.That(
            ScenarioFigures.Of(own, result.Folder).Select(figure => figure.Name), Is.EqualTo((string[])["own"]));
    }

    private static string Wide => Study.Text.Replace(
        "sweep: { rate: [100 /s, 200 /s] }",
        "sweep: { rate: [50 /s, 100 /s, 200 /s], network.hop.delay: [1 ms, 20 ms] }");

    private static string Label(FigureSeries series) => series.Label;

    private Figure Draw(string text, string figure)
    {
        StudyPlan plan = Study.Plan($"{text}figures: {{ own: {{ {figure} }} }}\n");
        CampaignResult result = Campaign.Run(plan, _study.Options());
        IReadOnlyList<Figure> figures = ScenarioFigures.Of(plan, result.Folder);
        return figures.Single(each => each.Name == "own");
    }
}
