using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using Simulator.Kernel;

namespace Simulator.Bench;

/// <summary>An input that must not have happened.</summary>
/// <param name="Codec">Which codec took it.</param>
/// <param name="Octets">The input.</param>
/// <param name="What">The exception, or what else is wrong.</param>
public sealed record FuzzFailure(ICodec Codec, byte[] Octets, string What);

/// <summary>What came of the inputs of one codec.</summary>
/// <param name="Codec">The codec.</param>
public sealed record FuzzCount(ICodec Codec)
{
    /// <summary>Inputs it took.</summary>
    public long Inputs { get; internal set; }

    /// <summary>Inputs it read.</summary>
    public long Read { get; internal set; }

    /// <summary>Inputs that broke its contract.</summary>
    public long Failures { get; internal set; }

    /// <summary>Nanoseconds that its slowest input takes, the least of a few tries.</summary>
    public double SlowestNanoseconds { get; internal set; }

    /// <summary>That input.</summary>
    public byte[] Slowest { get; internal set; } = [];
}

/// <summary>Mutates correct messages and gives them to the codecs; the same seed gives the same inputs.</summary>
/// <param name="codecs">The codecs, each with samples.</param>
/// <param name="seed">The seed.</param>
public sealed class CodecFuzzer(IReadOnlyList<ICodec> codecs, long seed)
{
    private const int FailureMax = 20, TryCount = 5;

    private readonly RandomStream _random = new(seed, 0, "fuzz");
    private readonly Mutator _mutator = new(seed);

    /// <summary>What came of the inputs, codec by codec.</summary>
    public IReadOnlyList<FuzzCount> Counts { get; } = [.. codecs.Select(codec => new FuzzCount(codec))];

    /// <summary>Inputs that broke the contract, at most 20.</summary>
    public List<FuzzFailure> Failures { get; } = [];

    /// <summary>Failures in all.</summary>
    public long FailureCount => Counts.Sum(count => count.Failures);

    /// <summary>Takes further inputs.</summary>
    /// <param name="inputCount">How many.</param>
    public void Run(long inputCount)
    {
        for (long input = 0; input < inputCount; input++)
        {
            FuzzCount count = Counts[_random.Below(Counts.Count)];
            ICodec other = codecs[_random.Below(codecs.Count)];
            Take(count, _mutator.Mutate(Sample(count.Codec), Sample(other), count.Codec.Protocol));
        }
    }

    private byte[] Sample(ICodec codec) => codec.Samples[_random.Below(codec.Samples.Count)];

    private void Take(FuzzCount count, ReadOnlySpan<byte> octets)
    {
        count.Inputs++;
        long start = Stopwatch.GetTimestamp();
        if (TryProbe(count, octets) is { } result)
        {
            count.Read += result == ProbeResult.Read ? 1 : 0;
            if (Stopwatch.GetElapsedTime(start).TotalNanoseconds > count.SlowestNanoseconds)
            {
                TimeAgain(count, octets);
            }
        }
    }

    private ProbeResult? TryProbe(FuzzCount count, ReadOnlySpan<byte> octets)
    {
        try
        {
            ProbeResult result = count.Codec.Probe(octets);
            if (result == ProbeResult.Broken)
            {
                Fail(count, octets, "the contract of a codec does not hold");
            }

            return result;
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            Fail(count, octets, exception.ToString());
            return null;
        }
    }

    private void Fail(FuzzCount count, ReadOnlySpan<byte> octets, string what)
    {
        count.Failures++;
        if (Failures.Count < FailureMax)
        {
            Failures.Add(new(count.Codec, octets.ToArray(), what));
        }
    }

    /// <summary>What was slow once may have been interrupted: the least of a few tries counts.</summary>
    private static void TimeAgain(FuzzCount count, ReadOnlySpan<byte> octets)
    {
        double least = double.PositiveInfinity;
        for (int attempt = 0; attempt < TryCount; attempt++)
        {
            long start = Stopwatch.GetTimestamp();
            count.Codec.Probe(octets);
            least = Math.Min(least, Stopwatch.GetElapsedTime(start).TotalNanoseconds);
        }

        if (least > count.SlowestNanoseconds)
        {
            count.SlowestNanoseconds = least;
            count.Slowest = octets.ToArray();
        }
    }
}
