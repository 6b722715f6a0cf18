using System;
using Simulator.Measure;

namespace Simulator.Entities;

/// <summary>Why a key server refuses.</summary>
public enum KeyRefusal
{
    /// <summary>The message cannot be read.</summary>
    Malformed,

    /// <summary>The access list does not know the party, or not for this enclave.</summary>
    NotAuthorised,

    /// <summary>There is no such enclave.</summary>
    UnknownEnclave,

    /// <summary>Too many requests wait for the organisation key server.</summary>
    Overload,
}

/// <summary>What is measured of a party of key provisioning.</summary>
public sealed class KeyServerMeasures
{
    /// <summary>Measures named after a group.</summary>
    /// <param name="metrics">Where they go.</param>
    /// <param name="group">The group, as in <c>key-server</c>.</param>
    /// <param name="entity">A node or a group.</param>
    public KeyServerMeasures(MetricRegistry metrics, string group, string entity)
    {
        ArgumentNullException.ThrowIfNull(metrics);
        Held = metrics.TimeAverage($"{group}.keys.held", entity, MetricUnit.One, HeldMeaning);
        Messages = metrics.Counter("provisioning.messages", entity, MessagesMeaning);
        Refused = new ReasonCounters<KeyRefusal>(metrics, "provisioning.refused", entity, RefusedMeaning);
    }

    /// <summary>What the level is.</summary>
    public static string HeldMeaning => "Keys of the hierarchy above SA keys that a party holds.";

    /// <summary>What is counted.</summary>
    public static string MessagesMeaning => "Messages of key provisioning sent.";

    /// <summary>What the counters of refusals count.</summary>
    public static string RefusedMeaning => "Messages of key provisioning that were refused";

    internal TimeAverage Held { get; }

    internal Counter Messages { get; }

    internal ReasonCounters<KeyRefusal> Refused { get; }
}
