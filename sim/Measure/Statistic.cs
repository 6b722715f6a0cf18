using System;

namespace Simulator.Measure;

/// <summary>
/// What a number says about the values of a metric in one run; in the order in which files list them.
/// </summary>
public enum Statistic
{
    /// <summary>How many values, or things, there were.</summary>
    Count,

    /// <summary>Their sum.</summary>
    Sum,

    /// <summary>Their mean.</summary>
    Mean,

    /// <summary>Their standard deviation (n − 1 in the denominator).</summary>
    Sd,

    /// <summary>The smallest.</summary>
    Min,

    /// <summary>The largest.</summary>
    Max,

    /// <summary>The median: the smallest value that at least 50 % do not exceed.</summary>
    P50,

    /// <summary>The smallest value that at least 95 % do not exceed.</summary>
    P95,

    /// <summary>The smallest value that at least 99 % do not exceed.</summary>
    P99,

    /// <summary>The smallest value that at least 99.9 % do not exceed.</summary>
    P999,

    /// <summary>A state's mean over the measured time.</summary>
    TimeAverage,

    /// <summary>An amount per second of measured time.</summary>
    Rate,

    /// <summary>A share of the trials.</summary>
    Ratio,
}

/// <summary>Names of the statistics, as files and scenarios write them.</summary>
public static class Statistics
{
    private static readonly string[] Names =
        ["count", "sum", "mean", "sd", "min", "max", "p50", "p95", "p99", "p999", "time-average", "rate", "ratio"];

    /// <summary>All names, in the order of files.</summary>
    public static ReadOnlySpan<string> All => Names;

    /// <summary>The name, as in <c>p99</c>.</summary>
    /// <param name="statistic">The statistic.</param>
    public static string Name(this Statistic statistic) => Names[(int)statistic];

    /// <summary>The statistic of a name; false if there is none.</summary>
    /// <param name="name">As in a file.</param>
    /// <param name="statistic">The statistic.</param>
    public static bool TryParse(string name, out Statistic statistic)
    {
        int index = Array.IndexOf(Names, name);
        statistic = index < 0 ? Statistic.Count : (Statistic)index;
        return index >= 0;
    }
}
