using System;
using Simulator.Measure;

namespace Simulator.Entities;

/// <summary>What is measured of a card, or of all cards of a node together.</summary>
public sealed class NicMeasures
{
    private readonly TimeAverage _memory;
    private long _octets; // in all cards

    /// <summary>Measures named <c>NAME.nic.…</c>.</summary>
    /// <param name="metrics">Where they go.</param>
    /// <param name="name">The group, as in <c>server</c>.</param>
    /// <param name="entity">Whose card it is: a node or a group.</param>
    public NicMeasures(MetricRegistry metrics, string name, string entity)
    {
        ArgumentNullException.ThrowIfNull(metrics);
        Hit = metrics.Ratio($"{name}.nic.hit", entity, "Packets whose SA key was in the card's table.");
        Offloaded = metrics.Ratio($"{name}.nic.offloaded", entity, "Packets that the card protected or checked.");
        Service = metrics.Samples(
            $"{name}.nic.service", entity, MetricUnit.Second, "Time of the card's operations for a packet.");
        _memory = metrics.TimeAverage($"{name}.nic.memory", entity, MetricUnit.Octet, "Octets of keys in the card.");
        Full = metrics.Counter($"{name}.nic.full", entity, "Packets that found the card's queue full.");
        Derived = metrics.Counter($"{name}.nic.derived", entity, "Keys that the card derived or expanded.");
        Evicted = metrics.Counter($"{name}.nic.evicted", entity, "Entries that made room in the card's table.");
    }

    internal Ratio Hit { get; }

    internal Ratio Offloaded { get; }

    internal SampleSeries Service { get; }

    internal Counter Full { get; }

    internal Counter Derived { get; }

    internal Counter Evicted { get; }

    internal void ChangeMemory(long octets) => _memory.Set(_octets += octets);
}
