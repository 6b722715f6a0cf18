using System;
using Simulator.Measure;

namespace Simulator.Entities;

/// <summary>What is measured of an intermediate.</summary>
public sealed class IntermediateMeasures
{
    /// <summary>Measures named after a group.</summary>
    /// <param name="metrics">Where they go.</param>
    /// <param name="group">The group, as in <c>intermediate</c>.</param>
    /// <param name="entity">A node or a group.</param>
    public IntermediateMeasures(MetricRegistry metrics, string group, string entity)
    {
        ArgumentNullException.ThrowIfNull(metrics);
        Inspected = new ReasonCounters<Inspection>(metrics, "intermediate.packet", entity, Meaning);
        Readable = metrics.Ratio($"{group}.readable", entity, ReadableMeaning);
        Verifiable = metrics.Ratio($"{group}.verifiable", entity, VerifiableMeaning);
    }

    /// <summary>What the counters of inspections count.</summary>
    public static string Meaning => "Protected packets that an intermediate has forwarded";

    /// <summary>What the ratio is of.</summary>
    public static string ReadableMeaning =>
        "Security associations that were read, over those whose packets were seen, each once.";

    /// <summary>What the ratio of those that were verified is of.</summary>
    public static string VerifiableMeaning =>
        "Security associations that were verified, read or not, over those whose packets were seen, each once.";

    internal ReasonCounters<Inspection> Inspected { get; }

    internal Ratio Readable { get; }

    internal Ratio Verifiable { get; }
}
