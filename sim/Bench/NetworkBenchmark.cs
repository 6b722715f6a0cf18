using System;
using System.Collections.Generic;
using Simulator.Kernel;

namespace Simulator.Bench;

/// <summary>The benchmark <c>network</c>: packets per second, beside the kernel's W1 in the same rounds.</summary>
internal static class NetworkBenchmark
{
    private const string Reference = "W1";
    private const double OctetsPerPacketMax = 1.0; // each round makes its network anew; the smallest object has 24

    private static readonly NetworkWorkload[] Workloads =
    [
        new("W4-link", "ping-pong of 200 octets, bare link", 0.6, 2, NetworkWorkloads.BareLink),
        new("W4-stack", "ping-pong of 200 octets, IPv4 + UDP", 0.2, 2, NetworkWorkloads.Stack),
        new("F1", "datagrams over 1 hop", null, 1, simulation => NetworkWorkloads.Forward(simulation, 1)),
        new("F5", "datagrams over 5 hops", null, 5, simulation => NetworkWorkloads.Forward(simulation, 5)),
    ];

    public static bool Run(BenchmarkOptions options)
    {
        var eventsPerPacket = new Dictionary<string, double>(StringComparer.Ordinal);
        IReadOnlyDictionary<string, Measured> measured = Measure(options, eventsPerPacket);
        var table = new Table("workload", "unit", "rate", "ns/packet", "octets/packet", "events/packet", "of W1",
            "to reach");
        Measured w1 = measured[Reference];
        table.Add("W1 1,000 processes x timeouts exp(1)", "event", Table.Rate(w1.Rate), "", "", "", "1.00", "");
        bool holds = true;
        foreach ((string name, string what, double? ofW1, double eventsMax, _) in Workloads)
        {
            if (measured.TryGetValue(name, out Measured? ours))
            {
                double events = eventsPerPacket[name];
                holds &= events <= eventsMax + 0.001 && ours.OctetsPerUnit <= OctetsPerPacketMax;
                table.Add(
                    $"{name} {what}",
                    "packet",
                    Table.Rate(ours.Rate),
                    Table.Number(ours.Nanoseconds, 0),
                    Table.Number(ours.OctetsPerUnit, 2),
                    Table.Number(events, 2),
                    Table.Number(ours.Rate / w1.Rate, 2),
                    (ofW1 is { } goal ? Table.Number(goal, 1) + ", " : "") + $"0 octets, {eventsMax} events");
            }
        }

        table.Write(options);
        return holds;
    }

    private static IReadOnlyDictionary<string, Measured> Measure(
        BenchmarkOptions options, Dictionary<string, double> eventsPerPacket)
    {
        var rounds = new RoundRobin();
        rounds.Add(Reference, () => KernelWorkloads.Timeouts(new Simulation()));
        foreach (NetworkWorkload workload in Workloads)
        {
            if (options.Only is null || options.Only == workload.Name)
            {
                rounds.Add(workload.Name, () =>
                {
                    var simulation = new Simulation();
                    long packets = workload.Run(simulation);
                    eventsPerPacket[workload.Name] = simulation.EventCount / (double)packets;
                    return packets;
                });
            }
        }

        return rounds.Run(options.RoundCount);
    }

    private sealed record NetworkWorkload(
        string Name, string What, double? OfW1, double EventsMax, Func<Simulation, long> Run);
}
