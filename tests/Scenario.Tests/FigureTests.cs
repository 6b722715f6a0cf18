using System.Linq;
using NUnit.Framework;
using Simulator.Scenarios;

namespace Tests.Scenario;

/// <summary>What a scenario may say of its figures, and what is wrong with the rest.</summary>
internal sealed class FigureTests
{
    private const string Study = """
        scenario: x
        system: lte
        stop: 10 s
        series: { step: 100 ms }
        parameters: { rate: 100 /s, service: 3 ms, cores: 2 }
        network: { radio: { delay: 10 ms }, s1: { delay: 3 ms }, s6a: { delay: 3 ms } }
        nodes:
          ue: { count: 9, profile: modern-phone, arrivals: poisson $rate }
          enb: {}
          mme: { profile: server-core, processor: { cores: $cores } }
          hss: { profile: server-core, processor: { cores: 2 }, costs: { hss.lookup: exponential $service } }

        """;

    private const string Sweep = "sweep: { rate: [100 /s, 200 /s, 300 /s], options.flow: [implicit, code] }\n";

    [TestCase("y: attach.latency.p99, by: options.flow", FigureKinds.Lines)]
    [TestCase("y: attach.latency, by: [rate, options.flow]", FigureKinds.Cdf)]
    [TestCase("y: attach.latency, kind: parts", FigureKinds.Parts)]
    [TestCase("x: time, y: hss.queue", FigureKinds.Lines)]
    [TestCase("x: rate, by: options.flow, y: attach.latency.p99, kind: heat, y-scale: log", FigureKinds.Heat)]
    [TestCase("x: rate, y: [attach.latency.p50, attach.latency.p99], kind: capacity", FigureKinds.Capacity)]
    [TestCase("x: options.flow, by: rate, y: attach.latency.mean, kind: bars", FigureKinds.Bars)]
    [TestCase("x: rate, y: attach.latency.mean, kind: points, x-scale: log", FigureKinds.Points)]
    [TestCase("x: rate, y: attach.latency.mean, at: { options.flow: code }, by: options.flow", FigureKinds.Lines)]
    public void Is_right(string figure, string kind) => Assert.That(Bind(figure).Kind, Is.EqualTo(kind));

    [Test]
    public void A_formula_takes_its_arguments_from_parameters_and_keys_of_the_sweep()
    {
        FigureDescription figure = Bind(
            "y: attach.latency.mean, formula: [{ curve: mmc.time, arrivals: rate, service: $service, servers: 3, "
            + "plus: 20 ms, label: M/M/3 }, { curve: mm1.time, arrivals: $rate, service: 1 ms }]");
        FormulaUse first = figure.Formulas[0], second = figure.Formulas[1];
        Assert.That((first.Formula.Name, first.Label), Is.EqualTo(("mmc.time", "M/M/3")));
        Assert.That(first.ValuesOf(Formula.Arrivals), Is.EqualTo(new[] { new FormulaValue(0, "rate") }));
        Assert.That(first.ValuesOf(Formula.Service), Is.EqualTo(new[] { new FormulaValue(0.003, null) }));
        Assert.That(first.ValuesOf(Formula.Servers).Single().Si, Is.EqualTo(3));
        Assert.That(first.ValuesOf(Formula.Plus).Single().Si, Is.EqualTo(0.02));
        Assert.That(first.ValuesOf(Formula.Places), Is.Empty);
        Assert.That(second.Label, Is.EqualTo("M/M/1"));
        Assert.That(second.ValuesOf(Formula.Arrivals).Single().Key, Is.EqualTo("rate"), "it is swept");
    }

