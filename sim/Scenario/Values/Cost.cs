namespace Simulator.Scenarios;

/// <summary>What an operation costs the processor that executes it.</summary>
/// <param name="Fixed">Time for each execution.</param>
/// <param name="PerOctet">Time for each octet, on top.</param>
/// <param name="Energy">Energy for each execution; null if it follows from time and power.</param>
/// <param name="EnergyPerOctet">Energy for each octet, on top; null if it follows from time and power.</param>
public sealed record Cost(Distribution Fixed, Quantity PerOctet, Quantity? Energy, Quantity? EnergyPerOctet)
{
    /// <summary>No time for an octet.</summary>
    public static Quantity NoTimePerOctet => new(Dimension.TimePerOctet, 0);
}

/// <summary>The keys of a cost that is written as a mapping.</summary>
internal static class CostKey
{
    public const string Fixed = "fixed";
    public const string PerOctet = "per-octet";
    public const string Energy = "energy";
    public const string EnergyPerOctet = "energy-per-octet";

    public static readonly string[] All = [Fixed, PerOctet, Energy, EnergyPerOctet];
}
