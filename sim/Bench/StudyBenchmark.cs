using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;
using Simulator.Kernel;
using Simulator.Runner;
using Simulator.Scenarios;
using Simulator.Systems;

namespace Simulator.Bench;

/// <summary>
/// The benchmark <c>study</c>: runs of shipped scenarios at full size, one at a time and as many as there are
/// processors, with everything that is stored of them but figures, beside the same runs with nothing stored. What the
/// machine itself gives two threads stands in the first rows: loops that share nothing, one within the registers, one
/// within 4 MiB. What several threads give more than one is a ratio of the same round.
/// </summary>
internal static class StudyBenchmark
{
    private const int LoopCount = 8;
    private const string Aim = "1.80 of one thread on 2 cores that give as much";

    // few small tables and no garbage; many objects and octets
    private static readonly (string Scenario, int Replications)[] Shipped = [("mm1", 6), ("quickstart", 24)];

    public static bool Run(BenchmarkOptions options)
    {
        string root = Directory.CreateTempSubdirectory("bench-study-").FullName;
        try
        {
            var rounds = new RoundRobin();
            var table = new Table("workload", "unit", "rate", "ms/unit", "of one thread", "to reach");
            List<Workload> workloads =
            [
                .. Machine(),
                .. Shipped.SelectMany(study => Studies(study.Scenario, study.Replications, root)),
            ];
            foreach (Workload workload in workloads)
            {
                foreach (int threads in Threads())
                {
                    rounds.Add(workload.Name(threads), () => workload.Repeat(threads));
                }
            }

            IReadOnlyDictionary<string, Measured> measured = rounds.Run(options.RoundCount);
            foreach (Workload workload in workloads)
            {
                Add(table, workload, measured);
            }

            table.Write(options);
        }
        finally
        {
            Directory.Delete(root, recursive: true);
        }

        return true;
    }

    private static void Add(Table table, Workload workload, IReadOnlyDictionary<string, Measured> measured)
    {
        Measured one = measured[workload.Name(1)];
        foreach (int threads in Threads())
        {
            Measured all = measured[workload.Name(threads)];
            table.Add(
                all.Name, workload.Unit, Table.Rate(all.Rate), Table.Number(all.Nanoseconds / 1e6, 2),
                Table.Number(threads == 1 ? 1 : all.RatioTo(one), 2),
                threads > 1 && workload.IsStudy ? Aim : "");
        }
    }

    private static IEnumerable<Workload> Machine()
    {
        yield return new("loop in registers", "loop", IsStudy: false, threads =>
            OnThreads(threads, LoopCount, _ => Mix()));
        yield return new("walk through 4 MiB", "walk", IsStudy: false, threads =>
            OnThreads(threads, LoopCount, _ => Walk()));
    }

    private static IEnumerable<Workload> Studies(string scenario, int replications, string root)
    {
        string count = FormattableString.Invariant($"replications={replications}");
        var plan = new StudyPlan(EmbeddedScenario.Load(scenario, new LoadOptions { Overrides = [count, "expect=[]"] }));
        IReadOnlyList<SweepPoint> points = plan.Scenario.Points;
        yield return new($"{scenario}, runs alone", "run", IsStudy: false, threads =>
            OnThreads(threads, points.Count * replications, run =>
                new SystemRun(points[run % points.Count].Scenario, run / points.Count).Run()));
        yield return new($"{scenario}, study", "run", IsStudy: true, threads => Store(plan, root, threads));
    }

    private static int[] Threads() => Environment.ProcessorCount > 1 ? [1, Environment.ProcessorCount] : [1];

    private static long OnThreads(int threads, int runCount, Action<int> work)
    {
        int next = -1;
        var workers = new List<Thread>();
        for (int count = 0; count < threads; count++)
        {
            var worker = new Thread(() =>
            {
                for (int run = Interlocked.Increment(ref next); run < runCount; run = Interlocked.Increment(ref next))
                {
                    work(run);
                }
            });
            workers.Add(worker);
            worker.Start();
        }

        workers.ForEach(worker => worker.Join());
        return runCount;
    }

    private static long Store(StudyPlan plan, string root, int threads)
    {
        var options = new CampaignOptions
        {
            Folder = Path.Combine(root, plan.Hash),
            Jobs = threads,
            IsFresh = true,
            HasFigures = false,
            TestsExpectations = false,
        };
        return Campaign.Run(plan, options).Runs.Count;
    }

    private static void Mix()
    {
        ulong state = 1;
        for (int step = 0; step < 100_000_000; step++)
        {
            state = unchecked((state * 6_364_136_223_846_793_005) + 1_442_695_040_888_963_407);
        }

        Invariant.Require(state != 0, "the loop is not left out");
    }

    // Each step reads a place that the last one named, so that none can begin before.
    private static void Walk()
    {
        uint[] places = new uint[1 << 20];
        for (int place = 0; place < places.Length; place++)
        {
            places[place] = (uint)(((place * 1_664_525L) + 1_013_904_223) & ((1 << 20) - 1));
        }

        uint at = 0;
        for (int step = 0; step < 10_000_000; step++)
        {
            at = places[at];
        }

        Invariant.Require(at < places.Length, "the walk is not left out");
    }

    private sealed record Workload(string Title, string Unit, bool IsStudy, Func<int, long> Repeat)
    {
        public string Name(int threads) => FormattableString.Invariant($"{Title}, {threads} at a time");
    }
}
