using System;
using Simulator.Measure;
using Simulator.Protocols.Diameter;

namespace Simulator.Entities;

/// <summary>What became of a connection to a peer.</summary>
public enum DiameterConnectionEvent
{
    /// <summary>Capabilities were exchanged: it is open.</summary>
    Opened,

    /// <summary>The transport connection could not be set up.</summary>
    ConnectFailed,

    /// <summary>The transport connection ended.</summary>
    TransportEnded,

    /// <summary>The peer has lost its transport state and has begun anew.</summary>
    TransportRestarted,

    /// <summary>The peer did not answer DWR (RFC 3539 §3.4.1).</summary>
    WatchdogExpired,

    /// <summary>CER, CEA or DPA did not come in time.</summary>
    ExchangeTimedOut,

    /// <summary>The peers share no application, or no security (RFC 6733 §5.3).</summary>
    NothingInCommon,

    /// <summary>The peer refused the capabilities.</summary>
    Refused,

    /// <summary>The peer has a connection already (RFC 6733 §5.6, R-Reject).</summary>
    AlreadyConnected,

    /// <summary>The peer has lost its state and is back with another connection (RFC 6733 §8.16).</summary>
    Replaced,

    /// <summary>Capabilities that could not be read, or another message in their place.</summary>
    BadCapabilities,

    /// <summary>The peer sent DPR.</summary>
    DisconnectedByPeer,

    /// <summary>This end sent DPR.</summary>
    Disconnected,

    /// <summary>The node crashed.</summary>
    NodeCrashed,
}

/// <summary>Why a request was answered with an error by the base protocol (RFC 6733 §7.1.3, §7.1.5).</summary>
public enum DiameterRefusal
{
    /// <summary>DIAMETER_COMMAND_UNSUPPORTED.</summary>
    CommandUnsupported,

    /// <summary>DIAMETER_APPLICATION_UNSUPPORTED.</summary>
    ApplicationUnsupported,

    /// <summary>DIAMETER_INVALID_HDR_BITS.</summary>
    InvalidHeaderBits,

    /// <summary>DIAMETER_INVALID_AVP_BITS.</summary>
    InvalidAvpBits,

    /// <summary>DIAMETER_AVP_UNSUPPORTED.</summary>
    AvpUnsupported,

    /// <summary>DIAMETER_INVALID_AVP_VALUE.</summary>
    InvalidAvpValue,

    /// <summary>DIAMETER_MISSING_AVP.</summary>
    MissingAvp,

    /// <summary>DIAMETER_AVP_NOT_ALLOWED.</summary>
    AvpNotAllowed,

    /// <summary>DIAMETER_AVP_OCCURS_TOO_MANY_TIMES.</summary>
    AvpOccursTooManyTimes,

    /// <summary>DIAMETER_UNSUPPORTED_VERSION.</summary>
    UnsupportedVersion,

    /// <summary>DIAMETER_INVALID_AVP_LENGTH.</summary>
    InvalidAvpLength,

    /// <summary>DIAMETER_INVALID_MESSAGE_LENGTH.</summary>
    InvalidMessageLength,

    /// <summary>DIAMETER_REALM_NOT_SERVED.</summary>
    RealmNotServed,

    /// <summary>DIAMETER_UNABLE_TO_DELIVER: another host was meant.</summary>
    UnableToDeliver,

    /// <summary>DIAMETER_UNABLE_TO_COMPLY: a request in another host's name.</summary>
    UnableToComply,

    /// <summary>DIAMETER_TOO_BUSY: the node is overloaded.</summary>
    TooBusy,
}

/// <summary>Why a message was dropped without an answer.</summary>
public enum DiameterDrop
{
    /// <summary>Octets that nothing can be answered to: less than a header, or an answer that cannot be read.
    /// </summary>
    Unreadable,

    /// <summary>An answer whose request is no longer waited for.</summary>
    LateAnswer,

    /// <summary>An answer to no request of this connection.</summary>
    UnmatchedAnswer,

    /// <summary>An answer with the identifier of a request, but of another command or another end-to-end identifier.
    /// </summary>
    ContradictingAnswer,

    /// <summary>A request of the application on a connection that is being closed.</summary>
    NotOpen,

    /// <summary>The transport did not take a message: its buffer is full, or it has ended.</summary>
    SendRefused,

    /// <summary>A request that this end wanted to send while too many waited for an answer.</summary>
    TooManyPending,
}

/// <summary>Counts what a Diameter node's connections do.</summary>
public sealed class DiameterMeasures
{
    /// <summary>Counters; every one exists from the start.</summary>
    /// <param name="metrics">Where the metrics go.</param>
    /// <param name="name">What they begin with, as in <c>hss.diameter</c>.</param>
    /// <param name="entity">A group or a node's id.</param>
    public DiameterMeasures(MetricRegistry metrics, string name, string entity)
    {
        ArgumentNullException.ThrowIfNull(metrics);
        Connections = new(metrics, $"{name}.connection", entity, "Connections to Diameter peers");
        Refusals = new(metrics, $"{name}.refused", entity, "Diameter requests answered with an error");
        Drops = new(metrics, $"{name}.dropped", entity, "Diameter messages dropped");
        Unanswered = metrics.Counter($"{name}.unanswered", entity, "Diameter requests not answered in time.");
        Lost = metrics.Counter($"{name}.lost", entity, "Diameter requests that waited on a connection that ended.");
    }

    /// <summary>What became of connections.</summary>
    public ReasonCounters<DiameterConnectionEvent> Connections { get; }

    /// <summary>Requests that were answered with an error.</summary>
    public ReasonCounters<DiameterRefusal> Refusals { get; }

    /// <summary>Messages that were dropped.</summary>
    public ReasonCounters<DiameterDrop> Drops { get; }

    /// <summary>Requests that were not answered in time.</summary>
    public Counter Unanswered { get; }

    /// <summary>Requests whose connection ended before the answer.</summary>
    public Counter Lost { get; }

    internal void Refused(ResultCode result) => Refusals.Count(result switch
    {
        ResultCode.CommandUnsupported => DiameterRefusal.CommandUnsupported,
        ResultCode.ApplicationUnsupported => DiameterRefusal.ApplicationUnsupported,
        ResultCode.InvalidHdrBits => DiameterRefusal.InvalidHeaderBits,
        ResultCode.InvalidAvpBits => DiameterRefusal.InvalidAvpBits,
        ResultCode.AvpUnsupported => DiameterRefusal.AvpUnsupported,
        ResultCode.InvalidAvpValue => DiameterRefusal.InvalidAvpValue,
        ResultCode.MissingAvp => DiameterRefusal.MissingAvp,
        ResultCode.AvpNotAllowed => DiameterRefusal.AvpNotAllowed,
        ResultCode.AvpOccursTooManyTimes => DiameterRefusal.AvpOccursTooManyTimes,
        ResultCode.UnsupportedVersion => DiameterRefusal.UnsupportedVersion,
        ResultCode.InvalidAvpLength => DiameterRefusal.InvalidAvpLength,
        ResultCode.InvalidMessageLength => DiameterRefusal.InvalidMessageLength,
        ResultCode.RealmNotServed => DiameterRefusal.RealmNotServed,
        ResultCode.UnableToDeliver => DiameterRefusal.UnableToDeliver,
        ResultCode.TooBusy => DiameterRefusal.TooBusy,
        _ => DiameterRefusal.UnableToComply,
    });
}
