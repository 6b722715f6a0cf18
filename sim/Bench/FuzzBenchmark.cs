using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.Linq;

namespace Simulator.Bench;

/// <summary>The benchmark <c>fuzz</c>: mutated messages for every codec, none of which may throw.</summary>
public static class FuzzBenchmark
{
    /// <summary>Fuzzes and prints.</summary>
    /// <param name="options">Where to and how, seed, inputs; <c>Only</c> is a protocol or a codec.</param>
    /// <returns>False if an input threw, or was read and did not survive.</returns>
    public static bool Run(BenchmarkOptions options)
    {
        string? only = options.Only;
        ICodec[] codecs = [.. Codecs.All.Where(codec => only is null || only == codec.Protocol || only == codec.Name)];
        if (codecs.Length == 0)
        {
            options.Output.WriteLine($"no codec is called '{options.Only}'");
            return false;
        }

        var fuzzer = new CodecFuzzer(codecs, options.Seed);
        long start = Stopwatch.GetTimestamp();
        fuzzer.Run(options.InputCount);
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        Write(options, fuzzer, seconds);
        return fuzzer.FailureCount == 0;
    }

    private static void Write(BenchmarkOptions options, CodecFuzzer fuzzer, double seconds)
    {
        var table = new Table("codec", "protocol", "inputs", "read %", "exceptions", "slowest us", "its octets");
        foreach (FuzzCount count in fuzzer.Counts)
        {
            table.Add(
                count.Codec.Name,
                count.Codec.Protocol,
                Whole(count.Inputs),
                Table.Number(100.0 * count.Read / Math.Max(1, count.Inputs), 1),
                Whole(count.Failures),
                Table.Number(count.SlowestNanoseconds / 1000, 1),
                Whole(count.Slowest.Length));
        }

        FuzzCount slowest = fuzzer.Counts.MaxBy(count => count.SlowestNanoseconds)!;
        table.Add(
            "all",
            Whole(fuzzer.Counts.Count) + " codecs",
            Whole(options.InputCount),
            Table.Number(100.0 * fuzzer.Counts.Sum(count => count.Read) / Math.Max(1, options.InputCount), 1),
            Whole(fuzzer.FailureCount),
            Table.Number(slowest.SlowestNanoseconds / 1000, 1),
            Whole(slowest.Slowest.Length));
        table.Write(options);
        WriteFailures(options, fuzzer.Failures);
        if (!options.IsCsv)
        {
            double perMinute = options.InputCount / seconds * 60;
            string rate = Table.Number(perMinute / 1e6, 1);
            options.Output.WriteLine($"seed {Whole(options.Seed)}, {rate} million inputs a minute");
            options.Output.WriteLine($"slowest: {slowest.Codec.Protocol} {slowest.Codec.Name} {Hex(slowest.Slowest)}");
        }
    }

    private static void WriteFailures(BenchmarkOptions options, IEnumerable<FuzzFailure> failures)
    {
        foreach (FuzzFailure failure in failures)
        {
            options.Output.WriteLine(
                $"seed {Whole(options.Seed)}: {failure.Codec.Protocol} {failure.Codec.Name}: {Hex(failure.Octets)}");
            options.Output.WriteLine(failure.What);
        }
    }

    private static string Whole(long value) => value.ToString(CultureInfo.InvariantCulture);

    private static string Hex(byte[] octets) => Convert.ToHexStringLower(octets);
}
