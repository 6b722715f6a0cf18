using System.Collections.Generic;
using Simulator.Protocols.Nas;

namespace Simulator.Entities;

/// <summary>How an attach can end, as the UE sees it.</summary>
public static class AttachOutcome
{
    /// <summary>ATTACH ACCEPT has passed every check.</summary>
    public const string Success = ProcedureMeasure.Success;

    /// <summary>No attempt was answered in time.</summary>
    public const string NoAnswer = "no-answer";

    /// <summary>The network released the connection in the last attempt.</summary>
    public const string ConnectionReleased = "connection-released";

    /// <summary>The USIM did not take the challenge for one of its home network's (#20).</summary>
    public const string MacFailure = "mac-failure";

    /// <summary>The sequence number stayed out of step (#21).</summary>
    public const string SynchFailure = "synch-failure";

    /// <summary>The challenge was not made for EPS (#26).</summary>
    public const string NonEpsAuthentication = "non-eps-authentication-unacceptable";

    /// <summary>AUTHENTICATION REJECT.</summary>
    public const string AuthenticationRejected = "authentication-rejected";

    /// <summary>The UE refused the SECURITY MODE COMMAND of the last attempt, and no more came.</summary>
    public const string SecurityModeRejected = "security-mode-rejected";

    /// <summary>#2.</summary>
    public const string ImsiUnknownInHss = "imsi-unknown-in-hss";

    /// <summary>#3.</summary>
    public const string IllegalUe = "illegal-ue";

    /// <summary>#6.</summary>
    public const string IllegalMe = "illegal-me";

    /// <summary>#7.</summary>
    public const string EpsServicesNotAllowed = "eps-services-not-allowed";

    /// <summary>#8.</summary>
    public const string EpsAndNonEpsServicesNotAllowed = "eps-services-and-non-eps-services-not-allowed";

    /// <summary>#11.</summary>
    public const string PlmnNotAllowed = "plmn-not-allowed";

    /// <summary>#12.</summary>
    public const string TrackingAreaNotAllowed = "tracking-area-not-allowed";

    /// <summary>#13.</summary>
    public const string RoamingNotAllowed = "roaming-not-allowed";

    /// <summary>#14.</summary>
    public const string EpsServicesNotAllowedInPlmn = "eps-services-not-allowed-in-plmn";

    /// <summary>#15.</summary>
    public const string NoSuitableCells = "no-suitable-cells";

    /// <summary>#17 in the last attempt.</summary>
    public const string NetworkFailure = "network-failure";

    /// <summary>#19 in the last attempt.</summary>
    public const string EsmFailure = "esm-failure";

    /// <summary>#22, and the back-offs are used up.</summary>
    public const string Congestion = "congestion";

    /// <summary>#95, #96, #97, #99 or #111.</summary>
    public const string ProtocolError = "protocol-error";

    /// <summary>Any other cause.</summary>
    public const string Rejected = "rejected";

    /// <summary>The network detached the UE meanwhile.</summary>
    public const string DetachedByNetwork = "detached-by-network";

    /// <summary>The UE itself went down.</summary>
    public const string NodeDown = "node-down";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        Success, NoAnswer, ConnectionReleased, MacFailure, SynchFailure, NonEpsAuthentication, AuthenticationRejected,
        SecurityModeRejected, ImsiUnknownInHss, IllegalUe, IllegalMe, EpsServicesNotAllowed,
        EpsAndNonEpsServicesNotAllowed, PlmnNotAllowed, TrackingAreaNotAllowed, RoamingNotAllowed,
        EpsServicesNotAllowedInPlmn, NoSuitableCells, NetworkFailure, EsmFailure, Congestion, ProtocolError, Rejected,
        DetachedByNetwork, NodeDown,
    ];

    /// <summary>The outcome that a cause of ATTACH REJECT leads to (TS 24.301 §9.9.3.9).</summary>
    /// <param name="cause">The cause.</param>
    public static string Of(EmmCause cause) => cause switch
    {
        EmmCause.ImsiUnknownInHss => ImsiUnknownInHss,
        EmmCause.IllegalUe => IllegalUe,
        EmmCause.IllegalMe => IllegalMe,
        EmmCause.EpsServicesNotAllowed => EpsServicesNotAllowed,
        EmmCause.EpsAndNonEpsServicesNotAllowed => EpsAndNonEpsServicesNotAllowed,
        EmmCause.PlmnNotAllowed => PlmnNotAllowed,
        EmmCause.TrackingAreaNotAllowed => TrackingAreaNotAllowed,
        EmmCause.RoamingNotAllowed => RoamingNotAllowed,
        EmmCause.EpsServicesNotAllowedInPlmn => EpsServicesNotAllowedInPlmn,
        EmmCause.NoSuitableCells => NoSuitableCells,
        EmmCause.NetworkFailure => NetworkFailure,
        EmmCause.EsmFailure => EsmFailure,
        EmmCause.Congestion => Congestion,
        EmmCause.SemanticallyIncorrectMessage or EmmCause.InvalidMandatoryInformation
            or EmmCause.MessageTypeNonExistent or EmmCause.InformationElementNonExistent
            or EmmCause.ProtocolErrorUnspecified => ProtocolError,
        _ => Rejected,
    };
}

/// <summary>How a detach that the UE starts can end.</summary>
public static class DetachOutcome
{
    /// <summary>DETACH ACCEPT, a detach request of the network meanwhile, or switched off without an answer.</summary>
    public const string Success = ProcedureMeasure.Success;

    /// <summary>No request was answered in time: the UE is detached all the same (TS 24.301 §5.5.2.2.4 c).</summary>
    public const string NoAnswer = "no-answer";

    /// <summary>The network released the connection first (§5.5.2.2.4 b).</summary>
    public const string ConnectionReleased = "connection-released";

    /// <summary>AUTHENTICATION REJECT.</summary>
    public const string AuthenticationRejected = "authentication-rejected";

    /// <summary>The UE itself went down.</summary>
    public const string NodeDown = "node-down";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> All { get; } =
        [Success, NoAnswer, ConnectionReleased, AuthenticationRejected, NodeDown];
}
