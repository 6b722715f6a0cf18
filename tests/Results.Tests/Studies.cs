using System.Collections.Generic;
using Simulator.Kernel;
using Simulator.Measure;
using Simulator.Results;

namespace Tests.Results;

/// <summary>A small study, measured for the tests: two modes, two rates, some replications.</summary>
internal static class Studies
{
    internal const string Hash = "0123abcd";

    internal static readonly CsvTables Tables = new(
    [
        new SweepKey("mode", "", "How keys are kept."),
        new SweepKey("rate", "1/s", "Attaches per second."),
    ]);

    internal static readonly StudyPoint[] Points =
    [
        new(0, ["cache", "400"]), new(1, ["cache", "800"]), new(2, ["derive", "400"]), new(3, ["derive", "800"]),
    ];

    internal static IReadOnlyList<RunKey> Keys(int replications)
    {
        var keys = new List<RunKey>();
        foreach (StudyPoint point in Points)
        {
            for (int replication = 0; replication < replications; replication++)
            {
                keys.Add(new RunKey(point.Index, replication));
            }
        }

        return keys;
    }

    /// <summary>Runs and writes one run; what it measures depends on nothing but its key.</summary>
    internal static void Run(StudyFolder study, RunKey key)
    {
        using RunFolder run = study.Begin(key);
        Write(run, key);
        run.Complete();
    }

    internal static void Write(RunFolder run, RunKey key)
    {
        StudyPoint point = Points[key.Point];
        var simulation = new Simulation(1, key.Replication);
        MetricRegistry metrics = Measure(simulation, point);
        string results = RunTables.Write(run, Tables, point, metrics);
        var fingerprint = new Fingerprint("0000000000000001", "0000000000000002", "0000000000000003", results);
        double seconds = simulation.Now.Seconds;
        run.Write(Tables.Runs, [new(point, key.Replication, 17, seconds, fingerprint, RunStatus.Completed, "")]);
        run.Write(CsvTables.Performance, [new(key.Point, key.Replication, 0.25, 68, null)]);
        run.Write(CsvTables.Messages, [new(key.Point, key.Replication, "s1", "up", "S1AP", "Reset", 1, 40, 0, 0)]);
    }

    internal static MetricRegistry Measure(Simulation simulation, StudyPoint point)
    {
        var metrics = new MetricRegistry(simulation, new MeasuredWindow(SimTime.Zero, SimTime.FromSeconds(10)));
        LatencyBreakdown attach = metrics.Latency("attach", "ue", "From the first message to the last.", "aka.vector");
        TimeAverage queue = metrics.TimeAverage("hss.queue", "hss/0", MetricUnit.One, "Requests waiting.");
        metrics.Sample(SimTime.FromSeconds(1));
        RandomStream stream = simulation.Random("latency");
        double mean = double.Parse(point.Values[1], System.Globalization.CultureInfo.InvariantCulture) / 10_000;
        var times = new PathTimes();
        for (int procedure = 0; procedure < 200; procedure++)
        {
            times.Clear();
            times.Add(LatencyPart.Propagation, SimTime.FromMilliseconds(60));
            times.Add(LatencyPart.Queueing, SimTime.FromSeconds(stream.Exponential(mean)));
            times.AddProcessing("aka.vector", SimTime.FromMilliseconds(point.Values[0] == "cache" ? 2 : 5));
            attach.AddStarted(SimTime.Zero, times.Explained, times);
        }

        queue.Set(3);
        simulation.Run(SimTime.FromSeconds(10));
        metrics.EndSeries();
        return metrics;
    }
}
