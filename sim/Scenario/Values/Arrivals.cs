using System.Collections.Generic;
using Simulator.Kernel;

namespace Simulator.Scenarios;

/// <summary>How the members of a group start their procedures.</summary>
public enum ArrivalKind
{
    /// <summary>
    /// A Poisson process for the whole group; each arrival takes the next idle member in index order.
    /// </summary>
    Poisson,

    /// <summary>Each member starts once, at a Beta-distributed instant of a period.</summary>
    Beta,

    /// <summary>Each member starts once, at a uniformly distributed instant of a period.</summary>
    Uniform,

    /// <summary>Every member starts at one instant.</summary>
    At,

    /// <summary>The first members start together at one instant.</summary>
    Burst,
}

/// <summary>The arrivals of a group, as described in a scenario.</summary>
public sealed class Arrivals
{
    internal Arrivals(ArrivalKind kind, string text)
    {
        Kind = kind;
        Text = text;
    }

    /// <summary>The form.</summary>
    public ArrivalKind Kind { get; }

    /// <summary>The canonical inline form, with parameters resolved.</summary>
    public string Text { get; }

    /// <summary>Arrivals of the whole group per second (Poisson).</summary>
    public Quantity Rate { get; internal init; }

    /// <summary>First shape (Beta).</summary>
    public double A { get; internal init; }

    /// <summary>Second shape (Beta).</summary>
    public double B { get; internal init; }

    /// <summary>Length of the period, from time zero (Beta, uniform).</summary>
    public SimTime Over { get; internal init; }

    /// <summary>The instant (at, burst).</summary>
    public SimTime At { get; internal init; }

    /// <summary>Members that start (burst).</summary>
    public long Count { get; internal init; }

    /// <inheritdoc/>
    public override string ToString() => Text;
}

/// <summary>Reads arrivals.</summary>
internal static class ArrivalsReader
{
    private static readonly QuantityRule Shape = new([Dimension.Number], above: "0");
    private static readonly QuantityRule Period = new([Dimension.Time], above: "0 s");
    private static readonly QuantityRule Instant = new([Dimension.Time]);

    private static readonly FormReader Forms = new(
        "an arrival process",
        [
            new Form("poisson", new FormArgument("rate", new QuantityRule([Dimension.Frequency], above: "0 /s"))),
            new Form(
                "beta",
                new FormArgument("a", Shape),
                new FormArgument("b", Shape),
                new FormArgument("over", Period, "over")),
            new Form("uniform", new FormArgument("over", Period, "over")),
            new Form("at", new FormArgument("at", Instant)),
            new Form(
                "burst",
                new FormArgument("count", new QuantityRule([Dimension.Count], min: "1")),
                new FormArgument("at", Instant, "at")),
        ]);

    /// <summary>The forms, for hints and documents.</summary>
    public static string Usage => Forms.Usage;

    /// <summary>Reads a node; null after an error.</summary>
    public static Written<Arrivals>? Read(ScenarioNode node, BindScope scope) =>
        Forms.Read(node, scope) is { } form ? new(Build(form), form.Text) : null;

    private static Arrivals Build(FormValue form)
    {
        IReadOnlyList<Quantity> given = form.Quantities;
        string text = Resolved(form);
        return form.Form.Name switch
        {
            "poisson" => new(ArrivalKind.Poisson, text) { Rate = given[0] },
            "beta" => new(ArrivalKind.Beta, text) { A = given[0].Si, B = given[1].Si, Over = given[2].Time },
            "uniform" => new(ArrivalKind.Uniform, text) { Over = given[0].Time },
            "at" => new(ArrivalKind.At, text) { At = given[0].Time },
            _ => new(ArrivalKind.Burst, text) { Count = given[0].Whole, At = given[1].Time },
        };
    }

    private static string Resolved(FormValue form)
    {
        var words = new List<string> { form.Form.Name };
        for (int index = 0; index < form.Quantities.Count; index++)
        {
            string keyword = form.Form.Arguments[index].Keyword;
            words.Add(keyword.Length == 0 ? form.Quantities[index].ToString() : $"{keyword} {form.Quantities[index]}");
        }

        return string.Join(' ', words);
    }
}
