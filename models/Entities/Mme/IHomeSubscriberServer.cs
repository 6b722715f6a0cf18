using System;
using Simulator.Crypto;
using Simulator.Kernel;
using Simulator.Network;
using Simulator.Protocols.Diameter;
using Simulator.Protocols.Nas;

namespace Simulator.Entities;

/// <summary>How a request over S6a ended, as the MME must tell it apart (TS 29.272 §7.4, RFC 6733 §7.1).</summary>
public enum S6aStatus
{
    /// <summary>The HSS did what it was asked.</summary>
    Success,

    /// <summary>DIAMETER_ERROR_USER_UNKNOWN.</summary>
    UserUnknown,

    /// <summary>DIAMETER_ERROR_UNKNOWN_EPS_SUBSCRIPTION.</summary>
    UnknownEpsSubscription,

    /// <summary>DIAMETER_ERROR_ROAMING_NOT_ALLOWED.</summary>
    RoamingNotAllowed,

    /// <summary>DIAMETER_ERROR_RAT_NOT_ALLOWED.</summary>
    RatNotAllowed,

    /// <summary>DIAMETER_AUTHENTICATION_DATA_UNAVAILABLE.</summary>
    AuthenticationDataUnavailable,

    /// <summary>DIAMETER_TOO_BUSY: the HSS is overloaded.</summary>
    TooBusy,

    /// <summary>Any other error, or an answer that could not be read.</summary>
    Refused,

    /// <summary>No HSS serves the subscriber's network, or none of its connections is up.</summary>
    Unreachable,

    /// <summary>The request was sent and not answered in time.</summary>
    NoAnswer,
}

/// <summary>What the USIM refused as not fresh: for the next request of vectors (TS 29.272 §7.3.15).</summary>
/// <param name="Rand">The challenge.</param>
/// <param name="Auts">The card's token.</param>
public readonly record struct Resynchronisation(UInt128 Rand, Auts Auts);

/// <summary>The answer to a request of an authentication vector.</summary>
/// <param name="Status">How it ended.</param>
/// <param name="Vector">The vector, if it succeeded.</param>
/// <param name="Tag">Tag of the answer, or of the request if there was none.</param>
public readonly record struct VectorAnswer(S6aStatus Status, EpsAuthenticationVector Vector, MeasurementTag Tag);

/// <summary>The answer to a location update.</summary>
/// <param name="Status">How it ended.</param>
/// <param name="Subscription">What the subscriber may do, if it succeeded.</param>
/// <param name="Tag">Tag of the answer, or of the request if there was none.</param>
public readonly record struct LocationAnswer(S6aStatus Status, SubscriptionData? Subscription, MeasurementTag Tag);

/// <summary>The home networks' subscriber servers, as an MME asks them over S6a (TS 29.272 §5.2).</summary>
public interface IHomeSubscriberServer
{
    /// <summary>MME -> HSS  Authentication-Information-Request;  HSS -> MME  Answer (§5.2.3.1).</summary>
    /// <param name="imsi">The subscriber.</param>
    /// <param name="resynchronisation">What the USIM refused as not fresh, or null.</param>
    /// <param name="tag">What is measured.</param>
    Process<VectorAnswer> FetchVector(Imsi imsi, Resynchronisation? resynchronisation, MeasurementTag tag);

    /// <summary>MME -> HSS  Update-Location-Request;  HSS -> MME  Answer (§5.2.1.1).</summary>
    /// <param name="imsi">The subscriber.</param>
    /// <param name="tag">What is measured.</param>
    Process<LocationAnswer> UpdateLocation(Imsi imsi, MeasurementTag tag);

    /// <summary>MME -> HSS  Purge-UE-Request: the MME keeps the subscriber no longer (§5.2.1.3).</summary>
    /// <param name="imsi">The subscriber.</param>
    /// <param name="tag">What is measured.</param>
    Process<S6aStatus> Purge(Imsi imsi, MeasurementTag tag);
}

/// <summary>Is told what an HSS asks of an MME (TS 29.272 §5.2.1.2).</summary>
public interface ILocationObserver
{
    /// <summary>HSS -> MME  Cancel-Location-Request.</summary>
    /// <param name="imsi">The subscriber.</param>
    /// <param name="type">Why: the subscriber has moved, or its subscription was withdrawn.</param>
    /// <param name="tag">What is measured.</param>
    void CancelLocation(Imsi imsi, CancellationType type, in MeasurementTag tag);
}
