using System;
using Simulator.Measure;

namespace Simulator.Entities;

/// <summary>What an HSS did for an MME.</summary>
public enum HssService
{
    /// <summary>Vectors were sent.</summary>
    AuthenticationInformation,

    /// <summary>AUTS was right, and vectors were sent.</summary>
    Resynchronisation,

    /// <summary>A location was updated.</summary>
    UpdateLocation,

    /// <summary>A subscriber was purged.</summary>
    Purge,
}

/// <summary>Why an HSS refused what an MME asked, although it could read it.</summary>
public enum HssRefusal
{
    /// <summary>DIAMETER_ERROR_USER_UNKNOWN: no such IMSI.</summary>
    UserUnknown,

    /// <summary>DIAMETER_ERROR_UNKNOWN_EPS_SUBSCRIPTION: the subscription was withdrawn.</summary>
    UnknownEpsSubscription,

    /// <summary>DIAMETER_ERROR_RAT_NOT_ALLOWED: no E-UTRAN.</summary>
    RatNotAllowed,

    /// <summary>DIAMETER_ERROR_ROAMING_NOT_ALLOWED: not in this network.</summary>
    RoamingNotAllowed,

    /// <summary>DIAMETER_AUTHENTICATION_DATA_UNAVAILABLE: MAC-S of the AUTS is wrong.</summary>
    WrongAuts,

    /// <summary>DIAMETER_AUTHENTICATION_DATA_UNAVAILABLE: the subscriber's sequence numbers are used up.</summary>
    SequenceNumbersExhausted,

    /// <summary>DIAMETER_UNABLE_TO_COMPLY: the table of serving nodes is full.</summary>
    TooManyServingNodes,
}

/// <summary>How the cancellation of a location ended.</summary>
public enum HssCancellation
{
    /// <summary>The MME has answered.</summary>
    Answered,

    /// <summary>The MME answered with an error, or with octets that cannot be read.</summary>
    Refused,

    /// <summary>The MME did not answer in time.</summary>
    NoAnswer,

    /// <summary>No connection to the MME is open, or it ended meanwhile.</summary>
    Unreachable,
}

/// <summary>Counts what an HSS does.</summary>
public sealed class HssMeasures
{
    /// <summary>Counters; every one exists from the start.</summary>
    /// <param name="metrics">Where the metrics go.</param>
    /// <param name="entity">A group or a node's id.</param>
    public HssMeasures(MetricRegistry metrics, string entity)
    {
        ArgumentNullException.ThrowIfNull(metrics);
        Services = new(metrics, "hss.served", entity, "Requests that the HSS has served");
        Refusals = new(metrics, "hss.refused", entity, "Requests that the HSS has refused");
        Cancellations = new(metrics, "hss.cancel-location", entity, "Cancellations of locations");
        Vectors = metrics.Counter("hss.vectors", entity, "Authentication vectors made.");
        Diameter = new DiameterMeasures(metrics, "hss.diameter", entity);
    }

    /// <summary>What was done.</summary>
    public ReasonCounters<HssService> Services { get; }

    /// <summary>What was refused by the application.</summary>
    public ReasonCounters<HssRefusal> Refusals { get; }

    /// <summary>How cancellations ended.</summary>
    public ReasonCounters<HssCancellation> Cancellations { get; }

    /// <summary>Authentication vectors made.</summary>
    public Counter Vectors { get; }

    /// <summary>What the base protocol has counted.</summary>
    public DiameterMeasures Diameter { get; }
}
