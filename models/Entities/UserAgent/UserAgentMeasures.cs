using System;
using System.Collections.Generic;
using Simulator.Measure;

namespace Simulator.Entities;

/// <summary>How a terminal's wish for the cloud's service ended.</summary>
public static class ServiceOutcome
{
    /// <summary>The cloud serves.</summary>
    public const string Success = ProcedureMeasure.Success;

    /// <summary>The cloud refused.</summary>
    public const string Refused = "refused";

    /// <summary>The provider refused before it could ask the edge.</summary>
    public const string ProviderRefused = "provider-refused";

    /// <summary>The card does not accept the network.</summary>
    public const string MacFailure = "mac-failure";

    /// <summary>No answer came.</summary>
    public const string NoAnswer = "no-answer";

    /// <summary>A gateway or server could not do its part.</summary>
    public const string Unavailable = "unavailable";

    /// <summary>What came cannot be understood.</summary>
    public const string ProtocolError = "protocol-error";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> All { get; } =
        [Success, Refused, ProviderRefused, MacFailure, NoAnswer, Unavailable, ProtocolError];
}

/// <summary>What is measured of a group of user agents.</summary>
public sealed class UserAgentMeasures
{
    /// <summary>Counters; every one exists from the start.</summary>
    /// <param name="service">The procedure, from the first request to the service.</param>
    /// <param name="metrics">Where the metrics go.</param>
    /// <param name="entity">The group.</param>
    public UserAgentMeasures(ProcedureMeasure service, MetricRegistry metrics, string entity)
    {
        ArgumentNullException.ThrowIfNull(service);
        Service = service;
        Http = new HttpMeasures(metrics, "ue.http", entity);
    }

    /// <summary>The procedure.</summary>
    public ProcedureMeasure Service { get; }

    /// <summary>Its connections.</summary>
    public HttpMeasures Http { get; }
}
