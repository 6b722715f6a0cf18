using System;
using Simulator.Measure;

namespace Simulator.Entities;

/// <summary>Counts what an MME asks of HSSs.</summary>
public sealed class S6aMeasures
{
    /// <summary>Counters; every one exists from the start.</summary>
    /// <param name="metrics">Where the metrics go.</param>
    /// <param name="entity">A group or a node's id.</param>
    public S6aMeasures(MetricRegistry metrics, string entity)
    {
        ArgumentNullException.ThrowIfNull(metrics);
        Vectors = new(metrics, "s6a.authentication", entity, "Requests of authentication vectors");
        Locations = new(metrics, "s6a.update-location", entity, "Location updates");
        Purges = new(metrics, "s6a.purge", entity, "Purges of subscribers");
        Cancellations = metrics.Counter("s6a.cancel-location", entity, "Locations that an HSS has cancelled.");
        Diameter = new DiameterMeasures(metrics, "s6a.diameter", entity);
    }

    /// <summary>How requests of vectors ended.</summary>
    public ReasonCounters<S6aStatus> Vectors { get; }

    /// <summary>How location updates ended.</summary>
    public ReasonCounters<S6aStatus> Locations { get; }

    /// <summary>How purges ended.</summary>
    public ReasonCounters<S6aStatus> Purges { get; }

    /// <summary>Cancel-Location-Requests that were answered.</summary>
    public Counter Cancellations { get; }

    /// <summary>What the base protocol has counted.</summary>
    public DiameterMeasures Diameter { get; }
}
