namespace Simulator.Protocols.Diameter;

// From the standard.

/// <summary>How Diameter is carried (RFC 6733 §2.1).</summary>
public static class DiameterTransport
{
    /// <summary>TCP and SCTP port of a Diameter node.</summary>
    public const int Port = 3868;

    /// <summary>SCTP payload protocol identifier of a DATA chunk with clear text Diameter (§11.4).</summary>
    public const uint PayloadProtocol = 46;
}

/// <summary>Private enterprise numbers that own AVP codes and results.</summary>
public static class VendorId
{
    /// <summary>No vendor: the IETF's AVPs, whose header has no Vendor-ID field (RFC 6733 §4.1.1).</summary>
    public const uint Ietf = 0;

    /// <summary>3GPP.</summary>
    public const uint Tgpp = 10415;
}

/// <summary>Application identifiers of the message header (RFC 6733 §2.4).</summary>
public enum DiameterApplication : uint
{
    /// <summary>Diameter common messages: the peers' own commands.</summary>
    Common = 0,

    /// <summary>Cx and Dx, HSS and CSCF (TS 29.229 §6.1.1).</summary>
    Cx = 16777216,

    /// <summary>Sh, HSS and application server (TS 29.329 §6.1.1).</summary>
    Sh = 16777217,

    /// <summary>Zh, HSS and BSF (TS 29.109 §4.1).</summary>
    Zh = 16777221,

    /// <summary>S6a and S6d, HSS and MME or SGSN (TS 29.272 §7.1.8).</summary>
    S6a = 16777251,

    /// <summary>What a relay advertises.</summary>
    Relay = 0xFFFFFFFF,
}

/// <summary>Command codes; request and answer share one (RFC 6733 §3.1, TS 29.272 §7.2.2).</summary>
public enum CommandCode
{
    /// <summary>No command has this code.</summary>
    None = 0,

    /// <summary>Capabilities-Exchange, CER and CEA (RFC 6733 §5.3).</summary>
    CapabilitiesExchange = 257,

    /// <summary>Device-Watchdog, DWR and DWA (RFC 6733 §5.5).</summary>
    DeviceWatchdog = 280,

    /// <summary>Disconnect-Peer, DPR and DPA (RFC 6733 §5.4).</summary>
    DisconnectPeer = 282,

    /// <summary>Update-Location, ULR and ULA (TS 29.272 §7.2.3).</summary>
    UpdateLocation = 316,

    /// <summary>Cancel-Location, CLR and CLA (TS 29.272 §7.2.7).</summary>
    CancelLocation = 317,

    /// <summary>Authentication-Information, AIR and AIA (TS 29.272 §7.2.5).</summary>
    AuthenticationInformation = 318,

    /// <summary>Purge-UE, PUR and PUA (TS 29.272 §7.2.13).</summary>
    PurgeUe = 321,
}

/// <summary>Values of Result-Code (RFC 6733 §7.1). Other values survive a round trip.</summary>
public enum ResultCode : uint
{
    /// <summary>No result.</summary>
    None = 0,

    /// <summary>Another request must follow.</summary>
    MultiRoundAuth = 1001,

    /// <summary>Done.</summary>
    Success = 2001,

    /// <summary>Done, but the application has more to do.</summary>
    LimitedSuccess = 2002,

    /// <summary>The command code is not supported.</summary>
    CommandUnsupported = 3001,

    /// <summary>No host of the realm can take the request.</summary>
    UnableToDeliver = 3002,

    /// <summary>The realm is not known here.</summary>
    RealmNotServed = 3003,

    /// <summary>The server that was named cannot serve now.</summary>
    TooBusy = 3004,

    /// <summary>An agent has seen the request before.</summary>
    LoopDetected = 3005,

    /// <summary>The request should go straight to another host.</summary>
    RedirectIndication = 3006,

    /// <summary>The application is not supported.</summary>
    ApplicationUnsupported = 3007,

