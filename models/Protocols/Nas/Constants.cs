namespace Simulator.Protocols.Nas;

/// <summary>First half octet of every message (TS 24.007 §11.2.3.1.1).</summary>
public enum NasProtocol : byte
{
    /// <summary>EPS session management (ESM).</summary>
    SessionManagement = 2,

    /// <summary>EPS mobility management (EMM), and every security protected message.</summary>
    MobilityManagement = 7,
}

/// <summary>Security header type (TS 24.301 §9.3.1, table 9.3.1).</summary>
public enum SecurityHeaderType : byte
{
    /// <summary>Plain NAS message.</summary>
    Plain = 0,

    /// <summary>Integrity protected.</summary>
    Integrity = 1,

    /// <summary>Integrity protected and ciphered.</summary>
    IntegrityCiphered = 2,

    /// <summary>Integrity protected with a new EPS security context: SECURITY MODE COMMAND.</summary>
    IntegrityNewContext = 3,

    /// <summary>Integrity protected and ciphered with a new EPS security context: SECURITY MODE COMPLETE.</summary>
    IntegrityCipheredNewContext = 4,

    /// <summary>Integrity protected and partially ciphered: not modelled.</summary>
    IntegrityPartiallyCiphered = 5,

    /// <summary>SERVICE REQUEST with a short MAC: not modelled. Values 13 to 15 are read as this one.</summary>
    ServiceRequest = 12,
}

/// <summary>Message types of EPS mobility management (TS 24.301 §9.8, table 9.8.1).</summary>
public enum EmmMessageType : byte
{
    /// <summary>ATTACH REQUEST.</summary>
    AttachRequest = 0x41,

    /// <summary>ATTACH ACCEPT.</summary>
    AttachAccept = 0x42,

    /// <summary>ATTACH COMPLETE.</summary>
    AttachComplete = 0x43,

    /// <summary>ATTACH REJECT.</summary>
    AttachReject = 0x44,

    /// <summary>DETACH REQUEST.</summary>
    DetachRequest = 0x45,

    /// <summary>DETACH ACCEPT.</summary>
    DetachAccept = 0x46,

    /// <summary>AUTHENTICATION REQUEST.</summary>
    AuthenticationRequest = 0x52,

    /// <summary>AUTHENTICATION RESPONSE.</summary>
    AuthenticationResponse = 0x53,

    /// <summary>AUTHENTICATION REJECT.</summary>
    AuthenticationReject = 0x54,

    /// <summary>IDENTITY REQUEST.</summary>
    IdentityRequest = 0x55,

    /// <summary>IDENTITY RESPONSE.</summary>
    IdentityResponse = 0x56,

    /// <summary>AUTHENTICATION FAILURE.</summary>
    AuthenticationFailure = 0x5C,

    /// <summary>SECURITY MODE COMMAND.</summary>
    SecurityModeCommand = 0x5D,

    /// <summary>SECURITY MODE COMPLETE.</summary>
    SecurityModeComplete = 0x5E,

    /// <summary>SECURITY MODE REJECT.</summary>
    SecurityModeReject = 0x5F,

    /// <summary>EMM STATUS.</summary>
    EmmStatus = 0x60,

    /// <summary>EMM INFORMATION.</summary>
    EmmInformation = 0x61,
}

/// <summary>Message types of EPS session management (TS 24.301 §9.8, table 9.8.2).</summary>
public enum EsmMessageType : byte
{
    /// <summary>ACTIVATE DEFAULT EPS BEARER CONTEXT REQUEST.</summary>
    ActivateDefaultBearerRequest = 0xC1,

    /// <summary>ACTIVATE DEFAULT EPS BEARER CONTEXT ACCEPT.</summary>
    ActivateDefaultBearerAccept = 0xC2,

    /// <summary>ACTIVATE DEFAULT EPS BEARER CONTEXT REJECT.</summary>
    ActivateDefaultBearerReject = 0xC3,

    /// <summary>PDN CONNECTIVITY REQUEST.</summary>
    PdnConnectivityRequest = 0xD0,

    /// <summary>PDN CONNECTIVITY REJECT.</summary>
    PdnConnectivityReject = 0xD1,

    /// <summary>ESM INFORMATION REQUEST.</summary>
    EsmInformationRequest = 0xD9,

    /// <summary>ESM INFORMATION RESPONSE.</summary>
    EsmInformationResponse = 0xDA,

    /// <summary>ESM STATUS.</summary>
    EsmStatus = 0xE8,
}

/// <summary>Identifiers of optional elements, of half octets the upper half (TS 24.301 clause 8, tables).</summary>
internal static class Iei
{
    internal const byte OldLai = 0x13;                     // TV, 6 octets
    internal const byte T3402Extended = 0x16;              // T3402 as GPRS timer 2, in ATTACH REJECT
    internal const byte T3402 = 0x17;                      // TV, 2 octets
    internal const byte OldPTmsiSignature = 0x19;          // TV, 4 octets
    internal const byte MobileIdentity = 0x23;
    internal const byte ProtocolConfigurationOptions = 0x27;
    internal const byte AccessPointName = 0x28;
    internal const byte AuthenticationFailureParameter = 0x30;
    internal const byte LlcSapi = 0x32;                    // TV, 2 octets
    internal const byte BackOffTimer = 0x37;
    internal const byte FullNetworkName = 0x43;
    internal const byte ShortNetworkName = 0x45;
    internal const byte LocalTimeZone = 0x46;              // TV, 2 octets
    internal const byte UniversalTime = 0x47;              // TV, 8 octets
    internal const byte DaylightSaving = 0x49;
    internal const byte HashMme = 0x4F;
    internal const byte Guti = 0x50;
    internal const byte LastVisitedTai = 0x52;             // TV, 6 octets
    internal const byte EmmCause = 0x53;                   // TV, 2 octets
    internal const byte NonceUe = 0x55;                    // TV, 5 octets
    internal const byte NonceMme = 0x56;                   // TV, 5 octets
    internal const byte EsmCause = 0x58;                   // TV, 2 octets
    internal const byte T3423 = 0x59;                      // TV, 2 octets
    internal const byte DrxParameter = 0x5C;               // TV, 3 octets
    internal const byte T3412Extended = 0x5E;
    internal const byte T3346 = 0x5F;
    internal const byte EsmContainer = 0x78;
    internal const byte ReplayedMessage = 0x79;
    internal const byte ImeisvRequest = 0xC0;
    internal const byte EsmInformationTransfer = 0xD0;
}
