using System;
using Simulator.Measure;

namespace Simulator.Entities;

/// <summary>What is measured of a host that sends and receives protected packets.</summary>
public sealed class EnclaveMeasures
{
    /// <summary>Measures named after a group.</summary>
    /// <param name="metrics">Where they go.</param>
    /// <param name="group">The group, as in <c>server</c>.</param>
    /// <param name="role">Its role, after which reasons are named.</param>
    /// <param name="entity">A node or a group.</param>
    public EnclaveMeasures(MetricRegistry metrics, string group, string role, string entity)
    {
        ArgumentNullException.ThrowIfNull(metrics);
        Refused = new ReasonCounters<EnclaveRefusal>(metrics, $"{role}.refused", entity, Meaning);
        Goodput = metrics.Rate(
            $"{group}.goodput", entity, MetricUnit.BitPerSecond, "Bits of data that were delivered.");
        Live = metrics.TimeAverage($"{group}.sa.live", entity, MetricUnit.One, "Security associations that are up.");
    }

    /// <summary>What the counters of refusals count.</summary>
    public static string Meaning => "Protected packets that a host did not take or send";

    internal ReasonCounters<EnclaveRefusal> Refused { get; }

    internal Rate Goodput { get; }

    internal TimeAverage Live { get; }
}
