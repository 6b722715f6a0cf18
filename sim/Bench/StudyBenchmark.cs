using System;
using System.Collections.Generic;
using System.IO;
using System.Threading;
using Simulator.Runner;
using Simulator.Scenarios;
using Simulator.Systems;

namespace Simulator.Bench;

/// <summary>
/// The benchmark <c>study</c>: the shipped quickstart at the size of a test, 24 runs a round, with everything that is
/// stored of them but figures, one run at a time and as many as there are processors; beside the same runs with nothing
/// stored. What two threads give more than one is a ratio of the same round.
/// </summary>
internal static class StudyBenchmark
{
    private const string Scenario = "quickstart";
    private const int RunCount = 24;

    public static bool Run(BenchmarkOptions options)
    {
        string replications = FormattableString.Invariant($"replications={RunCount}");
        var plan = new StudyPlan(EmbeddedScenario.Load(
            Scenario, new LoadOptions { IsSmall = true, Overrides = [replications] }));
        string root = Directory.CreateTempSubdirectory("bench-study-").FullName;
        try
        {
            Print(options, Measure(options, plan, root));
        }
        finally
        {
            Directory.Delete(root, recursive: true);
        }

        return true;
    }

    private static IReadOnlyDictionary<string, Measured> Measure(BenchmarkOptions options, StudyPlan plan, string root)
    {
        var rounds = new RoundRobin();
        foreach (int threads in Threads())
        {
            rounds.Add(Alone(threads), () => RunAlone(plan, threads));
            rounds.Add(Stored(threads), () => Store(plan, root, threads));
        }

        return rounds.Run(options.RoundCount);
    }

    private static void Print(BenchmarkOptions options, IReadOnlyDictionary<string, Measured> measured)
    {
        var table = new Table("workload", "unit", "rate", "ms/run", "of one thread", "of runs alone", "to reach");
        foreach (int threads in Threads())
        {
            Measured alone = measured[Alone(threads)], stored = measured[Stored(threads)];
            bool isOne = threads == 1;
            Add(table, alone, isOne ? 1 : alone.RatioTo(measured[Alone(1)]), 1, "");
            Add(
                table, stored, isOne ? 1 : stored.RatioTo(measured[Stored(1)]), stored.RatioTo(alone),
                isOne ? "" : "1.80 of one thread on 2 cores");
        }

        table.Write(options);
    }

    private static void Add(Table table, Measured measured, double ofOne, double ofAlone, string aim) => table.Add(
        measured.Name, "run", Table.Rate(measured.Rate), Table.Number(measured.Nanoseconds / 1e6, 2),
        Table.Number(ofOne, 2), Table.Number(ofAlone, 2), aim);

    private static int[] Threads() => Environment.ProcessorCount > 1 ? [1, Environment.ProcessorCount] : [1];

    private static string Alone(int threads) => FormattableString.Invariant($"runs alone, {threads} at a time");

    private static string Stored(int threads) => FormattableString.Invariant($"study, {threads} at a time");

    private static long RunAlone(StudyPlan plan, int threads)
    {
        int next = -1;
        var workers = new List<Thread>();
        for (int count = 0; count < threads; count++)
        {
            var worker = new Thread(() =>
            {
                for (int run = Interlocked.Increment(ref next); run < RunCount; run = Interlocked.Increment(ref next))
                {
                    new SystemRun(plan.Scenario.Points[0].Scenario, run).Run();
                }
            });
            workers.Add(worker);
            worker.Start();
        }

        workers.ForEach(worker => worker.Join());
        return RunCount;
    }

    private static long Store(StudyPlan plan, string root, int threads)
    {
        var options = new CampaignOptions
        {
            Folder = Path.Combine(root, "study"),
            Jobs = threads,
            IsFresh = true,
            HasFigures = false,
            TestsExpectations = false,
        };
        return Campaign.Run(plan, options).Runs.Count;
    }
}