    [TestCase("y: attach.latency.p99, kind: pie", "unknown word 'pie' in figures.own.kind")]
    [TestCase("y: attach.latency.p98", "there is no")]
    [TestCase("y: attach.latncy.p99", "there is no")]
    [TestCase("kind: heat", "key 'y' is missing in figures.own")]
    [TestCase("y: attach.latency.p99, x: rte", "there is no key of the sweep 'rte' in figures.own.x")]
    [TestCase("y: attach.latency.p99, by: flow", "there is no key of the sweep 'flow' in figures.own.by")]
    [TestCase("y: attach.latency, kind: lines", "'attach.latency' lacks its statistic in figures.own")]
    [TestCase("y: attach.latency, kind: heat, by: options.flow", "'attach.latency' lacks its statistic")]
    [TestCase("y: attach.latency.p99, kind: cdf", "'attach.latency.p99' is a number; 'kind: cdf' is made of a metric")]
    [TestCase("y: attach.latency.p99, kind: parts", "'attach.latency.p99' is a number")]
    [TestCase("y: hss.queue, kind: cdf", "'hss.queue' has no distribution")]
    [TestCase("y: attach.latency.queueing, kind: parts", "'attach.latency.queueing' has no parts")]
    [TestCase("y: [attach.latency, attach.latency.timer], kind: parts", "the parts of one metric alone can be drawn")]
    [TestCase("y: hss.utilisation.max, kind: capacity", "'hss.utilisation' is no latency")]
    [TestCase("x: options.flow, y: attach.latency.p99, kind: capacity", "a capacity curve goes over a load")]
    [TestCase("x: time, y: attach.latency", "'attach.latency' has values of events, no course over time")]
    [TestCase("x: time, y: hss.queue.max", "'hss.queue.max' is a number; a course over time is made of a metric")]
    [TestCase("x: time, y: hss.queue, kind: bars", "'x: time' has 'kind: lines', not 'bars'")]
    [TestCase("y: [attach.latency.p99, hss.queue.max]", "one axis has one unit")]
    [TestCase("y: attach.latency.p99, by: rate", "'rate' cannot tell curves apart and be the axis too")]
    [TestCase("y: attach.latency, by: rate", "the figure does not tell values of 'options.flow' apart")]
    [TestCase("y: attach.latency.p99, x: options.flow, x-scale: log", "this axis has no logarithmic scale")]
    [TestCase("y: attach.latency.p99, kind: bars, x-scale: log", "this axis has no logarithmic scale")]
    [TestCase("y: [attach.latency.p50, attach.latency.p99], kind: heat", "a heat map shows one quantity")]
    [TestCase("y: attach.latency.p99, at: { rate: 150 /s }", "the sweep has no point with rate = 150 /s")]
    [TestCase("y: attach.latency.p99, at: { cores: 2 }", "'cores' is not swept in figures.own.at")]
    public void Is_reported(string figure, string error) => AssertError(Study + Sweep, figure, error);

    [TestCase("curve: mm2.time", "unknown word 'mm2.time' in figures.own.formula.curve")]
    [TestCase("arrivals: rate", "key 'curve' is missing in figures.own.formula")]
    [TestCase("curve: mm1.time, arrivals: rate", "'mm1.time' needs 'service'")]
    [TestCase("curve: mm1.time, arrivals: rate, service: 1 ms, servers: 2", "'mm1.time' takes no 'servers'")]
    [TestCase("curve: mm1.time, arrivals: rate, service: [1 ms, 2 ms]", "'mm1.time' has one service time")]
    [TestCase("curve: mm1.time, arrivals: rate, service: 1 /s", "'1 /s' is a frequency")]
    [TestCase("curve: mm1.time, arrivals: rate, service: rate", "'rate' is swept over other values than a time")]
    [TestCase("curve: mm1.time, arrivals: options.flow, service: 1 ms", "'options.flow' is swept over other values")]
    [TestCase("curve: mm1.time, arrivals: rte, service: 1 ms", "'rte' is not a frequency")]
    [TestCase("curve: mm1.time, arrivals: rate, service: 0 s", "service")]
    [TestCase("curve: erlang-c, arrivals: rate, service: 1 ms, servers: 0", "servers")]
    [TestCase("curve: erlang-c, arrivals: rate, service: 1 ms, servers: 2, plus: 1 ms", "'erlang-c' takes no 'plus'")]
    [TestCase("curve: beta-arrivals, a: 3, b: 4, over: 10 s", "'beta-arrivals' is a distribution")]
    public void A_formula_that_is_none_is_reported(string formula, string error) =>
        AssertError(Study + Sweep, $"y: attach.latency.mean, formula: {{ {formula} }}", error);

    [TestCase("y: attach.latency, kind: cdf, formula: { curve: mm1.time, arrivals: rate, service: 1 ms }",
        "'mm1.time' is no distribution")]
    [TestCase("y: attach.latency.mean, kind: bars, formula: { curve: mm1.time, arrivals: rate, service: 1 ms }",
        "a formula goes over a swept number")]
    [TestCase("x: options.flow, y: attach.latency.mean, formula: { curve: mm1.time, arrivals: rate, service: 1 ms }",
        "a formula goes over a swept number")]
    [TestCase("x: time, y: hss.queue, formula: { curve: mm1.time, arrivals: rate, service: 1 ms }",
        "a formula goes over a swept number")]
    public void A_formula_where_there_is_no_place_for_it_is_reported(string figure, string error) =>
        AssertError(Study + Sweep, figure, error);

