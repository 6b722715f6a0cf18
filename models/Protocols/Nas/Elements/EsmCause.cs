namespace Simulator.Protocols.Nas;

/// <summary>ESM: why the other side is refused (TS 24.301 §9.9.4.4). Other values are kept: #31 or #111.</summary>
public enum EsmCause : byte
{
    /// <summary>Operator determined barring.</summary>
    OperatorDeterminedBarring = 8,

    /// <summary>Insufficient resources.</summary>
    InsufficientResources = 26,

    /// <summary>Missing or unknown APN.</summary>
    MissingOrUnknownApn = 27,

    /// <summary>Unknown PDN type.</summary>
    UnknownPdnType = 28,

    /// <summary>User authentication failed.</summary>
    UserAuthenticationFailed = 29,

    /// <summary>Request rejected by serving or PDN gateway.</summary>
    RejectedByGateway = 30,

    /// <summary>Request rejected, unspecified.</summary>
    RequestRejected = 31,

    /// <summary>Service option not supported.</summary>
    ServiceOptionNotSupported = 32,

    /// <summary>Requested service option not subscribed.</summary>
    ServiceOptionNotSubscribed = 33,

    /// <summary>Service option temporarily out of order.</summary>
    ServiceOptionOutOfOrder = 34,

    /// <summary>PTI already in use.</summary>
    PtiAlreadyInUse = 35,

    /// <summary>Regular deactivation.</summary>
    RegularDeactivation = 36,

    /// <summary>EPS QoS not accepted.</summary>
    EpsQosNotAccepted = 37,

    /// <summary>Network failure.</summary>
    NetworkFailure = 38,

    /// <summary>Reactivation requested.</summary>
    ReactivationRequested = 39,

    /// <summary>Invalid EPS bearer identity.</summary>
    InvalidEpsBearerIdentity = 43,

    /// <summary>PTI mismatch.</summary>
    PtiMismatch = 47,

    /// <summary>Last PDN disconnection not allowed.</summary>
    LastPdnDisconnectionNotAllowed = 49,

    /// <summary>PDN type IPv4 only allowed.</summary>
    PdnTypeIpv4OnlyAllowed = 50,

    /// <summary>PDN type IPv6 only allowed.</summary>
    PdnTypeIpv6OnlyAllowed = 51,

    /// <summary>Single address bearers only allowed.</summary>
    SingleAddressBearersOnlyAllowed = 52,

    /// <summary>ESM information not received.</summary>
    EsmInformationNotReceived = 53,

    /// <summary>PDN connection does not exist.</summary>
    PdnConnectionDoesNotExist = 54,

    /// <summary>Multiple PDN connections for a given APN not allowed.</summary>
    MultiplePdnConnectionsNotAllowed = 55,

    /// <summary>Collision with network initiated request.</summary>
    CollisionWithNetworkRequest = 56,

    /// <summary>Maximum number of EPS bearers reached.</summary>
    MaximumBearersReached = 65,

    /// <summary>Requested APN not supported in current RAT and PLMN combination.</summary>
    ApnNotSupportedHere = 66,

    /// <summary>Invalid PTI value.</summary>
    InvalidPti = 81,

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

    /// <summary>APN restriction value incompatible with active EPS bearer context.</summary>
    ApnRestrictionIncompatible = 112,
}
