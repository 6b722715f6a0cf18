using System;
using System.Collections.Generic;
using System.IO;

namespace Simulator.Bench;

/// <summary>What a benchmark is asked for.</summary>
/// <param name="Output">Where the table goes.</param>
/// <param name="IsCsv">A CSV table instead of text.</param>
/// <param name="RoundCount">Measured rounds, at least 5; the median of them is printed.</param>
/// <param name="Only">The one workload to measure, for a profiler; all if null.</param>
/// <param name="Seed">Seed of what is drawn at random.</param>
/// <param name="InputCount">Inputs of the fuzzer.</param>
public sealed record BenchmarkOptions(
    TextWriter Output,
    bool IsCsv = false,
    int RoundCount = 7,
    string? Only = null,
    long Seed = 1,
    long InputCount = 5_000_000);

/// <summary>A benchmark of the command <c>bench NAME</c>.</summary>
/// <param name="Name">Its name on the command line.</param>
/// <param name="Summary">What it measures, in a line.</param>
/// <param name="Run">
/// Measures and prints; false if a stated bound that does not depend on the machine was missed.
/// </param>
public sealed record Benchmark(string Name, string Summary, Func<BenchmarkOptions, bool> Run)
{
    /// <summary>All benchmarks, in the order in which help names them.</summary>
    public static IReadOnlyList<Benchmark> All { get; } =
    [
        new("kernel", "events, processes, timers and memory of the simulation kernel", KernelBenchmark.Run),
        new("network", "packets over a link, through IPv4 and UDP, and over several hops", NetworkBenchmark.Run),
        new("lte", "attaches with real octets and cryptography, beside the cryptography alone", LteBenchmark.Run),
        new("enclaves", "protected packets end to end, beside their cryptography alone", EnclavesBenchmark.Run),
        new("federation", "attaches and logins through a proxy, beside their cryptography", FederationBenchmark.Run),
        new("study", "runs of a study a second, on one thread and on all, beside runs alone", StudyBenchmark.Run),
        new("codecs", "encoding and decoding of each message, cryptography beside the runtime's", CodecBenchmark.Run),
        new("fuzz", "mutated messages for every codec: none may throw", FuzzBenchmark.Run),
    ];
}
