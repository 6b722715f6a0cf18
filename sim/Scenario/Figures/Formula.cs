using System.Collections.Generic;
using System.Linq;

namespace Simulator.Scenarios;

/// <summary>A closed form that a figure can lay over what was simulated.</summary>
/// <param name="Name">As a scenario names it.</param>
/// <param name="Label">What the figure's key says.</param>
/// <param name="Meaning">What it gives, and whose it is.</param>
/// <param name="Arguments">What it needs: keys of <c>formula</c>.</param>
public sealed record Formula(string Name, string Label, string Meaning, params IReadOnlyList<string> Arguments)
{
    /// <summary>Arguments of formulas, which are also their keys.</summary>
    public const string
        Arrivals = "arrivals",
        Service = "service",
        Deviation = "deviation",
        Servers = "servers",
        Places = "places",
        Share = "share",
        A = "a",
        B = "b",
        Over = "over",
        Objects = "objects",
        Exponent = "exponent",
        Entries = "entries",
        Plus = "plus";

    /// <summary>True for a distribution function, which belongs over <c>kind: cdf</c>.</summary>
    public bool IsDistribution { get; init; }

    /// <summary>True for a time, to which <c>plus</c> may add.</summary>
    public bool IsTime { get; init; }

    /// <summary>Stations in a row, each with a service time; all other formulas have one.</summary>
    public bool HasStations { get; init; }
}

/// <summary>The formulas that there are.</summary>
public static class Formulas
{
    /// <summary>All of them, in the order of documents.</summary>
    public static IReadOnlyList<Formula> All { get; } =
    [
        new(
            "mm1.time", "M/M/1", "Mean time in a station with Poisson arrivals and an exponential server",
            Formula.Arrivals, Formula.Service)
        {
            IsTime = true,
        },
        new(
            "mm1.quantile", "M/M/1", "Time in an M/M/1 station that a share of the customers do not exceed",
            Formula.Arrivals, Formula.Service, Formula.Share)
        {
            IsTime = true,
        },
        new(
            "mm1.distribution", "M/M/1", "Distribution of the time in an M/M/1 station",
            Formula.Arrivals, Formula.Service)
        {
            IsDistribution = true,
            IsTime = true,
        },
        new(
            "md1.time", "M/D/1", "Mean time in a station whose service takes always the same time",
            Formula.Arrivals, Formula.Service)
        {
            IsTime = true,
        },
        new(
            "mg1.time", "M/G/1",
            "Mean time in a station with any service, of which mean and standard deviation are known "
                + "(Pollaczek-Khinchine)",
            Formula.Arrivals, Formula.Service, Formula.Deviation)
        {
            IsTime = true,
        },
        new(
            "mmc.time", "M/M/c", "Mean time in a station with several exponential servers behind one queue",
            Formula.Arrivals, Formula.Service, Formula.Servers)
        {
            IsTime = true,
        },
        new(
            "erlang-c", "Erlang C", "Share of customers that wait for one of several servers",
            Formula.Arrivals, Formula.Service, Formula.Servers),
        new(
            "erlang-b", "Erlang B", "Share of customers that several servers without a queue turn away",
            Formula.Arrivals, Formula.Service, Formula.Servers),
        new(
            "mm1k.loss", "M/M/1/K", "Share of customers that a station with room for so many turns away",
            Formula.Arrivals, Formula.Service, Formula.Places),
        new(
            "mm1k.time", "M/M/1/K", "Mean time in such a station of those that found room",
            Formula.Arrivals, Formula.Service, Formula.Places)
        {
            IsTime = true,
        },
        new(
            "jackson.time", "Jackson", "Mean time through M/M/1 stations in a row, a service time for each",
            Formula.Arrivals, Formula.Service)
        {
            IsTime = true,
            HasStations = true,
        },
        new(
            "jackson.distribution", "Jackson", "Distribution of the time through such stations, all loads different",
            Formula.Arrivals, Formula.Service)
        {
            IsDistribution = true,
            IsTime = true,
            HasStations = true,
        },
        new(
            "che-lru", "Che", "Share of requests that find their object in an LRU cache (Che's approximation), "
                + "objects asked for independently by Zipf's law",
            Formula.Objects, Formula.Exponent, Formula.Entries),
        new(
            "beta-arrivals", "Beta", "Distribution of instants of arrival, Beta over a time (TR 37.868)",
            Formula.A, Formula.B, Formula.Over)
        {
            IsDistribution = true,
        },
    ];

    /// <summary>The formula of a name; null if there is none.</summary>
    /// <param name="name">The name.</param>
    public static Formula? Find(string name) => All.FirstOrDefault(formula => formula.Name == name);
}

/// <summary>A value that a figure gives to a formula.</summary>
/// <param name="Si">The value in SI base units, unless a key of the sweep has it.</param>
/// <param name="Key">The key of the sweep whose value it is at each point; null for a fixed value.</param>
public readonly record struct FormulaValue(double Si, string? Key);

/// <summary>A formula in a figure, with its arguments.</summary>
/// <param name="Formula">The formula.</param>
/// <param name="Label">What the figure's key says.</param>
/// <param name="Arguments">Values by name of argument; several for stations in a row.</param>
public sealed record FormulaUse(
    Formula Formula, string Label, IReadOnlyList<(string Name, IReadOnlyList<FormulaValue> Values)> Arguments)
{
    /// <summary>The values of an argument; none if it is not given.</summary>
    /// <param name="argument">Its name.</param>
    public IReadOnlyList<FormulaValue> ValuesOf(string argument) =>
        Arguments.FirstOrDefault(each => each.Name == argument).Values ?? [];

    internal static FormulaUse Of(Settings settings)
    {
        Formula formula = Formulas.Find(settings.Word(FormulaKeys.Curve))!;
        return new(
            formula,
            settings.Has(FormulaKeys.Label) ? settings.Word(FormulaKeys.Label) : formula.Label,
            [
                .. settings.Names.Where(FormulaKeys.IsArgument).Select(name => (name, ValuesOf(settings, name))),
            ]);
    }

    internal static IReadOnlyList<FormulaValue> ValuesOf(Settings settings, string name) =>
        settings.TryFind(name)!.Content is IReadOnlyList<BoundValue> items
            ? [.. items.Select(item => ValueOf(item.Content))]
            : [ValueOf(settings.TryFind(name)!.Content)];

    private static FormulaValue ValueOf(object content) =>
        content is string key ? new(0, key) : new(((Quantity)content).Si, null);
}
