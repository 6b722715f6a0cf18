namespace Simulator.Protocols.Nas;

/// <summary>EMM: why the other side is refused (TS 24.301 §9.9.3.9). Other values are kept: #111.</summary>
public enum EmmCause : byte
{
    /// <summary>IMSI unknown in HSS.</summary>
    ImsiUnknownInHss = 2,

    /// <summary>Illegal UE.</summary>
    IllegalUe = 3,

    /// <summary>IMEI not accepted.</summary>
    ImeiNotAccepted = 5,

    /// <summary>Illegal ME.</summary>
    IllegalMe = 6,

    /// <summary>EPS services not allowed.</summary>
    EpsServicesNotAllowed = 7,

    /// <summary>EPS services and non-EPS services not allowed.</summary>
    EpsAndNonEpsServicesNotAllowed = 8,

    /// <summary>UE identity cannot be derived by the network.</summary>
    UeIdentityCannotBeDerived = 9,

    /// <summary>Implicitly detached.</summary>
    ImplicitlyDetached = 10,

    /// <summary>PLMN not allowed.</summary>
    PlmnNotAllowed = 11,

    /// <summary>Tracking area not allowed.</summary>
    TrackingAreaNotAllowed = 12,

    /// <summary>Roaming not allowed in this tracking area.</summary>
    RoamingNotAllowed = 13,

    /// <summary>EPS services not allowed in this PLMN.</summary>
    EpsServicesNotAllowedInPlmn = 14,

    /// <summary>No suitable cells in tracking area.</summary>
    NoSuitableCells = 15,

    /// <summary>MSC temporarily not reachable.</summary>
    MscTemporarilyNotReachable = 16,

    /// <summary>Network failure.</summary>
    NetworkFailure = 17,

    /// <summary>CS domain not available.</summary>
    CsDomainNotAvailable = 18,

    /// <summary>ESM failure.</summary>
    EsmFailure = 19,

    /// <summary>MAC failure.</summary>
    MacFailure = 20,

    /// <summary>Synch failure.</summary>
    SynchFailure = 21,

    /// <summary>Congestion.</summary>
    Congestion = 22,

    /// <summary>UE security capabilities mismatch.</summary>
    UeSecurityCapabilitiesMismatch = 23,

    /// <summary>Security mode rejected, unspecified.</summary>
    SecurityModeRejected = 24,

    /// <summary>Not authorised for this closed subscriber group.</summary>
    NotAuthorisedForCsg = 25,

    /// <summary>Non-EPS authentication unacceptable.</summary>
    NonEpsAuthenticationUnacceptable = 26,

    /// <summary>Redirection to 5GCN required.</summary>
    RedirectionTo5gcnRequired = 31,

    /// <summary>Requested service option not authorised in this PLMN.</summary>
    ServiceOptionNotAuthorised = 35,

    /// <summary>CS service temporarily not available.</summary>
    CsServiceTemporarilyNotAvailable = 39,

    /// <summary>No EPS bearer context activated.</summary>
    NoEpsBearerContextActivated = 40,

    /// <summary>Severe network failure.</summary>
    SevereNetworkFailure = 42,

    /// <summary>Semantically incorrect message.</summary>
    SemanticallyIncorrectMessage = 95,

    /// <summary>Invalid mandatory information.</summary>
    InvalidMandatoryInformation = 96,

    /// <summary>Message type non-existent or not implemented.</summary>
    MessageTypeNonExistent = 97,

    /// <summary>Message type not compatible with the protocol state.</summary>
    MessageTypeNotCompatible = 98,

    /// <summary>Information element non-existent or not implemented.</summary>
    InformationElementNonExistent = 99,

    /// <summary>Conditional IE error.</summary>
    ConditionalIeError = 100,

    /// <summary>Message not compatible with the protocol state.</summary>
    MessageNotCompatible = 101,

    /// <summary>Protocol error, unspecified.</summary>
    ProtocolErrorUnspecified = 111,
}
