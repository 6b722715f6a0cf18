using System;
using System.Collections.Generic;
using System.Linq;
using Simulator.Kernel;
using Simulator.Scenarios;
using Simulator.Systems;

namespace Simulator.Bench;

/// <summary>
/// The benchmark <c>lte</c>: attaches per second of wall time in the shipped scenario attach-storm, with real octets
/// and real cryptography on one thread, beside a loop of the same cryptographic calls alone, in the same rounds.
/// </summary>
internal static class LteBenchmark
{
    private const string Storm = "attach-storm", Alone = "cryptography alone";
    private const int CryptoCount = 20_000; // attaches' worth of cryptography a round

    public static bool Run(BenchmarkOptions options)
    {
        Scenario point = EmbeddedScenario.Load(Storm).Points[^1].Scenario;
        double octets = MemoryPerSubscriber(point);
        var rounds = new RoundRobin();
        rounds.Add(Alone, () => AttachCryptography.Repeat(CryptoCount));
        rounds.Add(Storm, () => Attach(point, out _));
        IReadOnlyDictionary<string, Measured> measured = rounds.Run(options.RoundCount);
        var table = new Table("workload", "unit", "rate", "us/attach", "octets/attach", "of cryptography", "to reach");
        Measured crypto = measured[Alone], storm = measured[Storm];
        table.Add(
            $"{Alone}: 2 AKA, 14 KDF, 8 EIA2", "attach", Table.Rate(crypto.Rate),
            Table.Number(crypto.Nanoseconds / 1e3, 1), Table.Number(crypto.OctetsPerUnit, 0), "1.00", "");
        table.Add(
            $"{Storm}, set-up included", "attach", Table.Rate(storm.Rate), Table.Number(storm.Nanoseconds / 1e3, 1),
            Table.Number(storm.OctetsPerUnit, 0), Table.Number(crypto.Rate / storm.Rate, 2),
            "10.0 k/s, 4 times the cryptography");
        table.Add(
            "memory, live after the run", "subscriber", "", "", Table.Number(octets, 0), "", "3072 octets");
        table.Write(options);
        return true;
    }

    private static double MemoryPerSubscriber(Scenario point)
    {
        long before = GC.GetTotalMemory(forceFullCollection: true);
        long count = Attach(point, out SystemRun run);
        long after = GC.GetTotalMemory(forceFullCollection: true);
        GC.KeepAlive(run);
        return (after - before) / (double)count;
    }

    private static long Attach(Scenario point, out SystemRun run)
    {
        run = new SystemRun(point, replication: 0);
        run.Run();
        double successes = run.Metrics.Values()
            .First(value => value.Metric == "attach.outcome.success").Value;
        int count = point.Groups.Sum(group => group.Role.Arrives ? group.Count : 0);
        Invariant.Require((int)successes == count, "every UE of the storm attaches");
        return count;
    }
}
