using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using Simulator.Kernel;
using Simulator.Scenarios;
using Simulator.Systems;

namespace Simulator.Bench;

/// <summary>
/// The benchmark <c>federation</c>: attaches through the proxy and logins by its tokens, half of each, per second of
/// wall time in the shipped scenario both-ways, with real octets and real signatures of ES256 on one thread, beside the
/// same cryptography alone, in the same rounds.
/// </summary>
internal static class FederationBenchmark
{
    private const string Shipped = "both-ways", Alone = "cryptography alone", Rounds = "10,000 in a run";
    private const int LargeCount = 100_000, RoundCount = 10_000;
    private const int CryptoCount = 2_500; // pairs of an attach and a login a round

    public static bool Run(BenchmarkOptions options)
    {
        Measured large = RunLarge(out double octets);
        Scenario point = Load(RoundCount);
        var rounds = new RoundRobin();
        rounds.Add(Alone, () => LoginCryptography.Repeat(CryptoCount) + AttachCryptography.Repeat(CryptoCount));
        rounds.Add(Rounds, () => Authenticate(point, out _));
        IReadOnlyDictionary<string, Measured> measured = rounds.Run(options.RoundCount);
        Measured crypto = measured[Alone];
        var table = new Table(
            "workload", "unit", "rate", "us/procedure", "octets/procedure", "of cryptography", "to reach");
        Add(table, crypto, crypto, "");
        Add(table, measured[Rounds], crypto, "");
        Add(table, large, crypto, "3.0 k/s");
        table.Add("memory, live after the run", "subscriber", "", "", Table.Number(octets, 0), "", "");
        table.Write(options);
        return true;
    }

    private static void Add(Table table, Measured measured, Measured crypto, string goal) => table.Add(
        measured.Name, "procedure", Table.Rate(measured.Rate), Table.Number(measured.Nanoseconds / 1e3, 1),
        Table.Number(measured.OctetsPerUnit, 0), Table.Number(crypto.Rate / measured.Rate, 2), goal);

    // once, cold: what somebody waits for who runs it
    private static Measured RunLarge(out double octetsPerSubscriber)
    {
        Scenario point = Load(LargeCount);
        long before = GC.GetTotalMemory(forceFullCollection: true);
        long allocated = GC.GetAllocatedBytesForCurrentThread();
        long start = Stopwatch.GetTimestamp();
        Authenticate(point, out SystemRun run);
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        allocated = GC.GetAllocatedBytesForCurrentThread() - allocated;
        octetsPerSubscriber = (GC.GetTotalMemory(forceFullCollection: true) - before) / (double)LargeCount;
        GC.KeepAlive(run);
        return new Measured(
            "100,000 in one run, set-up included", [LargeCount / seconds], allocated / (double)LargeCount);
    }

    private static long Authenticate(Scenario point, out SystemRun run)
    {
        run = new SystemRun(point, replication: 0);
        run.Run();
        double count = run.Metrics.Values()
            .Where(value => value.Metric is "attach.outcome.success" or "service.outcome.success")
            .Sum(value => value.Value);
        int asked = point.Groups.Sum(group => group.Role.Arrives ? group.Count : 0);
        Invariant.Require((int)count == asked, "everybody attaches or is served");
        return asked;
    }

    // half attaches, half logins, 2,000 a second: they keep one of the proxy's four cores busy
    private static Scenario Load(int count)
    {
        string half = FormattableString.Invariant($"{count / 2}");
        string over = FormattableString.Invariant($"uniform over {count / 2} ms");
        string[] overrides =
        [
            $"nodes.guest.count={half}", $"nodes.guest.arrivals={over}",
            $"nodes.member.count={half}", $"nodes.member.arrivals={over}",
            "warmup=0 s", FormattableString.Invariant($"stop={1_000 + (count / 2)} ms"), "expect=[]", "figures={}",
        ];
        return EmbeddedScenario.Load(Shipped, new LoadOptions { Overrides = overrides }).Points[0].Scenario;
    }
}
