using System.Collections.Generic;
using Simulator.Kernel;

namespace Simulator.Scenarios;

/// <summary>The families of distributions that a scenario can name.</summary>
public enum DistributionKind
{
    /// <summary>Always the same value.</summary>
    Constant,

    /// <summary>Uniform between two values.</summary>
    Uniform,

    /// <summary>Exponential, given by its mean.</summary>
    Exponential,

    /// <summary>A minimum plus an exponential part, given by the minimum and that part's mean.</summary>
    ShiftedExponential,

    /// <summary>Normal, given by mean and standard deviation; a value below zero is drawn again.</summary>
    Normal,

    /// <summary>Lognormal, given by median and 95th percentile.</summary>
    Lognormal,

    /// <summary>Gamma, given by shape and scale.</summary>
    Gamma,

    /// <summary>Beta with two shapes, stretched from [0, 1] to [0, max].</summary>
    Beta,

    /// <summary>Pareto, given by shape and minimum.</summary>
    Pareto,

    /// <summary>Zipf over 1 … count, given by the exponent.</summary>
    Zipf,

    /// <summary>The values of a file, each as likely.</summary>
    Empirical,
}

/// <summary>
/// A distribution as a scenario describes it, with exact arguments. <see cref="Text"/> is its canonical inline form.
/// </summary>
public sealed class Distribution
{
    internal Distribution(
        DistributionKind kind,
        Dimension dimension,
        IReadOnlyList<Quantity> arguments,
        string text,
        IReadOnlyList<Quantity>? samples = null)
    {
        Kind = kind;
        Dimension = dimension;
        Arguments = arguments;
        Text = text;
        Samples = samples ?? [];
    }

    /// <summary>The family.</summary>
    public DistributionKind Kind { get; }

    /// <summary>What a value measures.</summary>
    public Dimension Dimension { get; }

    /// <summary>The arguments, in the order of the inline form.</summary>
    public IReadOnlyList<Quantity> Arguments { get; }

    /// <summary>The values of an empirical distribution, in the order of the file.</summary>
    public IReadOnlyList<Quantity> Samples { get; }

    /// <summary>The canonical inline form, with parameters resolved: <c>lognormal 60 ms 180 ms</c>.</summary>
    public string Text { get; }

    /// <summary>True for a single value.</summary>
    public bool IsConstant => Kind == DistributionKind.Constant;

    /// <summary>The value of a constant.</summary>
    public Quantity Value
    {
        get
        {
            Invariant.Require(IsConstant);
            return Arguments[0];
        }
    }

    /// <summary>A single value.</summary>
    /// <param name="value">The value.</param>
    public static Distribution Constant(Quantity value) =>
        new(DistributionKind.Constant, value.Dimension, [value], value.ToString());

    /// <inheritdoc/>
    public override string ToString() => Text;
}
