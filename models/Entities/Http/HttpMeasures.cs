using System;
using Simulator.Measure;

namespace Simulator.Entities;

/// <summary>Why a request has no answer, or a connection ended before its time.</summary>
public enum HttpFailure
{
    /// <summary>No connection could be opened.</summary>
    NotConnected,

    /// <summary>Every connection that may be open is in use.</summary>
    TooManyConnections,

    /// <summary>No answer came in time.</summary>
    TimedOut,

    /// <summary>The connection ended before the answer.</summary>
    ConnectionLost,

    /// <summary>A request could not be read: 400, and the connection is closed.</summary>
    UnreadableRequest,

    /// <summary>An answer could not be read: the connection is aborted.</summary>
    UnreadableResponse,

    /// <summary>The send buffer had no room.</summary>
    NotSent,

    /// <summary>The processor had no room for the handshake.</summary>
    Overloaded,
}

/// <summary>Counts what goes wrong on connections of HTTP.</summary>
public sealed class HttpMeasures
{
    /// <summary>Counters; every one exists from the start.</summary>
    /// <param name="metrics">Where the metrics go.</param>
    /// <param name="name">First part of the metrics' names.</param>
    /// <param name="entity">A group or a node's id.</param>
    public HttpMeasures(MetricRegistry metrics, string name, string entity)
    {
        ArgumentNullException.ThrowIfNull(metrics);
        Failures = new(metrics, $"{name}.failed", entity, "Requests without an answer, and connections cut short");
        Opened = metrics.Counter($"{name}.opened", entity, "Connections of HTTP that were opened or accepted.");
        Requests = metrics.Counter($"{name}.requests", entity, "Requests of HTTP that were answered.");
    }

    /// <summary>Failures by cause.</summary>
    public ReasonCounters<HttpFailure> Failures { get; }

    /// <summary>Connections that a client has opened or a server accepted.</summary>
    public Counter Opened { get; }

    /// <summary>Requests that were answered.</summary>
    public Counter Requests { get; }
}
