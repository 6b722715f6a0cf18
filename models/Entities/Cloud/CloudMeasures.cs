using System;
using Simulator.Measure;
using Simulator.Protocols.Oidc;

namespace Simulator.Entities;

/// <summary>What a cloud did.</summary>
public enum CloudService
{
    /// <summary>Vectors were given.</summary>
    Vectors,

    /// <summary>AUTS was right, and vectors were given.</summary>
    Resynchronisation,

    /// <summary>A subscription was given.</summary>
    Subscription,

    /// <summary>A terminal was sent to its provider.</summary>
    Redirected,

    /// <summary>A terminal was served by an ID token.</summary>
    ServedByToken,

    /// <summary>A terminal was served by its password.</summary>
    ServedByPassword,
}

/// <summary>Why a cloud refused a request.</summary>
public enum CloudRefusal
{
    /// <summary>No such account.</summary>
    UnknownAccount,

    /// <summary>The account is barred.</summary>
    BarredAccount,

    /// <summary>MAC-S of AUTS is wrong.</summary>
    WrongAuts,

    /// <summary>The account's sequence numbers are used up.</summary>
    SequenceNumbersExhausted,

    /// <summary>The message could not be read.</summary>
    Malformed,

    /// <summary>No such resource.</summary>
    UnknownPath,

    /// <summary>The provider is not trusted.</summary>
    UnknownProvider,

    /// <summary>No authentication with this state is going on: it is another's, over, or was used.</summary>
    UnknownState,

    /// <summary>The state belongs to another session.</summary>
    OtherSession,

    /// <summary>The provider did not authenticate the subject.</summary>
    AccessDenied,

    /// <summary>The provider could not be asked.</summary>
    ProviderUnreachable,

    /// <summary>The provider refused the code.</summary>
    CodeRefused,

    /// <summary>Too many authentications are going on.</summary>
    TooManySessions,

    /// <summary>The password is wrong.</summary>
    WrongPassword,

    /// <summary>The processor has no room.</summary>
    Overloaded,
}

/// <summary>Counts what a cloud does and refuses.</summary>
public sealed class CloudMeasures
{
    /// <summary>Counters; every one exists from the start.</summary>
    /// <param name="metrics">Where the metrics go.</param>
    /// <param name="entity">A group or a node's id.</param>
    public CloudMeasures(MetricRegistry metrics, string entity)
    {
        ArgumentNullException.ThrowIfNull(metrics);
        Services = new(metrics, "cloud.served", entity, "Requests that a cloud has served");
        Refusals = new(metrics, "cloud.refused", entity, "Requests that a cloud has refused");
        Tokens = new(metrics, "cloud.token", entity, "ID tokens that a cloud was given");
        Http = new HttpMeasures(metrics, "cloud.http", entity);
    }

    /// <summary>What it did.</summary>
    public ReasonCounters<CloudService> Services { get; }

    /// <summary>Why it refused.</summary>
    public ReasonCounters<CloudRefusal> Refusals { get; }

    /// <summary>What it thought of ID tokens.</summary>
    public ReasonCounters<IdTokenVerdict> Tokens { get; }

    /// <summary>Its connections.</summary>
    public HttpMeasures Http { get; }
}