    [TestCase("y: attach.latency.p99", "there is no sweep that 'kind: lines' could go over")]
    [TestCase("y: attach.latency.p99, kind: heat", "there is no sweep that 'kind: heat' could go over")]
    [TestCase("y: attach.latency.p99, kind: capacity", "there is no sweep that 'kind: capacity' could go over")]
    public void Without_a_sweep_nothing_goes_over_one(string figure, string error) => AssertError(Study, figure, error);

    [TestCase("sweep: { rate: [100 /s, 200 /s] }", "kind: heat", "a heat map needs two keys of the sweep")]
    [TestCase(
        "sweep: { rate: [1 /s, 2 /s], cores: [1, 2], service: [1 ms, 2 ms] }", "kind: heat",
        "a heat map has one key on its vertical axis")]
    [TestCase("sweep: { network.s1.loss: [0 %, 1 %] }", "x-scale: log", "0 % has no place on a logarithmic axis")]
    public void The_sweep_must_suit_the_figure(string sweep, string figure, string error) =>
        AssertError($"{Study}{sweep}\n", $"y: attach.latency.p99, {figure}", error);

    [Test]
    public void What_is_not_recorded_has_no_course() => AssertError(
        Study.Replace("series: { step: 100 ms }\n", "") + Sweep, "x: time, y: hss.queue",
        "nothing is recorded over time");

    [Test]
    public void What_is_measured_on_demand_must_be_named()
    {
        AssertError(Study + Sweep, "y: attach.start, kind: cdf", "'attach.start' is not measured");
        Assert.That(
            Samples.Errors($"{Study}{Sweep}measure: [attach.start]\nfigures: {{ own: {{ y: attach.start }} }}\n"),
            Is.Empty);
    }

    [Test]
    public void A_parameter_may_be_there_for_a_formula_alone() => Assert.That(
        Samples.Errors(Study.Replace("3 ms, cores: 2 }", "3 ms, cores: 2, more: 20 ms }") + Sweep
            + "figures: { own: { y: attach.latency.mean, formula: "
            + "{ curve: mm1.time, arrivals: rate, service: 1 ms, plus: $more } } }\n"),
        Is.Empty);

    [Test]
    public void A_mistake_has_its_place_and_a_hint()
    {
        string error = Samples.Errors($"{Study}{Sweep}figures:\n  own: {{ y: hss.queue, kind: cdf }}\n").Single();
        Assert.That(error, Does.StartWith("x.yaml:14:13: 'hss.queue' has no distribution in figures.own\n  hint: "));
    }

    [Test]
    public void Every_formula_names_arguments_that_are_keys_and_every_argument_is_used()
    {
        const string Prefix = "figures.FIGURE.formula[].";
        string[] used = [.. Formulas.All.SelectMany(formula => formula.Arguments).Distinct()];
        string[] keys =
        [
            .. new KeyTable(Samples.Lte, Samples.Catalogue).Entries.Select(entry => entry.Path)
                .Where(path => path.StartsWith(Prefix, System.StringComparison.Ordinal))
                .Select(path => path[Prefix.Length..]),
        ];
        Assert.That(
            (string[])["curve", .. used, Formula.Plus, "label"], Is.EquivalentTo(keys));
        Assert.That(Formulas.Find("mm1.time")!.Label, Is.EqualTo("M/M/1"));
        Assert.That(Formulas.Find("mm1"), Is.Null);
    }

    private static FigureDescription Bind(string figure) =>
        Samples.Bind($"{Study}{Sweep}figures: {{ own: {{ {figure} }} }}\n").Figures.Single();

    private static void AssertError(string scenario, string figure, string error)
    {
        string[] errors = Samples.Errors($"{scenario}figures: {{ own: {{ {figure} }} }}\n");
        Assert.That(errors, Has.Length.EqualTo(1), string.Join('\n', errors));
        Assert.That(errors[0], Does.Contain(error).And.Contain("hint: "));
    }
}
