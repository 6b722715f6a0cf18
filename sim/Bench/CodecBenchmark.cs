using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;

namespace Simulator.Bench;

/// <summary>
/// The benchmark <c>codecs</c>: time and octets allocated to encode and to decode each message, and the cryptography of
/// EPS beside the runtime's own primitives.
/// </summary>
public static class CodecBenchmark
{
    private const int MessageCount = 20_000, CryptoCount = 20_000;
    private const string Encoding = " encode", Decoding = " decode", Runtime = " runtime", Fresh = " runtime, fresh";

    /// <summary>Measures and prints.</summary>
    /// <param name="options">Where to and how; <c>Only</c> is a protocol, a message or <c>crypto</c>.</param>
    /// <returns>False if ours and the runtime's results differ, or a sample is not read.</returns>
    public static bool Run(BenchmarkOptions options)
    {
        string? wrong = FindWrong();
        if (wrong is not null)
        {
            options.Output.WriteLine(wrong);
            return false;
        }

        IMeasuredCodec[] codecs = [.. Codecs.Messages.Where(codec => IsWanted(options, codec.Protocol, codec.Name))];
        CryptoWork[] works = [.. CryptoWork.All.Where(work => IsWanted(options, "crypto", work.Name))];
        IReadOnlyDictionary<string, Measured> measured = Measure(codecs, works, options.RoundCount);
        WriteCodecs(options, codecs, measured);
        WriteCrypto(options, works, measured);
        return true;
    }

    /// <summary>What must hold before anything is measured; null if it does.</summary>
    public static string? FindWrong()
    {
        IMeasuredCodec? codec = Codecs.Messages.FirstOrDefault(codec =>
            codec.Samples.Count == 0 || codec.Decode(1) != 1 || codec.Encode(1) != 1);
        CryptoWork? work = CryptoWork.All.FirstOrDefault(work => work.Ours(1) != work.RuntimeKept(1));
        return codec is not null ? $"{codec.Protocol} {codec.Name}: the first sample is not read"
            : work is not null ? $"{work.Name}: the runtime has another result"
            : null;
    }

    private static bool IsWanted(BenchmarkOptions options, string group, string name) =>
        options.Only is null || options.Only == group || options.Only == name;

    private static IReadOnlyDictionary<string, Measured> Measure(
        IMeasuredCodec[] codecs, CryptoWork[] works, int roundCount)
    {
        var rounds = new RoundRobin();
        foreach (IMeasuredCodec codec in codecs)
        {
            rounds.Add(Key(codec) + Encoding, () => codec.Encode(MessageCount));
            rounds.Add(Key(codec) + Decoding, () => codec.Decode(MessageCount));
        }

        foreach (CryptoWork work in works)
        {
            rounds.Add(work.Name, () => Count(work.Ours));
            rounds.Add(work.Name + Runtime, () => Count(work.RuntimeKept));
            if (work.RuntimeFresh is { } fresh)
            {
                rounds.Add(work.Name + Fresh, () => Count(fresh));
            }
        }

        return rounds.Run(roundCount);
    }

    private static string Key(IMeasuredCodec codec) => codec.Protocol + ' ' + codec.Name;

    private static long Count(Func<int, UInt128> work) => work(CryptoCount) == 0 ? 0 : CryptoCount;

    private static void WriteCodecs(
        BenchmarkOptions options, IMeasuredCodec[] codecs, IReadOnlyDictionary<string, Measured> measured)
    {
        if (codecs.Length == 0)
        {
            return;
        }

        var table = new Table("message", "protocol", "size", "encode ns", "octets", "decode ns", "octets", "decoded");
        foreach (IMeasuredCodec codec in codecs)
        {
            Measured encode = measured[Key(codec) + Encoding], decode = measured[Key(codec) + Decoding];
            table.Add(
                codec.Name,
                codec.Protocol,
                codec.Samples[0].Length.ToString(CultureInfo.InvariantCulture),
                Table.Number(encode.Nanoseconds, 0),
                Table.Number(encode.OctetsPerUnit, 0),
                Table.Number(decode.Nanoseconds, 0),
                Table.Number(decode.OctetsPerUnit, 0),
                Table.Rate(decode.Rate));
        }

        table.Write(options);
    }

    private static void WriteCrypto(
        BenchmarkOptions options, CryptoWork[] works, IReadOnlyDictionary<string, Measured> measured)
    {
        if (works.Length == 0)
        {
            return;
        }

        var table = new Table(
            "cryptography", "unit", "ns", "octets", "runtime ns", "its ratio", "new context ns", "its ratio");
        foreach (CryptoWork work in works)
        {
            Measured ours = measured[work.Name], runtime = measured[work.Name + Runtime];
            measured.TryGetValue(work.Name + Fresh, out Measured? fresh);
            table.Add(
                work.Name,
                "operation",
                Table.Number(ours.Nanoseconds, 0),
                Table.Number(ours.OctetsPerUnit, 0),
                Table.Number(runtime.Nanoseconds, 0),
                Table.Number(runtime.Nanoseconds / ours.Nanoseconds, 1),
                fresh is null ? "" : Table.Number(fresh.Nanoseconds, 0),
                fresh is null ? "" : Table.Number(fresh.Nanoseconds / ours.Nanoseconds, 1));
        }

        table.Write(options);
    }
}
