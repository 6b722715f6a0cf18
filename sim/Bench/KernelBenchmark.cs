using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using Simulator.Kernel;

namespace Simulator.Bench;

/// <summary>The benchmark <c>kernel</c>.</summary>
internal static class KernelBenchmark
{
    private const string Reference = " reference";

    private static readonly KernelWorkload[] Workloads =
    [
        new("W1", "1,000 processes x timeouts exp(1)", "event", "ratio 1.3, 0 octets",
            KernelWorkloads.Timeouts, ReferenceLoop.Timeouts),
        new("W2", "M/M/1 at 0.9, a process per customer", "customer", "0.6 of W1",
            KernelWorkloads.Customers, ReferenceLoop.Customers),
        new("W2b", "the same by request, wait and release", "customer", "",
            KernelWorkloads.HoldingCustomers, ReferenceLoop.Customers),
        new("W3", "PHOLD 1,024 x 16, callbacks", "event", "ratio 1.4, 0 octets",
            KernelWorkloads.Phold, ReferenceLoop.Phold),
        new("W6", "requests with a guard timer of 10 s", "request", "0.6 of W1, 0 octets",
            KernelWorkloads.Requests, ReferenceLoop.Requests),
    ];

    public static bool Run(BenchmarkOptions options)
    {
        // first of all, on a heap that nothing else has stretched
        (double heap, double resident) = options.Only is null or "W5" ? MeasureSleepers() : default;
        IReadOnlyDictionary<string, Measured> measured = MeasureRates(options);
        var table = new Table("workload", "unit", "rate", "octets/unit", "reference", "ratio", "of W1", "to reach");
        foreach ((string name, string what, string unit, string goal, _, _) in Workloads)
        {
            if (measured.TryGetValue(name, out Measured? ours))
            {
                Measured reference = measured[name + Reference];
                string ofW1 = measured.TryGetValue("W1", out Measured? w1) ? Table.Number(ours.RatioTo(w1), 2) : "";
                string ratio = Table.Number(ours.RatioTo(reference), 2);
                string octets = Table.Number(ours.OctetsPerUnit, 2);
                string rate = Table.Rate(ours.Rate), referenceRate = Table.Rate(reference.Rate);
                table.Add($"{name} {what}", unit, rate, octets, referenceRate, ratio, ofW1, goal);
            }
        }

        const string Sleepers = "W5 1,000,000 sleeping processes, ";
        table.Add(Sleepers + "live heap", "process", "", Table.Number(heap, 1), "", "", "", "");
        table.Add(Sleepers + "resident", "process", "", Table.Number(resident, 1), "", "", "", "200 octets");
        table.Write(options);
        return true;
    }

    private static IReadOnlyDictionary<string, Measured> MeasureRates(BenchmarkOptions options)
    {
        var rounds = new RoundRobin();
        foreach (KernelWorkload workload in Workloads)
        {
            if (options.Only is null || options.Only == workload.Name)
            {
                rounds.Add(workload.Name, () => workload.Run(new Simulation()));
                rounds.Add(workload.Name + Reference, workload.RunReference);
            }
        }

        return rounds.Run(options.RoundCount);
    }

    private static (double Heap, double Resident) MeasureSleepers()
    {
        long heap = GC.GetTotalMemory(forceFullCollection: true);
        long resident = ResidentOctets();
        var simulation = new Simulation();
        KernelWorkloads.Sleepers(simulation);
        long residentAfter = ResidentOctets();
        long heapAfter = GC.GetTotalMemory(forceFullCollection: true);
        GC.KeepAlive(simulation);
        double count = KernelWorkloads.SleeperCount;
        return ((heapAfter - heap) / count, (residentAfter - resident) / count);
    }

    private static long ResidentOctets()
    {
        foreach (string line in File.ReadLines("/proc/self/status"))
        {
            if (line.StartsWith("VmRSS:", StringComparison.Ordinal))
            {
                string kibibytes = line["VmRSS:".Length..].Replace("kB", "", StringComparison.Ordinal).Trim();
                return long.Parse(kibibytes, CultureInfo.InvariantCulture) * 1024;
            }
        }

        return 0;
    }

    private sealed record KernelWorkload(
        string Name, string What, string Unit, string Goal, Func<Simulation, long> Run, Func<long> RunReference);
}
