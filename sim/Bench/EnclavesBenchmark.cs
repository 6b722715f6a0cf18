using System;
using System.Collections.Generic;
using System.Linq;
using Simulator.Crypto;
using Simulator.Kernel;
using Simulator.Protocols.Esp;
using Simulator.Scenarios;
using Simulator.Systems;

namespace Simulator.Bench;

/// <summary>
/// The benchmark <c>enclaves</c>: packets of 1,400 octets per second of wall time from client over two routers to the
/// server's card and application in the shipped scenario sa-capacity, with real AES-GCM on one thread, beside the same
/// AES-GCM and key-derivation calls alone, in the same rounds.
/// </summary>
internal static class EnclavesBenchmark
{
    private const int SaCount = 1_000;
    private const int LargeSaCount = 100_000;
    private const int PayloadSize = 1_400;
    private const int CryptoCount = 50_000; // packets' worth of cryptography a round
    private const string CachedAlone = "cached, alone", DerivedAlone = "derived, alone";
    private const string Cached = "cached", Derived = "derived";
    private const double RatioMax = 2.5;
    private const double LargeSizeMax = 100e6;

    public static bool Run(BenchmarkOptions options)
    {
        var rounds = new RoundRobin();
        rounds.Add(CachedAlone, () => Alone(isDerived: false));
        rounds.Add(DerivedAlone, () => Alone(isDerived: true));
        rounds.Add(Cached, () => Packets("sa-table"));
        rounds.Add(Derived, () => Packets("derive-server"));
        IReadOnlyDictionary<string, Measured> measured = rounds.Run(options.RoundCount);
        double octets = MemoryOfSas();
        var table = new Table(
            "workload", "unit", "rate", "us/packet", "octets/packet", "of cryptography", "to reach");
        Add(table, measured, CachedAlone, CachedAlone, "AES-GCM twice", "");
        Add(table, measured, DerivedAlone, DerivedAlone, "AES-GCM twice, SA key, expansion", "");
        Add(table, measured, Cached, CachedAlone, "SA keys in the card, set-up included", "150 k/s, 2.5");
        Add(table, measured, Derived, DerivedAlone, "derived for every packet, set-up included", "80 k/s, 2.5");
        table.Add(
            "memory of 100,000 live SAs", "MB", Table.Number(octets / 1e6, 1), "", "", "", "100 MB");
        table.Write(options);
        return octets <= LargeSizeMax && measured[CachedAlone].RatioTo(measured[Cached]) <= RatioMax
            && measured[DerivedAlone].RatioTo(measured[Derived]) <= RatioMax;
    }

    private static void Add(
        Table table, IReadOnlyDictionary<string, Measured> measured, string name, string alone, string what,
        string goal)
    {
        Measured ours = measured[name];
        table.Add(
            $"{name}: {what}",
            "packet",
            Table.Rate(ours.Rate),
            Table.Number(ours.Nanoseconds / 1e3, 2),
            Table.Number(ours.OctetsPerUnit, 0),
            Table.Number(measured[alone].RatioTo(ours), 2),
            goal);
    }

    private static long Packets(string mode)
    {
        var run = new SystemRun(Load(mode, SaCount, "40 ms"), replication: 0);
        run.Run();
        double count = run.Metrics.Values().First(value => value.Metric == "packet.outcome.success").Value;
        Invariant.Require(count > 10_000, "the packets of the benchmark arrive");
        return (long)count;
    }

    private static double MemoryOfSas()
    {
        long before = GC.GetTotalMemory(forceFullCollection: true);
        var run = new SystemRun(Load("derive-server", LargeSaCount, "1 ms"), replication: 0);
        run.Run();
        long after = GC.GetTotalMemory(forceFullCollection: true);
        GC.KeepAlive(run);
        return after - before;
    }

    private static long Alone(bool isDerived)
    {
        using var contexts = new CipherContexts();
        var hierarchy = new EnclaveHierarchy(EnclavePrf.AesCmac);
        EspTransform transform = EspTransform.Gcm(16);
        byte[] packet = new byte[transform.SealedSize(PayloadSize)];
        EspKeys[] keys = [.. Enumerable.Range(0, SaCount).Select(sa => KeysOf(hierarchy, sa))];
        for (int count = 0; count < CryptoCount; count++)
        {
            int sa = count % SaCount;
            ulong sequence = (ulong)count + 1;
            transform.Seal(contexts, keys[sa], 256, sequence, 17, packet, PayloadSize);
            EspKeys received = isDerived ? KeysOf(hierarchy, sa) : keys[sa];
            EspOutcome outcome = transform.Open(contexts, received, sequence, packet, out _, out _);
            Invariant.Require(outcome == EspOutcome.Done, "what was sealed opens");
        }

        return CryptoCount;
    }

    private static EspKeys KeysOf(EnclaveHierarchy hierarchy, int sa)
    {
        var path = new EnclavePath(new EnclavePair(1, 2), 1, (uint)sa);
        Key256 key = hierarchy.DeriveSa(default, EnclaveLevel.Server, path);
        return hierarchy.Expand(key, EspDirection.ToServer, 16, hasIntegrityKey: false);
    }

    // the headline study at one point, without a warm-up, so that every packet counts
    private static Scenario Load(string mode, int sas, string stop)
    {
        string[] overrides =
        [
            FormattableString.Invariant($"sweep={{ mode: [{mode}], sas: [{sas}], exponent: [0] }}"),
            "warmup=0 s", $"stop={stop}", "expect=[]", "figures={}",
        ];
        return EmbeddedScenario.Load("sa-capacity", new LoadOptions { Overrides = overrides }).Points[0].Scenario;
    }
}
