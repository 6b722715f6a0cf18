using System;
using Simulator.Kernel;

namespace Tests.Measure;

/// <summary>Distributions to measure, the same values in every run.</summary>
internal static class Samples
{
    internal static readonly string[] Names =
        ["uniform", "exponential", "lognormal", "pareto", "normal", "two-points", "constant", "with-zeros", "tiny"];

    internal static double[] Draw(string name, int count, int replication = 0)
    {
        var stream = new RandomStream(1, replication, name);
        double[] values = new double[count];
        for (int index = 0; index < count; index++)
        {
            values[index] = Draw(name, stream);
        }

        return values;
    }

    private static double Draw(string name, RandomStream stream) => name switch
    {
        "uniform" => stream.Uniform(0.001, 0.1),
        "exponential" => stream.Exponential(0.02),
        "lognormal" => stream.Lognormal(0.06, 0.18),
        "pareto" => stream.Pareto(1e-3, 0.9),
        "normal" => Math.Abs(stream.Normal(5.0, 1.0)),
        "two-points" => stream.Chance(0.5) ? 1e-9 : 1e9,
        "constant" => 0.1,
        "with-zeros" => stream.Chance(0.3) ? 0.0 : stream.Exponential(1.0),
        "tiny" => stream.Exponential(1e-12),
        _ => throw new ArgumentOutOfRangeException(nameof(name), name, "unknown"),
    };

    /// <summary>The smallest value that at least this share does not exceed, by the definition.</summary>
    internal static double ExactQuantile(double[] values, decimal share)
    {
        double[] sorted = (double[])values.Clone();
        Array.Sort(sorted);
        int rank = Math.Max(1, (int)Math.Ceiling(share * values.Length));
        return sorted[rank - 1];
    }
}
