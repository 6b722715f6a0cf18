using System;
using Simulator.Measure;

namespace Simulator.Entities;

/// <summary>What a proxy did.</summary>
public enum ProxyService
{
    /// <summary>vHSS: a vector was given that a cloud had just made.</summary>
    VectorFetched,

    /// <summary>vHSS: a vector was given that had been fetched before.</summary>
    VectorKept,

    /// <summary>vHSS: a location was updated.</summary>
    LocationUpdated,

    /// <summary>vUSER: what another proxy asked for was passed on.</summary>
    Relayed,

    /// <summary>vOP: a challenge was passed to a terminal.</summary>
    Challenged,

    /// <summary>vOP: an ID token was given to a terminal.</summary>
    TokenGiven,

    /// <summary>vOP: a code was given to a terminal.</summary>
    CodeGiven,

    /// <summary>vOP: a code was exchanged for tokens.</summary>
    CodeExchanged,
}

/// <summary>Why a proxy refused a request.</summary>
public enum ProxyRefusal
{
    /// <summary>vHSS: the cloud knows no such account.</summary>
    UnknownAccount,

    /// <summary>vHSS: the account is barred.</summary>
    BarredAccount,

    /// <summary>vHSS: the account may not roam.</summary>
    RoamingNotAllowed,

    /// <summary>vHSS: the cloud could not be asked, or could not answer.</summary>
    CloudUnavailable,

    /// <summary>The message could not be read.</summary>
    Malformed,

    /// <summary>No such resource.</summary>
    UnknownPath,

    /// <summary>vOP: no such client, or not its redirect URI.</summary>
    UnknownClient,

    /// <summary>vOP: no challenge of this transaction waits: it is another's, over, or was answered.</summary>
    UnknownTransaction,

    /// <summary>vUE: the edge refused the terminal.</summary>
    EdgeRefused,

    /// <summary>vUE: the response was wrong.</summary>
    WrongResponse,

    /// <summary>vUE: the terminal's card refused the challenge.</summary>
    CardRefused,

    /// <summary>vUE: no MME is connected, or it did not answer.</summary>
    EdgeUnavailable,

    /// <summary>vOP: no such code, or it was used.</summary>
    UnknownCode,

    /// <summary>vOP: the code's time is over.</summary>
    ExpiredCode,

    /// <summary>vOP: the verifier does not match, or client or redirect URI are others.</summary>
    WrongVerifier,

    /// <summary>vOP: the ID token of another proxy is not right.</summary>
    WrongToken,

    /// <summary>Too many challenges or codes wait.</summary>
    TooManyPending,

    /// <summary>The processor has no room.</summary>
    Overloaded,

    /// <summary>vUE: a message of the MME is for nobody here, or not expected.</summary>
    UnexpectedS1ap,
}

/// <summary>Counts what a proxy does and refuses, or an OpenID provider without one.</summary>
public sealed class ProxyMeasures
{
    /// <summary>Counters; every one exists from the start.</summary>
    /// <param name="metrics">Where the metrics go.</param>
    /// <param name="entity">A group or a node's id.</param>
    /// <param name="name">First part of the metrics' names.</param>
    public ProxyMeasures(MetricRegistry metrics, string entity, string name = "proxy")
    {
        ArgumentNullException.ThrowIfNull(metrics);
        Services = new(metrics, $"{name}.served", entity, $"Requests that a {name} has served");
        Refusals = new(metrics, $"{name}.refused", entity, $"Requests that a {name} has refused");
        Http = new HttpMeasures(metrics, $"{name}.http", entity);
        Diameter = new DiameterMeasures(metrics, $"{name}.diameter", entity);
    }

    /// <summary>What it did.</summary>
    public ReasonCounters<ProxyService> Services { get; }

    /// <summary>Why it refused.</summary>
    public ReasonCounters<ProxyRefusal> Refusals { get; }

    /// <summary>Its connections to clouds and terminals.</summary>
    public HttpMeasures Http { get; }

    /// <summary>Its connections to MMEs.</summary>
    public DiameterMeasures Diameter { get; }
}
