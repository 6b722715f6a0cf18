using System.Collections.Generic;
using System.Linq;
using NUnit.Framework;
using Simulator.Results;
using Simulator.Runner;

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
        "x: rate, y: [customer.latency.mean, server.utilisation.time-average]",
        "Customer latency, mean, source|Server utilisation, time average, server/0")]
    [TestCase("y: [customer.latency], by: [rate], kind: cdf", "rate 100 /s|rate 200 /s")]
    public void Curves_are_named_by_what_tells_them_apart(string figure, string labels) =>
        Assert.That(string.Join('|', Draw(Study.Text, figure).Series.Select(Label)), Is.EqualTo(labels));

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

    private static string Label(FigureSeries series) => series.Label;

    private Figure Draw(string text, string figure)
    {
        StudyPlan plan = Study.Plan($"{text}figures: {{ own: {{ {figure} }} }}\n");
        CampaignResult result = Campaign.Run(plan, _study.Options());
        IReadOnlyList<Figure> figures = ScenarioFigures.Of(plan, result.Folder);
        return figures.Single(each => each.Name == "own");
    }
}
