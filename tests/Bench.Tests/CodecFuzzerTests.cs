using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using NUnit.Framework;
using Simulator.Bench;
using Simulator.Protocols.Wire;

namespace Tests.Bench;

/// <summary>The fuzzer finds what it looks for, in codecs made for that, and finds nothing in ours.</summary>
[TestFixture]
public sealed class CodecFuzzerTests
{
    [Test]
    public void No_codec_of_ours_throws_or_breaks_its_contract()
    {
        var fuzzer = new CodecFuzzer(Codecs.All, seed: 1);
        fuzzer.Run(400_000);
        Assert.That(fuzzer.FailureCount, Is.Zero, Describe(fuzzer));
        Assert.That(fuzzer.Counts.Sum(count => count.Inputs), Is.EqualTo(400_000));
        foreach (FuzzCount count in fuzzer.Counts)
        {
            Assert.That(count.Inputs, Is.GreaterThan(1000), count.Codec.Name);
            Assert.That(count.Read, Is.Positive.And.LessThan(count.Inputs), count.Codec.Name);
        }
    }

    [Test]
    public void Every_message_of_the_protocols_is_fuzzed()
    {
        string[] messages =
            [.. typeof(DecodeError).Assembly.GetExportedTypes().Where(IsMessage).Select(type => type.Name)];
        Assert.That(messages, Has.Length.GreaterThan(50));
        Assert.That(messages, Is.SubsetOf(Codecs.All.Select(codec => codec.Name)));
    }

    [Test]
    public void Every_codec_has_samples_that_it_reads()
    {
        foreach (ICodec codec in Codecs.All)
        {
            Assert.That(codec.Samples, Is.Not.Empty, codec.Name);
            int read = codec.Samples.Count(sample => codec.Probe(sample) == ProbeResult.Read);
            Assert.That(read, codec.Name is "unprotect" ? Is.Positive : Is.EqualTo(codec.Samples.Count), codec.Name);
        }
    }

    [Test]
    public void An_exception_is_found_and_its_input_is_kept()
    {
        var codec = new Faulty(octets =>
            octets.Contains((byte)0xFF) && octets[octets.Length] == 0 ? ProbeResult.Refused : ProbeResult.Read);
        var fuzzer = new CodecFuzzer([codec], seed: 7);
        fuzzer.Run(20_000);
        Assert.That(fuzzer.FailureCount, Is.GreaterThan(100));
        Assert.That(fuzzer.Failures, Has.Count.EqualTo(20), "of many the first are kept");
        foreach (FuzzFailure failure in fuzzer.Failures)
        {
            Assert.That(failure.Octets, Does.Contain((byte)0xFF));
            Assert.That(failure.What, Does.Contain(nameof(IndexOutOfRangeException)));
        }
    }

    [Test]
    public void A_message_that_does_not_survive_is_found()
    {
        var codec = new Faulty(octets => octets.Length == 3 ? ProbeResult.Broken : ProbeResult.Refused);
        var fuzzer = new CodecFuzzer([codec], seed: 7);
        fuzzer.Run(20_000);
        Assert.That(fuzzer.FailureCount, Is.Positive);
        Assert.That(fuzzer.Failures.Select(failure => failure.Octets.Length), Is.All.EqualTo(3));
    }

    [Test]
    public void The_slowest_input_is_kept()
    {
        var codec = new Faulty(octets =>
        {
            ulong sum = 1;
            for (int step = 0; step < (octets.Length > 12 ? 200_000 : 10); step++)
            {
                sum = unchecked(sum * 31);
            }

            return sum == 0 ? ProbeResult.Broken : ProbeResult.Refused;
        });
        var fuzzer = new CodecFuzzer([codec], seed: 7);
        fuzzer.Run(300);
        Assert.That(fuzzer.Counts[0].Slowest, Has.Length.GreaterThan(12));
    }

    [Test]
    public void The_same_seed_gives_the_same_inputs_and_another_one_others()
    {
        List<string> inputs = Inputs(3), again = Inputs(3), others = Inputs(4);
        Assert.That(again, Is.EqualTo(inputs));
        Assert.That(others, Is.Not.EqualTo(inputs));
        Assert.That(inputs, Has.Count.GreaterThan(300), "of 500");
    }

    [Test]
    public void The_benchmark_prints_every_codec_and_fails_on_none()
    {
        var text = new StringWriter();
        Assert.That(
            Benchmark.All.Single(benchmark => benchmark.Name == "fuzz").Run(new(text, InputCount: 20_000)), Is.True);
        Assert.That(
            text.ToString(),
            Does.Contain("UpdateLocationAnswer").And.Contain("million inputs a minute").And.Contain("seed 1"));
        Assert.That(text.ToString().Split('\n'), Has.Length.GreaterThan(Codecs.All.Count));
    }

    [Test]
    public void A_codec_that_is_not_there_cannot_be_fuzzed()
    {
        var text = new StringWriter();
        Assert.That(FuzzBenchmark.Run(new(text, Only: "sip")), Is.False);
        Assert.That(text.ToString(), Does.Contain("'sip'"));
    }

    private static List<string> Inputs(long seed)
    {
        var inputs = new List<string>();
        var codec = new Faulty(octets =>
        {
            inputs.Add(Convert.ToHexString(octets));
            return ProbeResult.Refused;
        });
        new CodecFuzzer([codec], seed).Run(500);
        return [.. inputs.Distinct()]; // an input that was slow is tried again
    }

    private static bool IsMessage(Type type) => type.IsValueType && type.GetInterfaces().Any(
        contract => contract.IsGenericType && contract.GetGenericTypeDefinition() == typeof(IWireMessage<>));

    private static string Describe(CodecFuzzer fuzzer) => string.Join('\n', fuzzer.Failures.Select(
        failure =>
            $"{failure.Codec.Protocol} {failure.Codec.Name} {Convert.ToHexString(failure.Octets)}: {failure.What}"));

    private delegate ProbeResult Body(ReadOnlySpan<byte> octets);

    private sealed class Faulty(Body body) : ICodec
    {
        public string Protocol => "test";

        public string Name => "faulty";

        public IReadOnlyList<byte[]> Samples { get; } =
            [[1, 2, 3, 4, 5, 6, 7, 8], [9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22]];

        public ProbeResult Probe(ReadOnlySpan<byte> source) => body(source);
    }
}
