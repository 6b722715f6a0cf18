using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;

namespace Simulator.Bench;

/// <summary>What was measured of one workload.</summary>
/// <param name="Name">The workload.</param>
/// <param name="Rates">Units per second of wall time, a figure per round, in their order.</param>
/// <param name="OctetsPerUnit">Octets allocated per unit in a warm round, the least of all rounds.</param>
public sealed record Measured(string Name, IReadOnlyList<double> Rates, double OctetsPerUnit)
{
    /// <summary>Median rate in units per second.</summary>
    public double Rate => Median(Rates);

    /// <summary>Nanoseconds per unit at the median.</summary>
    public double Nanoseconds => 1e9 / Rate;

    /// <summary>
    /// How many times as fast as another workload of the same rounds: the median of the rounds' ratios, as what slows
    /// the machine down for a while slows both.
    /// </summary>
    /// <param name="other">The other workload.</param>
    public double RatioTo(Measured other) => Median(Rates.Zip(other.Rates, (ours, theirs) => ours / theirs));

    private static double Median(IEnumerable<double> figures)
    {
        double[] sorted = [.. figures.Order()];
        return sorted[sorted.Length / 2];
    }
}

/// <summary>
/// Runs workloads in turn, round after round, so that a change of the machine's speed falls on all of them alike, and
/// quotes medians. The first rounds warm up and do not count.
/// </summary>
public sealed class RoundRobin
{
    private const int WarmUpRoundCount = 4;

    private readonly List<(string Name, Func<long> Run)> _workloads = [];

    /// <summary>Adds a workload.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="run">Does the work and returns how many units it was.</param>
    public void Add(string name, Func<long> run) => _workloads.Add((name, run));

    /// <summary>Measures all workloads.</summary>
    /// <param name="roundCount">Rounds that count, odd for a true median.</param>
    public IReadOnlyDictionary<string, Measured> Run(int roundCount)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(roundCount, 1);
        List<double>[] rates = [.. _workloads.Select(_ => new List<double>())];
        double[] octets = [.. _workloads.Select(_ => double.PositiveInfinity)];
        for (int round = -WarmUpRoundCount; round < roundCount; round++)
        {
            for (int index = 0; index < _workloads.Count; index++)
            {
                (double rate, double octetsPerUnit) = Time(_workloads[index].Run);
                if (round >= 0)
                {
                    rates[index].Add(rate);
                    octets[index] = Math.Min(octets[index], octetsPerUnit);
                }
            }
        }

        var results = new Dictionary<string, Measured>(StringComparer.Ordinal);
        for (int index = 0; index < _workloads.Count; index++)
        {
            results.Add(_workloads[index].Name, new Measured(_workloads[index].Name, rates[index], octets[index]));
        }

        return results;
    }

    private static (double Rate, double OctetsPerUnit) Time(Func<long> run)
    {
        GC.Collect();
        long octets = GC.GetAllocatedBytesForCurrentThread();
        long start = Stopwatch.GetTimestamp();
        long units = run();
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        octets = GC.GetAllocatedBytesForCurrentThread() - octets;
        return (units / seconds, octets / (double)units);
    }
}