    /// <summary>The header's flags contradict each other or the command.</summary>
    InvalidHdrBits = 3008,

    /// <summary>An AVP's flags are not known or contradict its definition.</summary>
    InvalidAvpBits = 3009,

    /// <summary>A CER from an unknown peer.</summary>
    UnknownPeer = 3010,

    /// <summary>The user did not prove the identity.</summary>
    AuthenticationRejected = 4001,

    /// <summary>No storage left.</summary>
    OutOfSpace = 4002,

    /// <summary>This connection lost against the one that the peer opened.</summary>
    ElectionLost = 4003,

    /// <summary>An unknown AVP must be understood.</summary>
    AvpUnsupported = 5001,

    /// <summary>The session is not known.</summary>
    UnknownSessionId = 5002,

    /// <summary>The user may not do that.</summary>
    AuthorizationRejected = 5003,

    /// <summary>An AVP holds a value that is not allowed.</summary>
    InvalidAvpValue = 5004,

    /// <summary>A required AVP is absent.</summary>
    MissingAvp = 5005,

    /// <summary>The user has used up what is allowed.</summary>
    ResourcesExceeded = 5006,

    /// <summary>AVPs contradict each other.</summary>
    ContradictingAvps = 5007,

    /// <summary>An AVP that must not be there.</summary>
    AvpNotAllowed = 5008,

    /// <summary>An AVP more often than allowed.</summary>
    AvpOccursTooManyTimes = 5009,

    /// <summary>The peers share no application.</summary>
    NoCommonApplication = 5010,

    /// <summary>The header's version is not 1.</summary>
    UnsupportedVersion = 5011,

    /// <summary>Refused for another reason.</summary>
    UnableToComply = 5012,

    /// <summary>A reserved header bit is set; this decoder ignores those (RFC 6733 §3).</summary>
    InvalidBitInHeader = 5013,

    /// <summary>An AVP's length is not possible.</summary>
    InvalidAvpLength = 5014,

    /// <summary>The message's length is not possible.</summary>
    InvalidMessageLength = 5015,

    /// <summary>An AVP's flags may not have that combination.</summary>
    InvalidAvpBitCombo = 5016,

    /// <summary>The peers share no security mechanism.</summary>
    NoCommonSecurity = 5017,
}

/// <summary>Values of Experimental-Result-Code of 3GPP on S6a (TS 29.272 §7.4.3, §7.4.4).</summary>
public enum S6aResultCode : uint
{
    /// <summary>No result.</summary>
    None = 0,

    /// <summary>The HSS cannot make vectors now; ask again.</summary>
    AuthenticationDataUnavailable = 4181,

    /// <summary>The subscription's CAMEL data are not supported.</summary>
    CamelSubscriptionPresent = 4182,

    /// <summary>The IMSI is not known.</summary>
    UserUnknown = 5001,

    /// <summary>The subscriber may not roam there.</summary>
    RoamingNotAllowed = 5004,

    /// <summary>No EPS subscription.</summary>
    UnknownEpsSubscription = 5420,

    /// <summary>The radio access is barred for the subscriber.</summary>
    RatNotAllowed = 5421,

    /// <summary>The equipment is not known in the EIR.</summary>
    EquipmentUnknown = 5422,

    /// <summary>The serving node is not known.</summary>
    UnknownServingNode = 5423,
}

/// <summary>Sizes that the format fixes (RFC 6733 §3, §4.1) and bounds of ours.</summary>
internal static class DiameterSize
{
    internal const int Header = 20;
    internal const int AvpHeader = 8;
    internal const int VendorAvpHeader = 12;
    internal const int Unit = 4;
    internal const int IdentityMax = 255; // RFC 1035 §2.3.4: a domain name

    // Ours.
    internal const int StreamMessageMax = 65_536; // bounds what a stream's receiver must hold; S6a stays below 4 KiB
    internal const int RulesMax = 32;             // lines of a grammar: a check has a bit for each
    internal const int DepthMax = 8;              // groups within groups; S6a needs 6
}
